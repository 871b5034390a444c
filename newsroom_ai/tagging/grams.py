"""What the section model counts in a text: syllables and pairs of neighbouring syllables, hashed to slots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsroom_ai.encoders.pieces import runs
from newsroom_ai.text.fold import fold

SLOT_BITS: Final = 18
"""A text's grams fall into 2 to this power of slots; more made no better model on ten topics."""

_CACHED: Final = 200_000
_MIX: Final = np.uint32(0x9E3779B1)  # the multipliers of xxHash32
_MIX_TOO: Final = np.uint32(0x85EBCA77)

Slots = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]


class Bag(NamedTuple):
    """The slots of a text in ascending order, each once, and 1 + ln(occurrences) of each."""

    slots: Slots
    weights: Weights


class _Hashes(dict[str, int]):
    """A syllable as it is written -> a hash of its folded form, remembered."""

    def __missing__(self, written: str) -> int:
        if len(self) >= _CACHED:
            self.clear()
        self[written] = hashed = crc32(fold(written).encode())
        return hashed


_HASHES: Final = _Hashes()


def bag(text: str) -> Bag:
    """The grams of a text. Spellings that fold alike share one.

    >>> len(bag("Lương tối thiểu tăng").slots)
    7
    """
    slots, occurrences = np.unique(slots_of(runs(text)), return_counts=True)
    return Bag(slots, (1 + np.log(occurrences)).astype(np.float32))


def slots_of(syllables: Sequence[str]) -> Slots:
    """The slots of some syllables one after another, then those of the pairs: shape ``(max(0, 2n - 1),)``."""
    hashes = np.fromiter(map(_HASHES.__getitem__, syllables), np.uint32, len(syllables))
    pairs = (hashes[:-1] * _MIX ^ hashes[1:]) * _MIX_TOO
    return (np.concatenate([hashes * _MIX, pairs]) >> np.uint32(32 - SLOT_BITS)).astype(np.int64)
