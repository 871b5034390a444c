from __future__ import annotations

import pytest

from newsroom_ai.summarisation.headline_forms import LEAST, MOST, forms
from newsroom_ai.text.syllables import count, exact_forms

SENTENCES = [
    "Sáng 3/2, Công an tỉnh Kiên Hải (phía nam) đã bắt nhóm trộm xe máy ở chợ Bến Đò, thu giữ ba xe.",
    "Ông Lương Đình Khải, Chủ tịch huyện Thanh Lâm, cho biết cây cầu thay thế bến đò cũ sau hai năm.",
    "Mưa lớn làm ngập các phường Tân Hòa, Phước An và Cồn Nổi trong đêm, giao thông tê liệt đến sáng.",
    "Nhà máy không phải dừng hoạt động, nhưng đường dẫn phía Phước An chưa hoàn thành.",
    "Chúng tôi đã chờ chuyến đò này suốt ba giờ đồng hồ ở bến Rạch Sỏi.",
    "Theo kế hoạch, cuộc họp về việc làm của lao động trẻ ở Thanh Lâm sẽ khai mạc hôm 5/6.",
]


def texts(sentence: str) -> list[str]:
    return [form.text for form in forms(sentence, 0, len(sentence))]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_forms_are_words_of_the_sentence_in_order_and_of_the_length_of_a_headline(sentence: str) -> None:
    for form in forms(sentence, 0, len(sentence)):
        assert LEAST <= count(form.text) <= MOST
        assert exact_forms(form.text) == exact_forms(" ".join(sentence[a:b] for a, b in form.spans))
        assert list(form.spans) == sorted(form.spans)
        assert form.text[-1] not in ".,;:?!…"
        assert form.text[0].isupper() or form.text[0].isdigit()


def test_an_authority_gives_way_to_its_verb_and_to_the_place() -> None:
    made = texts(SENTENCES[0])
    assert "Bắt nhóm trộm xe máy ở chợ Bến Đò, thu giữ ba xe" in made
    assert "Kiên Hải: Bắt nhóm trộm xe máy ở chợ Bến Đò" in made


def test_a_speaker_stands_before_a_colon_without_office() -> None:
    made = texts(SENTENCES[1])
    assert "Ông Lương Đình Khải: Cây cầu thay thế bến đò cũ" in made


def test_a_list_is_not_broken_off() -> None:
    assert not any(text.endswith(("Tân Hòa", "Phước An")) for text in texts(SENTENCES[2]))
    assert "Mưa lớn làm ngập các phường Tân Hòa, Phước An và Cồn Nổi" in texts(SENTENCES[2])


def test_what_turns_a_sentence_is_not_dropped() -> None:
    assert not any("chưa" not in text for text in texts(SENTENCES[3]))


def test_what_only_a_speaker_can_say_gives_none() -> None:
    assert texts(SENTENCES[4]) == []


def test_phrases_that_lead_in_and_days_are_left_out() -> None:
    made = texts(SENTENCES[5])
    assert made
    assert not any("5/6" in text or "Theo" in text for text in made)


@pytest.mark.parametrize(
    "sentence",
    [
        "Theo cáo trạng, giám đốc Lê Văn Tạo đã nhận hối lộ hai tỷ đồng của nhà thầu.",
        "Bà Trần Thị Ngà cho biết nhà máy đã xả nước thải ra sông trong nhiều năm liền.",
        "Nhà máy đã xả nước thải ra sông Rạch Sỏi trong nhiều năm liền, theo bà Trần Thị Ngà.",
    ],
)
def test_what_somebody_claims_never_stands_as_a_fact(sentence: str) -> None:
    said = ("Theo cáo trạng", "Trần Thị Ngà")
    assert all(any(who in text for who in said) for text in texts(sentence))


def test_an_endless_sentence_gives_none() -> None:
    assert forms("công an bắt trộm, " * 10_000, 0, 180_000) == []
