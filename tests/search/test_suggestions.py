"""Suggestions while somebody types: found by any beginning, with or without marks, and only what all may read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.article import Article, Status
from newsroom_ai.errors import InvalidQuery
from newsroom_ai.search.completions import SUPPORT, longer
from newsroom_ai.search.lexical import LexicalIndex, document
from newsroom_ai.search.suggestions import SUGGESTION_LIMIT, Suggestion, Suggestions
from newsroom_ai.search.typed import Typed
from newsroom_ai.search.values import LOOKED_AT
from tests.articles import article

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Desk:
    """An index filled with articles, and suggestions from it."""

    def __init__(self, folder: Path) -> None:
        self.index = LexicalIndex(folder / "lexical")
        self.suggestions = Suggestions(self.index)
        self.articles: dict[int, Article] = {}

    def put(self, *articles: Article, places: tuple[str, ...] = ()) -> None:
        start = len(self.articles) + 1
        self.articles |= dict(enumerate(articles, start))
        puts = [(key, document(item, places)) for key, item in enumerate(articles, start)]
        self.index.apply(puts, [], len(self.articles))

    def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
        titles = [(self.articles[key].id, self.articles[key].title) for key in self.suggestions.titles(text, NOW)]
        return self.suggestions.choose(text, titles, limit)

    def texts(self, text: str, *kinds: str) -> list[str]:
        return [one.text for one in self.suggest(text, SUGGESTION_LIMIT) if one.kind in (kinds or (one.kind,))]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.index.end_writing()


def titled(*titles: str, **fields: Any) -> list[Article]:
    return [
        article(f"t{place}", **({"title": title, "section": "", "source": ""} | fields))
        for place, title in enumerate(titles)
    ]


def unmarked(text: str) -> str:
    return "".join(c for c in normalize("NFD", text).replace("Đ", "D").replace("đ", "d") if not combining(c))


TITLE = "Đường sắt Hoà Hưng sẽ có thêm ga mới vì bảo hiểm và TP.HCM"


def test_any_beginning_of_a_title_finds_it_with_and_without_marks(desk: Desk) -> None:
    desk.put(*titled(TITLE, "Chuyện khác hẳn"))
    for end in range(1, len(TITLE)):
        for typed in (TITLE[:end], TITLE[:end].lower(), unmarked(TITLE[:end])):
            assert TITLE in desk.texts(typed, "title"), typed


def test_words_inside_a_title_find_it_too_and_pieces_after_phrases(desk: Desk) -> None:
    desk.put(*titled("Tàu cao tốc chạy thử", "Cao điểm, tốc độ giảm", "Không liên quan"))
    assert desk.texts("cao t", "title") == ["Tàu cao tốc chạy thử", "Cao điểm, tốc độ giảm"]


def test_a_marked_syllable_means_itself_but_the_last_one_may_still_get_its_marks(desk: Desk) -> None:
    desk.put(*titled("Dương cầm cũ", "Đường sắt mới", "Đượm tình quê"))
    assert desk.texts("đường s", "title") == ["Đường sắt mới"]
    assert set(desk.texts("đươ", "title")) == {"Đường sắt mới", "Đượm tình quê"}
    assert desk.texts("dương ", "title") == ["Dương cầm cũ"]
    assert "Dương cầm cũ" not in desk.texts("đ", "title")


def test_the_newest_titles_come_first_and_a_title_stands_once(desk: Desk) -> None:
    days = [datetime(2024, 1, day, tzinfo=UTC) for day in (3, 1, 2)]
    for place, day in enumerate(days):
        desk.put(article(f"a{place}", title=f"Giá xăng kỳ {day.day}", published_at=day))
    desk.put(article("again", title="Giá xăng kỳ 3", published_at=datetime(2023, 1, 1, tzinfo=UTC)))
    assert desk.texts("giá x", "title") == ["Giá xăng kỳ 3", "Giá xăng kỳ 2", "Giá xăng kỳ 1"]


def test_tags_are_counted_and_found_by_a_word_inside(desk: Desk) -> None:
    desk.put(*titled("a", "b", tags=("Bảo hiểm xã hội",)), *titled("c", tags=("Xã hội học", "Xã")))
    found = [one for one in desk.suggest("xa hoi") if one.kind == "tag"]
    assert [(one.text, one.count) for one in found] == [("Xã hội học", 1), ("Bảo hiểm xã hội", 2)]
    assert desk.texts("xã hội ", "tag") == desk.texts("xã hội", "tag")
    assert desk.texts("xa h ", "tag") == []


def test_marks_tell_values_apart(desk: Desk) -> None:
    desk.put(*titled("a", tags=("Báo chí", "Bão lũ", "Bảo hiểm")))
    assert desk.texts("bão", "tag") == ["Bão lũ"]
    assert set(desk.texts("bao", "tag")) == {"Báo chí", "Bão lũ", "Bảo hiểm"}


def test_a_place_is_found_by_its_other_names(desk: Desk) -> None:
    desk.put(*titled("a"), places=("TP.HCM",))
    for typed in ("sai g", "sài gòn", "tp hcm", "TP.H"):
        (place,) = [one for one in desk.suggest(typed) if one.kind == "place"]
        assert (place.text, place.count) == ("TP.HCM", 1)


def test_the_end_of_a_query_is_offered_as_a_filter_beside_the_rest(desk: Desk) -> None:
    desk.put(*titled("a", tags=("Huế học",)), places=("Hà Nội", "An Giang", "Huế"))
    (place,) = desk.suggest("sập giàn giáo hà n")
    assert (place.text, place.kind, place.rest) == ("Hà Nội", "place", "sập giàn giáo")
    assert [(one.text, one.rest) for one in desk.suggest("lụt huế")] == [("Huế", "lụt")]


def test_only_what_is_published_is_suggested(desk: Desk) -> None:
    hidden = {"title": "Mật danh Ngọn Hải Đăng", "tags": ("Ngọn Hải Đăng",)}
    desk.put(
        article("draft", status=Status.DRAFT, **hidden),
        article("gone", status=Status.WITHDRAWN, **hidden),
        article("later", published_at=datetime.now(UTC) + timedelta(days=400), **hidden),
    )
    assert desk.suggest("ngon hai d") == []
    desk.put(article("out", **hidden))
    desk.suggestions.values.refresh()
    assert [(one.kind, one.count) for one in desk.suggest("ngon hai d")] == [("tag", 1), ("title", None)]


def test_values_of_a_new_article_are_there_after_a_refresh(desk: Desk) -> None:
    desk.put(*titled("a", tags=("Cũ kỹ",)))
    assert desk.texts("moi", "tag") == []
    desk.put(article("b", tags=("Mới tinh",)))
    desk.suggestions.values.refresh()
    assert desk.texts("moi", "tag") == ["Mới tinh"]


def test_longer_queries_are_whole_words_that_several_titles_have(desk: Desk) -> None:
    desk.put(*titled(*(f"Mức đóng bảo hiểm xã hội {n}" for n in ("mới", "tăng", "giảm", "cũ")), "Bảo hiểm y tế"))
    assert desk.texts("bao hi", "query") == ["bảo hiểm xã hội"]
    assert desk.texts("bảo hiểm xã hội", "query") == []


def test_operators_blanks_and_whole_sentences_get_no_suggestions(desk: Desk) -> None:
    desk.put(*titled("Giá xăng tăng", tags=("Giá xăng",)))
    for typed in ("", "  ", "!?", '"giá x', "giá -x", "title:giá", "giá OR x", "giá " * 25):
        assert desk.suggest(typed) == []


@pytest.mark.parametrize("limit", [0, SUGGESTION_LIMIT + 1])
def test_limits(desk: Desk, limit: int) -> None:
    with pytest.raises(InvalidQuery):
        desk.suggest("a", limit)
    with pytest.raises(InvalidQuery):
        desk.suggest("a" * 1_001)


def test_there_are_never_more_than_asked_for_and_titles_fill_what_is_left(desk: Desk) -> None:
    desk.put(*titled(*(f"Giá xăng {n} giảm" for n in range(10)), tags=tuple(f"Giá {n}" for n in range(9))))
    for limit in (1, 5, 8, 20):
        assert len(desk.suggest("giá", limit)) == min(limit, 1 + 9 + 10)
    kinds = [one.kind for one in desk.suggest("giá x", 8)]
    assert kinds == ["query", *["title"] * 7]
    assert [one.kind for one in desk.suggest("giá", 8)].count("tag") == 3


def test_the_most_used_values_are_weighed_first(desk: Desk) -> None:
    rare = [article(f"r{n}", title="x", tags=(f"Giá {n}",)) for n in range(LOOKED_AT + 5)]
    desk.put(*rare, article("c1", title="x", tags=("Giá xăng",)), article("c2", title="x", tags=("Giá xăng",)))
    assert desk.texts("gia", "tag")[0] == "Giá xăng"


@given(st.text(max_size=40))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    typed = Typed.of(text)
    assert len(typed.exact) == len(typed.bare) == len(typed.starts)
    assert all(text[start:] for start in typed.starts)


@given(
    st.text(alphabet="bảohiểmyt ế", max_size=12), st.lists(st.text(alphabet="bảohiểmyt ế.", max_size=30), max_size=8)
)
def test_longer_queries_are_words_of_the_titles(text: str, titles: list[str]) -> None:
    for phrase in longer(Typed.of(text), titles, 5):
        assert sum(phrase.casefold() in title.casefold() for title in titles) >= SUPPORT
