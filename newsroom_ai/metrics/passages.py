"""Passages as sets of characters."""

from __future__ import annotations

from collections.abc import Iterable

from newsroom_ai.metrics.counts import Counts


def passage_counts(found: Iterable[tuple[int, int]], gold: Iterable[tuple[int, int]]) -> Counts:
    """Count the characters of one text inside the passages [start, end), each character once.

    Passage character F1 is the ``f1`` of the counts (Potthast et al., COLING 2010, without granularity).

    >>> passage_counts([(0, 10)], [(5, 15)]).f1
    0.5
    """
    first, second = _characters(found), _characters(gold)
    return Counts(len(first & second), len(first), len(second))


def _characters(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}
