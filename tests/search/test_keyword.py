"""Keyword search: what is found, in which order, and that every number is true."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsroom_ai.article import Article, Kind, Status
from newsroom_ai.errors import InvalidQuery, ModelUnavailable
from newsroom_ai.search.archive_search import ArchiveSearch
from newsroom_ai.search.forward import ForwardIndex, forward_row
from newsroom_ai.search.lexical import LexicalIndex, document
from newsroom_ai.search.types import FACETS, Page, SearchRequest
from tests.articles import article

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECTIONS = ("An sinh", "Thể thao", "")


class Shelf:
    """An index filled with articles; keys are their places from 1."""

    def __init__(self, folder: Path) -> None:
        self.index = LexicalIndex(folder / "lexical")
        self._forward = ForwardIndex(folder / "forward")
        self._search = ArchiveSearch(self.index, self._forward)
        self.ids: dict[int, str] = {}

    def put(self, *articles: Article) -> None:
        start = len(self.ids) + 1
        puts = [(key, document(item)) for key, item in enumerate(articles, start)]
        self.ids |= {key: item.id for key, item in enumerate(articles, start)}
        self.index.apply(puts, [], len(self.ids))
        self._forward.apply([(key, forward_row(item)) for key, item in enumerate(articles, start)], [], len(self.ids))

    def search(self, q: str = "", **fields: object) -> Page:
        return self._search.search(SearchRequest(q=q, **fields), NOW)  # type: ignore[arg-type]

    def found(self, q: str, **fields: object) -> list[str]:
        return [self.ids[hit.key] for hit in self.search(q, **fields).ranked]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    yield shelf
    shelf.index.end_writing()


def titles(*texts: str) -> list[Article]:
    return [article(f"t{place}", title=text, sapo="", body="") for place, text in enumerate(texts)]


@pytest.mark.parametrize(
    "query",
    [
        "bảo hiểm xã hội", "bao hiem xa hoi", "BẢO HIỂM XÃ HỘI", "bảo hiem xã hoi", '"bảo hiểm xã hội"',
        '"bao hiem xa hoi"', "title:hiểm", 'title:"xã hội"', "hiểm -bóng",
        "bảo hiểm xã hội",
    ],
)  # fmt: skip
def test_one_article_is_found_in_many_ways(shelf: Shelf, query: str) -> None:
    shelf.put(*titles("Đóng bảo hiểm xã hội tự nguyện", "Đội bóng thắng trận"))
    assert shelf.found(query)[0] == "t0"


def test_either_word_will_do(shelf: Shelf) -> None:
    shelf.put(*titles("Đóng bảo hiểm", "Đội bóng thắng trận", "Chuyện khác"))
    assert set(shelf.found("bóng OR hiểm")) == {"t0", "t1"}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("thủy sản", "Luật Thuỷ sản"), ("thuỷ sản", "Luật Thủy sản"), ("bác sỹ", "Bác sĩ về làng"),
        ("Lao động - Thương binh", "Bộ Lao động – Thương binh"), ("Đăk Lăk", "Mưa ở Đăk Lăk"),
        ("1331/QĐ-BLĐTBXH", "Quyết định 1331/QĐ-BLĐTBXH"), ("1331/QD-BLDTBXH", "Quyết định 1331/QĐ-BLĐTBXH"),
        ("TP.HCM", "Kẹt xe ở TP. HCM"),
    ],
)  # fmt: skip
def test_spellings_meet(shelf: Shelf, query: str, text: str) -> None:
    shelf.put(*titles(text, "Chuyện khác"))
    assert shelf.found(query) == ["t0"]


def test_what_is_typed_ranks_above_what_only_folds_to_it(shelf: Shelf) -> None:
    shelf.put(*titles("Cơn bão số 5", "Tờ báo tường", "Quỹ bảo trợ", "Bao thư"))
    assert shelf.found("bảo")[0] == "t2"
    assert shelf.found("bao")[0] == "t3"
    assert set(shelf.found("bao")) == {"t0", "t1", "t2", "t3"}


def test_a_marked_syllable_matches_itself_only_when_enough_does(shelf: Shelf) -> None:
    shelf.put(*titles(*["Quỹ bảo trợ"] * 10, *["Cơn bão"] * 3))
    page = shelf.search("bảo")
    assert (page.total.value, page.query.relaxed) == (10, False)


def test_a_query_that_few_match_is_relaxed_and_says_so(shelf: Shelf) -> None:
    shelf.put(*titles("giá xăng giảm mạnh", *["giá vàng giảm nhẹ"] * 20))
    page = shelf.search("giá xăng giảm mạnh hôm qua")
    assert page.query.relaxed
    assert shelf.ids[page.ranked[0].key] == "t0"


def test_phrases_are_never_relaxed_into_their_words(shelf: Shelf) -> None:
    shelf.put(*titles("xã hội hóa bảo hiểm", "bảo hiểm xã hội"))
    assert shelf.found('"bảo hiểm xã hội"') == ["t1"]


def test_phrases_do_not_reach_over_field_borders(shelf: Shelf) -> None:
    shelf.put(article("x", title="Họp về bảo", sapo="hiểm họa", body=""))
    assert shelf.found('"bảo hiểm"') == []


def test_drafts_withdrawn_and_embargoed_articles_are_not_there(shelf: Shelf) -> None:
    later = NOW + timedelta(hours=1)
    shelf.put(
        article("draft", status=Status.DRAFT),
        article("gone", status=Status.WITHDRAWN),
        article("later", published_at=later),
        article("undated", published_at=None),
        article("now", published_at=NOW),
    )
    assert set(shelf.found("việc làm")) == {"undated", "now"}
    assert shelf.search("việc làm").total.value == 2
    assert shelf.found("việc làm", status="draft") == ["draft"]


def test_filters_join_values_by_or_and_fields_by_and(shelf: Shelf) -> None:
    shelf.put(
        article("a", section="An sinh", tags=("lương", "BHXH")),
        article("b", section="Thể thao", tags=("lương",)),
        article("c", section="An sinh", kind=Kind.PRESS_RELEASE),
    )
    assert set(shelf.found("", filters={"section": ("An sinh", "Thể thao")})) == {"a", "b", "c"}
    assert shelf.found("", filters={"section": ("An sinh",), "tag": ("lương",)}) == ["a"]
    assert shelf.found("", filters={"kind": ("press_release",)}) == ["c"]


def test_a_period_includes_its_start_and_excludes_its_end(shelf: Shelf) -> None:
    moments = [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2, 3)]
    shelf.put(*(article(f"d{m.day}", published_at=m) for m in moments), article("undated", published_at=None))
    assert set(shelf.found("", start=moments[0], end=moments[2])) == {"d1", "d2"}
    assert set(shelf.found("", end=moments[1])) == {"d1"}


def test_sorting_by_date(shelf: Shelf) -> None:
    shelf.put(*(article(f"y{year}", published_at=datetime(year, 5, 1, tzinfo=UTC)) for year in (2020, 2024, 2017)))
    assert shelf.found("việc làm", sort="newest") == ["y2024", "y2020", "y2017"]
    assert shelf.found("việc làm", sort="oldest") == ["y2017", "y2020", "y2024"]
    assert shelf.found("") == ["y2024", "y2020", "y2017"]


def some(count: int) -> Sequence[Article]:
    draw = random.Random(7)
    words = ["lương", "việc", "bão", "xã", "hội", "giá", "trường"]
    return [
        article(
            f"s{n}",
            title=" ".join(draw.choices(words, k=4)),
            body=" ".join(draw.choices(words, k=30)),
            section=draw.choice(SECTIONS),
            tags=tuple(draw.sample(words, draw.randint(0, 3))),
            published_at=draw.choice([None, datetime(draw.randint(2016, 2025), draw.randint(1, 12), 3, tzinfo=UTC)]),
            status=draw.choice([Status.PUBLISHED] * 5 + [Status.DRAFT]),
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("q", ["", "lương", "lương bão trường", "luong -gia", '"xã hội" OR giá', "lương xyz"])
@pytest.mark.parametrize("filters", [{}, {"section": ("An sinh",)}, {"tag": ("xã", "hội")}])
def test_counts_add_up(shelf: Shelf, q: str, filters: dict[str, tuple[str, ...]]) -> None:
    shelf.put(*some(200))
    page = shelf.search(q, filters=filters, facets=FACETS, limit=100)
    for name in ("section", "source", "kind", "year", "month"):
        assert sum(value.count for value in page.facets[name]) == page.total.value
    seen = [hit.key for hit in page.ranked]
    while page.next:
        page = shelf.search(q, filters=filters, limit=100, cursor=page.next)
        seen += [hit.key for hit in page.ranked]
    assert len(seen) == len(set(seen)) == page.total.value


def test_pages_stay_while_articles_arrive(shelf: Shelf) -> None:
    shelf.put(*some(120))
    first = shelf.search("lương", limit=10)
    shelf.put(*(article(f"new{n}", title="lương lương lương") for n in range(30)))
    second = shelf.search("lương", limit=10, cursor=first.next)
    assert not {hit.key for hit in first.ranked} & {hit.key for hit in second.ranked}
    assert all(hit.key <= 120 for hit in second.ranked)


@pytest.mark.parametrize("cursor", ["x", "%%%", "W10", "bnVsbA", "WzEwLCA1LCAiMDAwMDAwMDAwMDAwIl0"])
def test_a_foreign_cursor_is_refused(shelf: Shelf, cursor: str) -> None:
    with pytest.raises(InvalidQuery):
        shelf.search("lương", cursor=cursor)


@pytest.mark.parametrize(
    "fields",
    [{"limit": 0}, {"limit": 101}, {"facets": ("salary",)}, {"filters": {"body": ("x",)}}, {"q": "x" * 1001},
     {"q": "a " * 65}],
)  # fmt: skip
def test_values_out_of_range_are_refused(shelf: Shelf, fields: dict[str, object]) -> None:
    with pytest.raises(InvalidQuery):
        shelf.search(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("q", ['"', "-", "OR", "OR OR", "- -", 'title:"', "(((", "*", "\\", "a\x00b", "title:", "🙂"])
def test_odd_queries_are_answered(shelf: Shelf, q: str) -> None:
    shelf.put(*some(20))
    assert shelf.search(q).total.value >= 0


def test_semantic_search_says_that_it_is_not_there(shelf: Shelf) -> None:
    with pytest.raises(ModelUnavailable):
        shelf.search("lương", mode="semantic")
    assert shelf.search("lương", mode="hybrid").query.mode == "keyword"


def test_applying_twice_is_applying_once(shelf: Shelf) -> None:
    items = [(key, document(item)) for key, item in enumerate(some(30), 1)]
    shelf.index.apply(items, [], 30)
    shelf.index.apply(items[:20], [25], 31)
    assert shelf.index.keys() == set(range(1, 31)) - {25}
    assert shelf.index.applied == 31


def test_a_broken_index_begins_anew(shelf: Shelf) -> None:
    shelf.put(*some(5))
    shelf.index.end_writing()
    (shelf.index.folder / "meta.json").write_text("{")
    again = LexicalIndex(shelf.index.folder)
    assert (again.applied, again.keys()) == (0, set())


def test_few_hits_are_not_drowned_in_what_only_looks_alike(shelf: Shelf) -> None:
    shelf.put(*titles("Cơn bão số 5", *["Tờ báo tường"] * 30))
    page = shelf.search("bão")
    assert (page.total.value, page.query.relaxed) == (1, False)


def test_a_word_that_nobody_wrote_does_not_hide_the_other(shelf: Shelf) -> None:
    shelf.put(*titles("Ronaldo ghi bàn", "Chuyện khác"))
    page = shelf.search("Ronaldo Juventus")
    assert (page.total.value, page.query.relaxed) == (1, True)


def test_a_law_number_is_never_given_up(shelf: Shelf) -> None:
    shelf.put(*titles("Nghị định 168/2024/NĐ-CP về xử phạt", *["Nghị định mới về xử phạt giao thông"] * 30))
    assert shelf.found("Nghị định 168/2024/NĐ-CP") == ["t0"]
    assert shelf.found("168/2024/ND-CP") == ["t0"]
    assert shelf.found("xử phạt giao thông theo nghị định 168/2024/NĐ-CP từ hôm nay") == ["t0"]


def test_a_name_of_two_syllables_is_one_name(shelf: Shelf) -> None:
    others = ["Cát Phượng dự lễ khai mạc với Công Lý và Công Trí", "Kim Phượng công chiếu phim, Công Lý dự"] * 8
    shelf.put(*titles(*others, "Công Phượng trở lại đội tuyển sau chấn thương dài"))
    assert shelf.found("Công Phượng")[0] == "t16"


def test_undated_articles_come_last_in_either_order(shelf: Shelf) -> None:
    shelf.put(article("undated", published_at=None), article("dated"))
    for sort in ("newest", "oldest"):
        assert shelf.found("việc làm", sort=sort) == ["dated", "undated"]


def test_a_long_query_finds_articles_with_some_of_its_telling_words(shelf: Shelf) -> None:
    common = ["Tỉnh họp bàn về các việc trong năm nay"] * 30
    shelf.put(*titles("Cầu Bến Thủy thông xe trong năm nay", *common))
    page = shelf.search("Tỉnh họp bàn việc cầu Bến Thủy thông xe xyzxyz")
    assert page.query.relaxed
    assert shelf.found("Tỉnh họp bàn việc cầu Bến Thủy thông xe xyzxyz") == ["t0"]


def test_the_words_of_a_query_in_a_row_come_first(shelf: Shelf) -> None:
    apart = ["Thiết kế xe do chuyên viên gia công, thiết bị chuyên gia mang tới"] * 12
    shelf.put(*titles(*apart), article("it", title="Bản tin", body="Gặp chuyên gia thiết kế áo dài"))
    assert shelf.found("chuyên gia thiết kế")[0] == "it"
