"""Known-item search: a title or sapo asks for its own body; then questions to an archive of whole articles."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.datasets import dataset, query_order
from eval.peers.search import SEARCHERS, Found, searched
from eval.rows import OURS, Recorder, Row
from eval.tasks import library
from newsroom_ai.article import Article
from newsroom_ai.config import Encoding
from newsroom_ai.metrics.ndcg import ndcg
from newsroom_ai.metrics.recall import recall
from newsroom_ai.metrics.reciprocal_rank import reciprocal_rank
from newsroom_ai.search.types import Mode, SearchRequest
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import bare_forms, exact_forms
from newsroom_ai.training.bodies import search_over

QUERIES = 2_000
DEPTH = 10
MODES: dict[str, Mode] = {OURS: "hybrid", f"{OURS}:keyword": "keyword", f"{OURS}:semantic": "semantic"}
MARKED = ("title-body", "sapo-body")
UNMARKED = "title-body.nodiacritics"


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on vietnews dev, every body indexed, 2,000 queries (or ``sample``) of each kind; then on the library."""
    recorder = Recorder("search", seed)
    corpus = dataset(data, "vietnews")
    rows = list(corpus.rows())
    places = query_order(rows)[: sample or QUERIES]
    queries = _query_sets([rows[place] for place in places])
    for system, name, found in _newsroom(rows, queries):
        _record(recorder, name, corpus.sha256, system, found, places)
    _peers(recorder, corpus.sha256, rows, queries, places)
    library.measure(recorder, data, rows, sample, seed)
    recorder.compare()
    return recorder.rows


def _peers(
    recorder: Recorder, stamp: str, rows: Sequence[dict[str, Any]], queries: Mapping[str, list[str]], places: list[int]
) -> None:
    """Peers know one form of a syllable: without marks one of them gets an index without marks, for BM25's sake."""
    for forms, names, systems in ((exact_forms, MARKED, tuple(SEARCHERS)), (bare_forms, (UNMARKED,), ("bm25s",))):
        bodies = [" ".join(forms(row["body"])) for row in rows]
        asked = {name: [" ".join(forms(query)) for query in queries[name]] for name in names}
        for system, name, found in searched(bodies, asked, DEPTH, systems):
            _record(recorder, name, stamp, system, found, places)


def _record(recorder: Recorder, name: str, stamp: str, system: str, found: Found, places: Sequence[int]) -> None:
    pairs = list(zip(found, places, strict=True))
    for metric, values in (
        ("mrr@10", [reciprocal_rank(keys, place, DEPTH) for keys, place in pairs]),
        ("recall@10", [recall(keys, {place}, DEPTH) for keys, place in pairs]),
        ("ndcg@10", [ndcg(keys, {place}, DEPTH) for keys, place in pairs]),
    ):
        recorder.mean(f"vietnews.{name}", stamp, system, metric, values)


def _query_sets(rows: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    titles = [row["title"] for row in rows]
    return {
        "title-body": titles,
        UNMARKED: [fold(title, marks=False) for title in titles],
        "sapo-body": [row["sapo"] for row in rows],
    }


def _newsroom(rows: Sequence[dict[str, Any]], queries: Mapping[str, list[str]]) -> Iterator[tuple[str, str, Found]]:
    """What each mode of search finds for each set of queries: system, set, keys."""
    articles = [Article(row["id"], body=row["body"]) for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        search, now = search_over(Path(folder), articles, Encoding().name), datetime.now(UTC)
        for system, mode in MODES.items():
            for name, asked in queries.items():
                requests = (
                    SearchRequest(q=" ".join(exact_forms(query)[:64]), limit=DEPTH, mode=mode) for query in asked
                )
                yield system, name, [[hit.key for hit in search.search(one, now).ranked] for one in requests]
