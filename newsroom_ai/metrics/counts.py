"""What precision, recall and F1 are made of: counts that add up over documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Counts(NamedTuple):
    """``hits`` of ``found`` items that are among the ``wanted`` ones."""

    hits: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        """Share of the found that is wanted; 1 when nothing was found."""
        return self.hits / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the wanted that was found; 1 when nothing was wanted."""
        return self.hits / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        """2 hits / (found + wanted), the harmonic mean of precision and recall; 1 when both are empty.

        >>> Counts(hits=1, found=2, wanted=2).f1
        0.5
        """
        return 2 * self.hits / (self.found + self.wanted) if self.found + self.wanted else 1.0


def total(counts: Iterable[Counts]) -> Counts:
    """The counts of all documents together, from which micro averages come.

    >>> total([Counts(1, 2, 3), Counts(0, 1, 1)])
    Counts(hits=1, found=3, wanted=4)
    """
    every = list(counts)
    return Counts(sum(c.hits for c in every), sum(c.found for c in every), sum(c.wanted for c in every))
