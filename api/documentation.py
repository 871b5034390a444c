"""``/openapi.json`` and a page to read it by, drawn on the server: it needs no script and nothing from outside."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from fastapi import APIRouter
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api.responses import Json

router = APIRouter(include_in_schema=False)

DESCRIPTION = """\
An assistant for Vietnamese newsrooms: tagging, summaries, duplicate detection and archive search on your own server.

Every `/v1` route and `/metrics` need `Authorization: Bearer KEY` or a session cookie. Roles, each with the rights of
those before it: `reporter`, `editor`, `archivist`, `admin`. Where a route does not say otherwise, `reporter` will do.
Errors are RFC 9457 problem documents: `code` is stable, `detail` is for people and in Vietnamese. Spans count Unicode
code points of the NFC plain text of the field.
"""

_STYLE = """\
body{font:1rem/1.5 system-ui,"Noto Sans",sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
:root{color-scheme:light dark}pre{overflow:auto;font-size:.85rem}summary{cursor:pointer}code{font-size:.95em}
h2{margin-top:2rem}table{border-collapse:collapse}
td,th{text-align:left;vertical-align:top;padding:.15rem .8rem .15rem 0}
"""
_PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ title }}</title>
<style>{{ style | safe }}</style></head>
<body>
<h1>{{ title }} {{ version }}</h1>
<p>{{ description }}</p>
<p><a href="/openapi.json">openapi.json</a></p>
{% for path, operations in paths.items() %}
{% for method, operation in operations.items() %}
<h2 id="{{ operation.operationId }}"><code>{{ method | upper }} {{ path }}</code></h2>
<p>{{ operation.description }}</p>
{% if operation.parameters %}
<table>
<tr><th>Parameter</th><th>In</th><th>Schema</th><th></th></tr>
{% for parameter in operation.parameters %}
<tr><td><code>{{ parameter.name }}</code></td><td>{{ parameter.in }}</td>
<td><code>{{ parameter.schema | tojson }}</code></td><td>{{ parameter.description }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% if operation.requestBody %}
<details><summary>Body</summary><pre>{{ operation.requestBody.content | tojson(2) }}</pre></details>
{% endif %}
<table>
{% for status, response in operation.responses.items() %}
<tr><td>{{ status }}</td><td>{{ response.description }}</td></tr>
{% endfor %}
</table>
{% endfor %}
{% endfor %}
<h1>Schemas</h1>
{% for name, schema in schemas.items() %}
<details id="{{ name }}"><summary><code>{{ name }}</code></summary><pre>{{ schema | tojson(2) }}</pre></details>
{% endfor %}
</body>
</html>
""")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    """The OpenAPI description."""
    return Json(request.app.openapi())


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The OpenAPI description as a page."""
    described: dict[str, Any] = request.app.openapi()
    html = _PAGE.render(
        **described["info"], style=_STYLE, paths=described["paths"], schemas=described["components"]["schemas"]
    )
    return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY})
