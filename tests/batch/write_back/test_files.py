"""Writing back into files: CSV, ninjs, JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_ai.archive.jobs import NewSuggestion
from newsroom_ai.batch.apply import apply
from newsroom_ai.batch.write_back.files import COLUMNS, FORMATS, FileTarget
from newsroom_ai.batch.write_back.run import WrittenBack, write_back
from newsroom_ai.batch.write_back.types import Edit
from newsroom_ai.errors import InvalidQuery, UnreadableFile
from newsroom_ai.ingest.formats import read
from newsroom_ai.newsroom import Newsroom
from tests.batch.write_back.accepting import accepted, post, tag

NEW, FORMULA = "bảo hiểm thất nghiệp", "=HYPERLINK(1)"
SECTION = NewSuggestion("section", "An sinh", "section", "An sinh", 3, "m.v1")


@pytest.fixture
def job(newsroom: Newsroom) -> str:
    wanted = [
        (post(1, section=""), [tag(NEW, confidence=0.876, uri="urn:newsroom:topic:bhtn"), tag(FORMULA, 2), SECTION]),
        (post(2), [tag("VIỆC LÀM")]),
    ]
    return accepted(newsroom, wanted)


def written(newsroom: Newsroom, job: str, name: str, path: Path) -> WrittenBack:
    return write_back(newsroom, job, FileTarget(name, path), write=True)


def test_a_dry_run_tells_the_differences_and_writes_nothing(newsroom: Newsroom, job: str, tmp_path: Path) -> None:
    report = write_back(newsroom, job, FileTarget("csv", tmp_path / "out.csv"))
    assert (report.dry_run, report.changed, report.unchanged) == (True, 1, 1)
    assert report.differences == (
        ("wp-1", "tags", ("việc làm",), ("việc làm", NEW, FORMULA)),
        ("wp-1", "section", "", "An sinh"),
    )
    assert not (tmp_path / "out.csv").exists()


def test_csv_opens_in_spreadsheets_and_holds_no_formula(newsroom: Newsroom, job: str, tmp_path: Path) -> None:
    written(newsroom, job, "csv", tmp_path / "out.csv")
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,url,")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["id"], rows[0]["tags"], rows[0]["section"]) == ("wp-1", f"việc làm; {NEW}; {FORMULA}", "An sinh")
    assert rows[0]["tags_added"] == f"{NEW}; {FORMULA}"
    assert (rows[1]["id"], rows[1]["tags_added"]) == ("wp-2", "")


def test_a_lone_tag_that_looks_like_a_formula_is_text(newsroom: Newsroom, tmp_path: Path) -> None:
    job = accepted(newsroom, [(post(1, tags=()), [tag(FORMULA)])])
    written(newsroom, job, "csv", tmp_path / "out.csv")
    assert f",'{FORMULA}," in (tmp_path / "out.csv").read_text("utf-8-sig")


def test_json_lines_are_taken_in_again(newsroom: Newsroom, job: str, tmp_path: Path) -> None:
    written(newsroom, job, "jsonl", tmp_path / "out.jsonl")
    lines = [line.record for line in read(tmp_path / "out.jsonl", form="jsonl", encoding="auto")]
    articles = [newsroom.read(record, need_id=True) for record in lines if record is not None]
    assert [one.tags for one in articles] == [("việc làm", NEW, FORMULA), ("việc làm",)]
    apply(newsroom, job, "x", write=True)
    assert [newsroom.archive.get(one.id).sha256 for one in articles] == [one.sha256 for one in articles]


def test_ninjs_items_carry_concepts_and_confidence_and_are_taken_in_again(
    newsroom: Newsroom, job: str, tmp_path: Path
) -> None:
    path = tmp_path / "out.jsonl"
    written(newsroom, job, "ninjs", path)
    item = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    assert item["standard"]["version"] == "3.0"
    assert item["uri"] == "urn:newsroom:article:wp-1"
    assert item["altIds"] == [{"role": "newsroom", "value": "wp-1"}]
    assert item["subjects"][:2] == [
        {"name": "việc làm"},
        {"name": NEW, "uri": "urn:newsroom:topic:bhtn", "confidence": 88, "creator": "m.v1"},
    ]
    (first, _) = [line.record for line in read(path, form="ninjs", encoding="auto")]
    assert first is not None
    found = newsroom.read(first, need_id=True)
    expected = newsroom.archive.get("wp-1").article
    assert (found.title, found.sapo, found.body) == (expected.title, expected.sapo, expected.body)
    assert (found.section, found.source) == ("An sinh", expected.source)
    assert found.tags == ("việc làm", NEW, FORMULA)
    assert found.published_at == expected.published_at


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_job_gives_the_same_bytes_applied_or_not(
    newsroom: Newsroom, job: str, tmp_path: Path, name: str
) -> None:
    written(newsroom, job, name, tmp_path / "one")
    apply(newsroom, job, "x", write=True)
    report = written(newsroom, job, name, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert report.changed == 1


def test_a_run_that_breaks_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("cũ", encoding="utf-8")

    def broken() -> Iterator[Edit]:
        yield Edit(1, post(1), post(1))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(FileTarget("csv", path).carry(broken(), write=True))
    assert path.read_text(encoding="utf-8") == "cũ"
    assert [one.name for one in tmp_path.glob("out*")] == ["out.csv"]


def test_what_cannot_be_written(newsroom: Newsroom, job: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidQuery):
        FileTarget("xlsx", tmp_path / "x")
    with pytest.raises(UnreadableFile):
        written(newsroom, job, "csv", tmp_path / "none" / "out.csv")
