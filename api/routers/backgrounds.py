"""Several articles on one matter -> one background box."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response

from api.contract import SERVICE
from api.deps import Desk, Reporter, guarded_router
from api.schemas import In, Record
from newsroom_ai.article import to_dict
from newsroom_ai.summarisation.background import BUDGET, FEWEST, LARGEST, LEAST, MOST, BackgroundSentence

router = guarded_router()
router.tags = ["services"]


class BackgroundsIn(In):
    """Articles on one matter, and how long the box may be."""

    articles: list[Record] = Field(min_length=FEWEST, max_length=MOST)
    max_syllables: int = Field(BUDGET, ge=LEAST, le=LARGEST, strict=True)


class BackgroundOut(BaseModel):
    """Sentences in order of their dates, each from one of the articles; ``date`` is null where none is known."""

    sentences: list[BackgroundSentence]
    took_ms: float


@router.post(
    "/v1/backgrounds",
    response_model=BackgroundOut,
    responses=SERVICE,
    operation_id="background",
    summary="Background box of several articles",
)
async def backgrounds(body: BackgroundsIn, desk: Desk, caller: Reporter) -> Response:
    """Tell what several articles on one matter say between them, each thing once, by date."""
    newsroom = desk.newsroom

    def serve() -> dict[str, Any]:
        articles = [newsroom.read(item, f"/articles/{at}") for at, item in enumerate(body.articles)]
        told: dict[str, Any] = to_dict(newsroom.backgrounds(articles, body.max_syllables))
        return told

    return await desk.one(serve)
