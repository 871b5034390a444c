"""The archive in numbers, over a real index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.article import Article, Status
from newsroom_ai.overview import LEAST_EXPECTED, SHARE, Overview, OverviewRequest, every_month, overview, sparse_months
from newsroom_ai.search.lexical import LexicalIndex, document
from tests.articles import article

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T08:00:00+07:00")


def dated(id: str, text: str, **fields: object) -> Article:
    return article(id, published_at=day(text), **fields)


def index_of(folder: Path, articles: Sequence[tuple[Article, tuple[str, ...]]]) -> LexicalIndex:
    """An index over articles and the places they name."""
    index = LexicalIndex(folder)
    index.apply([(key, document(one, places)) for key, (one, places) in enumerate(articles, 1)], (), len(articles))
    index.end_writing()
    return index


ARTICLES = [
    (dated("a1", "2024-01-31", section="An sinh", tags=("lương", "hưu trí")), ("Hà Giang", "Tuyên Quang")),
    (dated("a2", "2024-02-01", section="An sinh", tags=("lương",)), ("Tuyên Quang",)),
    (dated("a3", "2024-04-15", section="Thời sự", tags=("bão",)), ("Đà Nẵng",)),
    (article("a4", published_at=None, section="", tags=()), ()),
    (dated("nháp", "2024-03-01", status=Status.DRAFT), ("Đà Nẵng",)),
    (dated("gỡ", "2024-03-01", status=Status.WITHDRAWN), ("Đà Nẵng",)),
    (dated("mai", "2026-03-01"), ("Đà Nẵng",)),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    return index_of(tmp_path_factory.mktemp("index"), ARTICLES)


def counted(index: LexicalIndex, **asked: object) -> Overview:
    return overview(OverviewRequest(**asked), index, (), NOW)  # type: ignore[arg-type]


def test_published_articles_that_are_out_are_counted_by_month_and_section(index: LexicalIndex) -> None:
    found = counted(index)
    assert (found.total, found.undated, found.elsewhere) == (4, 1, 0)
    assert found.months == ("2024-01", "2024-02", "2024-03", "2024-04")
    assert found.counts == (1, 1, 0, 1)
    assert {one.label: (one.count, one.months) for one in found.sections} == {
        "An sinh": (2, (1, 1, 0, 0)),
        "Thời sự": (1, (0, 0, 0, 1)),
        "(không rõ)": (1, (0, 0, 0, 0)),
    }


def test_tags_over_time_the_most_used_first(index: LexicalIndex) -> None:
    found = counted(index).tags
    assert (found[0].value, found[0].count, found[0].months) == ("lương", 2, (1, 1, 0, 0))
    assert {one.value for one in found} == {"lương", "hưu trí", "bão"}


def test_an_article_that_names_two_units_which_are_one_today_counts_once(index: LexicalIndex) -> None:
    found = {one.label: one for one in counted(index).provinces}
    assert len(found) == 34
    assert (found["Tuyên Quang"].count, found["Tuyên Quang"].names) == (2, ("Hà Giang", "Tuyên Quang"))
    assert found["Đà Nẵng"].count == 1
    assert found["Cà Mau"].count == 0


def test_bounds_hold_for_everything_but_the_choice_of_sections(index: LexicalIndex) -> None:
    found = counted(index, start=day("2024-02-01"), end=day("2024-05-01"), sections=("An sinh",))
    assert (found.total, found.undated, found.months, found.counts) == (1, 0, ("2024-02",), (1,))
    assert [one.value for one in found.tags] == ["lương"]
    assert {one.value: one.count for one in found.choices} == {"An sinh": 1, "Thời sự": 1}
    assert {one.label for one in found.provinces if one.count} == {"Tuyên Quang"}


def test_an_empty_archive_has_no_months(tmp_path: Path) -> None:
    found = overview(OverviewRequest(), LexicalIndex(tmp_path / "none"), (), NOW)
    assert (found.total, found.months, found.sections, found.holes, found.tags) == (0, (), (), (), ())
    assert {one.count for one in found.provinces} == {0}


def test_holes_are_named_as_stretches_the_largest_first(tmp_path: Path) -> None:
    months = every_month(["2023-01", "2023-10"])
    lacking = {("An sinh", "2023-05"), ("An sinh", "2023-06"), ("Thời sự", "2023-05")}
    articles = [
        (dated(f"{section} {month} {at}", f"{month}-10", section=section), ())
        for section in ("An sinh", "Thời sự")
        for month in months
        for at in range(1 if (section, month) in lacking else 10)
    ]
    found = overview(OverviewRequest(), index_of(tmp_path, articles), (), NOW).holes
    assert [(hole.section, hole.start, hole.end, hole.count, hole.expected, hole.missing) for hole in found] == [
        (None, "2023-05", "2023-05", 2, 20, 18),
        ("An sinh", "2023-05", "2023-06", 2, 20, 18),
        ("Thời sự", "2023-05", "2023-05", 1, 10, 9),
    ]


def test_hostile_section_names_are_only_values(tmp_path: Path) -> None:
    name = '<script>alert(1)</script> "; DROP'
    found = overview(OverviewRequest(), index_of(tmp_path, [(dated("x", "2024-01-01", section=name), ())]), (), NOW)
    assert [one.value for one in found.sections] == [name]


# --- The rule of holes ---


def test_a_gap_of_years_is_found_whole() -> None:
    assert list(sparse_months([30] * 8 + [0] * 30 + [28] * 8)) == list(range(8, 38))


def test_the_ends_of_the_archive_and_small_sections_are_not_judged() -> None:
    assert sparse_months([0, 30, 30, 2, 30, 30, 0]) == {}
    assert sparse_months([7, 7, 7, 0, 7, 7, 7]) == {}
    assert sparse_months([]) == {}


def test_growth_is_no_hole() -> None:
    assert sparse_months([round(10 * 1.05**month) for month in range(120)]) == {}


@given(st.lists(st.integers(0, 60), max_size=80))
def test_a_sparse_month_has_less_than_its_share_and_neighbours_on_both_sides(counts: list[int]) -> None:
    for place, expected in sparse_months(counts).items():
        assert expected >= LEAST_EXPECTED
        assert counts[place] * SHARE < expected <= max(counts)
        assert sum(map(bool, counts[:place])) >= 3
        assert sum(map(bool, counts[place + 1 :])) >= 3


@given(st.lists(st.integers(0, 60), max_size=60))
def test_what_is_sparse_is_so_from_either_side(counts: list[int]) -> None:
    mirrored = {len(counts) - 1 - place: expected for place, expected in sparse_months(counts[::-1]).items()}
    assert sparse_months(counts) == dict(sorted(mirrored.items()))
