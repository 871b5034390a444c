"""Search over a fixed set of articles, without an archive: for learning and for measuring."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from newsroom_ai.article import Article
from newsroom_ai.encoders.registry import encoder
from newsroom_ai.search.archive_search import ArchiveSearch
from newsroom_ai.search.forward import ForwardIndex, forward_rows
from newsroom_ai.search.lexical import LexicalIndex, document
from newsroom_ai.search.meaning import Meaning
from newsroom_ai.search.vectors import VectorIndex

BATCH: Final = 2_000


def search_over(folder: Path, articles: Sequence[Article], model: str) -> ArchiveSearch:
    """Index articles by their bodies alone, in words and by the vectors of ``model``; their places are their keys."""
    words, forward = LexicalIndex(folder / "lexical"), ForwardIndex(folder / "forward")
    encodes = encoder(model)
    vectors = VectorIndex.open(folder / "vectors", encodes.name)
    for start in range(0, len(articles), BATCH):
        part = [Article(article.id, body=article.body) for article in articles[start : start + BATCH]]
        keys, end = range(start, start + len(part)), start + len(part)
        words.apply([*zip(keys, map(document, part), strict=True)], [], end)
        forward.apply([*zip(keys, forward_rows(part), strict=True)], [], end)
        texts = encodes.encode([article.body for article in part])
        vectors.apply([*zip(keys, texts, strict=True)], [], end)
    words.end_writing()
    vectors.end_writing()
    return ArchiveSearch(words, forward, Meaning(vectors, encodes))
