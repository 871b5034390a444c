"""The fingerprint index: which articles of the archive may share text with a draft."""

from __future__ import annotations

import errno
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.duplicates import postings
from newsroom_ai.duplicates.fingerprints import FORMAT, Fingerprint, Marks
from newsroom_ai.duplicates.meetings import NEWEST, READ, Meetings
from newsroom_ai.duplicates.postings import Keys, Postings, Ranges
from newsroom_ai.errors import StorageFull

_RECENT: Final = 512  # articles whose fingerprints stay in SQLite before they become a file
_LARGEST: Final = 16_000_000  # postings of a file that is merged no further, so that no merge takes seconds
_TRIES: Final = 4  # to read a list of files that another process is just changing
_FACTOR: Final = 3  # files within this factor of each other are merged
_LARGEST_KEY: Final = (1 << 32) - 1

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS article (key INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS recent (key INTEGER PRIMARY KEY, kept BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS changed (key INTEGER PRIMARY KEY, segment INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS segment (id INTEGER PRIMARY KEY, size INTEGER NOT NULL);
"""


class _Part(NamedTuple):
    """Postings of one file, or of what is in no file yet, and the number of that file or of the next one."""

    number: int
    postings: Postings


class FingerprintIndex:
    """Fingerprints by article key: a draft is looked up by all its shingles, an article is kept by some of them.

    SQLite holds the last few hundred fingerprints and the list of posting files (``postings.py``); each ``apply`` is
    one transaction there, and a file is complete before it is listed. A changed or removed article is noted with the
    number of the next file: what older files say of it is out of date, and goes when they are merged. Any number of
    threads and processes may read beside one writer. Everything can be rebuilt from the archive: an index that is
    damaged or of an older format opens empty, with ``applied`` 0.
    """

    name = "fingerprints"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._idle: list[sqlite3.Connection] = []
        self._files: dict[int, Postings] = {}
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
        if any(not 0 <= key <= _LARGEST_KEY for key, _ in puts):
            raise ValueError("keys must be within 0..2^32-1")
        with self._writing, self._connection() as connection, _transaction(connection):
            self._store(connection, dict(puts), deletes)
            _remember(connection, "applied", max(seq, _meta(connection, "applied")))

    def meetings(self, marks: Marks) -> Meetings:
        """Look up the shingles of a draft, shape ``(n,)``, in any order."""
        sought = np.unique(marks)
        for _ in range(_TRIES):
            with suppress(FileNotFoundError):  # merged by another process after we read the list: read it again
                return self._met(sought)
        return self._met(sought)

    def shared(self, parts: int) -> Iterator[Postings]:
        """All postings that are up to date, by ranges of hashes, ``parts`` of them: for a join of the archive."""
        with self._snapshot() as connection:
            stored = [*self._segments(connection), self._recent(connection)]
            changed = _changed(connection)
        borders = np.linspace(0, 1 << 32, parts + 1).astype(np.uint64) << postings.KEY_BITS
        borders[-1] = np.iinfo(np.uint64).max
        cuts = [(part, np.searchsorted(part.postings, borders)) for part in stored]
        for turn in range(parts):
            slices = [_current(part, at[turn], at[turn + 1], changed) for part, at in cuts]
            yield postings.merge(slices)

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
                known = _format(connection)
                if known is not None and known != FORMAT:
                    return False
                connection.executescript(_SCHEMA)
                connection.execute("INSERT OR IGNORE INTO meta VALUES ('format', ?), ('applied', 0)", (FORMAT,))
                with _transaction(connection):  # no writer is merging, so every file that is listed must be there
                    self._segments(connection)
        except (FileNotFoundError, ValueError):
            return False
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):  # locked or full: not a reason to start anew
                raise
            return False
        return True

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

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the index while the block lasts."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("COMMIT")

    def _store(self, connection: sqlite3.Connection, puts: dict[int, Fingerprint], deletes: Sequence[int]) -> None:
        following = _meta(connection, "segments") + 1
        known = _known(connection, [*puts, *deletes])
        connection.executemany("INSERT OR REPLACE INTO changed VALUES (?, ?)", [(key, following) for key in known])
        connection.executemany("INSERT OR IGNORE INTO article VALUES (?)", [(key,) for key in puts])
        connection.executemany(
            "INSERT OR REPLACE INTO recent VALUES (?, ?)", [(key, made.kept) for key, made in puts.items()]
        )
        for table in ("article", "recent"):
            connection.executemany(f"DELETE FROM {table} WHERE key = ?", [(key,) for key in deletes])  # noqa: S608
        if connection.execute("SELECT count(*) FROM recent").fetchone()[0] >= _RECENT:
            self._flush(connection)

    def _flush(self, connection: sqlite3.Connection) -> None:
        """Move the recent fingerprints and every small file into one file."""
        segments = self._segments(connection)
        self._sweep({number for number, _ in segments})
        recent, changed = self._recent(connection), _changed(connection)
        parts, merged = [recent.postings], []
        total = len(recent.postings)
        for number, file in reversed(segments):
            if len(file) > _FACTOR * total or len(file) + total > _LARGEST:
                break
            parts.append(_current(_Part(number, file), 0, len(file), changed))
            merged.append((number,))
            total += len(file)
        whole = postings.merge(parts)
        postings.write(self._path(recent.number), whole)
        connection.execute("DELETE FROM recent")
        connection.executemany("DELETE FROM segment WHERE id = ?", merged)
        connection.execute("INSERT INTO segment VALUES (?, ?)", (recent.number, len(whole)))
        # Of articles that changed before the oldest file was written no posting is out of date any more.
        connection.execute("DELETE FROM changed WHERE segment <= (SELECT min(id) FROM segment)")
        _remember(connection, "segments", recent.number)

    def _sweep(self, listed: set[int]) -> None:
        """Remove files that no transaction lists: merged before, or left by a crash.

        Called with the write lock held, so nobody else is about to list one; a reader that still has one mapped
        keeps it.
        """
        wanted = {self._path(number) for number in listed}
        for path in [*self._folder.glob("postings-*.npy"), *self._folder.glob("postings-*.new")]:
            if path not in wanted:
                path.unlink(missing_ok=True)

    def _segments(self, connection: sqlite3.Connection) -> list[_Part]:
        """The files of the transaction's snapshot, oldest first, each mapped once in this process."""
        known = dict(self._files)
        numbers = [number for (number,) in connection.execute("SELECT id FROM segment ORDER BY id")]
        files = {number: known[number] if number in known else postings.read(self._path(number)) for number in numbers}
        if files.keys() != known.keys():
            self._files = files
        return [_Part(number, file) for number, file in files.items()]

    @staticmethod
    def _recent(connection: sqlite3.Connection) -> _Part:
        rows = connection.execute("SELECT key, kept FROM recent").fetchall()
        sizes = [len(kept) // 4 for _, kept in rows]
        hashes = np.frombuffer(b"".join(kept for _, kept in rows), "<u4")
        keys = np.repeat(np.array([key for key, _ in rows], np.int64), sizes)
        return _Part(_meta(connection, "segments") + 1, postings.pack(hashes, keys))

    def _path(self, number: int) -> Path:
        return self._folder / f"postings-{number:06}.npy"

    def _met(self, sought: Marks) -> Meetings:
        with self._snapshot() as connection:
            parts = [*self._segments(connection), self._recent(connection)]
            ranges = [postings.find(part.postings, sought) for part in parts]
            frequencies = np.array([found.ends - found.starts for found in ranges], np.intp).sum(axis=0)
            wanted = _affordable(frequencies)
            read = [_read(part, found, wanted) for part, found in zip(parts, ranges, strict=True)]
            keys, places, numbers = (np.concatenate(column) for column in zip(*read, strict=True))
            met = Meetings(sought, frequencies, keys, places, sum(len(part.postings) for part in parts))
            return met.only(numbers >= _valid_from(connection, keys))


def _affordable(frequencies: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Places of the shingles whose articles are read, the rarest ones."""
    met = np.flatnonzero(frequencies)
    order = met[np.argsort(frequencies[met], kind="stable")]
    return order[np.cumsum(np.minimum(frequencies[order], NEWEST)) <= READ]


def _read(part: _Part, found: Ranges, wanted: npt.NDArray[np.intp]) -> tuple[Keys, Keys, Keys]:
    """Keys under the wanted hashes, which hash each stands under, and the number of the file."""
    ends = found.ends[wanted]
    starts = np.maximum(found.starts[wanted], ends - NEWEST)
    sizes = ends - starts
    offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    keys = postings.keys_of(part.postings[np.repeat(starts, sizes) + offsets])
    return keys, np.repeat(wanted, sizes), np.full(len(keys), part.number)


def _current(part: _Part, start: int, end: int, changed: Sequence[tuple[int, int]]) -> Postings:
    """The postings ``start`` to ``end`` of a part that are up to date."""
    gone = np.array(sorted(key for key, segment in changed if part.number < segment), np.int64)
    return postings.without(np.asarray(part.postings[start:end]), gone)


def _changed(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    return connection.execute("SELECT key, segment FROM changed").fetchall()


def _valid_from(connection: sqlite3.Connection, keys: Keys) -> npt.NDArray[np.int64]:
    """For each key the number of the first file whose postings of it are up to date."""
    if connection.execute("SELECT 1 FROM changed LIMIT 1").fetchone() is None:
        return np.zeros(len(keys), np.int64)
    distinct, inverse = np.unique(keys, return_inverse=True)
    rows = connection.execute(
        "SELECT key, segment FROM changed WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(distinct.tolist()),),
    ).fetchall()
    first = np.zeros(len(distinct), np.int64)
    for key, segment in rows:
        first[np.searchsorted(distinct, key)] = segment
    return first[inverse]


def _known(connection: sqlite3.Connection, keys: Iterable[int]) -> list[int]:
    """Those of the keys that are indexed."""
    query = "SELECT key FROM article WHERE key IN (SELECT value FROM json_each(?))"
    return [key for (key,) in connection.execute(query, (json.dumps([*keys]),))]


def _format(connection: sqlite3.Connection) -> str | None:
    """The format of the index in a database; None for a new one."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone() is None:
        return None
    row = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
    return str(row[0]) if row else None


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
