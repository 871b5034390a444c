"""Laws of search that hold for whatever is asked: spellings meet, counts add up, highlights are what was asked."""

from __future__ import annotations

import itertools
import random
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.article import Article
from newsroom_ai.text.fold import fold
from newsroom_ai.text.highlights import highlights
from newsroom_ai.text.syllables import count, syllables
from tests.articles import article
from tests.search.test_hybrid import SECTIONS, TEXTS, Shelf

MOVED = (("hoà", "hòa"), ("khoẻ", "khỏe"), ("thuỷ", "thủy"), ("uý", "úy"), ("quí", "quý"), ("kĩ", "kỹ"), ("lí", "lý"))
DASHES = ("-", "–", "—", " – ", " — ")
WRITTEN = (
    "Bộ Lao động - Thương binh và Xã hội hòa giải tranh chấp ở nhà máy thủy sản",
    "Bác sĩ khuyên người cao tuổi giữ gìn sức khỏe, kỹ thuật viên trực quý này",
    "Tuyến Đà Nẵng - Quảng Ngãi thông xe, ủy ban tỉnh nói lý do chậm trễ",
)
SOURCES = ("Đất Lành", "Sông Quê", "")
START = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    chance = random.Random(7)
    articles = [
        article(
            f"a{at}", title=text, sapo="", body=f"{text}. {chance.choice(TEXTS)}.", section=chance.choice(SECTIONS),
            source=chance.choice(SOURCES), published_at=START + timedelta(days=chance.randrange(900)),
        )
        for at, text in enumerate((*WRITTEN, *TEXTS) * 5)
    ]  # fmt: skip
    return Shelf(tmp_path_factory.mktemp("shelf"), articles)


@st.composite
def asked(draw: st.DrawFn) -> tuple[int, str]:
    """An article by its key, and a stretch of its title as somebody else would type it."""
    key = draw(st.integers(1, len(WRITTEN)))
    words = WRITTEN[key - 1].split()
    first = draw(st.integers(0, len(words) - 3))
    text = " ".join(words[first : first + draw(st.integers(3, 9))])
    for old, new in MOVED if draw(st.booleans()) else ():
        text = text.replace(new, old)
    text = text.replace(" - ", draw(st.sampled_from(DASHES)))
    text = fold(text, marks=False) if draw(st.booleans()) else text
    return key, unicodedata.normalize(
        draw(st.sampled_from(("NFC", "NFD"))), draw(st.sampled_from((text, text.upper())))
    )


@given(asked(), st.sampled_from(("hybrid", "keyword")))
def test_a_query_finds_its_article_in_any_spelling(shelf: Shelf, asked: tuple[int, str], mode: str) -> None:
    key, text = asked
    same = {at for at, item in shelf.articles.items() if item.title == shelf.articles[key].title}
    assert same <= set(shelf.found(text.strip("-–— "), mode=mode, limit=100))


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "section": st.lists(st.sampled_from(SECTIONS), min_size=1, max_size=2).map(tuple),
        "source": st.lists(st.sampled_from(("Đất Lành", "Sông Quê")), min_size=1, max_size=2).map(tuple),
    },
)
QUERIES = st.lists(
    st.sampled_from([*" ".join(TEXTS).split(), "-bão", '"áp thấp"', "OR", "title:giá", "bao", "1.000"]),
    max_size=9,
).map(" ".join)  # fmt: skip


@given(
    QUERIES,
    st.sampled_from(("hybrid", "keyword", "semantic")),
    FILTERS,
    st.none() | st.integers(0, 900).map(lambda day: START + timedelta(days=day)),
)
def test_whatever_is_asked_the_counts_add_up(
    shelf: Shelf, q: str, mode: str, filters: dict[str, tuple[str, ...]], start: datetime | None
) -> None:
    facets = ("section", "source", "kind", "year", "month", "byline")
    page = shelf.search(q, mode=mode, filters=filters, start=start, facets=facets, limit=100)
    assert {sum(value.count for value in page.facets[name]) for name in facets} == {page.total.value}
    assert len(page.ranked) == page.total.value
    assert shelf.search(q, mode=mode, filters=filters, start=start).total == page.total
    for hit in page.ranked:
        assert all(getattr(shelf.articles[hit.key], name) in values for name, values in filters.items())


@given(QUERIES, st.sampled_from(("hybrid", "keyword")))
def test_highlights_slice_back_to_words_that_were_asked_for(shelf: Shelf, q: str, mode: str) -> None:
    page = shelf.search(q, mode=mode, limit=20)
    terms = page.terms
    for text in itertools.chain.from_iterable(_texts(shelf.articles[hit.key]) for hit in page.ranked):
        for mark in highlights(text, terms.exact, terms.bare, terms.phrases):
            for start, end in mark.matches:
                inside = syllables(text[start:end])
                words = {form for phrase in terms.phrases for form in phrase} | terms.exact
                assert all(one.exact in words or one.bare in terms.bare | words for one in inside)
                assert mark.start <= start < end <= mark.end
                assert count(text[start:end]) >= 1


def _texts(item: Article) -> tuple[str, str]:
    return item.title, item.body
