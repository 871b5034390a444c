import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.highlights import highlights
from newsroom_ai.text.spellings import is_ordinary, pattern, phrase_pattern
from newsroom_ai.text.syllables import syllables
from tests.text.strategies import WORDS, sentence_text, vietnamese_text


@pytest.mark.parametrize(
    ("form", "spellings"),
    [
        ("hòa", ["hòa", "hoà"]),
        ("quý", ["quý", "quí"]),
        ("thủy", ["thủy", "thuỷ"]),
        ("sy", ["sy", "si", "sĩ", "sỹ"]),
        ("duc", ["duc", "đức", "đục"]),
        ("hcm", ["hcm"]),
    ],
)
def test_a_form_is_found_in_all_its_spellings(form: str, spellings: list[str]) -> None:
    assert all(pattern([form]).fullmatch(spelling) for spelling in spellings)


@given(st.text(max_size=8) | st.sampled_from(WORDS))
def test_whatever_is_written_is_found_by_its_forms(word: str) -> None:
    word = unicodedata.normalize("NFC", word)
    small = word.lower()
    for syllable in syllables(small) if is_ordinary(word) and is_ordinary(small) else ():
        written = small[syllable.start : syllable.end]
        assert pattern([syllable.exact]).fullmatch(written)
        assert pattern([syllable.bare]).fullmatch(written)


@given(vietnamese_text())
def test_ordinary_text_has_nothing_that_must_be_put_in_order_first(text: str) -> None:
    if is_ordinary(text):
        assert unicodedata.normalize("NFC", text) == text
        assert not any(char in text for char in "\u200b\u00ad\u0301ðΣ")


@given(sentence_text(), st.sets(st.sampled_from(WORDS), max_size=3), st.data())
def test_spellings_and_folding_find_the_same(text: str, words: set[str], data: st.DataObject) -> None:
    """Something invisible at the end leaves only the slow way: fold all of it."""
    wanted = [s for word in words for s in syllables(word)]
    exact, bare = {s.exact for s in wanted[::2]}, {s.bare for s in wanted[1::2]}
    here = syllables(text)
    first = data.draw(st.integers(0, max(0, len(here) - 1)))
    phrases = [[s.exact for s in here[first : first + 2]], [s.bare for s in here[first : first + 3]]]
    quick = highlights(text, exact, bare, phrases, width=10_000)
    slow = highlights(text + " \u200b", exact, bare, phrases, width=10_000)
    assert [one.matches for one in quick] == [one.matches for one in slow]


def test_phrases_that_overlap_are_all_found() -> None:
    assert [match[1] for match in phrase_pattern(["ha", "ha"]).finditer("ha ha, hà")] == ["ha ha", "ha, hà"]
    assert [match[1] for match in phrase_pattern(["bảo", "hiểm"]).finditer("bảo - hiểm bao hiem")] == ["bảo - hiểm"]
