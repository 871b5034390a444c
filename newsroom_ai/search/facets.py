"""Values of the candidate set, counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import tantivy
from tantivy import Query as Node

from newsroom_ai.search.types import FacetValue

FACET_VALUES: Final = 1_000
SINGLE_VALUED: Final = ("kind", "year", "section", "source", "month", "byline")
KIND_LABELS: Final = {"article": "Bài viết", "press_release": "Thông cáo", "document": "Văn bản", "media": "Tư liệu"}


def facets(searcher: tantivy.Searcher, matching: Node, names: Iterable[str]) -> dict[str, tuple[FacetValue, ...]]:
    """Count the values of each facet among the articles that match; months and years in order of time."""
    wanted = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in names}
    if not wanted:
        return {}
    answer = searcher.aggregate(matching, wanted)
    return {name: _facet(name, answer[name]["buckets"]) for name in wanted}


def counted_by(facets: Mapping[str, Sequence[FacetValue]]) -> int | None:
    """How many articles were counted, where one of the facets has one value for each; None where none has.

    An article without a value counts under "", so that these add up.
    """
    for name in SINGLE_VALUED:
        if name in facets and len(facets[name]) < FACET_VALUES:
            return sum(value.count for value in facets[name])
    return None


def _facet(name: str, buckets: list[dict[str, Any]]) -> tuple[FacetValue, ...]:
    values = [FacetValue(b["key"], _label(name, b["key"]), int(b["doc_count"])) for b in buckets]
    if name in ("year", "month"):
        values.sort(key=lambda value: value.value)
    return tuple(values)


def _label(name: str, value: str) -> str:
    if not value:
        return "(không rõ)"
    if name == "month":
        return f"{value[5:]}/{value[:4]}"
    return KIND_LABELS.get(value, value) if name == "kind" else value
