"""The fast, rough side of the vector index: clusters of vectors with 8 bits a dimension, by faiss.

It finds candidates; their true cosines come from the store.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import faiss
import numpy as np
import numpy.typing as npt

from newsroom_ai.search.rows import Keys, RowNumbers, Snapshot

MOST: Final = 1_024
"""Clusters of an archive of 65,000 articles or more; with fewer there are four times the root of their number."""

_faiss: Any = faiss  # its stubs know the signatures of C++, not those of its Python layer

_SAMPLE: Final = 64  # vectors a cluster is learned from
_ROUNDS: Final = 10  # of k-means; later ones move hardly anything
_ADDED: Final = 8_192  # vectors added at once


class Clusters:
    """Vectors by key in an inverted file (Jégou et al., 2011); never altered, so that any thread may read it."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def learned(cls, vectors: Snapshot) -> Clusters:
        """Learn clusters from a sample and sort every vector into its own; some seconds for 100,000."""
        rows = vectors.live()
        count = _wanted(len(rows))
        dimensions = vectors.rows.shape[1]
        index = _faiss.IndexIVFScalarQuantizer(
            _faiss.IndexFlatIP(dimensions),
            dimensions,
            count,
            _faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.cp.niter = _ROUNDS
        index.cp.spherical = True
        index.cp.min_points_per_centroid = 1
        chosen = np.random.default_rng(0).permutation(rows)[: _SAMPLE * count]
        with _one_thread():
            index.train(vectors.rows[np.sort(chosen)].astype(np.float32))
            _add(index, vectors, rows)
        return cls(index)

    @property
    def count(self) -> int:
        """Number of clusters."""
        return int(self._index.nlist)

    def outgrown(self, vectors: int) -> bool:
        """Whether so many vectors deserve clusters of their own: half as many again, or all there may be."""
        due = _wanted(vectors)
        return due >= 1.5 * self.count or due == MOST > self.count

    def extended(self, vectors: Snapshot, covered: int) -> Clusters:
        """A copy that holds the present vectors, where this one holds what stood in the first ``covered`` rows."""
        index = _faiss.clone_index(self._index)
        keys = np.unique(vectors.key_of[:covered])
        rows = vectors.row_of[keys]
        with _one_thread():
            index.remove_ids(keys[(rows < 0) | (rows >= covered)])
            _add(index, vectors, vectors.live(covered))
        return Clusters(index)

    def nearest(self, vector: npt.NDArray[np.float32], k: int, probes: int, among: npt.NDArray[np.bool_]) -> Keys:
        """About the ``k`` nearest keys for which ``among`` (by key) is true, from the ``probes`` nearest clusters."""
        bits = np.packbits(among, bitorder="little")
        chosen = _faiss.IDSelectorBitmap(bits)
        parameters = _faiss.SearchParametersIVF(nprobe=min(probes, self.count), sel=chosen)
        _, keys = self._index.search(vector[None], min(k, max(1, self._index.ntotal)), params=parameters)
        found: Keys = keys[0]
        return found[found >= 0]

    def save(self, path: Path) -> None:
        """Write to a file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path, dimensions: int) -> Clusters | None:
        """Read from a file; None where there is none that can be used."""
        try:
            index = faiss.read_index(str(path))
        except (RuntimeError, MemoryError):
            return None
        fits = isinstance(index, faiss.IndexIVFScalarQuantizer) and index.d == dimensions
        return cls(index) if fits else None


def _wanted(vectors: int) -> int:
    """How many clusters so many vectors should have."""
    return max(1, min(MOST, int(4 * math.sqrt(vectors)), vectors))


def _add(index: Any, vectors: Snapshot, rows: RowNumbers) -> None:
    for start in range(0, len(rows), _ADDED):
        part = rows[start : start + _ADDED]
        values = vectors.rows[part].astype(np.float32)
        known = values.any(axis=1)  # a text without any known word is near nothing
        index.add_with_ids(values[known], vectors.key_of[part][known])


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let faiss work in this thread only: the machine serves requests meanwhile."""
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
