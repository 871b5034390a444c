"""What the duplicate check gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from newsroom_ai.article import Article, Span

Relation = Literal["same_text", "rewritten", "same_event", "own_update", "original"]

PassageKind = Literal["copied", "quotation", "law", "boilerplate"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the draft that stand, nearly the same, in another article; ``similarity`` in 0..1 by syllables.

    Only ``copied`` passages make a verdict; people and laws quoted in both texts, and boilerplate, are shown as such.
    """

    draft: Span
    match: Span
    similarity: float
    kind: PassageKind = "copied"


@dataclass(frozen=True, slots=True)
class Match:
    """One article that shares text with the draft.

    ``containment`` is the share of the draft's syllables inside copied passages; ``resemblance`` the Jaccard
    similarity of the two texts' shingles; both in 0..1. ``earlier`` is True when the match ran before the draft.
    A match that the caller may not read has only ``section`` and ``relation`` filled (``hidden`` True).
    """

    id: str | None
    title: str | None
    source: str | None
    url: str | None
    section: str | None
    published_at: datetime | None
    earlier: bool
    relation: Relation
    score: float
    containment: float
    resemblance: float
    passages: tuple[Passage, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """The press release a draft rests on."""

    kind: Literal["press_release"]
    id: str


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The verdict on one draft: the strongest relation found, and the matches that support it, strongest first."""

    id: str
    verdict: Relation
    origin: Origin | None
    matches: tuple[Match, ...]


class Neighbours(Protocol):
    """Articles of the archive on the same matter as one, whatever words they use: by vectors, or by rare words."""

    def __call__(self, article: Article, limit: int) -> Sequence[tuple[int, float]]:
        """Archive keys with their nearness in 0..1, nearest first, at most ``limit``."""
        ...
