from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from newsroom_ai.archive.jobs import JobStatus
from newsroom_ai.cli import app
from newsroom_ai.config import Config
from newsroom_ai.newsroom import Newsroom
from tests.articles import article

SETTINGS = '[services]\ntaggers = ["laws.v1"]\n\n[encoder]\nname = ""\n'
BODY = "Theo Nghị định 38/2022/NĐ-CP, mức lương tối thiểu tăng."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "newsroom.toml").write_text(SETTINGS, encoding="utf-8")
    newsroom = Newsroom.open(Config.load(folder))
    newsroom.archive.put_many([article(f"a{n}", body=BODY, title=f"Tít {n}") for n in range(3)], "x")
    newsroom.close()
    return folder


def batch(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["batch", *map(str, arguments)])


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout.splitlines()[-1])


def accept_all(data: Path) -> None:
    newsroom = Newsroom.open(Config.load(data))
    with newsroom._database.write() as connection:
        connection.execute("UPDATE suggestion SET state = 'accepted'")
    newsroom.close()


def test_tagging_the_archive_applying_and_taking_back(data: Path) -> None:
    job = told(batch("tag", "--archive", "--untagged", "--workers", 1, "--data", data))
    assert (job["status"], job["done"], job["selector"]) == ("done", 3, {"untagged": True})
    assert told(batch("status", job["id"], "--data", data)) == job
    lines = batch("results", job["id"], "--data", data).stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a0", "a1", "a2"]
    accept_all(data)
    shown = batch("apply", job["id"], "--data", data)
    assert told(shown)["dry_run"]
    assert "--yes" in shown.stderr
    assert told(batch("apply", job["id"], "--yes", "--data", data))["articles"] == 3
    assert told(batch("rollback", job["id"], "--data", data))["dry_run"]
    assert told(batch("rollback", job["id"], "--yes", "--data", data))["rolled_back"] == 3
    refused = batch("apply", job["id"], "--min-confidence", 0.9, "--yes", "--data", data)
    assert refused.exit_code == 1
    assert f"newsroom batch review {job['id']}" in refused.stderr


def test_a_detached_job_waits_until_somebody_resumes_it(data: Path) -> None:
    job = told(batch("tag", "--archive", "--detach", "--data", data))
    assert job["status"] == "waiting"
    assert told(batch("pause", job["id"], "--data", data))["status"] == "paused"
    assert told(batch("resume", job["id"], "--detach", "--data", data))["status"] == "waiting"
    done = told(batch("resume", job["id"], "--workers", 1, "--data", data))
    assert (done["status"], done["done"]) == ("done", 3)
    assert batch("cancel", job["id"], "--data", data).exit_code == 1, "it has ended"


def test_a_file_job_says_what_it_refused_and_how_it_goes_on(data: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "bài.jsonl", tmp_path / "thẻ.jsonl"
    source.write_text(article("b1", body=BODY).to_json() + "\n{ hỏng\n", encoding="utf-8")
    result = batch("tag", source, "-o", out, "--workers", 1, "--data", data)
    assert result.exit_code == 3
    job = json.loads(result.stdout)
    assert (job["done"], job["rejected"], job["total"], job["source"]) == (1, 1, 2, "bài.jsonl")
    assert "thẻ.jsonl.rejects.jsonl" in result.stderr
    assert batch("tag", source, "-o", out, "--data", data).exit_code == 1
    newsroom = Newsroom.open(Config.load(data))
    newsroom.jobs._set(job["id"], "status = ?", JobStatus.PAUSED)
    newsroom.close()
    refused = batch("resume", job["id"], "--data", data)
    assert refused.exit_code == 2
    assert "--resume" in refused.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["tag"],
        ["tag", "bài.jsonl"],
        ["tag", "không-có.jsonl", "-o", "out.jsonl"],
        ["tag", "--archive", "-o", "out.jsonl"],
        ["tag", "--archive", "--since", "hôm qua"],
        ["tag", "bài.jsonl", "-o", "out.jsonl", "--untagged"],
        ["tag", "--archive", "--engine", "dask"],
        ["embed", "--archive", "--resume"],
    ],
)
def test_wrong_usage_changes_nothing(data: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data)
    assert batch(*arguments, "--data", data).exit_code == 2
    assert not Path("out.jsonl").exists()


def test_vectors_of_a_file(tmp_path: Path) -> None:
    source, out = tmp_path / "bài.jsonl", tmp_path / "vec-tơ.jsonl"
    source.write_text(article("b1").to_json() + "\n", encoding="utf-8")
    assert told(batch("embed", source, "-o", out, "--workers", 1, "--data", tmp_path / "data"))["done"] == 1
    found = json.loads(out.read_text(encoding="utf-8"))
    assert abs(sum(value * value for value in found["vector"]) - 1) < 1e-3
    assert found["model"].startswith("encoder-static")
