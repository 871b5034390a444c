"""Speed and size on the archive of about 152,000 real articles: ingest by the command line, search, assist."""

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
from pathlib import Path
from typing import Any

from eval import archive
from eval.rows import Recorder, Row
from newsroom_ai.config import Config
from newsroom_ai.metrics.percentile import percentile
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.search.types import SearchRequest
from newsroom_ai.text.fold import fold

QUERIES = 1_000
ASSISTED = 100
DATASET = "archive152k"
FACETS = ("section", "source", "kind", "year", "month")


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on the whole archive (``sample`` bounds the queries and assisted articles, not the archive).

    A folder named by NEWSROOM_EVAL_ARCHIVE keeps the ingested archive for later runs, which then measure no ingest.
    """
    recorder = Recorder("speed", seed)
    kept = os.environ.get("NEWSROOM_EVAL_ARCHIVE")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(kept or temporary)
        stamp = archive.sources(data)[0].sha256
        if not (folder / "archive.sqlite").exists():
            _ingest(recorder, data, folder, Path(temporary), stamp)
        _serve(recorder, data, folder, stamp, sample, seed)
    return recorder.rows


def _ingest(recorder: Recorder, data: Path, folder: Path, temporary: Path, stamp: str) -> None:
    source = temporary / "archive.jsonl.zst"
    count = archive.write(data, source)
    command = [sys.executable, "-m", "api", "ingest", str(source), "--data", str(folder)]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    recorder.figure(DATASET, stamp, "newsroom", "ingest_articles_per_s", count / seconds, count)
    recorder.figure(DATASET, stamp, "newsroom", "ingest_peak_mb_largest_process", peak, count)
    recorder.figure(DATASET, stamp, "newsroom", "disk_kb_per_article", size / 1024 / count, count)


def _serve(recorder: Recorder, data: Path, folder: Path, stamp: str, sample: int | None, seed: int) -> None:
    start = time.perf_counter()
    newsroom = Newsroom.open(Config.load(folder))
    newsroom.start()
    newsroom.wait()
    recorder.figure(DATASET, stamp, "newsroom", "ready_s", time.perf_counter() - start, 1)
    rows = archive.sources(data)[1].sample(2_000, seed)
    queries = query_mix(rows, sample or QUERIES, seed)
    for name, variant in (("search", queries), ("search_nodiacritics", [fold(q, marks=False) for q in queries])):
        times = _timed(lambda q: newsroom.search(SearchRequest(q=q, facets=FACETS)), variant)
        _latency(recorder, stamp, name, times)
    drafts = [newsroom.read(archive.article(row["id"], row) | {"id": ""}) for row in rows[: sample or ASSISTED]]
    broken = 0

    def assist(draft: Any) -> None:
        nonlocal broken
        broken += bool(newsroom.assist(draft).result.errors)

    _latency(recorder, stamp, "assist", _timed(assist, drafts))
    recorder.figure(DATASET, stamp, "newsroom", "assist_failed_parts", broken, len(drafts))
    for name, verb in (
        ("tag", newsroom.tag), ("summarise", newsroom.summarise), ("headlines", newsroom.headlines),
        ("duplicates", newsroom.duplicates), ("related", newsroom.related),
    ):  # fmt: skip
        _latency(recorder, stamp, name, _timed(verb, drafts))
    recorder.figure(DATASET, stamp, "newsroom", "anonymous_mb", _anonymous_mb(), 1)
    newsroom.close()


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


def _latency(recorder: Recorder, stamp: str, name: str, times: Sequence[float]) -> None:
    for metric, share in (("p50_ms", 0.5), ("p95_ms", 0.95)):
        recorder.figure(DATASET, stamp, "newsroom", f"{name}_{metric}", percentile(times, share), len(times))


def _anonymous_mb() -> float:
    """Resident anonymous memory of this process; pages of memory-mapped indexes are not in it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024
