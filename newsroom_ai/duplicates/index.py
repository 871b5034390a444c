"""The fingerprint index: which articles of the archive may share text with a draft."""

from __future__ import annotations

import errno
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.duplicates import postings
from newsroom_ai.duplicates.fingerprints import FORMAT, PERMUTATIONS, Fingerprint
from newsroom_ai.duplicates.shingles import mix
from newsroom_ai.errors import StorageFull

ROWS: Final = 2
BANDS: Final = PERMUTATIONS // ROWS
"""64 bands of 2 rows meet with probability 1 - (1 - J²)^64: 0.99 at J = 0.26, 0.72 at 0.14 (Leskovec et al., §3.4)."""

NOISE: Final = 4 / PERMUTATIONS
"""Estimates below are chance: unrelated articles share 0 to 2 minima."""

_VERIFIED: Final = 256  # candidates whose signatures are read, those with the most common bands first
_RECENT: Final = 4_096  # articles whose postings stay in SQLite before they become a file
_LARGEST: Final = 16_000_000  # postings of a file that is merged no further, so that no merge takes seconds
_TRIES: Final = 4  # to read a list of files that another process is just changing
_FACTOR: Final = 3  # files within this factor of each other are merged

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article (key INTEGER PRIMARY KEY, signature BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS recent (posting INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY, size INTEGER NOT NULL);
"""


class FingerprintIndex:
    """Fingerprints by article key, found by locality-sensitive hashing.

    SQLite holds the signatures, the postings of the last few thousand articles and the list of posting files
    (``postings.py``); each ``apply`` is one transaction there, and a file is complete before it is listed. Any
    number of threads and processes may read beside one writer. Everything can be rebuilt from the archive: an
    index that is damaged or of an older format opens empty, with ``applied`` 0.
    """

    name = "fingerprints"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._idle: list[sqlite3.Connection] = []
        self._files: dict[int, postings.Postings] = {}
        self._writing = threading.Lock()
        self._closed = threading.Event()

    @classmethod
    def open(cls, folder: Path) -> FingerprintIndex:
        """Open the index in a folder, or begin an empty one."""
        folder.mkdir(parents=True, exist_ok=True)
        index = cls(folder)
        if not index._begin():
            index.close()
            for path in folder.glob("fingerprints.sqlite*"):
                path.unlink()
            index = cls(folder)
            index._begin()
        return index

    @property
    def applied(self) -> int:
        """The last change of the archive's log that is included, 0 for none."""
        with self._connection() as connection:
            return _meta(connection, "applied")

    def keys(self) -> set[int]:
        """Keys of all articles that are indexed."""
        with self._connection() as connection:
            return {key for (key,) in connection.execute("SELECT key FROM article")}

    def apply(self, puts: Sequence[tuple[int, Fingerprint]], deletes: Sequence[int], seq: int) -> None:
        """Store and remove articles and remember ``seq``, all of it or nothing; twice is as once.

        A key that stands in both is removed. Raises ``StorageFull``, with nothing changed, when the disk is full.
        """
        if any(not 0 <= key <= postings.KEY_MASK for key, _ in puts):
            raise ValueError("keys must be within 0..2^32-1")
        with self._writing, self._connection() as connection, _transaction(connection):
            self._store(connection, puts)
            connection.executemany("DELETE FROM article WHERE key = ?", [(key,) for key in deletes])
            _remember(connection, "applied", max(seq, _meta(connection, "applied")))

    def candidates(self, fingerprint: Fingerprint, limit: int) -> list[tuple[int, float]]:
        """The ``limit`` articles most like a text: key and estimated resemblance in 0..1, best first."""
        if fingerprint.syllables == 0 or limit < 1:
            return []
        for _ in range(_TRIES):
            with suppress(FileNotFoundError):  # merged by another process after we read the list: read it again
                return _rank(fingerprint, self._similar(fingerprint))[:limit]
        return _rank(fingerprint, self._similar(fingerprint))[:limit]

    def end_writing(self) -> None:
        """Do nothing: each ``apply`` lets go of the file by itself."""

    def close(self) -> None:
        """Close every connection; the index can be opened again."""
        self._closed.set()
        while self._idle:
            self._idle.pop().close()
        self._files.clear()

    def _begin(self) -> bool:
        """Create what is missing; False when what is there cannot be used."""
        try:
            with self._connection() as connection:
                connection.executescript(_SCHEMA)
                connection.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?), ('applied', 0)", (FORMAT,))
                known = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
                with _transaction(connection):  # no writer is merging, so every file that is listed must be there
                    self._segments(connection)
        except (FileNotFoundError, ValueError):
            return False
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked or full: not a reason to start anew
                raise
            return False
        return bool(known == (FORMAT,))

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Lend an idle connection or a new one: each is used by one thread at a time."""
        if self._closed.is_set():
            raise ValueError("the index is closed")
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = _connect(self._folder / "fingerprints.sqlite")
        try:
            yield connection
        finally:
            if self._closed.is_set():
                connection.close()
            else:
                self._idle.append(connection)

    def _store(self, connection: sqlite3.Connection, puts: Sequence[tuple[int, Fingerprint]]) -> None:
        connection.executemany(
            "INSERT OR REPLACE INTO article VALUES (?, ?)", [(key, made.signature) for key, made in puts]
        )
        filled = [(key, made) for key, made in puts if made.syllables]
        if not filled:
            return
        keys = np.array([key for key, _ in filled], np.int64)
        new = postings.pack(_hashes([made for _, made in filled]), keys)
        waiting = _meta(connection, "recent") + len(filled)
        if waiting < _RECENT:
            connection.executemany("INSERT OR IGNORE INTO recent VALUES (?)", ((value,) for value in new.tolist()))
        else:
            self._flush(connection, new)
            waiting = 0
        _remember(connection, "recent", waiting)

    def _flush(self, connection: sqlite3.Connection, new: postings.Postings) -> None:
        """Move the recent postings, the new ones and every small file into one file."""
        segments = self._segments(connection)
        self._sweep({number for number, _ in segments})
        recent = connection.execute("SELECT posting FROM recent").fetchall()
        parts = [new, np.array(recent, np.int64).ravel()]
        merged = []
        total = sum(map(len, parts))
        for number, file in reversed(segments):
            if len(file) > _FACTOR * total or len(file) + total > _LARGEST:
                break
            parts.append(file)
            merged.append((number,))
            total += len(file)
        keys = np.array(connection.execute("SELECT key FROM article").fetchall(), np.int64).ravel()
        whole = postings.merge(parts, keys)
        number = _meta(connection, "segments") + 1
        postings.write(self._path(number), whole)
        connection.execute("DELETE FROM recent")
        connection.executemany("DELETE FROM segment WHERE id = ?", merged)
        connection.execute("INSERT INTO segment VALUES (?, ?)", (number, len(whole)))
        _remember(connection, "segments", number)

    def _sweep(self, listed: set[int]) -> None:
        """Remove files that no transaction lists: merged before, or left by a crash.

        Called with the write lock held, so nobody else is about to list one; a reader that still has one mapped
        keeps it.
        """
        wanted = {self._path(number) for number in listed}
        for path in [*self._folder.glob("postings-*.npy"), *self._folder.glob("postings-*.new")]:
            if path not in wanted:
                path.unlink(missing_ok=True)

    def _segments(self, connection: sqlite3.Connection) -> list[tuple[int, postings.Postings]]:
        """The files of the transaction's snapshot, oldest first, each mapped once in this process."""
        known = dict(self._files)
        numbers = [number for (number,) in connection.execute("SELECT id FROM segment ORDER BY id")]
        files = {number: known[number] if number in known else postings.read(self._path(number)) for number in numbers}
        if files.keys() != known.keys():
            self._files = files
        return list(files.items())

    def _path(self, number: int) -> Path:
        return self._folder / f"postings-{number:06}.npy"

    def _similar(self, fingerprint: Fingerprint) -> dict[int, bytes]:
        """Signatures, by key, of the articles that share the most hashes: one snapshot of the index."""
        hashes = _hashes([fingerprint])[0]
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                keys, shared = np.unique(self._lookup(connection, hashes), return_counts=True)
                return _signatures(connection, keys[np.argsort(-shared, kind="stable")[:_VERIFIED]])
            finally:
                connection.execute("COMMIT")

    def _lookup(self, connection: sqlite3.Connection, hashes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        found = [postings.lookup(file, hashes) for _, file in self._segments(connection)]
        ranges = [
            (value << postings.KEY_BITS, value << postings.KEY_BITS | postings.KEY_MASK) for value in hashes.tolist()
        ]
        for first, last in ranges:
            rows = connection.execute(
                "SELECT posting FROM recent WHERE posting BETWEEN ? AND ? ORDER BY posting DESC LIMIT ?",
                (first, last, postings.BUCKET),
            ).fetchall()
            if rows:
                found.append(np.array(rows, np.int64).ravel() & postings.KEY_MASK)
        return np.concatenate(found) if found else np.empty(0, np.int64)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # derived: a power cut may cost the last changes
        connection.execute("PRAGMA cache_size = -16384")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if _is_full(error):
            raise StorageFull("Không còn chỗ trên đĩa để ghi chỉ mục trùng lặp.") from error
        raise


def _is_full(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return error.sqlite_errorcode == sqlite3.SQLITE_FULL
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _meta(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def _remember(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def _hashes(fingerprints: Sequence[Fingerprint]) -> npt.NDArray[np.int64]:
    """The hashes of each fingerprint's bands and, last, of its whole content: shape ``(n, BANDS + 1)``."""
    minima = np.stack([made.minima() for made in fingerprints]).astype(np.uint64)
    bands = (minima[:, 0::ROWS] << np.uint64(32)) | minima[:, 1::ROWS]
    whole = np.array([[int.from_bytes(made.content[:8], "little")] for made in fingerprints], np.uint64)
    values = np.hstack([bands, whole])
    salted = mix(values + mix(np.arange(BANDS + 1, dtype=np.uint64)))  # equal minima in other bands are no meeting
    return (salted >> np.uint64(64 - postings.HASH_BITS)).astype(np.int64)


def _signatures(connection: sqlite3.Connection, keys: npt.NDArray[np.int64]) -> dict[int, bytes]:
    marks = ",".join("?" * len(keys))
    rows = connection.execute(f"SELECT key, signature FROM article WHERE key IN ({marks})", keys.tolist())  # noqa: S608
    return dict(rows.fetchall())


def _rank(fingerprint: Fingerprint, stored: dict[int, bytes]) -> list[tuple[int, float]]:
    """Estimate each resemblance as the share of equal minima (Broder, 1997); the newer of equals first."""
    if not stored:
        return []
    minima = np.frombuffer(b"".join(stored.values()), "<u4").reshape(-1, PERMUTATIONS)
    shares = (minima == fingerprint.minima()).mean(axis=1)
    ranked = [(key, float(share)) for key, share in zip(stored, shares, strict=True) if share >= NOISE]
    return sorted(ranked, key=lambda item: (-item[1], -item[0]))
