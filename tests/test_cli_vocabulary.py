"""``newsroom vocabulary``: files in and out of one data directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from newsroom_ai.cli import app
from newsroom_ai.vocabulary.formats import FORMATS, read
from newsroom_ai.vocabulary.shipped import SHIPPED, shipped

TABLE = "notation,label,broader\n1,Thời sự,\n2,Dân sinh,1\n"


def run(data: Path, *words: str | Path, stdin: bytes | None = None) -> Result:
    command = ["vocabulary", *map(str, words), "--data", str(data)]
    return CliRunner().invoke(app, command, input=stdin)  # type: ignore[return-value]


def lines(done: Result) -> list[Any]:
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "muc.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_load_list_remove(tmp_path: Path, table: Path) -> None:
    (loaded,) = lines(run(tmp_path, "load", table, "--name", "sections"))
    assert loaded == {"name": "sections", "revision": 1, "status": "created", "concepts": 2}
    (again,) = lines(run(tmp_path, "load", "-", "--name", "sections", "--format", "csv", stdin=TABLE.encode()))
    assert again["status"] == "unchanged"
    listed = {item["name"]: item for item in lines(run(tmp_path, "list"))}
    assert set(listed) == set(SHIPPED)
    assert (listed["sections"]["origin"], listed["sections"]["author"]) == ("own", "cli")
    assert run(tmp_path, "remove", "sections").exit_code == 0
    assert {item["origin"] for item in lines(run(tmp_path, "list"))} == {"shipped"}
    assert run(tmp_path, "remove", "sections").exit_code == 1


@pytest.mark.parametrize("form", FORMATS)
def test_export(tmp_path: Path, table: Path, form: str) -> None:
    run(tmp_path, "load", table, "--name", "thu")
    done = run(tmp_path, "export", "thu", "--format", form)
    assert [one.label for one in read(done.stdout_bytes, form, "thu")] == ["Thời sự", "Dân sinh"]
    target = tmp_path / "out"
    assert run(tmp_path, "export", "thu", "--format", form, "-o", target).exit_code == 0
    assert target.read_bytes() == done.stdout_bytes


def test_a_newer_release_keeps_our_labels(tmp_path: Path) -> None:
    release = tmp_path / "mediatopic.ttl"
    topic = "http://cv.iptc.org/newscodes/mediatopic/09000000"
    skos = "http://www.w3.org/2004/02/skos/core#"
    release.write_text(f'<{topic}> a <{skos}Concept> ; <{skos}prefLabel> "labor"@en-GB .', encoding="utf-8")
    run(tmp_path, "load", release, "--name", "iptc", "--keep-labels")
    done = run(tmp_path, "export", "iptc")
    (labour,) = read(done.stdout_bytes, "turtle", "iptc")
    assert labour.labels == {"en-gb": "labor", "vi": "lao động"}
    ours = shipped("iptc")
    assert ours is not None
    assert labour.definition == ours.concepts[topic].definition


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("load", "muc.csv"), 2, ""),
        (("load", "missing.csv", "--name", "thu"), 2, "missing.csv"),
        (("load", "muc.xlsx", "--name", "thu"), 2, "đuôi tệp"),
        (("load", "muc.csv", "--name", "Thử"), 2, "Tên bộ từ vựng"),
        (("load", "bad.csv", "--name", "thu"), 2, "dòng 2"),
        (("load", "muc.csv", "--name", "thu", "--format", "turtle"), 2, "dòng 1"),
        (("export", "missing"), 1, "missing"),
        (("remove", "iptc"), 1, "iptc"),
    ],
)
def test_what_goes_wrong_is_told(
    tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], code: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    table.with_name("bad.csv").write_text("label,broader\nA,B\n", encoding="utf-8")
    table.with_name("muc.xlsx").write_bytes(b"PK")
    run(tmp_path, "load", table, "--name", "khac")
    done = run(tmp_path, *words)
    assert done.exit_code == code
    assert told in done.stderr
    assert "Traceback" not in done.output
    assert {item["name"] for item in lines(run(tmp_path, "list"))} == {*SHIPPED, "khac"}
