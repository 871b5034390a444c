from __future__ import annotations

from datetime import date

import pytest

from newsroom_ai.vocabulary.ministries import transfers
from newsroom_ai.vocabulary.provinces import Province, mergers, provinces, successors, valid_on

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def units_on(day: date) -> list[Province]:
    return [province for province in provinces() if province.holds(day)]


def test_63_units_became_34() -> None:
    assert len(units_on(BEFORE)) == 63
    assert len(units_on(AFTER)) == 34
    assert len(units_on(date(1999, 1, 1))) == 63  # earlier days count as the first epoch of the table


def test_every_ended_unit_leads_to_one_that_exists_today() -> None:
    keys = {province.key for province in provinces()}
    assert len(keys) == len(provinces())
    for province in provinces():
        assert (province.valid_to is None) == (province.successor is None)
        assert province.successor is None or province.successor in keys
        assert valid_on(province.name, date(2026, 8, 1)) in units_on(date(2026, 8, 1))


@pytest.mark.parametrize(
    ("name", "day", "label"),
    [
        ("Hà Giang", BEFORE, "Hà Giang"),
        ("Hà Giang", AFTER, "Tuyên Quang"),
        ("tỉnh Bình Dương", AFTER, "TP.HCM"),
        ("Thừa Thiên Huế", date(2024, 12, 31), "Thừa Thiên Huế"),
        ("Thừa Thiên Huế", date(2025, 1, 1), "Huế"),
        ("Huế", date(2020, 1, 1), "Thừa Thiên Huế"),
        ("Sài Gòn", AFTER, "TP.HCM"),
        ("Hoà Bình", BEFORE, "Hòa Bình"),
        ("Cao Bằng", AFTER, "Cao Bằng"),
    ],
)
def test_the_unit_that_held_a_name_on_a_day(name: str, day: date, label: str) -> None:
    unit = valid_on(name, day)
    assert unit is not None
    assert unit.label == label


def test_a_unit_can_change_its_kind() -> None:
    named = [valid_on("Đồng Nai", day) for day in (BEFORE, AFTER, date(2026, 4, 30))]
    assert [unit.official for unit in named if unit] == ["Tỉnh Đồng Nai", "Tỉnh Đồng Nai", "Thành phố Đồng Nai"]
    assert len({unit.uri for unit in named if unit}) == 3


def test_other_names_are_no_province() -> None:
    assert valid_on("Paris", AFTER) is None
    assert successors("Paris") == []


def test_names_of_before_and_after() -> None:
    assert successors("Bình Thuận") == ["Lâm Đồng"]
    assert [merger.old for merger in mergers() if merger.new == "TP.HCM"] == ["Bình Dương", "Bà Rịa - Vũng Tàu"]
    assert len([merger for merger in mergers() if merger.day == AFTER]) == 63 - 34


def test_a_ministry_was_split_by_function() -> None:
    parts = [transfer for transfer in transfers() if "BLĐTBXH" in transfer.aliases]
    assert [part.new_name for part in parts] == ["Bộ Nội vụ", "Bộ Giáo dục và Đào tạo", "Bộ Y tế"]
    assert all(part.functions and part.valid_from == date(2025, 3, 1) for part in parts)
