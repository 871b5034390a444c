"""Duplicates on the archive of about 152,000 real articles: insert, size, the check of a draft, the scan for copies.

Measured without a newsroom around it: the fingerprint index, the record of articles, and the check for shared text. The
check with same-event candidates, as the product answers it, is in ``speed``.
"""

from __future__ import annotations

import gc
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from eval import archive
from eval.rows import OURS, Recorder, Row
from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.article import Article
from newsroom_ai.duplicates.check import DuplicateCheck
from newsroom_ai.duplicates.fingerprints import fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.duplicates.scan import Scan
from newsroom_ai.ingest.records import read_article
from newsroom_ai.metrics.percentile import percentile
from newsroom_ai.text.syllables import count

DATASET: Final = "archive152k"
DRAFTS: Final = 200
LENGTHS: Final = range(420, 521)  # syllables of a draft: about 470, the median of the corpus
BATCH: Final = 500  # articles of one insert, as the follower of the change log hands them over
WORKERS: Final = 2


class Spent(NamedTuple):
    """Seconds on the clock and of the processors, children included."""

    wall: float
    cpu: float


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on the whole archive; ``sample`` bounds the drafts. NEWSROOM_EVAL_ARCHIVE may name an ingested one."""
    recorder = Recorder("duplicates_scale", seed)
    stamp = archive.sources(data)[0].sha256
    kept = os.environ.get("NEWSROOM_EVAL_ARCHIVE")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        store = ArticleStore(Database(Path(kept) if kept else folder))
        if not store.count():
            store.put_many((read_article(one) for one in archive.articles(data)), "eval")
        index = FingerprintIndex.open(folder / "fingerprints")
        _insert(recorder, stamp, store, index, folder / "fingerprints")
        check = DuplicateCheck(index, store.by_keys, frozenset())
        _check(recorder, stamp, check, _drafts(data, sample or DRAFTS, seed))
        _scan(recorder, stamp, Scan(index, store.by_keys, folder / "scan"))
        index.close()
    return recorder.rows


def _insert(recorder: Recorder, stamp: str, store: ArticleStore, index: FingerprintIndex, folder: Path) -> None:
    """Fingerprints made and stored; reading the articles is not counted."""
    keys = sorted(store.keys())
    wall = cpu = 0.0
    for at in range(0, len(keys), BATCH):
        articles = store.by_keys(keys[at : at + BATCH])
        before = _now()
        index.apply([(key, fingerprint(article)) for key, article in articles.items()], [], at + 1)
        after = _now()
        wall, cpu = wall + after.wall - before.wall, cpu + after.cpu - before.cpu
    size = sum(path.stat().st_size for path in folder.iterdir())
    recorder.figure(DATASET, stamp, OURS, "insert_articles_per_s", len(keys) / wall, len(keys))
    recorder.figure(DATASET, stamp, OURS, "insert_articles_per_cpu_s", len(keys) / cpu, len(keys))
    recorder.figure(DATASET, stamp, OURS, "bytes_per_article", size / len(keys), len(keys))


def _drafts(data: Path, wanted: int, seed: int) -> list[Article]:
    """Articles of the archive of about 470 syllables, under ids it does not know: each is there as a copy."""
    rows = archive.sources(data)[1].sample(20 * wanted, seed)
    fitting = (row for row in rows if count(row["body"]) in LENGTHS)
    return [
        Article(f"draft-{row['id']}", title=row["title"], sapo=row["sapo"], body=row["body"])
        for row, _ in zip(fitting, range(wanted), strict=False)
    ]


def _check(recorder: Recorder, stamp: str, check: DuplicateCheck, drafts: Sequence[Article]) -> None:
    spent = list(_timed(check.check, drafts))
    for name, times in (("", [one.wall for one in spent]), ("cpu_", [one.cpu for one in spent])):
        for label, share in (("p50", 0.5), ("p95", 0.95)):
            value = 1000 * percentile(times, share)
            recorder.figure(DATASET, stamp, OURS, f"check_text_{name}{label}_ms", value, len(times))


def _timed(verb: Callable[[Article], object], items: Sequence[Article]) -> Iterator[Spent]:
    """What each call takes, after ten calls that warm up."""
    for item in items[:10]:
        verb(item)
    gc.collect()
    for item in items:
        before = _now()
        verb(item)
        after = _now()
        yield Spent(after.wall - before.wall, after.cpu - before.cpu)


def _scan(recorder: Recorder, stamp: str, scan: Scan) -> None:
    before = _now()
    pairs = [total for _, total in scan.run(WORKERS)][-1]
    after = _now()
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    for metric, value in (
        ("scan_s", after.wall - before.wall),
        ("scan_cpu_s", after.cpu - before.cpu),
        ("scan_peak_mb_largest_process", peak),
        ("scan_pairs", pairs),
        ("scan_groups", len(scan.groups())),
    ):
        recorder.figure(DATASET, stamp, OURS, metric, value, 1)


def _now() -> Spent:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(time.perf_counter(), time.process_time() + children.ru_utime + children.ru_stime)
