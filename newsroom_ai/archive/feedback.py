"""What editors did with suggestions: the training data of tomorrow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from newsroom_ai.archive.database import Database, now

Action = Literal["accept", "reject", "edit", "add"]

_DECISION: Final = (
    "INSERT INTO feedback (at, actor, article_id, suggestion_id, action, kind, value, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_SHOWN: Final = "INSERT INTO feedback_shown (seq, rank, confidence, model) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One decision on a suggestion; ``add`` names something nobody suggested, by ``kind`` and ``value``.

    ``rank`` (from 1), ``confidence`` and ``model`` are those the suggestion was shown with, where the client says so:
    what stood first is accepted more often, whatever it is.
    """

    article_id: str
    action: Action
    suggestion_id: str | None = None
    kind: str | None = None
    value: str | None = None
    reason: str | None = None
    rank: int | None = None
    confidence: float | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class RecordedFeedback:
    """A decision with its time and the person or system that made it."""

    at: str
    actor: str
    feedback: Feedback


def record(connection: sqlite3.Connection, items: Iterable[Feedback], actor: str, at: str) -> None:
    """Write decisions within the transaction of ``connection``."""
    for item in items:
        row = (at, actor, item.article_id, item.suggestion_id, item.action, item.kind, item.value, item.reason)
        seq = connection.execute(_DECISION, row).lastrowid
        shown = (item.rank, item.confidence, item.model)
        if any(value is not None for value in shown):
            connection.execute(_SHOWN, (seq, *shown))


def withdraw(connection: sqlite3.Connection, article_id: str, actor: str, at: str) -> None:
    """Forget what a person decided on an article at one moment: it was a slip of the hand, and nothing to learn."""
    slips = connection.execute(
        "SELECT seq FROM feedback WHERE article_id = ? AND actor = ? AND at = ?", (article_id, actor, at)
    ).fetchall()
    connection.executemany("DELETE FROM feedback_shown WHERE seq = ?", slips)
    connection.executemany("DELETE FROM feedback WHERE seq = ?", slips)


class FeedbackStore:
    """Keeps decisions in the order they were made; none is changed, and only undoing a review takes some back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, items: Sequence[Feedback], actor: str) -> None:
        """Record decisions: all of them, or none."""
        with self._database.write() as connection:
            record(connection, items, actor, now())

    def all(self) -> Iterator[RecordedFeedback]:
        """Every decision, oldest first."""
        rows = self._database.read().execute(
            "SELECT at, actor, article_id, action, suggestion_id, kind, value, reason, rank, confidence, model"
            " FROM feedback LEFT JOIN feedback_shown USING (seq) ORDER BY seq"
        )
        for at, actor, *rest in rows:
            yield RecordedFeedback(at, actor, Feedback(*rest))
