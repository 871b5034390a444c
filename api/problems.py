"""Errors -> RFC 9457 problem documents. HTTP's status codes are known here and nowhere else."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api import ids
from api.responses import Problem
from api.validation import explain
from newsroom_ai.errors import InvalidQuery, NewsroomError, NotFound, Overloaded, TooLarge, problem


class MethodNotAllowed(NewsroomError):
    """The path exists, but not for this method."""

    code: ClassVar[str] = "method_not_allowed"
    title: ClassVar[str] = "Phương thức không được hỗ trợ"


STATUS: dict[str, int] = {
    "invalid_article": 422,
    "invalid_query": 422,
    "invalid_vocabulary": 422,
    "too_large": 413,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "conflict": 409,
    "overloaded": 429,
    "remote_failure": 502,
    "model_unavailable": 503,
    "storage_full": 507,
    "invalid_config": 500,
    "unreadable_file": 500,
    "internal": 500,
}

UNEXPECTED = "Có lỗi ngoài dự kiến ở máy chủ. Hãy báo người quản trị kèm mã yêu cầu (request_id)"


def document(error: NewsroomError, request: Request) -> dict[str, Any]:
    """The whole problem document of an error that met this request.

    What a 500 would say about files and settings is for the server's owner, not for callers, and is left out.
    """
    status = STATUS[error.code]
    shown = NewsroomError(UNEXPECTED) if status == 500 else error
    return problem(shown) | {
        "status": status,
        "instance": quote(request.scope["path"], safe="/:@"),
        "request_id": getattr(request.state, "request_id", None),
    }


def respond(error: NewsroomError, request: Request) -> Response:
    """Answer with the problem; a route that shows a page may ask for that page instead of JSON."""
    body = document(error, request)
    page = getattr(request.state, "problem_page", None)
    response: Response = page(body) if page else Problem(body, body["status"])
    response.headers.update(_headers(error))
    return response


def install(app: FastAPI) -> None:
    """Make every expected error of the app answer with its problem document."""
    app.add_exception_handler(NewsroomError, _expected)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)


def _headers(error: NewsroomError) -> dict[str, str]:
    if isinstance(error, Overloaded):
        return {"Retry-After": str(error.retry_after)}
    return {"WWW-Authenticate": "Bearer"} if error.code == "unauthenticated" else {}


async def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, NewsroomError)
    return respond(error, request)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return respond(explain(error), request)


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405 and request.method == "PUT" and ids.is_meant(request.scope):
        return respond(ids.wrong_end(), request)
    response = respond(_translate(error.status_code), request)
    if error.status_code == 405:
        response.headers["Allow"] = _allowed(request) or (error.headers or {}).get("Allow", "GET")
    return response


def _allowed(request: Request) -> str:
    """All methods of a path; the framework names only those of the first route it finds there."""
    route = request.scope.get("route")
    described = request.app.openapi()["paths"].get(getattr(route, "path_format", ""), ())
    methods = [method.upper() for method in described]
    hidden = (getattr(route, "methods", None) or set()) & {"HEAD"} if methods else set()
    return ", ".join([*methods, *hidden])


def _translate(status: int) -> NewsroomError:
    if status == 404:
        return NotFound("Không có đường dẫn này")
    if status == 405:
        return MethodNotAllowed("Đường dẫn này không nhận phương thức đã dùng")
    if status == 413:
        return TooLarge("Yêu cầu vượt quá dung lượng cho phép")
    return InvalidQuery("Không đọc được yêu cầu") if status < 500 else NewsroomError(UNEXPECTED)
