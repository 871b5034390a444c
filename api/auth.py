"""Who calls: a key or token in the Authorization header or a session cookie.

Changes by cookie need the CSRF header; a token works from the pages of its origins only.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from newsroom_ai.archive.access import Access, Principal
from newsroom_ai.archive.tokens import PREFIX, Tokens
from newsroom_ai.config import Server
from newsroom_ai.errors import Forbidden, Overloaded, Unauthenticated

T = TypeVar("T")
COOKIE = "newsroom_session"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Credential(NamedTuple):
    """A secret as it was sent, and what it claims to be."""

    kind: Literal["key", "token", "session"]
    secret: str


class Throttle:
    """Counts wrong secrets by address: ``allowed`` within ``seconds``, then the address is told to wait.

    The table forgets its oldest entry when full: an attacker cannot make it grow.
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
        self._lock = threading.Lock()

    def check(self, address: str) -> None:
        """Refuse an address that was wrong too often.

        Raises:
            Overloaded: it was, lately.
        """
        with self._lock:
            self._check(address)

    def failed(self, address: str) -> None:
        """Count a wrong secret.

        Raises:
            Overloaded: there were too many already.
        """
        with self._lock:
            self._check(address)
            failures, since = self._failures.pop(address, (0, 0.0))
            if self._clock() - since >= self._seconds:
                failures, since = 0, self._clock()
            self._failures[address] = (failures + 1, since)
            while len(self._failures) > self._size:
                self._failures.popitem(last=False)

    def _check(self, address: str) -> None:
        failures, since = self._failures.get(address, (0, 0.0))
        left = since + self._seconds - self._clock()
        if failures >= self._allowed and left > 0:
            raise Overloaded("Quá nhiều lần xác thực sai, hãy thử lại sau", retry_after=int(left) + 1)


class Gate:
    """Lets callers in."""

    def __init__(self, access: Access, tokens: Tokens, server: Server, throttle: Throttle | None = None) -> None:
        self._access = access
        self._tokens = tokens
        self._server = server
        self._throttle = throttle or Throttle()

    def identify(self, request: Request) -> Principal:
        """Who sent this request.

        Raises:
            Unauthenticated: no key, token or session, or a wrong one.
            Forbidden: a change by cookie without the session's CSRF token; a token from a page of another origin.
            Overloaded: a wrong key or token, after too many wrong ones from this address.
        """
        kind, secret = _credential(request)
        if kind == "key":
            return self._key(request, secret)
        if kind == "token":
            # A forged one counts as a guess; one that has ended does not: pages left open come with theirs.
            principal = self._tokens.admit(self._counted(request, lambda: self._tokens.read(secret)))
            _check_origin(principal, request)
            return principal
        # Not counted: every page left open asks with its session after that has ended.
        principal = self._access.authenticate(secret, "session")
        if request.method not in SAFE_METHODS:
            _check_csrf(principal, request.headers.get(CSRF_HEADER, ""))
        return principal

    def log_in(self, request: Request, secret: str, kind: Literal["ticket", "key"]) -> str:
        """Trade a login ticket or a key for the secret of a new session.

        Raises:
            Unauthenticated: it is wrong, used or too old.
            Overloaded: a wrong key or any ticket, after too many wrong ones from this address.
        """
        minutes = self._server.session_minutes
        if kind == "key":
            self._key(request, secret)
            return self._access.open_session_for(secret, minutes)[0]
        # Asked before it is looked up, which takes the lock of the archive's writers.
        self._throttle.check(_address(request))
        return self._counted(request, lambda: self._access.open_session(secret, minutes))[0]

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

    def _key(self, request: Request, secret: str) -> Principal:
        # Looked up first: a right key passes whatever else came from its address.
        return self._counted(request, lambda: self._access.authenticate(secret, "key"))

    def _counted(self, request: Request, look_up: Callable[[], T]) -> T:
        try:
            return look_up()
        except Unauthenticated:
            self._throttle.failed(_address(request))
            raise


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _credential(request: HTTPConnection) -> Credential:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        if scheme.lower() != "bearer" or not key.strip():
            raise Unauthenticated("Cần tiêu đề Authorization: Bearer KHÓA")
        return Credential("token" if key.strip().startswith(PREFIX) else "key", key.strip())
    if session := request.cookies.get(COOKIE):
        return Credential("session", session)
    raise Unauthenticated("Cần khóa truy cập hoặc phiên đăng nhập")


def _check_csrf(principal: Principal, sent: str) -> None:
    if not hmac.compare_digest((principal.csrf or "").encode(), sent.encode()) or not sent:
        raise Forbidden(f"Thiếu hoặc sai tiêu đề {CSRF_HEADER}")


def _check_origin(principal: Principal, request: Request) -> None:
    """Refuse a token that a page of another origin sends; pages of this server may use it too."""
    origin = request.headers.get("Origin")
    own = origin is not None and urlsplit(origin).netloc == request.headers.get("Host")
    if origin is not None and not own and origin not in principal.origins:
        raise Forbidden("Token này không dùng được từ trang đang gọi")
