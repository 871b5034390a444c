"""Confidence intervals by resampling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Interval(NamedTuple):
    """A mean and the ends of its 95 % percentile interval."""

    value: float
    low: float
    high: float


def mean_interval(values: Sequence[float], *, resamples: int = 1_000, seed: int = 0) -> Interval:
    """Mean of per-document values with its percentile bootstrap interval (Efron, 1979).

    Raises:
        ValueError: there are no values.

    >>> mean_interval([1.0, 1.0, 1.0])
    Interval(value=1.0, low=1.0, high=1.0)
    """
    if not values:
        raise ValueError("no values")
    sample = np.asarray(values, float)
    draws = np.random.default_rng(seed).integers(0, len(sample), (resamples, len(sample)))
    low, high = np.percentile(sample[draws].mean(axis=1), (2.5, 97.5))
    return Interval(float(sample.mean()), float(low), float(high))
