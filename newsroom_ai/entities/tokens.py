"""What the name model looks at: the syllables of a text as arrays of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.text.segmenter_gaps import Codes, Offsets, Shape, Sign, read_gaps

Ids = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

MARGIN: Final = 8
"""Empty places between two texts, so that the model never looks from one into another."""

_EMPTY: Final = np.array([Sign.LINE], np.uint32)
_CAPITALS: Final = np.isin(np.arange(16), [Shape.TITLE, Shape.TITLE_STRANGE, Shape.CAPITALS, Shape.LETTER])
_NAMELIKE: Final = _CAPITALS | np.isin(np.arange(16), [Shape.MIXED, Shape.ALPHANUMERIC])


class Tokens(NamedTuple):
    """The syllables of one text: hashes of their folded forms, how they are written, the sign before each."""

    starts: Offsets
    ends: Offsets
    forms: Codes
    shapes: Codes
    signs: Codes

    def part(self, place: slice) -> Tokens:
        """Some of the syllables."""
        return Tokens(self.starts[place], self.ends[place], self.forms[place], self.shapes[place], self.signs[place])

    def capital(self) -> Flags:
        """Which syllables are written with a capital, and tell something by it."""
        flags: Flags = _NAMELIKE[self.shapes]
        return flags


def read_tokens(text: str) -> Tokens:
    """Cut a text into syllables; ``signs[i]`` stands between syllable ``i - 1`` and ``i``, a line break at the start.

    >>> read_tokens("Hà Nội, 3/2").signs.tolist()
    [11, 0, 13, 4]
    """
    gaps = read_gaps(text)
    signs = np.concatenate((_EMPTY, gaps.signs))[: len(gaps.forms)]
    return Tokens(gaps.starts, gaps.ends, gaps.forms, gaps.shapes, signs)


def laid_out(texts: Sequence[Tokens]) -> tuple[Tokens, list[slice]]:
    """Lay texts behind one another with empty margins; returns also where each one lies.

    Empty places have form 0, shape 0 and a line break before them.
    """
    size = MARGIN + sum(len(one.forms) + MARGIN for one in texts)
    starts, ends = np.zeros(size, np.int64), np.zeros(size, np.int64)
    forms, shapes = np.zeros(size, np.uint32), np.zeros(size, np.uint32)
    signs = np.full(size, Sign.LINE, np.uint32)
    places: list[slice] = []
    at = MARGIN
    for one in texts:
        place = slice(at, at + len(one.forms))
        starts[place], ends[place], forms[place] = one.starts, one.ends, one.forms
        shapes[place], signs[place] = one.shapes, one.signs
        places.append(place)
        at = place.stop + MARGIN
    return Tokens(starts, ends, forms, shapes, signs), places
