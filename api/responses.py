"""How JSON leaves the server."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response


def encode(content: Any) -> bytes:
    """JSON in UTF-8 with Vietnamese as it is.

    A lone surrogate, which only a wrong request can bring in, becomes ``?``: the answer stays valid UTF-8.
    """
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


class Json(Response):
    """A JSON response; bytes are taken as already encoded."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Encode what is not encoded yet."""
        return content if isinstance(content, bytes) else encode(content)


class Problem(Json):
    """An RFC 9457 problem document."""

    media_type = "application/problem+json"
