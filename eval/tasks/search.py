"""Known-item search: a title as the query, its own body (indexed without title and sapo) as the one right answer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tantivy

from eval.datasets import dataset, query_order
from eval.rows import Recorder, Row
from newsroom_ai.article import Article
from newsroom_ai.metrics.recall import recall
from newsroom_ai.metrics.reciprocal_rank import reciprocal_rank
from newsroom_ai.search.keyword import KeywordSearch
from newsroom_ai.search.lexical import LexicalIndex, document, stored_keys
from newsroom_ai.search.types import SearchRequest
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import exact_forms

QUERIES = 2_000
DEPTH = 10
BATCH = 2_000

Searcher = Callable[[str], list[int]]


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on vietnews dev: every body indexed, 2,000 queries (or ``sample``) of each kind."""
    corpus = dataset(data, "vietnews")
    rows = list(corpus.rows())
    places = query_order(rows)[: sample or QUERIES]
    recorder = Recorder("search", seed)
    with tempfile.TemporaryDirectory() as folder:
        index = _index(Path(folder) / "lexical", rows)
        systems = {"newsroom": _newsroom(index), "tantivy-bm25": _bm25(index)}
        for name, queries in _query_sets(rows).items():
            for system, search in systems.items():
                found = [search(queries[place]) for place in places]
                pairs = list(zip(found, places, strict=True))
                for metric, values in (
                    ("mrr@10", [reciprocal_rank(keys, place, DEPTH) for keys, place in pairs]),
                    ("recall@10", [recall(keys, {place}, DEPTH) for keys, place in pairs]),
                ):
                    recorder.mean(f"vietnews.{name}", corpus.sha256, system, metric, values)
        index.close()
    return recorder.rows


def _query_sets(rows: list[dict[str, Any]]) -> dict[str, list[str]]:
    titles = [row["title"] for row in rows]
    return {
        "title-body": titles,
        "title-body.nodiacritics": [fold(title, marks=False) for title in titles],
        "sapo-body": [row["sapo"] for row in rows],
    }


def _index(folder: Path, rows: Iterable[dict[str, Any]]) -> LexicalIndex:
    index = LexicalIndex(folder)
    batch = []
    for place, row in enumerate(rows):
        batch.append((place, document(Article(row["id"], body=row["body"]))))
        if len(batch) == BATCH:
            index.apply(batch, [], place + 1)
            batch = []
    index.apply(batch, [], 1 << 40)
    return index


def _newsroom(index: LexicalIndex) -> Searcher:
    search = KeywordSearch(index)
    now = datetime.now(UTC)

    def find(query: str) -> list[int]:
        words = " ".join(exact_forms(query)[:64])
        return [hit.key for hit in search.search(SearchRequest(q=words, limit=DEPTH), now).ranked]

    return find


def _bm25(index: LexicalIndex) -> Searcher:
    """The engine alone: any word may match, BM25 (k1 1.2, b 0.75) over exact syllables ranks."""
    searcher, schema = index.searcher(), index.schema

    def find(query: str) -> list[int]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "exact", form, "freq"))
            for form in exact_forms(query)
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), DEPTH, count=False).hits
        return stored_keys(searcher, [address for _, address in hits])

    return find
