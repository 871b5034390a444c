"""How much a text reads like a headline: chances of neighbouring syllables, counted in real headlines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.summarisation.salience import Codes, Floats, codes_of, pair_codes
from newsroom_ai.text.fold import fold

COUNTS: Final = "titles.npz"
FEATURES: Final = 9
PAIR_SLOTS: Final = 1 << 20
WORD_SLOTS: Final = 1 << 16

_SCALE: Final = 16.0  # counts are stored as sixteenths of log(1 + count)
_BACKED: Final = 10.0  # occurrences that the frequency of the syllable alone is worth
_TOKEN: Final = re.compile(r"\w+|[:,]")
_BEGIN: Final = "<"
_END: Final = ">"
_MANY: Final = 16.0
_UNSEEN: Final = 1e-4
_RARE: Final = 6.0  # log chance, negative, from which neighbours are rare

Counts = npt.NDArray[np.uint8]


class Fluency:
    """Counts of syllables and of neighbours in headlines, a place of a table each. Thread-safe.

    P(b | a) = (n(a b) + k P(b)) / (n(a) + k) with k = 10; begin and end of a headline count as syllables, figures
    as one.
    """

    def __init__(self, pairs: Counts, words: Counts) -> None:
        self.pairs, self.words = pairs, words
        self._pairs, self._words = _counts(pairs), _counts(words)
        self._total = float(self._words.sum())

    @classmethod
    def open(cls, folder: Path) -> Fluency:
        """Read the counts of a verified model folder.

        Raises:
            ModelUnavailable: they are missing or cannot be read.
        """
        try:
            with np.load(folder / COUNTS, allow_pickle=False) as stored:
                return cls(stored["pairs"], stored["words"])
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable(f"Không đọc được mô hình “{folder.name}” để đặt tít; hãy cài lại.") from error

    @classmethod
    def count(cls, titles: Iterable[str]) -> Fluency:
        """Count headlines.

        >>> style = Fluency.count(["Mưa lớn ở Hà Nội", "Nắng nóng ở Huế"] * 20)
        >>> whole, broken = style.features(["Mưa lớn ở Huế", "Mưa lớn ở"])[:, 3]
        >>> bool(whole > broken)
        True
        """
        pairs, words = np.zeros(PAIR_SLOTS), np.zeros(WORD_SLOTS)
        for title in titles:
            coded = _coded(title)
            np.add.at(words, _word(coded), 1)
            twos = pair_codes(coded)
            np.add.at(pairs, _pair(twos), 1)
            np.add.at(pairs, _pair(pair_codes(twos)), 1)
        return cls(*(np.rint(np.log1p(each) * _SCALE).astype(np.uint8) for each in (pairs, words)))

    def save(self, folder: Path) -> None:
        """Write the counts into a model folder."""
        np.savez_compressed(folder / COUNTS, pairs=self.pairs, words=self.words)

    def features(self, texts: Sequence[str]) -> Floats:
        """What tells how fluent each text is as a headline, shape ``(len(texts), FEATURES)``.

        Mean and least log chance of neighbours, that of the first syllable, of the end behind the last one and behind
        the last two, how much rare neighbours weigh, syllables, commas, colons.
        """
        coded = [_coded(text) for text in texts]
        if not coded:
            return np.zeros((0, FEATURES), np.float32)
        lengths = np.array([len(one) for one in coded])
        stops = np.cumsum(lengths)
        starts, flat = stops - lengths, np.concatenate(coded)
        twos = pair_codes(flat)
        known, alone = self._pairs[_pair(twos)], self._words[_word(flat)]
        chance = np.log((known + _BACKED / self._total * alone[1:] + _UNSEEN) / (alone[:-1] + _BACKED))
        end = chance[stops - 2]
        twice = self._pairs[_pair(pair_codes(twos)[stops - 3])]
        ended = np.log((twice + np.exp(end)) / (known[stops - 3] + 1.0))
        chance[stops - 2] = 0  # the end is looked at by itself
        chance[stops[:-1] - 1] = 0  # no neighbours: two texts meet
        several = lengths - 2
        columns = (
            np.add.reduceat(chance, starts) / several,
            np.minimum.reduceat(chance, starts),
            chance[starts],
            end,
            ended,
            np.add.reduceat(np.minimum(chance + _RARE, 0), starts) / several,
            several / _MANY,
            np.add.reduceat((flat == _COMMA).astype(np.float32), starts),
            np.add.reduceat((flat == _COLON).astype(np.float32), starts),
        )
        return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _coded(text: str) -> Codes:
    forms = _TOKEN.findall(fold(text))
    return codes_of([_BEGIN, *("0" if form[0].isdigit() else form for form in forms), _END])


_COMMA, _COLON = (int(codes_of([sign])[0]) for sign in ",:")


def _counts(stored: Counts) -> npt.NDArray[np.float32]:
    return np.expm1(stored / np.float32(_SCALE)).astype(np.float32)


def _pair(hashes: Codes) -> npt.NDArray[np.intp]:
    return (hashes & np.uint32(PAIR_SLOTS - 1)).astype(np.intp)


def _word(hashes: Codes) -> npt.NDArray[np.intp]:
    return (hashes & np.uint32(WORD_SLOTS - 1)).astype(np.intp)
