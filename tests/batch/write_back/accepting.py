"""Jobs whose suggestions people have accepted, for carrying them out of the archive."""

from __future__ import annotations

from collections.abc import Sequence

from newsroom_ai.archive.jobs import JobResult, JobStatus, JobType, NewSuggestion
from newsroom_ai.article import Article
from newsroom_ai.newsroom import Newsroom
from tests.articles import article


def post(number: int, **fields: object) -> Article:
    """An article that came from WordPress."""
    return article(f"wp-{number}", **({"tags": ("việc làm",), "url": f"https://bao.example/{number}"} | fields))


def tag(value: str, rank: int = 1, **more: object) -> NewSuggestion:
    """A suggested tag."""
    return NewSuggestion("topic", value, "tags", value, rank, "m.v1", **more)  # type: ignore[arg-type]


def accepted(newsroom: Newsroom, wanted: Sequence[tuple[Article, Sequence[NewSuggestion]]]) -> str:
    """Store articles and a finished job that suggests these things for them, all accepted; gives the job's id."""
    newsroom.archive.put_many([one for one, _ in wanted], "x")
    job = newsroom.jobs.create(JobType.TAG, {}, {}, author="x", total=len(wanted))
    keys = {change.id: change.key for change in newsroom.archive.changes(0, 10_000)}
    results = [JobResult(keys[one.id], one.id, one.sha256, "{}", None, tuple(found)) for one, found in wanted]
    newsroom.jobs.add_results(job.id, results, max(keys.values()), 0.0)
    newsroom.jobs.end(job.id, JobStatus.DONE)
    decide(newsroom, job.id, "state = 'accepted'")
    return job.id


def decide(newsroom: Newsroom, job: str, assignments: str, condition: str = "1") -> None:
    """Set what was decided on suggestions."""
    with newsroom._database.write() as connection:
        connection.execute(f"UPDATE suggestion SET {assignments} WHERE job = ? AND {condition}", (job,))
