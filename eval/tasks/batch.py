"""Jobs over many articles: rate and memory of the command, what interruptions change, applying and taking back."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from eval import archive
from eval.datasets import dataset
from eval.rows import OURS, Recorder, Row
from newsroom_ai.archive.database import FILE_NAME as DATABASE_NAME
from newsroom_ai.archive.decisions import Decision
from newsroom_ai.archive.jobs import JobType
from newsroom_ai.archive.suggestions import Scope
from newsroom_ai.batch.apply import apply, rollback
from newsroom_ai.batch.file_run import Files
from newsroom_ai.batch.runner import FileJob, Machinery, archive_job, jobs_lock, run_file_job, run_job
from newsroom_ai.config import Config
from newsroom_ai.ingest.formats import read
from newsroom_ai.newsroom import Newsroom

ARTICLES = 20_000
KILLS, FEW_KILLS = 10, 3  # of all articles, and of a sample
ALONE = 300  # articles tagged without any job, for comparison
BAR = 0.8  # confidence from which on suggestions are applied
DATASET = "vietnews.train"


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on the first 20,000 articles (``sample`` takes fewer); the archive holds the same ones.

    A folder named by NEWSROOM_EVAL_BATCH keeps the ingested archive for later runs of the same size.
    """
    count = sample or ARTICLES
    source = dataset(data, "vietnews", "train")
    recorder = Recorder("batch", seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("NEWSROOM_EVAL_BATCH", temporary)) / str(count)
        folder.mkdir(parents=True, exist_ok=True)
        lines = folder / "articles.jsonl"
        if not lines.exists():
            rows = itertools.islice(source.rows(), count)
            made = (json.dumps(archive.article(row["id"], row), ensure_ascii=False) + "\n" for row in rows)
            lines.write_text("".join(made), encoding="utf-8")
            _command("ingest", lines, "--data", folder / "data")
        bench = _Bench(recorder, folder / "data", lines, Path(temporary), source.sha256, count)
        bench.rates()
        bench.memory()
        bench.kills(random.Random(seed))  # noqa: S311 - moments, not secrets
        bench.back_and_forth()
    return recorder.rows


def _command(*arguments: object) -> None:
    subprocess.run([sys.executable, "-m", "api", *map(str, arguments)], check=True, capture_output=True)


@dataclass(frozen=True, slots=True)
class _Spent:
    """Seconds: on the wall, of calculation in this process and in its workers."""

    wall: float
    here: float
    workers: float


class _Clock:
    def __init__(self) -> None:
        self._begun = self._now()

    def spent(self) -> _Spent:
        """Since the clock was made."""
        return _Spent(*(now - then for now, then in zip(self._now(), self._begun, strict=True)))

    @staticmethod
    def _now() -> tuple[float, float, float]:
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return time.perf_counter(), own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime


class _Bench:
    """One archive and one file of the same articles."""

    def __init__(self, recorder: Recorder, data: Path, lines: Path, scratch: Path, stamp: str, count: int) -> None:
        self._recorder, self._data, self._lines, self._scratch = recorder, data, lines, scratch
        self._stamp, self._count = stamp, count
        self._whole = scratch / "whole.jsonl"

    def _figure(self, metric: str, value: float, n: int | None = None) -> None:
        self._recorder.figure(DATASET, self._stamp, OURS, metric, value, n or self._count)

    def rates(self) -> None:
        """Articles a second with one and two workers, and what a job costs beside the tagging itself."""
        newsroom = Newsroom.open(Config.load(self._data))
        newsroom.warm()
        records = [line.record for line in itertools.islice(read(self._lines), ALONE) if line.record]
        list(newsroom.each(records[:10], newsroom.tag))
        clock = _Clock()
        for answer in newsroom.each(records, newsroom.tag):
            assert answer
        self._figure("alone_cpu_ms", clock.spent().here * 1000 / len(records), len(records))
        one = self._timed(newsroom, 1, self._whole)
        self._figure("articles_per_s_1", self._count / one.wall)
        self._figure("cpu_ms_1", one.here * 1000 / self._count)
        two = self._timed(newsroom, 2, self._scratch / "two.jsonl")
        self._figure("articles_per_s_2", self._count / two.wall)
        self._figure("cpu_ms_2_workers", two.workers * 1000 / self._count)
        self._figure("cpu_ms_2_command", two.here * 1000 / self._count)
        self._figure("workers_equal", float(self._same(self._scratch / "two.jsonl")))
        newsroom.close()

    def _timed(self, newsroom: Newsroom, workers: int, output: Path) -> _Spent:
        asked = FileJob(JobType.TAG, {}, Files(self._lines, output), {}, read)
        clock = _Clock()
        job = run_file_job(newsroom, asked, Machinery(workers=workers), lambda _: None)
        assert job.done == self._count
        return clock.spent()

    def _same(self, output: Path) -> bool:
        return _hash(output) == _hash(self._whole)

    def memory(self) -> None:
        """Peak of the largest process on a tenth of the articles and on all of them."""
        tenth = self._scratch / "tenth.jsonl"
        with self._lines.open("rb") as file:
            tenth.write_bytes(b"".join(itertools.islice(file, self._count // 10)))
        for lines, name, n in ((tenth, "peak_mb_tenth", self._count // 10), (self._lines, "peak_mb", self._count)):
            output = self._scratch / f"{name}.jsonl"
            process = self._begin(lines, output)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode == 0
            self._figure(name, usage.ru_maxrss / 1024, n)

    def _begin(self, lines: Path, output: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "api", "batch", "tag", lines, "-o", output, "--data", self._data, "--resume"]
        return subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kills(self, draw: random.Random) -> None:
        """Kill the command again and again at random moments; the output must be that of an undisturbed run."""
        output = self._scratch / "killed.jsonl"
        size = self._whole.stat().st_size
        killed = 0
        for moment in sorted(draw.randrange(size) for _ in range(KILLS if self._count == ARTICLES else FEW_KILLS)):
            process = self._begin(self._lines, output)
            while process.poll() is None and (not output.exists() or output.stat().st_size < moment):
                time.sleep(0.005)
            killed += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert self._begin(self._lines, output).wait() == 0
        self._figure("kills", killed)
        self._figure("kills_equal", float(self._same(output)))

    def back_and_forth(self) -> None:
        """Tag the archive, apply what is confident enough after a judged sample, and take it back."""
        data = self._scratch / "applied"
        shutil.copytree(self._data, data)
        newsroom = Newsroom.open(Config.load(data))
        before = _dump(data)
        job = archive_job(newsroom, JobType.TAG, {}, {}, "eval")
        clock = _Clock()
        with jobs_lock(newsroom):
            run_job(newsroom, job.id, Machinery(workers=2), lambda _: None)
        self._figure("archive_articles_per_s_2", self._count / clock.spent().wall)
        audit = newsroom.decisions.audit(job.id, Scope(), BAR, "eval")
        newsroom.decisions.decide(job.id, [Decision(seq, "accept") for seq in audit.sample], "eval")
        clock = _Clock()
        changed = apply(newsroom, job.id, "eval", BAR, write=True).articles
        self._figure("applied_articles", changed)
        self._figure("apply_articles_per_s", changed / clock.spent().wall)
        assert _dump(data) != before
        clock = _Clock()
        rollback(newsroom, job.id, "eval", write=True)
        self._figure("rollback_articles_per_s", changed / clock.spent().wall)
        self._figure("rollback_equal", float(_dump(data) == before))
        newsroom.close()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dump(data: Path) -> str:
    """A hash over every column of every article and version."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(data / DATABASE_NAME)) as connection:
        for table, order in (("article", "key"), ("version", "key, version")):
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608 - fixed names
                digest.update(repr(row).encode())
    return digest.hexdigest()
