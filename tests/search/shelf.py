"""An index of a few articles, to search in tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from newsroom_ai.article import Article
from newsroom_ai.indexes import lexical_document
from newsroom_ai.search.archive_search import ArchiveSearch
from newsroom_ai.search.expansion import Expander
from newsroom_ai.search.forward import ForwardIndex, forward_row
from newsroom_ai.search.lexical import LexicalIndex
from newsroom_ai.search.types import Page, SearchRequest
from tests.articles import article

NOW = datetime(2026, 9, 1, tzinfo=UTC)


class Shelf:
    """An index filled with articles as the product does it; keys are their places from 1."""

    def __init__(self, folder: Path, expander: Expander | None = None) -> None:
        self.index = LexicalIndex(folder / "lexical")
        self._forward = ForwardIndex(folder / "forward")
        self._search = ArchiveSearch(self.index, self._forward, expander=expander)
        self.articles: dict[int, Article] = {}

    def put(self, *articles: Article) -> None:
        start = len(self.articles) + 1
        self.articles |= dict(enumerate(articles, start))
        puts = [(key, lexical_document(item)) for key, item in enumerate(articles, start)]
        self.index.apply(puts, [], len(self.articles))
        self._forward.apply(
            [(key, forward_row(item)) for key, item in enumerate(articles, start)], [], len(self.articles)
        )

    def search(self, q: str = "", **fields: object) -> Page:
        return self._search.search(SearchRequest(q=q, **fields), NOW)  # type: ignore[arg-type]

    def found(self, q: str, **fields: object) -> list[str]:
        return [self.articles[hit.key].id for hit in self.search(q, **fields).ranked]


def titles(*texts: str, published_at: datetime | None = None) -> list[Article]:
    """Articles t0, t1, … of a title only."""
    return [
        article(f"t{place}", title=text, sapo="", body="", published_at=published_at)
        for place, text in enumerate(texts)
    ]
