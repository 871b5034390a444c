"""Vietnam's provincial units and the days they were valid: 63 until 30 June 2025, 34 since."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from newsroom_ai.text.fold import fold

_SHOWN: Final = {"Hồ Chí Minh": "TP.HCM"}  # the bare name is the president


@dataclass(frozen=True, slots=True)
class Province:
    """One provincial unit between two days, both inclusive; ``valid_to`` None while it lasts.

    ``key`` is slug/year; ``code`` the official number, reused across reforms; ``successor`` the key of the unit
    that took the area over.
    """

    key: str
    code: str
    kind: str
    name: str
    valid_from: date
    valid_to: date | None
    successor: str | None

    @property
    def label(self) -> str:
        """The name a newspaper prints as a tag."""
        return _SHOWN.get(self.name, self.name)

    @property
    def official(self) -> str:
        """The name with its unit word: ``Thành phố Đồng Nai``."""
        return f"{self.kind.capitalize()} {self.name}"

    @property
    def uri(self) -> str:
        """The stable identifier of this unit in this epoch."""
        return f"urn:newsroom:place:vn/{self.key}"

    def holds(self, day: date) -> bool:
        """Say whether the unit existed on a day; days before the table's first epoch count as that epoch."""
        return (self.valid_from <= day or self.valid_from == FIRST_DAY) and (
            self.valid_to is None or day <= self.valid_to
        )


class Merger(NamedTuple):
    """A provincial unit, by label, that became part of a unit of another name on a day."""

    old: str
    new: str
    day: date


FIRST_DAY: Final = date(2008, 8, 1)
"""The day from which the table's first 63 units are dated."""


@cache
def provinces() -> tuple[Province, ...]:
    """All units of all epochs, oldest epoch first."""
    return tuple(
        Province(
            row["key"],
            row["code"],
            row["kind"],
            row["name"],
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            row["successor"] or None,
        )
        for row in read_table("provinces.csv")
    )


@cache
def province_aliases() -> dict[str, tuple[str, ...]]:
    """Name -> the other spellings that the press prints."""
    return {row["name"]: listed(row["aliases"]) for row in read_table("province_aliases.csv")}


def valid_on(name: str, day: date) -> Province | None:
    """The unit that held the place called ``name`` on a day, or None for a name that is no province.

    >>> valid_on("Hà Giang", date(2024, 8, 28)).label, valid_on("Hà Giang", date(2026, 2, 2)).label
    ('Hà Giang', 'Tuyên Quang')
    >>> valid_on("Huế", date(2020, 1, 1)).label, valid_on("Đồng Nai", date(2026, 5, 1)).official
    ('Thừa Thiên Huế', 'Thành phố Đồng Nai')
    """
    named = _by_name().get(_key(name), ())
    for province in named:
        if province.holds(day):
            return province
    for province in named:
        if (unit := _follow(province, day)) is not None:
            return unit
    return _before(named, day)


def successors(name: str) -> list[str]:
    """Today's labels of the units that took the place called ``name`` over, where the name itself has ended.

    >>> successors("Hà Giang"), successors("Lâm Đồng")
    (['Tuyên Quang'], [])
    """
    now = valid_on(name, date.max)
    return [] if now is None or _key(name) in _names_of(now) else [now.label]


@cache
def mergers() -> tuple[Merger, ...]:
    """Every merger of a unit into one of another name, with the day from which the other name holds.

    >>> [merger.old for merger in mergers() if merger.new == "Lâm Đồng"]
    ['Bình Thuận', 'Đắk Nông']
    """
    return tuple(
        Merger(old.label, new.label, new.valid_from)
        for old in provinces()
        if old.successor and (new := _by_key()[old.successor]).name != old.name
    )


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of this package."""
    text = (files("newsroom_ai.vocabulary") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def listed(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, parted by semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _key(name: str) -> str:
    key = fold(name).removeprefix("tỉnh ").removeprefix("thành phố ")
    return key.replace("tp. ", "").replace("tp ", "")


def _names_of(province: Province) -> set[str]:
    return {_key(n) for n in (province.name, province.label, *province_aliases().get(province.name, ()))}


@cache
def _by_name() -> dict[str, tuple[Province, ...]]:
    table: dict[str, tuple[Province, ...]] = {}
    for province in provinces():
        for key in _names_of(province):
            table[key] = (*table.get(key, ()), province)
    return table


@cache
def _by_key() -> dict[str, Province]:
    return {province.key: province for province in provinces()}


def _follow(province: Province, day: date) -> Province | None:
    """Walk the successors of an ended unit to the one that existed on a day."""
    unit: Province | None = province
    while unit is not None and not unit.holds(day):
        unit = _by_key()[unit.successor] if unit.successor else None
    return unit


def _before(named: tuple[Province, ...], day: date) -> Province | None:
    """The unit whose successor bears the name, for a name that came later than the day: Huế before 2025."""
    keys = {province.key for province in named}
    return next((p for p in provinces() if p.successor in keys and p.holds(day)), None)
