"""``newsroom duplicates scan`` and ``report``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsroom_ai.cli import app
from newsroom_ai.newsroom import SAMPLE


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scanned") / "data"
    assert CliRunner().invoke(app, ["ingest", str(SAMPLE), "--data", str(folder)]).exit_code == 0
    return folder


def test_there_is_no_report_before_the_first_scan_and_then_there_is(data: Path, tmp_path: Path) -> None:
    early = CliRunner().invoke(app, ["duplicates", "report", "--data", str(data)])
    assert early.exit_code == 1
    assert "duplicates scan" in early.stderr
    done = CliRunner().invoke(app, ["duplicates", "scan", "--workers", "1", "--data", str(data)])
    counts = json.loads(done.stdout)
    assert counts["groups"] > 0
    assert counts["articles"] > counts["groups"]
    lines = CliRunner().invoke(app, ["duplicates", "report", "--format", "jsonl", "--data", str(data)]).stdout
    groups = [json.loads(line) for line in lines.splitlines()]
    assert len(groups) == counts["groups"]
    assert any({"dl-0001", "dl-0003"} <= {one["id"] for one in group["articles"]} for group in groups)
    target = tmp_path / "trung.html"
    CliRunner().invoke(app, ["duplicates", "report", "-o", str(target), "--data", str(data)])
    assert "dl-0003" in target.read_text(encoding="utf-8")
