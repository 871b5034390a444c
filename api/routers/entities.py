"""What the archive holds on one person, organisation or place."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from api.answers import EntityOut
from api.contract import problems
from api.deps import Desk, Reporter, guarded_router
from api.schemas import EntityIn
from newsroom_ai.article import to_dict
from newsroom_ai.newsroom import EntityKind

router = guarded_router()
router.tags = ["search"]


@router.get(
    "/v1/entities/{kind}", response_model=EntityOut, responses=problems(503), operation_id="entity", summary="An entity"
)
async def entity(kind: EntityKind, asked: Annotated[EntityIn, Query()], desk: Desk, caller: Reporter) -> Response:
    """Mentions over time, who and what stands beside it, and the latest published articles that name it."""

    def find() -> dict[str, Any]:
        found: dict[str, Any] = to_dict(desk.newsroom.entity_page(kind, asked.value, asked.limit))
        found["with"] = found.pop("together")  # a word of the API that Python keeps for itself
        return found

    return await desk.one(find)
