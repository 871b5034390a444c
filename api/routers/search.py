"""Search over the archive: hits by query string or by body, hits as a file, and suggestions while one types."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response, StreamingResponse

from api.answers import SearchOut, SuggestionsOut
from api.contract import EVERY, SEARCH, problems
from api.deps import Desk, Reporter, check_role, guarded_router
from api.schemas import ExportIn, SearchIn, SuggestionsIn, Wanted
from api.work import Work
from newsroom_ai.archive.access import Principal, Role
from newsroom_ai.article import VIETNAM, to_dict
from newsroom_ai.newsroom import Export, SearchResult
from newsroom_ai.search.export import EXPORT_LIMIT, ExportFile, export_file

router = guarded_router()
router.tags = ["search"]

_COUNT = {"schema": {"type": "integer"}}
_FILE = {
    "description": "The hits, best first; a CSV starts with a byte order mark and a line of names.",
    "content": {"text/csv": {"schema": {"type": "string"}}, "application/x-ndjson": {"schema": {"type": "string"}}},
    "headers": {
        "X-Total": {"description": "Articles that match, in the file or not.", **_COUNT},
        "X-Limit": {"description": "Articles that the file holds at most.", **_COUNT},
    },
}


@router.get("/v1/search", response_model=SearchOut, responses=SEARCH, operation_id="search", summary="Search")
async def search(wanted: Annotated[SearchIn, Query()], desk: Desk, caller: Reporter) -> Response:
    """Search the archive by words and by meaning, with totals and facets that count every match."""
    return await _answer(wanted, desk, caller)


@router.post(
    "/v1/search", response_model=SearchOut, responses=SEARCH, operation_id="search_by_body", summary="Search by body"
)
async def search_by_body(wanted: SearchIn, desk: Desk, caller: Reporter) -> Response:
    """The same search with its parameters as a JSON body."""
    return await _answer(wanted, desk, caller)


@router.get(
    "/v1/search/suggestions",
    response_model=SuggestionsOut,
    responses=EVERY,
    operation_id="suggest",
    summary="Suggestions while one types",
)
async def suggest(typed: Annotated[SuggestionsIn, Query()], desk: Desk, caller: Reporter) -> Response:
    """Suggest longer queries, values to filter by, and published articles by their title."""
    newsroom = desk.newsroom
    return await desk.one(lambda: {"suggestions": to_dict(newsroom.suggest(typed.q, typed.limit))})


@router.get(
    "/v1/search/export",
    response_class=StreamingResponse,
    responses={200: _FILE, **problems(503)},
    operation_id="export_hits",
    summary="Hits as a file",
)
async def export(wanted: Annotated[ExportIn, Query()], desk: Desk, caller: Reporter) -> StreamingResponse:
    """Stream the hits of a search as CSV or JSON Lines, 10,000 at most."""
    _check_status(wanted, caller)
    found = await desk.part(lambda: desk.newsroom.export(wanted.request(), wanted.limit))
    file = export_file(wanted.format)
    headers = {
        "X-Total": str(found.total.value),
        "X-Limit": str(EXPORT_LIMIT),
        "Content-Disposition": f'attachment; filename="kho-bai-{datetime.now(VIETNAM):%Y%m%d-%H%M}.{wanted.format}"',
    }
    return StreamingResponse(_written(found, file, desk), media_type=file.media_type, headers=headers)


async def _written(found: Export, file: ExportFile, desk: Work) -> AsyncIterator[bytes]:
    """The file in parts of a hundred hits, each read when the one before is sent."""
    yield file.head.encode()
    while (page := await desk.part(partial(next, found.pages, None), begun=True)) is not None:
        yield file.lines(page).encode()


def _check_status(wanted: Wanted, caller: Principal) -> None:
    if wanted.status != "published":
        check_role(caller, Role.EDITOR)


async def _answer(wanted: SearchIn, desk: Work, caller: Principal) -> Response:
    _check_status(wanted, caller)
    return await desk.one(lambda: _describe(desk.newsroom.search(wanted.request())))


def _describe(result: SearchResult) -> dict[str, Any]:
    described: dict[str, Any] = to_dict(result)
    # "from" is a word of the API that Python keeps for itself.
    expansions = [{"from": item.origin, "to": list(item.to)} for item in result.query.expansions]
    return described | {"query": described["query"] | {"expansions": expansions}}
