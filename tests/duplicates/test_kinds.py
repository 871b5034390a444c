from __future__ import annotations

from dataclasses import replace

import pytest

from newsroom_ai.article import Article
from newsroom_ai.duplicates.alignment import Alignment
from newsroom_ai.duplicates.kinds import quotations
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.relations import relation

QUOTE = (
    "Tôi đi đò từ năm lên sáu, đò chìm một lần, may có người vớt. Bây giờ cháu tôi đạp xe qua cầu, tôi đứng bên này "
    "nhìn theo mà mừng, mừng cho nó và mừng cho cả xóm, chứ ngày trước mỗi lần nước lên là cả nhà lại lo thức trắng đêm"
)
LAW = (
    "Người điều khiển phương tiện thủy nội địa phải có bằng cấp phù hợp, phải mặc áo phao và không được chở quá số "
    "người quy định. Tổ chức, cá nhân có hành vi vi phạm thì bị phạt tiền từ 2.000.000 đồng đến 5.000.000 đồng; "
    "trường hợp gây thiệt hại thì phải bồi thường theo quy định của pháp luật và bị tước quyền sử dụng bằng lái"
)


def align(draft: Article, other: Article) -> Alignment:
    return Alignment.of(Reading.of(draft), Reading.of(other))


def with_line(article: Article, line: str) -> Article:
    return replace(article, body=f"{article.body}\n{line}\n{article.sapo}")


def kinds(draft: Article, other: Article) -> list[str]:
    return [one.kind for one in align(draft, other).passages()]


def test_a_person_quoted_in_both_makes_no_copy(bridge: Article, harvest: Article) -> None:
    ours = with_line(harvest, f"Bà Hai kể với chúng tôi: “{QUOTE}”.")
    theirs = with_line(bridge, f"“{QUOTE}”, bà Hai nói lúc cắt băng.")
    assert kinds(ours, theirs) == ["quotation"]
    assert relation(align(ours, theirs)) is None
    assert align(ours, theirs).containment == 0


def test_the_same_words_without_marks_in_one_of_them_are_copied(bridge: Article, harvest: Article) -> None:
    ours = with_line(harvest, QUOTE)
    theirs = with_line(bridge, f"“{QUOTE}”, bà Hai nói lúc cắt băng.")
    assert kinds(ours, theirs) == ["copied"]
    assert relation(align(ours, theirs)) is not None


def test_a_quotation_copied_with_the_story_around_it_counts(bridge: Article) -> None:
    theirs = replace(bridge, body=bridge.body.replace("\n", f"\nBà Hai kể: “{QUOTE}”.\n", 1))
    assert set(kinds(replace(theirs, id="x"), theirs)) == {"copied"}
    assert align(replace(theirs, id="x"), theirs).containment == 1


def test_a_speech_printed_by_both_is_a_copy(bridge: Article) -> None:
    ours, theirs = (
        Article(id=id, title=title, body=f"“{QUOTE}”") for id, title in (("a", "Lời bà Hai"), ("b", "Qua cầu"))
    )
    found = relation(align(ours, theirs))
    assert found is not None
    assert found[0] == "same_text"


@pytest.mark.parametrize("lead", ["Luật Giao thông đường thủy quy định: ", "Theo khoản 2 Điều 35 của nghị định, "])
def test_a_law_quoted_by_both_makes_no_copy(bridge: Article, harvest: Article, lead: str) -> None:
    ours = with_line(harvest, f"{lead}{LAW}.")
    theirs = with_line(bridge, f"Pháp luật nêu rõ: {LAW}.")
    assert kinds(ours, theirs) == ["law"]
    assert relation(align(ours, theirs)) is None


def test_the_words_of_a_law_without_a_law_named_are_copied(bridge: Article, harvest: Article) -> None:
    plain = LAW.replace("quy định của pháp luật", "thỏa thuận").replace("quy định", "cho phép")
    assert kinds(with_line(harvest, f"{plain}."), with_line(bridge, f"{plain}.")) == ["copied"]


def test_quotations_are_marked_by_syllable_and_short_ones_are_none() -> None:
    reading = Reading.of(
        Article(id="a", title="Chuyện “qua cầu”", body="Ông nói: “Mai tôi về quê thăm nhà cũ”, rồi cười.")
    )
    quoted = [form for form, inside in zip(reading.forms, quotations(reading), strict=True) if inside]
    assert quoted == ["mai", "toi", "ve", "que", "tham", "nha", "cu"]
