"""What comes in, as pydantic models that turn into the library's records.

Requests are checked with these models, except articles: each of a list is checked on its own by ``Newsroom.read``,
so that a bad one costs only its own result. The schema shows ``ArticleIn`` in their place all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from api.tokens import origin
from newsroom_ai.archive.access import Role
from newsroom_ai.archive.feedback import Action, Feedback
from newsroom_ai.archive.tokens import MINUTES_LIMIT
from newsroom_ai.article import BODY_LIMIT, ID_LIMIT, SAPO_LIMIT, TITLE_LIMIT, Kind, Status
from newsroom_ai.errors import InvalidQuery
from newsroom_ai.newsroom import Part
from newsroom_ai.overview import OverviewRequest
from newsroom_ai.search.export import EXPORT_LIMIT, ExportFormat
from newsroom_ai.search.period import end_of, start_of
from newsroom_ai.search.suggestions import SUGGESTION_LIMIT
from newsroom_ai.search.types import FILTERS, HIT_LIMIT, QUERY_LIMIT, Mode, SearchRequest, Sort
from newsroom_ai.summarisation.types import (
    Method,
    Style,
    SummaryOptions,
)
from newsroom_ai.tagging.types import TagKind, TagOptions
from newsroom_ai.vocabulary.lookup import PAGE_LIMIT, Lookup

DECAY_LIMIT = 36_500  # days
_NO_MOMENT = "phải là ngày (2024-08-28) hoặc thời điểm ISO 8601, năm từ 1900 đến 2200"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    if _UNSTORABLE.search(text):
        raise ValueError("chứa ký tự NUL hoặc mã Unicode không hợp lệ")
    return text


Text = Annotated[str, AfterValidator(_storable)]


class In(BaseModel):
    """A request: a field that does not exist is a mistake worth telling."""

    model_config = ConfigDict(extra="forbid")


# --- Articles in ------------------------------------------------------------------------------------------------------


class ArticleIn(BaseModel):
    """One article. ``body`` is plain text or HTML (see ``body_format``); times are ISO 8601 with an offset."""

    model_config = ConfigDict(extra="allow")

    id: str = Field("", max_length=ID_LIMIT, description="Needed in a batch.", examples=["a1"])
    title: str = Field("", max_length=TITLE_LIMIT)
    sapo: str = Field("", max_length=SAPO_LIMIT)
    body: str | list[str] = Field("", max_length=BODY_LIMIT, description="A text, or its paragraphs.")
    body_format: Literal["text", "html"] = "text"
    section: str = ""
    tags: list[str] = []
    byline: str = ""
    source: str = ""
    url: str = ""
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    status: Status = Status.PUBLISHED
    kind: Kind = Kind.ARTICLE
    supersedes: str | None = None


def _as_it_is(value: Any) -> Any:
    return value


Record = Annotated[dict[str, Any], BeforeValidator(_as_it_is, json_schema_input_type=ArticleIn)]
# One of several that are answered one by one: even what is no object costs only its own place.
Item = Annotated[Any, BeforeValidator(_as_it_is, json_schema_input_type=ArticleIn)]


# --- Services in ------------------------------------------------------------------------------------------------------


class TagsIn(In):
    """Articles to tag, and which tags to give; ``kinds`` empty means all."""

    articles: list[Item]
    limit: int = Field(20, ge=1, le=100, strict=True)
    min_confidence: float = Field(0.0, ge=0, le=1, strict=True)
    kinds: list[TagKind] = []
    strategy: Literal["existing_only", "allow_new"] = "allow_new"

    def options(self) -> TagOptions:
        """The options as the library takes them."""
        return TagOptions(self.limit, self.min_confidence, tuple(self.kinds), self.strategy)


class SummariesIn(In):
    """Articles to summarise; ``max_syllables`` null means the style's own limit."""

    articles: list[Item]
    style: Style = "sapo"
    max_syllables: int | None = Field(None, ge=5, le=400, strict=True)
    method: Method = "auto"
    use_title: bool = Field(True, strict=True)

    def options(self) -> SummaryOptions:
        """The options as the library takes them."""
        return SummaryOptions(self.style, self.max_syllables, self.method, self.use_title)


class HeadlinesIn(In):
    """Articles to propose headlines for."""

    articles: list[Item]
    limit: int = Field(5, ge=1, le=20, strict=True)


class DuplicatesIn(In):
    """A draft to compare with the archive, or only with the articles in ``against``."""

    article: Record
    limit: int = Field(10, ge=1, le=100, strict=True)
    scope: Literal["archive", "articles"] | None = None
    against: list[Record] | None = None

    @model_validator(mode="after")
    def _agree(self) -> DuplicatesIn:
        scope = self.scope or ("archive" if self.against is None else "articles")
        if (scope == "articles") != (self.against is not None):
            raise ValueError('"against" đi cùng scope "articles", và chỉ với nó')
        return self


class RelatedIn(In):
    """An article to find others on the same matter for; ``decay``: days in which a score halves, 0 for no decay."""

    article: Record
    limit: int = Field(10, ge=1, le=100, strict=True)
    include_copies: bool = Field(False, strict=True)
    decay: float = Field(0.0, ge=0, le=DECAY_LIMIT, strict=True)


class RelatedQuery(In):
    """The options of ``RelatedIn`` as query parameters."""

    limit: int = Field(10, ge=1, le=100)
    include_copies: bool = False
    decay: float = Field(0.0, ge=0, le=DECAY_LIMIT)


class AssistIn(In):
    """A draft and what is wanted for it."""

    article: Record
    want: list[Part] = Field(["tags", "summary", "headlines", "duplicates", "related", "checks"], min_length=1)


# --- Search in --------------------------------------------------------------------------------------------------------


def _moment(value: Any, end: Callable[[str], datetime]) -> datetime | None:
    if value in (None, ""):
        return None
    if not isinstance(value, str):
        raise ValueError(_NO_MOMENT)
    # In a query string a bare "+" of an offset arrives as a space.
    text = re.sub(r" (?=\d\d:\d\d$)", "+", value.strip())
    try:
        return end(text)
    except InvalidQuery as error:
        raise ValueError(_NO_MOMENT) from error


def _start(value: Any) -> datetime | None:
    return _moment(value, start_of)


def _end(value: Any) -> datetime | None:
    return _moment(value, end_of)


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _comma_listed(value: Any) -> Any:
    values = _listed(value)
    if isinstance(values, list) and all(isinstance(item, str) for item in values):
        return [name for item in values for name in item.split(",") if name]
    return values


_DATE = {"anyOf": [{"type": "string"}, {"type": "null"}], "examples": ["2024-08-28", "2024-08-28T17:15:00+07:00"]}
FacetName = Literal["section", "tag", "person", "organisation", "place", "source", "byline", "kind", "year", "month"]
Value = Annotated[Text, Field(max_length=QUERY_LIMIT)]
Values = Annotated[list[Value], BeforeValidator(_listed), Field(max_length=100)]


class Wanted(In):
    """What is searched for, whatever the answer looks like."""

    q: Text = Field("", max_length=QUERY_LIMIT, description='`"exact phrase"`, `-not`, `OR`, `title:…`')
    mode: Mode = "hybrid"
    start: Annotated[datetime | None, BeforeValidator(_start), WithJsonSchema(_DATE)] = Field(
        None, alias="from", description="Published on or after this date or time."
    )
    end: Annotated[datetime | None, BeforeValidator(_end), WithJsonSchema(_DATE)] = Field(
        None, alias="to", description="Published before this time, or up to the end of this date."
    )
    section: Values = []
    tag: Values = []
    person: Values = []
    organisation: Values = []
    place: Values = []
    source: Values = []
    byline: Values = []
    kind: Annotated[list[Kind], BeforeValidator(_listed)] = []
    status: Literal["published", "draft", "withdrawn"] = "published"
    sort: Sort = "relevance"
    expand: bool = Field(True, description="Also search other forms of the names in `q`.")

    @model_validator(mode="after")
    def _in_order(self) -> Wanted:
        if self.start and self.end and self.start.astimezone(UTC) > self.end.astimezone(UTC):
            raise ValueError('"from" phải không sau "to"')
        return self

    def request(self) -> SearchRequest:
        """The search as the library takes it, for its first page."""
        return SearchRequest(
            q=self.q,
            mode=self.mode,
            filters={name: tuple(map(str, values)) for name in FILTERS if (values := getattr(self, name))},
            start=self.start,
            end=self.end,
            status=self.status,
            sort=self.sort,
            expand=self.expand,
        )


class SearchIn(Wanted):
    """A search. Dates count from midnight in Vietnam (UTC+7); ``to`` as a plain date includes that day.

    Values of one filter are alternatives; filters of different names must all hold. ``status`` other than
    published is for editors.
    """

    limit: int = Field(20, ge=1, le=HIT_LIMIT)
    cursor: Text | None = Field(None, max_length=4_000, description="`next` of a page of the same search.")
    facets: Annotated[list[FacetName], BeforeValidator(_comma_listed)] = Field(
        [], description="Names of facets to count, repeated or separated by commas."
    )

    def request(self) -> SearchRequest:
        """The search as the library takes it."""
        facets = tuple(dict.fromkeys(self.facets))
        return replace(super().request(), limit=self.limit, cursor=self.cursor or None, facets=facets)


class OverviewIn(In):
    """Bounds of the archive in numbers; sections are alternatives."""

    start: Annotated[datetime | None, BeforeValidator(_start), WithJsonSchema(_DATE)] = Field(
        None, alias="from", description="Published on or after this date or time."
    )
    end: Annotated[datetime | None, BeforeValidator(_end), WithJsonSchema(_DATE)] = Field(
        None, alias="to", description="Published before this time, or up to the end of this date."
    )
    section: Values = []

    @model_validator(mode="after")
    def _in_order(self) -> OverviewIn:
        if self.start and self.end and self.start.astimezone(UTC) > self.end.astimezone(UTC):
            raise ValueError('"from" phải không sau "to"')
        return self

    def request(self) -> OverviewRequest:
        """The bounds as the library takes them."""
        return OverviewRequest(self.start, self.end, tuple(self.section))


class ExportIn(Wanted):
    """A search whose hits are wanted as a file; parameters as for a search, without pages and facets."""

    format: ExportFormat = "csv"
    limit: int = Field(EXPORT_LIMIT, ge=1, le=EXPORT_LIMIT)


class SuggestionsIn(In):
    """What stands in a search box."""

    q: Text = Field("", max_length=QUERY_LIMIT, description="What is typed so far, with or without marks.")
    limit: int = Field(8, ge=1, le=SUGGESTION_LIMIT)


# --- Vocabularies and entities in -------------------------------------------------------------------------------------


class ConceptsIn(In):
    """Which concepts are wanted."""

    q: Text = Field("", max_length=QUERY_LIMIT, description="Words at the start of any part of a label or notation.")
    broader: Text = Field("", max_length=500, description="Uri or notation of the concept right above.")
    deprecated: bool = Field(False, description="Also those that are no longer for use.")
    limit: int = Field(50, ge=1, le=PAGE_LIMIT)
    cursor: Text | None = Field(None, max_length=500, description="`next` of a page of the same question.")

    def lookup(self) -> Lookup:
        """The question as the library takes it."""
        return Lookup(self.q, self.broader, self.deprecated, self.limit, self.cursor)


class EntityIn(In):
    """Which person, organisation or place is wanted."""

    value: Value = Field(min_length=1, description="As the facet of this kind counts it.")
    limit: int = Field(10, ge=1, le=HIT_LIMIT, description="Articles, and names of each kind, at most.")


# --- Feedback in ------------------------------------------------------------------------------------------------------

Name = Annotated[Text, Field(min_length=1, max_length=ID_LIMIT)]


class FeedbackIn(In):
    """What an editor did with a suggestion: ``edit`` says by ``value`` what it became.

    ``add`` names something nobody suggested, by ``kind`` and ``value``.
    """

    article_id: Name
    action: Action
    suggestion_id: Name | None = None
    kind: Name | None = None
    value: Annotated[Text, Field(max_length=10_000)] | None = Field(None, validate_default=True)
    reason: Annotated[Text, Field(max_length=2_000)] | None = None
    rank: int | None = Field(None, ge=1, le=1_000, description="Where the suggestion stood in its list, from 1.")
    confidence: float | None = Field(None, ge=0, le=1, description="The confidence it was shown with.")
    model: Name | None = Field(None, description="The model that made it.")

    @field_validator("value")
    @classmethod
    def _edited(cls, value: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("action") == "edit" and not value:
            raise ValueError('"edit" cần value')
        return value

    @model_validator(mode="after")
    def _complete(self) -> FeedbackIn:
        if self.action == "add" and (self.suggestion_id is not None or not self.kind or not self.value):
            raise ValueError('"add" cần kind và value, không có suggestion_id')
        if self.action != "add" and self.suggestion_id is None:
            raise ValueError(f'"{self.action}" cần suggestion_id')
        return self

    def record(self) -> Feedback:
        """The decision as the library takes it."""
        return Feedback(**self.model_dump())


# --- Tokens in --------------------------------------------------------------------------------------------------------

Subject = Annotated[Text, Field(min_length=1, max_length=ID_LIMIT, pattern=r"^[^\x00-\x1f\x7f]+$")]
Origin = Annotated[str, Field(max_length=300), AfterValidator(origin)]


class TokenIn(In):
    """For whom a token is, what it may do, and from pages of which origins; ``subject`` is the CMS's own user."""

    subject: Subject
    origins: list[Origin] = Field(min_length=1, max_length=20, examples=[["https://cms.example"]])
    role: Literal["reporter", "editor", "archivist", "admin"] = "reporter"
    minutes: int = Field(15, ge=1, le=MINUTES_LIMIT, strict=True)

    @property
    def level(self) -> Role:
        """The role as the library takes it."""
        return Role[self.role.upper()]


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


FeedbackItems = Annotated[
    list[FeedbackIn], BeforeValidator(_one_or_many, json_schema_input_type=FeedbackIn | list[FeedbackIn])
]
