"""Recall at a depth."""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set


def recall(ranked: Sequence[Hashable], relevant: Set[Hashable], depth: int = 10) -> float:
    """Share of the relevant that stands among the first ``depth``; 0 when nothing is relevant.

    >>> recall(["b", "a", "c"], {"a", "d"})
    0.5
    """
    return len(relevant & set(ranked[:depth])) / len(relevant) if relevant else 0.0
