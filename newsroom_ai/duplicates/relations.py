"""Relations: what it means that a draft shares this much with another article."""

from __future__ import annotations

import re
from typing import Final, get_args

from newsroom_ai.article import FIELDS, Article
from newsroom_ai.duplicates.alignment import Alignment
from newsroom_ai.duplicates.figures import filled_anew
from newsroom_ai.duplicates.types import Relation
from newsroom_ai.text.dates import dates

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

_DAY: Final = re.compile(r"-\d\d-\d\d$")
_FIGURES: Final = 3  # runs of digits in the passages below which nobody looks at them


def relation(alignment: Alignment) -> tuple[Relation, Alignment] | None:
    """Name the relation and the passages it rests on; None when too little is shared.

    Loose passages around literal ones pull the mean down; where they would hide a copy, they are left out. Where the
    words are the same and the figures are not, a recurring format was filled in anew, and that is no copy; nor is what
    is told in other words of other days (a forecast repeats its figures too).
    """
    named: Relation | None = _named(alignment)
    if named is None:
        alignment = alignment.above(LITERAL)
        if _named(alignment) is None:
            return None
        named = "same_text"
    if _filled_anew(alignment) or (named == "rewritten" and _of_other_days(alignment)):
        return None
    return named, alignment


def _named(alignment: Alignment) -> Relation | None:
    containment, similarity = alignment.containment, alignment.similarity
    if similarity > LITERAL:
        return "same_text" if round(alignment.counted, 2) >= COPIED or alignment.longest >= COPIED_RUN else None
    return "rewritten" if containment >= REWRITTEN and similarity >= REWORDED else None


def _filled_anew(alignment: Alignment) -> bool:
    digits = sum(
        form[0].isdigit() for one in alignment.stretches for form in alignment.draft.forms[one.draft : one.draft_end]
    )
    if digits < _FIGURES:
        return False
    ours, theirs = alignment.draft.article, alignment.other.article
    return filled_anew([one for one in alignment.passages() if one.kind == "copied"], _texts(ours), _texts(theirs))


def _of_other_days(alignment: Alignment) -> bool:
    """Whether both texts name days, and none in common; the year is often left out."""
    ours, theirs = (_days(reading.article) for reading in (alignment.draft, alignment.other))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _days(article: Article) -> set[str]:
    return {day.value[-5:] for text in _texts(article).values() for day in dates(text) if _DAY.search(day.value)}


def _texts(article: Article) -> dict[str, str]:
    return {field: article.text(field) for field in FIELDS}
