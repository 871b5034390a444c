"""Articles with their versions, and the change log that derived indexes follow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from newsroom_ai.archive.database import Database, now
from newsroom_ai.article import Article, Change
from newsroom_ai.errors import Conflict, NotFound

_CHUNK = 500  # parameters of one statement; SQLite's own limit is 32,766


class Written(NamedTuple):
    """What became of one article handed to the archive."""

    id: str
    version: int
    status: Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of an article as the archive holds it."""

    article: Article
    version: int
    sha256: str
    written_at: str
    author: str


class ArticleStore:
    """Writes articles once per content: the same content again is no new version."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, article: Article, author: str, if_version: int | None = None) -> Written:
        """Store one article; ``if_version`` must be the stored version (0: must not exist yet).

        Raises:
            Conflict: the stored version is another one; nothing was written.
        """
        with self._database.write() as connection:
            if if_version is not None:
                row = connection.execute("SELECT version FROM article WHERE id = ?", (article.id,)).fetchone()
                stored = row[0] if row else 0
                if stored != if_version:
                    raise Conflict(f"Bài {article.id} đang ở phiên bản {stored}, không phải {if_version}")
            return put_within(connection, article, author, now())

    def put_many(self, articles: Iterable[Article], author: str) -> list[Written]:
        """Store many articles in one transaction, in order; all of them are written, or none."""
        with self._database.write() as connection:
            at = now()
            return [put_within(connection, article, author, at) for article in articles]

    def delete(self, id: str, author: str) -> None:
        """Remove an article with all its versions; the ledger keeps who did it.

        Raises:
            NotFound: there is no such article.
        """
        with self._database.write() as connection:
            row = connection.execute("SELECT key FROM article WHERE id = ?", (id,)).fetchone()
            if row is None:
                raise NotFound(f"Không có bài {id}")
            connection.execute("DELETE FROM article WHERE key = ?", row)
            connection.execute("INSERT INTO change (key, id, action) VALUES (?, ?, 'delete')", (row[0], id))
            connection.execute(
                "INSERT INTO ledger (at, actor, action, target) VALUES (?, ?, 'article.delete', ?)", (now(), author, id)
            )

    def get(self, id: str) -> Stored:
        """The present version of an article.

        Raises:
            NotFound: there is no such article.
        """
        row = (
            self._database.read()
            .execute("SELECT record, version, sha256, written_at, author FROM article WHERE id = ?", (id,))
            .fetchone()
        )
        if row is None:
            raise NotFound(f"Không có bài {id}")
        return _stored(row)

    def versions(self, id: str) -> list[Stored]:
        """All versions of an article, newest first.

        Raises:
            NotFound: there is no such article.
        """
        connection = self._database.read()
        row = connection.execute("SELECT key FROM article WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise NotFound(f"Không có bài {id}")
        rows = connection.execute(
            "SELECT record, version, sha256, written_at, author FROM article WHERE key = :key"
            " UNION ALL SELECT record, version, sha256, written_at, author FROM version WHERE key = :key"
            " ORDER BY version DESC",
            {"key": row[0]},
        )
        return [_stored(row) for row in rows]

    def articles(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles that exist, by id."""
        return {id: Article.from_json(record) for id, record in self._select("id", ids)}

    def by_keys(self, keys: Sequence[int]) -> dict[int, Article]:
        """The articles that exist, by archive key."""
        return {key: Article.from_json(record) for key, record in self._select("key", keys)}

    def records(self, keys: Sequence[int]) -> dict[int, str]:
        """The canonical JSON of the articles that exist, by archive key."""
        return dict(self._select("key", keys))

    def _select(self, column: Literal["id", "key"], values: Sequence[str] | Sequence[int]) -> Iterator[tuple[Any, str]]:
        connection = self._database.read()
        for start in range(0, len(values), _CHUNK):
            chunk = values[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            # Only the column's name and question marks are put into the statement.
            yield from connection.execute(f"SELECT {column}, record FROM article WHERE {column} IN ({marks})", chunk)  # noqa: S608

    def keys(self) -> set[int]:
        """The keys of all articles."""
        return {key for (key,) in self._database.read().execute("SELECT key FROM article")}

    def count(self) -> int:
        """Number of articles, of any status."""
        (count,) = self._database.read().execute("SELECT count(*) FROM article").fetchone()
        return int(count)

    def changes(self, after: int, limit: int) -> list[Change]:
        """At most ``limit`` entries of the change log that come after ``after``, oldest first."""
        rows = self._database.read().execute(
            "SELECT seq, key, id, action FROM change WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
        )
        return [Change(*row) for row in rows]

    def deletions(self, after: int) -> tuple[int, set[int]]:
        """The number of the newest entry of the change log, and the keys that were removed after entry ``after``."""
        connection = self._database.read()
        last = self.last_change()
        rows = connection.execute(
            "SELECT key FROM change WHERE seq > ? AND seq <= ? AND action = 'delete'", (after, last)
        )
        return last, {key for (key,) in rows}

    def last_change(self) -> int:
        """Number of the newest entry of the change log; 0 when it is empty."""
        (seq,) = self._database.read().execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()
        return int(seq)


def put_within(connection: sqlite3.Connection, article: Article, author: str, at: str) -> Written:
    """Store one article within the transaction of ``connection``; ``at`` is the time of writing."""
    sha256 = article.sha256
    row = connection.execute("SELECT key, version, sha256 FROM article WHERE id = ?", (article.id,)).fetchone()
    if row is None:
        key = connection.execute(
            "INSERT INTO article (id, version, sha256, status, record, written_at, author)"
            " VALUES (?, 1, ?, ?, ?, ?, ?)",
            (article.id, sha256, article.status, article.to_json(), at, author),
        ).lastrowid
        version = 1
    else:
        key, version, stored = row
        if stored == sha256:
            return Written(article.id, version, "unchanged")
        connection.execute(
            "INSERT INTO version SELECT key, version, sha256, record, written_at, author FROM article WHERE key = ?",
            (key,),
        )
        version += 1
        connection.execute(
            "UPDATE article SET version = ?, sha256 = ?, status = ?, record = ?, written_at = ?, author = ?"
            " WHERE key = ?",
            (version, sha256, article.status, article.to_json(), at, author, key),
        )
    connection.execute("INSERT INTO change (key, id, action) VALUES (?, ?, 'put')", (key, article.id))
    return Written(article.id, version, "created" if version == 1 else "updated")


def _stored(row: tuple[str, int, str, str, str]) -> Stored:
    return Stored(Article.from_json(row[0]), *row[1:])
