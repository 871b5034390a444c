import time
import unicodedata
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.highlights import Highlight, highlights
from newsroom_ai.text.syllables import syllables
from tests.text.strategies import WORDS, vietnamese_text

ARTICLE = (
    "Quốc hội vừa thông qua luật mới. Từ tháng 7, mức đóng bảo hiểm xã hội sẽ tăng. "
    "Người lao động tự do cũng được tham gia. Theo đại biểu, bảo hiểm là chỗ dựa của người già. "
    "Nhiều ý kiến cho rằng cần thêm thời gian. Cuối buổi, các đại biểu bàn về lương tối thiểu vùng."
)


def marked(text: str, found: list[Highlight]) -> list[list[str]]:
    return [[text[start:end] for start, end in highlight.matches] for highlight in found]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_slice_back_to_the_words_that_matched(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, ARTICLE)
    found = highlights(text, {"bảo", "hiểm", "xã", "hội"}, set(), limit=1)
    ((*_, last),) = marked(text, found)
    assert unicodedata.normalize("NFC", last) == "bảo hiểm xã hội"


def test_bare_forms_match_without_diacritics() -> None:
    found = highlights(ARTICLE, (), {"luong", "toi", "thieu"}, width=60)
    assert marked(ARTICLE, found) == [["lương tối thiểu"]]


def test_a_phrase_matches_only_together() -> None:
    assert marked(ARTICLE, highlights(ARTICLE, (), (), [["bảo", "hiểm", "xã"]])) == [["bảo hiểm xã"]]
    assert highlights(ARTICLE, (), (), [["bảo", "xã"]]) == []
    text = "Bộ Lao động – Thương binh và Xã hội"
    assert marked(text, highlights(text, (), (), [["lao", "dong", "thuong"]])) == [["Lao động – Thương"]]


def test_matches_join_over_spaces_only() -> None:
    text = "Bảo hiểm, y tế"
    assert marked(text, highlights(text, {"bảo", "hiểm", "y"}, ())) == [["Bảo hiểm", "y"]]


def test_the_best_window_has_most_different_words() -> None:
    text = "Giá giá giá giá. " + "Không có gì. " * 30 + "Giá xăng dầu tăng. " + "Hết chuyện. " * 30
    first, *_ = highlights(text, {"giá", "xăng", "dầu"}, (), width=80)
    assert "Giá xăng dầu tăng." in text[first.start : first.end]
    assert text[first.start : first.end].endswith(".")


def test_a_text_without_matches_has_no_highlight() -> None:
    assert highlights(ARTICLE, {"vàng"}, {"bac"}) == []
    assert highlights("", {"vàng"}, ()) == []


@given(
    vietnamese_text(max_size=80),
    st.sets(st.sampled_from(WORDS)),
    st.integers(min_value=1, max_value=60),
    st.integers(min_value=0, max_value=4),
)
def test_windows_hold_what_matched_and_nothing_else(text: str, words: set[str], width: int, limit: int) -> None:
    wanted = [s for word in words for s in syllables(word)]
    exact, bare = {s.exact for s in wanted[::2]}, {s.bare for s in wanted[1::2]}
    found = highlights(text, exact, bare, width=width, limit=limit)
    assert len(found) <= limit
    all_syllables = syllables(text)
    hit = {(s.start, s.end) for s in all_syllables if s.exact in exact or s.bare in bare}
    for start, end, matches in found:
        assert 0 <= start < end <= min(len(text), start + width)
        assert matches
        assert not any(s.start < cut < s.end for s in all_syllables for cut in (start, end))
        inside = {(s, e) for s, e in hit if start <= s and e <= end}
        shown = {(s.start, s.end) for a, b in matches for s in all_syllables if a <= s.start and s.end <= b}
        assert shown == inside
    spans = sorted((start, end) for start, end, _ in found)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(vietnamese_text(max_size=60))
def test_the_encoding_does_not_change_what_is_marked(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    nfd = unicodedata.normalize("NFD", text)
    exact = {s.exact for s in syllables(text)[::3]}
    composed = highlights(text, exact, (), width=10_000)
    decomposed = highlights(nfd, exact, (), width=10_000)
    assert [[unicodedata.normalize("NFC", w) for w in words] for words in marked(nfd, decomposed)] == [
        [unicodedata.normalize("NFC", w) for w in words] for words in marked(text, composed)
    ]


def test_repeated_phrases_are_sought_once() -> None:
    text = "Người lao động được nghỉ, lao động nữ cũng vậy. " * 730
    highlights(text, (), (), [["lao", "động"]])
    began = time.perf_counter()
    found = highlights(text, (), (), [["lao", "động"]] * 2000)
    assert time.perf_counter() - began < 2
    assert found == highlights(text, (), (), [["lao", "động"]])
    assert set(marked(text, found)[0]) == {"lao động"}


def test_only_the_upper_part_of_a_text_is_searched() -> None:
    text = "Giá xăng tăng. " + "Không có gì. " * 2_000 + "Vàng cũng tăng."
    assert marked(text, highlights(text, {"tăng"}, ())) == [["tăng"]]
    assert highlights(text, {"vàng"}, (), [["vàng", "cũng"]]) == []
