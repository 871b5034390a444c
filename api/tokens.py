"""Web origins of CMS pages: how they are written, and CORS for exactly those that are allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api.auth import CSRF_HEADER

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def origin(address: str) -> str:
    """An origin as browsers send it, from what a person may write.

    >>> origin("HTTPS://CMS.example:443/")
    'https://cms.example'

    Raises:
        ValueError: it is no http(s) origin, or more than one.
    """
    text = address.strip().lower().removesuffix("/")
    scheme, _, host = text.partition("://")
    if scheme not in _DEFAULT_PORTS or not _HOST.fullmatch(host):
        raise ValueError("phải có dạng https://cms.example, không có đường dẫn")
    try:
        urlsplit(text).port  # noqa: B018 - raises on a port that cannot be
    except ValueError as error:
        raise ValueError("có cổng không hợp lệ") from error
    return f"{scheme}://{host.removesuffix(_DEFAULT_PORTS[scheme])}"


class OriginCors:
    """CORS for the origins that ``allowed`` accepts; to all others it is as if there were none.

    No answer allows credentials: a browser sends a page's own token along, never this server's cookie.
    """

    def __init__(self, app: ASGIApp, allowed: Callable[[str], bool]) -> None:
        self.app, self.allowed = app, allowed
        self.cors = CORSMiddleware(
            app,
            allow_origin_regex=".+",  # those that get here were allowed
            allow_methods=("GET", "POST", "PUT", "DELETE"),
            allow_headers=("Authorization", "Content-Type", CSRF_HEADER, "X-Request-ID"),
            expose_headers=("X-Request-ID", "Retry-After", "X-Total", "X-Limit"),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent = Headers(scope=scope).get("Origin") if scope["type"] == "http" else None
        await (self.cors if sent and self.allowed(sent) else self.app)(scope, receive, send)
