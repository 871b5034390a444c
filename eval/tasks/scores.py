"""Figures that several tasks compute: micro F1, ROUGE."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from eval.rows import Recorder
from newsroom_ai.metrics.counts import Counts, total
from newsroom_ai.metrics.rouge import Rouge, ascii_tokens, rouge, syllable_tokens

RANKERS: Final = ("lexrank", "textrank", "luhn")
"""The methods of sumy."""


def micro_f1(counts: Sequence[Counts], drawn: npt.NDArray[np.int64]) -> float:
    """F1 of the drawn documents together."""
    return total(counts[place] for place in drawn).f1


def record_rouge(
    recorder: Recorder, name: str, stamp: str, system: str, texts: Sequence[str], references: Sequence[Sequence[str]]
) -> None:
    """Record ROUGE by syllables and by ASCII fragments, each the mean over an article's references."""
    for prefix, tokens in (("", syllable_tokens), ("ascii_", ascii_tokens)):
        scores = [mean_rouge(text, several, tokens) for text, several in zip(texts, references, strict=True)]
        for place, metric in enumerate(Rouge._fields):
            recorder.mean(name, stamp, system, f"{prefix}{metric}", [score[place] for score in scores])


def mean_rouge(text: str, references: Sequence[str], tokens: Callable[[str], list[str]]) -> Rouge:
    """The mean over the references."""
    scores = [rouge(text, reference, tokens) for reference in references]
    return Rouge(*(sum(values) / len(scores) for values in zip(*scores, strict=True)))


def first(text: str, count: int) -> str:
    """The text up to its ``count``-th syllable.

    >>> first("Giá xăng, giá dầu tăng.", 3)
    'Giá xăng, giá'
    """
    end = 0
    for word in re.finditer(r"\S+", text):
        count -= len(syllable_tokens(word[0]))
        if count < 0:
            break
        end = word.end()
    return text[:end]
