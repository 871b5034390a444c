"""A small HTTP server that speaks as much of WordPress's REST interface as is used, and misbehaves when told to."""

from __future__ import annotations

import base64
import html
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD = "thu-ky", "abcd efgh ijkl"
Fault = Literal["429", "500", "slow", "cut", "nonsense", "lost", "302", "html404"]


@dataclass
class Site:
    """Posts and terms; ``faults`` are used up, one a request (None for none), before it behaves again.

    ``lost`` does what was asked and then breaks the connection without an answer.
    """

    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    terms: dict[str, dict[int, str]] = field(default_factory=lambda: {"tags": {}, "categories": {1: "Chưa phân loại"}})
    faults: list[Fault | None] = field(default_factory=list)
    break_after: int | None = None  # calls, after which every one is answered with 500
    pretty: bool = True
    blind: bool = False  # searches find nothing, as beside a cache that is behind
    deaf: bool = False  # posts are saved without their terms
    calls: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def post(self, id: int, tags: tuple[int, ...] = (), categories: tuple[int, ...] = (1,), excerpt: str = "") -> None:
        """Put a post into the site."""
        self.posts[id] = {"id": id, "tags": list(tags), "categories": list(categories), "excerpt": {"raw": excerpt}}

    def writes(self) -> list[str]:
        """The routes that were written to so far."""
        return [route for method, route in self.calls if method == "POST"]

    def names(self, id: int, base: str = "tags") -> list[str]:
        """The terms of a post by name."""
        return [html.unescape(self.terms[base][number]) for number in self.posts[id][base]]

    def answer(self, method: str, route: str, query: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        """What a working WordPress says."""
        parts = route.strip("/").split("/")
        if parts == [""]:
            return 200, {"namespaces": ["oembed/1.0", "wp/v2"]}
        base = parts[2]
        if base in self.terms:
            return self._make(base, body["name"]) if method == "POST" else self._find(base, query)
        if base != "posts":
            return 404, {"code": "rest_no_route", "message": "No route", "data": {"status": 404}}
        if method == "GET":
            wanted = [int(number) for number in query["include"].split(",")]
            return 200, [self.posts[number] for number in wanted if number in self.posts]
        return self._save(int(parts[3]), body)

    def _find(self, base: str, query: dict[str, str]) -> tuple[int, Any]:
        if "include" in query:
            found = [int(number) for number in query["include"].split(",") if int(number) in self.terms[base]]
        else:
            wanted = "" if self.blind else query["search"].lower()
            found = [id for id, name in self.terms[base].items() if wanted and wanted in name.lower()]
        return 200, [{"id": id, "name": self.terms[base][id]} for id in found]

    def _make(self, base: str, name: str) -> tuple[int, Any]:
        for id, known in self.terms[base].items():
            if _lowered(html.unescape(known)) == _lowered(name):
                data = {"status": 400, "term_id": id}
                return 400, {"code": "term_exists", "message": "A term of this name already exists.", "data": data}
        if name.startswith("!"):
            return 403, {"code": "rest_cannot_create", "message": "<strong>Lỗi:</strong> không được tạo", "data": {}}
        id = 100 + sum(map(len, self.terms.values()))
        self.terms[base][id] = html.escape(name)
        return 201, {"id": id, "name": self.terms[base][id]}

    def _save(self, id: int, body: dict[str, Any]) -> tuple[int, Any]:
        if self.deaf:
            return 200, self.posts[id]
        saved = dict(body)
        if "excerpt" in saved:
            saved["excerpt"] = {"raw": saved["excerpt"]}
        self.posts[id] |= saved
        return 200, self.posts[id]


def _lowered(name: str) -> str:
    """Small letters as PHP makes them: of ASCII only."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def _serve(self, method: str) -> None:
        site = self.site
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        route = query.pop("rest_route", None) or url.path.removeprefix("/wp-json")
        site.calls.append((method, route))
        fault = site.faults.pop(0) if site.faults else None
        if site.break_after is not None and len(site.calls) > site.break_after:
            fault = "500"
        if fault is not None:
            return self._misbehave(fault, method, route, query, content)
        expected = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("Authorization") != expected:
            return self._send(401, {"code": "incorrect_password", "message": "Sai mật khẩu", "data": {"status": 401}})
        if not site.pretty and url.path.startswith("/wp-json"):
            return self._raw(404, b"<html>Not Found</html>", "text/html")
        return self._send(*site.answer(method, route, query, json.loads(content or b"{}")))

    def _misbehave(self, fault: Fault, method: str, route: str, query: dict[str, str], content: bytes) -> None:
        if fault == "429":
            return self._raw(429, b"{}", "application/json", {"Retry-After": "7"})
        if fault == "500":
            return self._raw(500, b"<h1>Fatal error</h1>", "text/html")
        if fault == "nonsense":
            return self._raw(200, b"<!doctype html>Notice: {", "text/html")
        if fault == "302":
            return self._raw(302, b"", "text/html", {"Location": "https://khac.example/"})
        if fault == "html404":
            return self._raw(404, b"<html>", "text/html")
        if fault == "slow":
            time.sleep(0.5)
        if fault == "lost":
            self.site.answer(method, route, query, json.loads(content or b"{}"))
        self.close_connection = True
        if fault == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n[{")
        return None

    def _send(self, status: int, content: Any) -> None:
        self._raw(status, json.dumps(content, ensure_ascii=False).encode(), "application/json")

    def _raw(self, status: int, content: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what some tests want."""


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """Serve a site on the loopback."""
    handler = type("Handler", (_Handler,), {"site": site})
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
