"""A Ray cluster that is there already: actors that load the models once, and the work of lost nodes done again.

Every node needs this package with the extra ``ray``, and the data directory under the same path.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import Any, Final

import ray
from ray.exceptions import ObjectLostError, RayActorError, RayError

from newsroom_ai.batch.types import Outcome, Task, Work
from newsroom_ai.batch.worker import Worker
from newsroom_ai.errors import InvalidQuery, ModelUnavailable, NewsroomError

CHUNK: Final = 8
"""Tasks sent at once."""

_AHEAD: Final = 2  # chunks an actor has at once, so that it need not wait for the next one
_WINDOW: Final = 4  # chunks an actor that may be under way or wait for an earlier one
_TRIES: Final = 3  # a chunk that costs so many actors their life is the cause
_PATIENCE: Final = 120.0  # seconds for actors to load their models, and for a lost one to be replaced
_CONNECT: Final = 10.0  # seconds for the head of the cluster to answer
_LOST: Final = (RayActorError, ObjectLostError)


class RayWorker:
    """What runs in the cluster."""

    def __init__(self, work: Work) -> None:
        self._worker = Worker.open(work)

    def ready(self) -> bool:
        """Answers once the models are loaded."""
        return True

    def do(self, chunk: list[Task]) -> list[Outcome]:
        """The outcomes of some tasks."""
        return [self._worker.do(task) for task in chunk]


class RayEngine:
    """Actors spread over the nodes of a cluster."""

    def __init__(self, work: Work, workers: int, address: str) -> None:
        """Name a cluster; it is called when the work begins.

        Args:
            work: what is done with each article.
            workers: actors; each takes one of the cluster's CPUs.
            address: of the cluster's head, such as ``10.0.0.5:6379``.

        Raises:
            InvalidQuery: the address is none.
        """
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise InvalidQuery("--engine ray cần --address của một cụm Ray đang chạy, ví dụ 10.0.0.5:6379")
        self._work, self._workers, self._address = work, workers, address
        self._head = host, int(port)

    def run(self, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:
        """Outcomes in order, with a few chunks an actor under way.

        Raises:
            ModelUnavailable: the cluster cannot be reached, has too few CPUs, or cannot load the models.
            NewsroomError: all actors were lost and none could be replaced.
        """
        self._connect()
        try:
            yield from _Crew(self._work, self._workers).run(tasks)
        finally:
            ray.shutdown()  # ends the actors, too: they are this driver's

    def _connect(self) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        try:
            socket.create_connection(self._head, _CONNECT).close()  # Ray itself would try for minutes
            ray.init(address=self._address, log_to_driver=False, logging_level=logging.ERROR)
        except (RayError, OSError, ValueError, RuntimeError) as error:
            detail = f"Không nối được cụm Ray ở {self._address} ({type(error).__name__})"
            raise ModelUnavailable(detail) from error
        cpus = int(ray.cluster_resources().get("CPU", 0))
        if cpus < self._workers:
            ray.shutdown()
            raise ModelUnavailable(f"Cụm Ray chỉ có {cpus} CPU; hãy đặt --workers không quá số đó")


class _Crew:
    """Actors and what they have in hand. A chunk goes to the actor with the least; a lost one's goes to another."""

    def __init__(self, work: Work, workers: int) -> None:
        self._work = work
        self._actor = ray.remote(RayWorker).options(num_cpus=1, scheduling_strategy="SPREAD")
        self._loads: dict[Any, int] = {}  # actors at work, and how many chunks each has
        self._joining: dict[Any, Any] = {}  # what an actor's ``ready`` answers -> the actor
        self._under_way: dict[Any, tuple[int, Any]] = {}  # what ``do`` answers -> place of the chunk, actor
        self._chunks: dict[int, list[Task]] = {}
        self._tries: dict[int, int] = {}
        self._done: dict[int, list[Outcome]] = {}
        self._window = _WINDOW * workers
        for _ in range(workers):
            self._recruit()

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome]:
        source, read, given = iter(tasks), 0, 0
        while True:
            while read - given < self._window and (chunk := list(islice(source, CHUNK))):
                self._chunks[read] = chunk
                read += 1
            self._hand_out()
            while given in self._done:
                yield from self._done.pop(given)
                given += 1
            if given == read and not self._chunks:
                return
            if given < read and given not in self._done:
                self._wait()

    def _recruit(self) -> None:
        actor = self._actor.remote(self._work)
        self._joining[actor.ready.remote()] = actor

    def _hand_out(self) -> None:
        """Give chunks that nobody has to actors that can take more, earliest first."""
        has = {place for place, _ in self._under_way.values()}
        for place in sorted(self._chunks.keys() - has):
            free = [actor for actor, load in self._loads.items() if load < _AHEAD]
            if not free:
                return
            actor = min(free, key=self._loads.__getitem__)
            self._loads[actor] += 1
            self._under_way[actor.do.remote(self._chunks[place])] = place, actor

    def _wait(self) -> None:
        """Wait until an actor has done something, has joined or is lost."""
        refs = [*self._under_way, *self._joining]
        ready, _ = ray.wait(refs, num_returns=1, timeout=None if self._under_way else _PATIENCE)
        if not ready:
            raise NewsroomError("Không còn tiến trình nào của cụm Ray làm việc; có thể chạy tiếp khi cụm đã ổn")
        for ref in ready:
            if ref in self._joining:
                self._join(ref)
            else:
                self._collect(ref)

    def _join(self, ref: Any) -> None:
        actor = self._joining.pop(ref)
        try:
            ray.get(ref)
        except RayError as error:
            if not self._loads and not self._joining:
                detail = f"Cụm Ray không mở được thư mục dữ liệu và mô hình ({type(error).__name__})"
                raise ModelUnavailable(detail) from error
            return
        self._loads[actor] = 0

    def _collect(self, ref: Any) -> None:
        place, actor = self._under_way.pop(ref)
        if actor in self._loads:
            self._loads[actor] -= 1
        try:
            self._done[place] = ray.get(ref)
            del self._chunks[place]
        except _LOST as error:
            self._lose(actor)
            self._tries[place] = self._tries.get(place, 0) + 1
            if self._tries[place] >= _TRIES:
                raise NewsroomError("Một nhóm bài làm dừng tiến trình của cụm nhiều lần liền") from error

    def _lose(self, actor: Any) -> None:
        """Replace an actor that was lost; what it had in hand fails by itself and is handed out again."""
        if self._loads.pop(actor, None) is not None:
            self._recruit()
