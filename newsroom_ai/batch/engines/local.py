"""Processes on this machine; each loads the models once, and those that are mapped files are shared."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final

from newsroom_ai.batch.types import Outcome, Task, Work
from newsroom_ai.errors import NewsroomError

if TYPE_CHECKING:
    from newsroom_ai.batch.worker import Worker

CHUNK: Final = 8
"""Tasks handed over at once: about a tenth of a second of work."""

_AHEAD: Final = 3  # chunks a worker under way or waiting, so that none stands idle while the caller writes
_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

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
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads can inherit their locks
        with _one_thread_each(), ProcessPoolExecutor(self._workers, context, _open, (self._work,)) as pool:
            waiting: deque[Future[list[Outcome]]] = deque()
            try:
                source = iter(tasks)
                while True:
                    while len(waiting) < _AHEAD * self._workers and (chunk := list(islice(source, CHUNK))):
                        waiting.append(pool.submit(_do, chunk))
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


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let processes that start meanwhile calculate with one thread each: there are as many of them as wanted."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _open(work: Work) -> None:
    global _worker  # noqa: PLW0603 - the one place of a pool's process to keep what it has loaded
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears of it, too, and ends in order
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from newsroom_ai.batch.worker import Worker  # noqa: PLC0415 - loads the services, which the caller need not

    try:
        _worker = Worker.open(work)
    except NewsroomError as error:  # raised here it would only say that the pool is broken
        _worker = error


def _end_with_parent() -> None:
    """A parent that was killed cannot say so: its worker would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _do(chunk: list[Task]) -> list[Outcome]:
    if isinstance(_worker, NewsroomError):
        raise _worker
    return [_worker.do(task) for task in chunk]
