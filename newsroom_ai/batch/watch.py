"""Whether a job may go on, and how far it came."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal, NamedTuple, TypeVar

from newsroom_ai.archive.jobs import JobStore

T = TypeVar("T")

Ending = Literal["done", "pause", "cancel", "stop"]
"""Why a run ends; ``stop``: this process ends, and the job goes on with the next one."""

_LOOK: Final = 0.5  # seconds between two looks at what is wanted
_REST: Final = 0.02  # seconds between two looks at whether the server is busy …
_LONGEST: Final = 0.5  # … and the longest wait for it before each article, so that the job moves on all the same


class Step(NamedTuple):
    """How far a job came: ``position`` of ``total``, in bytes or articles, and articles done and rejected."""

    position: int
    total: int
    done: int
    rejected: int


Report = Callable[[Step], None]


class Watch:
    """Looks at what the people want of a job, at most twice a second."""

    def __init__(self, jobs: JobStore, id: str, stopping: Callable[[], bool] = lambda: False) -> None:
        self._jobs = jobs
        self._id = id
        self._stopping = stopping
        self._looked = 0.0

    def ending(self) -> Ending | None:
        """Why the job must end now; None when it may go on."""
        if self._stopping():
            return "stop"
        if time.monotonic() - self._looked < _LOOK:
            return None
        self._looked = time.monotonic()
        wanted = self._jobs.wanted(self._id)
        return None if wanted == "run" else wanted


def gently(items: Iterable[T], busy: Callable[[], bool]) -> Iterator[T]:
    """Wait before each item while somebody else is being served, half a second at most."""
    for item in items:
        end = time.monotonic() + _LONGEST
        while busy() and time.monotonic() < end:
            time.sleep(_REST)
        yield item
