from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.numbers import numbers
from tests.text.strategies import vietnamese_text


@pytest.mark.parametrize(
    ("text", "value", "unit", "kind"),
    [
        ("1.234,5", "1234.5", None, "number"),
        ("1,5 triệu", "1500000", None, "number"),
        ("12 tỷ đồng", "12000000000", "VND", "money"),
        ("12 tỉ đồng", "12000000000", "VND", "money"),
        ("1,2 nghìn", "1200", None, "number"),
        ("1.200", "1200", None, "number"),
        ("hơn 10.000", "10000", None, "number"),
        ("50%", "50", "%", "percent"),
        ("15,5 %", "15.5", "%", "percent"),
        ("50 phần trăm", "50", "%", "percent"),
        ("1 tỷ 200 triệu đồng", "1200000000", "VND", "money"),
        ("5 trăm triệu", "500000000", None, "number"),
        ("3 trăm nghìn đồng", "300000", "VND", "money"),
        ("2 chục triệu", "20000000", None, "number"),
        ("2 chục", "20", None, "number"),
        ("6 trăm nghìn tỷ đồng", "600000000000000", "VND", "money"),
        ("2 tỷ 5 trăm triệu đồng", "2500000000", "VND", "money"),
        ("2 tỷ rưỡi", "2500000000", None, "number"),
        ("1,6 triệu tỷ đồng", "1600000000000000", "VND", "money"),
        ("20.000đ", "20000", "VND", "money"),
        ("5 USD", "5", "USD", "money"),
        ("$5 triệu", "5000000", "USD", "money"),
        ("100m2", "100", "m2", "number"),
        ("90 km/h", "90", "km/h", "number"),
        ("5 đồng chí", "5", None, "number"),
        ("1.5 triệu", "1500000", None, "number"),
        ("05 bị cáo", "5", None, "number"),
    ],
)
def test_vietnamese_numbers(text: str, value: str, unit: str | None, kind: str) -> None:
    (number,) = numbers(f"Đạt {text}.")
    assert (number.value, number.upper, number.unit, number.kind) == (Decimal(value), None, unit, kind)
    assert "E" not in str(number.value)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10,000 workers", "10000", None),
        ("1,234.5", "1234.5", None),
        ("$2.5 billion", "2500000000", "USD"),
        ("VND10,000", "10000", "VND"),
        ("5 percent", "5", "%"),
    ],
)
def test_english_separators_are_reversed(text: str, value: str, unit: str | None) -> None:
    (number,) = numbers(text, "en")
    assert (number.value, number.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "language", "lower", "upper", "unit"),
    [
        ("3.000-5.000", "vi", "3000", "5000", None),
        ("3.000 – 5.000", "vi", "3000", "5000", None),
        ("từ 3 đến 5 triệu đồng", "vi", "3000000", "5000000", "VND"),
        ("5-7%", "vi", "5", "7", "%"),
        ("5%-7%", "vi", "5", "7", "%"),
        ("800 nghìn - 1,2 triệu đồng", "vi", "800000", "1200000", "VND"),
        ("3,000-5,000", "en", "3000", "5000", None),
    ],
)
def test_ranges(text: str, language: str, lower: str, upper: str, unit: str | None) -> None:
    (number,) = numbers(text, language)
    assert (number.value, number.upper, number.unit) == (Decimal(lower), Decimal(upper), unit)


@pytest.mark.parametrize(
    "text",
    [
        *["1331/QĐ-BLĐTBXH", "28/8/2024", "ngày 28-8", "năm 2024", "Quý 2/2023", "COVID-19", "A320"],
        *["8h30", "8:30", "1/3", "U23", "0912345678", "nhiệm kỳ 2021-2026"],
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert numbers(text) == []


def test_scores_are_no_ranges() -> None:
    scores = numbers("thắng 3-1, thua 0-2")
    assert [n.value for n in scores] == [3, 1, 0, 2]
    assert all(n.upper is None for n in scores)
    assert [n.value for n in numbers("mua vào 3,36 - 3,26 triệu")] == [3_360_000, 3_260_000]


@given(vietnamese_text() | st.text(), st.sampled_from(["vi", "en"]))
def test_numbers_do_not_overlap(text: str, language: str) -> None:
    last = 0
    for number in numbers(text, language):
        assert last <= number.start < number.end <= len(text)
        assert number.upper is None or number.value < number.upper
        last = number.end


@given(st.decimals(0, 10**9, places=2))
def test_printed_numbers_are_read_back(value: Decimal) -> None:
    english = f"{value:,.2f}"
    vietnamese = english.translate(str.maketrans(",.", ".,"))
    assert [n.value for n in numbers(english, "en")] == [value]
    assert [n.value for n in numbers(vietnamese)] == [value]
