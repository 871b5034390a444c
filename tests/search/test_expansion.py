"""Other forms of what was typed: which are found, when, and below what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newsroom_ai.article import Article
from newsroom_ai.search.expansion import Expander
from newsroom_ai.vocabulary.aliases import AliasGroup
from tests.articles import article
from tests.search.shelf import Shelf

BEFORE, AFTER = datetime(2024, 9, 9, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path, Expander([AliasGroup(("Cầu Rồng Xanh", "cầu số 9"), date(2025, 1, 1), date(2025, 12, 31))]))
    yield shelf
    shelf.index.end_writing()


def news(id: str, title: str, when: datetime | None = AFTER, body: str = "") -> Article:
    return article(id, title=title, sapo="", body=body, published_at=when)


def expanded(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.origin, item.to) for item in Expander().read(text)[1]]


def test_an_old_province_finds_the_new_one_since_the_merger(shelf: Shelf) -> None:
    shelf.put(
        news("new", "Mèo Vạc (Tuyên Quang) mở lại chợ phiên"),
        news("old", "Mèo Vạc (Hà Giang) mở lại chợ phiên", BEFORE),
        news("early", "Mèo Vạc và Tuyên Quang mở lại chợ phiên", BEFORE),
        news("undated", "Mèo Vạc và Tuyên Quang mở lại chợ phiên", None),
    )
    page = shelf.search("Hà Giang chợ")
    assert [(item.origin, item.to) for item in page.query.expansions] == [("Hà Giang", ("Tuyên Quang",))]
    assert shelf.found("Hà Giang chợ") == ["old", "new"]
    assert shelf.found("ha giang cho") == ["old", "new"]
    assert page.total.value == 2
    assert not page.query.relaxed


def test_a_new_province_finds_the_old_one_until_the_merger(shelf: Shelf) -> None:
    shelf.put(
        news("old", "Lũ quét ở Hà Giang", BEFORE),
        news("late", "Lũ quét ở Hà Giang"),
        news("new", "Lũ quét ở Tuyên Quang"),
    )
    assert shelf.found("lũ Tuyên Quang") == ["new", "old"]


def test_expansion_can_be_switched_off(shelf: Shelf) -> None:
    shelf.put(news("new", "Chợ phiên Tuyên Quang"), news("old", "Chợ phiên Hà Giang", BEFORE))
    page = shelf.search("chợ phiên Hà Giang", expand=False)
    assert (page.total.value, page.query.expansions) == (1, ())


@pytest.mark.parametrize(
    "text",
    [
        '"Hà Giang"', "hòa bình", "HÒA BÌNH CHO MỌI NGƯỜI", "thái bình dương", "Thái Bình Dương", "Nguyễn Thái Bình",
        "trần hà giang", "Chủ tịch Hồ Chí Minh", "bia Sài Gòn", "ai nói gì", "ca trực đêm", "QH", "title:BHXH",
        "-Hà Giang", "Hà Giang OR Lai Châu", "Huế", "",
    ],
)  # fmt: skip
def test_what_is_left_as_typed(text: str) -> None:
    assert expanded(text) == []


@pytest.mark.parametrize(
    ("text", "origin", "to"),
    [
        ("Hòa Bình", "Hòa Bình", "Phú Thọ"),
        ("lũ ở tỉnh hoà bình", "hoà bình", "Phú Thọ"),
        ("Bình Dương", "Bình Dương", "TP.HCM"),
        ("sai gon ngap", "sai gon", "TP.HCM"),
        ("BHXH một lần", "BHXH", "bảo hiểm xã hội"),
        ("rút bao hiem xa hoi", "bao hiem xa hoi", "BHXH"),
        ("ubnd", "ubnd", "ủy ban nhân dân"),
        ("uỷ ban nhân dân", "uỷ ban nhân dân", "UBND"),
        ("AI trong báo chí", "AI", "trí tuệ nhân tạo"),
        ("Bộ LĐ–TB&XH", "Bộ LĐ–TB&XH", "Bộ Nội vụ"),
        ("Bộ Nông nghiệp và Môi trường", "Bộ Nông nghiệp và Môi trường", "Bộ Tài nguyên và Môi trường"),
    ],
)
def test_names_have_other_forms(text: str, origin: str, to: str) -> None:
    ((found, forms),) = expanded(text)
    assert found == origin
    assert to in forms


def test_spellings_of_one_city_are_one(shelf: Shelf) -> None:
    shelf.put(*(news(name, f"Ngập nặng ở {name}") for name in ("TP.HCM", "TPHCM", "TP Hồ Chí Minh", "Sài Gòn")))
    for name in ("TP.HCM", "TP HCM", "TPHCM", "Thành phố Hồ Chí Minh", "Sài Gòn", "tphcm"):
        assert len(shelf.found(f"ngập {name}")) == 4


def test_the_name_as_typed_comes_first(shelf: Shelf) -> None:
    shelf.put(news("long", "Rút bảo hiểm xã hội một lần"), news("short", "Rút BHXH một lần"))
    assert shelf.found("rút BHXH") == ["short", "long"]
    assert shelf.found("rút bảo hiểm xã hội") == ["long", "short"]


def test_a_ministry_was_split_by_function(shelf: Shelf) -> None:
    shelf.put(
        news("labour", "Bộ Nội vụ hướng dẫn tiền lương mới"),
        news("other", "Bộ Nội vụ sắp xếp kho lưu trữ"),
        news("before", "Bộ Nội vụ hướng dẫn tiền lương mới", BEFORE),
        news("old", "Bộ LĐ-TB&XH hướng dẫn tiền lương mới", BEFORE),
    )
    assert set(shelf.found("Bộ LĐTBXH")) == {"labour", "old"}


def test_the_newsroom_adds_names_with_dates(shelf: Shelf) -> None:
    shelf.put(
        news("in", "Thông xe cầu số 9", datetime(2025, 12, 31, 12, tzinfo=UTC)),
        news("out", "Thông xe cầu số 9", datetime(2026, 1, 1, 12, tzinfo=UTC)),
    )
    assert shelf.found("Cầu Rồng Xanh") == ["in"]


PAPER = "Nghị định 85/2016/NĐ-CP về an toàn hệ thống thông tin"


@pytest.mark.parametrize(
    "query",
    ["85/2016/NĐ-CP", "85/2016/ND-CP", "85/2016/nđ-cp", "NĐ 85/2016", "nghị định 85/2016/NĐ-CP",
     "Nghị định 85 năm 2016", "nghi dinh so 85/2016", "NĐ85/2016", "85/2016/NĐ-CPvề"],
)  # fmt: skip
@pytest.mark.parametrize(
    "text",
    [PAPER, "Theo Nghị định số 85 năm 2016, máy chủ phải ghi nhật ký", "NĐ 85/2016 có hiệu lực", "Số 85/2016/ND-CP"],
)
def test_a_paper_is_found_in_any_spelling(shelf: Shelf, query: str, text: str) -> None:
    shelf.put(news("it", text), news("other", "Nghị định 86/2016/NĐ-CP"), news("far", "Nghị định 85 điều, năm 2016"))
    assert shelf.found(query) == ["it"]


def test_a_scraped_reference_is_found(shelf: Shelf) -> None:
    shelf.put(news("it", "Quyết định 781/QĐ-BTTTTNgày ban hành 6/5"), news("other", "Quyết định 871/QĐ-BTTTT"))
    assert shelf.found("781/QĐ-BTTTT") == ["it"]
    assert shelf.found("781/QD-BTTTTNgày") == ["it"]


def test_another_paper_is_offered_and_never_shown(shelf: Shelf) -> None:
    shelf.put(news("it", "Quyết định 1331/QĐ-BLĐTBXH"))
    page = shelf.search("Quyết định 133/QĐ-BLĐTBXH")
    assert (page.total.value, page.query.suggestion) == (0, "Quyết định 1331/QĐ-BLĐTBXH")
    assert shelf.search("999/QĐ-BLĐTBXH").query.suggestion is None
