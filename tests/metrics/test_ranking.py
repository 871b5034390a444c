from __future__ import annotations

import math

import pytest

from newsroom_ai.metrics.keyphrases import f1_at
from newsroom_ai.metrics.ndcg import ndcg
from newsroom_ai.metrics.recall import recall
from newsroom_ai.metrics.reciprocal_rank import reciprocal_rank


def test_ndcg_discounts_by_rank() -> None:
    # relevant at ranks 1 and 3 of two: (1 + 1/2) / (1 + 1/log2 3)
    assert ndcg(["a", "x", "b"], {"a", "b"}) == pytest.approx(1.5 / (1 + 1 / math.log2(3)))


def test_ndcg_is_cut_at_its_depth() -> None:
    assert ndcg(["x", "a"], {"a"}, depth=1) == 0
    assert ndcg(["a"], {"a", "b", "c"}, depth=1) == 1  # the ideal is cut there too


def test_ndcg_of_nothing_and_of_repetitions() -> None:
    assert ndcg(["a"], set()) == 0
    assert ndcg(["a", "a", "b"], {"a", "b"}) == 1


def test_reciprocal_rank_and_recall_look_as_deep_as_asked() -> None:
    assert reciprocal_rank(["x", "y", "a"], "a") == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "y", "a"], "a", depth=2) == 0
    assert recall(["a", "x", "b"], {"a", "b", "c"}, depth=3) == pytest.approx(2 / 3)


def test_keyphrases_beyond_the_depth_do_not_count() -> None:
    # first 2 of 3: 1 hit; P 1/2, R 1/3, F1 0.4
    assert f1_at(["a", "x", "b"], {"a", "b", "c"}, depth=2) == pytest.approx(0.4)


def test_a_keyphrase_given_twice_counts_once() -> None:
    assert f1_at(["a", "a", "b"], {"a", "b"}) == 1
    assert f1_at(["a"], set()) == 0
    assert f1_at([], {"a"}) == 0
