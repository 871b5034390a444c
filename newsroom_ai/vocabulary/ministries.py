"""Ministries that were split by function: which ministry does today what an ended one did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from newsroom_ai.text.fold import fold
from newsroom_ai.vocabulary.provinces import read_table


@dataclass(frozen=True, slots=True)
class Transfer:
    """One function that moved from an ended ministry to another on a day."""

    old_name: str
    aliases: tuple[str, ...]
    function: str
    new_name: str
    valid_from: date
    source: str


@cache
def transfers() -> tuple[Transfer, ...]:
    """All transfers of the table."""
    return tuple(
        Transfer(
            row["old_name"],
            tuple(alias.strip() for alias in row["aliases"].split(";")),
            row["function"],
            row["new_name"],
            date.fromisoformat(row["valid_from"]),
            row["source"],
        )
        for row in read_table("ministries.csv")
    )


def expansions(name: str) -> list[Transfer]:
    """The transfers of the ministry called ``name`` by any of its names; empty when it has not ended.

    >>> [transfer.new_name for transfer in expansions("Bộ LĐ-TB&XH")]
    ['Bộ Nội vụ', 'Bộ Giáo dục và Đào tạo', 'Bộ Y tế']
    >>> expansions("Bộ Công an")
    []
    """
    key = fold(name).strip()
    return [t for t in transfers() if key in {fold(known) for known in (t.old_name, *t.aliases)}]


def same_names(name: str) -> tuple[str, ...]:
    """Every spelling of an ended ministry's name, the full one first; empty for other names.

    >>> same_names("BLĐTBXH")[0]
    'Bộ Lao động - Thương binh và Xã hội'
    """
    found = expansions(name)
    return (found[0].old_name, *found[0].aliases) if found else ()
