"""Worker processes that end with the process that started them, however that ended."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any, Final

_ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@contextmanager
def pool(
    workers: int, opened: Callable[..., object] | None = None, *arguments: Any
) -> Generator[ProcessPoolExecutor, None, None]:
    """A pool of processes, each calculating with one thread: there are as many of them as wanted.

    They are spawned, not forked: a fork of a process with threads can inherit their locks.

    Args:
        workers: how many, at least 1.
        opened: called once in each process before its first task, with the ``arguments``.
        arguments: must be picklable.
    """
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))  # read by libraries when they are loaded: here they are
    try:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, context, _open, (opened, arguments)) as processes:
            yield processes
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _open(opened: Callable[..., object] | None, arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if opened is not None:
        opened(*arguments)


def _end_with_parent() -> None:
    """A parent that was killed cannot say so: its worker would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
