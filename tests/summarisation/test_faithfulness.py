from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsroom_ai.article import Article
from newsroom_ai.summarisation.faithfulness import unsupported

SOURCE = Article(
    "a1",
    title="Trao quà ở 12 xã",
    body=(
        "Ngày 28 tháng 8 năm 2024, ông Nguyễn Mạnh Hùng trao 1.200 suất quà trị giá 1,5 tỷ đồng tại Thành phố "
        "Hồ Chí Minh. Tỷ lệ hộ nghèo giảm 2,5%. Có ba người vắng mặt. Theo Nghị định 85/2016/NĐ-CP, bà Lê Thị Lan nói: "
        "“Chúng tôi rất vui mừng”. Ủy ban nhân dân thành phố, ông Lê Quốc Minh và Bộ Lao động - "
        "Thương binh và Xã hội cùng dự."
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "Hôm 28/8, ông Hùng trao 1,2 nghìn suất quà.",
        "Quà trị giá 1.500 triệu đồng được trao ở TP.HCM.",
        "Hộ nghèo giảm 2,5 %; 3 người vắng.",
        "Theo 85/2016/ND-CP, bà Lan nói “rất vui mừng”.",
        "UBND và Bộ LĐTBXH dự cùng Le Quoc Minh năm 2024.",
        "Ngày 28/8/2024, Thành phố trao quà.",
        "",
    ],
)
def test_equal_forms_are_supported(text: str) -> None:
    assert unsupported(text, SOURCE) == []


@pytest.mark.parametrize(
    ("text", "kind", "wrong"),
    [
        ("Hôm 29/8, ông Hùng trao quà.", "date", "29/8"),
        ("Ông trao 1.300 suất quà.", "number", "1.300"),
        ("Quà trị giá 1,6 tỷ đồng.", "money", "1,6 tỷ đồng"),
        ("Hộ nghèo giảm 3,5%.", "percent", "3,5%"),
        ("Hôm qua, ông Dũng trao quà.", "name", "Dũng"),
        ("Hôm qua, ông Nguyễn Mạnh Dũng trao quà.", "name", "Nguyễn Mạnh Dũng"),
        ("Quà được trao ở Đà Nẵng.", "place", "Đà Nẵng"),
        ("Theo 86/2016/NĐ-CP, đúng vậy.", "law", "86/2016/NĐ-CP"),
        ("Bà nói “chúng tôi rất buồn”.", "quote", "“chúng tôi rất buồn”"),
        ("Hộ nghèo giảm 1.200%.", "percent", "1.200%"),
    ],
)
def test_what_the_source_lacks_is_found_where_it_stands(text: str, kind: str, wrong: str) -> None:
    (fact,) = unsupported(text, SOURCE)
    assert (fact.kind, fact.text) == (kind, wrong)
    assert text[fact.start : fact.end] == wrong


def test_the_source_is_a_choice_of_fields() -> None:
    assert unsupported("Quà tới 12 xã.", SOURCE) != []
    assert unsupported("Quà tới 12 xã.", SOURCE, fields=("title",)) == []


STORY = Article(
    "a2",
    body=(
        "Thủ tướng Nhật Bản gặp Tổng thống Hàn Quốc tại Jakarta ngày 6/9. Công ty Sao Khuê chưa trả lương tháng 8 cho "
        "45 công nhân ở xưởng may. Ông Trần Đức Thịnh, giám đốc, từ chối bình luận về vụ việc. Bà Lý Thu Hà, kế toán, "
        "nói công ty sẽ trả đủ 520 triệu đồng trước ngày 15/9. Huyện không cấp phép cho mỏ đá mới vì dân phản đối. "
        "Trong 3 năm, quỹ khuyến học của xã đã trao 1.250 suất học bổng."
    ),
)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Công ty Sao Khuê đã trả lương tháng 8 cho công nhân.", "đã trả"),
        ("Huyện cấp phép cho mỏ đá mới vì dân phản đối.", "cấp"),
        ("Quỹ khuyến học của xã không trao 1.250 suất học bổng.", "không trao"),
        ("Ông Thịnh chấp nhận bình luận về vụ việc.", "chấp"),
    ],
)
def test_a_negation_added_or_dropped_is_found(text: str, wrong: str) -> None:
    assert [(fact.kind, fact.text) for fact in unsupported(text, STORY)] == [("negation", wrong)]


@pytest.mark.parametrize(
    "text",
    [
        "Công ty Sao Khuê chưa trả lương tháng 8 cho 45 công nhân.",
        "Công nhân công ty Sao Khuê không được trả lương tháng 8.",
        "Huyện từ chối cấp phép cho mỏ đá mới.",
        "Ông Thịnh không bình luận về vụ việc.",
        "Không chỉ quỹ khuyến học của xã đã trao 1.250 suất học bổng.",
    ],
)
def test_the_same_polarity_in_other_words_is_left_alone(text: str) -> None:
    assert unsupported(text, STORY) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Trong 1.250 năm, quỹ khuyến học của xã đã trao 3 suất học bổng.", ["1.250", "3"]),
        ("Thủ tướng Hàn Quốc gặp Tổng thống Nhật Bản tại Jakarta.", ["Hàn Quốc", "Nhật Bản"]),
        ("Ông Lý Thu Hà, giám đốc, và bà Trần Đức Thịnh, kế toán, vắng mặt.", ["Ông Lý Thu Hà", "Trần Đức Thịnh"]),
    ],
)
def test_facts_of_something_else_are_found(text: str, wrong: list[str]) -> None:
    assert [(fact.kind, fact.text) for fact in unsupported(text, STORY)] == [("swapped", one) for one in wrong]


@pytest.mark.parametrize(
    "text",
    [
        "Quỹ khuyến học của xã trao 1.250 suất học bổng trong 3 năm.",
        "Ngày 6/9, Tổng thống Hàn Quốc gặp Thủ tướng Nhật Bản.",
        "Bà Hà, kế toán, và ông Thịnh, giám đốc, không có mặt.",
    ],
)
def test_a_change_of_order_is_no_swap(text: str) -> None:
    assert unsupported(text, STORY) == []


def test_what_begins_inside_a_sentence_of_the_source_is_not_its_copy() -> None:
    source = Article("a3", body="Ông Nam không đồng ý bán khu đất cho công ty. Giá là 1,5 tỷ đồng.")
    assert [fact.kind for fact in unsupported("Đồng ý bán khu đất cho công ty.", source)] == ["negation"]
    assert unsupported("Giá là 1,5 tỷ đồng.", source) == []
    assert [fact.text for fact in unsupported("Giá là 1,5 đồng.", source)] == ["1,5 đồng"]


def test_relative_days_count_from_publication() -> None:
    source = Article("a4", body="Vụ cháy xảy ra hôm qua ở chợ huyện.", published_at=datetime(2024, 9, 2, 1, tzinfo=UTC))
    assert unsupported("Chợ huyện cháy ngày 1/9.", source) == []
    assert [fact.kind for fact in unsupported("Chợ huyện cháy ngày 31/8.", source)] == ["date"]


def test_a_sapo_is_no_source_where_there_is_a_body() -> None:
    invented = Article("a1", sapo="Huyện trao 5.000 suất quà ở Cồn Nổi.", body="Huyện trao 1.200 suất quà.")
    assert [fact.text for fact in unsupported("Huyện trao 5.000 suất quà.", invented)] == ["5.000"]
    assert unsupported("Huyện trao 5.000 suất quà.", Article("a1", sapo=invented.sapo)) == []


def test_a_sentence_without_what_leads_in_is_held_and_one_without_a_denial_is_not() -> None:
    source = Article("a1", body="Sáng 3/2, mưa lớn làm ngập ba tuyến phố. Huyện bác tin đồn, cầu Rạch Miễu đóng cửa.")
    assert unsupported("Mưa lớn làm ngập ba tuyến phố.", source) == []
    assert [fact.text for fact in unsupported("Mưa lớn làm ngập 15 tuyến phố.", source)] == ["15"]
