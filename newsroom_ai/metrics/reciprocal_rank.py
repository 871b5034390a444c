"""Reciprocal rank, for queries with one right answer."""

from __future__ import annotations

from collections.abc import Hashable, Sequence


def reciprocal_rank(ranked: Sequence[Hashable], relevant: Hashable, depth: int = 10) -> float:
    """1 / rank of the right answer among the first ``depth``, 0 when it is not there.

    The mean over queries is MRR@depth (Voorhees, TREC-8 QA track, 1999).

    >>> reciprocal_rank(["b", "a", "c"], "a")
    0.5
    """
    for rank, found in enumerate(ranked[:depth], start=1):
        if found == relevant:
            return 1 / rank
    return 0.0
