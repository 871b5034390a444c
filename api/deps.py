"""What routes ask for, as annotated dependencies."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Security
from fastapi.routing import APIRoute
from fastapi.security import APIKeyCookie, HTTPBearer
from starlette.requests import Request
from starlette.responses import Response

from api.auth import COOKIE, CSRF_HEADER, Gate
from api.reading import StrictRequest
from api.work import Work
from newsroom_ai.archive.access import Principal, Role
from newsroom_ai.errors import Forbidden

_KEY = HTTPBearer(auto_error=False, scheme_name="key", description="`Authorization: Bearer KEY`")
_SESSION = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="session",
    description=f"Session of a browser; changing calls also need `{CSRF_HEADER}` (see `GET /v1/me`).",
)


class GuardedRoute(APIRoute):
    """Knows who calls before it reads the body, and reads JSON strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler, which would read and judge the body first."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            request.state.principal = gate(request).identify(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return guarded


def guarded_router() -> APIRouter:
    """A router whose every route needs a key or a session."""
    return APIRouter(route_class=GuardedRoute, dependencies=[Security(_KEY), Security(_SESSION)])


def gate(request: Request) -> Gate:
    """The app's gate."""
    found: Gate = request.app.state.gate
    return found


def require(role: Role) -> Callable[[Request], Coroutine[Any, Any, Principal]]:
    """A dependency that gives the caller, who must have at least this role."""

    async def caller(request: Request) -> Principal:
        principal: Principal = request.state.principal
        check_role(principal, role)
        return principal

    return caller


def check_role(principal: Principal, role: Role) -> None:
    """Refuse a caller with fewer rights.

    Raises:
        Forbidden: the role is lower.
    """
    if principal.role < role:
        raise Forbidden(f"Việc này cần quyền {role.label}; khóa đang dùng có quyền {principal.role.label}")


def _work(request: Request) -> Work:
    return Work(request)


Desk = Annotated[Work, Depends(_work)]
Reporter = Annotated[Principal, Depends(require(Role.REPORTER))]
Editor = Annotated[Principal, Depends(require(Role.EDITOR))]
Archivist = Annotated[Principal, Depends(require(Role.ARCHIVIST))]
Admin = Annotated[Principal, Depends(require(Role.ADMIN))]
GateDep = Annotated[Gate, Depends(gate)]
