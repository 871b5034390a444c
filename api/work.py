"""Runs the newsroom's verbs away from the event loop and turns what comes back into responses."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from starlette.requests import Request

from api.pool import Pool
from api.problems import document
from api.responses import Json, encode
from newsroom_ai.article import Answer, Article, Failed, to_dict
from newsroom_ai.errors import FieldError, NewsroomError, TooLarge
from newsroom_ai.newsroom import Newsroom

S = TypeVar("S")
T = TypeVar("T")


class Work:
    """What the routes of one request may use."""

    def __init__(self, request: Request) -> None:
        state = request.app.state
        self.newsroom: Newsroom = state.newsroom
        self._request = request
        self._services: Pool = state.services
        self._storage: Pool = state.storage

    async def each(self, records: Sequence[dict[str, Any]], verb: Callable[[Article], Answer[T]]) -> Json:
        """Serve articles one by one: ``{results, took_ms}``, in their order."""
        self.check_count(records, "articles")

        def serve() -> dict[str, Any]:
            return {"results": [self.describe(result) for result in self.newsroom.each(records, verb)]}

        return await self.one(serve)

    async def one(self, serve: Callable[[], dict[str, Any]]) -> Json:
        """Run one call of a service: its object and ``took_ms``."""

        def timed() -> bytes:
            start = time.perf_counter()
            result = serve()
            return encode(result | {"took_ms": round((time.perf_counter() - start) * 1000, 1)})

        return Json(await self._services.run(timed))

    async def part(self, function: Callable[[], T], *, begun: bool = False) -> T:
        """Run one part of a long answer; what has ``begun`` can no longer be refused and waits its turn."""
        return await self._services.run(function, patient=begun)

    async def store(self, function: Callable[[], T]) -> T:
        """Run what reads or writes the archive only."""
        return await self._storage.run(function)

    async def store_in_turn(self, function: Callable[[], T]) -> T:
        """Like ``store`` for work that has begun and can no longer be refused."""
        return await self._storage.run(function, patient=True)

    async def in_turn(self, source: AsyncIterator[S], function: Callable[[S], T]) -> AsyncIterator[T]:
        """Run ``function`` on each thing that comes in, one after the other."""
        async for item in source:
            yield await self.store_in_turn(partial(function, item))

    def describe(self, result: Answer[T] | Failed) -> dict[str, Any]:
        """One result as JSON values; an expected failure as a whole problem."""
        if isinstance(result, Failed):
            return {"id": result.id, "error": self.problem(result.error)}
        described: dict[str, Any] = to_dict(result)
        return described

    def problem(self, error: NewsroomError) -> dict[str, Any]:
        """The problem document of an error that fails only a part of this request."""
        return document(error, self._request)

    def check_count(self, records: Sequence[Any], name: str) -> None:
        """Refuse more articles than a call may have.

        Raises:
            TooLarge: there are more.
        """
        limit = self.newsroom.config.limits.articles_per_call
        if len(records) > limit:
            detail = f"có {len(records)} bài, tối đa {limit} bài mỗi lần gọi"
            raise TooLarge(f"{name} {detail}", [FieldError(f"/{name}", detail)])
