"""Corpora on disk, which stay where they are: ``<set>/train.jsonl.zst`` and ``<set>/dev.jsonl.zst`` under a folder."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newsroom_ai.ingest.jsonl import read_jsonl


class Dataset(NamedTuple):
    """One split of one corpus."""

    name: str
    split: str
    path: Path

    @property
    def sha256(self) -> str:
        """Hash of the file, so that a figure says exactly what it was measured on."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows in the file's order."""
        for line in read_jsonl(self.path):
            if line.record is None:
                raise ValueError(f"{self.path}: line {line.number}: {line.error}")
            yield line.record

    def sample(self, count: int | None, seed: int) -> list[dict[str, Any]]:
        """All rows, or so many drawn at random, in the file's order: the files are not shuffled."""
        rows = list(self.rows())
        if count is None or count >= len(rows):
            return rows
        drawn = sorted(random.Random(seed).sample(range(len(rows)), count))  # noqa: S311 - a sample, not a secret
        return [rows[place] for place in drawn]


def dataset(folder: Path, name: str, split: str = "dev") -> Dataset:
    """A split of a corpus.

    Raises:
        FileNotFoundError: it is not there.
    """
    path = folder / name / f"{split}.jsonl.zst"
    if not path.is_file():
        raise FileNotFoundError(f"{name}/{split}: no such corpus under {folder}")
    return Dataset(name, split, path)


def query_order(rows: list[dict[str, Any]]) -> list[int]:
    """Places of the rows in the order of sha256(id): the protocol of the published baselines."""
    return sorted(range(len(rows)), key=lambda place: hashlib.sha256(rows[place]["id"].encode()).hexdigest())
