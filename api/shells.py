"""Page shells: HTML without data; what they show is fetched by their scripts with the visitor's rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from starlette.responses import HTMLResponse

from api.figures import number
from newsroom_ai.errors import NotFound

FOLDER = Path(__file__).with_name("pages")


class Shells:
    """Renders the templates of a folder; every value is escaped."""

    def __init__(self, newspaper: str, folder: Path = FOLDER) -> None:
        self._newspaper = newspaper
        self._environment = Environment(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.filters["vietnamese"] = number

    def exists(self, name: str) -> bool:
        """Whether there is such a page."""
        return name in self._environment.list_templates()

    def render(self, name: str, problem: dict[str, Any] | None = None, **values: Any) -> HTMLResponse:
        """A page; templates know ``newspaper`` (its name), ``problem`` (a problem document or None) and ``values``.

        Raises:
            NotFound: there is no such template.
        """
        try:
            template = self._environment.get_template(name)
        except TemplateNotFound as error:
            raise NotFound("Không có trang này") from error
        html = template.render(newspaper=self._newspaper, problem=problem, **values)
        return HTMLResponse(html, status_code=problem["status"] if problem else 200)
