"""Ids of articles in paths: any text may be one, slashes included, but for the ends that name something else."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator
from starlette.convertors import Convertor, register_url_convertor
from starlette.types import Scope

from newsroom_ai.article import ID_LIMIT
from newsroom_ai.errors import FieldError, InvalidArticle
from newsroom_ai.text.normalise import nfc

ENDS = ("/versions", "/related")  # what routes add to an id
_ENCODED_END = re.compile(rb"/v1/articles/.*%2f(?:versions|related)", re.IGNORECASE | re.DOTALL)

ArticleId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=ID_LIMIT,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="The article's id; a slash in it may stand as it is or as `%2F`.",
    ),
    AfterValidator(nfc),
]


class _IdConvertor(Convertor[str]):
    """``{id:article}``: all that is left of a path, unless it ends as another route does."""

    # The first alternatives are ids themselves: looking back, the slash before them is the path's.
    regex = r"(?:versions|related|(?s:.+)(?<!/versions)(?<!/related))"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("article", _IdConvertor())


def check(id: object) -> None:
    """Refuse an id that could be stored but never be read by its path.

    Raises:
        InvalidArticle: it ends as a route does.
    """
    if isinstance(id, str) and id.strip().endswith(ENDS):
        raise wrong_end()


def wrong_end() -> InvalidArticle:
    """What ``check`` raises."""
    detail = f"không được kết thúc bằng {' hoặc '.join(ENDS)}"
    return InvalidArticle(f"/id: {detail}", [FieldError("/id", detail)])


def is_meant(scope: Scope) -> bool:
    """Whether a path that was routed elsewhere means an article: the slash before its end is encoded."""
    return _ENCODED_END.fullmatch(scope.get("raw_path") or b"") is not None
