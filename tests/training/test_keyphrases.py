from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from newsroom_ai.artefacts import verified
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.tagging.phrases import code_of
from newsroom_ai.tagging.ranked_keyphrases import RankedKeyphrases
from newsroom_ai.training.keyphrases import Options, shared, train
from newsroom_ai.training.phrase_counts import Texts, count_phrases
from tests.training.test_sections import silent

MATTERS = (
    "giá xăng dầu",
    "bảo hiểm xã hội",
    "thi tốt nghiệp",
    "tai nạn giao thông",
    "xuất khẩu gạo",
    "dịch sốt xuất huyết",
)


def articles(count: int) -> list[dict[str, str]]:
    return [
        {
            "id": str(n),
            "title": f"{matter.capitalize()} được bàn ở cuộc họp số {n}",
            "sapo": f"Hôm nay {matter} là điều nhiều người hỏi.",
            "body": f"Theo ông Nam, {matter} cần thời gian. Bà Lan nói {matter} còn khó. Cuộc họp kết thúc lúc chiều.",
        }
        for n, matter in ((n, MATTERS[n % len(MATTERS)]) for n in range(count))
    ]


def test_it_learns_what_articles_share(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, articles(150))), encoding="utf-8")
    out = tmp_path / "keyphrases-own.v1"
    train([path], out, {}, Options(), silent)
    assert verified(out) == out
    tags = RankedKeyphrases(out).tag(Article("a", **{k: v for k, v in articles(2)[1].items() if k != "id"}))  # type: ignore[arg-type]
    assert tags[0].label.lower() == "bảo hiểm xã hội"


def test_few_articles_teach_nothing(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, articles(3))), encoding="utf-8")
    with pytest.raises(InvalidArticle):
        train([path], tmp_path / "out", {}, Options(), silent)


def test_shared_runs_cross_no_sign() -> None:
    article = Article("a", title="Giá xăng, dầu tăng", sapo="Giá xăng dầu", body="Giá xăng dầu")
    assert shared(article) == {"giá xăng"}


def test_phrases_are_counted_in_articles_not_in_places() -> None:
    texts = [
        Texts("Giá xăng", "Giá xăng tăng. Giá xăng giảm."),
        Texts("Tin khác", "Giá xăng đứng yên."),
        Texts("a", "b"),
    ]
    codes = np.array([code_of(["giá", "xăng"]), code_of(["xăng", "giá"])], np.uint32)
    counts = count_phrases(texts, codes.tolist())
    assert counts.total == 3
    assert counts.documents(codes)[0] == pytest.approx(2, rel=0.1)
    assert counts.titles(codes)[0] == pytest.approx(1, rel=0.2)
    assert counts.documents(codes)[1] == 0
