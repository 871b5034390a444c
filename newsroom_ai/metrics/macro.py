"""Precision, recall and F1 of a classification, every label counting the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple


class Macro(NamedTuple):
    """Means over the labels."""

    f1: float
    precision: float
    recall: float


def macro(predicted: Sequence[Hashable | None], gold: Sequence[Hashable]) -> Macro:
    """Mean over the gold labels of F1 = 2PR / (P + R), of P and of R (Sokolova and Lapalme, 2009, but the mean of F1s).

    ``None`` is a document left without a label: it costs recall only. A predicted label that no gold document
    carries is no label of its own; it costs the recall of the right one. An empty ratio is 0.

    Raises:
        ValueError: the lengths differ, or there are no documents.

    >>> macro(["a", "a", "b"], ["a", "b", "b"])
    Macro(f1=0.6666666666666666, precision=0.75, recall=0.75)
    """
    if not gold:
        raise ValueError("no documents")
    hits = Counter(one for one, other in zip(predicted, gold, strict=True) if one == other)
    found, wanted = Counter(predicted), Counter(gold)
    precision = [hits[label] / found[label] if found[label] else 0.0 for label in wanted]
    recall = [hits[label] / count for label, count in wanted.items()]
    f1 = [2 * p * r / (p + r) if p + r else 0.0 for p, r in zip(precision, recall, strict=True)]
    return Macro(sum(f1) / len(f1), sum(precision) / len(f1), sum(recall) / len(f1))
