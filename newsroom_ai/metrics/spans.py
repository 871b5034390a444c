"""Spans with a type, as in entity recognition."""

from __future__ import annotations

from collections.abc import Set

from newsroom_ai.metrics.counts import Counts

Typed = tuple[int, int, str]
"""Start, end and type."""


def span_counts(found: Set[Typed], gold: Set[Typed], type: str | None = None) -> Counts:
    """Count one document's spans that are right in both borders and in type; ``type`` looks at that one only.

    Micro F1 is ``total(...)`` of these, its ``f1`` (Tjong Kim Sang and De Meulder, CoNLL 2003).

    >>> span_counts({(0, 3, "person"), (5, 9, "place")}, {(0, 3, "person"), (5, 8, "place")}).f1
    0.5
    """
    if type is not None:
        found, gold = {s for s in found if s[2] == type}, {s for s in gold if s[2] == type}
    return Counts(len(found & gold), len(found), len(gold))
