"""Chains: seeds that follow one another in both texts with little between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from newsroom_ai.duplicates.seeds import Seed

GAP: Final = 24
"""Most syllables between two seeds of a chain, in either text."""

_SKEW: Final = 12  # most syllables by which the two gaps may differ: more is an insertion, and two passages
_COST: Final = 0.5  # of one syllable of a gap, in syllables matched
_LOOK_BACK: Final = 24  # predecessors tried for a seed, the nearest: bounds the time


def chains(seeds: Sequence[Seed]) -> Iterator[list[Seed]]:
    """Link seeds, sorted by their place in the draft, into chains, the one with the most words first.

    Chaining with gap costs (Abouelhoda and Ohlebusch, 2005) by dynamic programming: a seed goes on from the best
    chain that ends shortly before it, or begins one. Each seed is in one chain; a chain never goes back in either
    text, so moved sentences make chains of their own.
    """
    scores, before = _link(seeds)
    used = bytearray(len(seeds))
    for last in sorted(range(len(seeds)), key=lambda index: -scores[index]):
        chain = []
        index = last
        while index >= 0 and not used[index]:
            used[index] = 1
            chain.append(seeds[index])
            index = before[index]
        if chain:
            yield chain[::-1]


def _link(seeds: Sequence[Seed]) -> tuple[list[float], list[int]]:
    """The score of the best chain that ends in each seed, and the seed before it there (-1 for none)."""
    by_end = sorted(range(len(seeds)), key=lambda index: seeds[index].draft + seeds[index].size)
    ends = [seeds[index].draft + seeds[index].size for index in by_end]
    scores = [float(seed.size) for seed in seeds]
    before = [-1] * len(seeds)
    for index, seed in enumerate(seeds):
        low = bisect_left(ends, seed.draft - GAP)
        high = bisect_right(ends, seed.draft + seed.size - 1)
        for earlier in by_end[max(low, high - _LOOK_BACK) : high]:
            if earlier >= index:
                continue
            score = scores[earlier] + _gain(seeds[earlier], seed)
            if score > scores[index]:
                scores[index], before[index] = score, earlier
    return scores, before


def _gain(seed: Seed, following: Seed) -> float:
    """Syllables that a seed adds to a chain behind another one, less the cost of what lies between."""
    first = following.draft - seed.draft - seed.size
    second = following.other - seed.other - seed.size
    overlap = max(0, -first, -second)
    if overlap >= following.size or max(first, second) > GAP or abs(first - second) > _SKEW:
        return float("-inf")
    return following.size - overlap - _COST * (max(first, second) + overlap)
