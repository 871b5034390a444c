"""Which candidates are keyphrases, how likely, and which of those that overlap to keep."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from newsroom_ai.article import Span
from newsroom_ai.tagging.candidates import Candidates
from newsroom_ai.tagging.trees import Floats, Trees

MODEL: Final = "keyphrases-boosted.v2"
TREES: Final = "trees.npz"

_SHOWN: Final = 20
LEAST: Final = 0.01
"""Probability below which a ranker's candidate is no keyphrase."""


def load_trees(folder: Path) -> Trees:
    """The ranker of a model folder.

    Raises:
        ModelUnavailable: it is missing or no such ranker.
    """
    return Trees.load(folder / TREES)


def rank(found: Candidates, sure: Floats, least: float = LEAST) -> list[tuple[int, float]]:
    """Places of the keyphrases among the candidates, with their probabilities ``sure``, likeliest first.

    A phrase that stands mostly inside others already kept is left out.
    """
    kept: list[tuple[int, float]] = []
    taken: list[Span] = []
    for at in np.argsort(-sure, kind="stable").tolist():
        if sure[at] < least or len(kept) == _SHOWN:
            break
        spans = found.spans[at]
        if 2 * sum(any(_touch(span, other) for other in taken) for span in spans) <= len(spans):
            kept.append((at, float(sure[at])))
            taken += spans
    return kept


def _touch(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
