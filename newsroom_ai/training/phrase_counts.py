"""Articles -> how common phrases are, and how often what a text says stands in its title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.encoders.pieces import runs
from newsroom_ai.tagging.grams import hashes
from newsroom_ai.tagging.phrases import LONGEST, STEPS, Codes, PhraseCounts, phrase_codes
from newsroom_ai.tagging.stopwords import BREAKS

FEWEST: Final = 6  # articles from which a phrase is worth remembering
MOST: Final = 180_000  # phrases kept
_CHUNK: Final = 5_000  # articles whose phrases are put together at once


class Texts(NamedTuple):
    """A title and everything below it."""

    title: str
    rest: str


def count_phrases(articles: Iterable[Texts], always: Iterable[int] = ()) -> PhraseCounts:
    """Count runs of one to five syllables without function words; ``always`` are codes kept however rare."""
    everywhere, titled = _Tally(), _Tally()
    total = 0
    for article in articles:
        total += 1
        rest = _codes(article.rest)
        title = _codes(article.title)
        everywhere.add(np.union1d(title, rest))
        titled.add(np.intersect1d(title, rest, assume_unique=True))
    keys, counts = everywhere.found()
    kept = (counts >= FEWEST) | np.isin(keys, np.fromiter(always, np.uint32))
    if kept.sum() > MOST:
        kept &= counts >= np.sort(counts[kept])[-MOST]
    keys, counts = keys[kept], counts[kept]
    title_keys, title_counts = titled.found()
    titles = np.zeros(len(keys), np.int64)
    _, here, there = np.intersect1d(keys, title_keys, assume_unique=True, return_indices=True)
    titles[here] = title_counts[there]
    return PhraseCounts(keys, _steps(counts), _steps(titles), total)


class _Tally:
    """In how many articles each code was met."""

    def __init__(self) -> None:
        self._keys = np.zeros(0, np.uint32)
        self._counts = np.zeros(0, np.int64)
        self._waiting: list[Codes] = []

    def add(self, codes: Codes) -> None:
        self._waiting.append(codes)
        if len(self._waiting) >= _CHUNK:
            self._merge()

    def found(self) -> tuple[Codes, npt.NDArray[np.int64]]:
        self._merge()
        return self._keys, self._counts

    def _merge(self) -> None:
        keys, counts = np.unique(np.concatenate([np.zeros(0, np.uint32), *self._waiting]), return_counts=True)
        self._waiting = []
        all_keys, places = np.unique(np.concatenate([self._keys, keys]), return_inverse=True)
        weights = np.concatenate([self._counts, counts])
        # what was met once in thousands of articles will not become common: forget it, or memory would not do
        summed = np.bincount(places, weights=weights).astype(np.int64)
        lasting = (summed > 1) | (len(all_keys) < 5_000_000)
        self._keys, self._counts = all_keys[lasting], summed[lasting]


def _codes(text: str) -> Codes:
    """The codes of a text's phrases, each once, sorted."""
    found = [codes for line in text.splitlines() for codes in _line_codes(line)]
    return np.unique(np.concatenate([np.zeros(0, np.uint32), *found]))


def _line_codes(line: str) -> Iterator[Codes]:
    written = runs(line)
    single = hashes(written)
    stops = np.fromiter((form in BREAKS or form.isdigit() for form in written), bool, len(written))
    before = np.concatenate([[0], np.cumsum(stops)])
    for size in range(1, min(LONGEST, len(written)) + 1):
        yield phrase_codes(single, size)[before[size:] == before[:-size]]


def _steps(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    return np.minimum(np.rint(STEPS * np.log1p(counts)), 255).astype(np.uint8)
