"""What tagging gives back, and what a tagger is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol, cast, get_args

from newsroom_ai.article import Article, Span
from newsroom_ai.errors import InvalidQuery

Strategy = Literal["existing_only", "allow_new"]


class TagKind(StrEnum):
    """What a tag names."""

    SECTION = "section"
    TOPIC = "topic"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    EVENT = "event"
    KEYPHRASE = "keyphrase"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Tag:
    """One suggested tag with its evidence.

    ``score`` ranks tags of one article; ``confidence`` is the calibrated probability that an editor keeps the
    tag, or None where it was not calibrated. ``is_new`` is True when the archive has not used the tag yet.
    """

    suggestion_id: str
    kind: TagKind
    label: str
    uri: str | None
    notation: str | None
    score: float
    confidence: float | None
    is_new: bool
    evidence: tuple[Span, ...]
    model: str


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one article, best first."""

    id: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class TagOptions:
    """``kinds`` empty means all; ``limit`` 1-100; ``existing_only`` keeps tags the archive or a vocabulary knows."""

    limit: int = 20
    min_confidence: float = 0.0
    kinds: tuple[TagKind, ...] = ()
    strategy: Strategy = "allow_new"


class Tagger(Protocol):
    """Suggests tags of one or more kinds for an article."""

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of score."""
        ...


def tag_options(limit: int, min_confidence: float, kinds: Sequence[str], strategy: str) -> TagOptions:
    """Check options from outside.

    Raises:
        InvalidQuery: a value is unknown or out of range.
    """
    if not 1 <= limit <= 100 or not 0 <= min_confidence <= 1:
        raise InvalidQuery("limit phải từ 1 đến 100, min_confidence từ 0 đến 1")
    if unknown := set(kinds) - set(TagKind):
        raise InvalidQuery(f"kinds: không có loại {min(unknown)}; các loại: {', '.join(TagKind)}")
    if strategy not in get_args(Strategy):
        raise InvalidQuery(f"strategy phải là một trong: {', '.join(get_args(Strategy))}")
    return TagOptions(limit, min_confidence, tuple(TagKind(kind) for kind in kinds), cast("Strategy", strategy))
