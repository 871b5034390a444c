"""Postings: which articles share a hash, as immutable sorted files that are mapped, not read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

Postings = npt.NDArray[np.int64]
"""Sorted numbers ``hash << 32 | key``: the hash has 31 bits, so that SQLite's signed integers hold them too."""

HASH_BITS: Final = 31
KEY_BITS: Final = 32
KEY_MASK: Final = (1 << KEY_BITS) - 1

BUCKET: Final = 1_000
"""Most keys read of one hash: a template text (weather, lottery) fills its buckets, and the newest are enough."""


def pack(hashes: npt.NDArray[np.int64], keys: npt.NDArray[np.int64]) -> Postings:
    """Join each article's hashes ``(n, hashes)`` with its key ``(n,)``: sorted postings, each once."""
    return np.unique((hashes << KEY_BITS) | keys[:, None])


def merge(parts: Sequence[Postings], keys: npt.NDArray[np.int64]) -> Postings:
    """Merge sorted postings, leaving out those of articles that are no longer there."""
    merged = np.sort(np.concatenate(parts), kind="stable")  # a merge sort: it uses the runs that stand sorted
    unique = np.ones(len(merged), bool)
    unique[1:] = merged[1:] != merged[:-1]
    return merged[unique & np.isin(merged & KEY_MASK, keys)]


def lookup(postings: Postings, hashes: npt.NDArray[np.int64]) -> Postings:
    """Keys that stand under any of the hashes, once for each hash they share."""
    first = hashes << KEY_BITS
    starts = np.searchsorted(postings, first, side="left")
    ends = np.searchsorted(postings, first | KEY_MASK, side="right")
    slices = [postings[max(starts[i], ends[i] - BUCKET) : ends[i]] for i in np.flatnonzero(ends > starts)]
    return np.concatenate(slices) & KEY_MASK if slices else np.empty(0, np.int64)


def write(path: Path, postings: Postings) -> None:
    """Write postings so that the file, once it has its name, is complete and on the disk."""
    scratch = path.with_suffix(".new")
    with scratch.open("wb") as file:
        np.save(file, postings)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def read(path: Path) -> Postings:
    """Map a file of postings into memory; raises ``FileNotFoundError`` or, when it is damaged, ``ValueError``."""
    mapped: Postings = np.load(path, mmap_mode="r", allow_pickle=False)
    return mapped
