from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.jobs import JobResult, JobStatus, JobStore, JobType, NewSuggestion
from newsroom_ai.archive.suggestions import Scope, SuggestionReader
from newsroom_ai.errors import Conflict, NotFound
from tests.articles import article


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def jobs(database: Database) -> JobStore:
    ArticleStore(database).put_many([article("a1"), article("a2")], "x")
    return JobStore(database)


def made(jobs: JobStore) -> str:
    return jobs.create(JobType.TAG, {"untagged": True}, {"limit": 5}, author="lan", model="m.v1", total=2).id


def suggested(label: str, rank: int = 1) -> NewSuggestion:
    return NewSuggestion("topic", label, "tags", label, rank, "m.v1", 0.9)


def result(key: int, sha256: str, *labels: str) -> JobResult:
    return JobResult(key, f"a{key}", sha256, "{}", None, [suggested(label, rank) for rank, label in enumerate(labels)])


def labels(database: Database, job: str) -> list[str]:
    return sorted(one.label for one in SuggestionReader(database).items(job, Scope()))


def test_a_job_is_what_was_asked_and_waits(jobs: JobStore) -> None:
    job = jobs.get(made(jobs))
    assert (job.type, job.selector, job.options) == (JobType.TAG, {"untagged": True}, {"limit": 5})
    assert (job.status, job.wanted, job.total, job.done, job.source) == (JobStatus.WAITING, "run", 2, 0, "archive")
    assert jobs.newest() == [job]
    assert jobs.runnable() == [job]
    with pytest.raises(NotFound):
        jobs.get("j-none")


def test_results_come_with_how_far_the_job_is(jobs: JobStore, database: Database) -> None:
    id = made(jobs)
    jobs.add_results(id, [result(1, "s1", "lương"), JobResult(2, "a2", "s2", None, '{"code": "x"}')], 2, 1.5)
    job = jobs.get(id)
    assert (job.done, job.rejected, job.position, job.seconds) == (1, 1, 2, 1.5)
    assert [(one.key, one.result, one.error) for one in jobs.results(id)] == [
        (1, "{}", None),
        (2, None, '{"code": "x"}'),
    ]
    assert labels(database, id) == ["lương"]


def test_what_was_deleted_meanwhile_leaves_nothing(jobs: JobStore, database: Database) -> None:
    id = made(jobs)
    jobs.add_results(id, [result(2, "s2", "thuế")], 2, 0.0)
    ArticleStore(database).delete("a1", "x")
    jobs.add_results(id, [result(1, "s1", "lương")], 2, 0.0)
    assert jobs.get(id).done == 1
    ArticleStore(database).delete("a2", "x")
    assert list(jobs.results(id)) == []
    assert labels(database, id) == []


def test_results_of_changed_articles_are_forgotten_but_decisions_stay(jobs: JobStore, database: Database) -> None:
    id = made(jobs)
    store = ArticleStore(database)
    shas = [store.get(name).sha256 for name in ("a1", "a2")]
    jobs.add_results(id, [result(1, shas[0], "lương", "thuế"), result(2, shas[1], "nhà ở")], 2, 0.0)
    with database.write() as connection:
        connection.execute("UPDATE suggestion SET state = 'accepted' WHERE label = 'lương'")
    store.put(article("a1", title="Tít mới"), "x")
    assert jobs.forget_stale(id) == [1]
    assert jobs.get(id).done == 1
    assert labels(database, id) == ["nhà ở"]
    jobs.add_results(id, [result(1, "new", "lương", "việc làm")], 2, 0.0)
    assert labels(database, id) == ["nhà ở", "việc làm"], "what was decided is not asked again"
    assert jobs.get(id).done == 2


@pytest.mark.parametrize(("wanted", "status"), [("pause", "paused"), ("cancel", "cancelled"), ("run", "waiting")])
def test_a_resting_job_is_told_at_once(jobs: JobStore, wanted: str, status: str) -> None:
    job = jobs.control(made(jobs), wanted, "x")  # type: ignore[arg-type]
    assert (job.status, job.wanted) == (status, wanted)


def test_a_running_job_hears_it_from_its_runner(jobs: JobStore) -> None:
    id = made(jobs)
    assert jobs.start(id, 2).alive
    assert jobs.control(id, "pause", "x").status is JobStatus.RUNNING
    assert jobs.wanted(id) == "pause"
    assert jobs.end(id, JobStatus.PAUSED).status is JobStatus.PAUSED
    assert jobs.runnable() == []


def test_a_job_whose_runner_is_silent_is_not_alive(jobs: JobStore, database: Database) -> None:
    id = made(jobs)
    jobs.start(id, 2)
    with database.write() as connection:
        long_ago = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
        connection.execute("UPDATE job SET heartbeat_at = ?", (long_ago,))
    assert not jobs.get(id).alive
    assert jobs.control(id, "pause", "x").status is JobStatus.PAUSED


def test_what_has_ended_cannot_be_told_anything(jobs: JobStore) -> None:
    id = made(jobs)
    jobs.end(id, JobStatus.DONE)
    with pytest.raises(Conflict):
        jobs.control(id, "run", "x")
    assert jobs.wanted("j-none") == "cancel"
