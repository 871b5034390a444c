"""``assist`` part by part: each is sent when it is done, as a line of NDJSON or an event of SSE."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from starlette.responses import StreamingResponse

from api.responses import encode
from api.work import Work
from newsroom_ai.article import Article, to_dict
from newsroom_ai.newsroom import AssistPart, Part

NDJSON, SSE = "application/x-ndjson", "text/event-stream"
# Services of one call that run at the same time: a slow one holds up no other, and one call not the whole server.
AT_ONCE = 2
_HEADERS = {"X-Accel-Buffering": "no"}  # a proxy in between must not collect the parts


def streamed(accept: str) -> str | None:
    """The kind of stream that an Accept header asks for, if any.

    >>> streamed("text/event-stream, */*;q=0.1")
    'text/event-stream'
    >>> streamed("application/json")
    """
    kinds = [item.partition(";")[0].strip().lower() for item in accept.split(",")]
    return next((kind for kind in kinds if kind in {NDJSON, SSE}), None)


def assist_stream(
    work: Work, article: Article, want: Sequence[Part], *, drafts: bool, media_type: str
) -> StreamingResponse:
    """Answer with the parts in the order in which they are done.

    Who leaves early stops the work: what has not started never does.
    """
    write = _event if media_type == SSE else _line
    return StreamingResponse(_parts(work, article, want, drafts, write), media_type=media_type, headers=_HEADERS)


async def _parts(
    work: Work, article: Article, want: Sequence[Part], drafts: bool, write: Callable[[str, dict[str, Any]], bytes]
) -> AsyncIterator[bytes]:
    start = time.perf_counter()
    turns = asyncio.Semaphore(AT_ONCE)
    done: dict[Part, Any] = {}
    timings: dict[str, float] = {}

    async def run(part: Part) -> AssistPart:
        async with turns:
            return await work.part(lambda: work.newsroom.assist_part(part, article, done, drafts=drafts), begun=True)

    # What is checked are the results of the others, so the checks come last.
    for group in ([part for part in want if part != "checks"], [part for part in want if part == "checks"]):
        tasks = [asyncio.create_task(run(part)) for part in group]
        try:
            for finished in asyncio.as_completed(tasks):
                result = await finished
                done[result.part] = result.value
                timings[result.part] = result.took_ms
                yield write("part", _described(work, result))
        finally:
            for task in tasks:
                task.cancel()
    head = work.describe(await work.part(lambda: work.newsroom.assist_head(article), begun=True))
    took = round((time.perf_counter() - start) * 1000, 1)
    yield write("done", {"done": True} | head | {"timings_ms": timings, "took_ms": took})


def _described(work: Work, result: AssistPart) -> dict[str, Any]:
    outcome: dict[str, Any]
    if result.error is not None:
        outcome = {"problem": work.problem(result.error)}
    else:
        outcome = {"value": to_dict(result.value)}
    return {"part": result.part} | outcome | {"took_ms": result.took_ms}


def _line(_: str, content: dict[str, Any]) -> bytes:
    return encode(content) + b"\n"


def _event(name: str, content: dict[str, Any]) -> bytes:
    return b"event: " + name.encode() + b"\ndata: " + encode(content) + b"\n\n"
