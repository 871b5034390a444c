"""In this very process, for one worker: the models that are loaded already serve."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from newsroom_ai.batch.types import Outcome, Task, Work
from newsroom_ai.batch.worker import Worker
from newsroom_ai.newsroom import Newsroom


class HereEngine:
    """Does one task after the other with an opened newsroom."""

    def __init__(self, newsroom: Newsroom, work: Work) -> None:
        self._worker = Worker(newsroom, work)

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Outcomes in order; a task is taken when its outcome is asked for."""
        for task in tasks:
            yield self._worker.do(task)
