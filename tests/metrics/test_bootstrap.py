from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from newsroom_ai.metrics.bootstrap import mean_interval, paired_difference, statistic_interval

VALUES = [0.0, 1.0] * 200


def test_the_interval_of_a_mean_is_that_of_its_normal() -> None:
    value, low, high = mean_interval(VALUES, resamples=4_000)
    assert value == 0.5
    assert low == pytest.approx(0.5 - 1.96 * 0.5 / 20, abs=0.01)
    assert high == pytest.approx(0.5 + 1.96 * 0.5 / 20, abs=0.01)


def test_any_statistic_has_an_interval() -> None:
    def mean(places: npt.NDArray[np.int64]) -> float:
        return float(np.asarray(VALUES)[places].mean())

    assert statistic_interval(mean, len(VALUES), seed=3) == mean_interval(VALUES, seed=3)
    with pytest.raises(ValueError, match="no documents"):
        statistic_interval(mean, 0)


def test_pairing_tells_apart_what_intervals_do_not() -> None:
    theirs = np.linspace(0, 1, 100)
    ours = theirs + 0.01
    value, low, high = paired_difference(list(ours), list(theirs))
    assert value == pytest.approx(0.01)
    assert low == pytest.approx(high) == pytest.approx(0.01)
    assert mean_interval(list(ours)).low < mean_interval(list(theirs)).high


def test_pairs_need_partners() -> None:
    with pytest.raises(ValueError, match=r"longer|shorter"):
        paired_difference([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="no values"):
        mean_interval([])
