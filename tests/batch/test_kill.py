"""The command, killed for real at moments that nobody chose, and taken up again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batch.conftest import numbered

ARTICLES = 150


def newsroom(*arguments: object) -> list[str]:
    start = "from newsroom_ai.cli import app; app()"
    return [sys.executable, "-c", start, *map(str, arguments)]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "bài.jsonl"
    file.write_text("".join(numbered(n).to_json() + "\n" for n in range(ARTICLES)), encoding="utf-8")
    return file


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_again_and_again_the_output_is_that_of_an_undisturbed_run(
    tmp_path: Path, data: Path, source: Path, workers: int
) -> None:
    whole, cut = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    run = newsroom("batch", "tag", source, "--data", data, "--workers", workers)
    subprocess.run([*run, "-o", str(whole)], check=True, capture_output=True)
    draw = random.Random(workers)
    for _ in range(4):
        process = subprocess.Popen(
            [*run, "-o", str(cut), "--resume"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _killed_after(process, cut, draw.randrange(1, 20_000))
    done = subprocess.run([*run, "-o", str(cut), "--resume"], check=True, capture_output=True)
    assert json.loads(done.stdout)["done"] == ARTICLES
    assert cut.read_bytes() == whole.read_bytes()
    assert not cut.with_name("cut.jsonl.rejects.jsonl").exists()


def _killed_after(process: subprocess.Popen[bytes], output: Path, grown: int) -> None:
    """Kill a process once its output has grown so many bytes, or at once where it was through before."""
    begun = output.stat().st_size if output.exists() else 0
    while process.poll() is None and (not output.exists() or output.stat().st_size < begun + grown):
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path, data: Path, source: Path) -> None:
    out = tmp_path / "out.jsonl"
    process = subprocess.Popen(
        newsroom("batch", "tag", source, "--data", data, "--workers", 2, "-o", out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers: list[int] = []
    while process.poll() is None and len(workers) < 3:  # two workers, and the tracker of multiprocessing
        workers = [int(one) for one in children.read_text(encoding="ascii").split()]
    process.kill()
    process.wait()
    for worker in workers:
        _gone(worker)


def _gone(process: int) -> None:
    for _ in range(3_000):
        try:
            os.kill(process, 0)
            if "\nState:\tZ" in Path(f"/proc/{process}/status").read_text(encoding="utf-8"):
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.02)
    pytest.fail(f"{process} is still there")
