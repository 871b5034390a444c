"""Which words and neighbouring pairs of an article a summary of it would say: what the sentence ranker looks at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsroom_ai.text.syllables import exact_forms

Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.uint32]
Table = npt.NDArray[np.int8]

SLOTS: Final = 1 << 17
"""Places of the tables that say how rare a word or pair is, and how readily summaries take it up."""

WORD_FEATURES: Final = 13
PAIR_FEATURES: Final = 14
SCALE: Final = 16.0
"""Table values are whole sixteenths."""

_LONGEST: Final = 1_500  # syllables of an article that are read: summaries rest on its upper part
_REMEMBERED: Final = 200_000
_COMMONEST: Final = 0.1  # weight of a word of the title that every article has
_MIX: Final = np.uint32(0x85EBCA77)


class Network(NamedTuple):
    """Two layers: ``relu(x · inner + bias) · outer``."""

    inner: Floats
    bias: Floats
    outer: Floats

    def __call__(self, rows: Floats) -> Floats:
        """One number a row."""
        hidden = rows @ self.inner + self.bias
        result: Floats = np.maximum(hidden, 0, out=hidden) @ self.outer
        return result


class Tables(NamedTuple):
    """For each slot how rare its words are (logarithm), and how readily summaries take them up (log odds)."""

    rarity: Table
    uptake: Table


class Counted(NamedTuple):
    """The different words, or pairs, of an article: ``holds[i, j]`` says that sentence i has the j-th."""

    kinds: Codes
    holds: Floats
    features: Floats


class _Codes(dict[str, int]):
    """A folded syllable -> its 32-bit hash, remembered."""

    def __missing__(self, form: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[form] = code = crc32(form.encode())
        return code


_CODES: Final = _Codes()


def codes(text: str) -> Codes:
    """The hashes of a text's folded syllables, in order."""
    return codes_of(exact_forms(text))


def codes_of(forms: Sequence[str]) -> Codes:
    """The hashes of folded syllables."""
    return np.fromiter(map(_CODES.__getitem__, forms), np.uint32, len(forms))


def pair_codes(words: Codes) -> Codes:
    """The hashes of neighbouring pairs."""
    mixed: Codes = (words[:-1] * _MIX) ^ words[1:]
    return mixed ^ (mixed >> np.uint32(15))


def slots(hashes: Codes) -> npt.NDArray[np.intp]:
    """Places in the tables."""
    return (hashes & np.uint32(SLOTS - 1)).astype(np.intp)


def read(sentences: Sequence[Codes], title: Codes, tables: Tables) -> tuple[Counted, Counted]:
    """Words and pairs of the sentences of an article, at most the first 1,500 syllables, with what tells their weight.

    The title may be empty: then nothing of it is known.
    """
    kept = _upper(sentences)
    words = _counted(kept, title, tables)
    near = _near(words, title, tables)
    pairs = _counted([_pairs_of(one) for one in kept], _pairs_of(title), tables)
    flat = np.concatenate([np.zeros(0, np.uint32), *(one[:-1] for one in kept), *(one[1:] for one in kept)])
    known = np.isin(flat, title).reshape(2, -1).sum(axis=0) / 2
    named = np.zeros(len(pairs.kinds), np.float32)
    named[np.searchsorted(pairs.kinds, np.concatenate([pairs.kinds[:0], *map(_pairs_of, kept)]))] = known
    return _placed(words, near), _placed(pairs, near, named)


def _near(words: Counted, title: Codes, tables: Tables) -> Floats:
    """The share of the title's words that each sentence holds, rare ones weighing more."""
    weights = np.maximum(tables.rarity[slots(words.kinds)] / SCALE, 0) + _COMMONEST
    weights *= np.isin(words.kinds, title)
    share: Floats = (words.holds @ weights / max(1.0, float(weights.sum()))).astype(np.float32)
    return share


def _placed(counted: Counted, near: Floats, *more: Floats) -> Counted:
    """The same with how near to the title stand the sentences that hold each: the nearest, and on the average."""
    holds = counted.holds
    nearest = (holds * near[:, None]).max(axis=0, initial=0)
    average = (near @ holds) / np.maximum(holds.sum(axis=0), 1)
    columns = np.stack([nearest, average, *more], axis=1).astype(np.float32)
    return counted._replace(features=np.concatenate([counted.features, columns], axis=1))


def _pairs_of(words: Codes) -> Codes:
    return pair_codes(words) if len(words) > 1 else words[:0]


def _upper(sentences: Sequence[Codes]) -> list[Codes]:
    kept, left = [], _LONGEST
    for one in sentences:
        kept.append(one[: max(0, left)])
        left -= len(one)
    return kept


def _counted(sentences: Sequence[Codes], title: Codes, tables: Tables) -> Counted:
    lengths = np.array([len(one) for one in sentences], np.intp)
    flat = np.concatenate([np.zeros(0, np.uint32), *sentences])
    row = np.repeat(np.arange(len(sentences)), lengths)
    kinds, first_at, place, often = np.unique(flat, return_index=True, return_inverse=True, return_counts=True)
    holds = np.zeros((len(sentences), len(kinds)), np.float32)
    holds[row, place] = 1
    spread = holds.sum(axis=0)
    first = row[first_at].astype(np.float32) if len(flat) else np.zeros(0, np.float32)
    at, titled = slots(kinds), np.isin(kinds, title).astype(np.float32)
    length = max(1, len(flat))
    features = np.stack(
        [
            np.log1p(often),
            np.log1p(spread),
            often * (100.0 / length),
            1.0 / (1.0 + first),
            (first < 3).astype(np.float32),
            first / max(1, len(sentences)),
            tables.rarity[at] / SCALE,
            tables.uptake[at] / SCALE,
            np.log1p(often) * (tables.rarity[at] / SCALE),
            titled,
            np.full(len(kinds), float(len(title) > 0)),
        ],
        axis=1,
    ).astype(np.float32)
    return Counted(kinds, holds, features)


def chances(counted: Counted, network: Network) -> Floats:
    """The probability of each word, or pair, that a summary says it.

    A network reads the columns it was trained with: one that knows no title leaves out the last of them.
    """
    known = counted.features[:, : len(network.inner)]
    chance: Floats = (1.0 / (1.0 + np.exp(-network(known)))).astype(np.float32)
    return chance
