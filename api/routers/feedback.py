"""What editors did with suggestions."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body
from starlette.responses import Response

from api.answers import AcceptedOut
from api.contract import problems
from api.deps import Desk, Reporter, guarded_router
from api.responses import Json
from api.schemas import FeedbackItems
from newsroom_ai.errors import TooLarge

router = guarded_router()
router.tags = ["feedback"]

ITEMS_LIMIT = 1_000


@router.post(
    "/v1/feedback",
    status_code=202,
    response_model=AcceptedOut,
    responses=problems(413, 507),
    operation_id="feedback",
    summary="Record feedback",
)
async def feedback(items: Annotated[FeedbackItems, Body()], desk: Desk, caller: Reporter) -> Response:
    """Record one decision on a suggestion, or a list of up to 1,000: all of them, or none."""
    if len(items) > ITEMS_LIMIT:
        raise TooLarge(f"Tối đa {ITEMS_LIMIT} phản hồi mỗi lần gọi")
    await desk.store(lambda: desk.newsroom.feedback.add([item.record() for item in items], caller.name))
    return Json({"accepted": len(items)}, status_code=202)
