"""The vector index beside an exact scan: what clusters and 8 bits lose, with and without a filter, and the time."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from eval import archive
from eval.rows import OURS, Recorder, Row, say
from newsroom_ai.article import Article
from newsroom_ai.encoders.registry import encoder
from newsroom_ai.encoders.types import Encoder, article_text
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.metrics.percentile import percentile
from newsroom_ai.metrics.recall import recall
from newsroom_ai.search.vectors import VectorIndex

ENCODER = "encoder-static.v1"
DATASET = "archive"
PEER = "faiss-flat"
QUERIES = 500
DEPTH = 10
BATCH = 512
SHARES = (0.9, 0.5, 0.34, 0.3, 0.1, 0.03, 0.01, 0.001)

_faiss: Any = faiss  # its stubs know the signatures of C++, not those of its Python layer

Matrix = npt.NDArray[np.float32]
Find = Callable[[Matrix, npt.NDArray[np.int64] | None], list[int]]


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Titles ask the whole archive of about 152,000 articles (``sample`` bounds the titles, not the archive)."""
    recorder = Recorder("vectors", seed)
    try:
        model = encoder(ENCODER)
    except (ModelUnavailable, ModuleNotFoundError):
        say(f"vectors: {ENCODER} is not here, nothing measured")
        return []
    titles, matrix = _embedded(model, data)
    drawn = np.random.default_rng(seed).choice(len(titles), min(sample or QUERIES, len(titles)), replace=False)
    queries = model.encode([titles[place] for place in drawn])
    measure(recorder, archive.sources(data)[0].sha256, matrix, queries[queries.any(axis=1)], seed)
    return recorder.rows


def _embedded(model: Encoder, data: Path) -> tuple[list[str], Matrix]:
    titles: list[str] = []
    parts: list[Matrix] = []
    rows = archive.articles(data)
    while batch := list(itertools.islice(rows, BATCH)):
        titles += [row["title"] for row in batch]
        articles = [Article(row["id"], row["title"], row["sapo"], row["body"]) for row in batch]
        parts.append(model.encode([article_text(article) for article in articles]))
    return titles, np.concatenate(parts)


def measure(recorder: Recorder, stamp: str, matrix: Matrix, queries: Matrix, seed: int) -> None:
    """Record recall@10 against the exact scan by share of articles that pass a filter, times and sizes.

    A filter passes articles at random (``any``), or those nearest to or farthest from one article (``near``,
    ``far``), as filters by section do. What is at a right angle or beyond counts as no answer.
    """
    count = len(matrix)
    with tempfile.TemporaryDirectory() as folder:
        ours = _index(Path(folder), matrix)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        flat: Any = faiss.IndexFlatIP(matrix.shape[1])
        flat.add(matrix)

        def exact(query: Matrix, allowed: npt.NDArray[np.int64] | None) -> list[int]:
            chosen = None if allowed is None else _faiss.SearchParameters(sel=_faiss.IDSelectorBatch(allowed))
            cosines, found = flat.search(query[None], DEPTH, params=chosen)
            return [int(key) for key, cosine in zip(found[0], cosines[0], strict=True) if key >= 0 and cosine > 0]

        def nearest(query: Matrix, allowed: npt.NDArray[np.int64] | None) -> list[int]:
            return [key for key, _ in ours.search(query, DEPTH, allowed)]

        for name, allowed in _filters(matrix, seed):
            right, slow = _asked(exact, queries, allowed)
            found, fast = _asked(nearest, queries, allowed)
            scores = [recall(keys, set(best), DEPTH) for keys, best in zip(found, right, strict=True) if best]
            recorder.mean(DATASET, stamp, OURS, f"recall@10{name}", scores)
            for system, times in ((OURS, fast), (PEER, slow)):
                recorder.figure(DATASET, stamp, system, f"p50_ms{name}", percentile(times, 0.5), len(times))
        recorder.figure(DATASET, stamp, OURS, "bytes_per_article", size / count, count)
        recorder.figure(DATASET, stamp, PEER, "bytes_per_article", 4.0 * matrix.shape[1], count)
        _reopened(recorder, stamp, Path(folder), count)


def _index(folder: Path, matrix: Matrix) -> VectorIndex:
    index = VectorIndex.open(folder, ENCODER)
    for start in range(0, len(matrix), BATCH):
        part = matrix[start : start + BATCH]
        index.apply([(start + place, row) for place, row in enumerate(part)], [], start + len(part))
    index.end_writing()
    return index


def _reopened(recorder: Recorder, stamp: str, folder: Path, count: int) -> None:
    start = time.perf_counter()
    VectorIndex.open(folder, ENCODER)
    recorder.figure(DATASET, stamp, OURS, "open_s", time.perf_counter() - start, count)


def _filters(matrix: Matrix, seed: int) -> Iterator[tuple[str, npt.NDArray[np.int64] | None]]:
    yield "", None
    random = np.random.default_rng(seed)
    near = matrix @ matrix[random.integers(len(matrix))]
    for share in SHARES:
        for kind, order in (("any", random.random(len(matrix))), ("near", -near), ("far", near)):
            passing = np.flatnonzero(order <= np.quantile(order, share)).astype(np.int64)
            yield f".{kind}-{100 * share:g}%", passing


def _asked(find: Find, queries: Matrix, allowed: npt.NDArray[np.int64] | None) -> tuple[list[list[int]], list[float]]:
    found, times = [], []
    for query in queries:
        start = time.perf_counter()
        found.append(find(query, allowed))
        times.append((time.perf_counter() - start) * 1000)
    return found, times
