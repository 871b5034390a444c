"""The numbers of an overview as tables: what stands behind each figure of the page, and what its CSV file holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from newsroom_ai.overview import Overview, Series
from newsroom_ai.search.export import inert

Cell = str | int | float
FigureName = Literal["months", "sections", "holes", "tags", "provinces", "confidences"]

BY_MONTH: Final = 24  # months up to which the table of the page names each; above that it names years


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under names of columns; a count is a number, everything else text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def csv(self) -> str:
        """The table for spreadsheets: a byte order mark, a line of names, and no cell that is taken for a formula."""
        lines = io.StringIO("\ufeff")
        lines.seek(0, io.SEEK_END)
        writer = csv.writer(lines)
        for row in (self.columns, *self.rows):
            writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
        return lines.getvalue()


def table(name: FigureName, shown: Overview) -> Table:
    """The whole table of one figure, every month of it."""
    return _TABLES[name](shown)


def over_time(head: str, series: Sequence[tuple[str, Sequence[int]]], months: Sequence[str]) -> Table:
    """Series as rows for people to read: months as columns, or years where there are many months."""
    width = 7 if len(months) <= BY_MONTH else 4
    periods = list(dict.fromkeys(month[:width] for month in months))
    rows: list[tuple[Cell, ...]] = []
    for label, counts in series:
        sums = dict.fromkeys(periods, 0)
        for month, count in zip(months, counts, strict=True):
            sums[month[:width]] += count
        rows.append((label, *sums.values()))
    return Table((head, *map(period_name, periods)), tuple(rows))


def period_name(period: str) -> str:
    """A month or year as people write it.

    >>> period_name("2024-08"), period_name("2024")
    ('8/2024', '2024')
    """
    year, _, month = period.partition("-")
    return f"{int(month)}/{year}" if month else year


def _months(shown: Overview) -> Table:
    return Table(("month", "articles"), tuple(zip(shown.months, shown.counts, strict=True)))


def _long(column: str, months: Sequence[str], all_series: Iterable[Series]) -> Table:
    """One row for each month in which a series has articles: what pivot tables like."""
    return Table(
        (column, "month", "articles"),
        tuple(
            (series.value, month, count)
            for series in all_series
            for month, count in zip(months, series.months, strict=True)
            if count
        ),
    )


def _holes(shown: Overview) -> Table:
    return Table(
        ("section", "from", "to", "articles", "expected"),
        tuple((hole.label, hole.start, hole.end, hole.count, hole.expected) for hole in shown.holes),
    )


def _provinces(shown: Overview) -> Table:
    return Table(
        ("province", "names", "articles"),
        tuple((one.label, "; ".join(one.names), one.count) for one in shown.provinces),
    )


def _confidences(shown: Overview) -> Table:
    return Table(
        ("origin", "from", "to", "open", "accepted", "refused", "sampled"),
        tuple(
            (found.origin, one.start, one.end, one.open, one.accepted, one.refused, int(found.sampled))
            for found in shown.confidences
            for one in found.bins
        ),
    )


_TABLES: Final[dict[FigureName, Callable[[Overview], Table]]] = {
    "months": _months,
    "sections": lambda shown: _long("section", shown.months, shown.sections),
    "holes": _holes,
    "tags": lambda shown: _long("tag", shown.months, shown.tags),
    "provinces": _provinces,
    "confidences": _confidences,
}
