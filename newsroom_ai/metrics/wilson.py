"""How far a share that was counted on a sample may be from the truth."""

from __future__ import annotations

from math import sqrt
from typing import Final

from newsroom_ai.metrics.bootstrap import Interval

_Z: Final = 1.959964  # 95 %


def wilson_interval(right: int, judged: int) -> Interval:
    """Share ``right / judged`` with its 95 % score interval, which holds for small samples and shares near 0 and 1.

    Formula: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.

    Raises:
        ValueError: nothing was judged, or more is right than was judged.

    >>> [round(share, 3) for share in wilson_interval(28, 30)]
    [0.933, 0.787, 0.982]
    """
    if not 0 <= right <= judged or judged == 0:
        raise ValueError(f"{right} right of {judged}")
    share, square = right / judged, _Z * _Z
    centre = share + square / (2 * judged)
    spread = _Z * sqrt((share * (1 - share) + square / (4 * judged)) / judged)
    low, high = ((centre + sign * spread) / (1 + square / judged) for sign in (-1, 1))
    return Interval(share, max(0.0, low), min(1.0, high))
