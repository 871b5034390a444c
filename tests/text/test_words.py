import subprocess
import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings

from newsroom_ai.text.syllables import syllables
from newsroom_ai.text.words import SEGMENTERS, WordSegmenter, segmenter
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


def test_a_word_may_have_two_syllables() -> None:
    text = "Học sinh khám bác sĩ ở Hà Nội, hoà bình…"
    for encoded in (text, unicodedata.normalize("NFD", text)):
        found = [encoded[start:end] for start, end in segmenter("underthesea").words(encoded)]
        composed = [unicodedata.normalize("NFC", word) for word in found]
        assert composed == ["Học sinh", "khám", "bác sĩ", "ở", "Hà Nội", "hoà bình"]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ValueError, match="syllables, underthesea"):
        segmenter("vncorenlp")


def test_importing_the_package_loads_no_heavy_library() -> None:
    script = (
        "import sys, pkgutil, importlib, newsroom_ai.text as text\n"
        "for module in pkgutil.iter_modules(text.__path__, 'newsroom_ai.text.'):\n"
        "    importlib.import_module(module.name)\n"
        "print(*{'underthesea', 'langdetect', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
