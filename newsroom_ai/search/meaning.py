"""Articles that mean what a query says, whatever words they use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.encoders.types import Encoder
from newsroom_ai.search.vectors import VectorIndex

Keys = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float32]

ALIKE: Final = 0.25
"""Cosine from which an article counts as an answer: nineteen of twenty training titles are as close to their body."""

MOST: Final = 1_000
"""Articles that count as answers by meaning, at most."""


class Near(NamedTuple):
    """The answers by meaning: cosine by key, best first; ``capped`` where there may be more than ``MOST``."""

    cosines: dict[int, float]
    vector: Vector | None
    capped: bool = False


NOTHING: Final = Near({}, None)


class Meaning:
    """A vector index with the encoder it was made by. Thread-safe."""

    def __init__(self, vectors: VectorIndex, encoder: Encoder) -> None:
        self._vectors = vectors
        self._encoder = encoder

    def near(self, text: str, allowed: Keys | None = None) -> Near:
        """The articles near to a text, of any status; ``allowed`` narrows them to these keys."""
        vector = self._encoder.encode([text])[0]
        found = self._vectors.above(vector, ALIKE, MOST, allowed)
        return Near(dict(found), vector, capped=len(found) == MOST)

    def nearest(self, vector: Vector, limit: int) -> list[tuple[int, float]]:
        """The articles nearest to a vector: key and cosine, best first."""
        return self._vectors.search(vector, limit)

    def cosines(self, near: Near, keys: Sequence[int]) -> Vector:
        """How near these articles are, shape ``(len(keys),)``; 0 for one without a vector."""
        if near.vector is None:
            return np.zeros(len(keys), np.float32)
        return self._vectors.cosines(near.vector, keys)
