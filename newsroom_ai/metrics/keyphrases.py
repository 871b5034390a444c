"""F1 of keyphrases at a depth."""

from __future__ import annotations

from collections.abc import Sequence, Set


def f1_at(ranked: Sequence[str], gold: Set[str], depth: int = 5) -> float:
    """F1 of the first ``depth`` distinct phrases by exact match of folded forms; 0 when there is no gold phrase.

    P = hits / phrases given among the first ``depth``, R = hits / gold phrases (Meng et al., 2017): a system that
    gives fewer than ``depth`` is not charged for those it left out.

    >>> f1_at(["giá xăng", "dầu"], {"giá xăng", "bộ công thương"})
    0.5
    """
    given = list(dict.fromkeys(ranked))[:depth]
    hits = len(gold & set(given))
    return 2 * hits / (len(given) + len(gold)) if gold else 0.0
