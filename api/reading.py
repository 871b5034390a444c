"""Request bytes -> JSON values, strictly: what Python's reader lets through but JSON does not allow is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, NoReturn

from starlette.requests import Request

DEPTH_LIMIT = 32


def parse(body: bytes) -> Any:
    """Parse one JSON text.

    Raises:
        json.JSONDecodeError: it is no UTF-8, no JSON (``NaN`` and numbers beyond a double are not), or nested
            deeper than ``DEPTH_LIMIT``.
    """
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant, parse_float=_finite)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise _wrong("lồng nhau quá sâu") from error
    except ValueError as error:  # not UTF-8, or an integer of thousands of digits
        raise _wrong("mã hóa hoặc số không hợp lệ") from error
    if _deeper_than(value, DEPTH_LIMIT):
        raise _wrong("lồng nhau quá sâu")
    return value


class StrictRequest(Request):
    """A request whose JSON is read by ``parse``."""

    async def json(self) -> Any:
        """The body as JSON values."""
        return parse(await self.body())


def _wrong(reason: str) -> json.JSONDecodeError:
    return json.JSONDecodeError(reason, "", 0)


def _refuse_constant(name: str) -> NoReturn:
    raise _wrong(f"{name} không phải số của JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _wrong("số quá lớn")
    return value


def _deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for node in level for child in _children(node) if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def _children(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()
