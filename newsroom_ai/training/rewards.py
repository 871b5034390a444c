"""ROUGE of many summaries made of the same few sentences, at the price of one look at each sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import TypeVar

import numpy as np

from newsroom_ai.metrics.rouge import longest_common_subsequence, syllable_tokens
from newsroom_ai.summarisation.ranker import Places
from newsroom_ai.summarisation.salience import Floats

T = TypeVar("T")


def rewards(
    parts: Sequence[str], sets: Sequence[Places], reference: str, known: dict[tuple[str, ...], float] | None = None
) -> Floats:
    """ROUGE-1, ROUGE-2 and ROUGE-L (F1) of each set of parts, shape ``(len(sets), 3)``.

    As ``metrics.rouge`` of the parts joined by a space, but that no pair is counted where two parts meet. ``known``
    remembers ROUGE-L between calls with the same reference.

    >>> rewards(["a b", "c d"], [(0,), (0, 1)], "a c b d").tolist()[1]
    [1.0, 0.0, 0.75]
    """
    tokens, wanted = [syllable_tokens(part) for part in parts], syllable_tokens(reference)
    member = np.zeros((len(sets), len(parts)), np.float32)
    for row, places in enumerate(sets):
        member[row, list(places)] = 1
    one = _f1(member, [Counter(each) for each in tokens], Counter(wanted))
    two = _f1(member, [Counter(pairwise(each)) for each in tokens], Counter(pairwise(wanted)))
    known = {} if known is None else known
    common = []
    for places in sets:
        chosen = tuple(parts[at] for at in places)
        if chosen not in known:
            joined = list(chain.from_iterable(tokens[at] for at in places))
            shared = longest_common_subsequence(wanted, joined)
            known[chosen] = 2.0 * shared / max(1, len(wanted) + len(joined))
        common.append(known[chosen])
    return np.stack([one, two, np.array(common, np.float32)], axis=1)


def _f1(member: Floats, found: Sequence[Counter[T]], wanted: Counter[T]) -> Floats:
    kinds = list(wanted)
    held = np.array([[each[kind] for kind in kinds] for each in found], np.float32).reshape(len(found), len(kinds))
    limits = np.array([wanted[kind] for kind in kinds], np.float32)
    overlap = np.minimum(member @ held, limits).sum(axis=1)
    size = member @ np.array([each.total() for each in found], np.float32) + wanted.total()
    result: Floats = (2 * overlap / np.maximum(size, 1)).astype(np.float32)
    return result
