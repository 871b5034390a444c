"""Agreement of two segmentations of the same text into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from newsroom_ai.metrics.counts import Counts


def word_counts(found: Iterable[tuple[int, int]], gold: Iterable[tuple[int, int]]) -> Counts:
    """Count the words that two segmentations have in common, by both borders.

    Word F1 is the ``f1`` of the counts (Sproat and Emerson, SIGHAN 2003); between two segmenters it is their
    agreement, which does not change when they change places.

    >>> word_counts([(0, 3), (4, 8)], [(0, 8)]).f1
    0.0
    """
    one, other = set(found), set(gold)
    return Counts(len(one & other), len(one), len(other))


def borders(words: Sequence[str]) -> list[tuple[int, int]]:
    """Spans of the words in the text without its spaces, so that segmentations of differently spaced texts compare.

    >>> borders(["học sinh", ",", "trường"])
    [(0, 7), (7, 8), (8, 14)]
    """
    ends = accumulate((len("".join(word.split())) for word in words), initial=0)
    return list(pairwise(ends))
