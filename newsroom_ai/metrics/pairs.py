"""Pairs of documents that belong together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

from newsroom_ai.metrics.counts import Counts

H = TypeVar("H", bound=Hashable)


def pair_counts(found: Iterable[tuple[H, H]], gold: Iterable[tuple[H, H]]) -> Counts:
    """Count pairs without regard to their order, each once; a document with itself is no pair.

    Pair F1 is the ``f1`` of the counts (Manning, Raghavan and Schütze, 2008, §16.3).

    >>> pair_counts([("b", "a"), ("a", "c")], [("a", "b")]).f1
    0.6666666666666666
    """
    first, second = _unordered(found), _unordered(gold)
    return Counts(len(first & second), len(first), len(second))


def _unordered(pairs: Iterable[tuple[H, H]]) -> set[frozenset[H]]:
    return {frozenset(pair) for pair in pairs if pair[0] != pair[1]}
