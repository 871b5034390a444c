from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.jobs import JobResult, JobStore, JobType
from newsroom_ai.archive.selection import PAGE, Selection, Selector
from newsroom_ai.article import Status
from tests.articles import article


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path)
    ArticleStore(opened).put_many(
        [
            article("a1", published_at=datetime.fromisoformat("2024-03-12T00:30:00+07:00"), tags=("lương",)),
            article("a2", published_at=datetime.fromisoformat("2024-03-11T17:29:00+00:00"), section="Thể thao"),
            article("a3", published_at=None, source="Báo Khác"),
            article("a4", status=Status.DRAFT),
        ],
        "x",
    )
    yield opened
    opened.close()


def seconds(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, ["a1", "a2", "a3"]),
        ({"since": seconds("2024-03-12T00:30:00+07:00")}, ["a1"]),
        ({"until": seconds("2024-03-12T00:30:00+07:00")}, ["a2"]),
        ({"sections": ("Thể thao", "Du lịch")}, ["a2"]),
        ({"sources": ("Báo Khác",)}, ["a3"]),
        ({"untagged": True}, ["a2", "a3"]),
        ({"status": Status.DRAFT}, ["a4"]),
    ],
)
def test_a_selector_means_what_it_says(database: Database, asked: dict[str, Any], ids: list[str]) -> None:
    selection = Selection(database)
    found = [one.id for one in selection.after(Selector(**asked), 0)]
    assert found == ids
    assert selection.count(Selector(**asked)) == len(ids)
    assert [one.id for one in selection.of(Selector(**asked), [4, 3, 2, 1])] == ids


def test_pages_join_without_a_gap(database: Database) -> None:
    ArticleStore(database).put_many([article(f"b{n}") for n in range(2 * PAGE)], "x")
    keys = [one.key for one in Selection(database).after(Selector(), 2)]
    assert keys == [3, *range(5, 2 * PAGE + 5)]


def test_what_a_model_or_a_later_one_did_is_left_out(database: Database) -> None:
    jobs, selection = JobStore(database), Selection(database)
    for key, model in enumerate(("places.v1 names.v7", "places.v2"), start=1):
        job = jobs.create(JobType.TAG, {}, {}, author="x", model=model)
        jobs.add_results(job.id, [JobResult(key, f"a{key}", "s", "{}")], key, 0.0)
    failed = jobs.create(JobType.TAG, {}, {}, author="x", model="places.v9")
    jobs.add_results(failed.id, [JobResult(3, "a3", "s", None, "{}")], 3, 0.0)

    def older(model: str, type: str = "tag") -> list[str]:
        return [one.id for one in selection.after(Selector(model_before=model, made_by=type), 0)]

    assert older("places.v1") == ["a3"]
    assert older("places.v2") == ["a1", "a3"]
    assert older("places.v3") == ["a1", "a2", "a3"]
    assert older("names.v7") == ["a2", "a3"]
    assert older("places.v1", "summarise") == ["a1", "a2", "a3"]
