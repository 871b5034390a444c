from __future__ import annotations

import pytest

from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.summarisation.registry import HEADLINE_WRITERS, headline_writer
from newsroom_ai.summarisation.types import Headlines
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import count, exact_forms

TITLE = "Cầu Rạch Miễu Nhỏ thông xe"
BODY = """Sáng 12/5, huyện Thanh Lâm khánh thành cầu Rạch Miễu Nhỏ sau hai năm thi công, nối xã Tân Hòa với Phước An.
Ông Lương Đình Khải, Chủ tịch huyện, cho biết cây cầu thay thế bến đò cũ phục vụ 1.200 lượt khách mỗi ngày.
Người dân hai xã không còn phải qua sông bằng đò, nhưng đường dẫn phía Phước An chưa hoàn thành.
Huyện sẽ làm xong đường dẫn trước tháng 9, khi học sinh vào năm học mới.
Cháu Lý Gia Hân, 9 tuổi, là người đầu tiên đạp xe qua cầu."""


WRITER = headline_writer("summariser-headline.v2")


def written(body: str = BODY, title: str = TITLE) -> Headlines:
    return WRITER.headlines(Article("a1", title=title, body=body))


def test_headlines_are_made_of_the_words_of_the_article_and_checked() -> None:
    found = written().candidates
    assert found
    for headline in found:
        assert headline.faithful
        assert exact_forms(headline.text) == exact_forms(" ".join(span.text for span in headline.sources))
        assert all(BODY[span.start : span.end] == span.text for span in headline.sources)
        assert 5 <= count(headline.text) <= 24
        assert headline.text[-1] not in ".,;:?…"
        assert headline.text[0].isupper() or headline.text[0].isdigit()
        assert 0 <= headline.score <= 1
    assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)
    assert len({fold(h.text) for h in found}) == len(found)


def test_the_own_title_is_no_suggestion() -> None:
    body = f"{TITLE}. {BODY}"
    assert fold(TITLE) not in {fold(headline.text) for headline in written(body).candidates}


def test_no_headline_names_a_child_drops_a_denial_or_points_back() -> None:
    texts = [headline.text for headline in written(f"{BODY}\nNgười này nói cầu rất đẹp và rộng rãi.").candidates]
    assert not any("Hân" in text or "này" in text for text in texts)
    assert "Người dân hai xã" not in texts
    assert "Người dân hai xã không còn phải qua sông bằng đò" not in texts  # the bridge is not finished


def test_a_long_sentence_gives_a_longer_headline_rather_than_none() -> None:
    body = "Đoàn công tác của tỉnh gồm chín sở ngành khảo sát toàn bộ các tuyến đê xung yếu ven biển phía đông huyện."
    assert written(body, "").candidates[0].text == body.rstrip(".")


def test_a_thin_article_gives_no_headline_and_no_error() -> None:
    assert written("Ảnh: Lê Vy", "Tít").candidates == ()
    assert written("Ông nói vậy.", "").candidates == ()


def test_without_any_text_there_is_an_error_that_names_the_field() -> None:
    with pytest.raises(InvalidArticle) as caught:
        written(" ", "Tít")
    assert caught.value.errors[0].pointer == "/body"


def test_a_headline_of_an_invented_sapo_is_told_and_stands_last() -> None:
    sapo = "Huyện Thanh Lâm chi 950 tỷ đồng xây cầu Rạch Miễu Nhỏ."
    found = WRITER.headlines(Article("a1", sapo=sapo, body=BODY)).candidates
    invented = [headline for headline in found if "950" in headline.text]
    assert invented
    for headline in invented:
        assert not headline.faithful
        assert [fact.text for fact in headline.unsupported] == ["950 tỷ đồng"]
    assert found[0].faithful


def test_the_registry_makes_what_it_lists() -> None:
    for name in HEADLINE_WRITERS:
        assert headline_writer(name).headlines(Article("a1", body=BODY)).candidates
