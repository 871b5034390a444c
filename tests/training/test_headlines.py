from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.summarisation.headlines import ClauseHeadlines

pytest.importorskip("torch")

from newsroom_ai.training.headlines import train
from newsroom_ai.training.summariser import Options

PLACES = ("Tân Hòa", "Phước An", "Thanh Lâm", "Rạch Sỏi", "Cồn Nổi")


def record(number: int) -> dict[str, str]:
    place, count = PLACES[number % len(PLACES)], number + 20
    news = f"Sáng 3/2, xã {place} khánh thành trường học mới cho {count} học sinh vùng ngập lũ, sau hai năm xây dựng."
    asides = [
        "Người dân tập trung đông từ sáng sớm để xem lễ ở sân trường.",
        f"Mưa lớn làm chậm việc thi công trường {number % 7 + 2} tuần, khiến nhiều người lo lắng.",
        "Ban nhạc của huyện được mời biểu diễn ba tiết mục, có cả múa lân.",
    ]
    return {
        "id": f"bai-{number}",
        "title": f"Xã {place} khánh thành trường học mới",
        "sapo": f"Trường học mới cho {count} học sinh vùng ngập lũ ở xã {place} được khánh thành sau hai năm xây dựng.",
        "body": "\n".join([asides[number % 3], news, *asides[number % 3 + 1 :], asides[0]]),
    }


def written(folder: Path, articles: int) -> Path:
    path = folder / "articles.jsonl"
    path.write_text("\n".join(json.dumps(record(number)) for number in range(articles)), encoding="utf-8")
    return path


def test_what_is_trained_writes_headlines_and_has_learned(tmp_path: Path) -> None:
    path = written(tmp_path, 600)
    report = train([path], tmp_path / "model", {}, Options(counted=300, ranked=300), lambda _: None)
    assert report.articles == 600
    assert report.held_out > 0
    found = ClauseHeadlines(tmp_path / "model").headlines(Article("x", body=record(8)["body"]))
    assert "trường học mới" in found.candidates[0].text
    assert found.model == "model"


def test_too_few_articles_are_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidArticle, match="200"):
        train([written(tmp_path, 50)], tmp_path / "model", {}, Options(), lambda _: None)
