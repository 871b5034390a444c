"""Meetings: the articles of the archive that share shingles with a draft, and how many share each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.duplicates.fingerprints import Marks
from newsroom_ai.duplicates.postings import Keys

NEWEST: Final = 1_000
"""Most articles read of one shingle, the newest: a template text (weather, lottery) fills its shingles' lists."""

READ: Final = 20_000
"""Most postings read for a draft, those of the rarest shingles first."""


class Candidate(NamedTuple):
    """An article that shares ``hits`` shingles with a draft; ``score`` weighs them by their rarity."""

    key: int
    score: float
    hits: int


@dataclass(frozen=True, slots=True)
class Meetings:
    """What the index knows of a draft's shingles.

    ``marks`` are the draft's distinct shingles in ascending order and ``frequencies`` in how many articles the index
    keeps each, shapes ``(n,)``. ``keys`` are articles that hold one, ``places`` which one, shapes ``(m,)``: all
    holders of the rare shingles, the newest of the others, none of the most common ones.
    """

    marks: Marks
    frequencies: npt.NDArray[np.intp]
    keys: Keys
    places: npt.NDArray[np.intp]
    size: int

    def ranked(self, limit: int) -> list[Candidate]:
        """The ``limit`` articles that share the most, best first; the newer of equals first.

        A shingle counts by the logarithm of its rarity, as a term does in BM25.
        """
        if not len(self.keys) or limit < 1:
            return []
        weights = np.log1p(self.size / self.frequencies[self.places])
        keys, inverse, hits = np.unique(self.keys, return_inverse=True, return_counts=True)
        scores = np.bincount(inverse, weights)
        best = np.lexsort((-keys, -scores))[:limit]
        rows = zip(keys[best].tolist(), scores[best].tolist(), hits[best].tolist(), strict=True)
        return [Candidate(*row) for row in rows]

    def common(self, marks: Marks) -> npt.NDArray[np.intp]:
        """In how many articles the index keeps each of some shingles of the draft, shape as given."""
        at = np.searchsorted(self.marks, marks)
        counts: npt.NDArray[np.intp] = self.frequencies[at]
        return counts

    def holders(self, mark: int) -> Keys:
        """The articles known to hold a shingle of the draft, oldest first."""
        return np.sort(self.keys[self.marks[self.places] == mark])

    def only(self, valid: npt.NDArray[np.bool_]) -> Meetings:
        """The meetings without those that are out of date."""
        return Meetings(self.marks, self.frequencies, self.keys[valid], self.places[valid], self.size)
