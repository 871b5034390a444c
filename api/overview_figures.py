"""What the overview page shows: each figure drawn, told in a sentence, and with its table."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from api.figures import Bar, Stack, bars, columns, histogram, number, small_columns
from api.overview_tables import FigureName, Table, over_time, period_name
from newsroom_ai.archive.confidences import Confidences
from newsroom_ai.overview import Hole, Overview, Series

SMALL_ONES: Final = 24  # sections drawn; the CSV has all
HOLES: Final = 40  # holes listed; the CSV has all
_ORIGINS: Final = {"jobs": "Gợi ý của các lượt chạy hàng loạt", "panel": "Gợi ý đã được quyết trong trang soạn"}


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing with its own heading, where a figure has several, and where to look further."""

    svg: Markup
    label: str = ""
    note: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the page; without ``pictures`` it is ``empty`` that says why and what to do."""

    name: FigureName
    title: str
    text: str
    pictures: tuple[Picture, ...]
    table: Table
    empty: str = ""


@dataclass(frozen=True, slots=True)
class HoleLine:
    """One line of the list of holes."""

    label: str
    period: str
    text: str
    link: str


def figures(shown: Overview) -> list[Figure]:
    """The figures in the order of the page; holes are a list of their own."""
    return [_months(shown), _sections(shown), _tags(shown), _provinces(shown), _confidences(shown.confidences)]


def hole_lines(shown: Overview) -> list[HoleLine]:
    """The holes as sentences, the largest first, each with a search for what there is."""
    return [
        HoleLine(
            hole.label,
            span_name(hole.start, hole.end),
            f"{_articles(hole.count)}, thường khoảng {number(hole.expected)}",
            _search(hole.start, hole.end, section=None if hole.section is None else [hole.section]),
        )
        for hole in shown.holes[:HOLES]
    ]


def span_name(start: str, end: str) -> str:
    """A stretch of months as people write it.

    >>> span_name("2024-03", "2024-03"), span_name("2024-03", "2025-01")
    ('tháng 3/2024', 'tháng 3/2024 – 1/2025')
    """
    first = f"tháng {period_name(start)}"
    return first if start == end else f"{first} – {period_name(end)}"


def _months(shown: Overview) -> Figure:
    marked = _places(shown.months, (hole for hole in shown.holes if hole.section is None))
    text = _told(shown.months, shown.counts) if shown.months else "Không có bài nào có ngày đăng."
    svg = columns("months", "Số bài theo tháng", text, shown.months, shown.counts, marked)
    table = over_time("", [("Số bài", shown.counts)], shown.months)
    return Figure("months", "Số bài theo tháng", text, (Picture(svg),) if shown.months else (), table, text)


def _sections(shown: Overview) -> Figure:
    pictures = []
    for place, section in enumerate(shown.sections[:SMALL_ONES]):
        marked = _places(shown.months, (hole for hole in shown.holes if hole.section == section.value))
        pictures.append(_small(f"section-{place}", section, shown.months, marked, _search(section=[section.value])))
    hidden = len(shown.sections) - len(pictures)
    text = "Mỗi hình một thang riêng; con số bên cạnh là tháng nhiều bài nhất."
    if hidden:
        text += f" Còn {hidden} chuyên mục ít bài hơn, có trong tệp CSV."
    table = over_time("Chuyên mục", _rows(shown.sections[:SMALL_ONES]), shown.months)
    return Figure("sections", "Theo chuyên mục", text, tuple(pictures), table, "Không có bài nào.")


def _tags(shown: Overview) -> Figure:
    pictures = tuple(
        _small(f"tag-{place}", tag, shown.months, (), _search(tag=[tag.value])) for place, tag in enumerate(shown.tags)
    )
    text = f"{len(pictures)} thẻ được gắn nhiều nhất, mỗi hình một thang riêng. Chỉ tính thẻ đã nằm trong bài."
    empty = "Chưa bài nào có thẻ. Lệnh newsroom batch tag --archive gợi ý thẻ cho cả kho, để duyệt rồi mới ghi."
    table = over_time("Thẻ", _rows(shown.tags), shown.months)
    return Figure("tags", "Thẻ theo thời gian", text, pictures, table, empty)


def _provinces(shown: Overview) -> Figure:
    named = [one for one in shown.provinces if one.count]
    text = (
        f"{len(named)} trong {len(shown.provinces)} tỉnh, thành hiện nay được nhắc tên; tên cũ tính vào tỉnh mới. "
        "Một bài nhắc nhiều nơi được tính ở mỗi nơi."
    )
    svg = bars("provinces", "Số bài theo tỉnh, thành", text, [Bar(one.label, one.count) for one in shown.provinces])
    rows = tuple((one.label, ", ".join(one.names), one.count) for one in shown.provinces)
    table = Table(("Tỉnh, thành", "Các tên được tính", "Số bài"), rows)
    empty = "Chưa bài nào nhắc tên tỉnh, thành."
    return Figure("provinces", "Theo tỉnh, thành", text, (Picture(svg),) if named else (), table, empty)


def _confidences(found: Sequence[Confidences]) -> Figure:
    pictures, rows = [], []
    for one in found:
        if not one.counted:
            continue
        note = _articles(one.counted, "gợi ý")
        if one.sampled:
            note = f"ước từ {note} lấy cách đều trong toàn bộ"
        stacks = [Stack(_percents(bin.start, bin.end), (bin.accepted, bin.refused, bin.open)) for bin in one.bins]
        told = f"{_ORIGINS[one.origin]} theo độ tin cậy: {note}."
        svg = histogram(f"confidences-{one.origin}", _ORIGINS[one.origin], told, stacks)
        pictures.append(Picture(svg, _ORIGINS[one.origin], note))
        rows += [
            (_ORIGINS[one.origin], _percents(bin.start, bin.end), bin.accepted, bin.refused, bin.open)
            for bin in one.bins
        ]
    table = Table(("Nguồn", "Độ tin cậy, %", "Được nhận", "Bị bác hoặc sửa", "Chưa quyết"), tuple(rows))
    text = (
        "Đặc: được nhận; gạch chéo: bị bác hoặc sửa; viền: chưa quyết. Nếu độ tin cậy đúng, cột 80–90 được nhận "
        "khoảng 85 %. Hình này tính mọi gợi ý, không theo bộ lọc ở trên."
    )
    empty = (
        "Chưa có gợi ý nào được lưu kèm độ tin cậy. Chạy newsroom batch tag --archive, hoặc dùng bảng gợi ý "
        "trong trang soạn, rồi quay lại đây."
    )
    return Figure("confidences", "Độ tin cậy của gợi ý", text, tuple(pictures), table, empty)


def _small(id: str, series: Series, months: Sequence[str], marked: Iterable[int], link: str) -> Picture:
    places = sorted(marked)
    told = f"{_articles(series.count)}. {_told(months, series.months)}" if months else _articles(series.count)
    if places:
        told += f" {len(places)} tháng thiếu bài."
    most = max(series.months, default=0)
    note = f"{_articles(series.count)} · nhiều nhất {number(most)}" if most else _articles(series.count)
    return Picture(small_columns(id, series.label, told, series.months, places), series.label, note, link)


def _told(months: Sequence[str], counts: Sequence[int]) -> str:
    top = max(range(len(counts)), key=counts.__getitem__)
    if len(months) == 1:
        return f"Chỉ có {span_name(months[0], months[0])}."
    return (
        f"Từ {span_name(months[0], months[-1])}; nhiều nhất là {span_name(months[top], months[top])} "
        f"với {_articles(counts[top])}."
    )


def _places(months: Sequence[str], holes: Iterable[Hole]) -> list[int]:
    at = {month: place for place, month in enumerate(months)}
    return [place for hole in holes for place in range(at[hole.start], at[hole.end] + 1)]


def _rows(all_series: Sequence[Series]) -> list[tuple[str, Sequence[int]]]:
    return [(series.label, series.months) for series in all_series]


def _articles(count: int, unit: str = "bài") -> str:
    return f"{number(count)} {unit}"


def _percents(start: float, end: float) -> str:
    return f"{start * 100:.0f}–{end * 100:.0f}"


def _search(start: str = "", end: str = "", **filters: list[str] | None) -> str:
    """The address of the archive page with a search for articles of these months and values."""
    asked: dict[str, str | list[str]] = {name: values for name, values in filters.items() if values is not None}
    if start:
        asked |= {"from": f"{start}-01", "to": f"{end}-{_last_day(end)}"}
    return f"/archive?{urlencode(asked, doseq=True)}"


def _last_day(month: str) -> int:
    return monthrange(int(month[:4]), int(month[5:]))[1]
