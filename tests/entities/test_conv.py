from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.article import Article
from newsroom_ai.entities.borders import addressed, borders
from newsroom_ai.entities.conv import MODEL, ConvRecogniser
from newsroom_ai.entities.network import WEIGHTS
from newsroom_ai.entities.registry import recogniser
from newsroom_ai.entities.types import Entity
from newsroom_ai.errors import InvalidConfig, ModelUnavailable


@pytest.fixture(scope="module")
def ours() -> ConvRecogniser:
    return ConvRecogniser()


def found(ours: ConvRecogniser, body: str, title: str = "") -> dict[tuple[str, str], Entity]:
    article = Article("a1", title=title, body=body)
    entities = ours.entities(article)
    for entity in entities:
        assert 0 < entity.salience < 1
        assert entity.confidence is not None
        assert 0 <= entity.confidence <= 1
        for span in entity.mentions:
            assert article.text(span.field)[span.start : span.end] == span.text
    mentions = sorted((m.span.field, m.span.start, m.span.end) for m in ours.mentions(article))
    for (field, _, end), (next_field, start, _) in pairwise(mentions):
        assert field != next_field or end <= start
    return {(entity.kind, entity.label): entity for entity in entities}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ông Nguyễn Mạnh Hùng đến Hà Nội hôm qua.", {("person", "Nguyễn Mạnh Hùng"), ("place", "Hà Nội")}),
        ("Thủ tướng Anh thăm Việt Nam.", {("place", "Anh"), ("place", "Việt Nam")}),
        ("Tổng thống Mỹ Donald Trump lên đường.", {("place", "Mỹ"), ("person", "Donald Trump")}),
        ("Công an tỉnh Quảng Nam bắt hai người.", {("organisation", "Công an tỉnh Quảng Nam")}),
        ("Bộ Văn hóa, Thể thao và Du lịch họp.", {("organisation", "Bộ Văn hóa, Thể thao và Du lịch")}),
        ("Vụ việc ở xã Tân Lập, huyện Đan Phượng.", {("place", "Xã Tân Lập"), ("place", "Huyện Đan Phượng")}),
        ("Xe chạy trên đường Lê Lợi, Trần Phú.", {("place", "Đường Lê Lợi"), ("place", "Trần Phú")}),
        ("Chị D. và cháu N.T.H. vắng mặt.", {("person", "D."), ("person", "N.T.H.")}),
        ("Ca sĩ Thanh Huyền. Thanh Huyền hát.", {("person", "Thanh Huyền")}),
        ("Mưa vẫn lớn, đường ngập sâu.", set()),
        ("Hôm qua bà Nga vắng mặt, bầu Đức vẫn đến.", {("person", "Nga"), ("person", "Đức")}),
        ("Đội tuyển nằm ở bảng D, nhiều cầu thủ mắc cúm A.", set()),
    ],
)
def test_names_in_running_text(ours: ConvRecogniser, body: str, expected: set[tuple[str, str]]) -> None:
    assert set(found(ours, body)) == expected


def test_headlines_in_capitals_are_read(ours: ConvRecogniser) -> None:
    kinds = found(ours, "", title="CÔNG AN TP HÀ NỘI BẮT NGUYỄN VĂN AN")
    assert {kind for kind, _ in kinds} == {"organisation", "person"}


def test_no_name_goes_on_over_the_end_of_a_sentence(ours: ConvRecogniser) -> None:
    for _, label in found(ours, "Theo Thanh. Thanh Huyền hát. Sau đó đến lượt bà Mai. Lan Anh cười."):
        assert ". " not in label


def test_an_abbreviation_in_brackets_is_its_organisation(ours: ConvRecogniser) -> None:
    body = "Bảo hiểm xã hội Việt Nam (BHXH VN) họp sáng nay. Theo BHXH VN, số thu tăng."
    (entity,) = [e for (kind, _), e in found(ours, body).items() if kind == "organisation"]
    assert entity.label == "Bảo hiểm xã hội Việt Nam"
    assert [span.text for span in entity.mentions][:2] == ["Bảo hiểm xã hội Việt Nam", "BHXH VN"]


@pytest.mark.parametrize("body", ["", "   ", "...", "12 34", "A", "\n\n", "😀 «»", "Ông " * 3000])
def test_anything_can_be_read(ours: ConvRecogniser, body: str) -> None:
    found(ours, body)


def test_an_article_read_twice_is_the_same(ours: ConvRecogniser) -> None:
    article = Article("a1", title="Hà Nội mưa", body="Ông Trần Văn Bình ở Hà Nội nói.")
    assert ours.entities(article) == ours.entities(article)
    assert ConvRecogniser().entities(article) == ours.entities(article)


def test_a_long_text_costs_no_square(ours: ConvRecogniser) -> None:
    began = time.perf_counter()
    found(ours, "Ông Trần Văn Hùng nói. Sau đó là " + "Bốp " * 20_000 + "và anh Trần Văn Hùng đi.")
    assert time.perf_counter() - began < 30


@pytest.mark.parametrize(
    ("name", "kind", "whole"),
    [
        ("VớiĐài Sao Mai", "organisation", "Đài Sao Mai"),
        ("Trần Minh Khánhnhấn", "person", "Trần Minh Khánh"),
        ("YouTube", "organisation", "YouTube"),
        ("Lan thường", "person", "Lan"),
        ("Hội đồng", "organisation", None),
        ("Tết Bính Ngọ", "place", None),
        ("chính phủ", "organisation", None),
    ],
)
def test_borders_are_mended(name: str, kind: str, whole: str | None) -> None:
    span = borders(f"X {name} y", 2, 2 + len(name), kind)  # type: ignore[arg-type]
    assert (span and f"X {name} y"[slice(*span)]) == whole


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("cúm ", " tăng", None), ("Nhóm ", ".", None), ("tiêm kích ", "-20 bay", None), ("nói với anh ", ".", "A"),
    ],
)  # fmt: skip
def test_a_letter_that_counts_or_names_a_make_is_nobody(before: str, after: str, whole: str | None) -> None:
    text = f"{before}A{after}"
    span = borders(text, len(before), len(before) + 1, "person")
    assert (span and text[slice(*span)]) == whole


def test_a_form_of_address_makes_a_person() -> None:
    text = "Em Mỹ và thầy Nhật; người Nhật, chị Hà Nội"
    assert [addressed(text, at, at + len(name)) for at, name in ((3, "Mỹ"), (14, "Nhật"), (26, "Nhật"))] == [
        True, True, False,
    ]  # fmt: skip
    assert not addressed(text, 36, 42)


def test_a_name_that_is_made_longer_stops_at_the_next(ours: ConvRecogniser) -> None:
    found(ours, "Ủy ban Thường vụ Quốc hội và Ủy ban Trung ương MTTQ Việt Nam họp, Sở Y và Bộ Y tế cùng dự.")


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    np.savez(tmp_path / WEIGHTS, vocabulary=np.zeros(1, np.uint32))
    write_manifest(tmp_path)
    with pytest.raises(ModelUnavailable, match="mô hình"):
        recogniser(str(tmp_path))


def test_names_that_nobody_knows_are_refused() -> None:
    with pytest.raises(InvalidConfig, match=r"conv\.v1"):
        recogniser("khong-co")


def test_the_shipped_model_is_small(ours: ConvRecogniser) -> None:
    folder = Path(__file__).parents[2] / "models" / MODEL
    assert sum(path.stat().st_size for path in folder.iterdir()) < 6_000_000
