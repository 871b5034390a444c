"""Rise and fall of tags, told apart from chance."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.batch.drift import binomial_p, drift

TOTALS = {2021: 1_000, 2022: 1_000, 2023: 1_000, 2024: 1_000}


def test_a_rise_and_a_fall_are_found_with_their_size() -> None:
    report = drift(
        {"lên": {2021: 5, 2024: 40}, "xuống": {2022: 60, 2023: 60, 2024: 4}, "đều": dict.fromkeys(TOTALS, 30)}, TOTALS
    )
    assert (report.year, report.before, report.tested) == (2024, (2021, 2022, 2023), 3)
    found = {one.tag: one for one in report.found}
    assert found.keys() == {"lên", "xuống"}
    assert (found["lên"].direction, found["xuống"].direction) == ("rising", "falling")
    assert found["lên"].ratio == pytest.approx(24)
    assert found["xuống"].ratio == pytest.approx(0.1)
    assert found["lên"].low < 24 < (found["lên"].high or 0)
    first = found["lên"].years[0]
    assert (first.year, first.count, first.total) == (2021, 5, 1_000)


def test_of_few_uses_and_small_years_nothing_is_said() -> None:
    assert drift({"hiếm": {2024: 9}}, TOTALS).tested == 0
    assert drift({"lên": {2024: 50}}, {2023: 99, 2024: 1_000}).year is None
    assert drift({"lên": {2024: 50}}, {}).found == ()
    assert drift({"lên": {2022: 50}}, TOTALS, 2021).year is None
    assert drift({"lên": {2022: 50, 2024: 1}}, TOTALS, 2022).found[0].direction == "rising"


def test_a_new_tag_has_a_lower_bound_only() -> None:
    (found,) = drift({"mới": {2024: 30}}, TOTALS).found
    assert (found.ratio, found.high) == (None, None)
    assert found.low > 10


def test_where_nothing_changed_hardly_anything_is_reported() -> None:
    draw = random.Random(7)
    by_year = {
        f"thẻ {at}": {year: sum(draw.random() < 0.02 for _ in range(1_000)) for year in TOTALS} for at in range(150)
    }
    report = drift(by_year, TOTALS)
    assert report.tested == 150
    assert len(report.found) <= 2


@given(st.integers(1, 60), st.floats(0.05, 0.95), st.data())
def test_the_chance_is_the_doubled_smaller_tail(trials: int, chance: float, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, trials))
    masses = [math.comb(trials, k) * chance**k * (1 - chance) ** (trials - k) for k in range(trials + 1)]
    expected = min(1.0, 2 * min(sum(masses[successes:]), sum(masses[: successes + 1])))
    assert binomial_p(successes, trials, chance) == pytest.approx(expected, rel=1e-6, abs=1e-12)
