"""Jobs over the archive: made, watched, paused and ended, applied and rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from itertools import islice
from typing import Annotated

from fastapi import Body, Path
from starlette.responses import Response, StreamingResponse

from api.contract import EVERY, READ, problems
from api.deps import Archivist, Desk, guarded_router
from api.job_schemas import ApplyIn, ApplyOut, JobIn, JobOut, JobsOut, RollbackIn, RollbackOut
from api.responses import Json
from api.schemas import Text
from api.work import Work
from newsroom_ai.archive.access import Principal
from newsroom_ai.archive.jobs import Job, JobType, Wanted
from newsroom_ai.article import to_dict
from newsroom_ai.batch.apply import apply, rollback
from newsroom_ai.batch.runner import archive_job
from newsroom_ai.batch.status import described, result_lines

router = guarded_router()
router.tags = ["jobs"]

JobId = Annotated[Text, Path(max_length=100, examples=["j-1f4a09c2"])]
CHANGE = problems(404, 409, 507)
_AT_ONCE = 100  # lines of results read at once
_RESULTS = {
    "description": "One result a line, by the article's key: the service's own answer, or `{id, error}`.",
    "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
}


@router.post(
    "/v1/jobs",
    status_code=202,
    response_model=JobOut,
    responses=problems(507),
    operation_id="make_job",
    summary="Make a job",
)
async def make(body: JobIn, desk: Desk, caller: Archivist) -> Response:
    """Make a job over the archive, which the server runs in the background. Needs the role archivist."""
    type, newsroom = JobType(body.type), desk.newsroom
    job = await desk.store(
        lambda: archive_job(newsroom, type, body.given_selector(), body.given_options(), caller.name)
    )
    return Json(described(job), status_code=202)


@router.get("/v1/jobs", response_model=JobsOut, responses=EVERY, operation_id="jobs", summary="Jobs")
async def jobs(desk: Desk, caller: Archivist) -> Response:
    """List the newest hundred jobs. Needs the role archivist."""
    found = await desk.store(desk.newsroom.jobs.newest)
    return Json({"jobs": [described(job) for job in found]})


@router.post(
    "/v1/jobs/{id}:pause", response_model=JobOut, responses=CHANGE, operation_id="pause_job", summary="Pause a job"
)
async def pause(id: JobId, desk: Desk, caller: Archivist) -> Response:
    """Let a job rest after the articles in hand. Needs the role archivist."""
    return await _control(id, "pause", desk, caller)


@router.post(
    "/v1/jobs/{id}:resume", response_model=JobOut, responses=CHANGE, operation_id="resume_job", summary="Resume a job"
)
async def resume(id: JobId, desk: Desk, caller: Archivist) -> Response:
    """Let a paused or failed job go on after the last article that is done. Needs the role archivist."""
    return await _control(id, "run", desk, caller)


@router.post(
    "/v1/jobs/{id}:cancel", response_model=JobOut, responses=CHANGE, operation_id="cancel_job", summary="Cancel a job"
)
async def cancel(id: JobId, desk: Desk, caller: Archivist) -> Response:
    """End a job; what it has found so far stays. Needs the role archivist."""
    return await _control(id, "cancel", desk, caller)


@router.post(
    "/v1/jobs/{id}:apply",
    response_model=ApplyOut,
    responses=CHANGE,
    operation_id="apply_job",
    summary="Write what was accepted",
)
async def apply_job(id: JobId, body: Annotated[ApplyIn, Body()], desk: Desk, caller: Archivist) -> Response:
    """Write accepted suggestions as new versions in the job's name, or say what that would change.

    Needs the role archivist.
    """
    report = await desk.store(
        lambda: apply(desk.newsroom, id, caller.name, body.min_confidence, write=not body.dry_run)
    )
    return Json(to_dict(report))


@router.post(
    "/v1/jobs/{id}:rollback",
    response_model=RollbackOut,
    responses=CHANGE,
    operation_id="rollback_job",
    summary="Take back what a job wrote",
)
async def rollback_job(id: JobId, body: Annotated[RollbackIn, Body()], desk: Desk, caller: Archivist) -> Response:
    """Restore every article that a job changed, unless somebody has changed it since. Needs the role archivist."""
    report = await desk.store(lambda: rollback(desk.newsroom, id, caller.name, write=not body.dry_run))
    return Json(to_dict(report))


@router.get(
    "/v1/jobs/{id}/results",
    response_class=StreamingResponse,
    responses={200: _RESULTS, **READ},
    operation_id="job_results",
    summary="Results of a job",
)
async def results(id: JobId, desk: Desk, caller: Archivist) -> StreamingResponse:
    """Stream what a job has found so far. Needs the role archivist."""
    await desk.store(lambda: desk.newsroom.jobs.get(id))
    return StreamingResponse(_lines(result_lines(desk.newsroom.jobs, id), desk), media_type="application/x-ndjson")


# Behind those with an end of their own, which would else be taken for ids.
@router.get("/v1/jobs/{id}", response_model=JobOut, responses=READ, operation_id="job", summary="A job")
async def job(id: JobId, desk: Desk, caller: Archivist) -> Response:
    """Say how far a job has come. Needs the role archivist."""
    return Json(described(await desk.store(lambda: desk.newsroom.jobs.get(id))))


async def _lines(lines: Iterator[str], desk: Work) -> AsyncIterator[bytes]:
    while part := await desk.store_in_turn(lambda: "".join(islice(lines, _AT_ONCE))):
        yield part.encode("utf-8", "replace")


async def _control(id: str, wanted: Wanted, desk: Work, caller: Principal) -> Response:
    job: Job = await desk.store(partial(desk.newsroom.jobs.control, id, wanted, caller.name))
    return Json(described(job))
