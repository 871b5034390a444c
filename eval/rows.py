"""A figure with its origin: one JSON row in ``eval/results``."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.metrics.bootstrap import mean_interval, paired_difference, statistic_interval

OURS = "newsroom"
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
        self._values: dict[tuple[str, str], dict[str, list[float]]] = {}

    def mean(self, dataset: str, sha256: str, system: str, metric: str, values: Sequence[float]) -> None:
        """Record the mean of per-document values with its interval."""
        value, low, high = mean_interval(values, seed=self._seed)
        self._add(dataset, sha256, system, metric, value, low, high, len(values))
        self._values.setdefault((dataset, metric), {})[system] = list(values)

    def statistic(
        self, dataset: str, sha256: str, system: str, metric: str,
        statistic: Callable[[npt.NDArray[np.int64]], float], count: int,
    ) -> None:  # fmt: skip
        """Record a figure that is no mean, with its interval: ``statistic`` gets the places of documents."""
        value, low, high = statistic_interval(statistic, count, seed=self._seed)
        self._add(dataset, sha256, system, metric, value, low, high, count)

    def figure(self, dataset: str, sha256: str, system: str, metric: str, value: float, n: int) -> None:
        """Record a figure that is no mean: a rate, a percentile, a size."""
        self._add(dataset, sha256, system, metric, value, None, None, n)

    def compare(self) -> None:
        """Say how far ours is from each peer on the same documents, with the interval of the paired difference."""
        for (dataset, metric), systems in self._values.items():
            ours = systems.get(OURS)
            if ours is None:
                continue
            for system, theirs in systems.items():
                if system != OURS and len(theirs) == len(ours):
                    value, low, high = paired_difference(ours, theirs, seed=self._seed)
                    verdict = "no difference" if low <= 0 <= high else "better" if low > 0 else "worse"
                    say(f"{dataset} {metric}: ours - {system} = {value:+.4f} ({low:+.4f} – {high:+.4f}), {verdict}")

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


def say(message: str) -> None:
    """Tell the person who runs this; the output belongs to the rows."""
    print(message, file=sys.stderr, flush=True)


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
