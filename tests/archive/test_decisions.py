"""Decisions on suggestions: once each, taken back in order, and many only after a sample of them was judged."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.decisions import Decision, DecisionStore
from newsroom_ai.archive.feedback import Feedback, FeedbackStore
from newsroom_ai.archive.jobs import JobStatus, JobStore
from newsroom_ai.archive.suggestions import Scope, Suggested
from newsroom_ai.article import Article, suggestion_id
from newsroom_ai.errors import Conflict, InvalidQuery, NewsroomError, NotFound
from tests.articles import article
from tests.batch.reviewed import Tagged, job

HOSTILE = '<img src=x onerror="alert(1)">'


class Bench:
    """An archive with articles, and its stores."""

    def __init__(self, database: Database, count: int = 3) -> None:
        self.database = database
        self.articles = ArticleStore(database)
        self.jobs = JobStore(database)
        self.decisions = DecisionStore(database)
        self.feedback = FeedbackStore(database)
        self.articles.put_many([article(f"a{at}") for at in range(count)], "test")
        self.keys: dict[int, Article] = self.articles.by_keys(sorted(self.articles.keys()))

    def job(self, *tags: Sequence[Tagged], done: bool = True, kind: str = "keyphrase") -> str:
        """A job that suggests the first list for the first article, and so on."""
        return job(self.jobs, self.keys, dict(zip(self.keys, tags, strict=False)), kind=kind, done=done)

    def open(self, id: str, scope: Scope = Scope()) -> list[Suggested]:  # noqa: B008
        return self.decisions.suggestions.items(id, scope, limit=1_000)

    def decide(self, id: str, seq: int, action: str, value: str | None = None, by: str = "lan") -> Suggested:
        (done,) = self.decisions.decide(id, [Decision(seq, action, value)], by)  # type: ignore[arg-type]
        if isinstance(done, NewsroomError):
            raise done
        return done

    def said(self) -> list[Feedback]:
        return [recorded.feedback for recorded in self.feedback.all()]

    def judge(self, id: str, wrong: int = 0, threshold: float = 0.8, scope: Scope = Scope(), size: int = 30) -> None:  # noqa: B008
        """Judge the sample of an audit, the first so many as wrong."""
        sample = self.decisions.audit(id, scope, threshold, "lan", size).sample
        for place, seq in enumerate(sample):
            self.decide(id, seq, "reject" if place < wrong else "accept")


@contextmanager
def fresh_bench(count: int) -> Iterator[Bench]:
    """For tests of laws, which need a new archive for each example."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder))
        try:
            yield Bench(database, count)
        finally:
            database.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    database = Database(tmp_path)
    yield Bench(database)
    database.close()


# --- The order ---


def test_tags_come_first_where_judging_prevents_most_mistakes(bench: Bench) -> None:
    id = bench.job([("hiếm, ngờ", 0.5), ("chắc", 0.99)], [("hay gặp", 0.7), ("chắc", 0.99)], [("hay gặp", 0.6)])
    groups = bench.decisions.suggestions.groups(id)
    assert [group.label for group in groups] == ["hay gặp", "hiếm, ngờ", "chắc"]
    assert [group.open for group in groups] == [2, 1, 2]
    assert groups[0].benefit == pytest.approx(0.7)
    assert groups[2].confidence == pytest.approx(0.99)
    assert bench.decisions.suggestions.group_count(id) == 3
    assert [group.label for group in bench.decisions.suggestions.groups(id, limit=1, offset=1)] == ["hiếm, ngờ"]


def test_within_a_tag_the_most_uncertain_comes_first_and_an_unknown_confidence_is_as_uncertain_as_can_be(
    bench: Bench,
) -> None:
    id = bench.job([("lương", 0.95)], [("lương", None)], [("lương", 0.3)])
    assert [one.confidence for one in bench.open(id)] == [None, 0.3, 0.95]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=20))
def test_the_benefit_is_the_number_of_mistakes_that_deciding_by_confidence_would_make(sure: list[float | None]) -> None:
    expected = sum(0.5 if one is None else min(one, 1 - one) for one in sure)
    with fresh_bench(len(sure)) as bench:
        id = bench.job(*[[("thẻ", one)] for one in sure])
        (group,) = bench.decisions.suggestions.groups(id)
        assert group.benefit == pytest.approx(expected)
        assert 0 <= group.benefit <= len(sure) / 2


# --- One by one ---


def test_a_decision_is_recorded_with_who_and_when_and_teaches(bench: Bench) -> None:
    id = bench.job([("lương tối thiểu", 0.6)])
    (one,) = bench.open(id)
    done = bench.decide(id, one.seq, "accept")
    assert (done.state, done.decided_value, done.decided_by, done.via) == (
        "accepted",
        "lương tối thiểu",
        "lan",
        "person",
    )
    assert done.decided_at is not None
    (said,) = bench.said()
    made = suggestion_id(bench.keys[one.key].sha256, "keyphrase", "lương tối thiểu", "fake.v1")
    assert said == Feedback(
        one.article_id, "accept", made, "keyphrase", "lương tối thiểu", None, one.rank, 0.6, "fake.v1"
    )


def test_what_each_answer_leads_to(bench: Bench) -> None:
    id = bench.job([("một", 0.6), ("hai", 0.6), ("ba", 0.6), ("bốn", 0.6)])
    seqs = {one.label: one.seq for one in bench.open(id)}
    assert bench.decide(id, seqs["một"], "reject").state == "rejected"
    edited = bench.decide(id, seqs["hai"], "edit", "  Hai\n nghìn ")
    assert (edited.state, edited.decided_value) == ("edited", "Hai nghìn")
    assert bench.decide(id, seqs["ba"], "edit", "ba").state == "accepted"
    assert bench.decide(id, seqs["bốn"], "skip").state == "skipped"
    assert [(one.action, one.value) for one in bench.said()] == [
        ("reject", "một"), ("edit", "Hai nghìn"), ("accept", "ba"),
    ]  # fmt: skip
    assert bench.open(id) == []
    assert bench.decide(id, seqs["bốn"], "accept").state == "accepted"
    counts = bench.decisions.suggestions.progress(id).counts
    assert counts == {"open": 0, "accepted": 2, "rejected": 1, "edited": 1, "skipped": 0, "bulk": 0}


@pytest.mark.parametrize("value", ["", "   ", "\u200b", "a" * 201, None])
def test_an_edit_needs_a_value_of_the_length_of_a_tag(bench: Bench, value: str | None) -> None:
    id = bench.job([("lương", 0.6)])
    (one,) = bench.open(id)
    with pytest.raises(InvalidQuery):
        bench.decide(id, one.seq, "edit", value)
    assert bench.open(id) == [one]


def test_the_second_of_two_hears_who_was_first(bench: Bench) -> None:
    id = bench.job([("lương", 0.6)])
    (one,) = bench.open(id)
    first = bench.decide(id, one.seq, "accept", by="lan")
    assert bench.decide(id, one.seq, "accept", by="lan") == first
    for action, by in (("accept", "minh"), ("reject", "minh"), ("reject", "lan"), ("skip", "minh")):
        with pytest.raises(Conflict, match="lan đã chấp nhận"):
            bench.decide(id, one.seq, action, by=by)
    assert len(bench.said()) == 1


def test_of_many_at_once_exactly_one_decides(bench: Bench) -> None:
    id = bench.job([("lương", 0.6)])
    (one,) = bench.open(id)
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def judge(name: str) -> None:
        start.wait()
        try:
            bench.decide(id, one.seq, "accept" if name < "3" else "reject", by=name)
            outcomes.append("decided")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=judge, args=(str(at),)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict"] * 5 + ["decided"]
    assert len(bench.said()) == 1


def test_one_wrong_decision_among_many_takes_its_own_place_only(bench: Bench) -> None:
    id, other = bench.job([("một", 0.6), ("hai", 0.6)]), bench.job([("khác", 0.6)])
    one, two = bench.open(id)
    (foreign,) = bench.open(other)
    done = bench.decisions.decide(
        id, [Decision(one.seq, "accept"), Decision(foreign.seq, "accept"), Decision(two.seq, "reject")], "lan"
    )
    assert [type(result).__name__ for result in done] == ["Suggested", "NotFound", "Suggested"]
    assert bench.open(other) == [foreign]


# --- Taking back ---


def test_undo_opens_the_last_decisions_one_after_the_other(bench: Bench) -> None:
    id = bench.job([("một", 0.6), ("hai", 0.6)])
    before = bench.open(id)
    for one, action in zip(before, ("accept", "reject"), strict=True):
        bench.decide(id, one.seq, action)
    assert bench.decisions.undo(id, "lan") == [before[1]]
    assert [one.action for one in bench.said()] == ["accept"]
    assert bench.decisions.undo(id, "lan") == [before[0]]
    assert bench.said() == []
    assert bench.open(id) == before
    with pytest.raises(NotFound):
        bench.decisions.undo(id, "lan")


def test_undo_takes_back_what_oneself_decided_and_leaves_what_others_said_elsewhere(bench: Bench) -> None:
    id = bench.job([("một", 0.6), ("hai", 0.6)])
    one, two = bench.open(id)
    bench.feedback.add([Feedback(one.article_id, "add", None, "keyphrase", "tự thêm")], "lan")
    bench.decide(id, one.seq, "accept", by="lan")
    bench.decide(id, two.seq, "accept", by="minh")
    assert [undone.seq for undone in bench.decisions.undo(id, "lan")] == [one.seq]
    assert [said.value for said in bench.said()] == ["tự thêm", "hai"]


def test_the_decisions_of_one_call_are_taken_back_together(bench: Bench) -> None:
    id = bench.job([("một", 0.6), ("hai", 0.6)])
    bench.decisions.decide(id, [Decision(one.seq, "accept") for one in bench.open(id)], "lan")
    assert len(bench.decisions.undo(id, "lan")) == 2


def test_what_was_applied_is_not_undone(bench: Bench) -> None:
    id = bench.job([("một", 0.6)])
    (one,) = bench.open(id)
    bench.decide(id, one.seq, "accept")
    with bench.database.write() as connection:
        connection.execute(
            "INSERT INTO job_change (job, key, article_id, version_before, sha_before, version_after, sha_after,"
            " author, at, state) VALUES (?, ?, 'a0', 1, '', 2, '', '', '9999', 'applied')",
            (id, one.key),
        )
    with pytest.raises(Conflict, match=f"rollback {id}"):
        bench.decisions.undo(id, "lan")


@settings(deadline=None, max_examples=20)
@given(
    st.lists(
        st.one_of(st.just(None), st.tuples(st.integers(0, 3), st.sampled_from(["accept", "reject", "edit", "skip"]))),
        max_size=12,
    )
)
def test_undoing_everything_leaves_nothing_decided(steps: list[tuple[int, str] | None]) -> None:
    with fresh_bench(1) as bench:
        id = bench.job([(label, 0.6) for label in ("một", "hai", "ba", "bốn")])
        before = bench.open(id)
        for step in steps:
            with suppress(Conflict, NotFound):
                if step is None:
                    bench.decisions.undo(id, "lan")
                else:
                    bench.decide(id, before[step[0]].seq, step[1], "sửa")
            counts = bench.decisions.suggestions.progress(id).counts
            assert len(bench.said()) == counts["accepted"] + counts["rejected"] + counts["edited"]
        while bench.open(id) != before:
            bench.decisions.undo(id, "lan")
        assert bench.said() == []


# --- Audits and accepting in bulk ---


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Bench]:
    database = Database(tmp_path)
    yield Bench(database, 60)
    database.close()


def sure(many: Bench) -> str:
    """A job with 60 suggestions of one tag, 50 of them with 0.8 or more."""
    return many.job(*[[("lương", 0.8 + at / 1000 if at >= 10 else 0.5)] for at in range(60)])


def test_nothing_is_accepted_in_bulk_before_a_sample_is_judged_to_its_end(many: Bench) -> None:
    id = sure(many)
    with pytest.raises(Conflict, match=f"newsroom batch review {id} --audit 0.8"):
        many.decisions.accept_all(id, Scope(), 0.8, "lan")
    audit = many.decisions.audit(id, Scope(), 0.8, "lan")
    assert len(set(audit.sample)) == 30
    assert {
        one.confidence >= 0.8 for one in many.decisions.suggestions.by_seqs(id, audit.sample) if one.confidence
    } == {True}
    for seq in audit.sample[:29]:
        many.decide(id, seq, "accept")
    with pytest.raises(Conflict, match="29/30"):
        many.decisions.accept_all(id, Scope(), 0.8, "lan")
    many.decide(id, audit.sample[29], "skip")
    with pytest.raises(Conflict, match="29/30"):
        many.decisions.accept_all(id, Scope(), 0.8, "lan")
    many.decide(id, audit.sample[29], "reject")
    assert many.decisions.accept_all(id, Scope(), 0.8, "lan") == 20
    assert len(many.open(id)) == 10
    (audit,) = many.decisions.audits(id)
    assert (audit.judged, audit.correct, audit.complete) == (30, 29, True)


def test_a_judged_sample_speaks_for_its_own_threshold_and_tag_only(many: Bench) -> None:
    id = sure(many)
    many.judge(id, threshold=0.8)
    for scope, threshold in ((Scope(), 0.7), (Scope(), 0.9), (Scope("keyphrase", "lương"), 0.8)):
        with pytest.raises(Conflict):
            many.decisions.accept_all(id, scope, threshold, "lan")


def test_a_larger_sample_adds_to_what_was_judged(many: Bench) -> None:
    id = sure(many)
    many.judge(id, wrong=5, size=10)
    first = many.decisions.audit(id, Scope(), 0.8, "lan", 10)
    assert (first.judged, first.correct) == (10, 5)
    grown = many.decisions.audit(id, Scope(), 0.8, "minh", 25)
    assert grown.sample[:10] == first.sample
    assert (len(set(grown.sample)), grown.judged, grown.correct) == (25, 10, 5)


def test_bulk_decisions_name_who_made_them_teach_nothing_and_are_one_act_to_undo(many: Bench) -> None:
    id = sure(many)
    many.judge(id)
    taught = len(many.said())
    assert many.decisions.accept_all(id, Scope(), 0.8, "minh") == 20
    accepted = many.decisions.suggestions.items(id, Scope(), "accepted", limit=100)
    assert {(one.decided_by, one.via) for one in accepted} == {("lan", "audit"), ("minh", "bulk")}
    assert len(many.said()) == taught
    assert many.decisions.suggestions.progress(id).counts["bulk"] == 20
    rows = many.database.read().execute("SELECT actor, action, target FROM ledger WHERE action LIKE 'review%'")
    assert rows.fetchall() == [("minh", "review.accept_all", f"{id} >= 0.8: 20")]
    assert len(many.decisions.undo(id, "minh")) == 20
    assert len(many.open(id)) == 30


def test_undoing_a_judgement_leaves_the_audit_unfinished_again(many: Bench) -> None:
    id = sure(many)
    many.judge(id)
    many.decisions.undo(id, "lan")
    with pytest.raises(Conflict, match="29/30"):
        many.decisions.accept_all(id, Scope(), 0.8, "lan")


def test_what_goes_with_its_article_leaves_the_sample(many: Bench) -> None:
    id = sure(many)
    audit = many.decisions.audit(id, Scope(), 0.8, "lan")
    gone, *rest = audit.sample
    (suggestion,) = many.decisions.suggestions.by_seqs(id, [gone])
    many.articles.delete(suggestion.article_id, "lan")
    for seq in rest:
        many.decide(id, seq, "accept")
    assert many.decisions.judged_audit(id, Scope(), 0.8).sample == tuple(rest)


def test_no_sample_is_drawn_while_suggestions_still_come(many: Bench) -> None:
    id = many.job([("lương", 0.9)], done=False)
    with pytest.raises(Conflict, match="chưa xong"):
        many.decisions.audit(id, Scope(), 0.8, "lan")
    many.jobs.end(id, JobStatus.CANCELLED)
    assert len(many.decisions.audit(id, Scope(), 0.8, "lan").sample) == 1


def test_an_audit_needs_something_to_draw_from_and_sensible_numbers(many: Bench) -> None:
    id = sure(many)
    with pytest.raises(Conflict, match=r"0\.95"):
        many.decisions.audit(id, Scope(), 0.95, "lan")
    with pytest.raises(NotFound):
        many.decisions.audit("j-none", Scope(), 0.8, "lan")
    for threshold, size in ((-0.1, 30), (1.1, 30), (0.8, 0), (0.8, 501)):
        with pytest.raises(InvalidQuery):
            many.decisions.audit(id, Scope(), threshold, "lan", size)


def test_a_sample_may_come_from_one_tag(many: Bench) -> None:
    id = many.job([(HOSTILE, 0.9), ("lương", 0.9)], [(HOSTILE, 0.9)])
    scope = Scope("keyphrase", HOSTILE)
    many.judge(id, scope=scope, size=1)
    assert many.decisions.accept_all(id, scope, 0.8, "lan") == 1
    assert [one.label for one in many.open(id)] == ["lương"]


def test_every_suggestion_has_the_same_chance_to_be_drawn(many: Bench) -> None:
    drawn: set[str] = set()
    for _ in range(12):
        id = sure(many)
        sample = many.decisions.audit(id, Scope(), 0.8, "lan").sample
        drawn |= {one.article_id for one in many.decisions.suggestions.by_seqs(id, sample)}
    assert len(drawn) == 50  # each is missed twelve times with a chance of 0.4 ** 12


def test_reviews_list_jobs_that_suggest_something_the_newest_first(bench: Bench) -> None:
    first, second = bench.job([("một", 0.6)]), bench.job([("hai", 0.6)])
    bench.job()
    found = bench.decisions.suggestions.reviewed()
    assert [one.id for one in found] == [second, first]
    assert found[0].counts["open"] == 1
    with pytest.raises(NotFound):
        bench.decisions.suggestions.progress("j-none")
