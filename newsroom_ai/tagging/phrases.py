"""Runs of syllables as numbers, and what is known of many of them: how common, and how often in a title."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.tagging.grams import hashes

LONGEST: Final = 5
"""Syllables of the longest phrase."""

COUNTS: Final = "phrases.npz"
STEPS: Final = 8.0
"""Counts are kept as whole eighths of their logarithm."""

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]

_FIRST: Final = np.uint32(0x9E3779B1)  # the multipliers of xxHash32
_NEXT: Final = np.uint32(0x85EBCA77)


def phrase_codes(syllables: Codes, size: int) -> Codes:
    """The codes of all runs of ``size`` syllables, by the hashes of these: shape ``(max(0, n - size + 1),)``."""
    count = max(0, len(syllables) - size + 1)
    codes = syllables[:count] * _FIRST
    for at in range(1, size):
        codes = (codes ^ syllables[at : at + count]) * _NEXT
        codes ^= codes >> np.uint32(15)
    return codes


def code_of(forms: Sequence[str]) -> int:
    """The code of one phrase.

    >>> bool(code_of(["lương", "tối", "thiểu"]) == phrase_codes(hashes(["tăng", "lương", "tối", "thiểu"]), 3)[1])
    True
    """
    return int(phrase_codes(hashes(forms), len(forms))[0])


class PhraseCounts:
    """In how many of the articles of a background each of many phrases occurs, and in how many titles of these."""

    def __init__(
        self, keys: Codes, documents: npt.NDArray[np.uint8], titles: npt.NDArray[np.uint8], total: int
    ) -> None:
        """Take sorted codes; ``documents`` and ``titles`` are ``STEPS`` · ln(1 + count), rounded."""
        self._keys, self._documents, self._titles = keys, documents, titles
        self.total = total

    @classmethod
    def load(cls, folder: Path) -> PhraseCounts:
        """Read a table.

        Raises:
            ModelUnavailable: the file is missing or not such a table.
        """
        try:
            with np.load(folder / COUNTS, allow_pickle=False) as read:
                return cls(read["keys"], read["documents"], read["titles"], int(read["total"]))
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise ModelUnavailable(f"Không đọc được mô hình “{folder.name}”; hãy cài lại.") from error

    def save(self, folder: Path) -> None:
        """Write the table."""
        np.savez_compressed(
            folder / COUNTS, keys=self._keys, documents=self._documents, titles=self._titles, total=np.array(self.total)
        )

    def documents(self, codes: Codes) -> Floats:
        """Articles of the background that hold each phrase; 0 for what it does not know, which is rare."""
        return self._looked_up(self._documents, codes)

    def titles(self, codes: Codes) -> Floats:
        """Articles of the background that hold each phrase in the title and below it."""
        return self._looked_up(self._titles, codes)

    def _looked_up(self, values: npt.NDArray[np.uint8], codes: Codes) -> Floats:
        if not len(self._keys):
            return np.zeros(len(codes), np.float32)
        places = np.minimum(np.searchsorted(self._keys, codes), len(self._keys) - 1)
        found = np.expm1(values[places] / STEPS)
        return np.where(self._keys[places] == codes, found, 0).astype(np.float32)


@cache
def shipped_counts(name: str = "keyphrases-boosted.v2") -> PhraseCounts:
    """The table of a shipped model.

    Raises:
        ModelUnavailable: the model is missing or damaged.
    """
    return PhraseCounts.load(verified(model_folder(name)))
