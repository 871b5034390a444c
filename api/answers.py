"""What goes out, as pydantic models for the OpenAPI description.

Answers are built from the library's records, which these models take over wherever they can, so that the two
cannot drift apart.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from newsroom_ai.archive.confidences import Confidences
from newsroom_ai.article import Kind, Status
from newsroom_ai.checks import Check
from newsroom_ai.duplicates.types import Match, Origin, Relation
from newsroom_ai.newsroom import EntityKind, Hit
from newsroom_ai.overview import ProvinceCount, Series
from newsroom_ai.search.suggestions import Suggestion
from newsroom_ai.search.types import FacetValue, Mode, Total
from newsroom_ai.summarisation.types import Headline, Style, SummarySentence, Unsupported
from newsroom_ai.tagging.types import Tag


class FieldErrorOut(BaseModel):
    """One field that is wrong: a JSON pointer and what is wrong with it."""

    pointer: str
    detail: str


class ProblemOut(BaseModel):
    """An RFC 9457 problem document; ``code`` is for programs and never changes meaning."""

    type: str = Field(examples=["/problems/invalid_article"])
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str | None
    errors: list[FieldErrorOut] = []


class FailedOut(BaseModel):
    """Stands in the place of an article that could not be served."""

    id: str | None
    error: ProblemOut


class AnswerOut(BaseModel):
    """What every result carries; ``plain_text`` is the body spans point into, when it came as HTML."""

    id: str
    article_sha256: str
    language: str
    plain_text: str = ""


class TagsOut(AnswerOut):
    """The tags of one article, best first."""

    tags: list[Tag]


class SummaryText(BaseModel):
    """A summary; ``faithful`` is false when anything in it is unsupported by the article."""

    suggestion_id: str
    style: Style
    text: str
    sentences: list[SummarySentence]
    faithful: bool
    unsupported: list[Unsupported]
    method: Literal["extractive", "abstractive"]
    model: str


class SummaryOut(AnswerOut, SummaryText):
    """The summary of one article."""


class HeadlineCandidates(BaseModel):
    """Headline candidates, best first."""

    candidates: list[Headline]
    model: str


class HeadlinesOut(AnswerOut, HeadlineCandidates):
    """The headline candidates of one article."""


class TagResults(BaseModel):
    """One result for each article, in the order they came."""

    results: list[TagsOut | FailedOut]
    took_ms: float


class SummaryResults(BaseModel):
    """One result for each article, in the order they came."""

    results: list[SummaryOut | FailedOut]
    took_ms: float


class HeadlineResults(BaseModel):
    """One result for each article, in the order they came."""

    results: list[HeadlinesOut | FailedOut]
    took_ms: float


class Verdict(BaseModel):
    """The strongest relation found, and the matches that support it, strongest first."""

    verdict: Relation
    origin: Origin | None
    matches: list[Match]


class DuplicatesOut(AnswerOut, Verdict):
    """The duplicate check of one draft."""

    took_ms: float


class Hits(BaseModel):
    """Articles, best first."""

    hits: list[Hit]


class RelatedOut(AnswerOut, Hits):
    """Articles on the same matter."""

    took_ms: float


class AssistOut(AnswerOut):
    """Everything that was wanted; a part that failed, or was not wanted, is null. ``errors`` says what failed."""

    tags: list[Tag] | None
    summary: SummaryText | None
    headlines: HeadlineCandidates | None
    duplicates: Verdict | None
    related: Hits | None
    checks: list[Check] | None
    timings_ms: dict[str, float]
    errors: dict[str, ProblemOut]
    took_ms: float


class AssistPartOut(BaseModel):
    """One part of a streamed assist: its ``value`` as above, or the ``problem`` in its place.

    The last line or event has ``done`` and what every result carries instead.
    """

    part: Literal["tags", "summary", "headlines", "duplicates", "related", "checks"]
    value: Any = None
    problem: ProblemOut | None = None
    took_ms: float


class ExpansionOut(BaseModel):
    """Words of the query that were also searched in another form."""

    origin: str = Field(alias="from")
    to: list[str]


class QueryOut(BaseModel):
    """How the query was understood; ``relaxed`` when fewer than ten articles match all of it."""

    text: str
    folded: str
    mode: Mode
    language: str
    expansions: list[ExpansionOut]
    suggestion: str | None
    relaxed: bool


class SearchOut(BaseModel):
    """One page of hits, with totals and facets over the whole candidate set."""

    query: QueryOut
    total: Total
    hits: list[Hit]
    facets: dict[str, list[FacetValue]]
    next: str | None
    took_ms: float


class SuggestionsOut(BaseModel):
    """Lines to show under a search box."""

    suggestions: list[Suggestion]
    took_ms: float


class VocabularyOut(BaseModel):
    """A vocabulary in use; a shipped one has no revision, time or author."""

    name: str
    title: str
    uri: str
    version: str
    licence: str
    attribution: str
    concepts: int
    origin: Literal["shipped", "own"]
    revision: int | None
    written_at: datetime | None
    author: str | None
    sha256: str


class VocabulariesOut(BaseModel):
    """The vocabularies in use, by name."""

    vocabularies: list[VocabularyOut]


class LoadedVocabularyOut(BaseModel):
    """What became of a vocabulary handed to the archive."""

    name: str
    revision: int
    status: Literal["created", "updated", "unchanged"]
    concepts: int


class ConceptRef(BaseModel):
    """How a concept is called."""

    uri: str
    notation: str | None
    label: str


class ConceptOut(ConceptRef):
    """A concept of SKOS; texts and labels by language tag."""

    labels: dict[str, str]
    alternative: dict[str, list[str]]
    hidden: dict[str, list[str]]
    definition: dict[str, str]
    scope_note: dict[str, str]
    broader: list[ConceptRef]
    narrower: list[ConceptRef]
    related: list[ConceptRef]
    replaced_by: list[ConceptRef]
    exact_match: list[str]
    close_match: list[str]
    valid_from: date | None
    valid_to: date | None
    deprecated: bool


class ConceptsOut(BaseModel):
    """One page of concepts; ``total`` counts all."""

    total: int
    concepts: list[ConceptOut]
    next: str | None
    took_ms: float


class ConceptDetailOut(ConceptOut):
    """A concept and all above it, the nearest first."""

    ancestors: list[ConceptRef]
    took_ms: float


class HoleOut(BaseModel):
    """Months with far fewer articles than the months around them; ``section`` null means all sections together."""

    section: str | None
    label: str
    start: str = Field(alias="from", examples=["2024-03"])
    end: str = Field(alias="to", examples=["2024-04"])
    count: int
    expected: int
    missing: int


class OverviewOut(BaseModel):
    """The published archive in numbers; ``counts`` and the ``months`` of each series go with ``months``."""

    total: int
    undated: int
    months: list[str]
    counts: list[int]
    sections: list[Series]
    elsewhere: int
    holes: list[HoleOut]
    tags: list[Series]
    provinces: list[ProvinceCount]
    confidences: list[Confidences]
    choices: list[FacetValue]
    took_ms: float


class EntityOut(BaseModel):
    """What the published articles say of one person, organisation or place."""

    kind: EntityKind
    value: str
    total: int
    months: list[FacetValue]
    together: dict[EntityKind, list[FacetValue]] = Field(alias="with")
    latest: list[Hit]
    took_ms: float


class WrittenOut(BaseModel):
    """What became of an article handed to the archive."""

    id: str
    version: int
    status: Literal["created", "updated", "unchanged"]


class StoredOut(BaseModel):
    """An article as the archive holds it, with the version that ``if_version`` speaks of."""

    id: str
    title: str
    sapo: str
    body: str
    section: str
    tags: list[str]
    byline: str
    source: str
    url: str
    language: str | None
    published_at: datetime | None
    updated_at: datetime | None
    status: Status
    kind: Kind
    supersedes: str | None
    extra: dict[str, Any]
    version: int
    article_sha256: str
    written_at: datetime
    author: str


class VersionsOut(BaseModel):
    """All versions of an article that the caller may read, newest first."""

    versions: list[StoredOut]


class LineOut(BaseModel):
    """What became of one line of a batch."""

    line: int
    id: str | None
    status: Literal["created", "updated", "unchanged", "rejected"]
    error: ProblemOut | None = None


class AcceptedOut(BaseModel):
    """How many decisions were recorded."""

    accepted: int


class MeOut(BaseModel):
    """Who the caller is; ``csrf`` is what changing calls by cookie repeat in ``X-CSRF-Token``."""

    name: str
    role: Literal["reporter", "editor", "archivist", "admin"]
    csrf: str | None


class TokenOut(BaseModel):
    """A token and when it ends; it is not shown again."""

    token: str
    expires_at: datetime


class HealthOut(BaseModel):
    """The server answers."""

    status: Literal["ok"]


class ReadyOut(BaseModel):
    """Whether the indexes have caught up with the archive since the start, and how far behind they are now."""

    status: Literal["ready", "starting"]
    articles: int
    lag: int
    indexing: Literal["ok", "failing"]
