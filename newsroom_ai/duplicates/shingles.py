"""Shingles: the runs of bare syllables by which texts are compared, as 64-bit numbers."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

WIDTH: Final = 4
"""Syllables of the shingles behind ``resemblance``: about two to three Vietnamese words."""

_CACHED: Final = 200_000
_FACTOR: Final = 0x9E3779B97F4A7C15


class _Numbers(dict[str, int]):
    """Bare syllable -> 64 bits that are the same in every process; ``hash()`` of a string is salted."""

    def __missing__(self, form: str) -> int:
        if len(self) >= _CACHED:
            self.clear()
        self[form] = number = int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "little")
        return number


_NUMBERS: Final = _Numbers()


def numbers(forms: Sequence[str]) -> Hashes:
    """Turn syllables into numbers: equal syllables into equal ones, different ones practically never."""
    return np.fromiter(map(_NUMBERS.__getitem__, forms), np.uint64, len(forms))


def shingles(syllables: Hashes, width: int = WIDTH) -> Hashes:
    """Hash every run of ``width`` syllables, in order.

    Shape ``(n,)`` to ``(n - width + 1,)``; a text shorter than one run makes a single shingle, an empty one none.
    The polynomial keeps the order of syllables, the finaliser of splitmix64 (Steele et al., 2014) spreads the bits.
    """
    width = min(width, len(syllables))
    if width == 0:
        return np.empty(0, np.uint64)
    size = len(syllables) - width + 1
    value = syllables[:size].copy()
    for offset in range(1, width):
        value *= np.uint64(_FACTOR)
        value += syllables[offset : offset + size]
    return mix(value)


def mix(value: Hashes) -> Hashes:
    """Spread each number over all 64 bits: the finaliser of splitmix64."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def jaccard(first: Hashes, second: Hashes) -> float:
    """Jaccard similarity of two sets of shingles, |A ∩ B| / |A ∪ B|, in 0..1; of nothing with anything 0."""
    first, second = np.unique(first), np.unique(second)
    both = len(np.intersect1d(first, second, assume_unique=True))
    union = len(first) + len(second) - both
    return both / union if union else 0.0
