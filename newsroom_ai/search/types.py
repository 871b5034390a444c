"""What a search asks and what it answers. Hits are article keys and scores; the texts are the archive's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Mode = Literal["hybrid", "keyword", "semantic"]
Sort = Literal["relevance", "newest", "oldest"]
Listing = Literal["published", "draft", "withdrawn"]

FILTERS = ("section", "tag", "person", "organisation", "place", "source", "byline", "kind")
FACETS = (*FILTERS, "year", "month")
HIT_LIMIT = 100
QUERY_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. ``filters`` maps a name of ``FILTERS`` to the values that pass (any of them).

    ``start`` and ``end`` bound ``published_at``: start included, end excluded; articles without a date pass only
    when neither is given. ``status`` other than published is for editors. ``cursor`` is the ``next`` of a page
    of the same search.
    """

    q: str = ""
    mode: Mode = "hybrid"
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    start: datetime | None = None
    end: datetime | None = None
    status: Listing = "published"
    sort: Sort = "relevance"
    limit: int = 20
    cursor: str | None = None
    facets: tuple[str, ...] = ()
    expand: bool = True


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of the query that were also searched in another form, for instance an old province by its new name."""

    origin: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueryEcho:
    """How the query was understood; ``relaxed`` when fewer than ten articles match all of it."""

    text: str
    folded: str
    mode: Mode
    language: str
    expansions: tuple[Expansion, ...]
    suggestion: str | None
    relaxed: bool


@dataclass(frozen=True, slots=True)
class Total:
    """Size of the candidate set; ``gte`` only where a cap bit."""

    value: int
    relation: Literal["eq", "gte"] = "eq"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """``count`` articles of the candidate set carry ``value``; ``label`` is for people."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Why:
    """Shares of the score, adding up to 1 (0 and 0 when the hits are sorted by date)."""

    lexical: float
    semantic: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """One article of the page: its archive key, score and what the score is made of."""

    key: int
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class HighlightTerms:
    """What to mark in the hits: folded syllables by exact and bare form, and phrases of exact or bare forms."""

    exact: frozenset[str]
    bare: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of ranked articles with totals and facets over the whole candidate set."""

    query: QueryEcho
    total: Total
    ranked: tuple[Ranked, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    next: str | None
    terms: HighlightTerms
