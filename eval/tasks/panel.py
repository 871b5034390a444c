"""How long editors wait: `assist` streamed by a server of its own over the archive of about 152,000 real articles.

Each editor sends the next draft as soon as the last one is answered in full, which is harder than writing is. Drafts
are articles of the archive itself without their id, so that each has at least one copy to be laid beside.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from eval import archive
from eval.rows import Recorder, Row
from newsroom_ai.metrics.percentile import percentile

DRAFTS = 200
EDITORS = 4
WARM_UP = 10
DATASET = "archive152k"
READY = 600.0  # seconds that the server may take, indexes made anew included
PARTS = ("tags", "summary", "headlines", "duplicates", "related", "checks")


class Waited(NamedTuple):
    """Milliseconds until the first part of an answer, its tags, and all of it were there; parts that failed."""

    first: float
    tags: float
    whole: float
    failed: int


class Server(NamedTuple):
    """A running server: where it listens, a key, and its process."""

    port: int
    key: str
    process: int


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure with one editor and with four; ``sample`` bounds the drafts of each, not the archive.

    A folder named by NEWSROOM_EVAL_ARCHIVE keeps the ingested archive for later runs.
    """
    recorder = Recorder("panel", seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("NEWSROOM_EVAL_ARCHIVE") or temporary)
        if not (folder / "archive.sqlite").exists():
            source = Path(temporary) / "archive.jsonl.zst"
            archive.write(data, source)
            _newsroom(folder, "ingest", str(source))
        stamp = archive.sources(data)[0].sha256
        rows = archive.sources(data)[1].sample(sample or DRAFTS, seed)
        drafts = [archive.article(row["id"], row) | {"id": ""} for row in rows]
        with _server(folder) as server:
            _measure(recorder, stamp, server, drafts)
    return recorder.rows


def _measure(recorder: Recorder, stamp: str, server: Server, drafts: Sequence[dict[str, Any]]) -> None:
    for draft in drafts[:WARM_UP]:
        ask(server, draft)
    for editors in (1, EDITORS):
        before = _cpu_seconds(server.process)
        start = time.perf_counter()
        with ThreadPoolExecutor(editors) as several:
            waits = list(several.map(partial(ask, server), drafts))
        seconds = time.perf_counter() - start
        figure = partial(_figure, recorder, stamp, len(drafts), f"editors{editors}_")
        for name in ("first", "tags", "whole"):
            times = [getattr(waited, name) for waited in waits]
            figure(f"{name}_p50_ms", percentile(times, 0.5))
            figure(f"{name}_p95_ms", percentile(times, 0.95))
        figure("cpu_ms", (_cpu_seconds(server.process) - before) * 1000 / len(drafts))
        figure("answers_per_s", len(drafts) / seconds)
        figure("failed_parts", sum(waited.failed for waited in waits))


def _figure(recorder: Recorder, stamp: str, count: int, prefix: str, name: str, value: float) -> None:
    recorder.figure(DATASET, stamp, "newsroom", prefix + name, value, count)


def ask(server: Server, draft: dict[str, Any]) -> Waited:
    """One streamed call, over a connection of its own as behind most proxies.

    Raises:
        RuntimeError: the server refused it, or broke off.
    """
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Authorization": f"Bearer {server.key}", "Accept": "application/x-ndjson"}
    body = json.dumps({"article": draft, "want": PARTS}).encode()
    start = time.perf_counter()
    connection.request("POST", "/v1/assist", body, headers | {"Content-Type": "application/json"})
    try:
        response = connection.getresponse()
        if response.status != 200:
            raise RuntimeError(f"assist answered {response.status}")
        return _waited((line for line in response), lambda: (time.perf_counter() - start) * 1000)
    finally:
        connection.close()


def _waited(lines: Iterator[bytes], clock: Callable[[], float]) -> Waited:
    first = tags = 0.0
    failed = 0
    for line in lines:
        now = clock()
        part = json.loads(line)
        if part.get("done"):
            return Waited(first, tags, now, failed)
        first = first or now
        failed += "problem" in part
        if part["part"] == "tags":
            tags = now
    raise RuntimeError("the answer broke off")


@contextmanager
def _server(folder: Path) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    name = f"eval-{secrets.token_hex(4)}"
    key = _newsroom(folder, "keys", "add", name, "--role", "editor").split()[-1]
    command = [sys.executable, "-m", "api", "serve", "--data", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, port)
        yield Server(port, key, process.pid)
    finally:
        process.terminate()
        process.wait(60)
        _newsroom(folder, "keys", "revoke", name)


def _wait_until_ready(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + READY
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    raise RuntimeError("the server did not become ready")


def _newsroom(folder: Path, *words: str) -> str:
    """Run the command line on the archive."""
    command = [sys.executable, "-m", "api", *words, "--data", str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _cpu_seconds(process: int) -> float:
    """Time of all cores that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
