"""The page shells; the login page is in ``session``."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

router = APIRouter(include_in_schema=False)

PAGES = {"/": "index.html", "/archive": "archive.html", "/compare": "compare.html"}


@router.get("/")
@router.get("/archive")
@router.get("/compare")
async def page(request: Request) -> Response:
    """A page without data; its script fetches what the visitor may see."""
    shown: Response = request.app.state.shells.render(PAGES[request.scope["route"].path])
    return shown
