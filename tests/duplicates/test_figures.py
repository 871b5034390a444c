from __future__ import annotations

import pytest

from newsroom_ai.article import Article
from newsroom_ai.duplicates.alignment import Alignment
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.relations import relation

WEATHER = (
    "Ngày {0}, vùng ven biển có mưa rào, nhiệt độ thấp nhất {1} độ, cao nhất {2} độ. Gió đông cấp {3}, độ ẩm {4} %. "
    "Khu vực đồng bằng nhiều mây, có lúc có nắng, nhiệt độ từ {5} đến {6} độ. Thủy triều tại cửa sông lên cao nhất lúc "
    "{7} giờ, mực nước đạt {8} m. Người dân đi biển cần theo dõi bản tin lúc chiều tối để tránh gió giật bất ngờ."
)
FIRST = WEATHER.format("3/4/2026", 23, 29, 4, 87, 24, 31, 5, "2,4")
SECOND = WEATHER.format("4/4/2026", 21, 27, 6, 91, 22, 28, 6, "2,6")


def named(draft: str, other: str) -> str | None:
    found = relation(Alignment.of(Reading.of(Article(id="a", body=draft)), Reading.of(Article(id="b", body=other))))
    return found[0] if found else None


def test_the_same_forecast_for_another_day_is_no_copy() -> None:
    assert named(FIRST, SECOND) is None


def test_the_same_forecast_is_one() -> None:
    assert named(FIRST, FIRST) == "same_text"


@pytest.mark.parametrize(
    "retyped", [FIRST.replace("2,4", "2.4").replace("3/4/2026", "03-04-2026"), FIRST.replace("87 %", "87 phần trăm")]
)
def test_figures_written_in_another_format_are_the_same(retyped: str) -> None:
    assert named(retyped, FIRST) == "same_text"


def test_a_correction_of_two_figures_hides_no_copy() -> None:
    assert named(FIRST.replace("23 độ", "22 độ").replace("87 %", "78 %"), FIRST) == "same_text"


REWORDED = (
    "Hôm {0}, dải ven biển mưa rào, nhiệt độ thấp nhất {1} độ, ngày nóng tới {2} độ. Gió đông cấp {3}, khí ẩm {4} "
    "%. Trong khi đó khu vực đồng bằng nhiều mây và hửng nắng, nhiệt độ dao động từ {5} đến {6} độ. Triều tại cửa sông "
    "lên đỉnh khoảng {7} giờ, mực nước chừng {8} m. Bà con đi biển nên theo dõi bản tin buổi chiều để tránh gió giật."
)


@pytest.mark.parametrize(("day", "expected"), [("4/4/2026", None), ("03-04", "rewritten"), ("mai", "rewritten")])
def test_a_reworded_forecast_with_the_same_figures_is_none_of_another_day(day: str, expected: str | None) -> None:
    assert named(REWORDED.format(day, 23, 29, 4, 87, 24, 31, 5, "2,4"), FIRST) == expected


@pytest.mark.parametrize(
    ("pattern", "first", "second"),
    [
        (
            "Kết quả xổ số miền sông nước kỳ {0}: giải đặc biệt {1}, giải nhất {2}, giải nhì {3}, giải ba {4} và {5}. "
            "Vé trúng lĩnh thưởng trong ba mươi ngày kể từ ngày mở thưởng, tại các đại lý trong tỉnh hoặc công ty, "
            "khi đi mang theo giấy tờ tùy thân còn hạn.",
            ("1/4", "640127", "18253", "90417", "33120", "75586"),
            ("8/4", "215938", "70641", "28830", "61974", "04352"),
        ),
        (
            "Lịch thi đấu vòng {0} giải hạng Nhất: {1} giờ, Sông Trà gặp Bến Ngự; {2} giờ, Cồn Én gặp Hòn Mây; {3} giờ "
            "{4}, Đồng Trũng gặp Vàm Rạch. Các trận đều truyền hình trực tiếp trên kênh thể thao, vé bán tại sân trước "
            "giờ bóng lăn {5} phút, trẻ em dưới sáu tuổi vào cửa miễn phí khi đi cùng người lớn.",
            ("7", "15", "17", "19", "15", "90"),
            ("8", "16", "18", "20", "30", "60"),
        ),
    ],
)
def test_results_and_tables_filled_in_anew_are_no_copies(
    pattern: str, first: tuple[str, ...], second: tuple[str, ...]
) -> None:
    assert named(pattern.format(*second), pattern.format(*first)) is None
    assert named(pattern.format(*first), pattern.format(*first)) == "same_text"
