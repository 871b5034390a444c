"""Jobs in the background of a server: one at a time, in a process of their own, behind those who call."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final

from newsroom_ai.archive.jobs import Job
from newsroom_ai.batch.runner import Machinery, jobs_lock, run_job
from newsroom_ai.errors import Conflict, NewsroomError
from newsroom_ai.newsroom import Newsroom

_LOOK: Final = 1.0  # seconds between two looks for a job

_log = logging.getLogger(__name__)


class Background:
    """Runs the jobs over the archive that wait, oldest first, also those whose runner was killed.

    Only those for the engine of this machine: a cluster is asked by whoever made the job.
    """

    def __init__(self, newsroom: Newsroom, workers: int, busy: Callable[[], bool]) -> None:
        """Run jobs of a newsroom.

        Args:
            newsroom: the newsroom.
            workers: processes; 0 leaves jobs to commands.
            busy: whether the server is serving somebody, for whom the job waits.
        """
        self._newsroom = newsroom
        self._machinery = Machinery(workers=workers, apart=True)
        self._busy = busy
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look for jobs from now on."""
        if self._machinery.workers:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End after the articles in hand; the job goes on with the next start."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(_LOOK):
            try:
                if job := self._next():
                    with jobs_lock(self._newsroom):
                        self._do(job)
            except Conflict:  # a command runs one
                continue
            except Exception as error:  # whatever it was, the next job must have its turn
                _log.error("job failed: %s", type(error).__name__)

    def _next(self) -> Job | None:
        waiting = [job for job in self._newsroom.jobs.runnable() if job.engine == "local"]
        return waiting[0] if waiting else None

    def _do(self, job: Job) -> None:
        try:
            run_job(
                self._newsroom, job.id, self._machinery, lambda _: None, stopping=self._stop.is_set, busy=self._busy
            )
        except NewsroomError as error:
            _log.error("job %s failed: %s", job.id, error.code)
