"""Search by words and by meaning together: the union is what counts, and words that match come first."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from newsroom_ai.article import Article
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.indexes import lexical_document
from newsroom_ai.search.archive_search import ArchiveSearch
from newsroom_ai.search.forward import BODY, SAPO, TITLE, ForwardIndex, code, forward_row
from newsroom_ai.search.lexical import LexicalIndex
from newsroom_ai.search.meaning import Meaning
from newsroom_ai.search.scoring import Close, Signals, Wanted
from newsroom_ai.search.types import Page, SearchRequest
from newsroom_ai.search.vectors import VectorIndex
from tests.articles import article

NOW = datetime(2026, 9, 1, tzinfo=UTC)
SECTIONS = ("An sinh", "Thể thao", "")
TEXTS = (
    "Công nhân khu công nghiệp được tăng lương tối thiểu vùng từ tháng bảy",
    "Người lao động ở các nhà máy sắp có thu nhập cao hơn",
    "Đội tuyển bóng đá nữ thắng đậm ở vòng loại",
    "Cầu thủ trẻ ghi bàn phút bù giờ trên sân Lạch Tray",
    "Giá xăng dầu giảm phiên thứ ba liên tiếp",
    "Bão số 5 hướng vào vịnh Bắc Bộ, các tỉnh ven biển cấm biển",
    "Áp thấp nhiệt đới mạnh lên, ngư dân được gọi vào bờ tránh trú",
    "Bộ Y tế khuyến cáo tiêm vắc xin sởi cho trẻ nhỏ",
)


MATTERS = (
    ("bão", "áp thấp", "cấm biển"),
    ("lương", "thu nhập", "lao động"),
    ("bóng", "cầu thủ"),
    ("xăng",),
    ("vắc xin",),
)


class ByMatter:
    """An encoder that knows five matters by a few words each; what holds none of them has no direction."""

    name = "by-matter"
    dimensions = len(MATTERS)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        counts = [[sum(word in text.lower() for word in words) for words in MATTERS] for text in texts]
        rows = np.array(counts, np.float32)
        found: npt.NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1)
        return found


class Shelf:
    """Articles indexed by words and by meaning; keys are their places from 1."""

    def __init__(self, folder: Path, articles: Sequence[Article]) -> None:
        encoder = ByMatter()
        keyed = [*enumerate(articles, 1)]
        self.articles = dict(keyed)
        self.lexical = LexicalIndex(folder / "lexical")
        self.lexical.apply([(key, lexical_document(item)) for key, item in keyed], [], len(keyed))
        self.forward = ForwardIndex(folder / "forward")
        self.forward.apply([(key, forward_row(item)) for key, item in keyed], [], len(keyed))
        self.vectors = VectorIndex.open(folder / "vectors", encoder.name)
        texts = encoder.encode([f"{item.title}\n{item.body}" for item in articles])
        self.vectors.apply([(key, row) for (key, _), row in zip(keyed, texts, strict=True)], [], len(keyed))
        self._search = ArchiveSearch(self.lexical, self.forward, Meaning(self.vectors, encoder))

    def search(self, q: str, **fields: object) -> Page:
        return self._search.search(SearchRequest(q=q, **fields), NOW)  # type: ignore[arg-type]

    def found(self, q: str, **fields: object) -> list[int]:
        return [hit.key for hit in self.search(q, **fields).ranked]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    chance = random.Random(4)
    articles = [
        article(f"a{at}", title=text, sapo="", body=text, section=chance.choice(SECTIONS), published_at=None)
        for at, text in enumerate(TEXTS)
    ]
    return Shelf(tmp_path_factory.mktemp("shelf"), articles)


def test_meaning_finds_what_shares_no_word(shelf: Shelf) -> None:
    assert 7 in shelf.found("bão", mode="semantic")
    assert 7 not in shelf.found("bão", mode="keyword")
    assert set(shelf.found("bão", mode="hybrid")) >= {6, 7}


def test_the_words_come_before_what_is_only_alike(shelf: Shelf) -> None:
    page = shelf.search("bão")
    assert page.ranked[0].key == 6
    assert page.ranked[0].why.lexical > 0
    alike = next(hit for hit in page.ranked if hit.key == 7)
    assert alike.why.semantic > alike.why.lexical


@pytest.mark.parametrize("mode", ["hybrid", "keyword", "semantic"])
@pytest.mark.parametrize(
    "query", ["bão", "lương công nhân", "bóng đá -nữ", "", "vắc xin sởi cho trẻ em ở miền núi phía bắc"]
)
def test_counts_of_a_single_valued_facet_add_up(shelf: Shelf, query: str, mode: str) -> None:
    page = shelf.search(query, mode=mode, facets=("section", "kind"), limit=100)
    assert sum(value.count for value in page.facets["section"]) == page.total.value
    assert sum(value.count for value in page.facets["kind"]) == page.total.value
    assert len(page.ranked) == page.total.value


@pytest.mark.parametrize("mode", ["hybrid", "semantic"])
def test_filters_and_exclusions_hold_for_meaning_too(shelf: Shelf, mode: str) -> None:
    for section in SECTIONS:
        for key in shelf.found("bão lũ", mode=mode, filters={"section": (section,)}):
            assert shelf.articles[key].section == section
    assert 7 not in shelf.found("bão -ngư", mode=mode)


def test_a_quoted_phrase_is_in_every_answer(shelf: Shelf) -> None:
    assert shelf.found('"áp thấp nhiệt đới" bão') == [7]
    assert shelf.found('"bóng đá nữ"') == [3]


def test_pages_hold_each_article_once(shelf: Shelf) -> None:
    found: list[int] = []
    cursor = None
    while True:
        page = shelf.search("lao động tăng lương", limit=2, cursor=cursor)
        found += [hit.key for hit in page.ranked]
        if not (cursor := page.next):
            break
    assert len(found) == len(set(found)) == page.total.value


def test_without_vectors_hybrid_goes_by_words_and_semantic_says_why_not(shelf: Shelf) -> None:
    words = ArchiveSearch(shelf.lexical, shelf.forward)
    assert words.search(SearchRequest(q="bão"), NOW).query.mode == "keyword"
    with pytest.raises(ModelUnavailable):
        words.search(SearchRequest(q="bão", mode="semantic"), NOW)


def test_a_row_keeps_each_field_in_its_place() -> None:
    row = forward_row(article("a1", title="Bão số 5", sapo="Hà Nội mưa", body="Gió giật mạnh"))
    assert row[TITLE][:3].tolist() == [code("bão"), code("số"), code("5")]
    assert row[SAPO][0] == code("hà")
    assert row[BODY][:3].tolist() == [code("gió"), code("giật"), code("mạnh")]
    assert row[3] == 0


def test_signals_of_a_close_look() -> None:
    rows = np.stack([forward_row(article("a1", title="bão số 5", sapo="", body="bão tan")), np.zeros(512, np.uint32)])
    close = Close([Wanted("bão", True, 2.0), Wanted("số", True, 1.0), Wanted("sáu", True, 1.0)])
    found = close.signals(rows, np.array([4.0, 0.0]), np.array([False, False]), np.array([0.5, 0.1]))
    first = Signals(*found[0].tolist())
    assert first.coverage == pytest.approx(3 / 4)
    assert first.pairs == pytest.approx(3 / 4)
    assert first.run == pytest.approx(1 / 2)
    assert first.title == pytest.approx(3 / 4)
    assert first.meaning == pytest.approx(0.5)
    assert found[1, :6].tolist() == [0.0] * 6
