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
