"""For those who run the server."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.answers import HealthOut, ReadyOut
from api.contract import EVERY
from api.deps import Admin, Desk, guarded_router
from api.responses import Json

router = APIRouter(tags=["operations"])
guarded = guarded_router()
guarded.tags = ["operations"]


@router.get("/healthz", response_model=HealthOut, operation_id="health", summary="Alive")
@router.head("/healthz", include_in_schema=False)
async def health() -> Response:
    """The process answers."""
    return Json({"status": "ok"})


@router.get(
    "/readyz",
    response_model=ReadyOut,
    responses={503: {"model": ReadyOut, "description": "The indexes are still catching up after the start."}},
    operation_id="ready",
    summary="Ready",
)
@router.head("/readyz", include_in_schema=False)
async def ready(request: Request, desk: Desk) -> Response:
    """Whether search answers over the whole archive; `lag` counts the changes not indexed yet, up to a second ago."""
    articles, lag = await request.app.state.counts.get()
    # Once caught up it stays ready: an import of thousands must not take a working server out of service.
    state = request.app.state
    state.ready = state.ready or lag == 0
    status = "ready" if state.ready else "starting"
    body = {"status": status, "articles": articles, "lag": lag, "indexing": desk.newsroom.indexing}
    return Json(body, status_code=200 if state.ready else 503)


@guarded.get("/metrics", response_class=PlainTextResponse, responses=EVERY, operation_id="metrics", summary="Metrics")
async def metrics(request: Request, caller: Admin) -> Response:
    """Numbers for Prometheus. Needs the role admin."""
    articles, lag = await request.app.state.counts.get()
    body = request.app.state.metrics.expose(articles, lag, request.app.state.services.taken)
    return Response(body, media_type=CONTENT_TYPE_LATEST)
