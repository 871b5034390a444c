"""Pure ASGI layers around the app, outermost first: request log, security headers, last resort, body limit."""

from __future__ import annotations

import json
import re
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import UNEXPECTED, respond
from newsroom_ai.errors import NewsroomError, TooLarge

Log = Callable[[dict[str, Any]], None]
Observe = Callable[[str, str, int, float], None]

CLIENT_CLOSED = 499  # what is logged when the caller left before there was an answer
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)


def write_line(record: dict[str, Any]) -> None:
    """Log one record as a line of JSON on stderr."""
    sys.stderr.write(json.dumps(record) + "\n")


class RequestLog:
    """Names each request and logs who called what, how it ended and how long it took; never what was said.

    Routes are logged as templates, without path parameters, query or body: none of them may end up in a log.
    """

    def __init__(self, app: ASGIApp, log: Log, observe: Observe) -> None:
        self.app, self.log, self.observe = app, log, observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = _request_id(Headers(scope=scope).get("X-Request-ID", ""))
        status, start = CLIENT_CLOSED, time.perf_counter()

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = state["request_id"]
            await send(message)

        try:
            await self.app(scope, receive, named)
        finally:
            self._record(scope, status, time.perf_counter() - start)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        template = route_template(scope)
        self.observe(method, template, status, seconds)
        principal = scope["state"].get("principal")
        self.log(
            {
                "at": _now(),
                "event": "request",
                "client": scope["client"][0] if scope.get("client") else None,
                "principal": principal.name if principal else None,
                "method": method,
                "route": template,
                "status": status,
                "ms": round(seconds * 1000, 1),
                "request_id": scope["state"]["request_id"],
            }
        )


class SecurityHeaders:
    """Says to browsers what pages and answers of this server may do; a response may bring a policy of its own."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        static = scope["path"].startswith("/static/")

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A policy of the response's own says who may frame it.
                framed = "frame-ancestors" in headers.get("Content-Security-Policy", "")
                for name, value in self.headers.items():
                    if not (framed and name == "X-Frame-Options"):
                        headers.setdefault(name, value)
                # The editor panel is loaded by pages of the CMS; nothing else is for other sites to embed.
                headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if static else "same-origin")
                headers.setdefault("Cache-Control", "no-cache" if static else "no-store")
            await send(message)

        await self.app(scope, receive, protected)


class LastResort:
    """Answers an unexpected error with a problem that tells nothing of the server's inside, and logs where it arose.

    The log has the places in the code but not the error's message, which may quote the text it stumbled over.
    """

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self.app, self.log = app, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            return
        except Exception as error:
            self._record(scope, error)
            if started:  # half an answer is out: leaving it unfinished makes the server break the connection
                return
            await respond(NewsroomError(UNEXPECTED), Request(scope))(scope, receive, send)

    def _record(self, scope: Scope, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        self.log(
            {
                "at": _now(),
                "event": "error",
                "request_id": scope["state"]["request_id"],
                "route": route_template(scope),
                "error": type(error).__name__,
                "frames": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )


class BodyLimit:
    """Refuses bodies over ``limit`` bytes, by their announced length or counted while they come in."""

    def __init__(self, app: ASGIApp, limit: int, exempt: frozenset[str]) -> None:
        self.app, self.limit, self.exempt = app, limit, exempt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in self.exempt:
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("Content-Length", "")
        if announced.isascii() and announced.isdigit() and int(announced[:19]) > self.limit:
            error = TooLarge(f"Yêu cầu vượt quá {self.limit} byte")
            await respond(error, Request(scope))(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise HTTPException(413)  # the only kind of error the framework lets through while it reads
            return message

        await self.app(scope, counted, send)


def route_template(scope: Scope) -> str:
    """The path of the route that answered, with its parameters as names."""
    template = getattr(scope.get("route"), "path_format", None)
    if template is not None:
        return str(template)
    return "/static" if scope["path"].startswith("/static/") else "(none)"


def _request_id(sent: str) -> str:
    return sent if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", sent) else uuid.uuid4().hex


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
