from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_ai.archive.jobs import JobType
from newsroom_ai.batch.engines.here import HereEngine
from newsroom_ai.batch.engines.local import CHUNK, LocalEngine
from newsroom_ai.batch.engines.registry import engine
from newsroom_ai.batch.services import checked_options
from newsroom_ai.batch.types import Outcome, Task, Work
from newsroom_ai.errors import InvalidConfig, InvalidQuery, NewsroomError
from newsroom_ai.newsroom import Newsroom
from tests.batch.conftest import numbered


def tasks(count: int) -> Iterator[Task]:
    return (Task(n, "" if n == 3 else numbered(n).to_json()) for n in range(count))


@pytest.fixture
def work(data: Path) -> Work:
    return Work(data, None, JobType.TAG, checked_options(JobType.TAG, {}), archived=True)


def test_processes_give_what_this_process_gives_in_the_same_order(newsroom: Newsroom, work: Work) -> None:
    here = list(HereEngine(newsroom, work).run(tasks(5 * CHUNK + 3)))
    assert [one.number for one in here] == list(range(5 * CHUNK + 3))
    assert here[3] == Outcome(3, None, None, None)
    assert list(LocalEngine(work, 2).run(tasks(5 * CHUNK + 3))) == here


def test_few_tasks_are_taken_ahead_and_the_processes_end_with_the_iterator(newsroom: Newsroom, work: Work) -> None:
    taken: list[int] = []

    def endless() -> Iterator[Task]:
        for n in itertools.count():
            taken.append(n)
            yield Task(n, numbered(n).to_json())

    running = LocalEngine(work, 2).run(endless())
    for _ in range(2 * CHUNK):
        next(running)
    assert len(taken) <= 9 * CHUNK
    workers = _children()
    assert len(workers) >= 2
    running.close()
    assert not _children() & workers


def test_a_worker_that_is_killed_ends_the_run_with_a_word(newsroom: Newsroom, work: Work) -> None:
    before = _children()
    running = LocalEngine(work, 2).run(tasks(1_000))
    next(running)
    for worker in _children() - before:
        if b"spawn_main" in Path(f"/proc/{worker}/cmdline").read_bytes():
            os.kill(worker, signal.SIGKILL)
            break
    with pytest.raises(NewsroomError, match="Một tiến trình phụ"):
        list(running)


def test_a_worker_that_cannot_open_the_newsroom_says_why(work: Work) -> None:
    (work.data / "newsroom.toml").write_text('[services]\ntaggers = ["none.v1"]\n', encoding="utf-8")
    with pytest.raises(InvalidConfig, match="none"):
        list(LocalEngine(work, 2).run(tasks(20)))


def _children() -> set[int]:
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    spawned = {int(one) for one in listed}
    return {one for one in spawned if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()}


def test_engines_are_known_by_name(work: Work) -> None:
    assert isinstance(engine("local", work, 2), LocalEngine)
    with pytest.raises(InvalidConfig, match="local, ray"):
        engine("dask", work, 2)
    pytest.importorskip("ray")
    with pytest.raises(InvalidQuery, match="--address"):
        engine("ray", work, 2)
