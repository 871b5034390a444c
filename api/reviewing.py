"""What goes in and out of the review of jobs and the care of tags, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.answers import ProblemOut
from api.schemas import In, Text
from newsroom_ai.archive.decisions import AUDIT_LIMIT, AUDIT_SIZE, DECISIONS_LIMIT, Act, Decision
from newsroom_ai.archive.merges import FROM_LIMIT, TAG_LIMIT
from newsroom_ai.archive.suggestions import Scope, State, SuggestedField, Via
from newsroom_ai.batch.drift import Drift
from newsroom_ai.batch.vocabulary_care import FEWEST_ARTICLES, QUIET_YEARS
from newsroom_ai.newsroom import HitHighlight
from newsroom_ai.vocabulary.near_duplicates import Reason

PAGE_LIMIT = 200
ITEMS_LIMIT = 100
_LARGEST = 2**63 - 1

KindText = Annotated[Text, Field(max_length=40)]
LabelText = Annotated[Text, Field(max_length=2_000)]

# --- Review, in -------------------------------------------------------------------------------------------------------


class GroupsIn(In):
    """Which groups are wanted."""

    kind: KindText = Field("", description="Only tags of this kind.")
    limit: int = Field(50, ge=1, le=PAGE_LIMIT)
    offset: int = Field(0, ge=0, le=_LARGEST)


class ScopeIn(In):
    """The suggestions meant: of one kind and label; empty means any."""

    kind: KindText = ""
    label: LabelText = ""

    def scope(self) -> Scope:
        """The scope as the library takes it."""
        return Scope(self.kind, self.label)


class ItemsIn(ScopeIn):
    """Which suggestions are wanted."""

    state: State = Field("open", description="Undecided ones come with the most uncertain first.")
    limit: int = Field(20, ge=1, le=ITEMS_LIMIT)
    offset: int = Field(0, ge=0, le=_LARGEST)


class DecisionIn(In):
    """What a person says of one suggestion; `edit` says by `value` what it should have been."""

    seq: int = Field(ge=1, le=_LARGEST, strict=True)
    action: Act
    value: Annotated[Text, Field(max_length=2_000)] | None = None

    def record(self) -> Decision:
        """The decision as the library takes it."""
        return Decision(self.seq, self.action, self.value)


class DecisionsIn(In):
    """Decisions, recorded in order."""

    decisions: list[DecisionIn] = Field(min_length=1, max_length=DECISIONS_LIMIT)


class ThresholdIn(ScopeIn):
    """The open suggestions of a scope with at least this confidence."""

    threshold: float = Field(ge=0, le=1, strict=True)


class AuditIn(ThresholdIn):
    """The sample that is wanted; a larger `size` than before lets it grow."""

    size: int = Field(AUDIT_SIZE, ge=1, le=AUDIT_LIMIT, strict=True)


class AcceptAllIn(ThresholdIn):
    """What is to be accepted without being looked at one by one."""

    dry_run: bool = Field(True, strict=True)


# --- Review, out ------------------------------------------------------------------------------------------------------


class CountsOut(BaseModel):
    """Suggestions by state; those accepted in bulk are among `accepted`, too."""

    open: int
    accepted: int
    rejected: int
    edited: int
    skipped: int
    bulk: int


class ReviewedOut(BaseModel):
    """A job with suggestions, and how far its review has come."""

    id: str
    type: str
    status: str
    model: str
    author: str
    created_at: datetime
    counts: CountsOut


class ReviewsOut(BaseModel):
    """The newest jobs with suggestions, newest first."""

    jobs: list[ReviewedOut]


class GroupOut(BaseModel):
    """The open suggestions of one tag; `benefit`: mistakes that judging all of them is expected to prevent."""

    kind: str
    label: str
    open: int
    confidence: float | None
    benefit: float


class GroupsOut(BaseModel):
    """The tags of a job with open suggestions, those first where judging prevents most."""

    job: ReviewedOut
    groups: list[GroupOut]
    total: int


class DecidedOut(BaseModel):
    """A suggestion as it stands now."""

    seq: int
    state: State
    decided_value: str | None
    decided_by: str | None
    decided_at: datetime | None
    via: Via | None


class ReviewItemOut(DecidedOut):
    """A suggestion beside its article: `present` is what the field holds now, `contexts` show the evidence."""

    article_id: str
    kind: str
    label: str
    uri: str | None
    notation: str | None
    field: SuggestedField
    value: str
    confidence: float | None
    rank: int
    model: str
    title: str
    section: str
    url: str
    published_at: datetime | None
    present: list[str]
    contexts: list[HitHighlight]


class ReviewItemsOut(BaseModel):
    """Suggestions, in the order in which to judge them."""

    items: list[ReviewItemOut]


class UndecidedOut(BaseModel):
    """Stands in the place of a decision that could not be recorded."""

    seq: int
    error: ProblemOut


class DecisionsOut(BaseModel):
    """What became of each decision, in order."""

    results: list[DecidedOut | UndecidedOut]


class UndoneOut(BaseModel):
    """The suggestions that are open again, the first thousand of them."""

    undone: list[DecidedOut]


class IntervalOut(BaseModel):
    """A share with its 95 % score interval (Wilson)."""

    value: float
    low: float
    high: float


class AuditOut(BaseModel):
    """A sample, and what it says of the `remaining` open suggestions of its scope from its threshold on."""

    kind: str
    label: str
    threshold: float
    size: int
    judged: int
    correct: int
    complete: bool
    precision: IntervalOut | None
    remaining: int
    made_at: datetime
    made_by: str


class AuditsOut(BaseModel):
    """The audits of a job, oldest first."""

    audits: list[AuditOut]


class DrawnOut(BaseModel):
    """An audit, and what of its sample is still to be judged."""

    audit: AuditOut
    items: list[ReviewItemOut]


class AcceptedAllOut(BaseModel):
    """How many were accepted, or with `dry_run` would be, and the audit that allows it."""

    accepted: int
    dry_run: bool
    audit: AuditOut


# --- Care of tags -----------------------------------------------------------------------------------------------------


class PageIn(In):
    """Which part of a list is wanted."""

    limit: int = Field(100, ge=1, le=1_000)
    offset: int = Field(0, ge=0, le=_LARGEST)


class QuietIn(PageIn):
    """Which tags count as hardly used."""

    most: int = Field(1, ge=0, le=1_000, description="Articles with the tag at most.")
    years: int = Field(QUIET_YEARS, ge=0, le=100, description="Newest years of the archive without the tag.")


class MissingIn(PageIn):
    """From how many articles on a tag is worth a look; one added by hand always is."""

    fewest: int = Field(FEWEST_ARTICLES, ge=1, le=1_000_000)


class DriftIn(In):
    """The year to compare with those before it; without one the newest with enough articles."""

    year: int | None = Field(None, ge=1, le=9_999)
    limit: int = Field(100, ge=1, le=1_000)


class MergeIn(In):
    """Tags, spelt as the articles bear them, and the one to put in their place."""

    tags: list[Annotated[Text, Field(min_length=1, max_length=2_000)]] = Field(min_length=1, max_length=FROM_LIMIT)
    into: Annotated[Text, Field(min_length=1, max_length=TAG_LIMIT)]


class ExampleOut(BaseModel):
    """One article that bears a tag."""

    id: str
    title: str


class UnusedConceptOut(BaseModel):
    """A concept of a vocabulary in use whose names no article bears."""

    vocabulary: str
    uri: str
    label: str


class UnusedConceptsOut(BaseModel):
    """Concepts that nobody uses."""

    concepts: list[UnusedConceptOut]
    total: int


class QuietTagOut(BaseModel):
    """A tag that hardly anybody uses, and the last year that did."""

    tag: str
    articles: int
    last_year: int | None
    examples: list[ExampleOut]


class QuietTagsOut(BaseModel):
    """Tags that hardly anybody uses, those first that were not used for longest."""

    tags: list[QuietTagOut]
    total: int


class NearDuplicateOut(BaseModel):
    """`tag` is probably `into`, for this `reason`."""

    tag: str
    count: int
    into: str
    into_count: int
    reason: Reason
    score: float
    examples: list[ExampleOut]


class NearDuplicatesOut(BaseModel):
    """Tags to merge, the surest first."""

    pairs: list[NearDuplicateOut]
    total: int


class MissingTagOut(BaseModel):
    """A tag that no vocabulary in use knows; `nearest` is a label that it is probably a synonym of."""

    tag: str
    articles: int
    added: int
    nearest: str | None
    examples: list[ExampleOut]


class MissingTagsOut(BaseModel):
    """Tags that the vocabularies lack, those first that editors added most often."""

    tags: list[MissingTagOut]
    total: int


class DriftOut(BaseModel):
    """What was compared, and the tags that changed more than chance explains."""

    year: int | None
    before: list[int]
    tested: int
    found: list[Drift]


class MergeOut(BaseModel):
    """The job that merges; it changes nothing until it is applied."""

    id: str
    type: Literal["merge"]
    status: str
    total: int
