"""Rows of numbers on disk, mapped and never loaded, and a log of which article wrote which row.

``rows-N.bin`` and ``log-N.i64`` only grow; ``state.json`` says how much of them counts. An entry of the log is the key
of the article that got the next row, or ``-1 - key`` of one that was removed. What a crash left behind the counted
part is cut off by the next write. When most rows are of no article any more, new files take the place of the old.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.errors import StorageFull

LAYOUT: Final = "rows.v2"
KEY_LIMIT: Final = 2**31
"""Keys are below this; the archive gives them out one after the other, and a table of rows by key is held in memory."""

Rows = npt.NDArray[Any]
Keys = npt.NDArray[np.int64]
RowNumbers = npt.NDArray[np.int32]

_STATE: Final = "state.json"
_SPARE: Final = 4_096  # dead rows that are worth no copying, however few articles there are
_COPIED: Final = 8_192  # rows copied at once
_TRIES: Final = 4  # to read files that another process is just replacing


class _State(NamedTuple):
    """What ``state.json`` says: which files count, and how much of them."""

    layout: str = LAYOUT
    content: str = ""
    width: int = 0
    number: int = 0
    rows: int = 0
    entries: int = 0
    applied: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows as of one change. It is never altered, so that any number of threads may read it.

    Attributes:
        number: of the files the rows are in.
        rows: shape ``(rows, width)``, mapped from the file.
        key_of: the article each row was written for, also where it has another row or none by now.
        row_of: by key, the article's row, or -1.
        size: number of articles.
    """

    number: int
    rows: Rows
    key_of: Keys
    row_of: RowNumbers
    size: int

    def row(self, key: int) -> int:
        """The row of one article, or -1."""
        return int(self.row_of[key]) if 0 <= key < len(self.row_of) else -1

    def places(self, keys: Sequence[int]) -> RowNumbers:
        """The rows of articles in their order, -1 for one that is not here: shape ``(len(keys),)``."""
        asked = np.array(keys, np.int64)
        places = np.full(len(asked), -1, np.int32)
        known = (asked >= 0) & (asked < len(self.row_of))
        places[known] = self.row_of[asked[known]]
        return places

    def find(self, keys: Keys) -> RowNumbers:
        """The rows of the articles that are here, each once, in rising order."""
        known = keys[(keys >= 0) & (keys < len(self.row_of))]
        rows = np.unique(self.row_of[known])
        found: RowNumbers = rows[rows >= 0]
        return found

    def live(self, start: int = 0) -> RowNumbers:
        """The rows from ``start`` on that are some article's present row."""
        rows = np.arange(start, len(self.key_of), dtype=np.int32)
        found: RowNumbers = rows[self.row_of[self.key_of[start:]] == rows]
        return found


class RowStore:
    """One folder of rows of one kind. Reads are the snapshots'; ``append`` belongs to one writer."""

    def __init__(self, folder: Path, content: str, kind: np.dtype[Any]) -> None:
        """Open the store; where there is none, or a broken or another one, it is empty until its owner appends.

        Opening never touches the files: another process may own them.

        Args:
            folder: of this store alone.
            content: what the rows mean: an encoder's name, or a layout with its version.
            kind: of the numbers, little-endian.
        """
        self.folder = folder
        self._content = content
        self._kind = kind
        self._state, self.snapshot = self._read()

    @property
    def applied(self) -> int:
        """Number of the last change that is included."""
        return self._state.applied

    def refresh(self) -> bool:
        """See what another process has written; says whether there was anything."""
        if self._read_state() == self._state:
            return False
        self._state, self.snapshot = self._read()
        return True

    def append(self, keys: Sequence[int], rows: Rows, deletes: Sequence[int], seq: int) -> Snapshot:
        """Write rows ``(n, width)`` and remove articles, all of it or nothing.

        Raises:
            StorageFull: the disk is full; nothing was changed.
        """
        if any(not 0 <= key < KEY_LIMIT for key in (*keys, *deletes)):
            raise ValueError(f"keys must be within 0..{KEY_LIMIT - 1}")
        try:
            if not self._state.number:
                self._create()
            old = self.snapshot
            if len(old.key_of) - old.size > max(_SPARE, old.size):
                self._compact()
            self._write(keys, rows, deletes, seq)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise StorageFull("Không còn chỗ trên đĩa để ghi chỉ mục.") from error
            raise
        return self.snapshot

    def _create(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._state = _State(content=self._content, number=1)

    def _write(self, keys: Sequence[int], rows: Rows, deletes: Sequence[int], seq: int) -> None:
        state = self._state
        width = state.width or rows.shape[1]
        if len(keys) and rows.shape != (len(keys), width):
            raise ValueError(f"expected rows of shape ({len(keys)}, {width}), not {rows.shape}")
        entries = np.array([*keys, *(-1 - key for key in deletes)], "<i8")
        new = rows.astype(self._kind)
        _extend(self._path("rows", state.number), state.rows * width * self._kind.itemsize, new.tobytes())
        _extend(self._path("log", state.number), state.entries * 8, entries.tobytes())
        self._commit(
            state._replace(
                width=width,
                rows=state.rows + len(keys),
                entries=state.entries + len(entries),
                applied=max(seq, state.applied),
            )
        )
        old = self.snapshot
        self.snapshot = _snapshot(
            state.number,
            self._map(self._state),
            np.concatenate([old.key_of, entries[: len(keys)]]),
            old.row_of,
            entries,
        )

    def _compact(self) -> None:
        """Copy the rows that count into new files, in their order."""
        state, old = self._state, self.snapshot
        rows = old.live()
        number = state.number + 1
        parts = (old.rows[rows[at : at + _COPIED]].tobytes() for at in range(0, len(rows), _COPIED))
        _extend(self._path("rows", number), 0, *parts)
        keys = old.key_of[rows]
        _extend(self._path("log", number), 0, keys.tobytes())
        self._commit(state._replace(number=number, rows=len(rows), entries=len(rows)))
        self.snapshot = _snapshot(number, self._map(self._state), keys, np.empty(0, np.int32), keys)
        for name in ("rows", "log"):  # a reader that has them mapped keeps them
            self._path(name, state.number).unlink(missing_ok=True)

    def _commit(self, state: _State) -> None:
        write_whole(self.folder / _STATE, [json.dumps(state._asdict()).encode()])
        self._state = state

    def _read(self) -> tuple[_State, Snapshot]:
        for _ in range(_TRIES):
            state = self._read_state()
            try:
                entries = (
                    np.fromfile(self._path("log", state.number), "<i8", state.entries) if state.entries else _NO_KEYS
                )
                rows = self._map(state)
            except FileNotFoundError:  # replaced after we read the state: read it again
                continue
            except (OSError, ValueError):
                break
            if len(entries) == state.entries and np.count_nonzero(entries >= 0) == state.rows and _plausible(entries):
                return state, _snapshot(state.number, rows, entries[entries >= 0], np.empty(0, np.int32), entries)
            break
        return _State(), _EMPTY

    def _read_state(self) -> _State:
        try:
            found: dict[str, Any] = json.loads((self.folder / _STATE).read_text(encoding="utf-8"))
            state = _State(**found)
        except (OSError, ValueError, TypeError):
            return _State()
        fits = state.layout == LAYOUT and state.content == self._content
        return state if fits and all(type(value) is int for value in state[2:]) else _State()

    def _map(self, state: _State) -> Rows:
        shape = (state.rows, state.width)
        if not state.rows:
            return np.empty(shape, self._kind)
        return np.asarray(np.memmap(self._path("rows", state.number), self._kind, "r", shape=shape))

    def _path(self, name: str, number: int) -> Path:
        return self.folder / f"{name}-{number:06}.{'bin' if name == 'rows' else 'i64'}"


_NO_KEYS: Final[Keys] = np.empty(0, np.int64)
_EMPTY: Final = Snapshot(0, np.empty((0, 0)), _NO_KEYS, np.empty(0, np.int32), 0)


def write_whole(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file so that, once it has its name, it is complete and on the disk."""
    scratch = path.with_name(f"{path.name}.new")
    with scratch.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)


def _extend(path: Path, size: int, *parts: bytes) -> None:
    """Cut a file to the size that counts, write on from there, and bring it to the disk."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(size)
        file.seek(size)
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def _plausible(entries: Keys) -> bool:
    keys = np.where(entries >= 0, entries, -1 - entries)
    return not len(keys) or int(keys.max()) < KEY_LIMIT


def _snapshot(number: int, rows: Rows, key_of: Keys, row_of: RowNumbers, entries: Keys) -> Snapshot:
    """A table of rows with the newest entries of the log applied; the last entry of a key holds."""
    put = entries >= 0
    keys = np.where(put, entries, -1 - entries)
    size = max(len(row_of), int(keys.max(initial=-1)) + 1)
    table = np.full(size, -1, np.int32)
    table[: len(row_of)] = row_of
    first = len(key_of) - np.count_nonzero(put)
    table[keys] = np.where(put, first + np.cumsum(put) - 1, -1)
    return Snapshot(number, rows, key_of, table, int(np.count_nonzero(table >= 0)))
