"""Articles that mean what a query says, whatever words they use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import Article
from newsroom_ai.encoders.types import Encoder, article_text
from newsroom_ai.search.vectors import VectorIndex

Keys = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float32]

ALIKE: Final = 0.25
"""Cosine from which an article counts as an answer; of titles of vietnews dev, 19 of 20 are closer to their body."""

MOST: Final = 1_000
"""Articles that count as answers by meaning, at most."""


class Near(NamedTuple):
    """The answers by meaning: keys, best first; ``capped`` where there may be more than ``MOST``."""

    keys: list[int]
    vector: Vector | None
    capped: bool = False


NOTHING: Final = Near([], None)


class Meaning:
    """A vector index with the encoder it was made by. Thread-safe."""

    def __init__(self, vectors: VectorIndex, queries: Encoder, passages: Encoder | None = None) -> None:
        """Take the index and its encoder: for queries, and for articles where that is another (prefixes)."""
        self._vectors = vectors
        self._queries = queries
        self._passages = passages or queries

    def near(self, text: str, allowed: Keys | None = None) -> Near:
        """The articles near to a text, of any status; ``allowed`` narrows them to these keys."""
        vector = self._queries.encode([text])[0]
        found = self._vectors.above(vector, ALIKE, MOST, allowed)[0].tolist()
        return Near(found, vector, capped=len(found) == MOST)

    def of(self, article: Article) -> Vector:
        """The vector of an article, archived or not."""
        found: Vector = self._passages.encode([article_text(article)])[0]
        return found

    def nearest(self, vector: Vector, limit: int) -> list[tuple[int, float]]:
        """The articles nearest to a vector, of any status: key and cosine, best first."""
        return self._vectors.search(vector, limit)

    def cosines(self, vector: Vector, keys: Sequence[int]) -> Vector:
        """How near these articles are to a vector, shape ``(len(keys),)``; 0 for one that has none."""
        return self._vectors.cosines(vector, keys)
