"""A figure with its origin: one JSON row in ``eval/results``."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from newsroom_ai.metrics.bootstrap import mean_interval

RESULTS = Path(__file__).parent / "results"


class Row(NamedTuple):
    """One measured figure; ``low`` and ``high`` bound it at 95 % where it is a mean over documents."""

    task: str
    dataset: str
    sha256: str
    system: str
    metric: str
    value: float
    low: float | None
    high: float | None
    n: int
    seed: int
    machine: str
    commit: str


class Recorder:
    """Collects the rows of one run, which share seed, machine and commit."""

    def __init__(self, task: str, seed: int) -> None:
        self.rows: list[Row] = []
        self._task = task
        self._seed = seed
        self._machine = _machine()
        self._commit = _commit()

    def mean(self, dataset: str, sha256: str, system: str, metric: str, values: Sequence[float]) -> None:
        """Record the mean of per-document values with its interval."""
        value, low, high = mean_interval(values, seed=self._seed)
        self._add(dataset, sha256, system, metric, value, low, high, len(values))

    def figure(self, dataset: str, sha256: str, system: str, metric: str, value: float, n: int) -> None:
        """Record a figure that is no mean: a rate, a percentile, a size."""
        self._add(dataset, sha256, system, metric, value, None, None, n)

    def _add(
        self, dataset: str, sha256: str, system: str, metric: str, value: float,
        low: float | None, high: float | None, n: int,
    ) -> None:  # fmt: skip
        shorter = [None if x is None else float(f"{x:.5g}") for x in (value, low, high)]
        assert shorter[0] is not None
        self.rows.append(
            Row(
                self._task, dataset, sha256[:16], system, metric, shorter[0], shorter[1], shorter[2], n, self._seed,
                self._machine, self._commit,
            )
        )  # fmt: skip


def append(rows: Iterable[Row], folder: Path = RESULTS) -> None:
    """Append rows to the file of their task."""
    folder.mkdir(exist_ok=True)
    for row in rows:
        with (folder / f"{row.task}.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row._asdict(), ensure_ascii=False) + "\n")


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| dataset | system | metric | value | 95 % | n |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        interval = "" if row.low is None else f"{row.low:.4g} – {row.high:.4g}"
        lines.append(f"| {row.dataset} | {row.system} | {row.metric} | {row.value:.4g} | {interval} | {row.n} |")
    return "\n".join(lines)


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _commit() -> str:
    folder = Path(__file__).parent
    run = subprocess.run(
        ["git", "rev-parse", "--short=12", "HEAD"], cwd=folder, capture_output=True, text=True, check=False
    )
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--", ":!eval/results"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return (run.stdout.strip() or "none") + ("+" if changed.stdout.strip() else "")
