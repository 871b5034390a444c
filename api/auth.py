"""Who calls: a key in the Authorization header or a session cookie; changes by cookie need the CSRF header."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeVar

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from newsroom_ai.archive.access import Access, Principal
from newsroom_ai.config import Server
from newsroom_ai.errors import Forbidden, Overloaded, Unauthenticated

T = TypeVar("T")
COOKIE = "newsroom_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Credential(NamedTuple):
    """A secret as it was sent, and what it claims to be."""

    kind: Literal["key", "session"]
    secret: str


class Throttle:
    """Slows down guessing: after ``allowed`` failures within ``seconds`` an address is refused until they are over.

    Secrets that were right before pass all the same, so that one bad client behind a proxy does not lock out a
    whole newsroom. Both tables forget their oldest entry when full: an attacker cannot make them grow.
    """

    def __init__(
        self,
        allowed: int = 10,
        seconds: float = 60.0,
        size: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allowed, self._seconds, self._size, self._clock = allowed, seconds, size, clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()  # address -> failures, since when
        self._proven: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, address: str, secret: str) -> None:
        """Refuse before the secret is looked at.

        Raises:
            Overloaded: this address failed too often lately.
        """
        with self._lock:
            failures, since = self._failures.get(address, (0, 0.0))
            left = since + self._seconds - self._clock()
            if failures >= self._allowed and left > 0 and _digest(secret) not in self._proven:
                raise Overloaded("Quá nhiều lần xác thực sai, hãy thử lại sau", retry_after=int(left) + 1)

    def failed(self, address: str) -> None:
        """Count a wrong secret."""
        with self._lock:
            failures, since = self._failures.pop(address, (0, 0.0))
            if self._clock() - since >= self._seconds:
                failures, since = 0, self._clock()
            self._failures[address] = (failures + 1, since)
            _forget(self._failures, self._size)

    def passed(self, secret: str) -> None:
        """Remember a right secret, by its hash only."""
        with self._lock:
            digest = _digest(secret)
            self._proven[digest] = None
            self._proven.move_to_end(digest)
            _forget(self._proven, self._size)


class Gate:
    """Lets callers in."""

    def __init__(self, access: Access, server: Server, throttle: Throttle | None = None) -> None:
        self._access = access
        self._server = server
        self._throttle = throttle or Throttle()

    def identify(self, request: Request) -> Principal:
        """Who sent this request.

        Raises:
            Unauthenticated: no key or session, or a wrong one.
            Forbidden: a change by cookie without the session's CSRF token.
            Overloaded: too many wrong ones from this address.
        """
        credential = _credential(request)
        principal = self._guarded(
            request, credential.secret, lambda: self._access.authenticate(credential.secret, credential.kind)
        )
        if credential.kind == "session" and request.method not in SAFE_METHODS:
            _check_csrf(principal, request.headers.get(CSRF_HEADER, ""))
        return principal

    def log_in(self, request: Request, secret: str, kind: Literal["ticket", "key"]) -> str:
        """Trade a login ticket or a key for the secret of a new session.

        Raises:
            Unauthenticated: it is wrong, used or too old.
            Overloaded: too many wrong ones from this address.
        """
        trade = self._access.open_session if kind == "ticket" else self._access.open_session_for
        session, _ = self._guarded(request, secret, lambda: trade(secret, self._server.session_minutes))
        return session

    def log_out(self, request: Request) -> None:
        """End the session of the cookie, if there is one."""
        if session := request.cookies.get(COOKIE):
            self._access.close_session(session)

    def set_cookie(self, response: Response, session: str) -> None:
        """Hand a session to the browser."""
        response.set_cookie(
            COOKIE,
            session,
            max_age=self._server.session_minutes * 60,
            secure=self._server.secure_cookies,
            httponly=True,
            samesite="strict",
        )

    def drop_cookie(self, response: Response) -> None:
        """Take the session back from the browser."""
        response.delete_cookie(COOKIE, secure=self._server.secure_cookies, httponly=True, samesite="strict")

    def _guarded(self, request: Request, secret: str, look_up: Callable[[], T]) -> T:
        address = request.client.host if request.client else ""
        self._throttle.check(address, secret)
        try:
            found = look_up()
        except Unauthenticated:
            self._throttle.failed(address)
            raise
        self._throttle.passed(secret)
        return found


def _credential(request: HTTPConnection) -> Credential:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer" or not key.strip():
            raise Unauthenticated("Cần tiêu đề Authorization: Bearer KHÓA")
        return Credential("key", key.strip())
    if session := request.cookies.get(COOKIE):
        return Credential("session", session)
    raise Unauthenticated("Cần khóa truy cập hoặc phiên đăng nhập")


def _check_csrf(principal: Principal, sent: str) -> None:
    if not hmac.compare_digest((principal.csrf or "").encode(), sent.encode()) or not sent:
        raise Forbidden(f"Thiếu hoặc sai tiêu đề {CSRF_HEADER}")


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _forget(table: OrderedDict[Any, Any], size: int) -> None:
    while len(table) > size:
        table.popitem(last=False)
