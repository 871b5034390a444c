"""Dates as newspapers write them, in one form that can be compared."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from newsroom_ai.text.fold import Folded, fold_map
from newsroom_ai.text.syllables import has_marks

_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?:0?[1-9]|1[0-2])"
_YEAR: Final = r"(?:1[5-9]|2[01])\d\d"
_OF: Final = r"(?:[ ]?[/.-][ ]?|,?[ ]năm[ ]|,[ ]|[ ])"
_AND: Final = r"(?:[ ]?[,&-][ ]?|[ ](?:và|đến|tới|hoặc|hay)[ ])"
_NAMES: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_NAME: Final = "|".join(f"{name[:3]}(?:{name[3:]}|t)?" for name in _NAMES)
# "tháng năm" is left out: "2 tháng năm 2024" are two months.
_SPELLED: Final = {
    **{"hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10},
    **{"mười một": 11, "mười hai": 12},
}
_SPELLED_MONTH: Final = "|".join(sorted(_SPELLED, key=len, reverse=True))
_QUARTERS: Final = {"y": 1, "ii": 2, "iii": 3, "iv": 4}  # folding makes a lone i a y

# They read folded text: lower case, one kind of dash and space, NFC.
_FORMS: Final = tuple(
    re.compile(rf"(?<![\w/])(?<!\d[.,:]){form}(?![\w/%]|[.,:]\d)")
    for form in (
        rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)",
        rf"(?P<d>{_DAY})([/.-])(?P<m>{_MONTH})\2(?P<y>{_YEAR})",
        rf"(?P<d>{_DAY})(?P<sign>[/.-])(?P<m>{_MONTH})(?P=sign)(?P<yy>\d\d)",
        rf"(?P<days>{_DAY}(?:{_AND}{_DAY}){{1,3}})/(?P<m>{_MONTH})(?:/(?P<y>{_YEAR}))?",
        rf"(?P<d>{_DAY})[ ]tháng[ ](?P<m>{_MONTH}|{_SPELLED_MONTH})(?:{_OF}(?P<y>{_YEAR}))?",
        rf"tháng[ ](?P<m>{_MONTH}){_OF}(?P<y>{_YEAR})",
        rf"(?P<m>{_MONTH})/(?P<y>{_YEAR})",
        rf"(?:quý[ ]|q)(?P<q>[1-4]|{'|'.join(_QUARTERS)}){_OF}(?P<y>{_YEAR})",
        rf"(?P<name>{_NAME})\.?[ ](?P<d>{_DAY})(?:st|nd|rd|th)?(?:,?[ ](?P<y>{_YEAR}))?",
        rf"(?P<d>{_DAY})(?:st|nd|rd|th)?[ ](?P<name>{_NAME})\.?(?:,?[ ](?P<y>{_YEAR}))?",
        rf"(?P<name>{_NAME})\.?[ ](?P<y>{_YEAR})",
        rf"(?P<d>{_DAY})(?P<short>[/-])(?P<m>{_MONTH})",
        rf"(?P<d>{_DAY})(?P<cued>\.|[ ]/[ ]?|/[ ])(?P<m>{_MONTH})(?:[ ]?/[ ]?(?P<y>{_YEAR}))?",
    )
)
_YEARS: Final = re.compile(
    r"(?<!\w)(?:năm(?: học)?|giai đoạn|nhiệm kỳ|niên khóa|mùa giải|sn)"
    rf" ({_YEAR})(?:-({_YEAR}))?(?![\w/%]|[.,:]\d)"
)
_RELATIVE: Final = re.compile(
    r"(?<!\w)(?:(?:hôm|sáng|trưa|chiều|tối|đêm|khuya) (?:hôm )?(nay|qua)|hôm (kia)"
    r"|(?:ngày|sáng|trưa|chiều|tối|đêm) (mai)|(today|yesterday|tomorrow))(?!\w)"
)
_SHIFTS: Final = {
    **{"nay": 0, "qua": -1, "kia": -2, "mai": 1},
    **{"today": 0, "yesterday": -1, "tomorrow": 1},
}

_DIGIT: Final = re.compile(r"\d")
_PERIOD: Final = "sáng|trưa|chiều|tối|đêm|khuya|hôm"
_WEEKDAY: Final = "thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|cn"
_CUE: Final = re.compile(
    rf"(?<!mỗi )(?<!một )(?<!hằng )(?<!hàng )(?<!\w)"
    rf"(?:ngày(?: mai)?|mùng|mồng|phiên(?: giao dịch)?|(?:{_PERIOD})(?: (?:nay|qua|mai))?|{_WEEKDAY})[ ,(]*$"
)
_WEAK_CUE: Final = re.compile(r"(?<!\w)(?:từ|đến|tới|trước|sau|hết|vào|dịp|lễ|nghỉ|lực) $")
_CHAIN: Final = re.compile(r"(?:[ ]?[,&(-][ ]?|[ ](?:và|đến|tới|hoặc|hay)[ ])(?:(?:hết|ngày) )*")
_NUMBERED: Final = re.compile(r"(?:số|ngõ|hẻm|ngách|kiệt|nhà|căn|lô|tổ|phòng|km|lệ|khoảng|hơn|gần|tờ|thửa) $")
SCORE: Final = re.compile(r"thắng|thua|tỷ số|hòa |dẫn |set|ván|hiệp|đè|gỡ|nâng|chung cuộc|với kết quả")
_UNIT: Final = re.compile(
    r" ?(?:độ|tuổi|năm|người|km|m|cm|kg|g|triệu|tỷ|nghìn|đồng|giờ|phút|ngày|tháng|lần|ca|điểm|set|°|, ?\d+-\d)"
)
_LUNAR: Final = re.compile(r"[ (,]*(?:âm lịch|tết|al\b)")
_FRACTIONS: Final = frozenset([(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5)])


class DateMention(NamedTuple):
    """A date: ``2024-08-28``, ``2024-08``, ``2024``, ``2023-Q2`` or, without a year, ``--08-28``."""

    start: int
    end: int
    value: str


def dates(text: str, published: date | None = None) -> list[DateMention]:
    """Find the dates of a text, in order; impossible ones, fractions and scores are none.

    A missing year is not guessed. "hôm qua" and the like count from ``published``, the day of
    publication in Vietnam, and are left out without it; lunar dates are left out always.

    >>> [d.value for d in dates("Sáng 28/8, ông nói về quý II/2023 và 31/2/2024, 1/3 số dân")]
    ['--08-28', '2023-Q2']
    >>> dates("hôm qua", date(2024, 9, 1))
    [DateMention(start=0, end=7, value='2024-08-31')]
    """
    folded = fold_map(text)
    found: list[DateMention] = []
    for match in _matches(folded.text):
        whole = not found or found[-1].end <= match.start()  # else a part of the longer form before
        if whole and not _LUNAR.match(match.string, match.end()) and _is_meant(match, found):
            found += _read(match)
    found += _years(folded.text, found)
    if published:
        found += _relative(text, folded, published)
    return sorted(DateMention(*folded.source_span(start, end), value) for start, end, value in found)


def same_date(a: str, b: str) -> bool:
    """Say whether two values may be one day: equal, or equal but for a year that one leaves out.

    >>> same_date("--08-28", "2024-08-28"), same_date("2024-08", "2024-08-28")
    (True, False)
    """
    days = all(value.startswith("--") or len(value) == len("2024-08-28") for value in (a, b))
    unknown = a.startswith("--") or b.startswith("--")
    return a[-5:] == b[-5:] if days and unknown else a == b


def _matches(folded: str) -> list[re.Match[str]]:
    """Find all forms, in order, the longer before its parts."""
    if not _DIGIT.search(folded):
        return []
    matches = [match for form in _FORMS for match in form.finditer(folded)]
    return sorted(matches, key=lambda match: (match.start(), -match.end()))


def _is_meant(match: re.Match[str], found: list[DateMention]) -> bool:
    """Say whether a form without a year is a date here, by the words around it."""
    groups = match.groupdict()
    if groups.get("y") or groups.get("q"):
        return True
    text, start = match.string, match.start()
    before = text[max(0, start - 40) : start]
    if groups.get("cued"):
        return bool(_CUE.search(before)) and not _UNIT.match(text, match.end())
    if groups.get("yy"):
        plain = groups["sign"] == "/" and int(match["d"]) > 12 and not _NUMBERED.search(before)
        return plain or bool(_CUE.search(before))
    if groups.get("name"):
        return groups["name"] != "may" or not has_marks(
            text[max(0, start - 100) : start + 100]
        )  # "may 5 bộ": to sew five suits
    if _CUE.search(before) or (found and _CHAIN.fullmatch(text[found[-1].end : start])):
        return not (groups.get("short") == "-" and _is_score(match, before[-12:]))
    return bool(groups.get("short")) and _is_plain(match, before)


def _is_plain(match: re.Match[str], before: str) -> bool:
    """Say whether "28/8" or "28-8" is a date without a word that says so."""
    day, month = int(match["d"]), int(match["m"])
    following = match.string[match.end() : match.end() + 12]
    if _NUMBERED.search(before) or _UNIT.match(following):
        return False
    if match["short"] == "-":
        return day > 12 and not _is_score(match, before)
    if before.endswith("(") and following.startswith(")"):
        return True
    if _WEAK_CUE.search(before):
        return (day, month) not in _FRACTIONS
    return day > 12 and (day, month) != (24, 7)


def _is_score(match: re.Match[str], before: str) -> bool:
    following = match.string[match.end() : match.end() + 12]
    return bool(SCORE.search(before) or _UNIT.match(following) or re.search(r"\d-\d+, ?$", before))


def _read(match: re.Match[str]) -> Iterator[DateMention]:
    groups = match.groupdict()
    year, start, end = groups.get("y"), match.start(), match.end()
    if short := groups.get("yy"):
        year = f"{20 if int(short) <= 68 else 19}{short}"
    if quarter := groups.get("q"):
        yield DateMention(start, end, f"{year}-Q{_QUARTERS.get(quarter, quarter)}")
        return
    month = _month(groups)
    if days := groups.get("days"):
        spans = [(start + day.start(), day[0]) for day in re.finditer(r"\d+", days)]
    elif day := groups.get("d"):
        spans = [(start, day)]
    else:
        yield DateMention(start, end, f"{year}-{month:02}")
        return
    for i, (begin, day) in enumerate(spans):
        if _exists(year, month, int(day)):
            stop = end if i == len(spans) - 1 else begin + len(day)
            yield DateMention(begin, stop, f"{year or '-'}-{month:02}-{int(day):02}")


def _month(groups: dict[str, str | None]) -> int:
    if name := groups.get("name"):
        return 1 + [month[:3] for month in _NAMES].index(name[:3])
    month = groups["m"] or ""
    return _SPELLED.get(month) or int(month)


def _exists(year: str | None, month: int, day: int) -> bool:
    try:
        date(int(year or 2024), month, day)  # without a year 29 February may be meant
    except ValueError:
        return False
    return True


def _years(folded: str, found: list[DateMention]) -> list[DateMention]:
    taken = {offset for mention in found for offset in range(mention.start, mention.end)}
    return [
        DateMention(*years.span(group), years[group])
        for years in _YEARS.finditer(folded)
        for group in (1, 2)
        if years[group] and years.start(group) not in taken
    ]


def _relative(text: str, folded: Folded, published: date) -> Iterator[DateMention]:
    for match in _RELATIVE.finditer(folded.text):
        word = match[match.lastindex or 0]
        last = folded.starts[match.start(match.lastindex or 0)]
        if word == "mai" and text[last].isupper():  # "sáng Mai": a name
            continue
        day = published + timedelta(days=_SHIFTS[word])
        yield DateMention(*match.span(), day.isoformat())
