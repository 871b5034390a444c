from __future__ import annotations

import pytest

from newsroom_ai.article import Article
from newsroom_ai.summarisation.faithfulness import unsupported
from newsroom_ai.summarisation.headlines import VariantHeadlines

SOURCE = Article(
    "a1",
    title="Trao quà ở 12 xã",
    sapo="Ủy ban nhân dân thành phố trao 1.200 suất quà.",
    body=(
        "Ngày 28 tháng 8 năm 2024, ông Nguyễn Mạnh Hùng trao 1.200 suất quà trị giá 1,5 tỷ đồng tại Thành phố "
        "Hồ Chí Minh. Tỷ lệ hộ nghèo giảm 2,5%. Có ba người vắng mặt. Theo Nghị định 85/2016/NĐ-CP, bà Lê Thị Lan nói: "
        "“Chúng tôi rất vui mừng”. Ông Lê Quốc Minh và Bộ Lao động - Thương binh và Xã hội cùng dự."
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


def test_headlines_are_distinct_and_checked() -> None:
    article = Article(
        "a1", title="TTO - Bão số 3: 12 xã mất điện.", body="Bão số 3 làm mất điện 10 xã ven biển từ đêm qua."
    )
    found = VariantHeadlines().headlines(article)
    texts = [candidate.text for candidate in found.candidates]
    assert "Bão số 3: 12 xã mất điện" in texts
    assert len({text.lower() for text in texts}) == len(texts)
    first = next(c for c in found.candidates if c.text.startswith("Bão số 3: 12"))
    assert not first.faithful
    assert [fact.text for fact in first.unsupported] == ["12"]
    for candidate in found.candidates:
        assert all(article.text(s.field)[s.start : s.end] == s.text for s in candidate.sources)


def test_without_a_title_the_lead_becomes_one() -> None:
    body = "Bão số 3 làm mất điện 10 xã ven biển từ đêm qua, nhiều trường học phải đóng cửa cho đến hết tuần này."
    candidates = VariantHeadlines().headlines(Article("a1", body=body)).candidates
    assert candidates[0].text == "Bão số 3 làm mất điện 10 xã ven biển từ đêm qua"


def test_names_joined_by_a_dash_are_not_parted() -> None:
    candidates = VariantHeadlines().headlines(Article("a1", title="Quan hệ Nga - Mỹ xấu đi trong năm nay")).candidates
    assert [candidate.text for candidate in candidates] == ["Quan hệ Nga - Mỹ xấu đi trong năm nay"]
