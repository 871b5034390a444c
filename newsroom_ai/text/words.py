"""Words of one or more syllables ("học sinh"), by a segmenter that one can choose."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, Final, Protocol, cast

from newsroom_ai.registry import Implementation, make
from newsroom_ai.text.syllables import Syllable, exact_forms, syllables

SEGMENTERS: Final = {
    "gap.v1": Implementation("newsroom_ai.text.segmenter", "GapSegmenter"),
    "syllables": Implementation("newsroom_ai.text.words", "SyllableSegmenter"),
    "underthesea": Implementation("newsroom_ai.text.words", "UndertheseaSegmenter"),
}
DEFAULT: Final = "gap.v1"
"""Fast enough for whole archives, and trained to cut as underthesea does."""


class WordSegmenter(Protocol):
    """Finds the words of a text."""

    def words(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of the words, in order; signs between words belong to none."""
        ...


class SyllableSegmenter:
    """Takes each syllable for a word: no model, nothing to get wrong."""

    def words(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of the syllables.

        >>> SyllableSegmenter().words("Học sinh")
        [(0, 3), (4, 8)]
        """
        return [(start, end) for start, end, _, _ in syllables(text)]


class UndertheseaSegmenter:
    """Finds words with the conditional random field of underthesea, loaded on creation.

    Its patterns take quadratic time on a long run of letters without a space: not for text from strangers.
    """

    def __init__(self) -> None:
        from underthesea import word_tokenize  # noqa: PLC0415 - heavy

        self._tokenize = word_tokenize

    def words(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of the words, each made of whole syllables.

        >>> text = "Học sinh, bác sĩ"
        >>> [text[start:end] for start, end in UndertheseaSegmenter().words(text)]
        ['Học sinh', 'bác sĩ']
        """
        encodable = text.encode(errors="replace").decode()  # half a surrogate pair would stop it
        return _aligned(self._tokenize(encodable, use_token_normalize=False), syllables(text))


def segmenter(name: str = DEFAULT, **options: Any) -> WordSegmenter:
    """Make the segmenter called ``name``; errors as for ``registry.make``.

    >>> segmenter("syllables").words("Hà Nội")
    [(0, 2), (3, 6)]
    """
    return cast("WordSegmenter", make(SEGMENTERS, name, **options))


def _aligned(tokens: Sequence[str], found: Sequence[Syllable]) -> list[tuple[int, int]]:
    """Give each token the syllables whose letters it holds.

    Letters are counted, not compared: the tokeniser may change spaces, signs and encodings. A token
    that ends inside a syllable takes all of it.
    """
    lengths = [sum(map(len, exact_forms(token))) for token in tokens]
    token_ends = set(accumulate(lengths))
    syllable_ends = list(accumulate(len(syllable.exact) for syllable in found))
    borders = [i + 1 for i, end in enumerate(syllable_ends) if end in token_ends]
    if not borders or borders[-1] != len(found):
        borders.append(len(found))
    return [(found[first].start, found[last - 1].end) for first, last in pairwise([0, *borders]) if first < last]
