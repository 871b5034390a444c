"""The review queue of a job: groups, items, decisions, audits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any

from fastapi import Body, Path, Query
from starlette.responses import Response

from api.contract import EVERY, READ, problems
from api.deps import Archivist, Desk, Editor, guarded_router
from api.responses import Json
from api.reviewing import (
    AcceptAllIn,
    AcceptedAllOut,
    AuditIn,
    AuditsOut,
    DecisionsIn,
    DecisionsOut,
    DrawnOut,
    GroupsIn,
    GroupsOut,
    ItemsIn,
    ReviewItemsOut,
    ReviewsOut,
    UndoneOut,
)
from api.schemas import Text
from newsroom_ai.archive.suggestions import Suggested
from newsroom_ai.article import to_dict
from newsroom_ai.batch.review import AuditReport, Review, ReviewItem
from newsroom_ai.errors import NewsroomError

router = guarded_router()
router.tags = ["review"]

JobId = Annotated[Text, Path(max_length=100, examples=["j-1f4a09c2"])]
_DECIDED = ("seq", "state", "decided_value", "decided_by", "decided_at", "via")
CHANGE = problems(404, 409, 507)


@router.get(
    "/v1/reviews", response_model=ReviewsOut, responses=EVERY, operation_id="reviews", summary="Jobs to be reviewed"
)
async def reviews(desk: Desk, caller: Editor) -> Response:
    """List the newest 50 jobs that suggest something, with how far their review has come. Needs the role editor."""
    found = await desk.store(desk.newsroom.decisions.suggestions.reviewed)
    return Json({"jobs": to_dict(found)})


@router.get(
    "/v1/jobs/{id}/review",
    response_model=GroupsOut,
    responses=READ,
    operation_id="review_groups",
    summary="What to judge of a job, tag by tag",
)
async def groups(id: JobId, asked: Annotated[GroupsIn, Query()], desk: Desk, caller: Editor) -> Response:
    """List the tags with open suggestions, those first where judging prevents the most mistakes.

    Needs the role editor.
    """

    def read() -> dict[str, Any]:
        reader = desk.newsroom.decisions.suggestions
        progress = reader.progress(id)
        found = reader.groups(id, asked.kind, asked.limit, asked.offset)
        return {"job": to_dict(progress), "groups": to_dict(found), "total": reader.group_count(id, asked.kind)}

    return Json(await desk.store(read))


@router.get(
    "/v1/jobs/{id}/review/items",
    response_model=ReviewItemsOut,
    responses=READ,
    operation_id="review_items",
    summary="Suggestions to judge",
)
async def items(id: JobId, asked: Annotated[ItemsIn, Query()], desk: Desk, caller: Editor) -> Response:
    """List suggestions of a tag, or of all tags, each with its article and the words it rests on.

    Needs the role editor.
    """

    def read() -> list[ReviewItem]:
        desk.newsroom.decisions.suggestions.progress(id)
        return Review(desk.newsroom).items(id, asked.scope(), asked.state, asked.limit, asked.offset)

    return Json({"items": _items(await desk.store(read))})


@router.post(
    "/v1/jobs/{id}/review",
    response_model=DecisionsOut,
    responses=CHANGE,
    operation_id="decide",
    summary="Accept, reject, edit or skip suggestions",
)
async def decide(id: JobId, sent: Annotated[DecisionsIn, Body()], desk: Desk, caller: Editor) -> Response:
    """Record decisions; one that cannot be recorded takes its own place only.

    A suggestion that somebody else has decided on gives the problem `conflict`, which names them.
    Needs the role editor.
    """

    def record() -> list[Suggested | NewsroomError]:
        desk.newsroom.decisions.suggestions.progress(id)
        return desk.newsroom.decisions.decide(id, [one.record() for one in sent.decisions], caller.name)

    done = await desk.store(record)
    told = [
        {"seq": one.seq, "error": desk.problem(result)} if isinstance(result, NewsroomError) else _decided(result)
        for one, result in zip(sent.decisions, done, strict=True)
    ]
    return Json({"results": told})


@router.post(
    "/v1/jobs/{id}/review:undo",
    response_model=UndoneOut,
    responses=CHANGE,
    operation_id="undo_decision",
    summary="Undo the last decision",
)
async def undo(id: JobId, desk: Desk, caller: Editor) -> Response:
    """Open again what the caller decided last in this job: the decisions of one call, or one acceptance in bulk.

    Called again, it goes one further back. What was applied is not undone: `conflict`. Needs the role editor.
    """
    undone = await desk.store(partial(desk.newsroom.decisions.undo, id, caller.name))
    return Json({"undone": [_decided(one) for one in undone]})


@router.get(
    "/v1/jobs/{id}/review/audits",
    response_model=AuditsOut,
    responses=READ,
    operation_id="audits",
    summary="The audits of a job",
)
async def audits(id: JobId, desk: Desk, caller: Editor) -> Response:
    """List the samples that were drawn, with the precision they show. Needs the role editor."""

    def read() -> list[AuditReport]:
        desk.newsroom.decisions.suggestions.progress(id)
        return Review(desk.newsroom).audits(id)

    return Json({"audits": [report.values() for report in await desk.store(read)]})


@router.post(
    "/v1/jobs/{id}/review:audit",
    response_model=DrawnOut,
    responses=CHANGE,
    operation_id="audit",
    summary="Draw a random sample to judge",
)
async def audit(id: JobId, asked: Annotated[AuditIn, Body()], desk: Desk, caller: Editor) -> Response:
    """Draw a sample of the open suggestions from a confidence on; what it holds is judged like any other.

    The same call again gives the same sample; a larger `size` adds to it. Needs the role editor.
    """

    def draw() -> tuple[AuditReport, list[ReviewItem]]:
        review = Review(desk.newsroom)
        report = review.audit(id, asked.scope(), asked.threshold, caller.name, asked.size)
        return report, review.sample(id, report.audit)

    report, drawn = await desk.store(draw)
    return Json({"audit": report.values(), "items": _items(drawn)})


@router.post(
    "/v1/jobs/{id}/review:accept-all",
    response_model=AcceptedAllOut,
    responses=CHANGE,
    operation_id="accept_all",
    summary="Accept everything from a confidence on",
)
async def accept_all(id: JobId, asked: Annotated[AcceptAllIn, Body()], desk: Desk, caller: Archivist) -> Response:
    """Accept all open suggestions of a scope from a confidence on, or with `dry_run`, the default, only count them.

    An audit of exactly this scope and threshold must have been judged to its end, else `conflict`.
    Needs the role archivist.
    """
    accept = partial(Review(desk.newsroom).accept_all, id, asked.scope(), asked.threshold, caller.name)
    accepted, report = await desk.store(partial(accept, dry_run=asked.dry_run))
    return Json({"accepted": accepted, "dry_run": asked.dry_run, "audit": report.values()})


def _items(items: Sequence[ReviewItem]) -> list[dict[str, Any]]:
    return [item.values() for item in items]


def _decided(one: Suggested) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name in _DECIDED}
