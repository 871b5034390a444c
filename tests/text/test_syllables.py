import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import (
    bare_forms,
    count,
    exact_forms,
    forms,
    has_marks,
    syllables,
)
from tests.text.strategies import vietnamese_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1331/QĐ-BLĐTBXH", ["1331", "qđ", "blđtbxh"]),
        ("TP.HCM", ["tp", "hcm"]),
        ("bảo_hiểm xã_hội", ["bảo", "hiểm", "xã", "hội"]),
        ("bảo\u00adhiểm\u200b y tế", ["bảohiểm", "y", "tế"]),
        ("1.234,5 đồng", ["1", "234", "5", "đồng"]),
        (" …–“” ", []),
    ],
)
def test_syllables_are_runs_of_letters_and_digits(text: str, expected: list[str]) -> None:
    assert exact_forms(text) == expected
    assert exact_forms(unicodedata.normalize("NFD", text)) == expected
    assert count(text) == len(expected)


@given(vietnamese_text() | st.text())
def test_forms_are_folds_of_the_slice(text: str) -> None:
    for start, end, exact, bare in syllables(text):
        assert exact == fold(text[start:end])
        assert bare == fold(text[start:end], marks=False)


@given(vietnamese_text() | st.text())
def test_spans_are_tight_and_in_order(text: str) -> None:
    last = 0
    for start, end, _, _ in syllables(text):
        assert last <= start < end
        assert text[start].isalnum()
        assert text[end - 1].isalnum() or unicodedata.combining(text[end - 1])
        last = end


@given(vietnamese_text() | st.text())
def test_the_fast_paths_say_the_same(text: str) -> None:
    found = syllables(text)
    assert exact_forms(text) == [s.exact for s in found]
    assert bare_forms(text) == [s.bare for s in found]
    assert forms(text) == (exact_forms(text), bare_forms(text))
    assert count(text) == len(found)


@given(vietnamese_text())
def test_syllables_survive_folding(text: str) -> None:
    assert exact_forms(fold(text)) == exact_forms(text)
    assert exact_forms(fold(text, marks=False)) == bare_forms(text)


@pytest.mark.parametrize("text", ["đ", "Đ", "bảo", "xa hội", "e\u0302", "tư", "y\u0309", "Ở"])
def test_marks_are_seen(text: str) -> None:
    assert has_marks(text)


@pytest.mark.parametrize("text", ["", "bao hiem xa hoi", "The quick brown fox 123"])
def test_no_marks_are_invented(text: str) -> None:
    assert not has_marks(text)


def test_invisible_characters_and_marks_cost_no_square() -> None:
    began = time.perf_counter()
    (unseen,) = syllables("a" + "\u200b" * 100_000 + "b\u200b")
    (marked,) = syllables("a" + "\u0301" * 100_000)
    assert time.perf_counter() - began < 2
    assert (unseen.start, unseen.end, unseen.exact) == (0, 100_002, "ab")
    assert (marked.start, marked.end, marked.bare) == (0, 100_001, "a")
