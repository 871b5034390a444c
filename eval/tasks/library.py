"""Questions to an archive of whole articles: the clusters of vmds and vims among vietnews.

Title, sapo and body are indexed. Ours are ``search``, and ``related`` with copies kept where a whole article asks: two
papers may run one text.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval.datasets import dataset, query_order
from eval.generators import queries
from eval.peers.search import WHOLE, Found, searched
from eval.rows import OURS, Recorder
from newsroom_ai.article import VIETNAM
from newsroom_ai.config import Config, Services
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.metrics.ndcg import ndcg
from newsroom_ai.metrics.recall import recall
from newsroom_ai.metrics.reciprocal_rank import reciprocal_rank
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.search.types import SearchRequest
from newsroom_ai.text.syllables import exact_forms

SETS: Final = ("vmds", "vims")
RECENT: Final = ("recent_2026", "rss3")
DISTRACTORS: Final = 22_000
QUERIES: Final = 200  # of each type
TYPES: Final = ("phrase", "wrong_tone", "law", "person")
DEPTH: Final = 10
TITLE: Final = "events.title"


class Library(NamedTuple):
    """Articles as the product reads them, the cluster of each of the first ones, and what the rows are called by."""

    records: list[dict[str, Any]]
    clusters: list[str]
    sha256: str
    suffix: str


class Question(NamedTuple):
    """What is asked, for which places of the library; the one asked from, if any, is left out of the answers."""

    set: str
    text: str
    right: frozenset[int]
    asking: int | None = None


def measure(recorder: Recorder, data: Path, rows: Sequence[dict[str, Any]], sample: int | None, seed: int) -> None:
    """Record nDCG@10, recall@10 and MRR@10 of same-event questions and of queries by type; ``rows`` are vietnews.

    ``sample`` bounds the questions and takes 20 distractors for each, since indexing is what takes the time; the rows
    then carry that number in their name ("events.title@4000"), for the fewer there are, the easier it is.
    """
    library = read(data, rows, None if sample is None else 20 * sample)
    _ask(recorder, library, [*about_events(library, sample), *typed(library, min(sample or QUERIES, QUERIES), seed)])
    recent = of_today(data, None if sample is None else 20 * sample)
    _ask(recorder, recent, list(renamed(recent, queries.districts_of(rows), min(sample or QUERIES, QUERIES), seed)))


def _ask(recorder: Recorder, library: Library, asked: Sequence[Question]) -> None:
    by_set: dict[str, list[Question]] = defaultdict(list)
    for question in asked:
        by_set[question.set].append(question)
    for name, found in _newsroom(library, by_set).items():
        _record(recorder, library, OURS, by_set[name], found)
    texts = [" ".join(exact_forms(_whole(one))) for one in library.records]
    wanted = {name: [" ".join(exact_forms(one.text)) for one in questions] for name, questions in by_set.items()}
    for system, name, found in searched(texts, wanted, DEPTH + 1):
        _record(recorder, library, system, by_set[name], found)


def read(data: Path, rows: Sequence[dict[str, Any]], distractors: int | None = None) -> Library:
    """The clusters' articles, then distractors in the order of the hash of their ids."""
    clustered = [
        (f"{name}-{row['cluster']}", record(f"{name}-{row['cluster']}-{article['doc']}", article))
        for name in SETS
        for row in dataset(data, name).rows()
        for article in row["docs"]
    ]
    count = min(DISTRACTORS, distractors or DISTRACTORS)
    others = [record(f"vietnews-{rows[at]['id']}", rows[at]) for at in query_order(list(rows))[:count]]
    stamp = hashlib.sha256("".join(dataset(data, name).sha256 for name in (*SETS, "vietnews")).encode()).hexdigest()
    suffix = "" if len(others) == DISTRACTORS else f"@{len(others)}"
    return Library([*(one for _, one in clustered), *others], [cluster for cluster, _ in clustered], stamp, suffix)


def of_today(data: Path, count: int | None = None) -> Library:
    """Articles since the provinces were merged, with their days: whole ones first, then those of title and sapo."""
    found = [(name, row) for name in RECENT for row in dataset(data, name).rows()][:count]
    records = [record(row["url"], row) | {"published_at": _day(row)} for _, row in found]
    stamp = hashlib.sha256("".join(dataset(data, name).sha256 for name in RECENT).encode()).hexdigest()
    return Library(records, [], stamp, f"@{len(records)}" if count else "")


def _day(row: Mapping[str, Any]) -> str:
    moment = datetime.fromisoformat(row.get("published") or row["first_seen"])
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).isoformat()


def renamed(library: Library, districts: Mapping[str, str], count: int, seed: int) -> Iterator[Question]:
    """An ended province and a place of it, for the articles that name the unit of today."""
    places = {one["id"]: at for at, one in enumerate(library.records)}
    for query in queries.old_places(queries.Corpus(library.records), districts, count, seed):
        yield Question(f"queries.{query.kind}", query.text, frozenset(places[id] for id in query.right))


def record(id: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """An article as the product reads it."""
    return {"id": id, **{field: row.get(field) or "" for field in ("title", "sapo", "body")}}


def about_events(library: Library, sample: int | None = None) -> Iterator[Question]:
    """An article's title, and all of it, ask for the others of its cluster."""
    members = defaultdict(set)
    for at, cluster in enumerate(library.clusters):
        members[cluster].add(at)
    asking = sorted(range(len(library.clusters)), key=lambda at: hashlib.sha256(_id(library, at)).hexdigest())
    for at in asking[:sample]:
        others = frozenset(members[library.clusters[at]] - {at})
        yield Question(TITLE, library.records[at]["title"], others, at)
        yield Question(WHOLE, _whole(library.records[at]), others, at)


def typed(library: Library, count: int, seed: int) -> Iterator[Question]:
    """Queries as people type them, by type."""
    places = {one["id"]: at for at, one in enumerate(library.records)}
    for query in queries.cases(library.records, count, seed):
        if query.kind in TYPES:
            yield Question(f"queries.{query.kind}", query.text, frozenset(places[id] for id in query.right))


@contextmanager
def archive_of(records: Sequence[Mapping[str, Any]]) -> Iterator[Newsroom]:
    """A newsroom whose archive holds these articles, indexed, while the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        services = Services(taggers=("laws.v1",), recogniser="rules.v1")  # nobody is asked for tags here
        newsroom = Newsroom.open(Config(Path(folder), services=services))
        for line in newsroom.ingest((Line(at, 0, dict(one), None) for at, one in enumerate(records)), "eval"):
            if line.error is not None:
                raise line.error
        newsroom.catch_up(serving=True)  # names as facets are not asked for
        yield newsroom
        newsroom.close()


def _newsroom(library: Library, by_set: Mapping[str, Sequence[Question]]) -> dict[str, Found]:
    places = {one["id"]: at for at, one in enumerate(library.records)}
    with archive_of(library.records) as newsroom:

        def find(question: Question) -> list[int]:
            if question.set == WHOLE and question.asking is not None:
                article = newsroom.read(library.records[question.asking])
                hits = newsroom.related(article, limit=DEPTH, include_copies=True).result.hits
            else:
                hits = newsroom.search(SearchRequest(q=question.text, limit=DEPTH + 1)).hits
            return [places[hit.id] for hit in hits]

        return {name: [find(question) for question in questions] for name, questions in by_set.items()}


def _record(recorder: Recorder, library: Library, system: str, questions: Sequence[Question], found: Found) -> None:
    answers = [
        ([key for key in keys if key != question.asking], question.right)
        for question, keys in zip(questions, found, strict=True)
    ]
    name = questions[0].set + library.suffix
    for metric, values in (
        ("ndcg@10", [ndcg(keys, right, DEPTH) for keys, right in answers]),
        ("recall@10", [recall(keys, right, DEPTH) for keys, right in answers]),
        ("mrr@10", [max(reciprocal_rank(keys, one, DEPTH) for one in right) for keys, right in answers]),
    ):
        recorder.mean(name, library.sha256, system, metric, values)


def _id(library: Library, at: int) -> bytes:
    return str(library.records[at]["id"]).encode()


def _whole(one: Mapping[str, Any]) -> str:
    return "\n".join(one[field] for field in ("title", "sapo", "body") if one[field])
