"""Care of tags: what nobody uses, what to merge, what the vocabularies lack, what changed over the years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import Body, Query
from starlette.responses import Response

from api.contract import EVERY, problems
from api.deps import Archivist, Desk, Editor, guarded_router
from api.responses import Json
from api.reviewing import (
    DriftIn,
    DriftOut,
    MergeIn,
    MergeOut,
    MissingIn,
    MissingTagsOut,
    NearDuplicatesOut,
    PageIn,
    QuietIn,
    QuietTagsOut,
    UnusedConceptsOut,
)
from newsroom_ai.article import to_dict
from newsroom_ai.batch.vocabulary_care import MergeProposal, VocabularyCare

router = guarded_router()
router.tags = ["tag care"]


@router.get(
    "/v1/tag-care/unused-concepts",
    response_model=UnusedConceptsOut,
    responses=EVERY,
    operation_id="unused_concepts",
    summary="Concepts nobody uses",
)
async def unused_concepts(asked: Annotated[PageIn, Query()], desk: Desk, caller: Editor) -> Response:
    """List concepts of the vocabularies in use whose names no article bears. Needs the role editor."""
    return await _page(desk, asked, VocabularyCare(desk.newsroom).unused_concepts, "concepts")


@router.get(
    "/v1/tag-care/quiet-tags",
    response_model=QuietTagsOut,
    responses=EVERY,
    operation_id="quiet_tags",
    summary="Tags hardly anybody uses",
)
async def quiet_tags(asked: Annotated[QuietIn, Query()], desk: Desk, caller: Editor) -> Response:
    """List tags on at most `most` articles, none from the newest `years` years. Needs the role editor."""
    return await _page(desk, asked, partial(VocabularyCare(desk.newsroom).quiet_tags, asked.most, asked.years), "tags")


@router.get(
    "/v1/tag-care/near-duplicates",
    response_model=NearDuplicatesOut,
    responses=EVERY,
    operation_id="near_duplicates",
    summary="Tags to merge",
)
async def near_duplicates(asked: Annotated[PageIn, Query()], desk: Desk, caller: Editor) -> Response:
    """List tags that are probably one, the surest first. Needs the role editor."""

    def found() -> list[dict[str, Any]]:
        return [_proposal(one) for one in VocabularyCare(desk.newsroom).near_duplicates()]

    return await _page(desk, asked, found, "pairs")


@router.get(
    "/v1/tag-care/missing-tags",
    response_model=MissingTagsOut,
    responses=EVERY,
    operation_id="missing_tags",
    summary="Tags the vocabularies lack",
)
async def missing_tags(asked: Annotated[MissingIn, Query()], desk: Desk, caller: Editor) -> Response:
    """List tags that editors use and no vocabulary in use knows, the most often added first. Needs the role editor."""
    return await _page(desk, asked, partial(VocabularyCare(desk.newsroom).missing_tags, asked.fewest), "tags")


@router.get(
    "/v1/tag-care/drift",
    response_model=DriftOut,
    responses=EVERY,
    operation_id="drift",
    summary="Tags that rise and fall",
)
async def drift(asked: Annotated[DriftIn, Query()], desk: Desk, caller: Editor) -> Response:
    """List tags that a year's articles bear more or less often than those before it. Needs the role editor."""
    report = await desk.part(partial(VocabularyCare(desk.newsroom).drift, asked.year))
    told = to_dict(report)
    return Json(told | {"found": told["found"][: asked.limit]})


@router.post(
    "/v1/tag-care/merges",
    status_code=202,
    response_model=MergeOut,
    responses=problems(507),
    operation_id="merge_tags",
    summary="Merge tags",
)
async def merge(asked: Annotated[MergeIn, Body()], desk: Desk, caller: Archivist) -> Response:
    """Make a job that puts one tag in the place of others; apply it, and roll it back, like any job.

    Needs the role archivist.
    """
    job = await desk.store(partial(VocabularyCare(desk.newsroom).merge, asked.tags, asked.into, caller.name))
    return Json({"id": job.id, "type": job.type, "status": job.status, "total": job.total}, status_code=202)


async def _page(desk: Desk, asked: PageIn, find: Callable[[], Sequence[Any]], name: str) -> Response:
    found = await desk.part(find)
    return Json({name: to_dict(found[asked.offset : asked.offset + asked.limit]), "total": len(found)})


def _proposal(one: MergeProposal) -> dict[str, Any]:
    described: dict[str, Any] = to_dict(one.pair)
    return described | {"examples": to_dict(one.examples)}
