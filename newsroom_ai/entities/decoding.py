"""Label probabilities -> names with their borders: which syllables belong together, and how surely."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from newsroom_ai.entities.labels import COUNT, OUTSIDE
from newsroom_ai.entities.network import Floats
from newsroom_ai.entities.tokens import Flags, Ids, Tokens
from newsroom_ai.entities.types import KINDS
from newsroom_ai.text.segmenter_gaps import Sign

_PARTS: Final = np.isin(np.arange(32), [Sign.LINE, Sign.SENTENCE])
_JOINS: Final = np.isin(np.arange(32), [Sign.SPACE, Sign.HYPHEN])
_ABBREVIATED: Final = 2
_SURELY_OUTSIDE: Final = 0.995
_NEVER: Final = -1e4
_SPLIT: Final = -1.0
"""What it costs to begin a name right behind another with only a space between: most such runs are one name."""


class Decoded(NamedTuple):
    """Syllables ``start`` to ``end`` as one name of the kind at place ``kind`` in ``KINDS``.

    ``sure`` is the geometric mean of the probabilities of its two borders and of its least sure syllable, 0..1.
    """

    start: int
    end: int
    kind: int
    sure: float


def decode(probabilities: Floats, tokens: Tokens) -> list[Decoded]:
    """The likeliest names, in order, without overlaps: the best path through the labels (Viterbi 1967)."""
    active = probabilities[:, OUTSIDE] < _SURELY_OUTSIDE
    active &= tokens.forms != 0
    places = np.flatnonzero(active)
    if not len(places):
        return []
    labels = _best_path(probabilities, tokens, places)
    return _names(labels, places, probabilities, tokens)


def _transitions() -> Floats:
    """The score of each pair of labels for: text parted here, other signs, only a space between."""
    free = np.zeros((COUNT, COUNT), np.float32)
    for kind in range(len(KINDS)):
        inside = 2 + 2 * kind
        free[:, inside] = _NEVER
        free[inside - 1 : inside + 1, inside] = 0
    parted, joined = free.copy(), free.copy()
    parted[:, 2::2] = _NEVER
    joined[1:, 1::2] = _SPLIT
    return np.stack((parted, free, joined))


_TRANSITIONS: Final = _transitions()


def _best_path(probabilities: Floats, tokens: Tokens, places: Ids) -> Ids:
    """Labels of the active places: all runs of neighbouring ones at once, one step a syllable."""
    scores = np.log(probabilities[places] + 1e-9)
    opens = np.concatenate(([True], np.diff(places) != 1))
    scores[opens, 2::2] += _NEVER  # nothing before it that could go on
    kinds = 1 + _JOINS[tokens.signs[places]].astype(np.intp)
    kinds[_parted(tokens)[places]] = 0
    firsts = np.flatnonzero(opens)
    sizes = np.diff(np.append(firsts, len(places)))
    back = np.zeros((len(places), COUNT), np.intp)
    best = scores.copy()
    for step in range(1, int(sizes.max())):
        at = firsts[sizes > step] + step
        options = best[at - 1][:, :, None] + _TRANSITIONS[kinds[at]]
        back[at] = options.argmax(axis=1)
        best[at] += options.max(axis=1)
    labels = np.zeros(len(places), np.intp)
    lasts = firsts + sizes - 1
    labels[lasts] = best[lasts].argmax(axis=1)
    for step in range(1, int(sizes.max())):
        at = lasts[sizes > step] - step + 1
        labels[at - 1] = back[at, labels[at]]
    return labels


def _names(labels: Ids, places: Ids, probabilities: Floats, tokens: Tokens) -> list[Decoded]:
    named = labels != OUTSIDE
    labels, places = labels[named], places[named]
    if not len(labels):
        return []
    firsts = np.flatnonzero(labels % 2 == 1)
    lasts = np.append(firsts[1:], len(labels)) - 1
    kinds = (labels - 1) // 2
    begins, inside = probabilities[:, 1::2], probabilities[:, 2::2]
    of_kind = begins[places, kinds] + inside[places, kinds]
    least = np.minimum.reduceat(of_kind, firsts)
    kind, first, after = kinds[firsts], places[firsts], places[lasts] + 1
    opened = begins[first, kind] / np.maximum(of_kind[firsts], 1e-6)
    behind = np.minimum(after, len(inside) - 1)
    closed: Floats = 1 - np.where(_parted(tokens)[behind], 0, inside[behind, kind])
    sure = np.cbrt(least * closed * opened)
    return [Decoded(*found) for found in zip(first.tolist(), after.tolist(), kind.tolist(), sure.tolist(), strict=True)]


def _parted(tokens: Tokens) -> Flags:
    """Before which syllables no name goes on: at line and sentence ends, and behind the dot of a longer word.

    Only words of one or two letters are abbreviated inside names.
    """
    lengths = np.concatenate(([0], (tokens.ends - tokens.starts)[:-1]))
    parted: Flags = _PARTS[tokens.signs] | ((tokens.signs == Sign.DOT_SPACE) & (lengths > _ABBREVIATED))
    return parted
