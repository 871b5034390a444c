from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.metrics.rouge import ascii_tokens, longest_common_subsequence, rouge, syllable_tokens

WORDS = st.lists(st.sampled_from("abcd"), max_size=12)


def test_rouge_counts_overlaps_clipped() -> None:
    # giá xăng tăng tăng / giá dầu tăng: unigrams giá, tăng: P 2/4, R 2/3, F1 4/7; no bigram; giá … tăng: LCS 2
    found = rouge("Giá xăng tăng, tăng", "giá dầu tăng")
    assert found.rouge1 == pytest.approx(4 / 7)
    assert found.rouge2 == 0
    assert found.rougeL == pytest.approx(4 / 7)


def test_bigrams_run_across_sentences() -> None:
    # mưa lớn | lớn ngập / mưa lớn | lớn ngập | ngập nặng: F1 2*2/(2+3)
    assert rouge("Mưa lớn. Ngập", "mưa lớn ngập nặng").rouge2 == pytest.approx(4 / 5)


def test_the_longest_common_subsequence_keeps_the_order() -> None:
    found = rouge("ba hai một", "một hai ba")
    assert found.rouge1 == 1
    assert found.rougeL == pytest.approx(1 / 3)


def test_ascii_tokens_inflate() -> None:
    one, other = "Nắng nóng", "Nặng nòng"
    assert rouge(one, other).rouge1 == 0
    assert rouge(one, other, ascii_tokens).rouge1 == 1
    assert ascii_tokens(one) == ["n", "ng", "n", "ng"]


def test_syllables_are_unicode_words() -> None:
    assert syllable_tokens("TP.HCM, 6/2020: Đắk_Lắk!") == ["tp", "hcm", "6", "2020", "đắk_lắk"]


def test_an_empty_text_scores_nothing() -> None:
    assert rouge("", "một") == rouge("một", "") == rouge("", "") == (0, 0, 0)


def by_table(one: list[str], other: list[str]) -> int:
    rows = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            rows[i + 1][j + 1] = rows[i][j] + 1 if a == b else max(rows[i][j + 1], rows[i + 1][j])
    return rows[-1][-1]


@given(WORDS, WORDS)
def test_the_bits_count_what_the_table_counts(one: list[str], other: list[str]) -> None:
    assert longest_common_subsequence(one, other) == by_table(one, other)
