"""What goes to an engine and comes back, and what an engine is."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from newsroom_ai.archive.jobs import JobType, NewSuggestion


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with each article; small, so that it can be sent to other processes and machines.

    ``archived`` says that records are in the form of the archive and need no check. ``config`` is another settings
    file than the one in the data directory ``data``.
    """

    data: Path
    config: Path | None
    type: JobType
    options: Mapping[str, Any]
    archived: bool


class Task(NamedTuple):
    """One article as JSON text; ``number`` is its key in the archive or its line in a file.

    A line that could not be read has an empty record: its outcome is empty, too, and so keeps its place in the order.
    """

    number: int
    record: str


class Outcome(NamedTuple):
    """What came of one task: the service's answer as JSON text, or the problem in its place."""

    number: int
    id: str | None
    result: str | None
    error: str | None
    suggestions: tuple[NewSuggestion, ...] = ()


class Engine(Protocol):
    """Does tasks in one or more processes."""

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Outcomes in the order of the tasks, one for each, with a bounded number of tasks under way.

        Closing the iterator ends the processes.
        """
        ...
