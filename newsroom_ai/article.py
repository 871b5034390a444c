"""The records that travel between the parts of the product, and the small Protocols by which services meet."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from typing import Any, Final, Generic, Literal, NamedTuple, Protocol, TypeVar

from newsroom_ai.errors import NewsroomError, problem

T = TypeVar("T")

VIETNAM = timezone(timedelta(hours=7))  # the country has one time and no summer time

TITLE_LIMIT = 500
SAPO_LIMIT = 2_000
BODY_LIMIT = 200_000
ID_LIMIT = 200

Field = Literal["title", "sapo", "body"]
FIELDS: tuple[Field, ...] = ("title", "sapo", "body")


class Status(StrEnum):
    """Where an article stands: only a published one, from ``published_at`` on, is seen by readers of the archive."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Kind(StrEnum):
    """What an article is."""

    ARTICLE = "article"
    PRESS_RELEASE = "press_release"
    DOCUMENT = "document"
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Article:
    """One article as plain NFC text; ``body`` keeps its paragraphs as lines.

    ``published_at`` and ``updated_at`` carry an offset. ``language`` is an ISO 639-1 code or None when nobody
    has said. ``plain_text`` is True when the body came as HTML, so that a client can be shown the text spans
    point into.
    """

    id: str
    title: str = ""
    sapo: str = ""
    body: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    byline: str = ""
    source: str = ""
    url: str = ""
    language: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    status: Status = Status.PUBLISHED
    kind: Kind = Kind.ARTICLE
    supersedes: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    plain_text: bool = False

    @property
    def sha256(self) -> str:
        """Hash of everything the archive stores: equal hashes mean that nothing changed."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def text(self, name: Field) -> str:
        """The text of one field that spans can point into."""
        return {"title": self.title, "sapo": self.sapo, "body": self.body}[name]

    def to_json(self) -> str:
        """The canonical JSON of the record: sorted keys, no spaces, Unicode as it is."""
        record = to_dict(self)
        del record["plain_text"]
        return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Article:
        """Read back what ``to_json`` wrote; not for input from outside, which has a reader of its own."""
        record = json.loads(text)
        for name in ("published_at", "updated_at"):
            if record[name] is not None:
                record[name] = datetime.fromisoformat(record[name])
        return cls(
            **(
                record
                | {"tags": tuple(record["tags"]), "status": Status(record["status"]), "kind": Kind(record["kind"])}
            )
        )


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A service's result together with what every result carries.

    ``plain_text`` is the body that spans point into, given when the body came as HTML.
    """

    result: T
    article_sha256: str
    language: str
    plain_text: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """What stands in a result's place when one article among many could not be served."""

    id: str | None
    error: NewsroomError


@dataclass(frozen=True, slots=True)
class Span:
    """Words of an article: code points ``start`` to ``end`` of the NFC text of ``field``; ``text`` repeats them."""

    field: Field
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, article: Article, name: Field, start: int, end: int) -> Span:
        """Cut a span out of an article."""
        return cls(name, start, end, article.text(name)[start:end])


class Change(NamedTuple):
    """One entry of the archive's change log: the article ``key`` was written (``put``) or removed (``delete``)."""

    seq: int
    key: int
    id: str
    action: Literal["put", "delete"]


class TermStatistics(Protocol):
    """How often syllables occur in the archive, for weighing terms by rarity."""

    def document_count(self) -> int:
        """Number of articles counted."""
        ...

    def document_frequency(self, form: str) -> int:
        """Number of articles that hold this exact folded syllable."""
        ...


def suggestion_id(article_sha256: str, kind: str, value: str, model: str) -> str:
    """A stable id: the same suggestion for the same text by the same model has the same id."""
    return hashlib.sha256("\x1f".join((article_sha256, kind, value, model)).encode()).hexdigest()[:16]


def to_dict(record: Any) -> Any:
    """Turn records into JSON values: dataclasses and named tuples become objects, times ISO 8601 strings."""
    if type(record) in _PLAIN:
        return record
    if isinstance(record, str | int | float):
        return str(record) if isinstance(record, StrEnum) else record
    if isinstance(record, Answer):
        head = {"article_sha256": record.article_sha256, "language": record.language}
        if record.plain_text is not None:
            head["plain_text"] = record.plain_text
        return to_dict(record.result) | head
    if isinstance(record, NewsroomError):
        return problem(record)
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {name: to_dict(getattr(record, name)) for name in _field_names(type(record))}
    if isinstance(record, tuple) and hasattr(record, "_asdict"):
        return {key: to_dict(value) for key, value in record._asdict().items()}
    if isinstance(record, Mapping):
        return {key: to_dict(value) for key, value in record.items()}
    if isinstance(record, datetime):
        return record.isoformat()
    return [to_dict(item) for item in record]


_PLAIN: Final = frozenset((str, int, float, bool, type(None)))


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
