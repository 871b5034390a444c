"""Names and abbreviations that mean the same: the shipped groups and those that a newsroom adds.

One group a line: ``forms,from,to,note``. ``forms`` are parted by ``|``; ``from`` and ``to`` (ISO dates, both inclusive,
either may be missing) bound the articles in which the forms are equal. A group of one form is a name of its own, so
that "sông Sài Gòn" is not read as "Sài Gòn". Lines with the note ``ambiguous`` are kept for people and never used by
themselves; ``#`` opens a comment.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from newsroom_ai.errors import InvalidConfig
from newsroom_ai.text.syllables import exact_forms

FILE_NAME: Final = "aliases.csv"
AMBIGUOUS: Final = "ambiguous"
LONGEST: Final = 16  # syllables of one form
_COLUMNS: Final = ("forms", "from", "to", "note")


@dataclass(frozen=True, slots=True)
class AliasGroup:
    """Forms of equal meaning in articles between two days, both inclusive, either None."""

    forms: tuple[str, ...]
    valid_from: date | None = None
    valid_to: date | None = None


@cache
def shipped_aliases() -> tuple[AliasGroup, ...]:
    """The groups that come with the product, ambiguous ones left out."""
    text = (files("newsroom_ai.vocabulary") / "data" / FILE_NAME).read_text("utf-8")
    return parse_aliases(text, FILE_NAME)


def own_aliases(data: Path, named: str = "") -> tuple[AliasGroup, ...]:
    """The groups of a newsroom: the file ``named`` in the settings, or ``aliases.csv`` of the data directory, if any.

    Raises:
        InvalidConfig: the file named does not exist, or as ``read_aliases``.
    """
    path = data / (named or FILE_NAME)
    return read_aliases(path) if named or path.exists() else ()


def read_aliases(path: Path) -> tuple[AliasGroup, ...]:
    """Read a newsroom's own file.

    Raises:
        InvalidConfig: the file cannot be read, or a line is wrong; names the line.
    """
    try:
        return parse_aliases(path.read_text(encoding="utf-8-sig"), path.name)
    except OSError as error:
        raise InvalidConfig(f"Không đọc được {path.name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InvalidConfig(f"{path.name} không phải UTF-8") from error


def parse_aliases(text: str, name: str) -> tuple[AliasGroup, ...]:
    """Read the groups of a file called ``name``.

    Raises:
        InvalidConfig: a line is wrong; names the line.

    >>> parse_aliases("BHXH|bảo hiểm xã hội", "aliases.csv")[0].forms
    ('BHXH', 'bảo hiểm xã hội')
    """
    groups = []
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in next(csv.reader([line]), [])]
        if not any(cells) or cells[0].startswith("#") or tuple(cells) == _COLUMNS[: len(cells)]:
            continue
        if len(cells) > len(_COLUMNS):
            raise _wrong(name, number, "có quá bốn cột; dạng đúng: dạng 1|dạng 2,từ ngày,đến ngày,ghi chú")
        cells += [""] * (len(_COLUMNS) - len(cells))
        group = _group(cells, name, number)
        if cells[3] != AMBIGUOUS:
            groups.append(group)
    return tuple(groups)


def _group(cells: list[str], name: str, number: int) -> AliasGroup:
    forms = tuple(form.strip() for form in cells[0].split("|"))
    for form in forms:
        if not 0 < len(exact_forms(form)) <= LONGEST:
            raise _wrong(name, number, f"“{form}” phải có từ 1 đến {LONGEST} âm tiết")
    try:
        start, end = (date.fromisoformat(cell) if cell else None for cell in cells[1:3])
    except ValueError as error:
        raise _wrong(name, number, "ngày phải theo dạng 2025-07-01") from error
    if start and end and end < start:
        raise _wrong(name, number, "ngày kết thúc đứng trước ngày bắt đầu")
    return AliasGroup(forms, start, end)


def _wrong(name: str, number: int, what: str) -> InvalidConfig:
    return InvalidConfig(f"{name}, dòng {number}: {what}")
