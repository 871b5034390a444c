"""Negations that can be put in or taken out, and still make a sentence that says the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from eval.generators.texts import Change
from newsroom_ai.text.fold import fold
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import exact_forms

NEGATIONS: Final = frozenset(exact_forms("không chưa chẳng chả đừng chớ"))

# What stands before the verb, and what says the opposite in its place.
_ADDED: Final = {
    "đã": "chưa",
    "sẽ": "sẽ không",
    "có thể": "không thể",
    "phải": "không phải",
    "cần": "không cần",
    "muốn": "không muốn",
    "đồng ý": "không đồng ý",
    "cho phép": "không cho phép",
}
_DROPPED: Final = {
    "không thể": "có thể",
    "không được": "được",
    "không có": "có",
    "không phải là": "là",
    "không phải": "phải",
    "không cần": "cần",
    "không còn": "còn",
    "không muốn": "muốn",
    "không đồng ý": "đồng ý",
    "không đủ": "đủ",
    "chưa được": "đã được",
    "chưa có": "đã có",
    "chưa thể": "đã có thể",
    "chưa xác định": "đã xác định",
    "chưa": "đã",
    "không": "",
}
_NO_VERB: Final = (
    "gian khí quân lực trung chế tặc phận kích vận chỉ những ít nhỏ ngừng nên rõ ai gì nơi đâu hẳn riêng kể tên "
    "màng lời bao sao thường quen lương phép tưởng người đối biên giới tên ngờ "
    "ngớt ngại từng đầy đến tới nào đã đang sẽ vài mấy hàng"
)
_NOT_BEFORE: Final = (
    "hàng trên thinh hư có hay liệu dù dẫu nếu khi trước vì để nhưng mà ai đâu khó vẫn phải gần tránh nhằm ngăn mong "
    "buộc bị phòng và"
)
_AFTER: Final = frozenset(exact_forms(_NO_VERB))
_BEFORE: Final = frozenset(exact_forms(_NOT_BEFORE))
_QUESTION: Final = re.compile(
    r"\?|(?<!\w)(?:hay (?:không|chưa)|có [^,;:]*(?:không|chưa)\W*$|liệu|nếu|dù|không những|không chỉ|chưa kể)(?!\w)",
    re.IGNORECASE,
)
_FRAME: Final = re.compile(
    r"(?<!\w)(?:nổi|mà còn|gì|nào|đâu|nữa|ai)(?!\w)", re.IGNORECASE
)  # không … nổi: not without it
_EVIDENCE: Final = 3  # syllables after the negation that the body must repeat


class Flip(NamedTuple):
    """One change that turns a clause into its opposite."""

    kind: Literal["added", "dropped"]
    change: Change


def flips(summary: str, body: str) -> list[Flip]:
    """The negations that can be put into or taken out of a summary so that the body says the opposite.

    Only where the body has the next three syllables as well, with the same polarity and nowhere with the other: a
    summary that says it in words of its own cannot be judged by its words. Questions, conditions, double negation
    and set phrases (hàng không, không chỉ) are passed over.
    """
    found = []
    for start, end in sentences(summary):
        clause = summary[start:end]
        if _QUESTION.search(clause):
            continue
        negative = sum(form in NEGATIONS for form in exact_forms(clause))
        if negative == 0:
            found += [flip for flip in _changes(summary, start, end, _ADDED, "added") if _opposed(summary, flip, body)]
        if negative == 1 and not _FRAME.search(clause):
            found += [
                flip for flip in _changes(summary, start, end, _DROPPED, "dropped") if _opposed(summary, flip, body)
            ]
    return found


def _changes(
    text: str, start: int, end: int, table: dict[str, str], kind: Literal["added", "dropped"]
) -> Iterator[Flip]:
    taken = start
    words = "|".join(sorted(table, key=len, reverse=True))
    for match in re.finditer(rf"(?<=\w )(?:{words})(?= [^\W\d_])", text[:end]):
        if match.start() < taken or not text[match.end() + 1].islower():
            continue
        taken = match.end()
        before, after = exact_forms(text[start : match.start()])[-1:], exact_forms(text[match.end() : end])[:1]
        if not _BEFORE.isdisjoint(before) or not _AFTER.isdisjoint(after):
            continue
        new, stop = table[match[0]], match.end()
        if not new:  # show the word that lost its negation
            stop += len(text[stop + 1 :].split(maxsplit=1)[0]) + 1
            new = text[match.end() + 1 : stop]
        yield Flip(kind, Change(match.start(), stop, new))


def _opposed(text: str, flip: Flip, body: str) -> bool:
    """Whether the body says what the summary said, and never the opposite."""
    verb = exact_forms(flip.change.text)[-1:] if flip.change.text in text[flip.change.start : flip.change.end] else []
    ahead = [*verb, *exact_forms(text[flip.change.end :])][:_EVIDENCE]
    if len(ahead) < _EVIDENCE:
        return False
    negative = {"added": False, "dropped": True}[flip.kind]
    found = [polarity for start, end in sentences(body) for polarity in _polarities(body[start:end], ahead)]
    return bool(found) and all(polarity == negative for polarity in found)


def _polarities(sentence: str, ahead: list[str]) -> Iterator[bool]:
    """For each place where the words stand in a sentence, whether a negation is near before them."""
    forms = exact_forms(fold(sentence))
    for at in range(len(forms) - len(ahead) + 1):
        if forms[at : at + len(ahead)] == ahead:
            yield not NEGATIONS.isdisjoint(forms[max(0, at - 4) : at])
