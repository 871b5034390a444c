"""Postings: which articles share a hash, as immutable sorted files that are mapped, not read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Postings = npt.NDArray[np.uint64]
"""Sorted numbers ``hash << 32 | key``, both of 32 bits."""

Keys = npt.NDArray[np.int64]

KEY_BITS: Final = np.uint64(32)
KEY_MASK: Final = np.uint64((1 << 32) - 1)


class Ranges(NamedTuple):
    """Where each of some hashes stands in a file of postings: ``starts`` to ``ends``, shape ``(n,)`` both."""

    starts: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]


def pack(hashes: npt.NDArray[np.uint32], keys: Keys) -> Postings:
    """Join hashes ``(n,)`` with the keys ``(n,)`` of their articles: sorted postings, each once."""
    return np.unique((hashes.astype(np.uint64) << KEY_BITS) | keys.astype(np.uint64))


def keys_of(postings: Postings) -> Keys:
    """The keys of postings, in their order."""
    return (postings & KEY_MASK).astype(np.int64)


def merge(parts: Sequence[Postings]) -> Postings:
    """Merge sorted postings, each posting once."""
    merged = np.sort(np.concatenate(parts), kind="stable")  # a merge sort: it uses the runs that stand sorted
    unique = np.ones(len(merged), bool)
    unique[1:] = merged[1:] != merged[:-1]
    return merged[unique]


def without(postings: Postings, gone: Keys) -> Postings:
    """The postings but those of some articles, whose keys are sorted."""
    if not len(gone):
        return postings
    keys = keys_of(postings)
    at = np.searchsorted(gone, keys)
    kept: Postings = postings[gone[np.minimum(at, len(gone) - 1)] != keys]
    return kept


def find(postings: Postings, hashes: npt.NDArray[np.uint32]) -> Ranges:
    """Where the postings of each hash stand."""
    first = hashes.astype(np.uint64) << KEY_BITS
    starts = np.searchsorted(postings, first, side="left")
    return Ranges(starts, np.searchsorted(postings, first | KEY_MASK, side="right"))


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
