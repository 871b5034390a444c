"""What people decide on a job's suggestions: one by one, as the sample of an audit, and many at once after one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple, get_args

from newsroom_ai.archive import feedback
from newsroom_ai.archive.database import Database, now
from newsroom_ai.archive.feedback import Action, Feedback
from newsroom_ai.archive.suggestions import COLUMNS, Scope, State, Suggested, SuggestionReader, Via, suggested
from newsroom_ai.article import suggestion_id
from newsroom_ai.errors import Conflict, InvalidQuery, NewsroomError, NotFound
from newsroom_ai.text.normalise import clean

Act = Literal["accept", "reject", "edit", "skip"]
AUDIT_SIZE: Final = 30
AUDIT_LIMIT: Final = 500
DECISIONS_LIMIT: Final = 1_000  # of one call
VALUE_LIMITS: Final = {"tags": 200, "section": 200, "sapo": 2_000}  # characters

_OUTCOMES: Final[dict[Act, State]] = {
    "accept": "accepted",
    "reject": "rejected",
    "edit": "edited",
    "skip": "skipped",
}
_ACTIONS: Final[dict[State, Action]] = {"accepted": "accept", "rejected": "reject", "edited": "edit"}
_SAID: Final = {"accepted": "chấp nhận", "rejected": "từ chối", "edited": "sửa"}
_AT_ONCE: Final = 5_000  # suggestions accepted in one transaction, so that other writers get their turn
_FINISHED: Final = frozenset({"done", "cancelled"})
_AUDIT: Final = "SELECT seq, kind, label, threshold, sample, judged, correct, made_at, made_by FROM job_audit"


class Decision(NamedTuple):
    """What a person says of one suggestion; ``edit`` says by ``value`` what it should have been."""

    seq: int
    action: Act
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """A random sample of the open suggestions of a scope with at least ``threshold`` confidence.

    ``sample`` holds their numbers, ``judged`` of them were judged and ``correct`` of these accepted as they stood.
    """

    kind: str
    label: str
    threshold: float
    sample: tuple[int, ...]
    judged: int
    correct: int
    made_at: str
    made_by: str

    @property
    def complete(self) -> bool:
        """Whether every suggestion of the sample was judged."""
        return 0 < len(self.sample) == self.judged


class DecisionStore:
    """Records decisions; each goes to the feedback as well, in the same transaction, but those made in bulk.

    A suggestion is decided once: whoever comes second gets a conflict that names the first, until that is undone.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.suggestions = SuggestionReader(database)

    def decide(self, job: str, decisions: Sequence[Decision], actor: str) -> list[Suggested | NewsroomError]:
        """Record decisions, in order; one that cannot be recorded takes its own place only.

        The same decision by the same person again changes nothing. In place of a result stands ``NotFound`` where the
        job has no such suggestion, ``Conflict`` where another decision stands, ``InvalidQuery`` for a wrong value.
        """
        at = now()
        with self._database.write() as connection:
            audited = {seq for audit in _audits(connection, job) for seq in audit.sample}
            done: list[Suggested | NewsroomError] = []
            for decision in decisions:
                try:
                    done.append(_decide(connection, job, decision, actor, at, decision.seq in audited))
                except NewsroomError as error:
                    done.append(error)
            _recount(connection, job)
        return done

    def undo(self, job: str, actor: str) -> list[Suggested]:
        """Open again what this person decided last in a job: one call, or one acceptance in bulk.

        Returns:
            the suggestions as they are now; of an acceptance in bulk the first thousand.

        Raises:
            NotFound: this person decided nothing in the job.
            Conflict: it was written into the archive already.
        """
        with self._database.write() as connection:
            (at,) = connection.execute(
                "SELECT max(decided_at) FROM suggestion WHERE job = ? AND decided_by = ?", (job, actor)
            ).fetchone()
            if at is None:
                raise NotFound("Chưa có quyết định nào của bạn để hoàn tác")
            last = (job, actor, at)
            if connection.execute(
                "SELECT 1 FROM job_change WHERE job = ? AND state = 'applied' AND at >= ? AND key IN"
                " (SELECT key FROM suggestion WHERE job = ? AND decided_by = ? AND decided_at = ?) LIMIT 1",
                (job, at, *last),
            ).fetchone():
                raise Conflict(f"Đã ghi vào kho; hoàn tác cả việc bằng `newsroom batch rollback {job}`")
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM suggestion WHERE job = ? AND decided_by = ? AND decided_at = ?"  # noqa: S608
                f" ORDER BY seq LIMIT {DECISIONS_LIMIT}",
                last,
            ).fetchall()
            connection.execute(
                "UPDATE suggestion SET state = 'open', decided_value = NULL, decided_by = NULL, decided_at = NULL,"
                " via = NULL WHERE job = ? AND decided_by = ? AND decided_at = ?",
                last,
            )
            for one in map(suggested, rows):
                if one.via != "bulk":
                    feedback.withdraw(connection, one.article_id, actor, at)
            _recount(connection, job)
        return self.suggestions.by_seqs(job, [row[0] for row in rows])

    def audit(self, job: str, scope: Scope, threshold: float, actor: str, size: int = AUDIT_SIZE) -> Audit:
        """Draw the sample of an audit, or let it grow to ``size``; what was judged before keeps counting.

        So a sample that came out badly cannot be replaced by a luckier one.

        Raises:
            NotFound: there is no such job.
            InvalidQuery: the threshold is outside 0..1 or the size outside 1..500.
            Conflict: the job still adds suggestions, or none is open with this confidence.
        """
        if not 1 <= size <= AUDIT_LIMIT:
            raise InvalidQuery(f"Mẫu kiểm tra gồm từ 1 đến {AUDIT_LIMIT} gợi ý")
        threshold = _threshold(threshold)
        with self._database.write() as connection:
            _check_finished(connection, job)
            _recount(connection, job)
            known = _audit_of(connection, job, scope, threshold)
            sample = known.sample if known else ()
            drawn = _draw(connection, job, scope, threshold, sample, size - len(sample))
            if not sample and not drawn:
                raise Conflict(f"Không còn gợi ý nào chờ duyệt có độ chắc từ {threshold:g}")
            if known is None:
                connection.execute(
                    "INSERT INTO job_audit (job, kind, label, threshold, sample, made_at, made_by)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (job, *scope, threshold, json.dumps(drawn), now(), actor),
                )
            elif drawn:
                connection.execute(
                    "UPDATE job_audit SET sample = ? WHERE job = ? AND kind = ? AND label = ? AND threshold = ?",
                    (json.dumps([*sample, *drawn]), job, *scope, threshold),
                )
            found = _audit_of(connection, job, scope, threshold)
        assert found is not None
        return found

    def audits(self, job: str) -> list[Audit]:
        """The audits of a job, oldest first."""
        return _audits(self._database.read(), job)

    def judged_audit(self, job: str, scope: Scope, threshold: float) -> Audit:
        """The audit that allows to take over all open suggestions of a scope from a confidence on.

        Raises:
            NotFound: there is no such job.
            Conflict: there is no audit of exactly this scope and threshold, or it is not judged to its end, or the job
                still adds suggestions.
        """
        with self._database.write() as connection:
            _check_finished(connection, job)
            _recount(connection, job)
            audit = _audit_of(connection, job, scope, _threshold(threshold))
        how = f"newsroom batch review {job} --audit {threshold:g}"
        how += "".join(f" --{name} '{value}'" for name, value in scope._asdict().items() if value)
        if audit is None:
            raise Conflict(f"Chưa kiểm tra mẫu nào cho mức {threshold:g}; hãy duyệt một mẫu ngẫu nhiên: `{how}`")
        if not audit.complete:
            judged = f"{audit.judged}/{len(audit.sample)}"
            raise Conflict(f"Mẫu kiểm tra mức {threshold:g} mới duyệt {judged} gợi ý; hãy duyệt hết: `{how}`")
        return audit

    def count(self, job: str, scope: Scope, threshold: float) -> int:
        """Number of open suggestions of a scope with at least this confidence."""
        condition, values = scope.where()
        (count,) = (
            self._database.read()
            .execute(
                f"SELECT count(*) FROM suggestion WHERE job = ? AND state = 'open'{condition} AND confidence >= ?",  # noqa: S608
                (job, *values, _threshold(threshold)),
            )
            .fetchone()
        )
        return int(count)

    def accept_all(self, job: str, scope: Scope, threshold: float, actor: str) -> int:
        """Accept every open suggestion of a scope from a confidence on; the ledger keeps who did.

        It is done in steps, which together are one act to undo. Nothing goes to the feedback: nobody looked at these,
        and a model must not learn from its own opinion.

        Returns:
            how many were accepted.

        Raises:
            NotFound: there is no such job.
            Conflict: as for ``judged_audit``.
        """
        self.judged_audit(job, scope, threshold)
        at, threshold = now(), _threshold(threshold)
        condition, values = scope.where()
        accepted = 0
        while True:
            with self._database.write() as connection:
                changed = connection.execute(
                    "UPDATE suggestion SET state = 'accepted', decided_value = value, decided_by = ?, decided_at = ?,"  # noqa: S608
                    " via = 'bulk' WHERE seq IN (SELECT seq FROM suggestion WHERE job = ? AND state = 'open'"
                    f"{condition} AND confidence >= ? LIMIT {_AT_ONCE})",
                    (actor, at, job, *values, threshold),
                ).rowcount
                accepted += changed
                if changed < _AT_ONCE:
                    target = " ".join((job, *filter(None, scope), f">= {threshold:g}: {accepted}"))
                    connection.execute(
                        "INSERT INTO ledger (at, actor, action, target) VALUES (?, ?, 'review.accept_all', ?)",
                        (at, actor, target),
                    )
                    return accepted


def _decide(
    connection: sqlite3.Connection, job: str, decision: Decision, actor: str, at: str, audited: bool
) -> Suggested:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM suggestion WHERE job = ? AND seq = ?",  # noqa: S608
        (job, decision.seq),
    ).fetchone()
    if row is None:
        raise NotFound(f"Việc {job} không có gợi ý {decision.seq}")
    known = suggested(row)
    state, value = _outcome(known, decision)
    if known.state in _SAID:
        if (known.state, known.decided_value, known.decided_by) == (state, value, actor):
            return known
        raise Conflict(f"{known.decided_by} đã {_SAID[known.state]} gợi ý này lúc {known.decided_at}")
    via: Via = "audit" if audited else "person"
    connection.execute(
        "UPDATE suggestion SET state = ?, decided_value = ?, decided_by = ?, decided_at = ?, via = ? WHERE seq = ?",
        (state, value, actor, at, via, known.seq),
    )
    if state in _ACTIONS:
        feedback.record(connection, [_feedback(connection, known, _ACTIONS[state], value)], actor, at)
    fresh = connection.execute(f"SELECT {COLUMNS} FROM suggestion WHERE seq = ?", (known.seq,)).fetchone()  # noqa: S608
    return suggested(fresh)


def _outcome(known: Suggested, decision: Decision) -> tuple[State, str | None]:
    """The state a decision leads to, and what would be written; an edit that changes nothing accepts."""
    if decision.action not in get_args(Act):
        raise InvalidQuery(f"action phải là một trong: {', '.join(get_args(Act))}")
    if decision.action != "edit":
        return _OUTCOMES[decision.action], known.value if decision.action == "accept" else None
    value, limit = clean(decision.value or ""), VALUE_LIMITS[known.field]
    if known.field != "sapo":
        value = " ".join(value.split())
    if not 0 < len(value) <= limit:
        raise InvalidQuery(f"Giá trị sửa phải có từ 1 đến {limit} ký tự")
    return ("accepted" if value == known.value else "edited"), value


def _feedback(connection: sqlite3.Connection, known: Suggested, action: Action, value: str | None) -> Feedback:
    read = connection.execute("SELECT sha256 FROM job_result WHERE job = ? AND key = ?", (known.job, known.key))
    (sha256,) = read.fetchone() or ("",)
    id = suggestion_id(sha256, known.kind, known.uri or known.label, known.model)
    said = known.value if value is None else value
    return Feedback(known.article_id, action, id, known.kind, said, None, known.rank, known.confidence, known.model)


def _threshold(value: float) -> float:
    if not 0 <= value <= 1:
        raise InvalidQuery("Mức độ chắc phải từ 0 đến 1")
    return round(value, 4)


def _check_finished(connection: sqlite3.Connection, job: str) -> None:
    row = connection.execute("SELECT status FROM job WHERE id = ?", (job,)).fetchone()
    if row is None:
        raise NotFound(f"Không có việc {job}")
    if row[0] not in _FINISHED:
        raise Conflict(f"Việc {job} chưa xong, còn thêm gợi ý; hãy đợi xong rồi mới kiểm tra mẫu")


def _draw(
    connection: sqlite3.Connection, job: str, scope: Scope, threshold: float, without: Sequence[int], size: int
) -> list[int]:
    """Numbers of open suggestions, each as likely as any other."""
    condition, values = scope.where()
    rows = connection.execute(
        f"SELECT seq FROM suggestion WHERE job = ? AND state = 'open'{condition} AND confidence >= ?"  # noqa: S608
        " AND seq NOT IN (SELECT value FROM json_each(?)) ORDER BY random() LIMIT ?",
        (job, *values, threshold, json.dumps(without), max(0, size)),
    )
    return [seq for (seq,) in rows]


def _audits(connection: sqlite3.Connection, job: str) -> list[Audit]:
    rows = connection.execute(f"{_AUDIT} WHERE job = ? ORDER BY seq", (job,))
    return [_read_audit(row) for row in rows]


def _audit_of(connection: sqlite3.Connection, job: str, scope: Scope, threshold: float) -> Audit | None:
    row = connection.execute(
        f"{_AUDIT} WHERE job = ? AND kind = ? AND label = ? AND threshold = ?", (job, *scope, threshold)
    ).fetchone()
    return _read_audit(row) if row else None


def _read_audit(row: Sequence[Any]) -> Audit:
    _, kind, label, threshold, sample, *rest = row
    return Audit(kind, label, threshold, tuple(json.loads(sample)), *rest)


def _recount(connection: sqlite3.Connection, job: str) -> None:
    """Bring the audits of a job up to date; a suggestion that went with its article leaves its sample."""
    for seq, _, _, _, sample, judged, correct, *_ in connection.execute(f"{_AUDIT} WHERE job = ?", (job,)).fetchall():
        states = connection.execute(
            "SELECT one.value, state FROM json_each(?) AS one JOIN suggestion ON seq = one.value ORDER BY one.key",
            (sample,),
        ).fetchall()
        count = sum(state in _SAID for _, state in states)
        right = sum(state == "accepted" for _, state in states)
        if (len(states), count, right) != (len(json.loads(sample)), judged, correct):
            connection.execute(
                "UPDATE job_audit SET sample = ?, judged = ?, correct = ? WHERE seq = ?",
                (json.dumps([seq for seq, _ in states]), count, right, seq),
            )
