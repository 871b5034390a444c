"""Carries what was accepted of a job to a target, and tells what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from newsroom_ai.archive.jobs import ENDED
from newsroom_ai.batch.write_back.done import Done
from newsroom_ai.batch.write_back.edits import edits
from newsroom_ai.batch.write_back.types import Carried, Difference, Edit, Outcome, Target
from newsroom_ai.errors import Conflict, RemoteFailure
from newsroom_ai.newsroom import Newsroom

SHOWN: Final = 20
"""Differences, and articles with a problem, that a report names one by one."""


class Problem(NamedTuple):
    """An article that was not written, and why."""

    id: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """What was written or, with ``dry_run``, would be written.

    ``done_before`` articles were carried by an earlier run and not looked at again. ``left_alone`` were changed by
    somebody meanwhile or rolled back, ``missing`` are not known to the target. Of ``problems`` and ``differences`` the
    first are named. ``stopped`` says what ended the run before its end; running it again goes on there.
    """

    job: str
    dry_run: bool
    changed: int
    unchanged: int
    done_before: int
    left_alone: int
    missing: int
    failed: int
    problems: tuple[Problem, ...]
    differences: tuple[Difference, ...]
    stopped: str | None = None


def write_back(
    newsroom: Newsroom,
    id: str,
    target: Target,
    *,
    write: bool = False,
    done: Done | None = None,
    by: str = "cli",
    step: Callable[[int], None] = lambda _: None,
) -> WrittenBack:
    """Carry the accepted suggestions of a job to a target, or say what that would change there.

    Args:
        newsroom: the newsroom.
        id: of the job.
        target: where to.
        write: whether to write.
        done: what an earlier run has carried; it is passed over, and what is carried now is noted.
        by: who asks for it.
        step: is told the number of articles seen so far.

    Raises:
        NotFound: there is no such job.
        Conflict: it has not ended.
    """
    job = newsroom.jobs.get(id)
    if job.status not in ENDED:
        raise Conflict(f"Việc {id} chưa xong ({job.status}); chờ việc xong hoặc hủy việc rồi mới ghi ra ngoài")
    tally = _Tally()
    stopped = None

    def wanted() -> Iterator[Edit]:
        for item in edits(newsroom, job):
            if isinstance(item, Carried):
                tally.add(item)
            elif done is not None and done.has(item):
                tally.done_before += 1
            else:
                yield item

    try:
        for carried in target.carry(wanted(), write=write):
            tally.add(carried)
            if write and done is not None and carried.outcome in ("changed", "unchanged"):
                done.note(carried.edit)
            step(tally.seen)
    except RemoteFailure as failure:
        stopped = failure.detail
    if write:
        newsroom.job_changes.note(by, "job.write_back", id)
    return tally.report(id, dry_run=not write, stopped=stopped)


class _Tally:
    def __init__(self) -> None:
        self.done_before = 0
        self._counts: Counter[Outcome] = Counter()
        self._problems: list[Problem] = []
        self._differences: list[Difference] = []

    @property
    def seen(self) -> int:
        return self.done_before + self._counts.total()

    def add(self, carried: Carried) -> None:
        self._counts[carried.outcome] += 1
        if carried.reason and len(self._problems) < SHOWN:
            self._problems.append(Problem(carried.edit.article.id, carried.outcome, carried.reason))
        self._differences += carried.differences[: SHOWN - len(self._differences)]

    def report(self, job: str, *, dry_run: bool, stopped: str | None) -> WrittenBack:
        counts = self._counts
        return WrittenBack(
            job=job,
            dry_run=dry_run,
            changed=counts["changed"],
            unchanged=counts["unchanged"],
            done_before=self.done_before,
            left_alone=counts["left_alone"],
            missing=counts["missing"],
            failed=counts["failed"],
            problems=tuple(self._problems),
            differences=tuple(self._differences),
            stopped=stopped,
        )
