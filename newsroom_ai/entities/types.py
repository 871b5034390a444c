"""What entity recognition gives back, and what a recogniser is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, Protocol, get_args

from newsroom_ai.article import Article, Span

EntityKind = Literal["person", "place", "organisation", "event"]

KINDS: Final[tuple[EntityKind, ...]] = get_args(EntityKind)


class Mention(NamedTuple):
    """One name as it stands in a text, and how surely it is one of this kind.

    ``confidence`` is the calibrated probability, 0..1, that borders and kind are right.
    """

    span: Span
    kind: EntityKind
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, place, organisation or event of an article, with every mention in order of the text.

    ``label`` is the fullest usual form; ``salience`` in 0..1 grows with mentions, most of all in title and sapo.
    ``confidence`` is the calibrated probability that the surest mention is right, or None where nothing was
    calibrated.
    """

    kind: EntityKind
    label: str
    mentions: tuple[Span, ...]
    salience: float
    confidence: float | None = None


class Recogniser(Protocol):
    """Finds the named people, places, organisations and events of an article."""

    def entities(self, article: Article) -> list[Entity]:
        """The entities in falling order of salience."""
        ...
