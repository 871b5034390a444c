"""Names the model has met often, by their hashes, and what they mostly were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.entities.tokens import Ids, Tokens
from newsroom_ai.entities.types import KINDS
from newsroom_ai.text.segmenter_gaps import Codes, Sign

LONGEST: Final = 7
"""Syllables of the longest name remembered."""

CLASSES: Final = 2 * len(KINDS)
"""A name is mostly or partly of one kind."""

HINTS: Final = 1 + 2 * CLASSES
"""Nothing known, or the first or a later syllable of a name of some class."""

_JOINS: Final = np.isin(np.arange(32), [Sign.SPACE, Sign.HYPHEN, Sign.DOT, Sign.DOT_SPACE, Sign.DASH, Sign.AMPERSAND])
_PURE: Final = 0.85
_USUAL: Final = 0.4
_OFTEN: Final = 3


class KnownNames(NamedTuple):
    """Sorted hashes of names, and the class of each: twice the place of its kind in ``KINDS``, plus 1 if in doubt."""

    keys: Codes
    classes: npt.NDArray[np.uint8]

    def hints(self, tokens: Tokens) -> Ids:
        """What is known of each syllable: 0 for nothing, of nested names the longest counts."""
        hints = np.zeros(len(tokens.forms), np.intp)
        if not len(self.keys):
            return hints
        for size, starts, hashes in ngrams(tokens):
            places = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
            hit = self.keys[places] == hashes
            begin, kind = starts[hit], self.classes[places[hit]].astype(np.intp)
            hints[begin] = 1 + 2 * kind
            for later in range(1, size):
                hints[begin + later] = 2 + 2 * kind
        return hints

    def joined(self, other: KnownNames) -> KnownNames:
        """These names and others; where both know one, the other's class counts."""
        classes = dict(zip(self.keys.tolist(), self.classes.tolist(), strict=True))
        classes |= dict(zip(other.keys.tolist(), other.classes.tolist(), strict=True))
        keys = np.array(sorted(classes), np.uint32)
        return KnownNames(keys, np.array([classes[key] for key in keys.tolist()], np.uint8))


def ngrams(tokens: Tokens) -> list[tuple[int, Ids, Codes]]:
    """Runs of syllables that may be names: their size, where they start, their hashes.

    A run opens or ends with a capital, except in text that shows none.
    """
    size = len(tokens.forms)
    joined = _JOINS[tokens.signs]
    capital = tokens.capital() | (tokens.shapes < 2)  # case unknown
    starts = np.arange(size)
    hashes = tokens.forms.copy()
    found: list[tuple[int, Ids, Codes]] = []
    for count in range(1, min(LONGEST, size) + 1):
        if count > 1:
            alive = starts + count - 1 < size
            starts, hashes = starts[alive], hashes[alive]
            alive = joined[starts + count - 1]
            starts, hashes = starts[alive], hashes[alive]
            hashes = (hashes * np.uint32(0x85EBCA77)) ^ tokens.forms[starts + count - 1]
            hashes ^= hashes >> np.uint32(15)
        named = (capital[starts] | capital[starts + count - 1]) & (tokens.forms[starts] != 0)
        found.append((count, starts[named], hashes[named]))
    return found


def span_hash(tokens: Tokens, start: int, end: int) -> int:
    """The hash under which a name is remembered."""
    value = int(tokens.forms[start])
    for at in range(start + 1, end):
        value = (value * 0x85EBCA77 & 0xFFFFFFFF) ^ int(tokens.forms[at])
        value ^= value >> 15
    return value


def known_names(counts: Mapping[int, Sequence[float]], seen: Mapping[int, int]) -> KnownNames:
    """Remember names by how often each was found, kind by kind, and how often its words stood there at all."""
    kept: dict[int, int] = {}
    for key, found in counts.items():
        total, most = sum(found), max(found)
        share = total / max(seen.get(key, total), total)
        if total >= _OFTEN and share >= _USUAL / 2:
            pure = most >= _PURE * total and share >= _USUAL
            kept[key] = 2 * list(found).index(most) + (not pure)
    keys = np.array(sorted(kept), np.uint32)
    return KnownNames(keys, np.array([kept[int(key)] for key in keys], np.uint8))
