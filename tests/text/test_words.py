import subprocess
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings

from newsroom_ai.errors import InvalidConfig
from newsroom_ai.text.syllables import syllables
from newsroom_ai.text.words import DEFAULT, SEGMENTERS, WordSegmenter, segmenter
from tests.text.strategies import vietnamese_text


@pytest.fixture(scope="module", params=sorted(SEGMENTERS))
def words(request: pytest.FixtureRequest) -> WordSegmenter:
    return segmenter(request.param)


@settings(deadline=None)
@given(text=vietnamese_text())
def test_words_are_whole_syllables_and_lose_none(words: WordSegmenter, text: str) -> None:
    spans = words.words(text)
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    covered = [s for start, end in spans for s in syllables(text) if start <= s.start and s.end <= end]
    assert covered == syllables(text)
    assert {start for start, _ in spans} <= {s.start for s in covered}


HOSTILE = (
    "",
    " \n\t",
    "\u200b\u0301\ufeff",
    "…!?—“”()",
    "a",
    "Ở",
    "\ud800 học sinh \udfff",
    "học\u00a0sinh\u200b giỏi\x00quốc gia",
    "🎉học sinh🎉 𝐇ọ𝐜 𝐬𝐢𝐧𝐡 ｈọｃ",
    "İSTANBUL ẞ ﬁn ΣΑΣ 가각 日本語 ไทย",
    "_".join(["học", "sinh"] * 20),
    "1.2.3.4,5,6/7/8-9-10:11:12@13&14'15",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_keeps_every_syllable(words: WordSegmenter, text: str) -> None:
    spans = words.words(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    inside = [s for s in syllables(text) if any(start <= s.start and s.end <= end for start, end in spans)]
    assert inside == syllables(text)


@pytest.mark.parametrize("name", sorted(set(SEGMENTERS) - {"underthesea"}))  # whose patterns are quadratic
@pytest.mark.parametrize("piece", ["a", "a.", "1,", "\n", "\u0301", "_", "((", "N.T.H. Hà Nội\n"])
def test_a_text_of_200000_characters_is_cut(name: str, piece: str) -> None:
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    spans = segmenter(name).words(text)
    assert bool(spans) == bool(syllables(text))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize("name", sorted(set(SEGMENTERS) - {"syllables"}))
def test_a_word_may_have_two_syllables(name: str) -> None:
    text = "Học sinh khám bác sĩ ở Hà Nội, hoà bình…"
    for encoded in (text, unicodedata.normalize("NFD", text)):
        found = [encoded[start:end] for start, end in segmenter(name).words(encoded)]
        composed = [unicodedata.normalize("NFC", word) for word in found]
        assert composed == ["Học sinh", "khám", "bác sĩ", "ở", "Hà Nội", "hoà bình"]


@pytest.mark.parametrize("name", sorted(SEGMENTERS))
def test_small_letters_are_cut_as_written_text(name: str) -> None:
    text = "Người lao động được hưởng bảo hiểm xã hội, theo quy định của Chính phủ."
    assert segmenter(name).words(text.lower()) == segmenter(name).words(text)


def test_the_default_is_a_segmenter() -> None:
    assert segmenter().words("Học sinh") == segmenter(DEFAULT).words("Học sinh") == [(0, 8)]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(InvalidConfig, match="syllables, underthesea"):
        segmenter("vncorenlp")


def test_importing_the_package_loads_no_heavy_library() -> None:
    # the modules of `text.segmenter` count with numpy, and are loaded by their name in the registry only
    script = (
        "import sys, pkgutil, importlib, newsroom_ai.text as text\n"
        "for module in pkgutil.iter_modules(text.__path__, 'newsroom_ai.text.'):\n"
        "    if 'segmenter' not in module.name:\n"
        "        importlib.import_module(module.name)\n"
        "print(*{'underthesea', 'langdetect', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
