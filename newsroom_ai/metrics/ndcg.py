"""Normalised discounted cumulative gain, for queries with several right answers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence, Set


def ndcg(ranked: Sequence[Hashable], relevant: Set[Hashable], depth: int = 10) -> float:
    """DCG / ideal DCG among the first ``depth``, with DCG = sum of 1 / log2(rank + 1) over the relevant.

    Binary gains (Järvelin and Kekäläinen, 2002); 0 when nothing is relevant. A repeated answer gains once.

    >>> ndcg(["a", "b"], {"a"})
    1.0
    >>> round(ndcg(["b", "a"], {"a"}), 4)
    0.6309
    """
    first = dict.fromkeys(ranked[:depth])
    gain = sum(1 / math.log2(rank + 1) for rank, found in enumerate(first, start=1) if found in relevant)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(relevant), depth) + 1))
    return gain / ideal if ideal else 0.0
