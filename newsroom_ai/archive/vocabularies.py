"""The newsroom's own vocabularies, all their revisions kept, over those that are shipped."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from newsroom_ai.archive.database import Database, now
from newsroom_ai.errors import NotFound
from newsroom_ai.vocabulary.shipped import SHIPPED, shipped
from newsroom_ai.vocabulary.tables import read_csv, write_csv
from newsroom_ai.vocabulary.vocabularies import Vocabulary

_NEWEST: Final = (
    "SELECT name, revision, sha256, record, written_at, author FROM vocabulary AS one"
    " WHERE revision = (SELECT max(revision) FROM vocabulary WHERE name = one.name)"
)


class LoadedVocabulary(NamedTuple):
    """What became of a vocabulary handed to the archive."""

    name: str
    revision: int
    status: Literal["created", "updated", "unchanged"]
    concepts: int


@dataclass(frozen=True, slots=True)
class Holding:
    """One vocabulary as it is in use; a shipped one has no revision, time or author."""

    vocabulary: Vocabulary
    origin: Literal["shipped", "own"]
    sha256: str
    revision: int | None = None
    written_at: str | None = None
    author: str | None = None

    def about(self) -> dict[str, Any]:
        """What the vocabulary says of itself, and what is known of it here, without its concepts."""
        kept = {name: getattr(self, name) for name in ("origin", "revision", "written_at", "author", "sha256")}
        return {**asdict(self.vocabulary.scheme), "concepts": len(self.vocabulary), **kept}


class VocabularyStore:
    """Reads shipped and own vocabularies, writes own ones; an own one stands before a shipped one of its name.

    Revisions are only ever added. A revision without a record says that the vocabulary was removed.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._parsed: dict[str, tuple[str, Vocabulary]] = {}  # name -> hash of the record, and what it says
        self._lock = threading.Lock()

    def put(self, vocabulary: Vocabulary, author: str) -> LoadedVocabulary:
        """Store a vocabulary under its name; the same content again is no new revision."""
        name, record = vocabulary.name, write_csv(vocabulary)
        sha256 = _hash(record)
        with self._database.write() as connection:
            revision, stored = _newest(connection, name)
            if stored == sha256:
                return LoadedVocabulary(name, revision, "unchanged", len(vocabulary))
            connection.execute(
                "INSERT INTO vocabulary (name, revision, sha256, record, written_at, author) VALUES (?, ?, ?, ?, ?, ?)",
                (name, revision + 1, sha256, record, now(), author),
            )
            _log(connection, author, "vocabulary.put", f"{name}@{revision + 1}")
        return LoadedVocabulary(name, revision + 1, "updated" if stored else "created", len(vocabulary))

    def filled(self, vocabulary: Vocabulary) -> Vocabulary:
        """A vocabulary with the texts that the one in use by its name has in languages it lacks itself.

        Raises:
            InvalidVocabulary: as for ``Vocabulary.filled_from``.
        """
        try:
            return vocabulary.filled_from(self.get(vocabulary.name).vocabulary)
        except NotFound:
            return vocabulary

    def remove(self, name: str, author: str) -> None:
        """Take an own vocabulary out of use; a shipped one of that name comes back.

        Raises:
            NotFound: the newsroom has no vocabulary of its own by this name.
        """
        with self._database.write() as connection:
            revision, stored = _newest(connection, name)
            if not stored:
                raise NotFound(f"Tòa soạn không có bộ từ vựng riêng tên {name}")
            connection.execute(
                "INSERT INTO vocabulary (name, revision, sha256, record, written_at, author) VALUES (?, ?, ?, ?, ?, ?)",
                (name, revision + 1, "", None, now(), author),
            )
            _log(connection, author, "vocabulary.delete", name)

    def get(self, name: str) -> Holding:
        """The vocabulary in use by this name.

        Raises:
            NotFound: there is none.
        """
        row = self._database.read().execute(_NEWEST + " AND name = ?", (name,)).fetchone()
        held = self._own(row) or _shipped(name)
        if held is None:
            raise NotFound(f"Không có bộ từ vựng {name}")
        return held

    def all(self) -> list[Holding]:
        """Every vocabulary in use, by name."""
        rows = self._database.read().execute(_NEWEST).fetchall()
        held = {name: found for name in SHIPPED if (found := _shipped(name))}
        held |= {row[0]: found for row in rows if (found := self._own(row))}
        return [held[name] for name in sorted(held)]

    def _own(self, row: tuple[str, int, str, str | None, str, str] | None) -> Holding | None:
        name, revision, sha256, record, written_at, author = row or ("", 0, "", None, "", "")
        if record is None:
            return None
        return Holding(self._read(name, sha256, record), "own", sha256, revision, written_at, author)

    def _read(self, name: str, sha256: str, record: str) -> Vocabulary:
        with self._lock:
            known = self._parsed.get(name)
        if known is None or known[0] != sha256:
            known = sha256, read_csv(record, name)
            with self._lock:
                self._parsed[name] = known
        return known[1]


@cache
def _shipped(name: str) -> Holding | None:
    vocabulary = shipped(name)
    return Holding(vocabulary, "shipped", _hash(write_csv(vocabulary))) if vocabulary else None


def _newest(connection: sqlite3.Connection, name: str) -> tuple[int, str]:
    """The newest revision of a name and the hash of its record: 0 where there was none, "" where none is in use."""
    row = connection.execute(
        "SELECT revision, sha256 FROM vocabulary WHERE name = ? ORDER BY revision DESC LIMIT 1", (name,)
    ).fetchone()
    return (int(row[0]), str(row[1])) if row else (0, "")


def _log(connection: sqlite3.Connection, actor: str, action: str, target: str) -> None:
    connection.execute(
        "INSERT INTO ledger (at, actor, action, target) VALUES (?, ?, ?, ?)", (now(), actor, action, target)
    )


def _hash(record: str) -> str:
    return hashlib.sha256(record.encode()).hexdigest()
