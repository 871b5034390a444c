import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom_ai.text.fold import fold, fold_map
from newsroom_ai.text.normalise import nfc
from newsroom_ai.text.syllables import syllables
from tests.text.strategies import vietnamese_text

marks_or_not = st.booleans()


def test_d_with_stroke_has_no_decomposition_and_is_folded_explicitly() -> None:
    assert fold("Đắk Lắk", marks=False) == "dak lak"
    assert fold("Đắk Lắk") == "đắk lắk"
    assert fold("\u00d0ắk") == "đắk"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("thủy", "thuỷ"),
        ("khỏe", "khoẻ"),
        ("túy", "tuý"),
        ("Luật Thủy sản", "Luật Thuỷ sản"),
        ("Ủy ban", "Uỷ ban"),
        ("òa", "oà"),
        ("quy", "qui"),
        ("quý", "quí"),
        ("kỹ", "kĩ"),
        ("Mỹ", "Mĩ"),
        ("lý", "lí"),
        ("bác sĩ", "bác sỹ"),
        ("tỷ", "tỉ"),
        ("hy vọng", "hi vọng"),
        ("ý kiến", "í kiến"),
        ("Lao động – Thương binh", "Lao động - Thương binh"),
        ("“Tăng lương”", '"Tăng lương"'),
        ("chờ…", "chờ..."),
        ("Bộ\u00a0Y tế", "Bộ Y tế"),
        ("bảo\u00adhiểm\u200b", "bảohiểm"),
    ],
)
def test_spellings_that_are_one_word(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert fold(one, marks=False) == fold(other, marks=False)


@pytest.mark.parametrize("word", ["hoàn", "suýt", "huỳnh", "quý", "già", "giờ", "quả", "quỹ", "quà", "ngoài"])
def test_traps_of_tone_placement_do_not_change(word: str) -> None:
    assert fold(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *[("hai", "hay"), ("tai", "tay"), ("mai", "may"), ("thúi", "thúy")],
        *[("thị", "thỵ"), ("tuy", "tui"), ("vi", "vy"), ("bảo", "báo")],
    ],
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_bare_form_folds_i_and_y_alike() -> None:
    assert fold("bác sĩ", marks=False) == fold("bac sy", marks=False) == fold("BAC SI")
    assert fold("hai", marks=False) != fold("hay", marks=False)


@given(vietnamese_text() | st.text(), marks_or_not)
@example("x\u0302i", False)
@example("\u0302i", True)
@example("İ", False)
def test_fold_is_idempotent(text: str, marks: bool) -> None:
    folded = fold(text, marks=marks)
    assert fold(folded, marks=marks) == folded


@given(vietnamese_text() | st.text(), marks_or_not)
def test_fold_is_blind_to_the_encoding(text: str, marks: bool) -> None:
    nfd = unicodedata.normalize("NFD", text)
    assert fold(nfd, marks=marks) == fold(nfc(text), marks=marks) == fold(text, marks=marks)


@given(vietnamese_text() | st.text())
def test_no_combining_mark_is_left(text: str) -> None:
    folded = unicodedata.normalize("NFD", fold(text, marks=False))
    assert not [c for c in folded if unicodedata.category(c).startswith("M")]
    assert "đ" not in folded


@given(vietnamese_text() | st.text())
def test_the_bare_form_follows_from_the_exact_form(text: str) -> None:
    assert fold(fold(text), marks=False) == fold(text, marks=False)


@given(vietnamese_text() | st.text(), marks_or_not)
@example("\u1100\u1161\u11a8…", True)
def test_fold_map_says_the_same_and_never_turns_back(text: str, marks: bool) -> None:
    folded = fold_map(text, marks=marks)
    assert folded.text == fold(text, marks=marks)
    assert len(folded.starts) == len(folded.text) + 1
    assert list(folded.starts) == sorted(folded.starts)
    assert folded.starts[-1] == len(text)


@given(vietnamese_text(), marks_or_not)
def test_slices_agree(text: str, marks: bool) -> None:
    folded = fold_map(text, marks=marks)
    for syllable in syllables(folded.text):
        start, end = folded.source_span(syllable.start, syllable.end)
        assert fold(text[start:end], marks=marks) == folded.text[syllable.start : syllable.end]


def test_source_span_covers_what_grew() -> None:
    folded = fold_map("Rồi… hết")
    assert folded.text == "rồi... hết"
    assert folded.source_span(4, 5) == (3, 4)
    assert folded.source_span(3, 6) == (3, 4)
    assert folded.source_span(2, 2) == (2, 2)


@pytest.mark.parametrize("marks", ["\u0301", "\u0301\u0323", "\u05b0\u0591", "\u0301\u200b"])
def test_crowds_of_marks_are_folded_fast(marks: str) -> None:
    text = "cà a" + marks * 100_000 + "b … hết"
    began = time.perf_counter()
    folded = fold_map(text)
    assert folded.text == fold(text)
    assert fold_map(text, marks=False).text == fold(text, marks=False)
    assert time.perf_counter() - began < 4
    assert folded.source_span(len(folded.text) - 3, len(folded.text)) == (len(text) - 3, len(text))
