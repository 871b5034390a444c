"""What pydantic found wrong -> one error of ours, in Vietnamese, with JSON pointers; never the value that was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from newsroom_ai.errors import FieldError, InvalidArticle, InvalidQuery, NewsroomError

SHOWN = 20  # more errors than this help nobody

_NUMBER, _WHOLE, _TEXT = "phải là số", "phải là số nguyên", "phải là chuỗi"
_TRUTH, _RECORD, _LIST = "phải là true hoặc false", "phải là một đối tượng JSON", "phải là danh sách"
_DETAILS = {
    "missing": "thiếu trường bắt buộc",
    "extra_forbidden": "không có tham số này",
    "json_invalid": "nội dung không phải JSON hợp lệ: {error}",
    "string_type": _TEXT,
    "string_unicode": "chứa ký tự Unicode không hợp lệ",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_too_short": "ngắn hơn {min_length} ký tự",
    "string_pattern_mismatch": "chứa ký tự không được phép",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "list_type": _LIST,
    "dict_type": _RECORD,
    "model_type": _RECORD,
    "model_attributes_type": _RECORD,
    "literal_error": "phải là một trong: {expected}",
    "enum": "phải là một trong: {expected}",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "phải không quá {le}",
    "too_long": "có quá {max_length} phần tử",
    "too_short": "có ít hơn {min_length} phần tử",
    "value_error": "{error}",
}
_ARTICLES = ("/article", "/articles", "/against")


def explain(error: RequestValidationError) -> NewsroomError:
    """Name each wrong field: ``invalid_article`` where one stands inside an article, else ``invalid_query``."""
    found = [_field_error(item, error.body) for item in error.errors()[:SHOWN]]
    first = found[0]
    detail = f"{first.pointer}: {first.detail}" if first.pointer else first.detail
    about_article = any(f"{item.pointer}/".startswith(f"{prefix}/") for item in found for prefix in _ARTICLES)
    return (InvalidArticle if about_article else InvalidQuery)(detail, found)


def pointer(parts: Sequence[str | int]) -> str:
    """The RFC 6901 pointer of a place in a JSON text.

    >>> pointer(["articles", 0, "a/b"])
    '/articles/0/a~1b'
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _field_error(item: Mapping[str, Any], body: Any) -> FieldError:
    _, *place = item["loc"]  # the first says where: body, query, path
    if item["type"] == "json_invalid":
        place = []
    if place[:1] == [0] and not isinstance(body, list):  # one record where a list may stand
        place = place[1:]
    return FieldError(pointer(place), _detail(item))


def _detail(item: Mapping[str, Any]) -> str:
    template = _DETAILS.get(item["type"], "giá trị không hợp lệ")
    context = {name: str(value).replace(" or ", ", ").replace("'", "") for name, value in item.get("ctx", {}).items()}
    return template.format_map(context)
