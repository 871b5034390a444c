"""JSON over HTTP to a server that may be busy, slow or broken: bounded, retried, never redirected."""

from __future__ import annotations

import base64
import http.client
import ipaddress
import json
import random
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from newsroom_ai.errors import InvalidConfig, RemoteFailure

LONGEST: Final = 16 * 1024 * 1024  # bytes of an answer
LONGEST_WAIT: Final = 60.0  # seconds between two attempts, whatever the server asks for
_CHUNK: Final = 64 * 1024
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: a status and the JSON value."""

    status: int
    content: Any


@dataclass(frozen=True, slots=True)
class Manners:
    """How long one call may take, how often it is made, and how attempts are spaced.

    The n-th wait is ``first_wait`` · 2ⁿ seconds, between half and all of it by chance, so that many clients do not
    come back at once; a server's ``Retry-After`` goes before it. ``sleep`` is there for tests.
    """

    seconds: float = 30.0
    attempts: int = 5
    first_wait: float = 1.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)


class _Again(Exception):
    """A failure that may pass; ``after`` says in how many seconds, where the server told."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class RestClient:
    """Calls one server as one user; over plain HTTP only private and loopback addresses.

    The name is looked up and judged at each connection, and the connection goes to that very address.
    """

    def __init__(self, url: str, user: str, password: str, manners: Manners | None = None) -> None:
        """Take the address below which paths lie, like ``https://bao.example``.

        Raises:
            InvalidConfig: it is none, or holds a password.
        """
        self._url = urlsplit(url.rstrip("/"))
        try:
            right = self._url.scheme in {"http", "https"} and self._url.hostname and self._url.port != 0
        except ValueError:
            right = False
        if not right or self._url.username or self._url.query or self._url.fragment:
            raise InvalidConfig("Địa chỉ phải có dạng https://máy-chủ/… và không kèm tên, mật khẩu hay tham số")
        word = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {word}", "Accept": "application/json", "User-Agent": "newsroom-ai"}
        self._manners = manners or Manners()
        self._connection: http.client.HTTPConnection | None = None

    @property
    def host(self) -> str:
        """The server's name."""
        return self._url.hostname or ""

    def call(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Call until there is an answer in JSON that is no passing failure.

        A call is repeated that may have been carried out: it must mean the same twice.

        Raises:
            RemoteFailure: the server stays away, is not to be trusted with a password, or answers nonsense.
        """
        target = self._url.path + path + (f"?{urlencode(query)}" if query else "")
        wait, reason = self._manners.first_wait, ""
        for attempt in range(self._manners.attempts):
            try:
                return self._attempt(method, target, body)
            except _Again as failure:
                self.close()
                reason = str(failure)
                if attempt + 1 < self._manners.attempts:
                    spaced = wait * random.uniform(0.5, 1.0)  # noqa: S311 - no secret depends on it
                    self._manners.sleep(min(LONGEST_WAIT, spaced if failure.after is None else failure.after))
                    wait *= 2
        raise RemoteFailure(f"{self.host}: {reason} (đã thử {self._manners.attempts} lần)")

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _attempt(self, method: str, target: str, body: Mapping[str, Any] | None) -> Answer:
        ends = time.monotonic() + self._manners.seconds
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = self._headers | ({} if content is None else {"Content-Type": "application/json; charset=utf-8"})
        try:
            connection = self._connection = self._connection or self._connected()
            _time_left(connection, ends)
            connection.request(method, target, content, headers)
            response = connection.getresponse()
            read = _whole(response, connection, ends)
        except ssl.SSLCertVerificationError as error:
            raise RemoteFailure(f"{self.host}: chứng chỉ không hợp lệ") from error
        except TimeoutError as error:
            raise _Again("không trả lời kịp") from error
        except (OSError, http.client.HTTPException) as error:
            raise _Again("không kết nối được, hoặc kết nối bị ngắt giữa chừng") from error
        if response.will_close:
            self.close()
        return _judged(response, read, self.host)

    def _connected(self) -> http.client.HTTPConnection:
        secure = self._url.scheme == "https"
        port = self._url.port or (443 if secure else 80)
        address = self._permitted(port)
        connection = http.client.HTTPConnection(self.host, port, timeout=self._manners.seconds)
        plain = socket.create_connection((address, port), timeout=self._manners.seconds)
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=self.host) if secure else plain
        )
        return connection

    def _permitted(self, port: int) -> str:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(self.host, port, type=socket.SOCK_STREAM)]
        if self._url.scheme != "https" and not all(map(_private, found)):
            raise RemoteFailure(f"{self.host} không thuộc mạng nội bộ: cần https:// để mật khẩu không đi lộ trên mạng")
        return found[0]


def _private(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return (ip.is_private or ip.is_loopback) and not ip.is_unspecified and not ip.is_multicast


def _judged(response: http.client.HTTPResponse, read: bytes, host: str) -> Answer:
    status = response.status
    if status in _BUSY:
        raise _Again(f"trả lời mã {status}", _seconds(response.getheader("Retry-After")))
    if 300 <= status < 400:
        place = response.getheader("Location") or "?"
        raise RemoteFailure(f"{host}: chuyển hướng đến {place}; hãy dùng đúng địa chỉ đó trong --url")
    try:
        return Answer(status, json.loads(read) if read else None)
    except (ValueError, RecursionError) as error:
        if status >= 400:  # a page that says no says it as well as JSON does
            return Answer(status, None)
        raise _Again(f"trả lời mã {status} nhưng không phải JSON") from error


def _seconds(told: str | None) -> float | None:
    return float(told) if told is not None and told.isascii() and told.isdigit() else None


def _whole(response: http.client.HTTPResponse, connection: http.client.HTTPConnection, ends: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        _time_left(connection, ends)
        part = response.read1(_CHUNK)
        if not part:
            break
        parts.append(part)
        size += len(part)
        if size > LONGEST:
            raise RemoteFailure("Câu trả lời dài quá mức cho phép")
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    response.close()  # frees the connection for the next call, which reading in parts to the end does not
    return b"".join(parts)


def _time_left(connection: http.client.HTTPConnection, ends: float) -> None:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left)
