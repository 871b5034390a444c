"""Negations that a text has and its source has not, or the other way round, where both say the same else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from newsroom_ai.summarisation.readings import Reading
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.cased import word_set

NEGATIONS: Final = frozenset(exact_forms("không chưa chẳng chả đừng chớ"))
_OTHERS: Final = word_set(
    "khó từ_chối phủ_nhận bác_bỏ bác cấm tránh ngừng dừng thôi hết thiếu hủy miễn ngăn_chặn chống trừ thất_bại vô bất "
    "khỏi mất phi bỏ chấm_dứt"
)
"""Words that deny without a negation: where one stands before, nothing is concluded."""
_NOT_AFTER: Final = word_set("hàng hay có thinh hư tay chân khoảng bầu")
_NOT_BEFORE: Final = word_set(
    "gian khí quân lực trung tặc phận kích chỉ những ít nhỏ ngừng quảng đối ai gì nơi đâu riêng kể tên lưu vận chiến "
    "thua kém quá dưới phải_ai"
)
"""With these "không" is no negation: hàng không, không khí, không chỉ, không ít."""
_SHOWN: Final = frozenset(exact_forms("đã sẽ có được phải cần muốn là còn thể đang vẫn cũng"))
_OPPOSITES: Final = {
    tuple(exact_forms(one)): tuple(exact_forms(other))
    for pair in (
        ("đồng ý", "từ chối"),
        ("thừa nhận", "phủ nhận"),
        ("xác nhận", "phủ nhận"),
        ("xác nhận", "bác bỏ"),
        ("chấp nhận", "từ chối"),
        ("chấp thuận", "bác bỏ"),
        ("cho phép", "cấm"),
    )
    for one, other in (pair, pair[::-1])
}
_EVIDENCE: Final = 3
_BEFORE: Final = 4
_SKIPPED: Final = frozenset(exact_forms("thể phải được cần muốn hề đồng ý cho phép có còn là đủ"))
_MOST_SKIPPED: Final = 2
_NEAR: Final = 5
_CLEAR: Final = 1.0
_RARE: Final = 1.6


def flipped(text: Reading, source: Reading) -> Iterator[tuple[int, int]]:
    """Stretches of the text, as code points, where a negation was added or dropped.

    The three syllables behind a negation must stand in the source, and never denied there; or three syllables that
    the source only ever denies stand in the text without a negation. What is said in other words is not judged.

    >>> source = Reading("Ông Nam chưa nhận được tiền đền bù. Xã đã họp dân hai lần.")
    >>> said = "Ông Nam đã nhận được tiền đền bù. Xã chưa họp dân hai lần."
    >>> [said[start:end] for start, end in flipped(Reading(said), source)]
    ['đã nhận', 'chưa họp']
    """
    for start, end in text.sentences:
        last = -1
        for at in range(start, end):
            if at <= last:
                continue
            if _denies(text, at):
                if _added(text, at, end, source):
                    last = min(at + 1, end - 1)
                    yield text.found[at].start, text.found[last].end
            elif _dropped(text, at, start, end, source) or _opposed(text, at, end, source):
                first = at
                while first > start and text.forms[first - 1] in _SHOWN and text.clauses[first - 1] == text.clauses[at]:
                    first -= 1
                last = at
                yield text.found[first].start, text.found[at].end


def _denies(reading: Reading, at: int) -> bool:
    forms = reading.forms
    if forms[at] not in NEGATIONS:
        return False
    after = forms[at + 1] if at + 1 < len(forms) and reading.clauses[at + 1] == reading.clauses[at] else ""
    before = forms[at - 1] if at and reading.clauses[at - 1] == reading.clauses[at] else ""
    if before == "phòng" and "hải" not in forms[max(0, at - 2) : at]:
        return False  # air defence, unless Hải Phòng denies
    return bool(after) and after not in _NOT_BEFORE and before not in _NOT_AFTER


def _added(text: Reading, at: int, end: int, source: Reading) -> bool:
    """Whether what is denied in the text stands in the source, and is not denied in any of its places."""
    for skipped in range(_MOST_SKIPPED + 1):
        first = at + 1 + skipped
        if skipped and text.forms[first - 1] not in _SKIPPED:
            return False
        if first + _EVIDENCE > end or text.clauses[first + skipped] != text.clauses[at]:
            return False
        evidence = text.forms[first : first + _EVIDENCE]
        found = source.occurrences(evidence)
        whole = text.clauses[first + _EVIDENCE - 1] == text.clauses[at] and _telling(evidence, source) > _CLEAR
        if found and (not skipped or whole):
            return not any(_denied(source, place, _BEFORE + skipped + 1, loosely=True) for place in found)
    return False


def _dropped(text: Reading, at: int, start: int, end: int, source: Reading) -> bool:
    """Whether the three syllables from here are always denied in the source, and not here."""
    if at + _EVIDENCE > end:
        return False
    found = source.occurrences(text.forms[at : at + _EVIDENCE])
    if not found or not all(_denied(source, place, _BEFORE) for place in found):
        return False
    rare = _telling(text.forms[at : at + _EVIDENCE], source) > _RARE
    if not any(
        _right_before(source, place) and (rare or _alike(text, at, start, end, source, place)) for place in found
    ):
        return False
    near = range(max(start, at - _BEFORE - 3), at)
    return not any(_denies(text, before) or _other(text, before) for before in near)


def _telling(words: list[str], source: Reading) -> float:
    """How much some words tell in the source, 0..1 for each."""
    return sum(source.weight(form) for form in words)


def _alike(text: Reading, at: int, start: int, end: int, source: Reading, place: int) -> bool:
    """Whether two places go on alike for another syllable, or share a telling word right before."""
    behind = at + _EVIDENCE
    if behind < end and text.forms[behind : behind + 1] == source.forms[place + _EVIDENCE : place + _EVIDENCE + 1]:
        return True
    first = source.sentence_of(place)[0]
    here, there = text.forms[max(start, at - _NEAR) : at], source.forms[max(first, place - _NEAR - 2) : place]
    return any(form not in _SHOWN for form in set(here).intersection(there))


def _right_before(source: Reading, at: int) -> bool:
    """Whether a negation stands before, with nothing but small words between."""
    for before in range(at - 1, max(-1, at - _BEFORE - 1), -1):
        if _denies(source, before):
            return True
        if source.forms[before] not in _SHOWN:
            return False
    return False


def _denied(source: Reading, at: int, reach: int, *, loosely: bool = False) -> bool:
    """Whether a negation stands up to ``reach`` syllables before, in the same sentence."""
    start = max(source.sentence_of(at)[0], at - reach)
    if loosely:
        return any(source.forms[before] in NEGATIONS or _other(source, before) for before in range(start, at))
    return any(_denies(source, before) for before in range(start, at))


def _other(reading: Reading, at: int) -> bool:
    return reading.forms[at] in _OTHERS or " ".join(reading.forms[at : at + 2]) in _OTHERS


def _opposed(text: Reading, at: int, end: int, source: Reading) -> bool:
    """Whether the source has the opposite word before the same three syllables, and never this one."""
    for size in (2, 1):
        word = tuple(text.forms[at : at + size])
        if word not in _OPPOSITES or at + size + _EVIDENCE > end:
            continue
        after = text.forms[at + size : at + size + _EVIDENCE]
        opposite = [*_OPPOSITES[word], *after]
        if source.occurrences(opposite) and not source.occurrences([*word, *after]):
            return True
    return False
