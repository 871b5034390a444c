"""A small server that speaks the OpenAI protocol, and misbehaves on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Double:
    """What the server answers next, and what it was sent."""

    def __init__(self) -> None:
        self.text = ""
        self.mode = "well"
        self.asked: list[dict[str, Any]] = []
        self.url = ""


@contextmanager
def running() -> Iterator[Double]:
    """Run the server on a free port of this machine."""
    double = Double()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            double.asked.append({"path": self.path, **json.loads(self.rfile.read(length))})
            _answer(self, double)

        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(handler: BaseHTTPRequestHandler, double: Double) -> None:
    reason = "length" if double.mode == "length" else "stop"
    body = json.dumps({"choices": [{"message": {"content": double.text}, "finish_reason": reason}]}).encode()
    if double.mode == "wrong_json":
        body = b'{"choices": [{"mess'
    if double.mode == "other_shape":
        body = b'{"error": "no"}'
    if double.mode == "slow":
        time.sleep(1.5)
    handler.send_response({"broken": 500, "redirect": 302}.get(double.mode, 200))
    if double.mode == "redirect":
        handler.send_header("Location", "http://example.com/")
    handler.send_header("Content-Length", str(len(body) + (50 if double.mode == "cut_off" else 0)))
    handler.end_headers()
    try:
        handler.wfile.write(body)
    except OSError:
        return  # the other side has given up
