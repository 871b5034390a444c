from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.archive.database import now
from newsroom_ai.archive.decisions import Decision
from newsroom_ai.archive.job_changes import PAGE
from newsroom_ai.archive.jobs import JobResult, JobStatus, JobType, NewSuggestion
from newsroom_ai.archive.suggestions import Scope
from newsroom_ai.batch.apply import _united, apply, rollback
from newsroom_ai.errors import Conflict
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.text.fold import fold
from tests.batch.conftest import dump, numbered

Fill = Callable[[int], None]


def job_over(newsroom: Newsroom, *suggestions: NewSuggestion, state: str = "accepted") -> str:
    """A finished job with these suggestions for every article."""
    job = newsroom.jobs.create(JobType.TAG, {}, {}, author="x")
    found = [replace(one, result="{}", suggestions=suggestions) for one in articles(newsroom)]
    newsroom.jobs.add_results(job.id, found, 0, 0.0)
    newsroom.jobs.end(job.id, JobStatus.DONE)
    with newsroom._database.write() as connection:
        connection.execute("UPDATE suggestion SET state = ?, decided_at = ? WHERE job = ?", (state, now(), job.id))
    return job.id


def articles(newsroom: Newsroom) -> list[JobResult]:
    rows = newsroom._database.read().execute("SELECT key, id, sha256 FROM article ORDER BY key")
    return [JobResult(key, id, sha256, None) for key, id, sha256 in rows]


def tag(label: str, confidence: float = 0.9, kind: str = "topic") -> NewSuggestion:
    return NewSuggestion(kind, label, "tags", label, 1, "m.v1", confidence)


SECTION = NewSuggestion("section", "An sinh", "section", "An sinh", 1, "m.v1", 0.9)
SAPO = NewSuggestion("summary", "sapo", "sapo", "Sapo do máy gợi ý.", 1, "m.v1")


def test_a_dry_run_says_what_would_change_and_changes_nothing(newsroom: Newsroom, fill: Fill) -> None:
    fill(3)
    id = job_over(newsroom, tag("lương hưu"), SECTION, SAPO)
    before = dump(newsroom)
    found = apply(newsroom, id, "lan")
    assert dump(newsroom) == before
    assert (found.dry_run, found.articles, found.fields) == (True, 3, {"tags": 3, "section": 3, "sapo": 3})
    assert found.differences[0] == ("bài-0000", "tags", (), ("lương hưu",))
    assert found.differences[1].after == "An sinh"


def test_applying_writes_a_version_in_the_name_of_the_job(newsroom: Newsroom, fill: Fill) -> None:
    fill(2)
    id = job_over(newsroom, tag("lương hưu"), SECTION)
    last = newsroom.archive.last_change()
    assert apply(newsroom, id, "lan", write=True).articles == 2
    stored = newsroom.archive.get("bài-0001")
    assert (stored.author, stored.version) == (f"job:{id}", 2)
    assert (stored.article.tags, stored.article.section) == (("lương hưu",), "An sinh")
    assert [change.action for change in newsroom.archive.changes(last, 9)] == ["put", "put"]
    again = apply(newsroom, id, "lan", write=True)
    assert (again.articles, again.unchanged) == (0, 2)
    assert newsroom.archive.get("bài-0001").version == 2


def test_rolling_back_restores_every_byte(newsroom: Newsroom, fill: Fill) -> None:
    fill(PAGE + 7)
    newsroom.archive.put(numbered(3, title="Đã sửa một lần"), "minh")
    before = dump(newsroom)
    id = job_over(newsroom, tag("lương hưu"), SECTION, SAPO)
    assert apply(newsroom, id, "lan", write=True).articles == PAGE + 7
    assert dump(newsroom) != before
    assert rollback(newsroom, id, "lan").rolled_back == PAGE + 7
    assert dump(newsroom) != before, "a dry run"
    last = newsroom.archive.last_change()
    assert rollback(newsroom, id, "lan", write=True).rolled_back == PAGE + 7
    assert dump(newsroom) == before
    assert newsroom.archive.last_change() == last + PAGE + 7, "indexes must follow"
    assert rollback(newsroom, id, "lan", write=True).rolled_back == 0
    assert apply(newsroom, id, "lan", write=True).articles == PAGE + 7
    rollback(newsroom, id, "lan", write=True)
    assert dump(newsroom) == before


def test_more_accepted_later_and_applied_again_rolls_back_to_the_start(newsroom: Newsroom, fill: Fill) -> None:
    fill(2)
    before = dump(newsroom)
    id = job_over(newsroom, tag("lương hưu"), SECTION)
    with newsroom._database.write() as connection:
        connection.execute("UPDATE suggestion SET state = 'open' WHERE field = 'section'")
    apply(newsroom, id, "lan", write=True)
    with newsroom._database.write() as connection:
        connection.execute("UPDATE suggestion SET state = 'accepted'")
    assert apply(newsroom, id, "lan", write=True).fields == {"section": 2}
    assert newsroom.archive.get("bài-0000").version == 3
    rollback(newsroom, id, "lan", write=True)
    assert dump(newsroom) == before


def test_what_a_person_changed_since_is_kept_and_listed(newsroom: Newsroom, fill: Fill) -> None:
    fill(3)
    id = job_over(newsroom, tag("lương hưu"))
    apply(newsroom, id, "lan", write=True)
    edited = replace(newsroom.archive.get("bài-0001").article, title="Người sửa")
    newsroom.archive.put(edited, "minh")
    newsroom.archive.delete("bài-0002", "minh")
    found = rollback(newsroom, id, "lan", write=True)
    assert (found.rolled_back, found.deleted, found.kept) == (1, 1, ("bài-0001",))
    assert newsroom.archive.get("bài-0001").article == edited
    assert newsroom.job_changes.count(id) == {"applied": 1, "kept": 1, "rolled_back": 1}


def test_an_article_whose_text_changed_since_it_was_read_is_left_alone(newsroom: Newsroom, fill: Fill) -> None:
    fill(3)
    id = job_over(newsroom, tag("lương hưu"), SECTION)
    newsroom.archive.put(numbered(0, title="Tít khác"), "minh")
    newsroom.archive.put(numbered(1, section="Thể thao"), "minh")
    newsroom.archive.put(numbered(2, byline="Minh"), "minh")
    found = apply(newsroom, id, "lan", write=True)
    assert (found.articles, found.changed_since, found.left_alone) == (1, 2, ("bài-0000", "bài-0001"))
    assert newsroom.archive.get("bài-0001").article.section == "Thể thao"
    assert newsroom.archive.get("bài-0002").article.byline == "Minh"


def test_two_jobs_on_the_same_text_apply_one_after_the_other(newsroom: Newsroom, fill: Fill) -> None:
    fill(1)
    first, second = job_over(newsroom, tag("lương hưu")), job_over(newsroom, tag("việc làm"))
    apply(newsroom, first, "lan", write=True)
    apply(newsroom, second, "lan", write=True)
    assert newsroom.archive.get("bài-0000").article.tags == ("lương hưu", "việc làm")
    assert rollback(newsroom, first, "lan", write=True).kept == ("bài-0000",), "the second job built on it"
    assert rollback(newsroom, second, "lan", write=True).rolled_back == 1
    assert rollback(newsroom, first, "lan", write=True).rolled_back == 1
    assert newsroom.archive.get("bài-0000").version == 1


def test_an_edited_value_counts_and_what_was_rejected_does_not(newsroom: Newsroom, fill: Fill) -> None:
    fill(1)
    id = job_over(newsroom, tag("luong huu"), tag("thuế"))
    with newsroom._database.write() as connection:
        connection.execute(
            "UPDATE suggestion SET state = 'edited', decided_value = 'lương hưu' WHERE label = 'luong huu'"
        )
        connection.execute("UPDATE suggestion SET state = 'rejected' WHERE label = 'thuế'")
    apply(newsroom, id, "lan", write=True)
    assert newsroom.archive.get("bài-0000").article.tags == ("lương hưu",)


def test_open_suggestions_need_a_judged_sample(newsroom: Newsroom, fill: Fill) -> None:
    fill(4)
    id = job_over(newsroom, tag("lương hưu", 0.95), tag("thuế", 0.5), state="open")
    with newsroom._database.write() as connection:
        connection.execute("UPDATE suggestion SET decided_at = NULL")
    assert apply(newsroom, id, "lan").articles == 0
    with pytest.raises(Conflict, match=f"newsroom batch review {id}"):
        apply(newsroom, id, "lan", 0.9, write=True)
    audit = newsroom.decisions.audit(id, Scope(), 0.9, "lan", size=2)
    newsroom.decisions.decide(id, [Decision(seq, "accept") for seq in audit.sample], "lan")
    found = apply(newsroom, id, "lan", 0.9, write=True)
    assert (found.articles, found.fields) == (4, {"tags": 4})
    assert newsroom.archive.get("bài-0003").article.tags == ("lương hưu",)
    assert newsroom.decisions.suggestions.progress(id).counts["bulk"] == 2


def test_a_job_that_has_not_ended_is_not_applied(newsroom: Newsroom, fill: Fill) -> None:
    fill(1)
    job = newsroom.jobs.create(JobType.TAG, {}, {}, author="x")
    with pytest.raises(Conflict):
        apply(newsroom, job.id, "lan")


def test_merging_puts_one_tag_in_the_place_of_others(newsroom: Newsroom) -> None:
    newsroom.archive.put(numbered(0, tags=("BHTN", "lương", "bảo hiểm thất nghiệp")), "x")
    before = dump(newsroom)
    selector = {"field": "tags", "from": ["BHTN"], "into": "bảo hiểm thất nghiệp"}
    job = newsroom.jobs.create(JobType.MERGE, selector, {}, author="x")
    one = articles(newsroom)[0]
    newsroom.jobs.add_results(job.id, [replace(one, result="{}", suggestions=[tag("bảo hiểm thất nghiệp")])], 1, 0.0)
    newsroom.jobs.end(job.id, JobStatus.DONE)
    with newsroom._database.write() as connection:
        connection.execute("UPDATE suggestion SET state = 'accepted'")
    apply(newsroom, job.id, "lan", write=True)
    assert newsroom.archive.get("bài-0000").article.tags == ("bảo hiểm thất nghiệp", "lương")
    rollback(newsroom, job.id, "lan", write=True)
    assert dump(newsroom) == before


WORDS = st.sampled_from(["Lương", "lương", "Thuế", "việc làm", "Việc Làm", "nhà ở"])


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=8))
def test_uniting_keeps_what_is_there_and_adds_nothing_twice(tags: list[str], more: list[str]) -> None:
    united = _united(tuple(tags), more)
    assert list(united[: len(tags)]) == tags
    added = [fold(tag) for tag in united[len(tags) :]]
    assert len(set(added)) == len(added)
    assert set(added) == {fold(tag) for tag in more} - {fold(tag) for tag in tags}
    assert _united(united, random.Random(0).sample(more, len(more))) == united
