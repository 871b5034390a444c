"""Simulated editors: their decisions make suggestions better, and never silently worse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.feedback import Feedback, FeedbackStore
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.model_choice import chosen_model, use_earlier, use_model
from newsroom_ai.training.feedback import decisions, train_sections
from newsroom_ai.training.sections import Options, train
from tests.training.test_sections import WORDS, lines, silent

OTHER = {"Thể thao": "Kinh doanh", "Kinh doanh": "Thể thao"}


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def newsroom(data: Path, right: bool) -> None:
    """An archive of articles whose section an editor set: the right one, or the wrong one."""
    rows = [row for pair in zip(*(lines(section, 40) for section in WORDS), strict=True) for row in pair]
    database = Database(data)
    store, feedback = ArticleStore(database), FeedbackStore(database)
    store.put_many([Article(row["id"], title=row["title"], body=row["body"]) for row in rows], "test")
    items = [
        Feedback(
            row["id"], "edit", suggestion_id=f"s{n}", kind="section", rank=1, confidence=0.6,
            value=row["section"] if right else OTHER[row["section"]],
        )
        for n, row in enumerate(rows)
    ]  # fmt: skip
    feedback.add(items, "lan@example.vn")
    database.close()


@pytest.fixture
def confused(tmp_path: Path) -> Path:
    """A model that takes sports for business, in use in a newsroom."""
    rows = [row | {"section": OTHER[row["section"]], "id": f"x{row['id']}"} for s in WORDS for row in lines(s, 25)]
    out = tmp_path / "confused"
    train([written(tmp_path / "confused.jsonl", rows)], out, {}, Options(), silent)
    use_model(tmp_path / "var", "sections", out)
    return out


def test_acceptance_rises(tmp_path: Path, confused: Path) -> None:
    data, out = tmp_path / "var", tmp_path / "better"
    newsroom(data, right=True)
    archive = written(tmp_path / "archive.jsonl", [])
    verdict = train_sections(data, [archive], out, {}, Options(), silent)
    assert verdict.used
    assert verdict.after > verdict.before
    assert verdict.after > 0.9
    assert chosen_model(data, "sections") == out.resolve()
    assert use_earlier(data, "sections") == str(confused.resolve())


def test_a_model_that_does_not_win_is_not_used(tmp_path: Path) -> None:
    data, good = tmp_path / "var", tmp_path / "good"
    rows = [row | {"id": f"x{row['id']}"} for section in WORDS for row in lines(section, 25)]
    train([written(tmp_path / "good.jsonl", rows)], good, {}, Options(), silent)
    use_model(data, "sections", good)
    newsroom(data, right=True)
    verdict = train_sections(data, [written(tmp_path / "none.jsonl", [])], tmp_path / "new", {}, Options(), silent)
    assert verdict.before == 1.0
    assert not verdict.used
    assert chosen_model(data, "sections") == good.resolve()


def test_few_decisions_teach_nothing(tmp_path: Path) -> None:
    Database(tmp_path / "var").close()
    with pytest.raises(InvalidArticle):
        train_sections(tmp_path / "var", [], tmp_path / "new", {}, Options(), silent)


def test_the_last_decision_counts_and_rejections_tell_no_section(tmp_path: Path) -> None:
    database = Database(tmp_path)
    ArticleStore(database).put_many([Article("a", title="Một bài"), Article("b", title="Hai bài")], "test")
    said = [("a", "accept", "Xã hội"), ("a", "edit", "Đời sống"), ("b", "reject", "Xã hội"), ("gone", "add", "Xã hội")]
    store = FeedbackStore(database)
    store.add([Feedback(id, action, kind="section", value=value) for id, action, value in said], "lan")  # type: ignore[arg-type]
    database.close()
    assert [(one.id, one.section) for one in decisions(tmp_path)] == [("a", "Đời sống")]


def test_rank_and_confidence_are_kept(tmp_path: Path) -> None:
    database = Database(tmp_path)
    store = FeedbackStore(database)
    store.add(
        [Feedback("a", "accept", "s1", rank=2, confidence=0.7, model="m.v1"), Feedback("a", "reject", "s2")], "lan"
    )
    first, second = (recorded.feedback for recorded in store.all())
    assert (first.rank, first.confidence, first.model) == (2, 0.7, "m.v1")
    assert (second.rank, second.confidence, second.model) == (None, None, None)
    database.close()
