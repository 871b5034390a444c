"""Whole sentences -> shorter ones for a summary: without brackets, last clauses, or the phrase that leads in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from newsroom_ai.article import Article
from newsroom_ai.summarisation.sentences import Sentence
from newsroom_ai.summarisation.shorten import Cut, shorten, stands
from newsroom_ai.text.syllables import count

LEADING: Final = re.compile(
    r"(?:(?:Sáng|Trưa|Chiều|Tối|Đêm|Rạng sáng|Ngày|Hôm|Mới đây|Vừa qua|Theo|Tại|Trong|Sau|Liên quan|Trước đó|Đến|Từ|"
    r"Khoảng|Vào|Cùng ngày|Hiện|Lúc|Trao đổi|Ngoài ra|Tuy nhiên|Bên cạnh đó|Cụ thể|Đặc biệt|Đáng chú ý|Ở|Trên)\b"
    r"[^,;:“\"]{0,90},)\s+"
)
"""A phrase of time, place or source before the news of a sentence."""

_NO_SOURCE: Final = re.compile(
    r"(?:Sáng|Trưa|Chiều|Tối|Đêm|Rạng sáng|Ngày|Hôm|Mới đây|Vừa qua|Cùng ngày|Trao đổi với|Tại|Ở) [^,;:“\"]{0,90}, ?"
)
"""Of these, what may be left out: never who says a thing, for without "Theo ..." a claim would stand as a fact."""

_BRACKET: Final = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_TRAILING: Final = re.compile(
    r",(?=\s(?:khi|sau khi|trước khi|trong khi|trong lúc|trong bối cảnh|để|nhằm|theo|vì|do|bởi)\s)"
)
_TURNS: Final = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|bác bỏ|phủ nhận|bác thông tin|nhưng|song|tuy nhiên|trừ|ngoại trừ|nếu)(?!\w)", re.I
)
_OPEN_LIST: Final = re.compile(r":\s|(?<!\w)(?:gồm|bao gồm|như sau)(?!\w)|(?<!\w)(?:và|nhưng|là|hoặc|hay)$")
_GOES_ON: Final = re.compile(r", (?:đã|đang|sẽ|bị|được|vừa|cũng|vẫn|có|phải)(?!\w)|[:;“\"]")
_OPENS_CLAUSE: Final = re.compile(r"(?:nếu|khi|để|vì|do|mà|thì|và|nhưng|song|dù|tuy|này|đó|ấy|nhằm|sau|trước)\b")
_SHORTEST: Final = 10
_FORMS: Final = 5
_LONGEST: Final = 900  # characters: no sentence, and too many clauses to try them all


def uncut(article: Article, sentence: Sentence) -> Iterator[Cut]:
    """The whole sentence, without the mark of an agency before it."""
    cut = shorten(article.text(sentence.field), sentence.start, sentence.end, lambda _: True)
    if cut is not None:
        yield cut


def trimmed(article: Article, sentence: Sentence) -> Iterator[Cut]:
    """The sentence without brackets, then without its last clause, where neither turns what it says."""
    source = article.text(sentence.field)
    for whole in uncut(article, sentence):
        (start, end), *_more = whole.spans
        ends = [end, *reversed([m.start() for m in _TRAILING.finditer(source, start, end)])]
        for stop in ends:
            dropped = source[stop:end]
            pieces = _unbracketed(source, start, stop)
            head = "".join(source[a:b] for a, b in pieces).strip()
            if stop < end and (
                _TURNS.search(dropped)
                or _GOES_ON.search(dropped)
                or _OPEN_LIST.search(head)
                or not stands(source, pieces)
            ):
                continue
            text = " ".join(head.split())
            if text:
                yield Cut(text[0].upper() + text[1:] + ("" if text[-1] in '.!?…”"' else "."), tuple(pieces))


def _unbracketed(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """What stands outside brackets; brackets that deny or limit something stay."""
    pieces, at = [], start
    for bracket in _BRACKET.finditer(source, start, end):
        if not _TURNS.search(bracket[0]):
            if bracket.start() > at:
                pieces.append((at, bracket.start()))
            at = bracket.end()
    return [*pieces, (at, end)] if at < end else pieces


def leads_in(text: str) -> bool:
    """Whether a text is a phrase of time or place that leads in, denies and limits nothing, and names no source.

    >>> leads_in("Sáng 3/2, "), leads_in("Theo ông Nam, "), leads_in("Tại nơi không có mưa, ")
    (True, False, False)
    """
    return _NO_SOURCE.fullmatch(text) is not None and _TURNS.search(text) is None


def shorter(article: Article, sentence: Sentence) -> list[Cut]:
    """Up to five shorter forms: without brackets, without last clauses, and these without what leads in."""
    found: dict[str, Cut] = {}
    if len(sentence.text) > _LONGEST:
        return []
    source = article.text(sentence.field)
    for cut in trimmed(article, sentence):
        if count(cut.text) < _SHORTEST:
            continue
        if cut.text != sentence.text:
            found.setdefault(cut.text, cut)
        bare = _behind(source, cut)
        if bare is not None:
            found.setdefault(bare.text, bare)
    return list(found.values())[:_FORMS]


def _behind(source: str, cut: Cut) -> Cut | None:
    """A form without the phrase that leads in, where what follows says something by itself."""
    (start, end), *rest = cut.spans
    lead = LEADING.match(source, start, end)
    if lead is None or not leads_in(lead[0]):
        return None
    pieces = [(lead.end(), end), *rest]
    text = " ".join("".join(source[a:b] for a, b in pieces).split())
    if count(text) < _SHORTEST or _OPENS_CLAUSE.match(text) or not stands(source, pieces):
        return None
    return Cut(text[0].upper() + text[1:] + ("" if text[-1] in '.!?…”"' else "."), tuple(pieces))
