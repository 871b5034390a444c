"""Tags, summaries, headlines, duplicates, related articles, and all of them at once."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import Header, Query
from starlette.responses import Response

from api.answers import AssistOut, AssistPartOut, DuplicatesOut, HeadlineResults, RelatedOut, SummaryResults, TagResults
from api.contract import SERVICE, problems
from api.deps import Desk, Reporter, guarded_router
from api.ids import ArticleId
from api.routers.articles import visible
from api.schemas import AssistIn, DuplicatesIn, HeadlinesIn, RelatedIn, RelatedQuery, SummariesIn, TagsIn
from api.streaming import NDJSON, SSE, assist_stream, streamed
from newsroom_ai.archive.access import Role

router = guarded_router()
router.tags = ["services"]

_PART = AssistPartOut.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
_STREAMS = {kind: {"schema": {name: part for name, part in _PART.items() if name != "$defs"}} for kind in (NDJSON, SSE)}


@router.post("/v1/tags", response_model=TagResults, responses=SERVICE, operation_id="tag", summary="Suggest tags")
async def tag(body: TagsIn, desk: Desk, caller: Reporter) -> Response:
    """Suggest tags for articles, each with the words it rests on."""
    return await desk.each(body.articles, partial(desk.newsroom.tag, options=body.options()))


@router.post(
    "/v1/summaries", response_model=SummaryResults, responses=SERVICE, operation_id="summarise", summary="Summarise"
)
async def summarise(body: SummariesIn, desk: Desk, caller: Reporter) -> Response:
    """Summarise articles; every sentence names its sources and unsupported facts are pointed out."""
    return await desk.each(body.articles, partial(desk.newsroom.summarise, options=body.options()))


@router.post(
    "/v1/headlines",
    response_model=HeadlineResults,
    responses=SERVICE,
    operation_id="headlines",
    summary="Propose headlines",
)
async def headlines(body: HeadlinesIn, desk: Desk, caller: Reporter) -> Response:
    """Propose headlines for articles."""
    return await desk.each(body.articles, partial(desk.newsroom.headlines, limit=body.limit))


@router.post(
    "/v1/duplicates",
    response_model=DuplicatesOut,
    responses=SERVICE,
    operation_id="duplicates",
    summary="Check for duplicates",
)
async def duplicates(body: DuplicatesIn, desk: Desk, caller: Reporter) -> Response:
    """Say whether a draft, or passages of it, already ran: in the archive, or among given articles."""
    newsroom = desk.newsroom
    desk.check_count(body.against or [], "against")

    def serve() -> dict[str, Any]:
        article = newsroom.read(body.article, "/article")
        given = [newsroom.read(item, f"/against/{at}") for at, item in enumerate(body.against or [])]
        against = None if body.against is None else given
        drafts = caller.role >= Role.EDITOR
        return desk.describe(newsroom.duplicates(article, limit=body.limit, against=against, drafts=drafts))

    return await desk.one(serve)


@router.post(
    "/v1/related",
    response_model=RelatedOut,
    responses=SERVICE,
    operation_id="related",
    summary="Related articles of a draft",
)
async def related(body: RelatedIn, desk: Desk, caller: Reporter) -> Response:
    """Find archived articles on the same matter as a draft."""
    newsroom = desk.newsroom

    def serve() -> dict[str, Any]:
        article = newsroom.read(body.article, "/article")
        return desk.describe(
            newsroom.related(article, limit=body.limit, include_copies=body.include_copies, decay=body.decay)
        )

    return await desk.one(serve)


@router.get(
    "/v1/articles/{id:article}/related",
    response_model=RelatedOut,
    responses=problems(404, 503),
    operation_id="related_to_archived",
    summary="Related articles of an archived one",
)
async def related_to_archived(
    id: ArticleId, options: Annotated[RelatedQuery, Query()], desk: Desk, caller: Reporter
) -> Response:
    """Find archived articles on the same matter as an archived one."""
    newsroom = desk.newsroom

    def serve() -> dict[str, Any]:
        article = visible(newsroom, id, caller).article
        return desk.describe(
            newsroom.related(article, limit=options.limit, include_copies=options.include_copies, decay=options.decay)
        )

    return await desk.one(serve)


@router.post(
    "/v1/assist",
    response_model=AssistOut,
    responses={**SERVICE, 200: {"description": "All parts, or a stream of them.", "content": _STREAMS}},
    operation_id="assist",
    summary="Everything at once",
)
async def assist(
    body: AssistIn, desk: Desk, caller: Reporter, accept: Annotated[str, Header(include_in_schema=False)] = ""
) -> Response:
    """Everything an editor panel shows, in one call; a part that fails stands in `errors` and spoils no other.

    With `Accept: application/x-ndjson` or `text/event-stream` each part is sent when it is done.
    """
    newsroom, want, drafts = desk.newsroom, tuple(dict.fromkeys(body.want)), caller.role >= Role.EDITOR
    if media_type := streamed(accept):
        # Read before the answer begins, so that a bad article or a full server still gets its own status.
        article = await desk.part(lambda: newsroom.read(body.article, "/article"))
        return assist_stream(desk, article, want, drafts=drafts, media_type=media_type)

    def serve() -> dict[str, Any]:
        article = newsroom.read(body.article, "/article")
        bundle = newsroom.assist(article, want, drafts=drafts)
        errors = {part: desk.problem(error) for part, error in bundle.result.errors.items()}
        return desk.describe(bundle) | {"errors": errors}

    return await desk.one(serve)
