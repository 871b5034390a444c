"""How many articles there are and how far the indexes are behind, read at most once a second however many ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from api.pool import Pool
from newsroom_ai.newsroom import Newsroom

SECONDS = 1.0


class Counts:
    """Answers from memory while that is fresh; reads in a thread of its own, so that it takes no caller's place."""

    def __init__(
        self, newsroom: Newsroom, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._newsroom, self._seconds, self._clock = newsroom, seconds, clock
        self._pool = Pool("counts", 1, 0)
        self._lock = asyncio.Lock()
        self._known: tuple[int, int] | None = None
        self._until = 0.0

    async def get(self) -> tuple[int, int]:
        """Articles, and changes not indexed yet; up to a second old."""
        async with self._lock:
            if self._known is None or self._clock() >= self._until:
                self._known = await self._pool.run(self._read, patient=True)
                self._until = self._clock() + self._seconds
            return self._known

    def close(self) -> None:
        """End the thread."""
        self._pool.close()

    def _read(self) -> tuple[int, int]:
        return self._newsroom.archive.count(), self._newsroom.lag()
