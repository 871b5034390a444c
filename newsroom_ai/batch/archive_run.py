"""A job over the archive: articles by key through an engine, results and suggestions into the archive."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import chain
from typing import Final

from newsroom_ai.archive.jobs import Job, JobResult, JobStore
from newsroom_ai.archive.selection import Selected
from newsroom_ai.batch.selector import selector
from newsroom_ai.batch.types import Engine, Task
from newsroom_ai.batch.watch import Ending, Report, Step, Watch, gently
from newsroom_ai.newsroom import Newsroom

KEEP: Final = 200
"""Results a transaction …"""

KEEP_SECONDS: Final = 5.0
"""… and the longest that one waits for it: what a kill costs."""


def run_over_archive(
    newsroom: Newsroom, job: Job, engine: Engine, watch: Watch, report: Report, busy: Callable[[], bool]
) -> Ending:
    """Go on with a job after the last article that is done; what changed since it was done is done again.

    Articles that come while it runs are done, too; results of those that are deleted go with them.
    """
    jobs, selection = newsroom.jobs, newsroom.selection
    chosen = selector(job.selector, job.type)
    again = jobs.forget_stale(job.id)
    job = jobs.get(job.id)
    job = jobs.start(job.id, job.done + job.rejected + len(again) + selection.count(chosen, job.position))
    while True:
        found = chain(selection.of(chosen, again), selection.after(chosen, job.position))
        ending = _round(jobs, job, gently(found, busy), engine, watch, report)
        again = jobs.forget_stale(job.id) if ending is None else []
        if not again:
            return ending or "done"
        job = jobs.get(job.id)


def _round(
    jobs: JobStore, job: Job, found: Iterable[Selected], engine: Engine, watch: Watch, report: Report
) -> Ending | None:
    under_way: dict[int, tuple[str, str]] = {}

    def tasks() -> Iterator[Task]:
        for one in found:
            under_way[one.key] = one.id, one.sha256
            yield Task(one.key, one.record)

    keeper = _Keeper(jobs, job, report)
    with closing(engine.run(tasks())) as outcomes:
        for outcome in outcomes:
            id, sha256 = under_way.pop(outcome.number)
            keeper.add(JobResult(outcome.number, id, sha256, outcome.result, outcome.error, outcome.suggestions))
            if ending := watch.ending():
                keeper.keep()
                return ending
    keeper.keep()
    return None


class _Keeper:
    """Collects results and writes them some hundreds at a time."""

    def __init__(self, jobs: JobStore, job: Job, report: Report) -> None:
        self._jobs, self._id, self._report = jobs, job.id, report
        self._results: list[JobResult] = []
        self._total, self._done, self._rejected = job.total, job.done, job.rejected
        self._since = time.monotonic()

    def add(self, result: JobResult) -> None:
        self._results.append(result)
        self._done += result.error is None
        self._rejected += result.error is not None
        finished = self._done + self._rejected
        self._report(Step(finished, max(self._total, finished), self._done, self._rejected))
        if len(self._results) >= KEEP or time.monotonic() - self._since > KEEP_SECONDS:
            self.keep()

    def keep(self) -> None:
        """Write what there is, and how far that comes."""
        at = time.monotonic()
        position = max((result.key for result in self._results), default=0)
        self._jobs.add_results(self._id, self._results, position, at - self._since)
        self._results, self._since = [], at
