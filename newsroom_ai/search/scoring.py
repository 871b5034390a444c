"""The second stage of ranking: a close look at the few articles that a first, quick look found best.

The score of an article is a weighted sum of what speaks for it. The weights were learned on titles and sapos of
training articles that look for their own body among 22,000 others (``python -m newsroom_ai.training.ranking``), by the
softmax cross-entropy over the articles of the window (ListNet, Cao et al. 2007, "Learning to rank").
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.search.forward import BODY, EXACT_BITS, TITLE, Codes, code

Scores = npt.NDArray[np.float32]

OPENING: Final = 80  # syllables of a body that tell, with title and sapo, what an article is about
SATURATION: Final = 1.2  # k1 of BM25


class Signals(NamedTuple):
    """What speaks for an article; all but ``meaning`` are shares of the query's total rarity (the sum of idf).

    Attributes:
        words: BM25 over the whole text.
        opening: BM25 without regard to length over title, sapo and the first 80 syllables of the body.
        coverage: rarity of the query's syllables that occur.
        pairs: rarity of neighbours in the query that are neighbours in the text.
        run: the longest stretch of the query that stands in the text as it is, as a share of the query's length.
        title: rarity of the query's syllables that occur in the title.
        meaning: cosine of the vectors.
    """

    words: float
    opening: float
    coverage: float
    pairs: float
    run: float
    title: float
    meaning: float


BOTH: Final = Signals(words=6.2, opening=1.5, coverage=1.3, pairs=2.0, run=0.4, title=1.0, meaning=12.8)
WORDS_ALONE: Final = Signals(words=10.0, opening=2.6, coverage=1.0, pairs=3.1, run=0.4, title=1.0, meaning=0.0)
WHOLE: Final = 20.0  # for the whole query in a row: somebody typed the words of this article
MEANING_ALONE: Final = Signals(*(0.0,) * 6, meaning=1.0)


class Wanted(NamedTuple):
    """A syllable of the query: its exact form, whether only that form counts, and its rarity (idf)."""

    form: str
    exact: bool
    rarity: float


class Close:
    """Looks closely at articles for one query."""

    def __init__(self, wanted: Sequence[Wanted]) -> None:
        """Take the syllables of the query in their order."""
        unique = dict.fromkeys(wanted)
        self._codes = np.array([code(one.form) for one in unique], np.uint32)
        self._exact = np.array([one.exact for one in unique], bool)
        self._rarity = np.array([one.rarity for one in unique], np.float32)
        number = {one: at for at, one in enumerate(unique)}
        self._order = [number[one] for one in wanted]
        self._pairs = [*dict.fromkeys(itertools.pairwise(self._order))]
        self._total = max(float(sum(one.rarity for one in wanted)), 1e-6)

    def signals(self, rows: Codes, words: Scores, whole: npt.NDArray[np.bool_], meaning: Scores) -> Scores:
        """What speaks for each article, as columns in the order of ``Signals``.

        Args:
            rows: of the forward index, shape ``(n, 512)``.
            words: BM25 of each article over its whole text, shape ``(n,)``.
            whole: whether the whole query stands in a row somewhere, shape ``(n,)``.
            meaning: cosines, shape ``(n,)``.
        """
        n = len(rows)
        opening, coverage, title = (np.zeros(n, np.float32) for _ in range(3))
        found = []
        bare = rows >> EXACT_BITS
        for number, exact, rarity in zip(self._codes, self._exact, self._rarity, strict=True):
            here = rows == number if exact else bare == number >> EXACT_BITS
            found.append(here)
            times = here[:, : BODY.start + OPENING].sum(axis=1)
            opening += rarity * (SATURATION + 1) * times / (times + SATURATION)
            coverage += rarity * here.any(axis=1)
            title += rarity * here[:, TITLE].any(axis=1)
        pairs = np.zeros(n, np.float32)
        for one, two in self._pairs:
            side_by_side = (found[one][:, :-1] & found[two][:, 1:]).any(axis=1)
            pairs += (self._rarity[one] + self._rarity[two]) * side_by_side
        run = np.maximum(self._runs(found), whole)
        words, opening, coverage, pairs, title = (
            part / self._total for part in (words, opening, coverage, pairs, title)
        )
        return np.stack([words, opening, coverage, pairs, run, title, meaning], axis=1)

    def _runs(self, found: Sequence[npt.NDArray[np.bool_]]) -> Scores:
        """The longest stretch of the query in each article, less one syllable, which is no stretch: 0 to 1."""
        if len(self._order) < 2:
            return np.zeros(len(found[0]) if found else 0, np.float32)
        run = found[self._order[0]].astype(np.int8)
        longest = run.max(axis=1)
        for at in self._order[1:]:
            grown = found[at].astype(np.int8)
            grown[:, 1:] *= run[:, :-1] + 1
            run = grown
            longest = np.maximum(longest, run.max(axis=1))
        shares: Scores = np.maximum(longest.astype(np.float32) - 1, 0) / np.float32(len(self._order) - 1)
        return shares


def weighed(signals: Scores, weights: Signals) -> Scores:
    """The score of each row of signals, shape ``(n,)``."""
    whole = signals[:, Signals._fields.index("run")] >= 1
    scores: Scores = signals @ np.array(weights, np.float32) + WHOLE * (weights.words > 0) * whole
    return scores
