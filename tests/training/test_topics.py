from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from newsroom_ai.artefacts import verified
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.tagging.topics import TopicTagger
from newsroom_ai.training.topics import Options, learned_from, train
from tests.training.test_sections import silent

STRIKE = ("đình công", "ldxh:03.05", "Công nhân đình công vì nợ lương", "Cuộc đình công của công nhân kéo dài ba ngày.")
FIRE = ("hỏa hoạn", "medtop:20000142", "Hỏa hoạn thiêu rụi nhà kho", "Vụ hỏa hoạn bùng lên lúc rạng sáng tại nhà kho.")


def rows(count: int) -> list[dict[str, str]]:
    return [
        {
            "id": f"{name}-{n}",
            "title": title,
            "sapo": f"{body} Bài số {n}.",
            "body": f"{body} Có nhắc đến bệnh viện. {n}",
        }
        for n in range(count)
        for name, _, title, body in (STRIKE, FIRE)
    ]


def written(path: Path, lines: Sequence[Mapping[str, object]]) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_it_learns_from_annotated_articles(tmp_path: Path) -> None:
    articles = rows(40)
    right = {STRIKE[0]: STRIKE[1], FIRE[0]: FIRE[1]}
    judged = [{"id": row["id"], "topics": [right[row["id"].rpartition("-")[0]]]} for row in articles]
    plain = [dict(row) | {"id": f"x{row['id']}"} for row in rows(5)]
    paths = [
        written(tmp_path / "judged.jsonl", [dict(row) for row in articles]),
        written(tmp_path / "plain.jsonl", plain),
    ]
    out = tmp_path / "topics-own.v1"
    report = train(paths, out, {}, Options(written(tmp_path / "judgements.jsonl", judged)), silent)
    assert verified(out) == out
    assert report.judgements > 60
    tags = TopicTagger(folder=out).tag(Article("a", title=STRIKE[2], body=STRIKE[3]))
    assert STRIKE[1] in [tag.notation for tag in tags[:2]]


def test_few_judgements_teach_nothing(tmp_path: Path) -> None:
    articles = written(tmp_path / "articles.jsonl", [dict(row) for row in rows(3)])
    judged = written(tmp_path / "judged.jsonl", [{"id": "đình công-0", "uri": "urn:x", "right": True}])
    with pytest.raises(InvalidArticle):
        train([articles], tmp_path / "out", {}, Options(judged), silent)


def test_half_of_the_annotated_articles_stay_for_measuring() -> None:
    share = sum(learned_from(f"bai-{n}") for n in range(2000)) / 2000
    assert 0.45 < share < 0.55
