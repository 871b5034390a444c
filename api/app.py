"""The web application: a factory that puts routes, layers and one newsroom together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api import documentation, problems
from api.auth import Gate
from api.counts import Counts
from api.metrics import Metrics
from api.middleware import BodyLimit, LastResort, Log, RequestLog, SecurityHeaders, write_line
from api.pool import Pool
from api.routers import (
    articles,
    backgrounds,
    entities,
    feedback,
    jobs,
    operations,
    overview,
    pages,
    review,
    search,
    services,
    session,
    tokens,
    vocabularies,
    vocabulary_care,
)
from api.shells import Shells
from api.tokens import OriginCors
from newsroom_ai import __version__
from newsroom_ai.batch.background import Background
from newsroom_ai.newsroom import Newsroom

STATIC = Path(__file__).with_name("static")
STREAMED = frozenset({"/v1/articles:batch"})  # limited by line instead of in all
STORAGE_WORKERS, STORAGE_QUEUE = 8, 256  # reads take well under a millisecond, writes wait for each other
# The framework can send measurements to a collector that the environment names; this product tells nobody anything.
_TELEMETRY: dict[str, Any] = {"telemetry": {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}}


def create_app(newsroom: Newsroom, log: Log = write_line) -> FastAPI:
    """The application over one newsroom, which it starts and closes with itself.

    Args:
        newsroom: an opened newsroom; not started yet.
        log: takes each record of the request log.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        newsroom.start()
        app.state.jobs.start()
        try:
            yield
        finally:
            app.state.jobs.close()
            app.state.services.close()
            app.state.storage.close()
            app.state.counts.close()
            newsroom.close()

    config = newsroom.config
    # JSON without its content type is what curl sends: it is read all the same.
    options: dict[str, Any] = {"openapi_url": None, "redirect_slashes": False, "strict_content_type": False}
    app = describe(FastAPI(lifespan=lifespan, **options, **_TELEMETRY))
    app.state.newsroom = newsroom
    app.state.gate = Gate(newsroom.access, newsroom.tokens, config.server)
    app.state.services = Pool("service", config.server.concurrency, config.server.queue)
    app.state.storage = Pool("storage", STORAGE_WORKERS, STORAGE_QUEUE)
    app.state.counts = Counts(newsroom)
    newsroom.busy = lambda: app.state.services.taken > 0
    app.state.jobs = Background(newsroom, config.server.job_workers, newsroom.busy)
    app.state.metrics = Metrics()
    app.state.shells = Shells(config.newspaper.name)
    app.state.ready = False
    if config.server.documentation:
        app.include_router(documentation.router)
    if STATIC.is_dir():
        app.mount("/static", StaticFiles(directory=STATIC), name="static")
    problems.install(app)
    _add_layers(app, log)
    return app


def describe(app: FastAPI) -> FastAPI:
    """Give an app the product's routes and name: all that its OpenAPI description depends on."""
    app.title, app.version = "Newsroom AI", __version__
    app.description = documentation.DESCRIPTION
    for module in (services, backgrounds, search, entities, articles, vocabularies, feedback, session, tokens, pages):
        app.include_router(module.router)
    app.include_router(jobs.router)
    app.include_router(overview.router)
    app.include_router(review.router)
    app.include_router(vocabulary_care.router)
    app.include_router(overview.pages)
    app.include_router(session.pages)
    app.include_router(operations.router)
    app.include_router(operations.guarded)
    return app


def _add_layers(app: FastAPI, log: Log) -> None:
    """The last one added is the outermost."""
    config = app.state.newsroom.config
    app.add_middleware(BodyLimit, limit=config.limits.bytes_per_call, exempt=STREAMED)
    app.add_middleware(LastResort, log=log)
    newsroom, configured = app.state.newsroom, frozenset(config.server.allowed_origins)
    app.add_middleware(OriginCors, allowed=lambda sent: sent in configured or newsroom.tokens.knows_origin(sent))
    app.add_middleware(SecurityHeaders, https=config.server.secure_cookies)
    app.add_middleware(RequestLog, log=log, observe=app.state.metrics.observe)
