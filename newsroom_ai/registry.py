"""How a name in a service's registry becomes an implementation: imported on call, never before."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

from newsroom_ai.errors import InvalidConfig, ModelUnavailable


class Implementation(NamedTuple):
    """Where an implementation is, and the extra that must be installed for it ("" for none)."""

    module: str
    attribute: str
    extra: str = ""


def make(table: Mapping[str, Implementation], name: str, **options: Any) -> Any:
    """Import and construct what ``table`` knows as ``name``; ``options`` go to its constructor.

    Raises:
        InvalidConfig: the table does not know the name; the names it knows are listed.
        ModelUnavailable: the extra is not installed; a missing module of our own is raised as the bug it is.
    """
    if name not in table:
        raise InvalidConfig(f"Không có “{name}”; các tên hợp lệ: {', '.join(table)}")
    entry = table[name]
    try:
        factory = getattr(import_module(entry.module), entry.attribute)
    except ModuleNotFoundError as error:
        if not entry.extra or (error.name or "").startswith("newsroom_ai"):
            raise
        raise ModelUnavailable(f"“{name}” cần cài thêm: pip install 'newsroom-ai[{entry.extra}]'") from error
    return factory(**options)
