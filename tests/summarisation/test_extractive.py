from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle, ModelUnavailable
from newsroom_ai.summarisation.extractive import ExtractiveSummariser
from newsroom_ai.summarisation.ranker import Ranker, sets_of, shipped
from newsroom_ai.summarisation.sentences import shares_title
from newsroom_ai.summarisation.types import Style, SummaryOptions
from newsroom_ai.text.syllables import count, exact_forms

SENTENCES = [
    "Ảnh: Minh Nhật",
    "Sáng 3/2, mưa lớn làm ngập nhiều tuyến phố ở Hà Nội, khiến giao thông tê liệt nhiều giờ liền.",
    "Ông này nói nước rút chậm hơn mọi năm.",
    "Công ty Thoát nước huy động 500 công nhân và 40 máy bơm để tiêu úng cho các phường trũng thấp nhất.",
    "Theo đó, phụ huynh không phải đưa đón con.",
    "Học sinh ở sáu quận được nghỉ học, riêng các trường nội trú vẫn tổ chức bữa ăn cho học sinh xa nhà.",
    "Nút giao này bị ngập sâu nửa mét (chưa kể đoạn hầm chui) và đóng cửa đến tối.",
    "Trung tâm Khí tượng cảnh báo mưa sẽ kéo dài đến hết ngày 5/2, tập trung vào chiều tối.",
    "Bà Đỗ Thu Thảo, ở phường Trung Văn, nói: “Nhà tôi ngập từ bốn giờ sáng”.",
]
STYLES: tuple[Style, ...] = ("sapo", "bullets", "push", "social")
CHARACTERS = {"push": 120, "social": 280}
SYLLABLES = {"sapo": 40, "bullets": 150}
OURS = ExtractiveSummariser()


@settings(max_examples=80, deadline=None)
@given(st.permutations(SENTENCES), st.sampled_from(STYLES), st.none() | st.integers(5, 120), st.booleans())
def test_limits_hold_and_every_word_has_its_source(
    order: list[str], style: Style, syllables: int | None, titled: bool
) -> None:
    title = "Mưa lớn làm ngập nhiều tuyến phố ở Hà Nội" if titled else ""
    article = Article("a1", title=title, body="\n".join(order), tags=("Hà Nội", "Thời tiết"))
    try:
        made = OURS.summarise(article, SummaryOptions(style, syllables))
    except InvalidArticle:
        return
    assert count(made.text) <= (syllables or SYLLABLES.get(style, 400))
    assert len(made.text) <= CHARACTERS.get(style, 10_000)
    assert made.faithful
    for sentence in made.sentences:
        assert exact_forms(sentence.text) == exact_forms(" ".join(span.text for span in sentence.sources))
        assert all(article.body[span.start : span.end] == span.text for span in sentence.sources)
    if style == "sapo" and (syllables or 40) >= 25:
        assert not made.text.startswith(("Ông này", "Theo đó", "Nút giao này", "Ảnh"))


def test_a_sapo_is_more_than_the_title() -> None:
    title = "Mưa lớn làm ngập nhiều tuyến phố ở Hà Nội"
    article = Article("a1", title=title, body="\n".join(SENTENCES))
    assert not shares_title(OURS.summarise(article, SummaryOptions()).text, title)


def test_a_large_budget_is_filled_in_the_order_of_the_article() -> None:
    made = OURS.summarise(Article("a1", body="\n".join(SENTENCES)), SummaryOptions(max_syllables=110))
    assert count(made.text) > 60
    starts = [sentence.sources[0].start for sentence in made.sentences]
    assert starts == sorted(starts)


def test_hashtags_come_from_the_tags_and_fit() -> None:
    article = Article("a1", body="\n".join(SENTENCES), tags=("thời tiết Hà Nội", "ngập lụt", "x" * 300))
    text = OURS.summarise(article, SummaryOptions("social")).text
    assert text.endswith("#ThờiTiếtHàNội #NgậpLụt")
    assert len(text) <= 280
    assert "#" not in OURS.summarise(article, SummaryOptions("push")).text


def test_the_ranker_prefers_news_to_asides() -> None:
    texts = [SENTENCES[1], "Nhiều người đứng xem từ trên cầu.", "Trời mát hơn hôm trước."]
    weighed = shipped().weigh(texts, [False] * 3)
    assert int(np.argmax(weighed.worth)) == 0
    assert shipped().scores(weighed, sets_of([0, 1, 2], weighed)).shape == (7,)


def test_a_damaged_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        Ranker(tmp_path)
