"""Boosted trees as arrays: they are grown elsewhere and only climbed here."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from newsroom_ai.errors import ModelUnavailable

Floats = npt.NDArray[np.float32]
Nodes = npt.NDArray[np.int32]


class Trees(NamedTuple):
    """The nodes of all trees one after another, and which of them are roots.

    A row goes left where its feature is at most the threshold; a leaf leads to itself, so that all rows climb equally
    long. The sum of the leaves' values and ``start`` is the logarithm of the odds.
    """

    roots: Nodes
    feature: Nodes
    threshold: Floats
    left: Nodes
    right: Nodes
    value: Floats
    start: float
    depth: int

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read trees.

        Raises:
            ModelUnavailable: the file is missing or holds no trees.
        """
        try:
            with np.load(path, allow_pickle=False) as read:
                return cls(
                    read["roots"], read["feature"], read["threshold"], read["left"], read["right"], read["value"],
                    float(read["start"]), int(read["depth"]),
                )  # fmt: skip
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise ModelUnavailable(f"Không đọc được mô hình “{path.parent.name}”; hãy cài lại.") from error

    def save(self, path: Path) -> None:
        """Write the trees; equal ones give equal files."""
        np.savez_compressed(
            path, roots=self.roots, feature=self.feature, threshold=self.threshold, left=self.left, right=self.right,
            value=self.value, start=np.array(self.start), depth=np.array(self.depth),
        )  # fmt: skip

    def probabilities(self, rows: Floats) -> Floats:
        """The probability of each row, shape ``(n,)``."""
        flat = np.ascontiguousarray(rows).ravel()
        offsets = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
        at = np.tile(self.roots, (len(rows), 1))
        for _ in range(self.depth):
            left = flat[self.feature[at] + offsets] <= self.threshold[at]
            at = np.where(left, self.left[at], self.right[at])
        odds = self.value[at].sum(axis=1) + self.start
        found: Floats = (1 / (1 + np.exp(-odds))).astype(np.float32)
        return found
