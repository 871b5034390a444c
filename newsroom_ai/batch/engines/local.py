"""Processes on this machine; each loads the models once, and those that are mapped files are shared."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TYPE_CHECKING, Final

from newsroom_ai.batch.types import Outcome, Task, Work
from newsroom_ai.errors import NewsroomError
from newsroom_ai.processes import pool

if TYPE_CHECKING:
    from newsroom_ai.batch.worker import Worker

CHUNK: Final = 8
"""Tasks handed over at once: about a tenth of a second of work."""

_AHEAD: Final = 3  # chunks a worker under way or waiting, so that none stands idle while the caller writes

_worker: Worker | NewsroomError


class LocalEngine:
    """Spawned worker processes. They end with this process, however it ends."""

    def __init__(self, work: Work, workers: int) -> None:
        self._work = work
        self._workers = workers

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Outcomes in order, with a few chunks a worker under way.

        Raises:
            NewsroomError: a worker could not open the newsroom, or was killed, perhaps because memory ran out.
        """
        with pool(self._workers, _open, self._work) as processes:
            waiting: deque[Future[list[Outcome]]] = deque()
            try:
                source = iter(tasks)
                while True:
                    while len(waiting) < _AHEAD * self._workers and (chunk := list(islice(source, CHUNK))):
                        waiting.append(processes.submit(_do, chunk))
                    if not waiting:
                        return
                    yield from waiting.popleft().result()
            except BrokenProcessPool as error:
                raise NewsroomError(
                    "Một tiến trình phụ đã bị dừng, có thể do thiếu bộ nhớ; có thể chạy tiếp"
                ) from error
            finally:
                for future in waiting:
                    future.cancel()


def _open(work: Work) -> None:
    global _worker  # noqa: PLW0603 - the one place of a pool's process to keep what it has loaded
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears of it, too, and ends in order
    from newsroom_ai.batch.worker import Worker  # noqa: PLC0415 - loads the services, which the caller need not

    try:
        _worker = Worker.open(work)
    except NewsroomError as error:  # raised here it would only say that the pool is broken
        _worker = error


def _do(chunk: list[Task]) -> list[Outcome]:
    if isinstance(_worker, NewsroomError):
        raise _worker
    return [_worker.do(task) for task in chunk]
