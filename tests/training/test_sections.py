from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsroom_ai.artefacts import verified
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle, UnreadableFile
from newsroom_ai.tagging.section_model import WEIGHTS, SectionModel
from newsroom_ai.tagging.sections import SectionTagger
from newsroom_ai.training.sections import Labelled, Options, read, read_table, split, train

WORDS = {
    "Thể thao": "đội tuyển bàn thắng trận đấu huấn luyện viên cầu thủ sân vận động trọng tài vòng bảng hiệp hai",
    "Kinh doanh": "cổ phiếu ngân hàng doanh thu lợi nhuận xuất khẩu lãi suất nhà đầu tư thị trường chứng khoán",
}


def lines(section: str, count: int) -> list[dict[str, str]]:
    words = WORDS[section].split()
    return [
        {
            "id": f"{section}-{n}",
            "title": " ".join(words[(n + i) % len(words)] for i in range(6)),
            "body": " ".join(words[(3 * n + i) % len(words)] for i in range(25)) + f" số {n}",
            "section": section,
            "published_at": f"2026-01-{1 + n % 28:02d}T08:00:00+07:00",
        }
        for n in range(count)
    ]


def silent(message: str) -> None:
    """Say nothing."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "articles.jsonl"
    rows = [row for section in WORDS for row in lines(section, 40)]
    path.write_text("\n".join(json.dumps(row) for row in [*rows, {"id": "x", "title": "Không mục"}]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "sections-own.v1"
    report = train([archive], out, {}, Options(), silent)
    assert report.accuracy == 1.0
    assert {score.section for score in report.sections} == set(WORDS)
    return out


def test_it_learns_the_sections_of_an_archive(trained: Path) -> None:
    assert verified(trained) == trained
    body = "Đội tuyển có bàn thắng ở hiệp hai, huấn luyện viên và cầu thủ cảm ơn trọng tài trên sân vận động."
    (tag,) = SectionTagger(trained).tag(Article("a1", title="Trận đấu vòng bảng", body=body))
    assert (tag.label, tag.model) == ("Thể thao", "sections-own.v1")
    assert tag.evidence
    assert tag.confidence is not None
    assert tag.confidence >= 0.5


def test_the_same_seed_gives_the_same_file(archive: Path, trained: Path, tmp_path: Path) -> None:
    train([archive], tmp_path, {}, Options(), silent)
    assert (tmp_path / WEIGHTS).read_bytes() == (trained / WEIGHTS).read_bytes()


def test_confidence_is_a_probability(trained: Path) -> None:
    rows = SectionModel.load(trained).probabilities(["lãi suất ngân hàng", "thời tiết hôm nay", ""])
    assert rows.sum(axis=1) == pytest.approx([1, 1, 1])
    assert (rows >= 0).all()


def test_the_newest_articles_are_held_back() -> None:
    articles = [Labelled(str(n), "", "a", f"2026-02-{n:02d}") for n in range(1, 21)]
    learned, apart = split(articles)
    assert min(one.published for one in apart) > max(one.published for one in learned)


def test_sections_are_renamed_left_out_and_guessed_from_titles(archive: Path) -> None:
    options = Options(sections={"Thể thao": "Bóng đá", "Kinh doanh": ""}, seeds={"Bạn đọc": ["không mục"]})
    assert {one.section for one in read(archive, {}, options, silent)} == {"Bóng đá", "Bạn đọc"}


def test_one_section_is_nothing_to_learn(archive: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidArticle):
        train([archive], tmp_path, {}, Options(sections={"Kinh doanh": ""}), silent)


def test_a_table_has_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("from,to\nXe,Ô tô - Xe máy\n", encoding="utf-8")
    assert read_table(path) == {"Xe": "Ô tô - Xe máy"}
    path.write_text("from,to\na,b,c\n", encoding="utf-8")
    with pytest.raises(UnreadableFile):
        read_table(path)
