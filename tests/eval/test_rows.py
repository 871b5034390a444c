from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.rows import Recorder, append, table


def test_a_row_carries_its_origin(tmp_path: Path) -> None:
    recorder = Recorder("task", seed=3)
    recorder.mean("set", "f" * 64, "newsroom", "f1", [0.0, 1.0])
    recorder.figure("set", "f" * 64, "peer", "speed", 12.3456789, 2)
    recorder.statistic("set", "f" * 64, "peer", "size", lambda places: float(places.size), 4)
    append(recorder.rows, tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "task.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["value"] for row in rows] == [0.5, 12.346, 4.0]
    assert rows[0]["seed"] == 3
    assert rows[0]["sha256"] == "f" * 16
    assert rows[1]["low"] is None
    assert (rows[2]["low"], rows[2]["high"], rows[2]["n"]) == (4.0, 4.0, 4)
    assert "| set | peer | speed | 12.35 |  | 2 |" in table(recorder.rows)


def test_differences_are_said_in_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    recorder = Recorder("task", seed=0)
    for system, values in (("newsroom", [0.6, 0.8]), ("worse", [0.5, 0.7]), ("same", [0.7, 0.7]), ("other", [1.0])):
        recorder.mean("set", "", system, "f1", values)
    recorder.compare()
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[0] == "set f1: ours - worse = +0.1000 (+0.1000 – +0.1000), better"
    assert said[1].endswith("no difference")
