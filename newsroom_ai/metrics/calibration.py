"""How far stated confidence is from the truth."""

from __future__ import annotations

from collections.abc import Sequence

BINS = 10


def expected_calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Sum over 10 equal-width bins of n_b / n · |mean confidence - share that is right| (Guo et al., ICML 2017).

    The bins are [0, 0.1), …, [0.9, 1].

    Raises:
        ValueError: the lengths differ, there is nothing, or a confidence is outside 0..1.

    >>> round(expected_calibration_error([0.95, 0.95, 0.25, 0.25], [True, False, False, False]), 3)
    0.35
    """
    if not confidence:
        raise ValueError("nothing to calibrate")
    if not all(0 <= value <= 1 for value in confidence):
        raise ValueError("confidence outside 0..1")
    gaps = [0.0] * BINS
    for value, truth in zip(confidence, right, strict=True):
        gaps[min(int(value * BINS), BINS - 1)] += value - truth
    return sum(map(abs, gaps)) / len(confidence)
