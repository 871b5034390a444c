"""Which trained models a newsroom uses instead of the shipped ones, and which it used before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from newsroom_ai.artefacts import verified
from newsroom_ai.errors import Conflict, InvalidConfig, InvalidQuery

FILE_NAME: Final = "models.json"
SHIPPED: Final = "shipped"
SERVICES: Final = ("sections", "topics", "keyphrases")
"""Services that can be pointed at a model of the newsroom's own."""


def chosen_model(data: Path, service: str) -> Path | None:
    """The folder of the model in use for a service; None for the shipped one.

    Raises:
        InvalidConfig: the file of choices cannot be read.
    """
    past = _choices(data).get(service, [])
    return Path(past[-1]) if past and past[-1] != SHIPPED else None


def use_model(data: Path, service: str, folder: Path | None) -> None:
    """Point a service at the model in ``folder``, or at the shipped one.

    Raises:
        InvalidQuery: there is no such service.
        ModelUnavailable: the folder is no whole model.
        InvalidConfig: the file of choices cannot be read.
    """
    _check(service)
    name = SHIPPED if folder is None else str(verified(folder.resolve()))
    choices = _choices(data)
    _write(data, choices | {service: [*choices.get(service, [SHIPPED]), name]})


def use_earlier(data: Path, service: str) -> str:
    """Go back to the model that was in use before; returns its folder, or ``shipped``.

    Raises:
        InvalidQuery: there is no such service.
        Conflict: no other model was in use before.
    """
    _check(service)
    choices = _choices(data)
    past = choices.get(service, [])
    if len(past) < 2:
        raise Conflict(f"{service}: trước đây chưa dùng mô hình nào khác")
    _write(data, choices | {service: past[:-1]})
    return past[-2]


def choice_stamp(data: Path) -> int:
    """A number that changes with every choice; 0 where none was made."""
    try:
        return (data / FILE_NAME).stat().st_mtime_ns
    except OSError:
        return 0


def _check(service: str) -> None:
    if service not in SERVICES:
        raise InvalidQuery(f"Không có dịch vụ {service}; các dịch vụ: {', '.join(SERVICES)}")


def _choices(data: Path) -> dict[str, list[str]]:
    path = data / FILE_NAME
    if not path.exists():
        return {}
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
        return {str(service): [str(name) for name in past] for service, past in told.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise InvalidConfig(f"{FILE_NAME} không đọc được; xóa tệp này để dùng lại các mô hình đi kèm") from error


def _write(data: Path, choices: dict[str, list[str]]) -> None:
    data.mkdir(parents=True, exist_ok=True)
    fresh = data / f"{FILE_NAME}.new"
    fresh.write_text(json.dumps(choices, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    fresh.replace(data / FILE_NAME)
