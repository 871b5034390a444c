"""The page shells; the login page is in ``session``."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from api.middleware import CONTENT_SECURITY_POLICY
from newsroom_ai.newsroom import Newsroom

router = APIRouter(include_in_schema=False)

NOBODY = "'none'"
PAGES = {
    "/": "index.html",
    "/archive": "archive.html",
    "/compare": "compare.html",
    "/editor": "editor.html",
    "/review": "review.html",
    "/tags": "tags.html",
}


@router.get("/")
@router.get("/archive")
@router.get("/compare")
@router.get("/editor")
@router.get("/review")
@router.get("/tags")
async def page(request: Request) -> Response:
    """A page without data; its script fetches what the visitor may see."""
    shown: Response = request.app.state.shells.render(PAGES[request.scope["route"].path])
    return shown


@router.get("/embed")
async def embed(
    request: Request, origin: Annotated[str, Query(max_length=300)] = "", lang: Literal["vi", "en"] = "vi"
) -> Response:
    """The editor panel for an iframe on pages of the allowed origins.

    Those are the configured ones, and ``origin`` where a token was made for it within the last day.
    """
    newsroom: Newsroom = request.app.state.newsroom
    origins = list(newsroom.config.server.allowed_origins)
    if origin not in origins and newsroom.tokens.knows_origin(origin):
        origins.append(origin)
    shown: Response = request.app.state.shells.render("embed.html", origins=origins, lang=lang)
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins) or NOBODY}")
    shown.headers["Content-Security-Policy"] = policy
    return shown
