"""A bounded pool of threads: what can neither run nor wait is refused at once, so a full server says so quickly."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from newsroom_ai.errors import Overloaded

T = TypeVar("T")
RETRY_AFTER = 1  # seconds; a place comes free within about one call


class Pool:
    """``workers`` threads that stay alive (each keeps its archive connection) and ``queue`` places to wait."""

    def __init__(self, name: str, workers: int, queue: int) -> None:
        self._executor = ThreadPoolExecutor(max(1, workers), thread_name_prefix=name)
        self._capacity = max(1, workers) + queue
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """Calls that run or wait."""
        return self._taken

    async def run(self, function: Callable[[], T], *, patient: bool = False) -> T:
        """Run ``function`` in a thread and wait for it; ``patient`` work waits its turn however long the queue.

        Raises:
            Overloaded: every thread is busy and the queue is full; nothing was started.
        """
        with self._lock:
            if self._taken >= self._capacity and not patient:
                raise Overloaded("Máy chủ đang bận, hãy thử lại sau ít giây", retry_after=RETRY_AFTER)
            self._taken += 1
        future = self._executor.submit(function)
        # Not when the waiting ends but when the work does: a caller who went away still occupies the thread.
        future.add_done_callback(self._release)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        self._executor.shutdown(cancel_futures=True)

    def _release(self, _: Future[T]) -> None:
        with self._lock:
            self._taken -= 1
