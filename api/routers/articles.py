"""The archive: write, read and delete articles, one by one or as a stream."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Query
from starlette.requests import Request
from starlette.responses import Response

from api import ids
from api.answers import LineOut, StoredOut, VersionsOut, WrittenOut
from api.contract import EVERY, READ, problems
from api.deps import Archivist, Desk, Reporter, guarded_router
from api.ids import ArticleId
from api.ingestion import Intake, SpooledReport, chunks, lines
from api.responses import Json
from api.schemas import Record
from newsroom_ai.archive.access import Principal, Role
from newsroom_ai.archive.articles import Stored
from newsroom_ai.article import Article, to_dict
from newsroom_ai.errors import FieldError, InvalidArticle, NotFound
from newsroom_ai.newsroom import Newsroom

router = guarded_router()
router.tags = ["archive"]

Version = Annotated[
    int | None, Query(ge=0, le=2**53, description="Write only over this version; 0: only if there is none yet.")
]
_NDJSON = {"schema": {"type": "string", "description": "One `ArticleIn` a line."}}
_LINE = LineOut.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
_REPORT = {
    "description": "One such line for each line that came in, in their order.",
    "content": {"application/x-ndjson": {"schema": {name: part for name, part in _LINE.items() if name != "$defs"}}},
}


@router.put(
    "/v1/articles/{id:article}",
    response_model=WrittenOut,
    responses={201: {"model": WrittenOut, "description": "Created."}, **problems(409, 413, 507)},
    operation_id="put_article",
    summary="Store an article",
)
async def put(
    id: ArticleId, body: Annotated[Record, Body()], desk: Desk, caller: Archivist, if_version: Version = None
) -> Response:
    """Store an article; the same content again changes nothing. Needs the role archivist."""
    newsroom = desk.newsroom
    written = await desk.store(lambda: newsroom.store(_named(newsroom, body, id), caller.name, if_version))
    return Json(to_dict(written), status_code=201 if written.status == "created" else 200)


@router.get(
    "/v1/articles/{id:article}",
    response_model=StoredOut,
    responses=READ,
    operation_id="get_article",
    summary="Read an article",
)
async def get(id: ArticleId, desk: Desk, caller: Reporter) -> Response:
    """Read an article. One that is not published, or not yet, is there only for editors."""
    return Json(_describe(await desk.store(lambda: visible(desk.newsroom, id, caller))))


@router.delete(
    "/v1/articles/{id:article}",
    status_code=204,
    responses=problems(404, 507),
    operation_id="delete_article",
    summary="Delete an article",
)
async def delete(id: ArticleId, desk: Desk, caller: Archivist) -> Response:
    """Remove an article with all its versions. Needs the role archivist."""
    await desk.store(lambda: desk.newsroom.remove(id, caller.name))
    return Response(status_code=204)


@router.get(
    "/v1/articles/{id:article}/versions",
    response_model=VersionsOut,
    responses=READ,
    operation_id="article_versions",
    summary="Versions of an article",
)
async def versions(id: ArticleId, desk: Desk, caller: Reporter) -> Response:
    """All versions of an article the caller may read, newest first."""

    def read() -> list[Stored]:
        visible(desk.newsroom, id, caller)
        return [item for item in desk.newsroom.archive.versions(id) if _readable(desk.newsroom, item, caller)]

    return Json({"versions": [_describe(item) for item in await desk.store(read)]})


@router.post(
    "/v1/articles:batch",
    status_code=200,
    response_class=Response,
    responses={200: _REPORT, **EVERY},
    openapi_extra={"requestBody": {"required": True, "content": {"application/x-ndjson": _NDJSON}}},
    operation_id="put_articles",
    summary="Store many articles",
)
async def batch(request: Request, desk: Desk, caller: Archivist) -> SpooledReport:
    """Store any number of articles, one JSON object a line; a bad line is reported and the rest goes on.

    Articles are stored some hundreds at a time while the request is still coming in. Needs the role archivist.
    """
    intake = Intake(desk.newsroom, caller.name, desk.problem)
    source = chunks(lines(request.stream(), desk.newsroom.config.limits.bytes_per_line))
    return SpooledReport(desk.in_turn(source, intake.store))


def visible(newsroom: Newsroom, id: str, caller: Principal) -> Stored:
    """An archived article, if this caller may read it.

    Raises:
        NotFound: there is none, or it is not for this caller; the two look the same.
    """
    stored = newsroom.archive.get(id)
    if not _readable(newsroom, stored, caller):
        raise NotFound(f"Không có bài {id}")
    return stored


def _readable(newsroom: Newsroom, stored: Stored, caller: Principal) -> bool:
    return newsroom.readable(stored.article, drafts=caller.role >= Role.EDITOR)


def _named(newsroom: Newsroom, record: dict[str, Any], id: str) -> Article:
    article = newsroom.read({"id": id} | record, need_id=True)
    ids.check(article.id)
    if article.id != id:
        detail = "khác với id trong đường dẫn"
        raise InvalidArticle(f"/id: {detail}", [FieldError("/id", detail)])
    return article


def _describe(stored: Stored) -> dict[str, Any]:
    described: dict[str, Any] = to_dict(stored.article)
    del described["plain_text"]
    return described | {
        "version": stored.version,
        "article_sha256": stored.sha256,
        "written_at": stored.written_at,
        "author": stored.author,
    }
