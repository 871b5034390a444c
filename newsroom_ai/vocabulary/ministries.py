"""Ministries that ended: which ministry does today what an ended one did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from newsroom_ai.vocabulary.provinces import listed, read_table


@dataclass(frozen=True, slots=True)
class Transfer:
    """What moved from an ended ministry to another on a day; without ``functions`` the whole of it."""

    old_name: str
    aliases: tuple[str, ...]
    functions: tuple[str, ...]
    new_name: str
    valid_from: date
    source: str


@cache
def transfers() -> tuple[Transfer, ...]:
    """All transfers of the table.

    >>> [t.new_name for t in transfers() if "BLĐTBXH" in t.aliases]
    ['Bộ Nội vụ', 'Bộ Giáo dục và Đào tạo', 'Bộ Y tế']
    """
    return tuple(
        Transfer(
            row["old_name"],
            listed(row["aliases"]),
            listed(row["functions"]),
            row["new_name"],
            date.fromisoformat(row["valid_from"]),
            row["source"],
        )
        for row in read_table("ministries.csv")
    )
