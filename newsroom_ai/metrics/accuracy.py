"""Accuracy of one label a document."""

from __future__ import annotations

from collections.abc import Hashable, Sequence


def accuracy(predicted: Sequence[Hashable], gold: Sequence[Hashable]) -> float:
    """Share of the documents whose predicted label is the gold one.

    Raises:
        ValueError: the lengths differ, or there are no documents.

    >>> accuracy(["a", "b", "b", "a"], ["a", "b", "a", "a"])
    0.75
    """
    if not gold:
        raise ValueError("no documents")
    return sum(one == other for one, other in zip(predicted, gold, strict=True)) / len(gold)
