"""Products small enough that OpenBLAS starts no threads for them.

On a busy server its threads cost far more than they bring: full tagging took 39 ms of CPU an article with two of them,
15 without, on two cores shared with others.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_VECTOR: Final = 9_000  # numbers of a matrix that is multiplied by a vector: from 2,304 · 4 on OpenBLAS uses threads
_COLUMNS: Final = 64


def weighted_sum(weights: Floats, rows: npt.NDArray[np.number]) -> Floats:
    """``weights @ rows``, shapes ``(n,)`` and ``(n, d)``, as 32-bit floats.

    >>> weighted_sum(np.ones(3, np.float32), np.array([[1, 2], [3, 4], [5, 6]], np.int8)).tolist()
    [9.0, 12.0]
    """
    size = max(1, _VECTOR // max(1, rows.shape[1]))
    total = np.zeros(rows.shape[1], np.float32)
    for start in range(0, len(rows), size):
        total += weights[start : start + size] @ rows[start : start + size].astype(np.float32, copy=False)
    return total


class Matrix:
    """Rows that others are compared with again and again, kept in blocks."""

    def __init__(self, rows: Floats) -> None:
        """Take rows of shape ``(n, d)``."""
        self._count = len(rows)
        blocks = -(-len(rows) // _COLUMNS)
        padded = np.zeros((blocks * _COLUMNS, rows.shape[1]), np.float32)
        padded[: len(rows)] = rows
        self._blocks = np.ascontiguousarray(padded.reshape(blocks, _COLUMNS, -1).transpose(0, 2, 1))

    def products(self, few: Floats) -> Floats:
        """The product of each of a few rows, shape ``(m, d)`` with m up to 16, with each of these: ``(m, n)``.

        >>> Matrix(np.eye(2, dtype=np.float32)).products(np.array([[3, 4]], np.float32)).tolist()
        [[3.0, 4.0]]
        """
        found = np.matmul(few, self._blocks).transpose(1, 0, 2).reshape(len(few), -1)
        return np.asarray(found[:, : self._count], np.float32)
