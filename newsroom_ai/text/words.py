"""Words of one or more syllables ("học sinh"), by a segmenter that one can choose."""

from collections.abc import Sequence
from importlib import import_module
from itertools import accumulate, pairwise
from typing import Final, Protocol

from newsroom_ai.text.syllables import Syllable, exact_forms, syllables

SEGMENTERS: Final = {
    "syllables": ("newsroom_ai.text.words", "SyllableSegmenter", ""),
    "underthesea": ("newsroom_ai.text.words", "UndertheseaSegmenter", ""),
}
"""Name -> module, class and the pip extra it needs."""


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
    """Finds words with the conditional random field of underthesea, loaded on creation."""

    def __init__(self) -> None:
        from underthesea import word_tokenize  # noqa: PLC0415 - heavy

        self._tokenize = word_tokenize

    def words(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of the words, each made of whole syllables.

        >>> text = "Học sinh, bác sĩ"
        >>> [text[start:end] for start, end in UndertheseaSegmenter().words(text)]
        ['Học sinh', 'bác sĩ']
        """
        return _aligned(self._tokenize(text, use_token_normalize=False), syllables(text))


def segmenter(name: str) -> WordSegmenter:
    """Create the segmenter of that name.

    Raises:
        ValueError: The name is unknown; the message lists the known ones.
        ModuleNotFoundError: A library is missing; the message names the pip line.
    """
    if name not in SEGMENTERS:
        known = ", ".join(SEGMENTERS)
        raise ValueError(f"Không có bộ tách từ {name!r}; hiện có: {known}.")
    module, attribute, extra = SEGMENTERS[name]
    try:
        created: WordSegmenter = getattr(import_module(module), attribute)()
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("newsroom_ai"):
            raise
        package = f"newsroom-ai[{extra}]" if extra else "newsroom-ai"
        raise ModuleNotFoundError(
            f"Bộ tách từ {name!r} cần thư viện {error.name}: pip install '{package}'", name=error.name
        ) from error
    return created


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
