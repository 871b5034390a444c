"""bm25s: BM25 in sparse matrices, k1 1.2, b 0.75."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

from typing import Any

import bm25s

from eval.peers.serve import serve


class Bm25s:
    """Items are texts cut into syllables beforehand, parted by spaces."""

    def __init__(self) -> None:
        self._texts: list[list[str]] = []
        self._index: Any = None

    def add(self, texts: list[str]) -> None:
        self._texts += [text.split() for text in texts]

    def build(self, _: list[None]) -> None:
        self._index = bm25s.BM25(k1=1.2, b=0.75)
        self._index.index(self._texts, show_progress=False)
        self._texts = []

    def search(self, queries: list[str], depth: int) -> list[list[int]]:
        found, _ = self._index.retrieve([q.split() for q in queries], k=depth, show_progress=False)
        return [[int(place) for place in row] for row in found]


if __name__ == "__main__":
    serve(Bm25s())
