"""Pairs of archived articles that share kept shingles: the archive joined with itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.duplicates.postings import KEY_BITS, KEY_MASK, Postings

Pairs = npt.NDArray[np.uint64]
"""Numbers ``key << 32 | larger key``."""

FEWEST: Final = 4
"""Kept shingles that a pair shares at the least: a literal copy of 60 syllables shares five or six."""

CROWD: Final = 24
"""Articles with one shingle up to which each is paired with each; of more, each with the next one only.

Copies of one story still end in one group that way, for groups are closed over their pairs.
"""


def shared_pairs(parts: Iterable[Postings], fewest: int = FEWEST) -> Pairs:
    """The pairs that share at least ``fewest`` shingles, in ascending order; ``parts`` split the hashes."""
    pairs, counts = np.empty(0, np.uint64), np.empty(0, np.intp)
    for part in parts:
        found, times = np.unique(np.concatenate([*_met(part)] or [pairs[:0]]), return_counts=True)
        joined, inverse = np.unique(np.concatenate((pairs, found)), return_inverse=True)
        counts = np.bincount(inverse, np.concatenate((counts, times)), len(joined)).astype(np.intp)
        pairs = joined
    return pairs[counts >= fewest]


def _met(postings: Postings) -> Iterator[Pairs]:
    """The pairs under each hash, one for each hash they share."""
    hashes, keys = postings >> KEY_BITS, postings & KEY_MASK
    starts = np.flatnonzero(np.diff(hashes, prepend=~hashes[:1]))
    sizes = np.diff(np.append(starts, len(hashes)))
    crowded = np.repeat(sizes > CROWD, sizes)
    left = np.arange(len(hashes))
    for distance in range(1, CROWD):
        left = left[: max(0, np.searchsorted(left, len(hashes) - distance))]
        left = left[hashes[left] == hashes[left + distance]]
        if not len(left):
            return
        yield keys[left] << KEY_BITS | keys[left + distance]
        if distance == 1:
            left = left[~crowded[left]]


def split(pairs: Pairs) -> list[tuple[int, int]]:
    """The two keys of each pair."""
    return list(zip((pairs >> KEY_BITS).tolist(), (pairs & KEY_MASK).tolist(), strict=True))
