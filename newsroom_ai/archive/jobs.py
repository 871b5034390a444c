"""Jobs over many articles: what was asked, how far it came, what it found and suggests."""

from __future__ import annotations

import dataclasses
import json
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple, cast

from newsroom_ai.archive.database import Database, now
from newsroom_ai.archive.suggestions import SuggestedField
from newsroom_ai.errors import Conflict, NotFound

Wanted = Literal["run", "pause", "cancel"]

ARCHIVE: Final = "archive"
"""The ``source`` of a job over the archive; jobs over a file name it instead."""

PATIENCE: Final = 60
"""Seconds without a sign of life after which a runner is taken for dead."""

_PAGE: Final = 500
_JOB: Final = (
    "id, type, selector, options, engine, model, author, dry_run, status, wanted, created_at, started_at, finished_at,"
    " heartbeat_at, total, done, rejected, seconds, position, error, source"
)
_KEEP_RESULT: Final = (
    "INSERT INTO job_result (job, key, article_id, sha256, result, error)"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM article WHERE key = ?2)"
    " ON CONFLICT (job, key) DO UPDATE SET sha256 = excluded.sha256, result = excluded.result, error = excluded.error"
)
_SUGGEST: Final = (
    "INSERT INTO suggestion (job, key, article_id, kind, label, uri, notation, field, value, confidence, rank,"
    " evidence, model) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13"
)
_UNLESS_DECIDED: Final = (
    " WHERE NOT EXISTS (SELECT 1 FROM suggestion WHERE key = ?2 AND job = ?1 AND kind = ?4 AND field = ?8"
    " AND value = ?9)"
)


class JobType(StrEnum):
    """What a job does with each article; ``merge`` puts one tag in the place of others."""

    TAG = "tag"
    SUMMARISE = "summarise"
    EMBED = "embed"
    DUPLICATES = "duplicates"
    MERGE = "merge"


class JobStatus(StrEnum):
    """Where a job stands. One whose runner was killed still says ``running``: its heartbeat tells."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED: Final = frozenset((JobStatus.DONE, JobStatus.CANCELLED))


@dataclass(frozen=True, slots=True)
class Job:
    """One job as it stands.

    ``done`` counts articles with a result, ``rejected`` those without one; both are of ``total``. ``seconds`` is the
    time of all its runs. ``position`` is the key of the last article that is done, or of a file the line.
    """

    id: str
    type: JobType
    selector: Mapping[str, Any]
    options: Mapping[str, Any]
    engine: str
    model: str
    author: str
    dry_run: bool
    status: JobStatus
    wanted: Wanted
    created_at: str
    started_at: str | None
    finished_at: str | None
    heartbeat_at: str | None
    total: int
    done: int
    rejected: int
    seconds: float
    position: int
    error: str | None
    source: str

    @property
    def alive(self) -> bool:
        """Whether somebody runs it: a runner shows every few seconds that it is there."""
        if self.status is not JobStatus.RUNNING or self.heartbeat_at is None:
            return False
        return (datetime.now(UTC) - datetime.fromisoformat(self.heartbeat_at)).total_seconds() < PATIENCE

    @property
    def writer(self) -> str:
        """The author of the versions it writes into the archive."""
        return f"job:{self.id}"


class NewSuggestion(NamedTuple):
    """Something a job proposes for one field of one article.

    ``rank`` counts from 1, ``confidence`` is in 0..1 or None; ``evidence`` is JSON text, a list of spans.
    """

    kind: str
    label: str
    field: SuggestedField
    value: str
    rank: int
    model: str
    confidence: float | None = None
    uri: str | None = None
    notation: str | None = None
    evidence: str = "[]"


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job found for one article: the service's answer as JSON text, or the problem in its place.

    ``sha256`` is of the article as it was read.
    """

    key: int
    article_id: str
    sha256: str
    result: str | None
    error: str | None = None
    suggestions: Sequence[NewSuggestion] = ()


class JobStore:
    """Keeps jobs. Results are written together with how far the job came: a kill loses or repeats none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self,
        type: JobType,
        selector: Mapping[str, Any],
        options: Mapping[str, Any],
        *,
        author: str,
        model: str = "",
        engine: str = "local",
        dry_run: bool = True,
        source: str = ARCHIVE,
        total: int = 0,
    ) -> Job:
        """Note a job, which waits until somebody runs it."""
        id = f"j-{secrets.token_hex(4)}"
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO job (id, type, selector, options, engine, model, author, dry_run, status, wanted,"
                " created_at, total, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 'run', ?, ?, ?)",
                (id, type, _json(selector), _json(options), engine, model, author, dry_run, now(), total, source),
            )
            _ledger(connection, author, "job.create", id)
        return self.get(id)

    def get(self, id: str) -> Job:
        """One job.

        Raises:
            NotFound: there is none with this id.
        """
        # Only names of columns are put into these statements.
        row = self._database.read().execute(f"SELECT {_JOB} FROM job WHERE id = ?", (id,)).fetchone()  # noqa: S608
        if row is None:
            raise NotFound(f"Không có việc {id}")
        return _job(row)

    def newest(self, limit: int = 100) -> list[Job]:
        """The newest jobs, newest first."""
        rows = self._database.read().execute(
            f"SELECT {_JOB} FROM job ORDER BY created_at DESC, id LIMIT ?",  # noqa: S608
            (limit,),
        )
        return [_job(row) for row in rows]

    def runnable(self) -> list[Job]:
        """Jobs over the archive that are to run, oldest first; those that run already are among them."""
        rows = self._database.read().execute(
            f"SELECT {_JOB} FROM job WHERE source = ? AND wanted = 'run'"  # noqa: S608
            " AND status IN ('waiting', 'running', 'paused') AND type <> 'merge' ORDER BY created_at, id",
            (ARCHIVE,),
        )
        return [_job(row) for row in rows]

    def wanted(self, id: str) -> Wanted:
        """What the job was last told to do; ``cancel`` where it is gone."""
        row = self._database.read().execute("SELECT wanted FROM job WHERE id = ?", (id,)).fetchone()
        return cast("Wanted", row[0]) if row else "cancel"

    def control(self, id: str, wanted: Wanted, actor: str) -> Job:
        """Tell a job to run, pause or end; its runner sees it within a second or so.

        What does not run at present takes the new status at once.

        Raises:
            NotFound: there is no such job.
            Conflict: it has ended.
        """
        job = self.get(id)
        if job.status in ENDED:
            raise Conflict(f"Việc {id} đã kết thúc ({job.status})")
        resting = {"run": JobStatus.WAITING, "pause": JobStatus.PAUSED, "cancel": JobStatus.CANCELLED}[wanted]
        with self._database.write() as connection:
            connection.execute(
                "UPDATE job SET wanted = ?, status = ? WHERE id = ?",
                (wanted, JobStatus.RUNNING if job.alive else resting, id),
            )
            _ledger(connection, actor, f"job.{wanted}", id)
        return self.get(id)

    def start(self, id: str, total: int) -> Job:
        """Note that a runner has begun or goes on; ``total`` articles or lines in all."""
        self._set(id, "status = 'running', total = ?, error = NULL, started_at = coalesce(started_at, ?)", total, now())
        return self.get(id)

    def end(self, id: str, status: JobStatus, error: str | None = None) -> Job:
        """Note why a runner stops; ``paused`` and ``failed`` jobs wait for a word, ``waiting`` ones go on."""
        over = now() if status in ENDED or status is JobStatus.FAILED else None
        wanted = "'pause'" if status in {JobStatus.PAUSED, JobStatus.FAILED} else "wanted"
        self._set(id, f"status = ?, error = ?, finished_at = ?, wanted = {wanted}", status, error, over)
        return self.get(id)

    def progress(self, id: str, done: int, rejected: int, position: int, total: int, seconds: float) -> None:
        """Note how far a job came that keeps its results elsewhere; ``seconds`` are added."""
        progress = "done = ?, rejected = ?, position = ?, total = ?, seconds = seconds + ?"
        self._set(id, progress, done, rejected, position, total, seconds)

    def _set(self, id: str, assignments: str, *values: Any) -> None:
        with self._database.write() as connection:
            connection.execute(
                f"UPDATE job SET heartbeat_at = ?, {assignments} WHERE id = ?",  # noqa: S608 - columns only
                (now(), *values, id),
            )

    def add_results(self, id: str, results: Sequence[JobResult], position: int, seconds: float) -> None:
        """Keep results and suggestions and how far the job came: all of it, or nothing.

        An article that was deleted meanwhile is passed over. What stands for an article from before gives way, but
        for suggestions that a person has decided on.
        """
        with self._database.write() as connection:
            done = rejected = 0
            for one in results:
                kept = connection.execute(
                    _KEEP_RESULT, (id, one.key, one.article_id, one.sha256, one.result, one.error)
                ).rowcount
                if kept:
                    done += one.error is None
                    rejected += one.error is not None
                    _suggest(connection, id, one)
            connection.execute(
                "UPDATE job SET heartbeat_at = ?, done = done + ?, rejected = rejected + ?,"
                " position = max(position, ?), seconds = seconds + ? WHERE id = ?",
                (now(), done, rejected, position, seconds, id),
            )

    def forget_stale(self, id: str) -> list[int]:
        """Forget the results of articles that changed since; gives their keys, to be done again.

        Suggestions that a person has decided on stay.
        """
        with self._database.write() as connection:
            keys = [
                key
                for (key,) in connection.execute(
                    "SELECT key FROM job_result JOIN article USING (key) WHERE job = ?"
                    " AND job_result.sha256 <> article.sha256 ORDER BY key",
                    (id,),
                )
            ]
            for key in keys:
                connection.execute("DELETE FROM suggestion WHERE key = ? AND job = ? AND state = 'open'", (key, id))
                connection.execute("DELETE FROM job_result WHERE job = ? AND key = ?", (id, key))
            connection.execute(
                "UPDATE job SET done = (SELECT count(*) FROM job_result WHERE job = ?1 AND error IS NULL),"
                " rejected = (SELECT count(*) FROM job_result WHERE job = ?1 AND error IS NOT NULL) WHERE id = ?1",
                (id,),
            )
        return keys

    def results(self, id: str, after: int = 0) -> Iterator[JobResult]:
        """The results of a job by key of the article, without suggestions, read some at a time."""
        while True:
            rows = (
                self._database.read()
                .execute(
                    "SELECT key, article_id, sha256, result, error FROM job_result WHERE job = ? AND key > ?"
                    " ORDER BY key LIMIT ?",
                    (id, after, _PAGE),
                )
                .fetchall()
            )
            if not rows:
                return
            yield from (JobResult(*row) for row in rows)
            after = rows[-1][0]


def _suggest(connection: sqlite3.Connection, id: str, one: JobResult) -> None:
    connection.execute("DELETE FROM suggestion WHERE key = ? AND job = ? AND state = 'open'", (one.key, id))
    decided = connection.execute("SELECT 1 FROM suggestion WHERE key = ? AND job = ? LIMIT 1", (one.key, id)).fetchone()
    connection.executemany(
        _SUGGEST + _UNLESS_DECIDED if decided else _SUGGEST,
        [
            (
                id, one.key, one.article_id, item.kind, item.label, item.uri, item.notation, item.field, item.value,
                item.confidence, item.rank, item.evidence, item.model,
            )
            for item in one.suggestions
        ],
    )  # fmt: skip


def _ledger(connection: sqlite3.Connection, actor: str, action: str, target: str) -> None:
    connection.execute(
        "INSERT INTO ledger (at, actor, action, target) VALUES (?, ?, ?, ?)", (now(), actor, action, target)
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _job(row: Sequence[Any]) -> Job:
    job = Job(*row)
    return dataclasses.replace(
        job,
        type=JobType(row[1]),
        selector=json.loads(row[2]),
        options=json.loads(row[3]),
        dry_run=bool(row[7]),
        status=JobStatus(row[8]),
    )
