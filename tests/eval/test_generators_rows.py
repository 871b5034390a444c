"""Rows written for the tests of the generators, and their common law: the same seed makes the same cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from eval.generators import edits, faithfulness, negatives, queries
from eval.generators.texts import chance

TOWNS = ("Quảng Nam", "Nghệ An", "Bến Tre", "Lào Cai", "Phú Yên", "Hà Giang", "Cà Mau", "Sơn La")
PEOPLE = (
    "Trần Quốc Đạt", "Nguyễn Thị Hạnh", "Lê Minh Khôi", "Phạm Thu Trang", "Võ Hoài Nam", "Đỗ Bảo Ngọc",
    "Hoàng Gia Phúc", "Bùi Thanh Mai",
)  # fmt: skip
TOPICS = (
    "phiên giao dịch việc làm", "lớp dạy nghề trồng nấm", "đợt khám bệnh cho người cao tuổi", "tuyến đường liên xã",
    "chợ nông sản cuối tuần", "đội cứu hộ đường thủy", "cuộc thi vẽ của học sinh", "trạm quan trắc nước mặn",
)  # fmt: skip
TOOLS = ("máy bơm", "xe tải", "phòng học", "giống cây", "thuyền nhỏ", "tủ sách", "giường bệnh", "bể chứa")


def dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def row(at: int) -> dict[str, Any]:
    """An article of nine sentences with figures, a date, a person, a place, a law and negations of its own."""
    town, person, topic, tool = (words[at % 8] for words in (TOWNS, PEOPLE, TOPICS, TOOLS))
    people, share, money, day = 1_200 + 100 * at, 31 + at, 1_500_000 + 100_000 * at, 13 + at % 15
    return {
        "id": f"r{at}",
        "title": f"{topic.capitalize()} ở {town} lần thứ {at + 1} mở cửa đón người dân",
        "sapo": f"Ngày {day}/{at % 9 + 1}, tỉnh {town} đã khai trương {topic} cho {dotted(people)} người đến dự tại "
        f"{12 + at} điểm, trong đó {share}% là lao động nữ. Tuy nhiên, ông {person} chưa công bố kế hoạch năm sau.",
        "body": "\n".join(
            (
                f"Sáng ngày {day} tháng {at % 9 + 1}, tỉnh {town} đã khai trương {topic} tại nhà văn hóa trung tâm.",
                f"Có {dotted(people)} người tham gia tại {12 + at} điểm, trong đó {share}% là lao động nữ.",
                f"Ông {person}, người phụ trách, cho biết mỗi hộ được hỗ trợ {dotted(money)} đồng.",
                f"Tuy nhiên, ông {person} chưa công bố kế hoạch năm sau vì còn thiếu {tool}.",
                f"Việc cấp {tool} được thực hiện theo Quyết định {700 + at}/QĐ-TTg.",
                f"Nhiều người dân ở {town} đến từ sớm, xếp hàng dài trước cổng và hỏi thăm nhau về thủy lợi.",
                f"Một cụ bà nói rằng {tool} cũ đã hỏng từ mùa lũ trước nên cả xóm rất mong {topic} này.",
                "Đại diện địa phương khẳng định mọi thủ tục đều miễn phí và được giải quyết trong ngày.",
                f"Dự kiến tháng tới, {topic} sẽ được mở thêm ở hai xã vùng sâu của {town}.",
            )
        ),
    }


WORDS = sorted({word for at in range(8) for word in row(at)["body"].lower().replace(".", " ").split()})
ROWS = tuple(row(at) for at in range(24))

SUBJECTS = ("Lao động ngành dệt", "Bệnh nhân và lãi suất ngân hàng", "Tài xế xe tải")
LONG_ROWS = tuple(
    {"id": f"l{at}", "title": SUBJECTS[at % 3], "sapo": "", "body": " ".join(f"từ{at}x{n}." for n in range(500))}
    for at in range(12)
)
"""Articles of 500 syllables on three subjects that share nothing else."""

LOOSE_ROWS = tuple(
    {"id": f"k{at}", "title": "", "sapo": "", "body": " ".join(chance(at, "loose").choices(WORDS, k=250))}
    for at in range(12)
)
"""Articles of the same words in another order: alike, and no copies."""

GENERATORS: dict[str, Callable[[int], list[Any]]] = {
    "edits": lambda seed: list(edits.cases(ROWS, 16, seed)),
    "nearest": lambda seed: list(negatives.nearest(LOOSE_ROWS, 4, seed)),
    "quotations": lambda seed: list(negatives.quotations(LONG_ROWS, 4, seed)),
    "releases": lambda seed: list(negatives.releases(LONG_ROWS, 4, seed)),
    "faithfulness": lambda seed: list(faithfulness.cases(ROWS, 6, seed)),
    "queries": lambda seed: list(queries.cases(ROWS, 4, seed)),
}


@pytest.mark.parametrize("name", GENERATORS)
def test_same_seed_makes_the_same_cases_and_another_seed_others(name: str) -> None:
    made = GENERATORS[name](1)
    assert made
    assert GENERATORS[name](1) == made
    assert GENERATORS[name](2) != made


def test_rows_are_not_changed_by_what_is_made_of_them() -> None:
    before = [dict(one) for one in ROWS]
    for make in GENERATORS.values():
        make(3)
    assert [dict(one) for one in ROWS] == before
