from __future__ import annotations

import pytest

from newsroom_ai.metrics.accuracy import accuracy
from newsroom_ai.metrics.calibration import expected_calibration_error
from newsroom_ai.metrics.macro import macro


def test_accuracy_counts_documents() -> None:
    assert accuracy(["x", "y", "y"], ["x", "x", "y"]) == pytest.approx(2 / 3)
    with pytest.raises(ValueError, match="no documents"):
        accuracy([], [])
    with pytest.raises(ValueError, match=r"longer|shorter"):
        accuracy(["x"], ["x", "y"])


def test_macro_gives_every_label_the_same_weight() -> None:
    # a: P 2/3, R 2/2, F1 4/5; b: P 1/1, R 1/2, F1 2/3; c: never found, 0
    found = macro(["a", "a", "b", "a", "b"], ["a", "a", "b", "b", "c"])
    assert found.precision == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    assert found.recall == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert found.f1 == pytest.approx((4 / 5 + 1 / 2 + 0) / 3)


def test_a_document_left_without_label_costs_recall_only() -> None:
    found = macro(["a", None, "b"], ["a", "a", "b"])
    assert found.precision == 1
    assert found.recall == pytest.approx((1 / 2 + 1) / 2)


def test_a_label_that_no_document_carries_is_not_averaged() -> None:
    assert macro(["z", "b"], ["a", "b"]).f1 == pytest.approx((0 + 1) / 2)


def test_calibration_sums_the_gaps_of_the_bins() -> None:
    # bin 0.9: 4 answers at 0.9, 3 right: |0.9 - 0.75| * 4/6; bin 0.2: 2 at 0.2, 1 right: |0.2 - 0.5| * 2/6
    confidence = [0.9, 0.9, 0.9, 0.9, 0.2, 0.2]
    right = [True, True, True, False, True, False]
    assert expected_calibration_error(confidence, right) == pytest.approx(0.15 * 4 / 6 + 0.3 * 2 / 6)


def test_certainty_belongs_to_the_last_bin() -> None:
    assert expected_calibration_error([1.0, 0.95], [True, True]) == pytest.approx(0.025)
    assert expected_calibration_error([0.0], [False]) == 0


@pytest.mark.parametrize("confidence", [[], [1.2]])
def test_what_is_no_confidence_is_refused(confidence: list[float]) -> None:
    with pytest.raises(ValueError, match=r"nothing|outside"):
        expected_calibration_error(confidence, [True] * len(confidence))
