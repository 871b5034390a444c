"""What the static encoder reads of a text: known syllables, and known pairs of neighbouring syllables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.text.fold import fold
from newsroom_ai.text.normalise import INVISIBLE, nfc

Rows = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]

_RUN: Final = re.compile(r"[^\W_]+")
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_CACHED: Final = 200_000
UNKNOWN: Final = -1


class Bag(NamedTuple):
    """The pieces of a text, each once: rows in ascending order, and 1 + ln(occurrences) of each."""

    rows: Rows
    weights: Weights


class _Numbers(dict[str, int]):
    """A syllable as it is written -> its number; spellings that fold alike share one."""

    def __init__(self, syllables: Sequence[str]) -> None:
        super().__init__((syllable, number) for number, syllable in enumerate(syllables))
        self._known = dict(self)

    def __missing__(self, written: str) -> int:
        if len(self) >= len(self._known) + _CACHED:
            self.clear()
            self.update(self._known)
        self[written] = number = self._known.get(fold(written), UNKNOWN)
        return number


class Pieces:
    """A vocabulary of syllables and pairs. Syllable ``i`` has row ``i``, pair ``j`` row ``len(syllables) + j``.

    Pairs carry what single syllables cannot: most Vietnamese words have two.
    """

    def __init__(self, syllables: Sequence[str], pairs: npt.NDArray[np.integer]) -> None:
        """Take folded syllables, and pairs as rows of two syllable numbers in ascending order, shape ``(n, 2)``."""
        self._numbers = _Numbers(syllables)
        self._syllables = len(syllables)
        self._codes = pairs[:, 0].astype(np.int64) * self._syllables + pairs[:, 1]

    def __len__(self) -> int:
        """Rows in all."""
        return self._syllables + len(self._codes)

    def bag(self, text: str) -> Bag:
        """Return the known pieces of a text.

        >>> pieces = Pieces(["bảo", "hiểm", "y", "tế"], np.array([[0, 1], [2, 3]]))
        >>> pieces.bag("Bảo hiểm Y tế: bảo đảm").rows.tolist()
        [0, 1, 2, 3, 4, 5]
        """
        return self.counted(np.fromiter(map(self._numbers.__getitem__, runs(text)), np.int64))

    def counted(self, numbers: Rows) -> Bag:
        """As ``bag``, of syllables given by their numbers, ``UNKNOWN`` among them."""
        rows, occurrences = np.unique(self.rows(numbers), return_counts=True)
        return Bag(rows, (1 + np.log(occurrences)).astype(np.float32))

    def rows(self, numbers: Rows) -> Rows:
        """All pieces of a text given by the numbers of its syllables: first syllables, then pairs, in order."""
        singles = numbers[numbers >= 0]
        if len(numbers) < 2 or not len(self._codes):
            return singles
        codes = numbers[:-1] * self._syllables + numbers[1:]
        places = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        known = (self._codes[places] == codes) & (numbers[:-1] >= 0) & (numbers[1:] >= 0)
        return np.concatenate([singles, self._syllables + places[known]])


def runs(text: str) -> list[str]:
    """Cut a text into runs of letters and digits, in small letters: syllables as they are written.

    >>> runs("Lương tối thiểu tăng 6%")
    ['lương', 'tối', 'thiểu', 'tăng', '6']
    """
    return list(_runs(text))


@lru_cache(maxsize=4)
def _runs(text: str) -> tuple[str, ...]:
    """As ``runs``; the last few texts are remembered, since more than one model reads an article."""
    return tuple(_RUN.findall(_INVISIBLE.sub("", nfc(text)).lower()))
