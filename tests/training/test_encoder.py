"""Training a static encoder: what it learns on articles of one's own, and what it refuses."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from newsroom_ai.encoders.static import StaticEncoder
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.training.encoder import Options, train
from newsroom_ai.training.encoder_data import choose, read
from newsroom_ai.training.held_out import held_out

MATTERS = {
    "bảo hiểm thất nghiệp": "người lao động mất việc nhận trợ cấp hằng tháng tại trung tâm dịch vụ việc làm",
    "xuất khẩu cá tra": "doanh nghiệp thủy sản gửi hàng sang thị trường châu Âu sau khi qua kiểm dịch",
    "giải bóng đá thiếu niên": "các cầu thủ nhỏ tuổi tranh tài trên sân vận động tỉnh trước đông đảo khán giả",
    "mưa lũ miền núi": "nước suối dâng cao làm sạt lở đường và cô lập nhiều bản làng suốt đêm",
}
WHERE = ("Đồng Tháp", "Lào Cai", "Quảng Trị", "Bến Tre", "Sơn La", "Hà Nam", "Cà Mau", "Phú Yên")


def articles(folder: Path, count: int) -> Path:
    """So many articles of four matters in eight places, each with its own number in title and body."""
    path = folder / "articles.jsonl"
    told = itertools.islice(itertools.cycle(itertools.product(MATTERS.items(), WHERE)), count)
    lines = [
        {
            "id": f"b{at}",
            "title": f"{matter.capitalize()} ở {where} đợt {at}",
            "body": f"Tại {where}, {story} đợt {at}.",
        }
        for at, ((matter, story), where) in enumerate(told)
    ]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_a_title_comes_to_lie_beside_stories_of_its_matter(tmp_path: Path) -> None:
    told: list[str] = []
    report = train([articles(tmp_path, 1200)], tmp_path / "own", {}, Options(minutes=0.05, threads=1), told.append)
    assert report.articles == 1200
    assert report.held_out == sum(held_out(f"b{at}") for at in range(1200))
    assert any("MRR@10" in line for line in told)
    encoder = StaticEncoder(tmp_path / "own")
    stories = encoder.encode([*MATTERS.values()])
    titles = encoder.encode([*MATTERS])
    assert np.argmax(titles @ stories.T, axis=1).tolist() == [0, 1, 2, 3]


def test_too_few_articles_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidArticle, match="200"):
        train([articles(tmp_path, 50)], tmp_path / "own", {}, Options(minutes=0.01), lambda _: None)


def test_pairs_are_words_not_neighbours_by_chance(tmp_path: Path) -> None:
    found, lexicon = read([articles(tmp_path, 400)], {}, lambda _: None)
    vocabulary = choose(found, lexicon, pairs=500, bare_pairs=50)
    pairs = {" ".join(vocabulary.syllables[at] for at in pair) for pair in vocabulary.pairs}
    assert {"bảo hiểm", "thất nghiệp", "bóng đá"} <= pairs
    assert not any(
        pair.split()[0].isdigit() and pair.endswith(" tại") for pair in pairs
    )  # a title's end, a body's start
