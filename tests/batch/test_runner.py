from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from newsroom_ai.archive.jobs import Job, JobStatus, JobType
from newsroom_ai.archive.suggestions import Scope
from newsroom_ai.article import to_dict
from newsroom_ai.batch import archive_run, watch
from newsroom_ai.batch.runner import Machinery, archive_job, jobs_lock, run_job
from newsroom_ai.batch.status import described, result_lines
from newsroom_ai.batch.watch import Step, gently
from newsroom_ai.errors import Conflict, InvalidQuery, NewsroomError
from newsroom_ai.newsroom import Newsroom
from tests.batch.conftest import dump, numbered

Fill = Callable[[int], None]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_LOOK", 0.0)
    monkeypatch.setattr(archive_run, "KEEP", 5)


def made(newsroom: Newsroom, selector: dict[str, Any] | None = None, type: JobType = JobType.TAG) -> Job:
    return archive_job(newsroom, type, selector or {}, {}, "lan")


def run(newsroom: Newsroom, id: str, at: Callable[[Step], None] = lambda _: None) -> Job:
    with jobs_lock(newsroom):
        return run_job(newsroom, id, Machinery(), at)


def found(newsroom: Newsroom, id: str) -> list[Any]:
    return [json.loads(line) for line in result_lines(newsroom.jobs, id)]


def once(count: int, act: Callable[[], object]) -> Callable[[Step], None]:
    """Does something after so many articles."""

    def step(at: Step) -> None:
        if at.done + at.rejected == count:
            act()

    return step


def test_a_job_stores_results_and_suggestions_and_leaves_articles_alone(newsroom: Newsroom, fill: Fill) -> None:
    fill(12)
    before = dump(newsroom)
    job = made(newsroom)
    assert (job.total, job.model) == (12, "laws.v1 places.v1")
    job = run(newsroom, job.id)
    assert (job.status, job.done, job.rejected) == (JobStatus.DONE, 12, 0)
    assert dump(newsroom) == before
    results = found(newsroom, job.id)
    assert [one["id"] for one in results] == [f"bài-{n:04}" for n in range(12)]
    assert results[3] == json.loads(json.dumps(to_dict(newsroom.tag(numbered(3)))))
    items = newsroom.decisions.suggestions.items(job.id, Scope("law", "4/2020/NĐ-CP"))
    assert [(one.article_id, one.field, one.model) for one in items] == [("bài-0003", "tags", "laws.v1")]
    assert items[0].evidence[0].text in numbered(3).body
    assert described(job)["articles_per_s"] > 0


def test_a_summary_becomes_a_sapo_to_judge(newsroom: Newsroom, fill: Fill) -> None:
    fill(2)
    job = run(newsroom, made(newsroom, type=JobType.SUMMARISE).id)
    items = newsroom.decisions.suggestions.items(job.id, Scope())
    assert {one.field for one in items} <= {"sapo"}
    assert len(found(newsroom, job.id)) == 2


def test_only_the_articles_meant_are_done(newsroom: Newsroom, fill: Fill) -> None:
    fill(4)
    newsroom.archive.put(numbered(9, tags=("lương",)), "x")
    assert run(newsroom, made(newsroom, {"untagged": True}).id).done == 4
    assert made(newsroom, {"model_before": "places.v1"}).total == 1
    assert made(newsroom, {"since": "2024-03-12", "until": "2024-03-12", "source": ["Đất Lành"]}).total == 5


@pytest.mark.parametrize(
    "selector",
    [
        {"form": "x"}, {"since": "hôm qua"}, {"since": 5}, {"section": "Thể thao"}, {"source": [1]},
        {"untagged": "có"}, {"status": "x"}, {"model_before": "places"},
    ],
)  # fmt: skip
def test_a_wrong_selector_is_refused(newsroom: Newsroom, selector: dict[str, Any]) -> None:
    with pytest.raises(InvalidQuery):
        made(newsroom, selector)
    assert newsroom.jobs.newest() == []


def test_pausing_resuming_and_cancelling(newsroom: Newsroom, fill: Fill) -> None:
    fill(20)
    id = made(newsroom).id
    paused = run(newsroom, id, once(7, lambda: newsroom.jobs.control(id, "pause", "x")))
    assert (paused.status, paused.done, paused.position) == (JobStatus.PAUSED, 7, 7)
    newsroom.jobs.control(id, "run", "x")
    cancelled = run(newsroom, id, once(11, lambda: newsroom.jobs.control(id, "cancel", "x")))
    assert (cancelled.status, cancelled.done) == (JobStatus.CANCELLED, 11)
    with pytest.raises(Conflict):
        run(newsroom, id)
    assert len(found(newsroom, id)) == 11


class Kill(BaseException):
    """Nothing catches this."""


@pytest.mark.parametrize("after", [1, 5, 6, 19])
def test_after_a_kill_each_article_is_there_once(newsroom: Newsroom, fill: Fill, after: int) -> None:
    fill(20)
    undisturbed = run(newsroom, made(newsroom).id)
    id = made(newsroom).id

    def kill() -> None:
        raise Kill

    with pytest.raises(Kill):
        run(newsroom, id, once(after, kill))
    assert newsroom.jobs.get(id).status is JobStatus.RUNNING
    assert run(newsroom, id).done == 20
    assert found(newsroom, id) == found(newsroom, undisturbed.id)


def test_what_changes_while_the_job_rests_is_done_again(newsroom: Newsroom, fill: Fill) -> None:
    fill(10)
    id = made(newsroom).id
    run(newsroom, id, once(6, lambda: newsroom.jobs.control(id, "pause", "x")))
    newsroom.archive.put(numbered(2, body="Luật số 45/2019/QH14 được nhắc lại."), "minh")
    newsroom.archive.delete("bài-0004", "minh")
    newsroom.archive.put(numbered(50), "minh")
    newsroom.jobs.control(id, "run", "x")
    job = run(newsroom, id)
    assert (job.status, job.done, job.total) == (JobStatus.DONE, 10, 10)
    results = {one["id"]: one for one in found(newsroom, id)}
    assert results.keys() == {f"bài-{n:04}" for n in (*range(10), 50) if n != 4}
    assert results["bài-0002"]["article_sha256"] == newsroom.archive.get("bài-0002").sha256


def test_what_changes_while_the_job_runs_is_done_again_at_the_end(newsroom: Newsroom, fill: Fill) -> None:
    fill(10)
    id = made(newsroom).id
    change = once(8, lambda: newsroom.archive.put(numbered(1, title="Cần Thơ đổi tít"), "minh"))
    job = run(newsroom, id, change)
    assert job.done == 10
    assert {one["id"]: one["article_sha256"] for one in found(newsroom, id)}["bài-0001"] == newsroom.archive.get(
        "bài-0001"
    ).sha256


def test_an_article_that_breaks_a_tagger_takes_its_own_place_only(
    newsroom: Newsroom, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(6)
    tag = newsroom.tag

    def breaking(article: Any, options: Any) -> Any:
        if article.id == "bài-0002":
            raise ZeroDivisionError(article.body)
        return tag(article, options)

    monkeypatch.setattr(newsroom, "tag", breaking)
    job = run(newsroom, made(newsroom).id)
    assert (job.status, job.done, job.rejected) == (JobStatus.DONE, 5, 1)
    assert found(newsroom, job.id)[2]["error"]["code"] == "internal"
    assert "Sở Nội vụ" not in json.dumps(found(newsroom, job.id)[2], ensure_ascii=False)


def test_only_one_runs_jobs(newsroom: Newsroom, fill: Fill) -> None:
    fill(1)
    with jobs_lock(newsroom), pytest.raises(Conflict), jobs_lock(newsroom):
        pass


def test_a_failure_is_noted_and_the_job_may_go_on(
    newsroom: Newsroom, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(8)
    id = made(newsroom).id

    def full() -> None:
        raise NewsroomError("Đĩa đã đầy")

    with pytest.raises(NewsroomError):
        run(newsroom, id, once(6, full))
    assert (newsroom.jobs.get(id).status, newsroom.jobs.get(id).error) == (JobStatus.FAILED, "Đĩa đã đầy")
    assert newsroom.jobs.runnable() == [], "it would fail again and again"
    newsroom.jobs.control(id, "run", "x")
    assert run(newsroom, id).done == 8


def test_the_scan_for_copies_is_a_job(newsroom: Newsroom, fill: Fill) -> None:
    fill(5)
    newsroom.catch_up()
    job = run(newsroom, made(newsroom, type=JobType.DUPLICATES).id)
    assert job.status is JobStatus.DONE
    assert newsroom.duplicates_scan().finished
    with pytest.raises(InvalidQuery):
        made(newsroom, {"untagged": True}, JobType.DUPLICATES)


def test_without_an_encoder_there_is_nothing_to_embed(newsroom: Newsroom, fill: Fill) -> None:
    fill(2)
    assert run(newsroom, made(newsroom, type=JobType.EMBED).id).status is JobStatus.DONE


def test_work_waits_for_those_who_call_but_not_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_LONGEST", 0.05)
    calls: list[int] = []

    def busy() -> bool:
        calls.append(1)
        return True

    def items() -> Iterator[int]:
        yield from range(3)

    assert list(gently(items(), busy)) == [0, 1, 2]
    assert len(calls) >= 6
