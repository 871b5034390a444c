"""ROUGE-1, ROUGE-2 and ROUGE-L, with the tokens that suit Vietnamese and with those of the papers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

G = TypeVar("G")

_SYLLABLE: Final = re.compile(r"\w+")
_NOT_ASCII: Final = re.compile("[^a-z0-9]+")


class Rouge(NamedTuple):
    """F1 scores in 0..1."""

    rouge1: float
    rouge2: float
    rougeL: float  # noqa: N815 - its name


def syllable_tokens(text: str) -> list[str]:
    r"""Unicode ``\w+``, lower-cased: the tokens of the measure.

    >>> syllable_tokens("Đà Nẵng: 6,5%")
    ['đà', 'nẵng', '6', '5']
    """
    return _SYLLABLE.findall(text.lower())


def ascii_tokens(text: str) -> list[str]:
    """What is left between ``[^a-z0-9]+``: fragments of syllables, only to compare with papers (inflated scores).

    >>> ascii_tokens("Đà Nẵng: 6,5%")
    ['n', 'ng', '6', '5']
    """
    return [token for token in _NOT_ASCII.split(text.lower()) if token]


def rouge(candidate: str, reference: str, tokens: Callable[[str], list[str]] = syllable_tokens) -> Rouge:
    """F1 of n-grams with clipped counts (n = 1, 2) and of the longest common subsequence of the whole texts.

    P = overlap / candidate's, R = overlap / reference's, F1 = 2PR / (P + R) (Lin, 2004). 0 when either is empty.
    ROUGE-L takes a summary as one sequence, not sentence by sentence.

    >>> rouge("a b c d", "a c b d")
    Rouge(rouge1=1.0, rouge2=0.0, rougeL=0.75)
    """
    one, other = tokens(candidate), tokens(reference)
    unigrams = _overlap(Counter(one), Counter(other))
    bigrams = _overlap(Counter(pairwise(one)), Counter(pairwise(other)))
    return Rouge(
        _f1(unigrams, len(one), len(other)),
        _f1(bigrams, max(0, len(one) - 1), max(0, len(other) - 1)),
        _f1(longest_common_subsequence(one, other), len(one), len(other)),
    )


def longest_common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    """Its length, a row of the table at a time as the bits of one number (Hyyrö, 2004).

    >>> longest_common_subsequence("abcbdab", "bdcaba")
    4
    """
    places: dict[str, int] = {}
    for at, token in enumerate(one):
        places[token] = places.get(token, 0) | 1 << at
    full = (1 << len(one)) - 1
    row = full
    for token in other:
        match = row & places.get(token, 0)
        row = ((row + match) | (row - match)) & full
    return len(one) - row.bit_count()


def _overlap(one: Counter[G], other: Counter[G]) -> int:
    return (one & other).total()


def _f1(overlap: int, one: int, other: int) -> float:
    return 2 * overlap / (one + other) if overlap else 0.0
