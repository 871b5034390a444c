"""How sure a name model was, and whether it was right -> the weights that turn the one into a probability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from newsroom_ai.entities.decoding import Decoded
from newsroom_ai.entities.network import Floats
from newsroom_ai.entities.types import KINDS

_STEPS: Final = 50
_HELD: Final = 1.0
"""Weight of the penalty that keeps offsets of rare kinds near that of all."""


class Judged(NamedTuple):
    """A name a model found, and whether it was annotated so."""

    name: Decoded
    right: bool


def fit_calibration(judged: Sequence[Judged]) -> Floats:
    """Platt scaling (Platt 1999): a slope on the log-odds and an offset for each kind, by Newton's method.

    Fewer than two judged names give the empty array: sureness is then shown as it is.
    """
    if len(judged) < 2:
        return np.zeros(0, np.float32)
    sure = np.array([one.name.sure for one in judged])
    odds = np.log(sure + 1e-4) - np.log(1 - sure + 1e-4)
    inputs = np.zeros((len(judged), 2 + len(KINDS)))
    inputs[:, 0], inputs[:, 1] = odds, 1
    inputs[np.arange(len(judged)), 2 + np.array([one.name.kind for one in judged])] = 1
    right = np.array([one.right for one in judged], np.float64)
    penalty = np.diag([1e-3, 1e-3, *[_HELD] * len(KINDS)])
    weights = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (chance - right) + penalty @ weights
        curvature = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + penalty
        weights -= np.linalg.solve(curvature, gradient)
    return np.concatenate((weights[:1], weights[1] + weights[2:])).astype(np.float32)
