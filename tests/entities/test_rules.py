from __future__ import annotations

import time

import pytest

from newsroom_ai.article import Article
from newsroom_ai.entities.minors import Minors
from newsroom_ai.entities.registry import RECOGNISERS, recogniser
from newsroom_ai.entities.rules import RuleRecogniser
from newsroom_ai.entities.types import Entity
from newsroom_ai.errors import InvalidConfig


def entities(body: str, title: str = "", sapo: str = "") -> dict[tuple[str, str], Entity]:
    article = Article("a1", title=title, sapo=sapo, body=body)
    found = RuleRecogniser().entities(article)
    for entity in found:
        assert 0 < entity.salience < 1
        for mention in entity.mentions:
            assert article.text(mention.field)[mention.start : mention.end] == mention.text
    return {(entity.kind, entity.label): entity for entity in found}


def labels(body: str, kind: str) -> list[str]:
    return [label for found, label in entities(body) if found == kind]


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("Ông Trần Văn Hùng đến muộn.", ["Trần Văn Hùng"]),
        ("Theo PGS.TS. Lê Thị Lan, thuốc có hại.", ["Lê Thị Lan"]),
        ("Bộ trưởng Ngoại giao Phạm Bình Nam phát biểu.", ["Phạm Bình Nam"]),
        ("Tổng thống Mỹ Donald Trump lên đường.", ["Donald Trump"]),
        ("Chủ tịch UBND tỉnh Thái Bình Nguyễn Khắc Thành ký.", ["Nguyễn Khắc Thành"]),
        ("Nhà lãnh đạo gặp ông Kim Jong-un hôm qua.", ["Kim Jong-un"]),
        ("Bị cáo Tiến khai nhận.", ["Tiến"]),
        ("Người đàn ông Trung Quốc trắng án.", []),
        ("Xe chạy trên đường Lê Lợi, Trần Phú và Nguyễn Huệ.", []),
        ("Ảnh: Nguyễn Văn Nam", []),
        ("Chủ tịch Quốc hội phát biểu.", []),
        ("ÔNG TRẦN VĂN HÙNG ĐẾN MUỘN", []),
    ],
)
def test_people_by_title_and_surname(body: str, people: list[str]) -> None:
    assert labels(body, "person") == people


@pytest.mark.parametrize(
    ("body", "organisations"),
    [
        ("Bộ Giáo dục và Đào tạo cho biết sẽ sửa.", ["Bộ Giáo dục và Đào tạo"]),
        ("Bộ Y tế và Bộ Công an phối hợp.", ["Bộ Y tế", "Bộ Công an"]),
        ("Bộ Văn hóa, Thể thao và Du lịch họp.", ["Bộ Văn hóa, Thể thao và Du lịch"]),
        ("Sở Lao động - Thương binh và Xã hội đã kiểm tra.", ["Sở Lao động - Thương binh và Xã hội"]),
        ("Công an tỉnh Quảng Nam bắt hai người.", ["Công an tỉnh Quảng Nam"]),
        ("Công an Hà Nội Nguyễn Văn Trung nói.", ["Công an Hà Nội"]),
        ("Anh học Trường THPT Lê Hồng Phong năm ngoái.", ["Trường THPT Lê Hồng Phong"]),
        ("Bà làm ở công ty Sao Mai từ lâu.", ["Công ty Sao Mai"]),
        ("Cục Phòng vệ thương mại điều tra.", ["Cục Phòng vệ thương mại"]),
        ("Dãy Trường Sơn hùng vĩ, tàu ra Trường Sa.", []),
        ("Họ thăm Tây Ban Nha và Đài Loan.", []),
        ("Một công ty ở tỉnh này phá sản.", []),
    ],
)
def test_organisations_reach_as_far_as_their_name(body: str, organisations: list[str]) -> None:
    assert labels(body, "organisation") == organisations


def test_a_later_given_name_is_a_mention_of_the_one_person_who_bears_it() -> None:
    body = "Ông Nguyễn Mạnh Hùng đến. Theo ông Hùng, trời mưa. Mọi người nghe Hùng nói. Nguyễn Mạnh Hùng cười."
    person = entities(body, title="Chuyện của ông Hùng")["person", "Nguyễn Mạnh Hùng"]
    assert [(m.field, m.text) for m in person.mentions] == [
        ("title", "Hùng"),
        ("body", "Nguyễn Mạnh Hùng"),
        ("body", "Hùng"),
        ("body", "Hùng"),
        ("body", "Nguyễn Mạnh Hùng"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "Tàu rời đảo Bạch Long Vĩ. Huyện Củ Chi họp. Đại diện Củ Chi vắng mặt.",
        "Quận Hoàng Mai sửa đường. Hoàng Mai ngập nặng. Hoàng Mai sẽ thêm cống.",
        "Hoàng Anh Gia Lai thắng trận. Khán giả mừng cho Hoàng Anh Gia Lai.",
        "Xe chạy trên đường Lê Thánh Tôn. Chiều nay Lê Thánh Tôn đông. Mưa làm Lê Thánh Tôn ngập.",
        "Chiều nay, khu Nguyễn Huệ mở cửa. Người dân thích Trần Quang Khải.",
    ],
)
def test_places_roads_and_firms_are_no_people(body: str) -> None:
    assert labels(body, "person") == []


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("Hôm qua, Trần Quang Lâm cho biết tàu đã về.", ["Trần Quang Lâm"]),
        ("Hôm qua, Trần Quang Lâm, giám đốc cảng, vắng mặt.", ["Trần Quang Lâm"]),
        ("Hôm qua, Trần Quang Lâm (35 tuổi) ra khơi.", ["Trần Quang Lâm"]),
        ("Hôm qua, Trần Quang Lâm ra khơi. Sáng nay, Trần Quang Lâm về bờ.", ["Trần Quang Lâm"]),
        ("Bà Hoàng Mai mở quán.", ["Hoàng Mai"]),
        ("Chủ tịch UBND tỉnh Trần Văn Lâm ký quyết định.", ["Trần Văn Lâm"]),
    ],
)
def test_a_surname_needs_a_role_or_repeated_use(body: str, people: list[str]) -> None:
    assert labels(body, "person") == people
    assert not [label for label in labels(body, "organisation") if "Lâm" in label]


def test_a_proven_country_stays_beside_a_person_of_that_name() -> None:
    found = entities("Chị Lê Lan Anh sang nước Anh. Lan Anh cười.")
    assert ("place", "Anh") in found
    assert len(found["place", "Anh"].mentions) == 1


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("Cháu Lê Thị Thu Hà đi lạc.", ["Lê Thị Thu Hà"]),
        ("Bé trai 5 tuổi tên Trần Minh Quân đã tỉnh.", ["Trần Minh Quân"]),
        ("Nạn nhân Đỗ Gia Bảo (8 tuổi) đã tỉnh.", ["Đỗ Gia Bảo"]),
        ("Hôm qua, Đỗ Gia Bảo, học sinh lớp 4, vắng mặt.", ["Đỗ Gia Bảo"]),
        ("Ông Đỗ Gia Bảo (58 tuổi) đã tỉnh.", []),
        ("Em Đỗ Gia Bảo (19 tuổi) đã tỉnh.", []),
        ("Em Đỗ Gia Bảo, sinh viên năm hai, đã tỉnh.", []),
        ("Em trai Đỗ Gia Bảo làm chủ quán.", []),
        ("Cháu N.T.H. đi lạc ở Hà Nội, 8 tuổi.", []),
        ("Các em Hà Nội vui chơi.", []),
    ],
)
def test_children_are_known_by_title_or_age(body: str, names: list[str]) -> None:
    assert [span.text for span in Minors(Article("a1", body=body)).spans] == names


def test_two_bearers_of_a_given_name_are_not_merged() -> None:
    found = entities("Ông Nguyễn Mạnh Hùng và ông Trần Văn Hùng đến. Theo ông Hùng, trời mưa.")
    assert len(found["person", "Nguyễn Mạnh Hùng"].mentions) == 1
    assert len(found["person", "Hùng"].mentions) == 1


def test_a_title_of_the_other_gender_is_another_person() -> None:
    found = entities("Ông Nguyễn Thanh Bình đến. Bà Bình vắng mặt.")
    assert len(found["person", "Nguyễn Thanh Bình"].mentions) == 1


def test_a_given_name_is_not_the_country_of_that_name() -> None:
    found = entities("Ông Lê Minh Đức đến. Mọi người nghe Đức nói.")
    assert ("place", "Đức") not in found
    assert len(found["person", "Lê Minh Đức"].mentions) == 2


def test_initials_are_people_but_hold_no_others() -> None:
    found = entities("Cháu N.T.H. ngã. Chị D. đưa cháu đi.")
    assert {label for kind, label in found if kind == "person"} >= {"D"}


def test_the_registry_makes_what_it_lists() -> None:
    for name in RECOGNISERS:
        assert recogniser(name).entities(Article("a1")) == []
    with pytest.raises(InvalidConfig, match=r"rules\.v1"):
        recogniser("khong-co")


def test_a_long_run_of_capitals_costs_no_square() -> None:
    body = "Ông Trần Văn Hùng nói. Sau đó là " + "Bốp " * 20_000 + "và anh Trần Văn Hùng đi. Rồi có Trần Văn Hùng về."
    began = time.perf_counter()
    assert len(entities(body)["person", "Trần Văn Hùng"].mentions) == 3
    assert time.perf_counter() - began < 10
