from __future__ import annotations

from datetime import datetime

import pytest

from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle, InvalidQuery
from newsroom_ai.summarisation.background import background
from newsroom_ai.text.syllables import count

ONE = Article(
    "a1",
    body="Tàu cá Hải Âu 05 gặp nạn ngoài khơi Phú Lạc tối 3/6. Bảy thuyền viên mặc áo phao chờ cứu hộ giữa biển động.",
    published_at=datetime.fromisoformat("2024-06-04T08:00:00+07:00"),
)
TWO = Article(
    "a2",
    body="Tàu cá Hải Âu 05 gặp nạn ngoài khơi Phú Lạc tối 3/6. Lực lượng cứu hộ đưa cả bảy thuyền viên vào bờ an toàn.",
    published_at=datetime.fromisoformat("2024-06-05T08:00:00+07:00"),
)
THREE = Article(
    "a3",
    body="Cháu Lý Gia Hân, 8 tuổi, đón cha là thuyền viên tàu Hải Âu 05. Chủ tàu cá Hải Âu 05 xin hỗ trợ trục vớt tàu.",
)


def test_a_box_says_each_thing_once_by_date_and_names_its_sources() -> None:
    told = background([TWO, ONE, THREE], 100).sentences
    texts = [sentence.text for sentence in told]
    assert sum("gặp nạn" in text for text in texts) == 1
    by_id = {article.id: article for article in (ONE, TWO, THREE)}
    for sentence in told:
        body = by_id[sentence.article_id].body
        assert all(body[span.start : span.end] == span.text for span in sentence.sources)
    dated = [sentence for sentence in told if sentence.article_id != "a3"]
    assert [s.article_id for s in dated] == sorted(s.article_id for s in dated)
    assert {s.date for s in dated} <= {"2024-06-03", "2024-06-04", "2024-06-05"}
    assert next(s.date for s in told if "gặp nạn" in s.text) == "2024-06-03"
    assert all(s.date is None for s in told if s.article_id == "a3")
    assert not any("Hân" in text for text in texts)


@pytest.mark.parametrize("budget", [20, 30, 45, 200])
def test_the_budget_holds(budget: int) -> None:
    assert sum(count(s.text) for s in background([ONE, TWO, THREE], budget).sentences) <= budget


def test_what_cannot_be_told_is_an_error() -> None:
    with pytest.raises(InvalidQuery, match="2 đến 20"):
        background([ONE])
    with pytest.raises(InvalidQuery, match="20 đến 600"):
        background([ONE, TWO], 10)
    with pytest.raises(InvalidArticle):
        background([Article("x", body="Ảnh: Lê Vy"), Article("y", body="")])
