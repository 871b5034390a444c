"""Figures that differ where the words are the same: a recurring format filled in anew, not a copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from newsroom_ai.duplicates.types import Passage
from newsroom_ai.text.dates import dates
from newsroom_ai.text.numbers import numbers

CHANGED: Final = 0.4
"""Share of the figures in the passages that differ from which on they are another day's."""

_FEWEST: Final = 3  # figures that differ; one or two are corrections
_NO_DIGIT: Final = re.compile(r"\D+")
_NEAR: Final = 24  # characters beyond a passage that are read with it: an edge often lies at a changed figure


def filled_anew(passages: Sequence[Passage], draft: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether the figures of the passages differ so often that only the pattern around them is the same.

    Gold prices, weather, lottery, match tables and the like repeat their sentences each day; what they say is in the
    figures. Copies repeat the figures too, in whatever format. ``draft`` and ``other`` are the texts by field.
    """
    theirs = {key for text in other.values() for figure in _figures(text) for key in figure}
    ours = [
        figure
        for passage in passages
        for figure in _figures(
            draft[passage.draft.field][max(0, passage.draft.start - _NEAR) : passage.draft.end + _NEAR]
        )
    ]
    changed = sum(theirs.isdisjoint(figure) for figure in ours)
    return changed >= _FEWEST and changed >= CHANGED * len(ours)


def _figures(text: str) -> Iterator[tuple[str, ...]]:
    """The numbers and days of a text, each by its value and as it is written: words around it may be changed."""
    for number in numbers(text):
        yield str(number.value.normalize()), _NO_DIGIT.sub("", text[number.start : number.end])
    for day in dates(text):
        yield day.value[-5:], _NO_DIGIT.sub("", text[day.start : day.end])
