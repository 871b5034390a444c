"""Search over the archive, by query string or by body."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from api.answers import SearchOut
from api.contract import SEARCH
from api.deps import Desk, Reporter, check_role, guarded_router
from api.schemas import SearchIn
from api.work import Work
from newsroom_ai.archive.access import Principal, Role
from newsroom_ai.article import to_dict
from newsroom_ai.newsroom import SearchResult

router = guarded_router()
router.tags = ["search"]


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


async def _answer(wanted: SearchIn, desk: Work, caller: Principal) -> Response:
    if wanted.status != "published":
        check_role(caller, Role.EDITOR)
    return await desk.one(lambda: _describe(desk.newsroom.search(wanted.request())))


def _describe(result: SearchResult) -> dict[str, Any]:
    described: dict[str, Any] = to_dict(result)
    # "from" is a word of the API that Python keeps for itself.
    expansions = [{"from": item.origin, "to": list(item.to)} for item in result.query.expansions]
    return described | {"query": described["query"] | {"expansions": expansions}}
