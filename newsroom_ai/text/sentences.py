"""Sentences of a newspaper text, with its abbreviations, initials, quotes and cut lines."""

import re
from typing import Final


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


# A name or a number must follow these, so neither their dot nor the line ends the sentence.
_TITLES: Final = _words(
    "tp tx tt gs pgs ts ths bs bscki bsckii ls cn ks kts ncs nsnd nsưt nsut đ/c đc vd mr mrs ms dr prof st"
)
_BEFORE_NUMBER: Final = _words("tr no đt tel fax số vol art q p")
# "vitamin C.", "quý I." and "bảng A." may end a sentence; "ông A." seldom does.
_CLASSED: Final = _words("vitamin bảng nhóm hạng loại khối gan cúm lớp lô khu điểm quý quí kỳ kì cấp hoạch án")
# Words that are no part of a name: after initials only they start a sentence.
_STARTERS: Final = _words(
    "theo tuy tại sau khi lúc vì ngoài trong đến trước tối ngày ông bà chị đây đó nhưng và các những một "
    "nạn bị đối được cùng qua từ để cũng còn nếu thấy trên bởi cụ"
)
_ONSETS: Final = _words("Ch Gi Kh Ng Nh Ph Qu Th Tr")

_CLOSERS: Final = "\"”’»')\\]"
_STOP: Final = re.compile(
    rf"(?P<line>[\n\r\x0b\x0c\x85\u2028\u2029]\s*)"
    rf"|(?<![.!?…])[.!?…]++[{_CLOSERS}]*+(?=\s|$)"
    rf"|(?P<glue>(?<=[^\W\d_]{{2}})[.!?](?=[^\W\d_]{{2}}))"
    rf"|(?P<quote>[\"“”«»])"
)
_LABEL: Final = re.compile(
    r"\W*(?:(?:điều|khoản|chương|mục|phần|bài|câu|tập)\s+)?(?:\d{1,3}|[ivxlc]{1,5}|[a-zđ])",
    re.IGNORECASE,
)
_NEXT: Final = re.compile(r"\s*([\"“‘«(\[•*–—-]*)\s*(\w{0,20})")
_BREAK: Final = re.compile(r"[\s\"“‘(\[,;:–—-]+")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the trimmed spans of the sentences, in order; only spaces lie outside them.

    A line ends a sentence, unless it was cut after an abbreviation or inside a person's initials.

    >>> text = "Ông ở TP. HCM. TS. Nguyễn Văn A. nói: “Rồi... Tôi đi.”"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Ông ở TP. HCM.', 'TS. Nguyễn Văn A. nói: “Rồi... Tôi đi.”']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    quoted = False
    for stop in _STOP.finditer(text):
        ends = _ends(text, start, stop, quoted=quoted)
        quoted = _quoted(stop, quoted) and not (ends and stop["line"])
        if ends:
            _append(spans, text, start, stop.end())
            start = stop.end()
    _append(spans, text, start, len(text))
    return spans


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    sentence = text[start:end]
    if trimmed := sentence.strip():
        start += len(sentence) - len(sentence.lstrip())
        spans.append((start, start + len(trimmed)))


def _quoted(stop: re.Match[str], quoted: bool) -> bool:
    for char in stop[0]:
        if char == '"':
            quoted = not quoted
        elif char in "“«”»":
            quoted = char in "“«"
    return quoted


def _ends(text: str, start: int, stop: re.Match[str], *, quoted: bool) -> bool:
    if stop["quote"]:
        return False
    if stop["line"]:
        return not _cut_short(text, start, stop)
    if stop["glue"]:
        return _glued(text, start, stop.start())
    opening, following = _NEXT.match(text, stop.end()).groups()  # type: ignore[union-attr]
    if following.islower():
        return False
    if stop[0] == ".":
        return not _abbreviates(text, start, stop.start(), opening, following)
    if stop[0].startswith(("..", "…")):
        bracketed = text[stop.start() - 1 : stop.start()] in ("(", "[")
        return not bracketed and not (quoted and _quoted(stop, quoted))
    return True


def _cut_short(text: str, start: int, line: re.Match[str]) -> bool:
    """Say whether the line stops after a title or initials whose rest is on the next line."""
    dot = line.start() - 1
    if text[dot : dot + 1] != "." or line[0].count("\n") > 1:
        return False
    before, last = _last_words(text, start, dot)
    if last.rpartition(".")[2].lower() in _TITLES:
        return True
    opening, following = _NEXT.match(text, line.end()).groups()  # type: ignore[union-attr]
    rest = following.islower() or "(" in opening or len(following) == 1
    return rest and _initials(before, last)


def _glued(text: str, start: int, dot: int) -> bool:
    """Say whether the space after a sentence was lost: "đã xong.Ông nói", but not "Zing.vn"."""
    _, last = _last_words(text, start, dot)
    capital, small = text[dot + 1], text[dot + 2]
    return last.islower() and last not in _TITLES and capital.isupper() and small.islower()


def _abbreviates(text: str, start: int, dot: int, opening: str, following: str) -> bool:
    """Say whether the dot belongs to an abbreviation, to initials or to a label ("Điều 5.")."""
    before, last = _last_words(text, start, dot)
    tail = last.rpartition(".")[2].lower()
    if tail in _TITLES or (tail in _BEFORE_NUMBER and following[:1].isdigit()):
        return True
    if following and dot - start < 20 and _LABEL.fullmatch(text, start, dot):
        return True
    if last.lower() == "v.v":
        return bool(following) and ("(" in opening or not following[0].isupper())
    if _initials(before, last):
        return bool(following) and ("(" in opening or following.lower() not in _STARTERS)
    return False


def _initials(before: str, last: str) -> bool:
    """Say whether ``last`` abbreviates a name: "N.T.H", "Th", "A"."""
    parts = last.split(".")
    return before.lower() not in _CLASSED and all(
        (len(part) == 1 and part.isupper()) or part in _ONSETS for part in parts
    )


def _last_words(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the last two words before ``end``, looking back a little only."""
    words = ["", *_BREAK.split(text[max(start, end - 40) : end])]
    return words[-2], words[-1]
