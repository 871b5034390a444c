import json
import re
from pathlib import Path

import pytest

from newsroom_ai.artefacts import verified
from newsroom_ai.errors import NewsroomError
from newsroom_ai.text.segmenter import WEIGHTS, GapSegmenter
from newsroom_ai.training.segmenter import draw, label, main, train

WORDS = "học sinh|sinh viên|bác sĩ|bệnh viện|công nhân|thành phố|Hà Nội"
TEXTS = [
    f"{one.capitalize()} {verb} {other} ở Hà Nội, rồi về thành phố."
    for one in WORDS.split("|")[:5]
    for other in WORDS.split("|")[:5]
    for verb in ("gặp", "thăm", "hỏi")
]


class Dictionary:
    """Knows a few words of two syllables."""

    def words(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(rf"(?:{WORDS})|\w+", text, re.IGNORECASE)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("models") / "segmenter-gap.v9"
    train(TEXTS, Dictionary(), out, seed=1)
    return out


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    lines = [json.dumps({"id": str(n), "title": text, "body": TEXTS[-n]}) for n, text in enumerate(TEXTS)]
    path.write_text("\n".join([*lines, "không phải JSON", '{"id": "x", "body": 5}']), encoding="utf-8")
    return path


def test_it_learns_what_the_teacher_does(trained: Path) -> None:
    model = GapSegmenter(trained)
    for text in ("Bác sĩ gặp học sinh ở thành phố", "công nhân thăm bệnh viện"):
        assert model.words(text) == Dictionary().words(text)
        assert model.words(text.upper()) == Dictionary().words(text)


def test_the_folder_is_whole(trained: Path) -> None:
    assert verified(trained) == trained
    assert sorted(path.name for path in trained.iterdir()) == ["README.md", "manifest.json", WEIGHTS]
    assert "segmenter-gap.v9" in (trained / "README.md").read_text(encoding="utf-8")


def test_the_same_seed_gives_the_same_file(trained: Path, tmp_path: Path) -> None:
    train(TEXTS, Dictionary(), tmp_path, seed=1)
    assert (tmp_path / WEIGHTS).read_bytes() == (trained / WEIGHTS).read_bytes()


def test_capitals_teach_nothing() -> None:
    (example,) = label(["HỌC SINH gặp bác sĩ"], Dictionary())
    assert example.joins.tolist() == [True, False, False, True]
    assert example.counts.tolist() == [False, True, True, True]
    (example,) = label(["UBND TP.HCM gặp bác sĩ"], Dictionary())
    assert example.counts.all()


def test_the_teacher_reads_the_old_spelling() -> None:
    class Old:
        def words(self, text: str) -> list[tuple[int, int]]:
            return [(0, 9)] if "Thuỷ điện" in text else []

    (example,) = label(["Thủy điện"], Old())
    assert example.joins.tolist() == [True]


def test_texts_are_drawn_by_seed_and_size(archive: Path) -> None:
    drawn = draw([archive], syllables=200, seed=3)
    assert drawn == draw([archive], syllables=200, seed=3) != draw([archive], syllables=200, seed=4)
    assert 200 <= sum(text.count(" ") + 1 for text in drawn) < 220
    assert set(drawn) <= set(TEXTS)


def test_nothing_to_learn_from_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NewsroomError, match="Không có bài viết"):
        train(["", "một"], Dictionary(), tmp_path)


def test_the_command_trains_and_keeps_a_card(archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "models" / "segmenter-gap.v8"
    out.mkdir(parents=True)
    (out / "README.md").write_text("# Thẻ riêng\n", encoding="utf-8")
    assert main(["--from", str(archive), "--out", str(out), "--teacher", "gap.v1"]) == 0
    assert "agreement" in capsys.readouterr().err
    assert (out / "README.md").read_text(encoding="utf-8") == "# Thẻ riêng\n"
    assert GapSegmenter(out).words("học sinh") == [(0, 8)]


def test_the_command_tells_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--from", str(tmp_path / "none.jsonl"), "--out", str(tmp_path / "out"), "--teacher", "gap.v1"]) == 1
    assert "none.jsonl" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
