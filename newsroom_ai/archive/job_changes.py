"""What jobs write into articles, some hundreds in a transaction, and how it is taken back byte for byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from newsroom_ai.archive.articles import put_within
from newsroom_ai.archive.database import Database, now
from newsroom_ai.archive.suggestions import SuggestedField
from newsroom_ai.article import Article

State = Literal["applied", "rolled_back", "kept"]

PAGE: Final = 300
"""Articles a transaction."""

_APPLIED: Final = (
    "INSERT INTO job_change (job, key, article_id, version_before, sha_before, version_after, sha_after, author, at,"
    " rolled_back_at, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, 'applied')"
    " ON CONFLICT (job, key) DO UPDATE SET version_after = ?6, sha_after = ?7, author = ?8, at = ?9,"
    " version_before = CASE state WHEN 'applied' THEN version_before ELSE ?4 END,"
    " sha_before = CASE state WHEN 'applied' THEN sha_before ELSE ?5 END, rolled_back_at = NULL, state = 'applied'"
)
_RESTORE: Final = (
    "UPDATE article SET (version, sha256, status, record, written_at, author) ="
    " (SELECT version, sha256, json_extract(record, '$.status'), record, written_at, author FROM version"
    " WHERE key = ?1 AND version = ?2) WHERE key = ?1"
)


class Accepted(NamedTuple):
    """A value for one field of one article that is to be written; ``seq`` is the suggestion's."""

    seq: int
    key: int
    field: SuggestedField
    value: str
    open: bool


@dataclass(frozen=True, slots=True)
class Present:
    """An article as it stands, and as it was when the job read it (None where that version is gone)."""

    key: int
    version: int
    sha256: str
    article: Article
    read: Article | None


Rewrite = Callable[[Present, Sequence[Accepted]], Article | None]
"""Gives the article as it is to be, or None where what was accepted no longer fits it."""


class Rewritten(NamedTuple):
    """What became, or would become, of one article; ``after`` None: it has changed since the job read it."""

    before: Present
    after: Article | None


class RolledBack(NamedTuple):
    """What became, or would become, of one article; ``kept``: it was changed since the job wrote it."""

    key: int
    article_id: str
    state: Literal["rolled_back", "kept", "deleted"]


class JobChanges:
    """Applies the accepted suggestions of jobs and rolls them back; both may be repeated and stopped at any time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def apply(
        self, job: str, author: str, rewrite: Rewrite, bar: float | None, by: str, *, write: bool
    ) -> Iterator[list[Rewritten]]:
        """Write accepted suggestions page by page, or with ``write`` False only say what would be written.

        Args:
            job: the job's id.
            author: who the new versions are by.
            rewrite: makes the new article.
            bar: open suggestions with at least this confidence become accepted ones.
            by: who applies, and so accepts these.
            write: whether to write.
        """
        after = 0
        while True:
            with self._database.write() as connection:
                page = _accepted(connection, job, after, bar)
                if not page:
                    return
                after = max(page)
                found = [(_present(connection, job, key), page[key]) for key in sorted(page)]
                done = [Rewritten(present, rewrite(present, accepted)) for present, accepted in found]
                if write:
                    at = now()
                    for one in done:
                        if one.after is not None:
                            _write(connection, job, author, one.before, one.after, at)
                            _accept(connection, page[one.before.key], by, at)
            yield done

    def rollback(self, job: str, author: str, *, write: bool) -> Iterator[list[RolledBack]]:
        """Restore what a job changed page by page, or with ``write`` False only say what would be restored.

        What a later hand changed is kept.

        Args:
            job: the job's id.
            author: who the job's versions are by.
            write: whether to write.
        """
        after = 0
        while True:
            with self._database.write() as connection:
                rows = connection.execute(
                    "SELECT key, article_id, version_before, sha_after FROM job_change"
                    " WHERE job = ? AND key > ? AND state <> 'rolled_back' ORDER BY key LIMIT ?",
                    (job, after, PAGE),
                ).fetchall()
                if not rows:
                    return
                after = rows[-1][0]
                done = [_rolled_back(connection, job, author, row, write=write) for row in rows]
            yield done

    def count(self, job: str) -> dict[State, int]:
        """How many articles of a job stand in each state."""
        rows = self._database.read().execute(
            "SELECT state, count(*) FROM job_change WHERE job = ? GROUP BY state", (job,)
        )
        return dict(rows.fetchall())

    def keys(self, job: str, state: State) -> set[int]:
        """The keys of a job's articles that stand in one state."""
        rows = self._database.read().execute("SELECT key FROM job_change WHERE job = ? AND state = ?", (job, state))
        return {key for (key,) in rows}

    def sha_before(self, job: str, key: int) -> str | None:
        """The hash of an article before a job wrote it; None where it has not, or it was rolled back."""
        row = self._database.read().execute(
            "SELECT sha_before FROM job_change WHERE job = ? AND key = ? AND state <> 'rolled_back'", (job, key)
        )
        return next((sha for (sha,) in row), None)

    def note(self, actor: str, action: str, target: str) -> None:
        """Put into the ledger who applied or rolled back a job."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO ledger (at, actor, action, target) VALUES (?, ?, ?, ?)", (now(), actor, action, target)
            )


def _accepted(connection: sqlite3.Connection, job: str, after: int, bar: float | None) -> dict[int, list[Accepted]]:
    """What is to be written into the next articles, by key; all of one article stands in one page."""
    passing, values = "state IN ('accepted', 'edited')", []
    if bar is not None:
        passing, values = f"({passing} OR (state = 'open' AND confidence >= ?))", [bar]
    # Only fixed conditions are put into these statements.
    of_job = f"FROM suggestion INDEXED BY suggestion_key WHERE job = ? AND {passing}"
    keys = f"SELECT DISTINCT key {of_job} AND key > ? ORDER BY key LIMIT ?"
    columns = "seq, key, field, coalesce(decided_value, value), state = 'open'"
    rows = connection.execute(
        f"SELECT {columns} {of_job} AND key IN ({keys}) ORDER BY key, rank, seq",
        (job, *values, job, *values, after, PAGE),
    )
    page: dict[int, list[Accepted]] = {}
    for one in map(Accepted._make, rows):
        page.setdefault(one.key, []).append(one)
    return page


def _present(connection: sqlite3.Connection, job: str, key: int) -> Present:
    version, sha256, record = connection.execute(
        "SELECT version, sha256, record FROM article WHERE key = ?", (key,)
    ).fetchone()
    article = Article.from_json(record)
    (read_sha,) = connection.execute(
        "SELECT coalesce((SELECT ?3 FROM job_change WHERE job = ?1 AND key = ?2 AND state = 'applied' AND"
        " sha_after = ?3), (SELECT sha256 FROM job_result WHERE job = ?1 AND key = ?2))",
        (job, key, sha256),
    ).fetchone()
    if read_sha == sha256:
        return Present(key, version, sha256, article, article)
    row = connection.execute("SELECT record FROM version WHERE key = ? AND sha256 = ?", (key, read_sha)).fetchone()
    return Present(key, version, sha256, article, Article.from_json(row[0]) if row else None)


def _write(connection: sqlite3.Connection, job: str, author: str, before: Present, after: Article, at: str) -> None:
    written = put_within(connection, after, author, at)
    if written.status == "updated":
        connection.execute(
            _APPLIED,
            (job, before.key, after.id, before.version, before.sha256, written.version, after.sha256, author, at),
        )


def _accept(connection: sqlite3.Connection, accepted: Sequence[Accepted], by: str, at: str) -> None:
    connection.executemany(
        "UPDATE suggestion SET state = 'accepted', decided_by = ?, decided_at = ?, via = 'bulk' WHERE seq = ?",
        [(by, at, one.seq) for one in accepted if one.open],
    )


def _rolled_back(
    connection: sqlite3.Connection, job: str, author: str, row: tuple[int, str, int, str], *, write: bool
) -> RolledBack:
    key, id, version_before, sha_after = row
    now_there = connection.execute("SELECT sha256, author FROM article WHERE key = ?", (key,)).fetchone()
    if now_there is None:
        return RolledBack(key, id, "deleted")
    ours = now_there == (sha_after, author)
    if write:
        if ours:
            connection.execute(_RESTORE, (key, version_before))
            connection.execute("DELETE FROM version WHERE key = ? AND version >= ?", (key, version_before))
            connection.execute("INSERT INTO change (key, id, action) VALUES (?, ?, 'put')", (key, id))
        connection.execute(
            "UPDATE job_change SET state = ?, rolled_back_at = ? WHERE job = ? AND key = ?",
            ("rolled_back" if ours else "kept", now() if ours else None, job, key),
        )
    return RolledBack(key, id, "rolled_back" if ours else "kept")
