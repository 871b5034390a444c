"""Who the caller is, and logging in and out with a browser."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.answers import MeOut
from api.contract import EVERY
from api.deps import Desk, GateDep, Reporter, guarded_router
from api.responses import Json
from api.shells import Shells
from newsroom_ai.errors import Forbidden, Unauthenticated

router = guarded_router()
router.tags = ["session"]
pages = APIRouter(include_in_schema=False)

LOGIN_PAGE = "login.html"
HOME = "/"
FORM_LIMIT = 4_096  # bytes; whoever fills the form in is not known yet


@router.get("/v1/me", response_model=MeOut, responses=EVERY, operation_id="me", summary="Who am I")
async def me(caller: Reporter) -> Response:
    """Name and role of the caller, and the CSRF token of a browser session."""
    return Json({"name": caller.name, "role": caller.role.label, "csrf": caller.csrf})


@router.post("/v1/logout", status_code=204, responses=EVERY, operation_id="log_out", summary="Log out")
async def log_out(request: Request, desk: Desk, gate: GateDep, caller: Reporter) -> Response:
    """End the browser session of the request's cookie."""
    await desk.store(lambda: gate.log_out(request))
    response = Response(status_code=204)
    gate.drop_cookie(response)
    return response


@pages.get("/login")
async def log_in_by_ticket(
    request: Request, desk: Desk, gate: GateDep, ticket: Annotated[str | None, Query()] = None
) -> Response:
    """Trade the ticket of a login link for a session; without one, show the login page."""
    if ticket is None:
        return _shells(request).render(LOGIN_PAGE)
    _show_problems_as_page(request)
    session = await desk.store(lambda: gate.log_in(request, ticket, "ticket"))
    return _home(gate, session)


@pages.post("/login")
async def log_in_by_key(request: Request, desk: Desk, gate: GateDep) -> Response:
    """Trade the key of the login page's form (field `key`) for a session."""
    _show_problems_as_page(request)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        raise Forbidden("Chỉ đăng nhập được từ trang đăng nhập của máy chủ này")
    form = parse_qs((await request.body())[:FORM_LIMIT].decode("utf-8", "replace"))
    key = form.get("key", [""])[0].strip()
    if not key:
        raise Unauthenticated("Cần nhập khóa truy cập")
    session = await desk.store(lambda: gate.log_in(request, key, "key"))
    return _home(gate, session)


def _home(gate: GateDep, session: str) -> Response:
    # A redirect, so that a ticket stays neither in the address bar nor in the history's last entry.
    response = RedirectResponse(HOME, status_code=303)
    gate.set_cookie(response, session)
    return response


def _show_problems_as_page(request: Request) -> None:
    shells = _shells(request)
    if "text/html" in request.headers.get("Accept", "") and shells.exists(LOGIN_PAGE):
        request.state.problem_page = lambda problem: shells.render(LOGIN_PAGE, problem)


def _shells(request: Request) -> Shells:
    shells: Shells = request.app.state.shells
    return shells
