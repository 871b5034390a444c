"""Shorter forms of one sentence, made only by leaving words out at the borders of clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from newsroom_ai.text.syllables import count, exact_forms

_ASIDE: Final = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])|\s[-–]\s[a-zđ][^-–,;.]{3,70}\s[-–](?=\s[a-zđ])")
_CLAUSE: Final = re.compile(r"[,;](?=\s)")
_PHRASE: Final = re.compile(r"\s(?=(?:để|khi|vì|do|nhằm|trong|tại|và|nhưng|sau|trước|từ|ở|theo) )")
DEPENDENT: Final = re.compile(
    r"(?:Sau|Khi|Nếu|Vì|Do|Để|Theo|Trong|Tại|Ngày|Trước|Với|Từ|Nhằm|Sáng|Trưa|Chiều|Tối|Đêm|Bên|Ngoài|Tuy|Dù|Mặc|Nhờ|"
    r"Qua|Trên|Ở|Đến|Khoảng|Lúc|Vào|Bằng|Là|Cuối|Đầu|Hồi|Mới đây|Liên quan|Ngay)\b"
)
_MARK: Final = re.compile(
    r"(?:\([^()]{2,30}\)|[A-ZĐ]{2,6}O?|[A-ZĐ][\w.]*(?: [A-ZĐ][\w.]*){0,3}Online)\s*[-–:]\s+(?=[\w“\"])"
)
PREDICATES: Final = frozenset(
    exact_forms(
        "đã đang sẽ vừa bị được là có không phải cần muốn cho làm đi đến vào ra lên xuống thành trở gây khiến giúp đưa "
        "nhận bắt giữ khởi phát xảy diễn ban ký công yêu đề kêu xử phạt tuyên chết thắng thua ghi đạt tăng "
        "giảm mua bán mở đóng xây sập cháy đâm tông đánh giết cướp trộm lừa điều tạm cung hỗ trao tặng đồng phê quyết "
        "cảnh đe tấn phản ủng bầu họp gặp thăm tham dự chọn chơi thi học hát xuất nhập bỏ tìm thấy trúng vượt rơi lao "
        "ngã mất cứu chỉ kiểm thu chi trả nộp chuyển dùng sử bay chạy đổ ngập quật hạ nâng lập nổ bắn kéo chứa gồm "
        "khẳng nêu chia hoàn bắt kết tiếp triển thực tập trung mang đặt nằm kiện ly cưới sinh rời"
    )
)
_UNFINISHED: Final = re.compile(
    r"(?:cho biết|cho thấy|cho hay|cho rằng|khẳng định|nhận định|chia sẻ|nói|rằng|là|gồm|như|của|và|hoặc|các|những|một|"
    r"được|bị|đã|sẽ|đang|không|có|để|với|tại|ở|so|giữa|theo|về|từ|đến|cho|vì|do|nếu|khi|mà|thì|vừa|rất|này|nhằm|trong|"
    r"cũng|còn|bởi|trước|sau|ngay|nhất là|đồng thời|chỉ)$"
)
_LOOSE_END: Final = " \n,;:–-"
_LEAST: Final = 6
_ENDLESS: Final = 200  # syllables: no sentence, and too many clauses to try them all
_MOST_WORDS: Final = 400


@dataclass(frozen=True, slots=True)
class Cut:
    """A sentence or what is left of it: ``spans`` of the source text whose words, in order, make ``text``."""

    text: str
    spans: tuple[tuple[int, int], ...]


def shorten(
    source: str, start: int, end: int, fits: Callable[[str], bool], *, gently: bool = False, force: bool = False
) -> Cut | None:
    """The longest form of the sentence ``source[start:end]`` that fits.

    Tried in turn: as it is, without asides, up to a comma, up to the border of a phrase (not where ``gently``), and
    with ``force`` up to a syllable, with "…". None when nothing fits. Of more than 200 syllables no clause is tried.

    >>> text = "Bộ Y tế (trụ sở ở Hà Nội) công bố dịch sởi ở ba tỉnh, kêu gọi người dân tiêm phòng."
    >>> shorten(text, 0, len(text), lambda cut: count(cut) <= 12).text
    'Bộ Y tế công bố dịch sởi ở ba tỉnh.'
    """
    mark = _MARK.match(source, start, end)
    start = mark.end() if mark else start
    for pieces in _forms(source, start, end, gently=gently):
        cut = _finish(source, pieces)
        if cut is not None and fits(cut.text):
            return cut
    return _by_syllable(source, start, end, fits) if force else None


def _forms(source: str, start: int, end: int, *, gently: bool) -> Iterator[list[tuple[int, int]]]:
    """Forms to try, longest first inside each step."""
    whole = [(start, end)]
    yield whole
    if count(source[start:end]) > _ENDLESS:
        return
    bare = without_asides(source, start, end)
    if bare != whole:
        yield bare
    for border in (_CLAUSE,) if gently else (_CLAUSE, _PHRASE):
        for stop in reversed([m.start() for m in border.finditer(source, start, end)]):
            pieces = [(a, min(b, stop)) for a, b in bare if a < stop]
            if pieces and stands(source, pieces):
                yield pieces


def without_asides(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of a sentence that stand outside brackets and dashes."""
    pieces, at = [], start
    for bracket in _ASIDE.finditer(source, start, end):
        if bracket.start() > at:
            pieces.append((at, bracket.start()))
        at = bracket.end()
    if at < end:
        pieces.append((at, end))
    return pieces


def stands(source: str, pieces: list[tuple[int, int]]) -> bool:
    """Whether the beginning of a sentence says something by itself: balanced, with a predicate, not broken off."""
    text = "".join(source[a:b] for a, b in pieces).rstrip(_LOOSE_END)
    if text.count('"') % 2 or text.count("“") != text.count("”") or text.count("(") != text.count(")"):
        return False
    if count(text) < _LEAST or _UNFINISHED.search(text):
        return False
    if DEPENDENT.match(text):
        text = text.partition(", ")[2]
    tail = text.rpartition(", ")[2]
    words = exact_forms(" ".join(word for word in text.split() if word[:1].islower()))  # Thắng is a name
    return (
        len(words) >= _LEAST - 2 and not PREDICATES.isdisjoint(words) and not ("giữa " in tail and " và " not in tail)
    )


def _finish(source: str, pieces: list[tuple[int, int]]) -> Cut | None:
    """Trim a loose end and close with a full stop."""
    while pieces:
        first, last = pieces[-1]
        while last > first and source[last - 1] in _LOOSE_END:
            last -= 1
        if last > first:
            pieces = [*pieces[:-1], (first, last)]
            break
        pieces = pieces[:-1]
    text = " ".join("".join(source[a:b] for a, b in pieces).split())
    if not text:
        return None
    text = text[0].upper() + text[1:]
    return Cut(text if text[-1] in '.!?…”"' else f"{text}.", tuple(pieces))


def _by_syllable(source: str, start: int, end: int, fits: Callable[[str], bool]) -> Cut | None:
    """The last resort: as many whole words as fit, and "…" to say that more followed."""
    stops = [m.start() for m in islice(re.finditer(r"\s+", source[start:end]), _MOST_WORDS)]
    for stop in reversed(stops):
        pieces = [(start, start + stop)]
        cut = _finish(source, pieces)
        if cut is not None and fits(text := f"{cut.text.rstrip('.')}…"):
            return Cut(text, cut.spans)
    return None
