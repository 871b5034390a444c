"""Confidence intervals by resampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


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


def statistic_interval(
    statistic: Callable[[npt.NDArray[np.int64]], float], count: int, *, resamples: int = 1_000, seed: int = 0
) -> Interval:
    """A figure that is no mean (macro F1, micro F1, calibration error) with its percentile bootstrap interval.

    ``statistic`` gets the places of the ``count`` documents to compute it on; places repeat in a resample.

    Raises:
        ValueError: there are no documents.

    >>> statistic_interval(lambda places: float(places.size), 3, resamples=10)
    Interval(value=3.0, low=3.0, high=3.0)
    """
    if count < 1:
        raise ValueError("no documents")
    draw = np.random.default_rng(seed)
    drawn = [statistic(draw.integers(0, count, count)) for _ in range(resamples)]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Interval(float(statistic(np.arange(count))), float(low), float(high))


def paired_difference(
    ours: Sequence[float], theirs: Sequence[float], *, resamples: int = 1_000, seed: int = 0
) -> Interval:
    """Mean of ours minus theirs on the same documents, resampled together (paired bootstrap; Koehn, 2004).

    When 0 lies inside the interval the two are not told apart.

    Raises:
        ValueError: the lengths differ, or there are no documents.

    >>> paired_difference([0.5, 1.0], [0.25, 0.75])
    Interval(value=0.25, low=0.25, high=0.25)
    """
    return mean_interval([a - b for a, b in zip(ours, theirs, strict=True)], resamples=resamples, seed=seed)
