"""The archive in numbers: articles by month and section, holes, tags over time, provinces, confidence.

What is counted is what everybody may find: published articles that are out. All counts but those of suggestions come
from the index of words, so that they take some tens of milliseconds however many articles there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from statistics import median
from typing import Any, Final

import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.archive.confidences import Confidences
from newsroom_ai.search.facets import facets
from newsroom_ai.search.lexical import LexicalIndex
from newsroom_ai.search.limits import limits_of
from newsroom_ai.search.types import FacetValue, SearchRequest
from newsroom_ai.vocabulary.provinces import provinces, valid_on

SECTIONS: Final = 200  # the largest ones, each with its own months
TAGS: Final = 12
_MONTHS: Final = 4_000  # from 1900 to 2200 there are 3,612

NEIGHBOURS: Final = 12
"""Months with articles on either side that say how many articles a month should have."""

LEAST_EXPECTED: Final = 8
"""Below this an empty month is chance."""

SHARE: Final = 4
"""A hole has less than one part in so many of what is expected."""


@dataclass(frozen=True, slots=True)
class OverviewRequest:
    """Bounds of an overview: start included, end excluded; ``sections`` empty means all of them."""

    start: datetime | None = None
    end: datetime | None = None
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """``count`` articles of a section, or with a tag; ``months`` counts them by month, as ``Overview.months`` does."""

    value: str
    label: str
    count: int
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hole:
    """Months ``start`` to ``end``, both included, with far fewer articles than the months around them.

    ``section`` is None where all sections together are meant. ``expected`` is a number of articles like ``count``,
    summed over these months; ``missing`` is their difference.
    """

    section: str | None
    label: str
    start: str
    end: str
    count: int
    expected: int

    @property
    def missing(self) -> int:
        """How many articles are likely not there."""
        return self.expected - self.count


@dataclass(frozen=True, slots=True)
class ProvinceCount:
    """``count`` articles name a province, one of today's 34, or a unit that became part of it: any of ``names``."""

    label: str
    names: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers behind all figures.

    ``months`` names every month from the first to the last with articles; ``counts`` goes with it. ``undated``
    articles are in ``total`` only, and in none once a period is given. Articles of sections that are not among the
    ``SECTIONS`` largest are counted in ``elsewhere``. ``choices`` are the sections of the period, whichever were asked
    for.
    """

    total: int
    undated: int
    months: tuple[str, ...]
    counts: tuple[int, ...]
    sections: tuple[Series, ...]
    elsewhere: int
    holes: tuple[Hole, ...]
    tags: tuple[Series, ...]
    provinces: tuple[ProvinceCount, ...]
    confidences: tuple[Confidences, ...]
    choices: tuple[FacetValue, ...]


def overview(
    asked: OverviewRequest, index: LexicalIndex, confidences: Sequence[Confidences], now: datetime
) -> Overview:
    """Count the articles of an index that are out by ``now``."""
    searcher, schema = index.searcher(), index.schema
    node = _within(asked, asked.sections, schema, now)
    by_section = _by("section", SECTIONS, aggs={"month": _by("month", _MONTHS)})
    counted = searcher.aggregate(node, {"section": by_section, "month": _by("month", _MONTHS)})
    by_month = _counts(counted["month"])
    total, undated = sum(by_month.values()), by_month.pop("", 0)
    months = every_month(by_month)
    counts = tuple(by_month.get(month, 0) for month in months)
    sections = tuple(
        _series(bucket["key"], bucket["doc_count"], _counts(bucket["month"]), months)
        for bucket in counted["section"]["buckets"]
    )
    return Overview(
        total=total,
        undated=undated,
        months=months,
        counts=counts,
        sections=sections,
        elsewhere=int(counted["section"]["sum_other_doc_count"]),
        holes=_holes(months, counts, sections),
        tags=_tags(searcher, schema, node, months),
        provinces=_provinces(searcher, schema, node),
        confidences=tuple(confidences),
        choices=facets(searcher, _within(asked, (), schema, now), ("section",))["section"][:SECTIONS],
    )


def _within(asked: OverviewRequest, sections: tuple[str, ...], schema: tantivy.Schema, now: datetime) -> Node:
    filters = {"section": sections} if sections else {}
    limits = limits_of(SearchRequest(filters=filters, start=asked.start, end=asked.end), schema, now)
    return Node.boolean_query([(Occur.Must, Node.all_query()), *limits])


def every_month(named: Iterable[str]) -> tuple[str, ...]:
    """All months from the first to the last of those named, in order.

    >>> every_month(["2024-02", "2023-12"])
    ('2023-12', '2024-01', '2024-02')
    """
    numbers = [int(month[:4]) * 12 + int(month[5:]) - 1 for month in named]
    if not numbers:
        return ()
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in range(min(numbers), max(numbers) + 1))


def sparse_months(counts: Sequence[int]) -> dict[int, float]:
    """Months, by their place, with far fewer articles than expected, and how many are expected.

    Expected is the median of up to ``NEIGHBOURS`` months on either side, not counting empty ones; a month is judged
    only where there are three such months on each side, and where at least ``LEAST_EXPECTED`` articles are expected.
    Sparse is less than one part in ``SHARE`` of that.

    >>> sparse_months([20, 22, 19, 0, 21, 3, 20, 18, 22])
    {3: 20.0, 5: 20.0}
    """
    filled = [place for place, count in enumerate(counts) if count]
    most = max(counts, default=0)
    found: dict[int, float] = {}
    if most < LEAST_EXPECTED:
        return found
    before = 0  # filled months before this one
    for place, count in enumerate(counts):
        after = before + bool(count)
        if count * SHARE < most and min(before, len(filled) - after) >= 3:
            around = filled[max(0, before - NEIGHBOURS) : before] + filled[after : after + NEIGHBOURS]
            expected = median(counts[other] for other in around)
            if expected >= LEAST_EXPECTED and count * SHARE < expected:
                found[place] = float(expected)
        before = after
    return found


def _holes(months: Sequence[str], counts: Sequence[int], sections: Sequence[Series]) -> tuple[Hole, ...]:
    """The stretches of sparse months of the whole archive and of each section, those that lack the most first."""
    found = list(_stretches(None, "Mọi chuyên mục", months, counts)) if len(sections) > 1 else []
    for section in sections:
        found += _stretches(section.value, section.label, months, section.months)
    return tuple(sorted(found, key=lambda hole: (-hole.missing, hole.section is not None, hole.start, hole.label)))


def _stretches(section: str | None, label: str, months: Sequence[str], counts: Sequence[int]) -> Iterable[Hole]:
    sparse = sparse_months(counts)
    for first in (place for place in sparse if place - 1 not in sparse):
        end = first
        while end in sparse:
            end += 1
        expected = round(sum(sparse[place] for place in range(first, end)))
        yield Hole(section, label, months[first], months[end - 1], sum(counts[first:end]), expected)


def _tags(searcher: tantivy.Searcher, schema: tantivy.Schema, node: Node, months: Sequence[str]) -> tuple[Series, ...]:
    """The most used tags over time; one query a tag is much cheaper than months within every tag."""
    buckets = searcher.aggregate(node, {"tag": _by("tag", TAGS)})["tag"]["buckets"]
    return tuple(
        _series(
            bucket["key"],
            bucket["doc_count"],
            _counts(searcher.aggregate(_with(node, schema, "tag", [bucket["key"]]), {"m": _by("month", _MONTHS)})["m"]),
            months,
        )
        for bucket in buckets
    )


def _provinces(searcher: tantivy.Searcher, schema: tantivy.Schema, node: Node) -> tuple[ProvinceCount, ...]:
    """An article that names two units which are one today counts once, so that facets cannot be added up."""
    found = []
    for unit, labels in _units().items():
        hits = searcher.search(_with(node, schema, "place", labels), 1, count=True)
        found.append(ProvinceCount(unit, tuple(labels), int(hits.count)))  # type: ignore[attr-defined]
    return tuple(sorted(found, key=lambda one: (-one.count, one.label)))


@cache
def _units() -> dict[str, list[str]]:
    """Label of each of today's provinces -> its own and those of the units it took over."""
    units: dict[str, list[str]] = {}
    for label in dict.fromkeys(province.label for province in provinces()):
        unit = valid_on(label, date.max)
        if unit is not None:
            units.setdefault(unit.label, []).append(label)
    return units


def _with(node: Node, schema: tantivy.Schema, field: str, values: Sequence[str]) -> Node:
    these = Node.boolean_query([(Occur.Should, Node.term_query(schema, field, value, "basic")) for value in values])
    return Node.boolean_query([(Occur.Must, node), (Occur.Must, these)])


def _by(field: str, size: int, **more: Any) -> dict[str, Any]:
    return {"terms": {"field": field, "size": size}} | more


def _counts(aggregated: dict[str, Any]) -> dict[str, int]:
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in aggregated["buckets"]}


def _series(value: str, count: int, by_month: dict[str, int], months: Sequence[str]) -> Series:
    return Series(value, value or "(không rõ)", int(count), tuple(by_month.get(month, 0) for month in months))
