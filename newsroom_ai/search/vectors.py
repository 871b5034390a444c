"""The vector index: articles by the meaning of their text, derived from the archive and rebuildable from it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.search.clusters import Clusters
from newsroom_ai.search.rows import Keys, RowNumbers, RowStore, Snapshot

Vector = npt.NDArray[np.float32]

PROBES: Final = 512
"""Clusters looked at without a filter: half of them all in a large archive, for what few words mean lies far from what
articles mean. Chosen, as the three below, by the task ``vectors`` of the evaluation.
"""

WAITING: Final = 4_096
"""Vectors scored one by one before they are sorted into clusters: about two milliseconds."""

SCANNED: Final = 4_096
"""Where a filter lets no more articles through, each of them is scored: clusters would be slower."""

WIDE: Final = 1 / 3
"""Share of the archive; a narrower filter makes the nearest clusters so empty that all of them are looked at."""

_SPARE: Final = 48  # rough candidates beyond those wanted; 8 bits mistake the order of near ones
_SCORED: Final = 8_192  # rows turned into floats at once
_UNSAVED: Final = 4  # clusters are written again when a fourth of the vectors was sorted in since

_EXPONENTS_APART: Final = np.float32(2.0**112)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _View:
    """One state of the index: clusters for the first ``covered`` rows, if there are any; later rows stand alone."""

    vectors: Snapshot
    clusters: Clusters | None = None
    covered: int = 0

    @property
    def waiting(self) -> int:
        """Rows that are in no cluster yet."""
        return len(self.vectors.key_of) - self.covered

    @cached_property
    def clustered(self) -> npt.NDArray[np.bool_]:
        """By key, whether the clusters hold the article's present vector."""
        rows = self.vectors.row_of
        found: npt.NDArray[np.bool_] = (rows >= 0) & (rows < self.covered)
        return found

    def nearest(self, vector: Vector, k: int, allowed: Keys | None, probes: int | None) -> tuple[Keys, Vector]:
        """The ``k`` best by true cosine above 0, best first, of those that can be found with so many probes."""
        rows = self._all(vector, k, probes) if allowed is None else self._among(vector, k, allowed, probes)
        cosines = _cosines(self.vectors, rows, vector)
        if len(rows) > k:
            best = np.argpartition(-cosines, k - 1)[:k]
            rows, cosines = rows[best], cosines[best]
        keys = self.vectors.key_of[rows]
        order = np.lexsort((-keys, -cosines))
        order = order[cosines[order] > 0]
        return keys[order], cosines[order]

    def _all(self, vector: Vector, k: int, probes: int | None) -> RowNumbers:
        alone = self.vectors.live(self.covered)
        if self.clusters is None:
            return alone
        return np.concatenate([alone, self._rough(vector, k, probes or PROBES, self.clustered)])

    def _among(self, vector: Vector, k: int, allowed: Keys, probes: int | None) -> RowNumbers:
        if self.clusters is None or len(allowed) <= SCANNED:
            return self.vectors.find(allowed)
        among = np.zeros(len(self.vectors.row_of), np.bool_)
        among[allowed[(allowed >= 0) & (allowed < len(among))]] = True
        alone = self.vectors.live(self.covered)
        alone = alone[among[self.vectors.key_of[alone]]]
        among &= self.clustered
        passing = int(np.count_nonzero(among))
        if passing <= SCANNED:
            return np.concatenate([alone, self.vectors.row_of[among]])
        share = passing / self.vectors.size
        enough = self.clusters.count if share < WIDE else int(PROBES / share)
        return np.concatenate([alone, self._rough(vector, k, probes or enough, among)])

    def _rough(self, vector: Vector, k: int, probes: int, among: npt.NDArray[np.bool_]) -> RowNumbers:
        assert self.clusters is not None
        return self.vectors.row_of[self.clusters.nearest(vector, k + max(_SPARE, k // 2), probes, among)]


class VectorIndex:
    """Reads from any thread; writing belongs to the one holder of the index lock.

    The store (``rows.py``) is what this index is; clusters (``clusters.py``) only make it fast. They are made
    and brought up to date in the background and written to a file now and then: what came later, or all where the
    file is missing, is scored vector by vector until they have caught up.
    """

    name = "vectors"

    def __init__(self, folder: Path, store: RowStore, encoder: str) -> None:
        self.folder = folder
        self.encoder = encoder
        self._store = store
        self._owner = False
        self._writing = threading.Lock()
        self._publishing = threading.Lock()
        self._builder: threading.Thread | None = None
        self._saved = (0, 0)  # number of the store's files, and rows covered by the clusters on disk
        self._view = _View(store.snapshot)
        self._load()

    @classmethod
    def open(cls, folder: Path, encoder: str) -> VectorIndex:
        """Open the index of an encoder's vectors; one that is missing, broken or of another encoder is empty."""
        return cls(folder, RowStore(folder, encoder, np.dtype("<f2")), encoder)

    def __len__(self) -> int:
        return self._view.vectors.size

    @property
    def applied(self) -> int:
        """Number of the last change that is in the index."""
        return self._store.applied

    def keys(self) -> set[int]:
        """The keys of all indexed articles."""
        vectors = self._view.vectors
        return set(vectors.key_of[vectors.live()].tolist())

    def vector(self, key: int) -> Vector | None:
        """An article's vector, of length 1 or all zero; None where the article is not indexed."""
        vectors = self._view.vectors
        row = vectors.row(key)
        return vectors.rows[row].astype(np.float32) if row >= 0 else None

    def search(
        self, vector: Vector, k: int, allowed: Keys | None = None, probes: int | None = None
    ) -> list[tuple[int, float]]:
        """The articles nearest to a vector, of any status: key and cosine, best first; only cosines above 0.

        Args:
            vector: shape ``(dimensions,)``, of any length; an all-zero one finds nothing.
            k: articles wanted, at least 1.
            allowed: keys of the articles that may be found, in any order; None for all.
            probes: clusters to look at, where the index's own choice is not wanted.
        """
        keys, cosines = self._nearest(vector, k, allowed, probes)
        return list(zip(keys.tolist(), cosines.tolist(), strict=True))

    def above(
        self, vector: Vector, threshold: float, limit: int = 1_000, allowed: Keys | None = None
    ) -> tuple[Keys, Vector]:
        """Keys and cosines of the articles whose cosine is at least ``threshold``: the ``limit`` best, best first."""
        keys, cosines = self._nearest(vector, limit, allowed, None)
        count = int(np.count_nonzero(cosines >= threshold))
        return keys[:count], cosines[:count]

    def _nearest(self, vector: Vector, k: int, allowed: Keys | None, probes: int | None) -> tuple[Keys, Vector]:
        length = float(np.linalg.norm(vector))
        view = self._view
        if k < 1 or not length or not view.vectors.size:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return view.nearest((vector / length).astype(np.float32), k, allowed, probes)

    def cosines(self, vector: Vector, keys: Sequence[int]) -> Vector:
        """How near articles are to a vector of length 1, shape ``(len(keys),)``; 0 for one that is not indexed."""
        vectors = self._view.vectors
        rows = vectors.places(keys)
        found = np.zeros(len(keys), np.float32)
        here = rows >= 0
        found[here] = _cosines(vectors, rows[here], vector)
        return found

    def refresh(self) -> None:
        """See what another process has written meanwhile."""
        with self._publishing:
            if not self._owner and self._store.refresh():
                self._view = _View(self._store.snapshot)
                self._load()

    def apply(self, puts: Sequence[tuple[int, Vector]], deletes: Sequence[int], seq: int) -> None:
        """Write and remove articles and remember ``seq``, all of it or nothing; twice is as once.

        A key that stands in both is removed. A vector that is there already is not written again. One that holds
        what is no number counts as all zero.

        Raises:
            StorageFull: the disk is full; nothing was changed.
        """
        with self._writing:
            self._own()
            before = self._view.vectors
            gone = set(deletes)
            last = dict(puts)
            changed = {key: last[key] for key in last if key not in gone and _differs(before, key, last[key])}
            rows = np.stack([*changed.values()]) if changed else np.empty((0, before.rows.shape[1]), np.float32)
            rows = np.where(np.isfinite(rows).all(axis=1, keepdims=True), rows, 0)
            vectors = self._store.append([*changed], rows, [key for key in gone if before.row(key) >= 0], seq)
            with self._publishing:
                covered = self._view.covered
                if vectors.number != before.number:  # compacted: rows moved up, their order is the same
                    covered = int(np.searchsorted(before.live(), covered))
                self._view = _View(vectors, self._view.clusters, covered)
        self.tend()

    def tend(self) -> None:
        """Begin to sort waiting vectors into clusters, in the background, where there are enough of them."""
        self._own()
        with self._publishing:
            if self._view.waiting <= WAITING or (self._builder and self._builder.is_alive()):
                return
            self._builder = threading.Thread(target=self._build_all, name="vectors")
            self._builder.start()

    def _own(self) -> None:
        """Be the writer from now on, of what the last one left."""
        self.refresh()
        self._owner = True

    def end_writing(self) -> None:
        """Let the clusters catch up and write them, so that the next to open the index finds them."""
        self._join()
        if self._owner:
            self._build_all()
            self._save(self._view)
        self._owner = False

    def close(self) -> None:
        """Wait for work in the background; files need no closing."""
        self._join()

    def _join(self) -> None:
        if self._builder is not None:
            self._builder.join()
            self._builder = None

    def _build_all(self) -> None:
        try:
            while self._view.waiting > WAITING:
                self._build(self._view)
        except Exception as error:  # without clusters the index is slow, not wrong
            _log.error("sorting vectors into clusters failed: %s", type(error).__name__)

    def _build(self, view: _View) -> None:
        """Make clusters that cover all rows of a view, and use them; if rows moved meanwhile, they are dropped."""
        learned = view.clusters
        vectors = view.vectors
        anew = learned is None or learned.outgrown(vectors.size)
        made = Clusters.learned(vectors) if learned is None or anew else learned.extended(vectors, view.covered)
        with self._publishing:
            now = self._view
            if now.vectors.number != vectors.number:
                return
            self._view = view = _View(now.vectors, made, len(vectors.key_of))
        if anew or view.covered - self._saved[1] > view.covered // _UNSAVED:
            self._save(view)

    def _save(self, view: _View) -> None:
        state = (view.vectors.number, view.covered)
        if view.clusters is None or self._saved == state:
            return
        path = self.folder / "clusters-{:06}-{:09}.faiss".format(*state)
        scratch = path.with_suffix(".new")
        view.clusters.save(scratch)
        with scratch.open("rb") as file:
            os.fsync(file.fileno())
        scratch.replace(path)
        self._saved = state
        for other in self.folder.glob("clusters-*"):
            if other != path:
                other.unlink(missing_ok=True)

    def _load(self) -> None:
        """Take the newest clusters on disk that belong to the rows."""
        vectors = self._view.vectors
        for path in sorted(self.folder.glob(f"clusters-{vectors.number:06}-*.faiss"), reverse=True):
            covered = int(path.stem.rpartition("-")[2])
            clusters = Clusters.load(path, vectors.rows.shape[1]) if covered <= len(vectors.key_of) else None
            if clusters is not None:
                self._view = _View(vectors, clusters, covered)
                self._saved = (vectors.number, covered)
                return


def _differs(vectors: Snapshot, key: int, vector: Vector) -> bool:
    """Whether an article's vector is another one than in the index."""
    row = vectors.row(key)
    return row < 0 or not np.array_equal(vectors.rows[row], vector.astype(np.float16))


def _cosines(vectors: Snapshot, rows: RowNumbers, vector: Vector) -> Vector:
    """True cosines of rows, which are of length 1, with a vector of length 1: shape ``(len(rows),)``."""
    # Not `@`: BLAS starts threads for what takes less time than to start them.
    parts = [
        np.einsum("ij,j->i", _widened(vectors.rows[rows[at : at + _SCORED]]), vector)
        for at in range(0, len(rows), _SCORED)
    ]
    return np.concatenate(parts) if parts else np.empty(0, np.float32)


def _widened(halves: npt.NDArray[np.float16]) -> Vector:
    """Half floats as floats, exactly, for numbers that are finite: ``astype`` takes three times as long.

    Exponent and fraction move to their places in the wider number, whose exponent then lacks 127 - 15.
    """
    wide = halves.view(np.uint16).astype(np.uint32)
    sign = (wide & 0x8000) << 16
    wide &= 0x7FFF
    wide <<= 13
    wide |= sign
    floats: Vector = wide.view(np.float32)
    floats *= _EXPONENTS_APART
    return floats
