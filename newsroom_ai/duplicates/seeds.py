"""Seeds of an alignment: runs of syllables that two texts have in common, word for word."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.shingles import Hashes, shingles

WIDTH: Final = 3
"""Shortest run that counts; at 30 % changed syllables every third run of three still stands."""

_REPEATS: Final = 64  # occurrences in one text times those in the other that are still paired all with all
_MOST: Final = 20_000  # runs that are chained, the longest ones: bounds the time on huge or repetitive texts

Positions = npt.NDArray[np.intp]


class Seed(NamedTuple):
    """``size`` equal syllables, from ``draft`` on in one text and from ``other`` on in the other."""

    draft: int
    other: int
    size: int


def seeds(draft: Reading, other: Reading) -> list[Seed]:
    """The longest common runs of at least ``WIDTH`` syllables inside one field each, by place in the draft."""
    first, second = _pairs(_runs(draft), _runs(other))
    if not len(first):
        return []
    diagonal = second - first
    order = np.lexsort((first, diagonal))
    first, second, diagonal = first[order], second[order], diagonal[order]
    breaks = (np.diff(diagonal) != 0) | (np.diff(first) != 1)
    starts = np.concatenate(([0], np.flatnonzero(breaks) + 1))
    sizes = np.diff(np.concatenate((starts, [len(first)]))) + WIDTH - 1
    if len(starts) > _MOST:
        longest = np.argsort(-sizes, kind="stable")[:_MOST]
        starts, sizes = starts[longest], sizes[longest]
    return sorted(map(Seed, first[starts].tolist(), second[starts].tolist(), sizes.tolist()))


def _runs(reading: Reading) -> tuple[Hashes, Positions]:
    """Hashes and places of the runs that do not cross from one field into the next."""
    hashes, places = [], []
    for start, end in pairwise(reading.bounds):
        if end - start >= WIDTH:
            hashes.append(shingles(reading.hashes[start:end], WIDTH))
            places.append(np.arange(start, end - WIDTH + 1))
    if not hashes:
        return np.empty(0, np.uint64), np.empty(0, np.intp)
    return np.concatenate(hashes), np.concatenate(places)


def _pairs(draft: tuple[Hashes, Positions], other: tuple[Hashes, Positions]) -> tuple[Positions, Positions]:
    """Places of equal runs: all with all, but of a run that repeats too often the n-th with the n-th only.

    So a text of one word, repeated, costs no more than any other, and still lies on itself from end to end.
    """
    hashes, places = draft
    counts, ranks = _occurrences(hashes)
    order = np.argsort(other[0], kind="stable")
    found, sought = other[0][order], other[1][order]
    low = np.searchsorted(found, hashes, side="left")
    met = np.searchsorted(found, hashes, side="right") - low
    often = counts * met > _REPEATS
    repeated = np.where(often, (ranks < met).astype(np.intp), met)
    first = np.repeat(np.arange(len(hashes)), repeated)
    within = np.arange(len(first)) - np.repeat(np.cumsum(repeated) - repeated, repeated)
    second = low[first] + np.where(often[first], ranks[first], within)
    return places[first], sought[second]


def _occurrences(hashes: Hashes) -> tuple[Positions, Positions]:
    """For each run: how often it occurs in its text, and how many times it did before."""
    order = np.argsort(hashes, kind="stable")
    ordered = hashes[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=~ordered[:1]))
    sizes = np.diff(np.concatenate((starts, [len(hashes)])))
    counts, ranks = np.empty(len(hashes), np.intp), np.empty(len(hashes), np.intp)
    counts[order] = np.repeat(sizes, sizes)
    ranks[order] = np.arange(len(hashes)) - np.repeat(starts, sizes)
    return counts, ranks
