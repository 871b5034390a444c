"""Simulated editors of topics and keyphrases: suggestions get better by their decisions, and never silently worse."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.feedback import Feedback, FeedbackStore
from newsroom_ai.artefacts import verified
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.model_choice import chosen_model, use_earlier
from newsroom_ai.tagging.adjustment import UNADJUSTED, Adjustment
from newsroom_ai.tagging.ranked_keyphrases import RankedKeyphrases
from newsroom_ai.tagging.topics import TopicTagger
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.training.adjustments import Decision, fitted, kept_share, likelihood
from newsroom_ai.training.feedback import train_keyphrases, train_topics
from tests.training.test_sections import silent

FIRMS = ("may Hòa Thọ", "giày Thanh Bình", "điện tử Phú Cường", "gỗ An Khang", "thép Đông Hải")


def articles(count: int) -> list[Article]:
    """Strikes and fires in turn, each a little different."""
    found = []
    for n in range(count):
        firm = FIRMS[n % len(FIRMS)]
        if n % 2:
            title, sapo = (
                f"Công nhân đình công ở công ty {firm}",
                f"Cuộc đình công của {100 + n} công nhân đòi tăng lương.",
            )
            body = f"Công đoàn vào cuộc đối thoại. Tiền lương của công nhân chậm {n % 5 + 1} tháng. Đình công kéo dài."
        else:
            title, sapo = f"Hỏa hoạn ở kho hàng của công ty {firm}", f"Hỏa hoạn thiêu rụi {200 + n} mét vuông nhà kho."
            body = f"Cảnh sát chữa cháy điều {n % 5 + 3} xe. Vụ hỏa hoạn không gây thương vong, kho hàng bị thiệt hại."
        found.append(Article(f"bai-{n}", title=title, sapo=sapo, body=body))
    return found


def decide(data: Path, tagger: TopicTagger | RankedKeyphrases, disliked: str, count: int = 60) -> None:
    """Editors who keep the first two suggestions, and never what they dislike."""
    database = Database(data)
    drawn = articles(count)
    ArticleStore(database).put_many(drawn, "test")
    store = FeedbackStore(database)
    for article in drawn:
        tags = tagger.tag(article)[:4]
        good = [tag for tag in tags if tag.label.lower() != disliked][:2]
        store.add([_said(article, tag, kept=tag in good) for tag in tags], "lan@example.vn")
    database.close()


def _said(article: Article, tag: Tag, *, kept: bool) -> Feedback:
    action = "accept" if kept else "reject"
    return Feedback(article.id, action, tag.suggestion_id, tag.kind, tag.label)  # type: ignore[arg-type]


def acceptance(tagger: TopicTagger | RankedKeyphrases, disliked: str) -> float:
    """Share of the articles whose first suggestion the editors would keep."""
    firsts = [tags[0].label.lower() for article in articles(40) if (tags := tagger.tag(article))]
    return sum(label != disliked for label in firsts) / len(firsts)


def test_topics_that_editors_dislike_fall_and_acceptance_rises(tmp_path: Path) -> None:
    data, out = tmp_path / "var", tmp_path / "topics-own.v1"
    before = TopicTagger()
    disliked = before.tag(articles(2)[1])[0].label.lower()
    decide(data, before, disliked)
    verdict = train_topics(data, out, silent)
    assert verdict.used
    assert verdict.after > verdict.before
    assert verdict.kept_after >= verdict.kept_before
    assert chosen_model(data, "topics") == verified(out).resolve()
    assert acceptance(TopicTagger(folder=out), disliked) > acceptance(before, disliked)
    assert use_earlier(data, "topics") == "shipped"


def test_keyphrases_that_editors_dislike_fall_and_acceptance_rises(tmp_path: Path) -> None:
    data, out = tmp_path / "var", tmp_path / "keyphrases-own.v1"
    before = RankedKeyphrases()
    disliked = before.tag(articles(2)[1])[0].label.lower()
    decide(data, before, disliked)
    verdict = train_keyphrases(data, out, silent)
    assert verdict.used
    assert acceptance(RankedKeyphrases(out), disliked) > acceptance(before, disliked)


def test_whims_are_not_learned(tmp_path: Path) -> None:
    data, out = tmp_path / "var", tmp_path / "topics-own.v1"
    database = Database(data)
    drawn = articles(80)
    ArticleStore(database).put_many(drawn, "test")
    tagger = TopicTagger()
    decided = [(article, tag) for article in drawn for tag in tagger.tag(article)[:2]]
    turn = round(len(decided) * 0.8)
    said = [_said(article, tag, kept=number < turn) for number, (article, tag) in enumerate(decided)]
    FeedbackStore(database).add(said, "lan@example.vn")  # all kept, until all of a sudden none is
    database.close()
    verdict = train_topics(data, out, silent)
    assert not verdict.used
    assert chosen_model(data, "topics") is None


def test_few_decisions_teach_nothing(tmp_path: Path) -> None:
    decide(tmp_path, RankedKeyphrases(), "không có", count=4)
    with pytest.raises(InvalidArticle):
        train_keyphrases(tmp_path, tmp_path / "out", silent)


def test_what_was_undone_is_no_decision(tmp_path: Path) -> None:
    tagger = RankedKeyphrases()
    decide(tmp_path, tagger, "không có")
    database = Database(tmp_path)
    store = FeedbackStore(database)
    undone = [
        Feedback(one.feedback.article_id, "reject", None, TagKind.KEYPHRASE, one.feedback.value, "undo")
        for one in store.all()
    ]
    store.add(undone, "lan@example.vn")
    database.close()
    with pytest.raises(InvalidArticle):
        train_keyphrases(tmp_path, tmp_path / "out", silent)


DECISIONS = st.lists(
    st.builds(Decision, st.sampled_from("abc"), st.floats(0.01, 0.99), st.booleans()), min_size=5, max_size=40
)


@settings(deadline=None)
@given(DECISIONS)
def test_what_is_learned_suits_what_it_was_learned_from(decided: Sequence[Decision]) -> None:
    assert likelihood(fitted(decided), decided) >= likelihood(UNADJUSTED, decided) - 1e-6


@given(DECISIONS, st.floats(-3, 3))
def test_the_share_kept_depends_on_the_order_only(decided: Sequence[Decision], shift: float) -> None:
    assert 0 <= kept_share(Adjustment(1.0, shift, {}), decided) <= 1


def test_a_few_decisions_move_a_little_and_many_far() -> None:
    few, many = (fitted([Decision("a", 0.5, False)] * count + [Decision("b", 0.5, True)] * count) for count in (2, 30))
    assert few.offsets["a"] > many.offsets["a"]
    assert many.confidence(0.5, "a") < 0.1 < few.confidence(0.5, "a") < 0.5
