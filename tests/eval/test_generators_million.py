from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import zstandard

from eval.archive import SECTIONS, SETS, SOURCES
from eval.generators import million
from tests.eval.test_generators_rows import ROWS

REAL: dict[str, dict[str, Any]] = {f"set-{row['id']}": row for row in ROWS}


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    for name, split in SETS:
        path = tmp_path / name / f"{split}.jsonl.zst"
        path.parent.mkdir(exist_ok=True)
        lines = "".join(json.dumps({**row, "id": f"{split}-{row['id']}"}) + "\n" for row in ROWS)
        path.write_bytes(zstandard.ZstdCompressor().compress(lines.encode()))
    return tmp_path


def test_every_part_is_where_its_origin_says() -> None:
    made = list(million.recombined(REAL.items(), 1, pool=10))
    assert len(made) == million.TIMES * len(ROWS)
    for item in made:
        title, sapo, *body = [REAL[id][field][start:end] for id, field, start, end in item["extra"]["origin"]]
        assert (title, sapo, "\n".join(body)) == (item["title"], item["sapo"], item["body"])


def test_runs_cut_a_body_at_sentences_and_lose_nothing_but_spaces() -> None:
    body = ROWS[0]["body"].replace("\n", " ")
    found = million.runs("x", body * 2)
    assert len(found) > 1
    assert all(run.text == (body * 2)[run.start : run.end] for run in found)
    assert "".join(run.text for run in found).replace(" ", "") == (body * 2).replace(" ", "")
    assert million.runs("x", "") == []


def test_articles_are_dated_and_filed(corpora: Path) -> None:
    made = list(million.articles(corpora, 50))
    assert len({item["id"] for item in made}) == 50
    assert all(item["section"] in SECTIONS and item["source"] in SOURCES and item["published_at"] for item in made)


def test_fewer_articles_are_the_first_of_more_and_the_seed_decides(corpora: Path) -> None:
    more = list(million.articles(corpora, 40, seed=1))
    assert list(million.articles(corpora, 9, seed=1)) == more[:9]
    assert list(million.articles(corpora, 9, seed=2)) != more[:9]


def test_corpora_are_read_again_when_they_end(corpora: Path) -> None:
    once = million.TIMES * len(SETS) * len(ROWS)
    made = list(islice(million.articles(corpora, 2 * once + 5), once, None))
    assert len(made) == once + 5


def test_a_corpus_without_text_makes_nothing() -> None:
    assert list(million.recombined([("a", {"title": "", "sapo": "", "body": ""})], 1)) == []


def test_command_line_writes_a_file(corpora: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.jsonl.zst"
    million.main(["--data", str(corpora), "--count", "20", "-o", str(target)])
    assert capsys.readouterr().out.startswith("20 articles")
    with zstandard.open(target, "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    assert lines == list(million.articles(corpora, 20))
