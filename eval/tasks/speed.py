"""Speed and size on the archive of about 152,000 real articles, or a larger one: ingest, search, assist."""

from __future__ import annotations

import gc
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from eval import archive
from eval.generators import million
from eval.rows import Recorder, Row
from eval.tasks.vectors import DEPTH, ENCODER
from newsroom_ai.article import Article
from newsroom_ai.config import Config
from newsroom_ai.encoders.registry import encoder
from newsroom_ai.metrics.percentile import percentile
from newsroom_ai.metrics.recall import recall
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.search.rows import RowStore
from newsroom_ai.search.types import SearchRequest
from newsroom_ai.search.vectors import VectorIndex
from newsroom_ai.text.fold import fold

QUERIES = 1_000
ASSISTED = 100
FACETS = ("section", "source", "kind", "year", "month")
FED = 1_000  # articles ingested while the server is asked
RECALLED = 200  # queries of which an exact scan of all vectors is made
_SCANNED = 65_536  # vectors at once


class _Run(NamedTuple):
    """One measurement: where its rows go, what they are called, and the folders it works with."""

    recorder: Recorder
    dataset: str
    stamp: str
    data: Path
    folder: Path
    sample: int | None
    seed: int

    def figure(self, metric: str, value: float, n: int) -> None:
        self.recorder.figure(self.dataset, self.stamp, "newsroom", metric, value, n)

    def latency(self, name: str, times: Sequence[float]) -> None:
        for metric, share in (("p50_ms", 0.5), ("p95_ms", 0.95)):
            self.figure(f"{name}_{metric}", percentile(times, share), len(times))


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on the whole archive (``sample`` bounds the queries and assisted articles, not the archive).

    A folder named by NEWSROOM_EVAL_ARCHIVE keeps the ingested archive for later runs, which then measure no ingest.
    """
    return run_on(data, sample, seed, None)


def run_on(data: Path, sample: int | None, seed: int, articles: int | None) -> list[Row]:
    """The same on an archive of so many articles, whose bodies are runs of real sentences; None for the real ones."""
    kept = os.environ.get("NEWSROOM_EVAL_ARCHIVE")
    with tempfile.TemporaryDirectory() as temporary:
        stamp = archive.sources(data)[0].sha256
        name = "archive152k" if articles is None else f"archive{articles // 1_000}k"
        one = _Run(Recorder("speed", seed), name, stamp, data, Path(kept or temporary), sample, seed)
        if not (one.folder / "archive.sqlite").exists():
            _ingest(one, Path(temporary), articles)
        _serve(one)
        _recall(one)
    return one.recorder.rows


def _ingest(run: _Run, temporary: Path, articles: int | None) -> None:
    source = temporary / "archive.jsonl.zst"
    made = archive.articles(run.data) if articles is None else million.articles(run.data, articles, run.seed)
    count = million.write(made, source)
    start = time.perf_counter()
    subprocess.run(_ingesting(source, run.folder), check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in run.folder.rglob("*") if path.is_file())
    run.figure("ingest_articles_per_s", count / seconds, count)
    run.figure("ingest_peak_mb_largest_process", peak, count)
    run.figure("disk_kb_per_article", size / 1024 / count, count)


def _ingesting(source: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "api", "ingest", str(source), "--data", str(folder)]


def _serve(run: _Run) -> None:
    """Start as a server does, then ask at rest: names as facets are read in the background for long after an ingest."""
    config = Config.load(run.folder)
    start = time.perf_counter()
    newsroom = Newsroom.open(config)
    newsroom.start()
    newsroom.wait()
    run.figure("ready_s", time.perf_counter() - start, 1)
    newsroom.close()
    newsroom = Newsroom.open(config)
    rows = archive.sources(run.data)[1].sample(2_000, run.seed)
    queries = query_mix(rows, run.sample or QUERIES, run.seed)
    for name, variant in (("search", queries), ("search_nodiacritics", [fold(q, marks=False) for q in queries])):
        run.latency(name, _timed(lambda q: newsroom.search(SearchRequest(q=q, facets=FACETS)), variant))
    drafts = [newsroom.read(archive.article(row["id"], row) | {"id": ""}) for row in rows[: run.sample or ASSISTED]]
    _services(run, newsroom, drafts)
    run.figure("anonymous_mb", _anonymous_mb(), 1)
    newsroom.start()
    _fed(run, newsroom, queries)
    newsroom.close()


def _services(run: _Run, newsroom: Newsroom, drafts: Sequence[Article]) -> None:
    broken = 0

    def assist(draft: Article) -> None:
        nonlocal broken
        broken += bool(newsroom.assist(draft).result.errors)

    run.latency("assist", _timed(assist, drafts))
    run.figure("assist_failed_parts", broken, len(drafts))
    for name, verb in (
        ("tag", newsroom.tag), ("summarise", newsroom.summarise), ("headlines", newsroom.headlines),
        ("duplicates", newsroom.duplicates), ("related", newsroom.related),
    ):  # fmt: skip
        run.latency(name, _timed(verb, drafts))


def _fed(run: _Run, newsroom: Newsroom, queries: Sequence[str]) -> None:
    """Search while another process ingests and this one indexes that; from a kept archive it is removed again."""
    more = [row | {"id": f"fed-{row['id']}"} for row in islice(archive.articles(run.data), FED)]
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "more.jsonl.zst"
        million.write(more, source)
        times: list[float] = []
        asked = cycle(queries)
        with subprocess.Popen(_ingesting(source, run.folder), stdout=subprocess.DEVNULL) as feeding:
            while feeding.poll() is None or newsroom.lag():
                start = time.perf_counter()
                newsroom.search(SearchRequest(q=next(asked), facets=FACETS))
                times.append((time.perf_counter() - start) * 1000)
    run.latency("search_while_ingest", times)
    for row in more if "NEWSROOM_EVAL_ARCHIVE" in os.environ else ():
        newsroom.remove(row["id"], "eval")


def _recall(run: _Run) -> None:
    """Recall@10 of the vector index beside an exact scan of the same vectors."""
    encoded = next((run.folder / "index").glob(f"generation-*/vectors-{ENCODER}-*"), None)
    if encoded is None:
        return
    rows = archive.sources(run.data)[1].sample(2_000, run.seed)
    queries = encoder(ENCODER).encode(query_mix(rows, RECALLED, run.seed))
    index, stored = VectorIndex.open(encoded, ENCODER), RowStore(encoded, ENCODER, np.dtype("<f2")).snapshot
    places = stored.live()
    best: list[list[tuple[float, int]]] = [[] for _ in queries]
    for start in range(0, len(places), _SCANNED):
        part = places[start : start + _SCANNED]
        cosines = queries @ stored.rows[part].astype(np.float32).T
        for at, near in enumerate(cosines):
            top = np.argpartition(-near, min(DEPTH, len(near) - 1))[:DEPTH]
            found = zip(near[top].tolist(), stored.key_of[part[top]].tolist(), strict=True)
            best[at] = sorted([*best[at], *found])[-DEPTH:]
    right = [{key for cosine, key in ranked if cosine > 0} for ranked in best]
    keys = [[key for key, _ in index.search(query, DEPTH)] for query in queries]
    scores = [recall(one, wanted, DEPTH) for one, wanted in zip(keys, right, strict=True) if wanted]
    run.recorder.mean(run.dataset, run.stamp, "newsroom", "vector_recall@10", scores)


def query_mix(rows: Sequence[dict[str, Any]], count: int, seed: int) -> list[str]:
    """Queries as people ask them: 80 % of 2-6 neighbouring syllables of a title, 20 % whole titles."""
    draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
    queries = []
    for _ in range(count):
        words = draw.choice(rows)["title"].split()
        if draw.random() < 0.8:
            length = draw.randint(2, 6)
            first = draw.randint(0, max(0, len(words) - length))
            words = words[first : first + length]
        queries.append(" ".join(words))
    return queries


def _timed(verb: Callable[[Any], object], items: Sequence[Any]) -> list[float]:
    """Milliseconds of each call, after ten calls that warm up."""
    for item in items[:10]:
        verb(item)
    gc.collect()
    times = []
    for item in items:
        start = time.perf_counter()
        verb(item)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _anonymous_mb() -> float:
    """Resident anonymous memory of this process; pages of memory-mapped indexes are not in it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024
