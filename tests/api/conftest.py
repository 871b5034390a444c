"""A newsroom with a real archive and services that answer at once, and an app over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from newsroom_ai.archive.access import Role
from newsroom_ai.archive.database import Database
from newsroom_ai.article import Answer, Article, Span
from newsroom_ai.checks import Check
from newsroom_ai.config import Config, Limits, Server
from newsroom_ai.duplicates.types import Duplicates, Match, Passage
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.indexes import Indexes
from newsroom_ai.newsroom import PARTS, Assist, Hit, HitHighlight, Newsroom, Part, Related, SearchResult
from newsroom_ai.search.types import Expansion, FacetValue, QueryEcho, SearchRequest, Total, Why
from newsroom_ai.summarisation.types import Headline, Headlines, Summary, SummaryOptions, SummarySentence
from newsroom_ai.tagging.types import Tag, TagKind, TagOptions, Tags

T = TypeVar("T")
DAY = datetime(2024, 8, 28, tzinfo=UTC)


class FakeNewsroom(Newsroom):
    """A real archive; services that answer at once from the article alone and remember what they were asked."""

    def __init__(self, config: Config, database: Database, indexes: Indexes) -> None:
        super().__init__(config, database, indexes)
        self.asked: list[Any] = []
        self.behind: int | None = None
        self.before: Callable[[], None] = lambda: None

    def tag(self, article: Article, options: TagOptions = TagOptions()) -> Answer[Tags]:  # noqa: B008
        self.before()
        self.asked.append(options)
        span = Span.of(article, "title", 0, 1)
        tag = Tag("s1", TagKind.TOPIC, "Bão số 3", None, None, 0.9, 0.8, False, (span,), "fake.v1")
        return answer(article, Tags(article.id, (tag,)))

    def summarise(self, article: Article, options: SummaryOptions = SummaryOptions()) -> Answer[Summary]:  # noqa: B008
        self.asked.append(options)
        sentence = SummarySentence(article.title, (Span.of(article, "title", 0, len(article.title)),))
        return answer(
            article,
            Summary(article.id, "s2", options.style, article.title, (sentence,), True, (), "extractive", "fake.v1"),
        )

    def headlines(self, article: Article, limit: int = 5) -> Answer[Headlines]:
        self.asked.append(limit)
        return answer(article, Headlines(article.id, (Headline("s3", article.title, True, (), (), 1.0),), "fake.v1"))

    def duplicates(
        self, article: Article, *, limit: int = 10, against: Sequence[Article] | None = None, drafts: bool = False
    ) -> Answer[Duplicates]:
        self.asked.append((limit, None if against is None else [item.id for item in against], drafts))
        span = Span("title", 0, 1, "B")
        match = Match(
            "b7", "T", "S", "", "thời sự", DAY, True, "rewritten", 0.9, 0.5, 0.4, (Passage(span, span, 0.93),)
        )
        return answer(article, Duplicates(article.id, "rewritten", None, (match,)))

    def related(
        self,
        article: Article,
        *,
        limit: int = 10,
        include_copies: bool = False,
        decay: float = 0.0,
        checked: Duplicates | None = None,
    ) -> Answer[Related]:
        self.asked.append((limit, include_copies, decay))
        return answer(article, Related(article.id, (HIT,)))

    def search(self, request: SearchRequest) -> SearchResult:
        self.asked.append(request)
        query = QueryEcho(
            request.q, request.q, request.mode, "vi", (Expansion("Hà Giang", ("Tuyên Quang",)),), None, False
        )
        if request.cursor:
            return super().search(request)
        facets: dict[str, tuple[FacetValue, ...]] = {name: (FacetValue("2024", "2024", 1),) for name in request.facets}
        return SearchResult(query, Total(1), (HIT,), facets, None)

    def assist(self, article: Article, want: Sequence[Part] = PARTS, *, drafts: bool = False) -> Answer[Assist]:
        self.asked.append((tuple(want), drafts))
        return answer(
            article,
            Assist(
                id=article.id,
                tags=self.tag(article).result.tags if "tags" in want else None,
                summary=None,
                headlines=self.headlines(article).result,
                duplicates=self.duplicates(article).result,
                related=self.related(article).result,
                checks=(Check("missing_tags", "warn", "Chưa có thẻ", None),),
                timings_ms={"tags": 1.0},
                errors={"summary": ModelUnavailable("Chưa cài mô hình")} if "summary" in want else {},
            ),
        )

    def lag(self) -> int:
        return super().lag() if self.behind is None else self.behind


HIT = Hit("b7", "T", "", "", "S", "thời sự", DAY, 1.7, Why(0.6, 0.4), (HitHighlight("title", 0, 1, "T", ((0, 1),)),))


def answer(article: Article, result: T) -> Answer[T]:
    return Answer(result, article.sha256, "vi")


class Desk:
    """An app over a newsroom with a key for each role."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.log: list[dict[str, Any]] = []
        self.app = create_app(newsroom, self.log.append)
        self.keys = {role.label: newsroom.access.add_key(f"khóa {role.label}", role) for role in Role}

    def headers(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[role]}"}


def configured(data: Path, **server: Any) -> Config:
    return Config(data, server=Server(**server), limits=Limits(bytes_per_line=20_000))


def opened(config: Config) -> FakeNewsroom:
    newsroom = FakeNewsroom.open(config)
    assert isinstance(newsroom, FakeNewsroom)
    return newsroom


@pytest.fixture
def newsroom(tmp_path: Path) -> FakeNewsroom:
    return opened(configured(tmp_path))


@pytest.fixture
def desk(newsroom: FakeNewsroom) -> Desk:
    return Desk(newsroom)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """Calls as admin."""
    with TestClient(desk.app, headers=desk.headers("admin"), follow_redirects=False) as client:
        yield client


@pytest.fixture
def stranger(desk: Desk) -> Iterator[TestClient]:
    """Calls as nobody."""
    with TestClient(desk.app, follow_redirects=False) as client:
        yield client


@pytest.fixture
def open_desk(tmp_path: Path) -> Callable[..., Desk]:
    """Makes an app with other server settings."""
    return lambda **server: Desk(opened(configured(tmp_path, **server)))
