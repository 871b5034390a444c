"""Spellings that mean the same, and one wrong mark that is forgiven where nothing else is there."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom_ai.article import Article, Status
from newsroom_ai.newsroom import SAMPLE
from newsroom_ai.search.spelling import spellings
from newsroom_ai.text.fold import fold
from newsroom_ai.text.highlights import highlights
from newsroom_ai.text.syllables import exact_forms, has_marks, syllables
from tests.search.shelf import Shelf, titles

SAMPLES = [json.loads(line) for line in SAMPLE.read_text("utf-8").splitlines()][:40]
SENTENCE = "Đẩy mạnh chuyển đổi số trong cơ quan báo chí"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path_factory.mktemp("archive"))
    shelf.put(*(Article(one["id"], title=one["title"], sapo=one["sapo"], body=one["body"]) for one in SAMPLES))
    yield shelf
    shelf.index.end_writing()


@pytest.fixture
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))
    shelf.put(*titles(SENTENCE, "Giá vàng giảm nhẹ trong phiên sáng", "Bác sĩ Nguyễn Thu Hoài về bản"))
    yield shelf
    shelf.index.end_writing()


@st.composite
def pieces(draw: st.DrawFn) -> tuple[int, str]:
    """The place of an article and some words in a row of its body."""
    at = draw(st.integers(0, len(SAMPLES) - 1))
    body = SAMPLES[at]["body"]
    words = syllables(body)
    start = draw(st.integers(0, max(0, len(words) - 8)))
    chosen = words[start : start + draw(st.integers(3, 7))]
    return at, body[chosen[0].start : chosen[-1].end]


_OLD_NEW = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ", "ùy": "uỳ",
            "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip


def moved(text: str) -> str:
    for old, new in _OLD_NEW.items():
        text = text.replace(old, new)
    return text


def unmarked(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


WAYS = {
    "as printed": lambda text: text,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "tones moved": moved,
    "without marks": unmarked,
    "other signs": lambda text: text.replace(" ", "\u00a0").replace("-", "–").replace('"', "”"),
    "capitals": str.upper,
}


@pytest.mark.parametrize("way", WAYS)
@given(piece=pieces())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_words_of_an_article_find_it_however_they_are_typed(archive: Shelf, way: str, piece: tuple[int, str]) -> None:
    at, words = piece
    query = WAYS[way](words.replace('"', "").replace("“", "").replace("”", "").replace(" -", " "))
    page = archive.search(query, limit=100, expand=False)
    article = archive.articles[at + 1]
    assert at + 1 in [hit.key for hit in page.ranked]
    asked = {form.bare for form in syllables(query)}
    for mark in highlights(article.body, page.terms.exact, page.terms.bare, page.terms.phrases):
        for start, end in mark.matches:
            assert {form.bare for form in syllables(article.body[start:end])} <= asked


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("chuyên đổi số", "chuyển đổi số"),
        ("Chuyên đổi số", "Chuyển đổi số"),
        ("CHUYÊN ĐỔI SỐ", "CHUYỂN ĐỔI SỐ"),
        ("mạnh chuyển đối số", "mạnh chuyển đổi số"),
        ("chuyển dổi số", "chuyển đổi số"),
        ("giá vàng giãm nhẹ", "giá vàng giảm nhẹ"),
        ("báo chị", "báo chí"),
    ],
)
def test_one_wrong_mark_is_forgiven_and_shown(shelf: Shelf, query: str, suggestion: str) -> None:
    page = shelf.search(query)
    assert page.query.suggestion == suggestion
    assert page.query.relaxed
    assert page.ranked
    assert set(exact_forms(suggestion)) <= page.terms.exact


@pytest.mark.parametrize(
    "query",
    [
        "chuyển đổi số",
        "chuyen doi so",
        '"chuyên đổi số"',
        "Thu Hoài",
        "Nguyễn Thu Hoài",
        "giá vàng",
        "trong phiên",
        "blockchain",
    ],
)
def test_what_needs_no_correction_gets_none(shelf: Shelf, query: str) -> None:
    assert shelf.search(query).query.suggestion is None


def test_an_exact_match_is_never_corrected(shelf: Shelf) -> None:
    shelf.put(*titles("Cán bộ chuyên đổi số bưu chính"))
    page = shelf.search("chuyên đổi số")
    assert page.query.suggestion is None
    assert shelf.articles[page.ranked[0].key].title == "Cán bộ chuyên đổi số bưu chính"


def test_of_two_equal_corrections_one_is_offered(shelf: Shelf) -> None:
    shelf.put(*titles("Ba lớp học", "Ba lợp nhà"))
    assert shelf.search("ba lốp").query.suggestion in {"ba lớp", "ba lợp"}


def test_with_enough_hits_a_correction_must_be_there_word_for_word(shelf: Shelf) -> None:
    apart = ["Số liệu chuyên môn còn phải đổi"] * 12
    shelf.put(*titles(*apart))
    page = shelf.search("chuyên đổi số")
    assert page.query.suggestion == "chuyển đổi số"
    assert shelf.articles[page.ranked[0].key].title == SENTENCE
    assert page.total.value == 13
    assert shelf.search("chuyên đổi liệu số").query.suggestion is None


def test_nothing_is_offered_that_only_a_draft_holds(shelf: Shelf) -> None:
    secret = [Article("d", title="Vụ án Hồng Quế, 1331/QĐ-BLĐTBXH", status=Status.DRAFT)]
    shelf.put(*secret, *titles("Hồng tươi", "Quế khô"))
    for query in ("Hồng Quệ", "133/QĐ-BLĐTBXH"):
        assert shelf.search(query).query.suggestion is None
        assert shelf.search(query, status="draft").query.suggestion is not None


@given(st.sampled_from([form for one in SAMPLES for form in exact_forms(one["title"]) if has_marks(form)]))
def test_a_syllable_is_among_the_spellings_of_its_letters(form: str) -> None:
    if len(fold(form, marks=False)) <= 7:
        assert form in spellings(fold(form, marks=False))
