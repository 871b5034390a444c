"""Care of tags over a real archive, and merging: a job that is taken back to the last byte."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.archive.feedback import Feedback
from newsroom_ai.archive.tag_usage import TagUsageReader
from newsroom_ai.article import Article, Status
from newsroom_ai.batch.apply import apply, rollback
from newsroom_ai.batch.vocabulary_care import VocabularyCare
from newsroom_ai.config import Config
from newsroom_ai.errors import InvalidQuery
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.vocabulary.formats import read
from tests.articles import article

HOSTILE = '<img src=x onerror="alert(1)">'


@contextmanager
def opened(folder: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom.open(Config.load(folder))
    try:
        yield newsroom
    finally:
        newsroom.close()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    with opened(tmp_path) as newsroom:
        yield newsroom


def tagged(id: str, *tags: str, year: int = 2024, **fields: object) -> Article:
    return article(id, tags=tags, published_at=datetime.fromisoformat(f"{year}-05-01T08:00:00+07:00"), **fields)


def record(newsroom: Newsroom) -> list[tuple[object, ...]]:
    """Everything the archive holds of its articles."""
    connection = newsroom._database.read()
    return [
        *connection.execute("SELECT * FROM article ORDER BY key"),
        *connection.execute("SELECT * FROM version ORDER BY key, version"),
    ]


def test_tags_are_counted_once_an_article_by_year_in_vietnam(newsroom: Newsroom) -> None:
    midnight = article("m", tags=("lương",), published_at=datetime.fromisoformat("2023-12-31T20:00:00+00:00"))
    withdrawn = tagged("w", "lương", status=Status.WITHDRAWN)
    dateless = article("n", tags=("lương", "lương"), published_at=None)
    newsroom.archive.put_many([midnight, withdrawn, dateless, tagged("t", "lương", "thuế", year=2020)], "test")
    usage = newsroom.tag_usage.read()
    assert usage.counts == {"lương": 3, "thuế": 1}
    assert usage.by_year == {"lương": {2024: 1, 2020: 1}, "thuế": {2020: 1}}
    assert usage.years == {2024: 1, 2020: 1}
    assert newsroom.tag_usage.read() is usage
    newsroom.archive.put(tagged("u", "thuế"), "test")
    assert newsroom.tag_usage.read().counts["thuế"] == 2
    assert isinstance(newsroom.tag_usage, TagUsageReader)


def test_what_nobody_uses_any_more(newsroom: Newsroom) -> None:
    newsroom.vocabularies.put(
        read("label,alternative\nThủy lợi,tưới tiêu\nDiêm nghiệp,\n".encode(), "csv", "rieng"), "lan"
    )
    newsroom.archive.put_many(
        [tagged("a", "Tưới tiêu", year=2024), tagged("b", "cũ", year=2019), tagged("c", "vừa dùng", year=2023)], "test"
    )
    care = VocabularyCare(newsroom)
    assert [one.label for one in care.unused_concepts() if one.vocabulary == "rieng"] == ["Diêm nghiệp"]
    (quiet,) = care.quiet_tags()
    assert (quiet.tag, quiet.articles, quiet.last_year, quiet.examples[0].id) == ("cũ", 1, 2019, "b")
    assert [one.tag for one in care.quiet_tags(years=0)] == ["cũ", "vừa dùng", "Tưới tiêu"]


def test_what_editors_write_and_no_vocabulary_knows(newsroom: Newsroom) -> None:
    newsroom.vocabularies.put(read("label\nlàng nghề truyền thống\n".encode(), "csv", "rieng"), "lan")
    newsroom.archive.put_many(
        [tagged(f"a{at}", HOSTILE, "Đà Nẵng") for at in range(4)] + [tagged("b", "một lần")], "test"
    )
    said = [
        Feedback("a0", "add", None, "keyphrase", "lang nghe truyen thong"),
        Feedback("a1", "edit", "s", "topic", "thuỷ lợi nhỏ"),
        Feedback("a2", "edit", "s", "topic", "thuỷ lợi nhỏ"),
        Feedback("a1", "add", None, "keyphrase", "Làng nghề truyền thống"),
        Feedback("a1", "reject", "s", "keyphrase", "bỏ đi"),
        Feedback("a1", "add", None, "section", "Thời sự"),
    ]
    newsroom.feedback.add(said, "lan")
    found = [(one.tag, one.articles, one.added, one.nearest) for one in VocabularyCare(newsroom).missing_tags()]
    assert found == [
        ("thuỷ lợi nhỏ", 0, 2, None),
        ("lang nghe truyen thong", 0, 1, "làng nghề truyền thống"),
        (HOSTILE, 4, 0, None),
    ]


def test_a_pair_comes_with_articles_that_bear_the_one_to_give_up(newsroom: Newsroom) -> None:
    newsroom.archive.put_many([tagged("a", "toà án"), tagged("b", "tòa án"), tagged("c", "tòa án")], "test")
    (proposal,) = VocabularyCare(newsroom).near_duplicates()
    assert (proposal.pair.tag, proposal.pair.into) == ("toà án", "tòa án")
    assert [example.id for example in proposal.examples] == ["a"]


def test_a_merge_changes_nothing_until_applied_and_is_taken_back_to_the_last_byte(newsroom: Newsroom) -> None:
    long = "thẻ dài " * 25
    newsroom.archive.put_many(
        [
            tagged("a", "đầu", "toà án", "cuối"),
            tagged("b", "toà án", "tòa án"),
            tagged("c", HOSTILE, "giữa", long.strip()),
            tagged("d", "khác"),
        ],
        "test",
    )
    before = record(newsroom)
    care = VocabularyCare(newsroom)
    merged = care.merge(["toà án", HOSTILE, long.strip()], "tòa án", "lan")
    assert (merged.type, merged.status, merged.total, merged.author) == ("merge", "done", 3, "lan")
    assert record(newsroom) == before
    assert apply(newsroom, merged.id, "lan").articles == 3
    assert record(newsroom) == before
    apply(newsroom, merged.id, "lan", write=True)
    assert [newsroom.archive.get(id).article.tags for id in "abcd"] == [
        ("đầu", "tòa án", "cuối"), ("tòa án",), ("tòa án", "giữa"), ("khác",),
    ]  # fmt: skip
    assert newsroom.archive.get("a").author == f"job:{merged.id}"
    rollback(newsroom, merged.id, "lan", write=True)
    assert record(newsroom) == before


def test_what_a_person_changed_after_a_merge_is_kept(newsroom: Newsroom) -> None:
    newsroom.archive.put_many([tagged("a", "toà án"), tagged("b", "toà án")], "test")
    merged = VocabularyCare(newsroom).merge(["toà án"], "tòa án", "lan")
    apply(newsroom, merged.id, "lan", write=True)
    newsroom.archive.put(tagged("a", "tòa án", "mới"), "minh")
    restored = rollback(newsroom, merged.id, "lan", write=True)
    assert (restored.rolled_back, restored.kept) == (1, ("a",))
    assert newsroom.archive.get("a").article.tags == ("tòa án", "mới")


@pytest.mark.parametrize(
    ("tags", "into"), [([], "b"), (["b"], "b"), (["a"], ""), (["a"], "x" * 201), (["không có"], "b"), (["a"] * 3, "a")]
)
def test_a_merge_that_means_nothing_is_refused_and_leaves_no_job(
    newsroom: Newsroom, tags: list[str], into: str
) -> None:
    newsroom.archive.put(tagged("x", "a", "b"), "test")
    with pytest.raises(InvalidQuery):
        VocabularyCare(newsroom).merge(tags, into, "lan")
    assert newsroom.jobs.newest() == []


names = st.sampled_from(["toà án", "tòa án", "TÒA ÁN", HOSTILE, "khác", "ĝ" * 200, "a'b\"c", "%_", "thẻ\u202e"])


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.lists(names, max_size=5), min_size=1, max_size=5),
    st.lists(st.tuples(st.lists(names, min_size=1, max_size=3), names), min_size=1, max_size=3),
)
def test_rolling_back_merges_from_the_last_to_the_first_is_the_identity(
    articles: list[list[str]], merges: list[tuple[list[str], str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as newsroom:
        newsroom.archive.put_many([tagged(f"a{at}", *tags) for at, tags in enumerate(articles)], "test")
        states, done = [record(newsroom)], []
        for tags, into in merges:
            try:
                merged = VocabularyCare(newsroom).merge(tags, into, "lan")
            except InvalidQuery:
                continue
            apply(newsroom, merged.id, "lan", write=True)
            for stored in newsroom.archive.by_keys(sorted(newsroom.archive.keys())).values():
                assert not set(stored.tags) & (set(tags) - {merged.selector["into"]})
            states.append(record(newsroom))
            done.append(merged.id)
        for id in reversed(done):
            assert record(newsroom) == states.pop()
            rollback(newsroom, id, "lan", write=True)
        assert record(newsroom) == states.pop()
