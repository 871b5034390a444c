"""Suggestions beside their sentences, and what an audit says of those nobody looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.archive.decisions import Decision
from newsroom_ai.archive.suggestions import Scope
from newsroom_ai.article import FIELDS, Span
from newsroom_ai.batch.review import Review, contexts
from newsroom_ai.config import Config
from newsroom_ai.newsroom import Newsroom
from tests.articles import article
from tests.batch.reviewed import job


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom.open(Config.load(tmp_path))
    newsroom.archive.put_many([article(f"a{at}", tags=("việc làm",)) for at in range(40)], "test")
    yield newsroom
    newsroom.close()


def made(newsroom: Newsroom, label: str = "bảo hiểm thất nghiệp", sure: float = 0.9, kind: str = "keyphrase") -> str:
    articles = newsroom.archive.by_keys(sorted(newsroom.archive.keys()))
    return job(newsroom.jobs, articles, {key: [(label, sure)] for key in articles}, kind=kind)


def test_an_item_shows_the_sentence_with_the_words_and_what_the_field_holds(newsroom: Newsroom) -> None:
    id = made(newsroom)
    item = Review(newsroom).items(id, Scope(), limit=1)[0]
    assert item.present == ("việc làm",)
    (context,) = item.contexts
    assert context.text == "Người lao động được tư vấn về bảo hiểm thất nghiệp và tiền lương tối thiểu vùng."
    ((start, end),) = context.matches
    assert item.title.startswith("Hơn 3.000 việc làm")
    assert context.text[start - context.start : end - context.start] == "bảo hiểm thất nghiệp"
    values = item.values()
    assert (values["seq"], values["value"], values["contexts"][0]["field"]) == (
        item.suggestion.seq, "bảo hiểm thất nghiệp", "body",
    )  # fmt: skip


def test_evidence_that_moved_is_found_again_and_evidence_that_is_gone_is_left_out(newsroom: Newsroom) -> None:
    id = made(newsroom)
    old = newsroom.archive.get("a0").article
    newsroom.archive.put(replace(old, body="Một câu mới đứng trước.\n" + old.body), "lan")
    newsroom.archive.put(replace(newsroom.archive.get("a1").article, body="Bài viết lại từ đầu."), "lan")
    newsroom.archive.delete("a2", "lan")
    found = {item.suggestion.article_id: item for item in Review(newsroom).items(id, Scope(), limit=100)}
    assert "bảo hiểm thất nghiệp" in found["a0"].contexts[0].text
    assert found["a1"].contexts == ()
    assert "a2" not in found


def test_a_section_is_shown_beside_the_present_one(newsroom: Newsroom) -> None:
    item = Review(newsroom).items(made(newsroom, "Kinh tế", kind="section"), Scope(), limit=1)[0]
    assert item.present == ("Lao động - Việc làm",)


def test_a_long_sentence_is_cut_around_the_words() -> None:
    body = "Mở đầu " + "rất dài " * 100 + "chữ cần tìm " + "và dài nữa " * 100
    at = body.index("chữ cần tìm")
    (context,) = contexts(article(body=body), [Span("body", at, at + 11, "chữ cần tìm")])
    assert len(context.text) <= 400
    assert context.text == body[context.start : context.end]
    assert body[context.matches[0][0] : context.matches[0][1]] == "chữ cần tìm"


bodies = st.lists(
    st.sampled_from(["Mưa lớn.", "Ông Đạt nói: “Có.”", "Giá tăng 3%!", "😀 a", "\n", "tp. HCM"]), max_size=8
)


@given(bodies, st.data())
def test_contexts_always_cut_and_mark_the_words_of_the_article(parts: list[str], data: st.DataObject) -> None:
    told = article(title="Tít bài", sapo="Sapo. Của bài.", body=" ".join(parts))
    spans = []
    for _ in range(data.draw(st.integers(0, 4))):
        field = data.draw(st.sampled_from(FIELDS))
        text = told.text(field)
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, len(text)))
        spans.append(Span.of(told, field, start, end))
    for context in contexts(told, spans):
        text = told.text(context.field)  # type: ignore[arg-type]
        assert text[context.start : context.end] == context.text
        assert all(context.start <= start <= end <= context.end for start, end in context.matches)


def test_a_bulk_acceptance_tells_what_the_sample_showed(newsroom: Newsroom) -> None:
    id, review = made(newsroom), Review(newsroom)
    report = review.audit(id, Scope(), 0.8, "lan")
    assert (report.precision, report.remaining) == (None, 40)
    sample = review.sample(id, report.audit)
    newsroom.decisions.decide(
        id, [Decision(item.suggestion.seq, "reject" if at == 0 else "accept") for at, item in enumerate(sample)], "lan"
    )
    assert review.sample(id, report.audit) == []
    count, report = review.accept_all(id, Scope(), 0.8, "lan")
    assert (count, report.remaining) == (10, 10)
    assert report.precision is not None
    assert (round(report.precision.value, 3), round(report.precision.low, 3)) == (0.967, 0.833)
    count, _ = review.accept_all(id, Scope(), 0.8, "lan", dry_run=False)
    assert count == 10
    assert review.audits(id)[0].remaining == 0


def test_what_people_choose_of_sections_is_what_training_learns_from(newsroom: Newsroom, tmp_path: Path) -> None:
    from newsroom_ai.training.feedback import decisions

    id = made(newsroom, "Kinh tế", kind="section")
    one, two, three, four, *_ = Review(newsroom).items(id, Scope(), limit=10)
    newsroom.decisions.decide(
        id,
        [
            Decision(one.suggestion.seq, "accept"),
            Decision(two.suggestion.seq, "edit", "Đời sống"),
            Decision(three.suggestion.seq, "reject"),
        ],
        "lan",
    )
    newsroom.decisions.decide(id, [Decision(four.suggestion.seq, "accept")], "lan")
    newsroom.decisions.undo(id, "lan")
    learned = {found.id: found.section for found in decisions(tmp_path)}
    assert learned == {one.suggestion.article_id: "Kinh tế", two.suggestion.article_id: "Đời sống"}
