from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.summarisation.registry import summariser
from newsroom_ai.summarisation.types import SummaryOptions

pytest.importorskip("torch")

from newsroom_ai.training.summariser import Options, train

PLACES = ("Tân Hòa", "Phước An", "Thanh Lâm", "Rạch Sỏi", "Cồn Nổi")


def record(number: int) -> dict[str, str]:
    place, count = PLACES[number % len(PLACES)], number + 20
    news = f"Xã {place} khánh thành trường học mới cho {count} học sinh vùng ngập lũ, sau hai năm xây dựng."
    asides = [
        "Người dân đã tập trung đông từ sáng sớm để xem lễ ở sân trường.",
        f"Trước đó, mưa lớn đã làm chậm việc thi công {number % 7 + 2} tuần.",
        "Ban nhạc của huyện được mời biểu diễn ba tiết mục, có cả múa lân.",
    ]
    body = [asides[number % 3], news, *asides[number % 3 + 1 :], asides[0]]
    return {
        "id": f"bai-{number}",
        "title": f"Xã {place} có trường mới",
        "sapo": f"Trường học mới cho {count} học sinh vùng ngập lũ ở xã {place} được khánh thành sau hai năm xây dựng.",
        "body": "\n".join(body),
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "articles.jsonl"
    path.write_text("\n".join(json.dumps(record(number)) for number in range(600)), encoding="utf-8")
    return path


def test_what_is_trained_can_be_used_and_has_learned(corpus: Path, tmp_path: Path) -> None:
    report = train([corpus], tmp_path / "model", {}, Options(counted=300, ranked=300), lambda _: None)
    assert report.articles == 600
    assert report.held_out > 0
    assert report.untitled[0] > 0.6
    made = summariser(str(tmp_path / "model")).summarise(Article("x", body=record(7)["body"]), SummaryOptions())
    assert "khánh thành trường học mới" in made.text
    assert made.model == "model"


def test_too_few_articles_are_told(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(record(number)) for number in range(50)), encoding="utf-8")
    with pytest.raises(InvalidArticle, match="200"):
        train([path], tmp_path / "model", {}, Options(), lambda _: None)
