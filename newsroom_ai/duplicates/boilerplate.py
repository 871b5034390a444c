"""Boilerplate, learned from the archive: what many articles hold that otherwise have nothing to do with one another.

Signatures, credits, calls to read on, paragraphs about a firm, laws: no list of them is kept. A story that many papers
ran is none, for its copies share all the rest as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from statistics import median
from typing import Final

import numpy as np

from newsroom_ai.article import Article
from newsroom_ai.duplicates.fingerprints import RUN, SURE, Marks, marks
from newsroom_ai.duplicates.kinds import Mask
from newsroom_ai.duplicates.meetings import Meetings
from newsroom_ai.duplicates.postings import Keys
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.stretches import LONG

COMMON: Final = 5
"""Articles that must hold a stretch of words before it can be boilerplate."""

_STRANGERS: Final = 0.1  # of the rest of two articles that unrelated ones may have in common
_PART: Final = 0.4  # of an article that boilerplate may be; more is the article itself
_READ: Final = 5  # articles read to judge a stretch
_JUDGED: Final = 6  # stretches judged, the longest ones: bounds the time


def boilerplate(draft: Reading, met: Meetings, texts: Callable[[Sequence[int]], dict[int, Article]]) -> Mask:
    """Which syllables of a draft are boilerplate; ``texts`` reads archived articles by their keys."""
    mask = np.zeros(len(draft), np.bool_)
    start = draft.bounds[1]
    found = marks(draft.hashes[start:])
    if not len(found):
        return mask
    runs = sorted(_common_runs(met.common(found)), key=lambda run: run[0] - run[1])
    for first, last in runs[:_JUDGED]:
        run = found[first:last]
        if _is_boilerplate(run, _holders(run, met), texts):
            mask[start + first : start + last + RUN - 1] = True
    return mask


def _common_runs(frequencies: np.typing.NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Ranges of shingles that many articles hold: between two kept ones lie fewer than a window."""
    places = np.flatnonzero(frequencies >= COMMON)
    if not len(places):
        return
    for part in np.split(places, np.flatnonzero(np.diff(places) > SURE) + 1):
        first, last = int(part[0]), int(part[-1]) + 1
        if last - first + RUN - 1 >= LONG:
            yield first, last


def _holders(run: Marks, met: Meetings) -> Keys:
    """Articles that hold most of what the archive keeps of a run, oldest first."""
    kept = np.flatnonzero((met.frequencies >= COMMON) & np.isin(met.marks, run))
    keys, counts = np.unique(met.keys[np.isin(met.places, kept)], return_counts=True)
    return keys[counts > len(kept) / 2]


def _is_boilerplate(run: Marks, holders: Keys, texts: Callable[[Sequence[int]], dict[int, Article]]) -> bool:
    if len(holders) < COMMON:
        return False
    chosen = holders[np.linspace(0, len(holders) - 1, _READ).astype(np.intp)]
    readings = [Reading.of(article) for article in texts(chosen.tolist()).values()]
    whole = [np.unique(marks(reading.hashes[reading.bounds[1] :])) for reading in readings]
    rests = [np.setdiff1d(held, run) for held in whole]
    if (
        len(rests) < 2
        or median(1 - len(rest) / max(len(held), 1) for rest, held in zip(rests, whole, strict=True)) > _PART
    ):
        return False
    return median(_shared(*pair) for pair in combinations(rests, 2)) < _STRANGERS


def _shared(first: Marks, second: Marks) -> float:
    """Share of the shorter of two texts that stands in the other."""
    both = len(np.intersect1d(first, second, assume_unique=True))
    return both / max(min(len(first), len(second)), 1)
