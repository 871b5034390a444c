from __future__ import annotations

import pytest

from newsroom_ai.article import Article
from newsroom_ai.tagging.laws import LawTagger


def found(body: str) -> list[tuple[str, list[str]]]:
    tags = LawTagger().tag(Article("a1", body=body))
    return sorted(
        (str(tag.uri).removeprefix("urn:newsroom:law:"), [span.text for span in tag.evidence]) for tag in tags
    )


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("Nghị định 168/2024 có hiệu lực", "168/2024/nd-cp"),
        ("Nghị định số 168/2024/NĐ-CP", "168/2024/nd-cp"),
        ("theo Luật Đất đai 2024", "luat-dat-dai-2024"),
        ("theo Luật Đất đai năm 2024", "luat-dat-dai-2024"),
        ("theo Luật Phòng chống ma túy", "luat-phong-chong-ma-tuy"),
        ("theo Luật Phòng, chống ma túy", "luat-phong-chong-ma-tuy"),
        ("theo Hiến pháp năm 2013", "hien-phap-2013"),
    ],
)
def test_one_law_has_one_key(body: str, key: str) -> None:
    assert [name for name, _ in found(body)] == [key]


def test_the_article_of_a_law_is_evidence() -> None:
    assert found("bị khởi tố theo khoản 2 Điều 174 Bộ luật Hình sự.") == [
        ("bo-luat-hinh-su", ["khoản 2 Điều 174 Bộ luật Hình sự"])
    ]


def test_short_and_full_forms_are_one() -> None:
    assert found("Thông tư 12/2020/TT-BYT nói rõ. Thông tư 12/2020 có hiệu lực.") == [
        ("12/2020/tt-byt", ["12/2020/TT-BYT", "Thông tư 12/2020"])
    ]
    assert [name for name, _ in found("Luật Đất đai 2024 và Luật Đất đai, Luật Đầu tư, Luật Đầu tư công")] == [
        "luat-dat-dai-2024", "luat-dau-tu", "luat-dau-tu-cong",
    ]  # fmt: skip


def test_two_years_are_two_laws() -> None:
    assert len(found("Luật Đất đai 2013, Luật Đất đai 2024, và Luật Đất đai nói chung")) == 3


@pytest.mark.parametrize("body", ["đúng luật đầu tư chung", "luật giao thông", "hiến pháp của nước khác"])
def test_law_in_general_is_none(body: str) -> None:
    assert found(body) == []
