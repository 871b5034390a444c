import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.normalise import clean, nfc
from tests.text.strategies import vietnamese_text


@pytest.mark.parametrize(
    "encoded",
    ["\u1ec7", "\u00ea\u0323", "\u1eb9\u0302", "e\u0323\u0302", "e\u0302\u0323"],
)
def test_all_encodings_of_one_letter_converge(encoded: str) -> None:
    assert nfc(encoded) == "\u1ec7"


@pytest.mark.parametrize(
    ("encoded", "letter"),
    [
        ("e\u0301\u0302", "ế"),
        ("\u00e9\u0302", "ế"),
        ("a\u0300\u0306", "ằ"),
        ("o\u0301\u031b", "ớ"),
        ("u\u031b\u0323", "ự"),
        ("E\u0303\u0302", "Ễ"),
        ("o\u0340\u0302", "ồ"),
    ],
)
def test_a_tone_typed_before_the_shape_still_composes(encoded: str, letter: str) -> None:
    assert nfc(encoded) == letter


@given(vietnamese_text())
def test_nfc_is_idempotent_and_blind_to_the_encoding(text: str) -> None:
    composed = nfc(text)
    assert nfc(composed) == composed
    assert unicodedata.is_normalized("NFC", composed)
    assert nfc(unicodedata.normalize("NFD", text)) == composed


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("Bộ\u00a0Nội\u2009vụ", "Bộ Nội vụ"),
        ("bảo\u200b hiểm\ufeff", "bảo hiểm"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("  đầu   dòng  \n  sau ", "đầu dòng\nsau"),
        ("a\tb\x00\x07", "a\tb"),
        ("\u202bHà Nội\u202c", "Hà Nội"),
        ("đoạn một\n\nđoạn hai", "đoạn một\n\nđoạn hai"),
        ("“Tăng lương” – từ 1/7…", "“Tăng lương” – từ 1/7…"),
        ("e\u200b\u0302\u0323", "ệ"),
        ("\ud800lạ", "lạ"),
        ("", ""),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(vietnamese_text() | st.text())
def test_clean_is_idempotent(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned.encode().decode() == cleaned


@pytest.mark.parametrize("marks", ["\u0301", "\u0301\u0323", "\u05b0\u0591", "\u0344\u0323"])
def test_crowds_of_marks_are_cut(marks: str) -> None:
    began = time.perf_counter()
    composed = nfc("chữ a" + marks * 100_000 + " b")
    assert time.perf_counter() - began < 2
    assert composed.startswith("chữ ")
    assert composed.endswith(" b")
    assert len(composed) < 40
    assert nfc(composed) == composed
