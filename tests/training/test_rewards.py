from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.metrics.rouge import rouge
from newsroom_ai.training.rewards import rewards

WORDS = st.lists(st.sampled_from(["xã", "cầu", "mưa", "lũ", "đò", "chợ"]), min_size=1, max_size=8).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=3), WORDS)
def test_one_part_is_worth_its_rouge(parts: list[str], reference: str) -> None:
    found = rewards(parts, [(at,) for at in range(len(parts))], reference)
    np.testing.assert_allclose(found, [rouge(part, reference) for part in parts], atol=1e-6)


@given(WORDS, WORDS, WORDS)
def test_of_two_parts_only_the_pair_where_they_meet_is_missed(one: str, two: str, reference: str) -> None:
    known: dict[tuple[str, ...], float] = {}
    (found,) = rewards([one, two], [(0, 1)], reference, known)
    whole = rouge(f"{one} {two}", reference)
    np.testing.assert_allclose(found[[0, 2]], [whole.rouge1, whole.rougeL], atol=1e-6)
    assert known == {(one, two): found[2]} or abs(known[one, two] - found[2]) < 1e-6
