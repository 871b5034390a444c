from __future__ import annotations

import pytest

from newsroom_ai.article import Article
from newsroom_ai.summarisation.compression import leads_in, shorter
from newsroom_ai.summarisation.sentences import usable
from newsroom_ai.text.syllables import exact_forms


def made(body: str) -> list[str]:
    article = Article("a1", body=body)
    (sentence,) = usable(article, "body")
    cuts = shorter(article, sentence)
    for cut in cuts:
        assert exact_forms(cut.text) == exact_forms(" ".join(body[a:b] for a, b in cut.spans))
    return [cut.text for cut in cuts]


def test_brackets_last_clauses_and_what_leads_in_are_left_out() -> None:
    found = made(
        "Sáng 12/5, huyện Thanh Lâm (tỉnh Kiên Hải) khánh thành cầu Rạch Miễu Nhỏ nối hai xã, sau khi công trình chậm "
        "hai năm."
    )
    assert "Sáng 12/5, huyện Thanh Lâm khánh thành cầu Rạch Miễu Nhỏ nối hai xã." in found
    assert "Huyện Thanh Lâm khánh thành cầu Rạch Miễu Nhỏ nối hai xã." in found


def test_what_denies_or_limits_stays() -> None:
    assert made("Theo huyện, nếu không có mưa thì cầu Rạch Miễu Nhỏ thông xe trước tháng chín, trừ làn xe tải.") == []


def test_who_says_a_thing_stays() -> None:
    claim = "cầu Rạch Miễu Nhỏ (xã Tân Hòa) có thể sập trong mùa mưa này, khi nước lũ dâng cao."
    for source in ("Theo ông Lương Đình Khải", "Theo cáo trạng của Viện kiểm sát"):
        found = made(f"{source}, {claim}")
        assert found
        assert all(text.startswith(source) for text in found)


def test_short_and_endless_sentences_are_left_alone() -> None:
    assert made("Sáng 3/2, mưa to làm ngập chợ.") == []
    assert made("tôi đi học, và " * 5_000) == []


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Tại Huế, ", True),
        ("Theo AFP, ", False),
        ("Trong thời gian tới, ", False),
        ("Tối nay: một, ", False),
        ("Tại Huế", False),
        ("Trong khi chưa rõ, ", False),
        ("Mưa, ", False),
    ],
)
def test_phrases_that_lead_in(text: str, leads: bool) -> None:
    assert leads_in(text) is leads
