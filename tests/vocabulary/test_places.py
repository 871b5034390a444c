from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.vocabulary.cased import CasedText
from newsroom_ai.vocabulary.places import gazetteer


def found(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.label) for m in gazetteer().find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mưa ở tỉnh Quảng Nam và TP Đà Nẵng", [("tỉnh Quảng Nam", "Quảng Nam"), ("TP Đà Nẵng", "Đà Nẵng")]),
        ("TP. HCM, TPHCM, TP Hồ Chí Minh", [("TP. HCM", "TP.HCM"), ("TPHCM", "TP.HCM"), ("TP Hồ Chí Minh", "TP.HCM")]),
        ("Bà Rịa – Vũng Tàu hay BR-VT", [("Bà Rịa – Vũng Tàu", "Bà Rịa - Vũng Tàu"), ("BR-VT", "Bà Rịa - Vũng Tàu")]),
        ("Bão vào Thừa Thiên - Huế", [("Thừa Thiên - Huế", "Thừa Thiên Huế")]),
        ("Hội nghị ở Hoà Bình bàn về hoà bình", [("Hoà Bình", "Hòa Bình")]),
        ("Tại Hà Nội hôm nay", [("Hà Nội", "Hà Nội")]),
        ("Chủ tịch UBND tỉnh Thái Bình Nguyễn Văn Nam", [("tỉnh Thái Bình", "Thái Bình")]),
        ("Tổng thống Mỹ Donald Trump tới nước Anh", [("Mỹ", "Mỹ"), ("Anh", "Anh")]),
        ("Hội nghị có Anh, Pháp và Đức", [("Anh", "Anh"), ("Pháp", "Pháp"), ("Đức", "Đức")]),
        ("Đoàn thăm Nhật Bản và Anh", [("Nhật Bản", "Nhật Bản"), ("Anh", "Anh")]),
        ("Đoàn tới Vương quốc Anh", [("Vương quốc Anh", "Anh")]),
        ("Bài và ảnh của Anh. Theo Anh, trời mưa.", []),
        ("Thực hiện: Lan, Anh, Minh", []),
        ("quanh châu Âu và Thái Bình Dương", [("châu Âu", "Châu Âu"), ("Thái Bình Dương", "Thái Bình Dương")]),
        ("HÀ NỘI TĂNG GIÁ NƯỚC", [("HÀ NỘI", "Hà Nội")]),
        ("ubnd tinh ha giang hop", [("tinh ha giang", "Hà Giang")]),
        ("Ha Noi va Da Nang", [("Ha Noi", "Hà Nội"), ("Da Nang", "Đà Nẵng")]),
    ],
)
def test_places_are_found_with_their_unit_word(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "an giang không phải là tên",
        "Ông Nguyễn Thái Bình đã nghỉ hưu",
        "chị Hà Giang và bé Hà Giang",
        "trên đường Quảng Ngãi, phố Huế",
        "Chủ tịch Hồ Chí Minh đọc Tuyên ngôn",
        "Anh ấy nói vậy. Ý kiến khác nhau.",
        "ca sĩ Mỹ Tâm hát",
        "người dân phường Hòa Bình",
        "HÒA BÌNH CHO MỌI NGƯỜI",
        "nguoi dan an giang",
        "Ngà voi quý",
        "",
    ],
)
def test_words_that_are_no_place_here(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="HàNội TỉnhP.CMÝAn-\n", max_size=60))
def test_mentions_do_not_overlap_and_stay_inside(text: str) -> None:
    end = 0
    for mention in gazetteer().find(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


def test_a_cased_text_answers_beyond_its_ends() -> None:
    page = CasedText("Bộ Y tế")
    assert page.pair(1) == "y tế"
    assert (page.form(-1), page.form(3), page.pair(2), page.gap(0), page.word(9)) == ("", "", "", "", "")
    assert CasedText("").case == "lower"
    assert not CasedText("").capital(0)
