"""What a job suggests, as the archive holds it, and how it is grouped and ordered for people to judge."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, get_args

from newsroom_ai.archive.database import Database
from newsroom_ai.article import Span
from newsroom_ai.errors import NotFound

State = Literal["open", "accepted", "rejected", "edited", "skipped"]
Via = Literal["person", "audit", "bulk"]
SuggestedField = Literal["tags", "section", "sapo"]
STATES: Final[tuple[State, ...]] = get_args(State)

_CHUNK: Final = 500  # parameters of one statement
_DOUBT: Final = "min(coalesce(confidence, 0.5), 1 - coalesce(confidence, 0.5))"
COLUMNS: Final = (
    "seq, job, key, article_id, kind, label, uri, notation, field, value, confidence, rank, evidence, model,"
    " state, decided_value, decided_by, decided_at, via"
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """One suggestion of a job and what was decided on it; ``value`` would be written into ``field``.

    ``rank`` counts from 1 within its article; ``confidence`` is in 0..1, or None where nobody measured it.
    ``decided_value`` is what goes into the article; ``via`` says whether a person judged this one (``person``, or
    ``audit`` as one of a sample) or it was accepted with many others (``bulk``).
    """

    seq: int
    job: str
    key: int
    article_id: str
    kind: str
    label: str
    uri: str | None
    notation: str | None
    field: SuggestedField
    value: str
    confidence: float | None
    rank: int
    evidence: tuple[Span, ...]
    model: str
    state: State
    decided_value: str | None
    decided_by: str | None
    decided_at: str | None
    via: Via | None


class Scope(NamedTuple):
    """The suggestions meant: of one kind and label; empty means any."""

    kind: str = ""
    label: str = ""

    def where(self) -> tuple[str, tuple[str, ...]]:
        """The condition in SQL, from " AND" on, and its parameters."""
        named = [(name, value) for name, value in self._asdict().items() if value]
        return "".join(f" AND {name} = ?" for name, _ in named), tuple(value for _, value in named)


class Group(NamedTuple):
    """The open suggestions of one tag.

    ``confidence`` is their mean, None where none was measured. ``benefit`` is how many mistakes judging all of them
    is expected to prevent: the sum of min(p, 1 - p) over their confidences p, which is how often the tag is suggested
    times how uncertain it is on average; an unknown confidence counts as 0.5.
    """

    kind: str
    label: str
    open: int
    confidence: float | None
    benefit: float


class Reviewed(NamedTuple):
    """A job that has suggestions, and how many of them are in which state; ``bulk`` are also among ``accepted``."""

    id: str
    type: str
    status: str
    model: str
    author: str
    created_at: str
    counts: Mapping[str, int]


class SuggestionReader:
    """Reads suggestions; ``DecisionStore`` writes what people decide on them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reviewed(self, limit: int = 50) -> list[Reviewed]:
        """The newest jobs that suggest something for people to judge, newest first."""
        rows = self._database.read().execute(
            "SELECT id FROM job WHERE type != 'merge' AND EXISTS (SELECT 1 FROM suggestion WHERE job = job.id)"
            " ORDER BY created_at DESC, id LIMIT ?",
            (limit,),
        )
        return [self.progress(id) for (id,) in rows.fetchall()]

    def progress(self, job: str) -> Reviewed:
        """How far the review of a job has come.

        Raises:
            NotFound: there is no such job.
        """
        connection = self._database.read()
        head: Sequence[Any] | None = connection.execute(
            "SELECT id, type, status, model, author, created_at FROM job WHERE id = ?", (job,)
        ).fetchone()
        if head is None:
            raise NotFound(f"Không có việc {job}")
        counts = dict.fromkeys((*STATES, "bulk"), 0)
        counts |= connection.execute("SELECT state, count(*) FROM suggestion WHERE job = ? GROUP BY state", (job,))
        (counts["bulk"],) = connection.execute(
            "SELECT count(*) FROM suggestion INDEXED BY suggestion_decided"
            " WHERE job = ? AND decided_at IS NOT NULL AND via = 'bulk'",
            (job,),
        ).fetchone()
        id, type, status, model, author, created_at = head
        return Reviewed(id, type, status, model, author, created_at, counts)

    def groups(self, job: str, kind: str = "", limit: int = 100, offset: int = 0) -> list[Group]:
        """The tags with open suggestions, those first where judging prevents the most mistakes."""
        condition, values = Scope(kind).where()
        rows = self._database.read().execute(
            f"SELECT kind, label, count(*), avg(confidence), sum({_DOUBT}) AS benefit FROM suggestion"  # noqa: S608
            f" WHERE job = ? AND state = 'open'{condition} GROUP BY kind, label"
            " ORDER BY benefit DESC, kind, label LIMIT ? OFFSET ?",
            (job, *values, limit, offset),
        )
        return [Group(*row) for row in rows]

    def group_count(self, job: str, kind: str = "") -> int:
        """Number of tags with open suggestions."""
        condition, values = Scope(kind).where()
        (count,) = (
            self._database.read()
            .execute(
                f"SELECT count(*) FROM (SELECT 1 FROM suggestion WHERE job = ? AND state = 'open'{condition}"  # noqa: S608
                " GROUP BY kind, label)",
                (job, *values),
            )
            .fetchone()
        )
        return int(count)

    def items(self, job: str, scope: Scope, state: State = "open", limit: int = 20, offset: int = 0) -> list[Suggested]:
        """Suggestions in one state: undecided ones the most uncertain first, decided ones the last decision first."""
        condition, values = scope.where()
        order = f"{_DOUBT} DESC, seq" if state in {"open", "skipped"} else "decided_at DESC, seq"
        rows = self._database.read().execute(
            f"SELECT {COLUMNS} FROM suggestion WHERE job = ? AND state = ?{condition}"  # noqa: S608
            f" ORDER BY {order} LIMIT ? OFFSET ?",
            (job, state, *values, limit, offset),
        )
        return [suggested(row) for row in rows]

    def by_seqs(self, job: str, seqs: Sequence[int]) -> list[Suggested]:
        """The suggestions of a job with these numbers that exist, in the order asked for."""
        found: dict[int, Suggested] = {}
        for start in range(0, len(seqs), _CHUNK):
            chunk = seqs[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self._database.read().execute(
                f"SELECT {COLUMNS} FROM suggestion WHERE job = ? AND seq IN ({marks})",  # noqa: S608
                (job, *chunk),
            )
            found |= {one.seq: one for one in map(suggested, rows)}
        return [found[seq] for seq in seqs if seq in found]


def suggested(row: Sequence[Any]) -> Suggested:
    """A row of the table, its columns in the order of the record."""
    seq, job, key, article_id, kind, label, uri, notation, field, value, confidence, rank, evidence, *rest = row
    spans = tuple(Span(**span) for span in json.loads(evidence))
    head = (seq, job, key, article_id, kind, label, uri, notation, field, value)
    return Suggested(*head, confidence, rank, spans, *rest)
