"""What the OpenAPI description says of problems, so that each route names only the codes it can answer with."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

_DESCRIPTIONS = {
    401: "No key or session, or a wrong one (`unauthenticated`).",
    403: "The role does not allow this, or the CSRF header is missing (`forbidden`).",
    404: "There is no such article, vocabulary or concept, or it is not for the caller (`not_found`).",
    409: "The stored version is another one (`conflict`).",
    413: "Too many articles or bytes (`too_large`).",
    422: "A field, parameter or article is wrong; `errors` names it (`invalid_query`, `invalid_article`,"
    " `invalid_vocabulary`).",
    429: "The server is full, or too many wrong keys came from this address (`overloaded`).",
    500: "An unexpected error (`internal`).",
    503: "A model or index that this needs is not installed (`model_unavailable`).",
    507: "The disk is full; nothing was written (`storage_full`).",
}
_HEADERS = {429: {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}}

Responses = dict[int | str, dict[str, Any]]


def problems(*statuses: int) -> Responses:
    """The ``responses`` of a guarded route: those every such route has, and ``statuses``."""
    return {status: _problem(status) for status in sorted({401, 403, 422, 429, 500, *statuses})}


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemOut"}
    described: dict[str, Any] = {
        "description": _DESCRIPTIONS.get(status, HTTPStatus(status).phrase),
        "content": {"application/problem+json": {"schema": schema}},
    }
    return described | ({"headers": _HEADERS[status]} if status in _HEADERS else {})


SERVICE = problems(413, 503)
SEARCH = problems(413, 503)
READ = problems(404)
EVERY = problems()
