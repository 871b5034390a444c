"""Short-lived tokens for pages of a CMS, which must never hold a key."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.answers import TokenOut
from api.contract import problems
from api.deps import Desk, Reporter, guarded_router
from api.responses import Json
from api.schemas import Subject, TokenIn

router = guarded_router()
router.tags = ["session"]


@router.post(
    "/v1/tokens",
    response_model=TokenOut,
    responses=problems(413, 507),
    operation_id="make_token",
    summary="Make a token for a CMS page",
)
async def make(body: TokenIn, desk: Desk, caller: Reporter) -> Response:
    """Make a token for one person of the CMS: signed, for up to an hour, for pages of the given origins only.

    Its role is at most the caller's; it ends with the key that made it. A token cannot make tokens.
    """
    tokens = desk.newsroom.tokens
    made = await desk.store(lambda: tokens.make(caller, body.level, body.subject, body.origins, body.minutes))
    return Json({"token": made.token, "expires_at": made.expires_at})


@router.delete(
    "/v1/tokens",
    status_code=204,
    responses=problems(507),
    operation_id="end_tokens",
    summary="End a person's tokens",
)
async def end(subject: Annotated[Subject, Query()], desk: Desk, caller: Reporter) -> Response:
    """End every token that the caller's key has made for this person so far."""
    await desk.store(lambda: desk.newsroom.tokens.end(caller, subject))
    return Response(status_code=204)
