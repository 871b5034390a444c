"""Where a client stands in the pages of one search."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Final, NamedTuple

from newsroom_ai.errors import InvalidQuery
from newsroom_ai.search.types import SearchRequest

RESULT_WINDOW: Final = 10_000  # how deep pages go


class Cursor(NamedTuple):
    """A place in one search: articles written after its first page (keys above ``newest``) do not shift it."""

    offset: int
    newest: int
    digest: str

    def text(self) -> str:
        """As the client is given it."""
        return base64.urlsafe_b64encode(json.dumps(self).encode()).decode().rstrip("=")


def digest(request: SearchRequest) -> str:
    """What makes two requests one search."""
    asked = (
        request.q, request.mode, sorted(request.filters.items()), request.start, request.end, request.status,
        request.sort, request.expand,
    )  # fmt: skip
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]


def read_cursor(request: SearchRequest) -> Cursor | None:
    """The place a request goes on from; None for the first page.

    Raises:
        InvalidQuery: the cursor is no cursor, or is of another search.
    """
    if not request.cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(request.cursor + "=" * (-len(request.cursor) % 4))
        offset, newest, of = json.loads(text)
        cursor = Cursor(int(offset), int(newest), str(of))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InvalidQuery("cursor không đọc được; hãy tìm lại từ trang đầu") from error
    if cursor.digest != digest(request) or not 0 < cursor.offset <= RESULT_WINDOW or not 0 <= cursor.newest < 2**63:
        raise InvalidQuery("cursor thuộc về một lượt tìm khác; hãy tìm lại từ trang đầu")
    return cursor
