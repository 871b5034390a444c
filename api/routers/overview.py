"""The archive in numbers: as JSON, each figure as CSV, and the page that draws them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from api.answers import OverviewOut
from api.contract import EVERY, problems
from api.deps import Desk, Editor, gate, guarded_router
from api.figures import number
from api.overview_figures import HOLES, figures, hole_lines
from api.overview_tables import FigureName, table
from api.schemas import OverviewIn
from newsroom_ai.article import VIETNAM, to_dict
from newsroom_ai.overview import LEAST_EXPECTED, NEIGHBOURS, SHARE, Overview

PAGE: Final = "overview.html"
_CSV = {
    "description": "The numbers of one figure; starts with a byte order mark and a line of names.",
    "content": {"text/csv": {"schema": {"type": "string"}}},
}

router = guarded_router()
router.tags = ["overview"]


async def _as_page(request: Request) -> None:
    """Know who calls, and show whatever goes wrong as the page."""
    shells = request.app.state.shells
    request.state.problem_page = lambda problem: shells.render(PAGE, problem, shown=None)
    request.state.principal = gate(request).identify(request)


pages = APIRouter(include_in_schema=False, dependencies=[Depends(_as_page)])


@router.get("/v1/overview", response_model=OverviewOut, responses=EVERY, operation_id="overview", summary="In numbers")
async def overview(wanted: Annotated[OverviewIn, Query()], desk: Desk, caller: Editor) -> Response:
    """Count published articles by month, section, tag and province; name holes; show how sure suggestions are.

    Needs the role editor.
    """
    return await desk.one(lambda: _described(desk.newsroom.overview(wanted.request())))


@router.get(
    "/v1/overview/{figure}",
    response_class=Response,
    responses={200: _CSV, **problems()},
    operation_id="overview_figure",
    summary="One figure as CSV",
)
async def figure(figure: FigureName, wanted: Annotated[OverviewIn, Query()], desk: Desk, caller: Editor) -> Response:
    """The numbers of one figure as CSV. Needs the role editor."""
    content = await desk.part(lambda: table(figure, desk.newsroom.overview(wanted.request())).csv().encode())
    name = f"{figure}-{datetime.now(VIETNAM):%Y%m%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@pages.get("/overview")
async def page(request: Request, wanted: Annotated[OverviewIn, Query()], desk: Desk, caller: Editor) -> Response:
    """The page: drawn here, whole, so that it can be printed and needs no script."""

    def drawn() -> Response:
        found = desk.newsroom.overview(wanted.request())
        response: Response = request.app.state.shells.render(PAGE, shown=_shown(found, wanted))
        return response

    return await desk.part(drawn)


def _described(found: Overview) -> dict[str, Any]:
    described: dict[str, Any] = to_dict(found)
    # "from" and "to" are words of the API that Python keeps for itself.
    for hole, told in zip(found.holes, described["holes"], strict=True):
        told |= {"from": told.pop("start"), "to": told.pop("end"), "missing": hole.missing}
    return described


def _shown(found: Overview, wanted: OverviewIn) -> dict[str, Any]:
    """What the template shows, with every number as people write it."""
    start = wanted.start.astimezone(VIETNAM).date().isoformat() if wanted.start else ""
    last = (wanted.end - timedelta(microseconds=1)).astimezone(VIETNAM).date().isoformat() if wanted.end else ""
    asked = [(name, value) for name, value in (("from", start), ("to", last)) if value]
    asked += [("section", value) for value in wanted.section]
    chosen = set(wanted.section)
    choices = [(one.value, one.label, number(one.count), one.value in chosen) for one in found.choices]
    gone = [(value, value or "(không rõ)", "0", True) for value in wanted.section if value not in _values(found)]
    return {
        "total": number(found.total),
        "empty": not found.total,
        "undated": number(found.undated) if found.undated else "",
        "elsewhere": number(found.elsewhere) if found.elsewhere else "",
        "figures": figures(found),
        "holes": hole_lines(found),
        "more_holes": len(found.holes) > HOLES,
        "hole_count": number(len(found.holes)),
        "holes_listed": HOLES,
        "rule": {"neighbours": NEIGHBOURS, "least": LEAST_EXPECTED, "share": SHARE},
        "from": start,
        "to": last,
        "choices": choices + gone,
        "chosen": len(chosen),
        "filtered": bool(asked),
        "query": f"?{urlencode(asked)}" if asked else "",
    }


def _values(found: Overview) -> set[str]:
    return {one.value for one in found.choices}
