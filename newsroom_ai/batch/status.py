"""A job as people and programs are told of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from newsroom_ai.archive.jobs import ENDED, Job, JobStore
from newsroom_ai.article import to_dict


def described(job: Job) -> dict[str, Any]:
    """The job as JSON values, with its rate in articles a second and the seconds that are left, where known.

    ``running`` says whether somebody works on it right now: one that was killed is neither running nor ended.
    """
    finished = job.done + job.rejected
    rate = finished / job.seconds if job.seconds > 0 and finished else None
    left = None if rate is None or job.status in ENDED else max(0, job.total - finished) / rate
    told: dict[str, Any] = to_dict({f.name: getattr(job, f.name) for f in dataclasses.fields(job)})
    del told["position"], told["heartbeat_at"]
    return told | {
        "seconds": round(job.seconds, 2),
        "running": job.alive,
        "articles_per_s": None if rate is None else round(rate, 1),
        "seconds_left": None if left is None else round(left),
    }


def result_lines(jobs: JobStore, id: str) -> Iterator[str]:
    """The results of a job over the archive as JSON Lines, by key of the article; in place of some the problem.

    Raises:
        NotFound: there is no such job.
    """
    jobs.get(id)
    for one in jobs.results(id):
        if one.result is not None:
            yield f"{one.result}\n"
        else:
            failed = {"id": one.article_id, "error": json.loads(one.error or "null")}
            yield json.dumps(failed, ensure_ascii=False) + "\n"
