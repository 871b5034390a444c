"""What entity recognition gives back, and what a recogniser is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from newsroom_ai.article import Article, Span

EntityKind = Literal["person", "organisation", "place"]


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, organisation or place of an article, with every mention in order of the text.

    ``label`` is the fullest usual form; ``salience`` in 0..1 grows with mentions, most of all in title and sapo.
    """

    kind: EntityKind
    label: str
    mentions: tuple[Span, ...]
    salience: float


class Recogniser(Protocol):
    """Finds the named people, organisations and places of an article."""

    def entities(self, article: Article) -> list[Entity]:
        """The entities in falling order of salience."""
        ...
