"""Relations: what it means that a draft shares this much with another article."""

from __future__ import annotations

from typing import Final, get_args

from newsroom_ai.duplicates.alignment import Alignment
from newsroom_ai.duplicates.types import Relation

STRONGEST_FIRST: Final[tuple[Relation, ...]] = get_args(Relation)

COPIED: Final = 0.2
"""Containment from which on nearly literal passages make the same text."""

COPIED_RUN: Final = 60
"""Syllables from which on one nearly literal passage does."""

LITERAL: Final = 0.85
"""Mean similarity above which passages are nearly literal."""

REWRITTEN: Final = 0.5
"""Containment from which on less literal passages make a rewritten text."""

REWORDED: Final = 0.4
"""Mean similarity of the passages of a rewritten text, at least."""


def relation(alignment: Alignment) -> tuple[Relation, Alignment] | None:
    """Name the relation and the passages it rests on; None when too little is shared.

    Loose passages around literal ones pull the mean down; where they would hide a copy, they are left out.
    """
    if named := _named(alignment):
        return named, alignment
    literal = alignment.above(LITERAL)
    return ("same_text", literal) if _named(literal) else None


def _named(alignment: Alignment) -> Relation | None:
    containment, similarity = alignment.containment, alignment.similarity
    if similarity > LITERAL:
        return "same_text" if containment >= COPIED or alignment.longest >= COPIED_RUN else None
    return "rewritten" if containment >= REWRITTEN and similarity >= REWORDED else None
