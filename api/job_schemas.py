"""What comes in and goes out of jobs over the archive, as pydantic models."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from api.schemas import In, Text
from newsroom_ai.archive.jobs import JobStatus, JobType, Wanted
from newsroom_ai.article import Status
from newsroom_ai.batch.apply import Applied, Restored
from newsroom_ai.summarisation.types import Method, Style
from newsroom_ai.tagging.types import Strategy, TagKind


class SelectorIn(In):
    """The articles meant; what is left out leaves all. Dates count to their end."""

    since: Text | None = Field(None, description="Published on or after this date or time.", examples=["2020-01-01"])
    until: Text | None = Field(None, description="Published before this time, or up to the end of this date.")
    section: list[Text] = Field([], max_length=100)
    source: list[Text] = Field([], max_length=100)
    status: Status = Status.PUBLISHED
    untagged: bool = Field(False, strict=True)
    model_before: Text | None = Field(
        None, description="Leave out what jobs of this type did with this model or a later one.", examples=["places.v2"]
    )


class JobOptionsIn(In):
    """The options of the service behind a job, as in its own route; each type of job takes its own only."""

    limit: int | None = Field(None, ge=1, le=100, strict=True)
    min_confidence: float | None = Field(None, ge=0, le=1, strict=True)
    kinds: list[TagKind] | None = None
    strategy: Strategy | None = None
    style: Style | None = None
    max_syllables: int | None = Field(None, ge=5, le=400, strict=True)
    method: Method | None = None
    use_title: bool | None = Field(None, strict=True)


class JobIn(In):
    """A job over the archive. It stores suggestions; articles change only by ``:apply``, so it is always a dry run."""

    type: Literal["tag", "summarise", "embed", "duplicates"]
    selector: SelectorIn | None = None
    options: JobOptionsIn | None = None
    dry_run: Literal[True] = True

    def given_selector(self) -> dict[str, Any]:
        """What was said of the articles."""
        return self.selector.model_dump(mode="json", exclude_defaults=True) if self.selector else {}

    def given_options(self) -> dict[str, Any]:
        """What was said of the service."""
        return self.options.model_dump(mode="json", exclude_none=True) if self.options else {}


class ApplyIn(In):
    """Whether to write, and from which confidence on open suggestions are taken over, too."""

    dry_run: bool = Field(True, strict=True)
    min_confidence: float | None = Field(None, ge=0, le=1, strict=True)


class RollbackIn(In):
    """Whether to write."""

    dry_run: bool = Field(True, strict=True)


class JobOut(BaseModel):
    """A job as it stands.

    ``running`` says whether somebody works on it right now; ``articles_per_s`` and ``seconds_left`` are null where
    nothing is known yet. ``source`` is ``archive`` or the name of a file.
    """

    id: str
    type: JobType
    selector: dict[str, Any]
    options: dict[str, Any]
    engine: str
    model: str
    author: str
    dry_run: bool
    status: JobStatus
    wanted: Wanted
    created_at: str
    started_at: str | None
    finished_at: str | None
    total: int
    done: int
    rejected: int
    seconds: float
    error: str | None
    source: str
    running: bool
    articles_per_s: float | None
    seconds_left: int | None


class JobsOut(BaseModel):
    """The newest hundred jobs, newest first."""

    jobs: list[JobOut]


ApplyOut = Applied
RollbackOut = Restored
