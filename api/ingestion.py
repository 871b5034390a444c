"""Articles as NDJSON, of any number: stored in chunks while they come in, and reported line by line."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from typing import Any, NamedTuple

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import ids
from api.reading import parse
from api.responses import encode
from newsroom_ai.errors import InvalidArticle, NewsroomError, TooLarge
from newsroom_ai.ingest.jsonl import Line as ParsedLine
from newsroom_ai.newsroom import INGEST_BATCH, Ingested, Newsroom

CHUNK_LINES = INGEST_BATCH  # so that a chunk is one transaction
CHUNK_BYTES = 8 * 1024 * 1024
SPOOLED_IN_MEMORY = 1024 * 1024
SENT_AT_ONCE = 64 * 1024


class Line(NamedTuple):
    """One line with its number from 1; ``text`` is None where the line was over the limit."""

    number: int
    text: bytes | None


async def lines(stream: AsyncIterable[bytes], limit: int) -> AsyncIterator[Line]:
    """Cut a stream into lines without their ends, passing over blank ones; memory holds no more than ``limit`` bytes.

    A blank line still counts, so that numbers are those of the file.
    """
    number, rest, over = 1, bytearray(), False
    async for piece in stream:
        *ended, tail = piece.split(b"\n")
        for part in ended:
            over = over or len(rest) + len(part) > limit
            rest += b"" if over else part
            if over or rest.strip():
                yield Line(number, None if over else bytes(rest))
            number, over = number + 1, False
            rest.clear()
        over = over or len(rest) + len(tail) > limit
        rest += b"" if over else tail
        if over:
            rest.clear()
    if over or rest.strip():
        yield Line(number, None if over else bytes(rest))


async def chunks(source: AsyncIterator[Line]) -> AsyncIterator[list[Line]]:
    """Gather lines into what one transaction takes."""
    chunk: list[Line] = []
    size = 0
    async for line in source:
        chunk.append(line)
        size += len(line.text or b"")
        if len(chunk) >= CHUNK_LINES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


class Intake:
    """Stores chunks of lines for one author."""

    def __init__(self, newsroom: Newsroom, author: str, describe: Callable[[NewsroomError], dict[str, Any]]) -> None:
        self._newsroom, self._author, self._describe = newsroom, author, describe

    def store(self, chunk: Sequence[Line]) -> bytes:
        """Store the articles of a chunk in one transaction and report every line, in order, as NDJSON."""
        try:
            report = [self._report(item) for item in self._newsroom.ingest(map(self._parsed, chunk), self._author)]
        except NewsroomError as error:  # none was written: the disk is full, or another writer holds the archive
            report = [self._report(Ingested(line.number, 0, None, "rejected", error)) for line in chunk]
        return b"".join(encode(item) + b"\n" for item in report)

    def _report(self, item: Ingested) -> dict[str, Any]:
        error = {"error": self._describe(item.error)} if item.error else {}
        return {"line": item.line, "id": item.id, "status": item.status} | error

    def _parsed(self, line: Line) -> ParsedLine:
        record, error = self._record(line)
        return ParsedLine(line.number, 0, record, error)

    def _record(self, line: Line) -> tuple[dict[str, Any] | None, NewsroomError | None]:
        if line.text is None:
            return None, TooLarge(f"Dòng dài quá {self._newsroom.config.limits.bytes_per_line} byte")
        try:
            record = parse(line.text)
        except json.JSONDecodeError as error:
            return None, InvalidArticle(f"Dòng không phải JSON hợp lệ: {error.msg}")
        if not isinstance(record, dict):
            return None, InvalidArticle("Dòng phải là một đối tượng JSON")
        try:
            ids.check(record.get("id"))
        except InvalidArticle as error:
            return None, error
        return record, None


class SpooledReport(Response):
    """Reads the whole request, then sends the report.

    Nothing goes out earlier: proxies stop forwarding a request that is already being answered. The report of any
    number of lines waits on disk, not in memory. (Starlette's streaming response would wait for a disconnect by
    reading, and so losing, the request's body.)
    """

    media_type = "application/x-ndjson"

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        with tempfile.SpooledTemporaryFile(SPOOLED_IN_MEMORY) as spool:
            try:
                async for piece in self._source:
                    spool.write(piece)
            except ClientDisconnect:  # what was stored stays; nobody waits for the report
                return
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            spool.seek(0)
            while piece := spool.read(SENT_AT_ONCE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
