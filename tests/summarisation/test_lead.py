from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle, InvalidConfig, InvalidQuery, ModelUnavailable
from newsroom_ai.summarisation.lead import LeadSummariser
from newsroom_ai.summarisation.registry import HEADLINE_WRITERS, SUMMARISERS, headline_writer, summariser
from newsroom_ai.summarisation.sentences import repeats, usable
from newsroom_ai.summarisation.shorten import shorten
from newsroom_ai.summarisation.types import Style, SummaryOptions
from newsroom_ai.text.syllables import count, exact_forms

BODY = """Ảnh: Minh Nhật
Sáng 3/2, mưa lớn (hơn 120 mm trong ba giờ) làm ngập nhiều tuyến phố ở Hà Nội, khiến giao thông tê liệt nhiều giờ liền.
Xem thêm: Hà Nội ngập nặng
Ông này nói nước rút chậm hơn mọi năm.
Công ty Thoát nước đã huy động 500 công nhân và 40 máy bơm để tiêu úng cho các phường trũng thấp nhất.
Học sinh ở sáu quận được nghỉ học, riêng các trường nội trú vẫn tổ chức bữa ăn cho học sinh xa nhà.
Theo đó, phụ huynh không phải đưa đón con.
Trung tâm Khí tượng cảnh báo mưa sẽ kéo dài đến hết ngày 5/2, tập trung vào chiều tối.
Thành phố yêu cầu các quận kiểm tra cây xanh và nhà cũ trước đợt mưa tiếp theo vào cuối tuần."""
ARTICLE = Article("a1", title="Hà Nội ngập nặng vì mưa lớn", body=BODY)
STYLES: tuple[Style, ...] = ("sapo", "bullets", "push", "social")
CHARACTERS = {"sapo": 100_000, "bullets": 100_000, "push": 120, "social": 280}


@pytest.mark.parametrize("style", STYLES)
def test_every_sentence_names_its_words(style: Style) -> None:
    summary = LeadSummariser().summarise(ARTICLE, SummaryOptions(style=style))
    assert summary.faithful
    assert summary.method == "extractive"
    for sentence in summary.sentences:
        assert sentence.text in summary.text
        spans = sentence.sources
        assert all(ARTICLE.text(s.field)[s.start : s.end] == s.text for s in spans)
        assert exact_forms(sentence.text) == exact_forms(" ".join(s.text for s in spans))


@pytest.mark.parametrize("style", STYLES)
def test_no_credit_link_or_unresolved_opening(style: Style) -> None:
    text = LeadSummariser().summarise(ARTICLE, SummaryOptions(style=style)).text
    for phrase in ("Ảnh", "Xem thêm", "Ông này", "Theo đó"):
        assert phrase not in text


def test_a_push_leaves_asides_out_and_ends_at_a_clause() -> None:
    text = LeadSummariser().summarise(ARTICLE, SummaryOptions(style="push", max_syllables=22)).text
    assert text == "Sáng 3/2, mưa lớn làm ngập nhiều tuyến phố ở Hà Nội, khiến giao thông tê liệt nhiều giờ liền."


def test_bullets_are_three_to_five_and_differ() -> None:
    summary = LeadSummariser().summarise(ARTICLE, SummaryOptions(style="bullets"))
    lines = summary.text.splitlines()
    assert 3 <= len(lines) <= 5
    assert all(line.startswith("- ") for line in lines)
    assert len(set(lines)) == len(lines)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(STYLES), st.integers(5, 60), st.integers(0, len(BODY) - 120))
def test_limits_hold_always(style: Style, syllables: int, start: int) -> None:
    article = Article("a1", title="Mưa", body=BODY[start:])
    try:
        text = LeadSummariser().summarise(article, SummaryOptions(style=style, max_syllables=syllables)).text
    except InvalidArticle:
        return
    assert count(text) <= syllables
    assert len(text) <= CHARACTERS[style]
    assert set(exact_forms(text)) <= set(exact_forms(BODY[start:]))  # never inside a word


def test_one_endless_sentence_still_fits() -> None:
    article = Article("a1", body="Nước dâng " + "rất cao " * 200 + "rồi rút.")
    text = LeadSummariser().summarise(article, SummaryOptions(style="push")).text
    assert len(text) <= 120
    assert text.endswith("…")


def test_the_title_is_not_the_summary() -> None:
    title = "Hà Nội cho học sinh sáu quận nghỉ học vì mưa lớn"
    article = Article(
        "a1", title=title, body=f"{title}. Các trường nội trú vẫn nấu ăn cho học sinh xa nhà như thường lệ."
    )
    for style in STYLES:
        assert title not in LeadSummariser().summarise(article, SummaryOptions(style=style)).text
    with pytest.raises(InvalidArticle):
        LeadSummariser().summarise(Article("a1", title=title, body=f"{title}. {title}."), SummaryOptions())


@pytest.mark.parametrize("body", ["", "   \n", "Bài đang cập nhật."])
def test_too_little_text_is_an_error_that_names_the_field(body: str) -> None:
    with pytest.raises(InvalidArticle, match="body") as caught:
        LeadSummariser().summarise(Article("a1", title="Tít", body=body), SummaryOptions())
    assert caught.value.errors[0].pointer == "/body"


def test_what_cannot_be_done_is_said() -> None:
    with pytest.raises(ModelUnavailable):
        LeadSummariser().summarise(ARTICLE, SummaryOptions(method="abstractive"))
    with pytest.raises(InvalidQuery, match="5-400"):
        LeadSummariser().summarise(ARTICLE, SummaryOptions(max_syllables=4))


def test_social_prefers_the_sapo() -> None:
    sapo = "Mưa lớn làm ngập nhiều phố, hàng nghìn người đi làm muộn."
    article = Article("a1", title="Ngập", sapo=sapo, body=BODY)
    assert LeadSummariser().summarise(article, SummaryOptions(style="social")).text.startswith(sapo)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        (
            "Ông Lạc - chánh văn phòng tỉnh - cho biết đã đồng ý mở tuyến xe.",
            13,
            "Ông Lạc cho biết đã đồng ý mở tuyến xe.",
        ),
        ("(Báo Mẫu) - Trường học đóng cửa từ hôm nay.", 12, "Trường học đóng cửa từ hôm nay."),
        ("Chiều 2/3, ông Trần Văn Thắng, ngụ ấp Thống Nhất, phát hiện một quả đạn.", 14, None),
        ("Công an Hà Nội cho biết, đã khởi tố vụ án trộm cắp tài sản.", 7, None),
    ],
)
def test_a_cut_says_something_by_itself(text: str, limit: int, expected: str | None) -> None:
    cut = shorten(text, 0, len(text), lambda form: count(form) <= limit)
    assert (cut.text if cut else None) == expected


def test_usable_sentences_know_whether_they_lean() -> None:
    leaning = {s.text.split(",")[0]: s.bound for s in usable(ARTICLE, "body")}
    assert leaning["Theo đó"]
    assert not leaning["Sáng 3/2"]
    assert not repeats("Một câu khác hẳn với tít bài.", ARTICLE.title)
    assert not repeats("Câu gì cũng được.", "")


LONG = (
    "Ban quản lý dự án cho biết tuyến đường ven sông gồm hai cầu vượt, một hầm chui, ba nút giao, bốn trạm bơm, năm "
    "bãi đỗ xe và hệ thống chiếu sáng trải dài qua bảy phường, tuy nhiên chủ đầu tư bác bỏ tin khởi công năm nay."
)


def sapo(body: str, max_syllables: int | None = None) -> str:
    options = SummaryOptions("sapo", max_syllables=max_syllables)
    return LeadSummariser().summarise(Article("a1", title="Tít", body=body), options).text


def test_a_sapo_prefers_whole_sentences_to_a_cut_one() -> None:
    next_one = "Thành phố sẽ lấy ý kiến người dân hai bên bờ trong tháng 6."
    assert sapo(f"{LONG} {next_one}") == next_one


@pytest.mark.parametrize(
    ("body", "limit", "expected"),
    [
        (
            "Tàu cá chở sáu ngư dân (đều quê Bình Sơn) đã cập cảng an toàn, sau khi trôi dạt hai ngày vì hỏng máy.",
            14,
            "Tàu cá chở sáu ngư dân đã cập cảng an toàn.",
        ),
        ("Xã mở kho phát gạo cho dân vùng lũ từ sáng sớm, theo lời trưởng thôn chưa ai được nhận gạo.", 14, None),
        ("Bệnh viện chuẩn bị gồm: thuốc, giường, máy thở, nhằm đón người bị nạn từ miền núi xuống.", 14, None),
    ],
)
def test_a_sapo_is_cut_only_where_the_sense_stays(body: str, limit: int, expected: str | None) -> None:
    text = sapo(body, max_syllables=limit)
    assert text == expected if expected else text.endswith("…")


def test_questions_items_headings_and_captions_do_not_stand_in_a_summary() -> None:
    body = (
        "Người dân dắt xe qua cầu phao sáng nay. Ảnh: Lê Vy\nVÌ SAO CẦU PHAO HAY HỎNG\n"
        "Bao giờ người dân có cầu mới để đi lại?\n* Cầu phao có từ năm 1990 và đã sửa bốn lần.\n"
        "Huyện sẽ xây cầu bê tông thay cầu phao trong năm tới."
    )
    assert sapo(body) == "Huyện sẽ xây cầu bê tông thay cầu phao trong năm tới."


def test_a_summary_prefers_sentences_that_do_not_name_a_child() -> None:
    body = (
        "Cháu Lý Gia Hân, 7 tuổi, bị lạc ở chợ nổi sáng 5/4. Công an phường đã tìm thấy bé gái sau ba giờ tìm kiếm. "
        "Bé Hân được đưa về với gia đình trong đêm."
    )
    for style in STYLES:
        text = LeadSummariser().summarise(Article("a1", title="Tít", body=body), SummaryOptions(style)).text
        assert "Hân" not in text


def test_the_registry_makes_what_it_lists() -> None:
    for name in SUMMARISERS:
        assert summariser(name).summarise(ARTICLE, SummaryOptions()).text
    for name in HEADLINE_WRITERS:
        assert headline_writer(name).headlines(ARTICLE).candidates
    with pytest.raises(InvalidConfig, match=r"lead\.v1"):
        summariser("khong-co")


@pytest.mark.parametrize("unit", ["tôi đi học ", "tôi đi học, và ", "tôi (có) đi - "])
@pytest.mark.parametrize("style", STYLES)
def test_an_endless_sentence_costs_no_square(style: Style, unit: str) -> None:
    article = Article("a1", title="Đi học", body=unit * 18_000)
    began = time.process_time()
    text = LeadSummariser().summarise(article, SummaryOptions(style=style)).text
    assert time.process_time() - began < 8
    assert len(text) <= CHARACTERS[style]
    assert 0 < count(text) <= 400
