"""Which articles a job is about, as people and programs say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from newsroom_ai.archive.jobs import JobType
from newsroom_ai.archive.selection import Selector, versioned
from newsroom_ai.article import Status
from newsroom_ai.errors import InvalidQuery
from newsroom_ai.search.period import end_of, start_of

_TEXTS: Final = ("since", "until", "status", "model_before")
_LISTS: Final = ("section", "source")
KEYS: Final = (*_TEXTS, *_LISTS, "untagged")


def selector(given: Mapping[str, Any], type: JobType) -> Selector:
    """Read a selector; what it does not name leaves all.

    Args:
        given: ``since``, ``until`` (dates, both included, or times), ``section`` and ``source`` (lists), ``status``,
            ``untagged``, ``model_before`` (a model with its version, such as ``places.v2``).
        type: of the job, for ``model_before``: only what jobs of this type did counts.

    Raises:
        InvalidQuery: a key is unknown or a value wrong.
    """
    if unknown := given.keys() - set(KEYS):
        raise InvalidQuery(f"selector: không có mục {min(unknown)}; các mục: {', '.join(KEYS)}")
    texts = {name: _text(name, given.get(name)) for name in _TEXTS}
    lists = {name: _list(name, given.get(name)) for name in _LISTS}
    untagged = given.get("untagged", False)
    if not isinstance(untagged, bool):
        raise InvalidQuery("selector.untagged phải là true hoặc false")
    status = texts["status"] or Status.PUBLISHED
    if status not in set(Status):
        raise InvalidQuery(f"selector.status phải là một trong: {', '.join(Status)}")
    model = texts["model_before"]
    if model is not None and not versioned(model)[1]:
        raise InvalidQuery("selector.model_before phải là tên mô hình kèm phiên bản, ví dụ places.v2")
    return Selector(
        start_of(texts["since"]).timestamp() if texts["since"] else None,
        end_of(texts["until"]).timestamp() if texts["until"] else None,
        lists["section"],
        lists["source"],
        Status(status),
        untagged,
        model,
        type.value,
    )


def _text(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise InvalidQuery(f"selector.{name} phải là chuỗi")
    return value or None


def _list(name: str, value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value) or len(value) > 100:
        raise InvalidQuery(f"selector.{name} phải là danh sách gồm nhiều nhất 100 chuỗi")
    return tuple(value)
