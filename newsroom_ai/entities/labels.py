"""The labels a name model gives to syllables: outside, or the first or a later syllable of a name of some kind."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.entities.types import KINDS

OUTSIDE: Final = 0
IGNORED: Final = -1
"""In training only: this syllable does not count."""

COUNT: Final = 1 + 2 * len(KINDS)


def first(kind: int) -> int:
    """The label of the first syllable of a name whose kind has this place in ``KINDS``."""
    return 1 + 2 * kind


def span_labels(kind: str, size: int) -> npt.NDArray[np.int8]:
    """The labels of a name of so many syllables.

    >>> span_labels("person", 3).tolist()
    [1, 2, 2]
    """
    begin = first(KINDS.index(kind))
    labels = np.full(size, begin + 1, np.int8)
    labels[0] = begin
    return labels
