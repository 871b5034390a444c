"""Jobs from their making to their end: who may run them, what runs them, and how a run ends."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from newsroom_ai.archive.jobs import ENDED, Job, JobStatus, JobType
from newsroom_ai.archive.selection import Selector
from newsroom_ai.batch.archive_run import run_over_archive
from newsroom_ai.batch.checkpoint import Checkpoint
from newsroom_ai.batch.engines.here import HereEngine
from newsroom_ai.batch.engines.registry import engine as make_engine
from newsroom_ai.batch.file_run import FileRun, Files, check_output, made_with, output_lock
from newsroom_ai.batch.selector import selector as read_selector
from newsroom_ai.batch.services import checked_options, models
from newsroom_ai.batch.types import Engine, Work
from newsroom_ai.batch.watch import Ending, Report, Step, Watch
from newsroom_ai.errors import Conflict, InvalidQuery, NewsroomError, NotFound
from newsroom_ai.follower import IndexLock
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.newsroom import Newsroom

LOCK_FILE: Final = "jobs.lock"

_STATUS: Final[dict[Ending, JobStatus]] = {
    "done": JobStatus.DONE,
    "pause": JobStatus.PAUSED,
    "cancel": JobStatus.CANCELLED,
    "stop": JobStatus.WAITING,
}
_WHOLE: Final = frozenset((JobType.EMBED, JobType.DUPLICATES))
_LOOK: Final = 0.5  # seconds between two looks at how far the vectors are


@dataclass(frozen=True, slots=True)
class Machinery:
    """What does the work of jobs: an engine by its name, with so many workers, perhaps at an address.

    With ``apart`` a single worker gets a process of its own, too: a server must stay free for its callers.
    """

    engine: str = "local"
    workers: int = 1
    address: str = ""
    apart: bool = False

    def engine_for(self, newsroom: Newsroom, work: Work) -> Engine:
        """An engine for a piece of work.

        Raises:
            InvalidConfig: there is no such engine.
            ModelUnavailable: its extra is not installed, or the cluster cannot be reached.
        """
        if self.engine == "local" and self.workers == 1 and not self.apart:
            return HereEngine(newsroom, work)
        return make_engine(self.engine, work, self.workers, self.address)


def archive_job(
    newsroom: Newsroom,
    type: JobType,
    selector: Mapping[str, Any],
    options: Mapping[str, Any],
    author: str,
    *,
    engine: str = "local",
) -> Job:
    """Make a job over the archive; it waits until somebody runs it.

    Raises:
        InvalidQuery: the selector or an option is wrong.
    """
    if type is JobType.MERGE:
        raise InvalidQuery("Việc gộp thẻ được tạo ở phần chăm sóc bộ thẻ")
    chosen = read_selector(selector, type)
    if type in _WHOLE and chosen != Selector(made_by=type.value):
        raise InvalidQuery(f"Việc {type} làm trên cả kho, không nhận điều kiện chọn bài")
    return newsroom.jobs.create(
        type,
        selector,
        checked_options(type, options),
        author=author,
        model=models(type, newsroom.config),
        engine=engine,
        total=newsroom.selection.count(chosen),
    )


@dataclass(frozen=True, slots=True)
class FileJob:
    """A job from file to file: ``read`` gives the lines of an input, ``fields`` are other names of fields in it."""

    type: JobType
    options: Mapping[str, Any]
    files: Files
    fields: Mapping[str, str]
    read: Callable[[Path | None], Iterator[Line]]


def run_file_job(
    newsroom: Newsroom,
    asked: FileJob,
    machinery: Machinery,
    report: Report,
    *,
    config: Path | None = None,
    total: int = 0,
    resume: bool = False,
) -> Job:
    """Run a job from file to file, or go on with one that was cut off; one that is finished is left as it is.

    Args:
        newsroom: the newsroom.
        asked: the job.
        machinery: what does the work.
        report: hears of progress, positions in bytes of the input.
        config: another settings file than the one in the data directory.
        total: bytes of the input; 0 where nobody knows.
        resume: go on with an output that is there.

    Raises:
        InvalidQuery: an option is wrong.
        Conflict: there is an output and nobody asked to go on, or it was made of something else, or is being made.
        NewsroomError: what the job failed by.
    """
    options = checked_options(asked.type, asked.options)
    made = made_with(asked.type, {"options": options, "fields": dict(asked.fields)})
    check_output(asked.files, made, resume=resume)
    with output_lock(asked.files):
        checkpoint = Checkpoint.read(asked.files.checkpoint)
        job = _noted_job(newsroom, asked, options, machinery.engine, checkpoint)
        if checkpoint and checkpoint.finished:
            return job
        checkpoint = replace(checkpoint, job=job.id) if checkpoint else Checkpoint(job.id, made)
        newsroom.jobs.control(job.id, "run", "cli")
        newsroom.jobs.start(job.id, job.total)
        work = Work(newsroom.config.data, config, asked.type, options, archived=False)
        with ended(newsroom, job.id) as end:
            engine = machinery.engine_for(newsroom, work)
            run = FileRun(newsroom.jobs, job.id, asked.files, dict(asked.fields), checkpoint, total)
            end(run.over(asked.read(asked.files.input), engine, Watch(newsroom.jobs, job.id), report))
    return newsroom.jobs.get(job.id)


def _noted_job(
    newsroom: Newsroom, asked: FileJob, options: dict[str, Any], engine: str, checkpoint: Checkpoint | None
) -> Job:
    """The job that a checkpoint belongs to, or a new one where there is none any more."""
    if checkpoint:
        with contextlib.suppress(NotFound):
            job = newsroom.jobs.get(checkpoint.job)
            if checkpoint.finished or job.status not in ENDED:
                return job
    source = asked.files.input.name if asked.files.input else "-"
    known = models(asked.type, newsroom.config)
    return newsroom.jobs.create(asked.type, {}, options, author="cli", model=known, engine=engine, source=source)


def run_job(
    newsroom: Newsroom,
    id: str,
    machinery: Machinery,
    report: Report,
    *,
    stopping: Callable[[], bool] = lambda: False,
    busy: Callable[[], bool] = lambda: False,
) -> Job:
    """Run a job over the archive to its end, or until somebody wants otherwise; for the holder of the jobs' lock.

    Args:
        newsroom: the newsroom.
        id: of the job.
        machinery: what does the work.
        report: hears of progress.
        stopping: whether this process is about to end.
        busy: whether somebody else is being served, for whom the job waits.

    Raises:
        NotFound: there is no such job.
        Conflict: it has ended.
        NewsroomError: what the job failed by.
    """
    job = newsroom.jobs.get(id)
    if job.status in ENDED:
        raise Conflict(f"Việc {id} đã kết thúc ({job.status})")
    watch = Watch(newsroom.jobs, id, stopping)
    with ended(newsroom, id) as end:
        if job.type is JobType.DUPLICATES:
            end(_scan(newsroom, job, machinery.workers, watch, report))
        elif job.type is JobType.EMBED:
            end(_embed(newsroom, job, watch, report))
        else:
            work = Work(newsroom.config.data, None, job.type, job.options, archived=True)
            end(run_over_archive(newsroom, job, machinery.engine_for(newsroom, work), watch, report, busy))
    return newsroom.jobs.get(id)


@contextmanager
def jobs_lock(newsroom: Newsroom) -> Iterator[None]:
    """Be the only one who runs jobs over the archive.

    Raises:
        Conflict: somebody else runs one.
    """
    lock = IndexLock(newsroom.config.data, LOCK_FILE)
    if not lock.take():
        raise Conflict("Một việc khác trên kho đang chạy; chờ nó xong, hoặc dùng --detach để máy chủ chạy lần lượt")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def ended(newsroom: Newsroom, id: str) -> Iterator[Callable[[Ending], None]]:
    """Note how a run ends, whatever happens; the block calls what it is given with the reason."""
    jobs = newsroom.jobs
    try:
        yield lambda ending: _noted(newsroom, id, ending)
    except NewsroomError as error:
        with contextlib.suppress(NewsroomError):  # the disk may be full for this note, too
            jobs.end(id, JobStatus.FAILED, error.detail)
        raise
    except KeyboardInterrupt:
        jobs.end(id, JobStatus.PAUSED)
        raise
    except Exception as error:
        jobs.end(id, JobStatus.FAILED, f"Lỗi trong phần mềm ({type(error).__name__})")
        raise


def _noted(newsroom: Newsroom, id: str, ending: Ending) -> None:
    newsroom.jobs.end(id, _STATUS[ending])


def _scan(newsroom: Newsroom, job: Job, workers: int, watch: Watch, report: Report) -> Ending:
    """The scan for copies, which keeps its own state in the data directory."""
    jobs = newsroom.jobs
    with closing(newsroom.duplicates_scan().run(workers)) as steps:
        done, pairs = next(steps)
        jobs.start(job.id, pairs)
        since = time.monotonic()
        for done, _ in steps:
            jobs.progress(job.id, done, 0, done, pairs, time.monotonic() - since)
            since = time.monotonic()
            report(Step(done, pairs, done, 0))
            if ending := watch.ending():
                return ending
    return "done"


def _embed(newsroom: Newsroom, job: Job, watch: Watch, report: Report) -> Ending:
    """Wait until every article has a vector of the encoder in the settings, whoever makes them."""
    with contextlib.suppress(Conflict):  # a server makes them already
        newsroom.start()
    total = left = newsroom.lags().get("vectors", 0)
    newsroom.jobs.start(job.id, total)
    while left:
        if ending := watch.ending():
            return ending
        newsroom.wait(timeout=_LOOK)
        left = min(left, newsroom.lags().get("vectors", 0))
        newsroom.jobs.progress(job.id, total - left, 0, total - left, total, _LOOK)
        report(Step(total - left, total, total - left, 0))
    return "done"
