from __future__ import annotations

import pytest

from newsroom_ai.metrics.counts import Counts, total
from newsroom_ai.metrics.pairs import pair_counts
from newsroom_ai.metrics.passages import passage_counts
from newsroom_ai.metrics.segmentation import borders, word_counts
from newsroom_ai.metrics.spans import Typed, span_counts

GOLD: set[Typed] = {(0, 5, "person"), (10, 15, "place"), (20, 25, "place")}


def test_a_name_counts_with_both_borders_and_its_type() -> None:
    found: set[Typed] = {(0, 5, "person"), (10, 15, "organisation"), (20, 26, "place")}
    assert span_counts(found, GOLD) == Counts(hits=1, found=3, wanted=3)
    assert span_counts(found, GOLD, "place") == Counts(hits=0, found=1, wanted=2)


def test_micro_f1_is_that_of_all_documents_together() -> None:
    # P 3/4, R 3/5, F1 6/9
    together = total([Counts(3, 3, 4), Counts(0, 1, 1)])
    assert together.precision == pytest.approx(3 / 4)
    assert together.recall == pytest.approx(3 / 5)
    assert together.f1 == pytest.approx(6 / 9)


def test_nothing_found_where_nothing_was_wanted_is_right() -> None:
    assert total([]).f1 == total([]).precision == total([]).recall == 1
    assert Counts(0, 2, 0).f1 == 0


def test_pairs_have_no_order() -> None:
    counts = pair_counts([(1, 2), (2, 1), (3, 3), (1, 4)], [(2, 1), (2, 3), (1, 3)])
    assert counts == Counts(hits=1, found=2, wanted=3)
    assert counts.f1 == pytest.approx(2 / 5)


def test_characters_of_overlapping_passages_count_once() -> None:
    counts = passage_counts([(0, 6), (4, 10)], [(5, 10), (20, 25)])
    assert counts == Counts(hits=5, found=10, wanted=10)
    assert passage_counts([], []).f1 == 1


def test_words_agree_where_both_borders_do() -> None:
    # học sinh | đến | trường against học | sinh | đến | trường: 2 of 3 and 4
    found, gold = borders(["học sinh", "đến", "trường"]), borders(["học", "sinh", "đến", "trường"])
    assert word_counts(found, gold).f1 == pytest.approx(2 * 2 / 7)
    assert word_counts(gold, found).f1 == word_counts(found, gold).f1
