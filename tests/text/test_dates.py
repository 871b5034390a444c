import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.dates import dates, same_date
from tests.text.strategies import vietnamese_text


def values(text: str, published: date | None = None) -> list[str]:
    return [mention.value for mention in dates(text, published)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("28/8/2024", "2024-08-28"),
        ("28.8.2024", "2024-08-28"),
        ("28-08-2024", "2024-08-28"),
        ("2024-08-28", "2024-08-28"),
        ("ngày 28 tháng 8 năm 2024", "2024-08-28"),
        ("28 tháng 8 năm 2024", "2024-08-28"),
        ("ngày 18 tháng mười hai năm 2024", "2024-12-18"),
        ("August 28, 2024", "2024-08-28"),
        ("28 August 2024", "2024-08-28"),
        ("ngày 28/8", "--08-28"),
        ("28-8", "--08-28"),
        ("sáng 28-8", "--08-28"),
        ("sáng nay (3-6)", "--06-03"),
        ("Chủ nhật, 1/3", "--03-01"),
        ("ngày 1/3", "--03-01"),
        ("ngày 28/8/24", "2024-08-28"),
        ("28/8/24", "2024-08-28"),
        ("ngày 2-9-68", "2068-09-02"),
        ("ngày 2/9/69", "1969-09-02"),
        ("ngày 28.8", "--08-28"),
        ("ngày 28 /8", "--08-28"),
        ("ngày 28 / 8 / 2024", "2024-08-28"),
        ("ngày 29/2", "--02-29"),
        ("dịp 2/9", "--09-02"),
        ("lương mới từ 1/7", "--07-01"),
        ("tháng 12/2023", "2023-12"),
        ("tháng 12 năm 2023", "2023-12"),
        ("kỳ 12/2023", "2023-12"),
        ("August 2024", "2024-08"),
        ("Quý II/2023", "2023-Q2"),
        ("quý I năm 2024", "2024-Q1"),
        ("quí 4/2023", "2023-Q4"),
        ("năm 2024", "2024"),
    ],
)
def test_forms_of_dates(text: str, value: str) -> None:
    assert values(text) == [value]
    assert values(f"Việc này, {text}, đã rõ.") == [value]
    assert values(unicodedata.normalize("NFD", text)) == [value]


@pytest.mark.parametrize(
    "text",
    [
        *["31/2/2024", "29/2/2023", "ngày 31/4", "32/1/2024", "1/3", "1/3 số dân", "giảm từ 1/2 xuống"],
        *["thắng 3-1", "tỷ số 21-8", "3-1", "12-18 tháng", "24/7", "số 15/3 Lê Lợi", "5/2020/TT-BTC"],
        *["1331/QĐ-BLĐTBXH", "mỗi ngày 1/2 viên", "mùng 10 tháng 3 âm lịch", "trong 2 tháng 10 ngày"],
        *["1.234,5", "10-15%", "8:30", "May 5 bộ áo dài", "hôm qua", "rằm tháng 7", "km 15/8"],
        *["đạt 28.8", "ngày 1.5 triệu đồng", "mỗi ngày 1.2 viên", "2/8/24", "31/2/24", "15 /8 số dân"],
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert values(text) == []


def test_lists_and_ranges_of_days() -> None:
    assert values("ngày 10, 11 và 12/8") == ["--08-10", "--08-11", "--08-12"]
    assert values("từ ngày 30/4 đến 3/5") == ["--04-30", "--05-03"]
    assert values("giai đoạn 2021-2025") == ["2021", "2025"]


def test_relative_days_count_from_publication() -> None:
    published = date(2024, 3, 1)
    assert values("hôm qua, sáng nay, tối mai, hôm kia", published) == [
        *["2024-02-29", "2024-03-01", "2024-03-02", "2024-02-28"]
    ]
    assert values("Nhà thơ sáng Mai", published) == []


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("2024-08-28", "2024-08-28", True),
        ("--08-28", "2024-08-28", True),
        ("2024-08-28", "--08-28", True),
        ("--08-28", "--08-28", True),
        ("--08-28", "2024-08-27", False),
        ("2023-08-28", "2024-08-28", False),
        ("2024-08", "2024-08-28", False),
        ("--08-28", "2024-08", False),
        ("2023-Q2", "2023-Q2", True),
        ("2024", "2024", True),
    ],
)
def test_same_date(a: str, b: str, same: bool) -> None:
    assert same_date(a, b) is same


def test_spans_point_at_the_words() -> None:
    text = "Sáng ngày 28 tháng 8 năm 2024, tại Hà Nội"
    ((start, end, _),) = dates(text)
    assert text[start:end] == "28 tháng 8 năm 2024"


@given(vietnamese_text() | st.text(), st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_mentions_do_not_overlap(text: str, published: date | None) -> None:
    last = 0
    for start, end, value in dates(text, published):
        assert last <= start < end <= len(text)
        assert value
        last = end


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_all_full_forms_of_a_day_are_equal(day: date) -> None:
    forms = [
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        day.isoformat(),
    ]
    assert [values(form) for form in forms] == [[day.isoformat()]] * len(forms)
    assert all(same_date(value, day.isoformat()) for value in values(f"ngày {day.day}/{day.month}"))
