"""A newsroom with a real archive and services that answer at once, and an app over it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from newsroom_ai.archive.access import Access, Role
from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.feedback import FeedbackStore
from newsroom_ai.article import BODY_LIMIT, Answer, Article, Failed, Span, Status
from newsroom_ai.checks import Check
from newsroom_ai.config import Config, Limits, Server
from newsroom_ai.duplicates.types import Duplicates, Match, Passage
from newsroom_ai.errors import FieldError, InvalidArticle, InvalidQuery, ModelUnavailable, NewsroomError
from newsroom_ai.newsroom import PARTS, Assist, Hit, HitHighlight, Newsroom, Part, Related, SearchResult
from newsroom_ai.search.types import Expansion, FacetValue, QueryEcho, SearchRequest, Total, Why
from newsroom_ai.summarisation.types import Headline, Headlines, Summary, SummaryOptions, SummarySentence
from newsroom_ai.tagging.types import Tag, TagKind, TagOptions, Tags

T = TypeVar("T")
DAY = datetime(2024, 8, 28, tzinfo=UTC)


class FakeNewsroom(Newsroom):
    """Real record of truth; services that answer from the article alone and remember what they were asked."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.database = Database(config.data)
        self.archive = ArticleStore(self.database)
        self.access = Access(self.database)
        self.feedback = FeedbackStore(self.database)
        self.asked: list[Any] = []
        self.behind = 0
        self.before: Callable[[], None] = lambda: None

    def read(self, record: Mapping[str, Any], pointer: str = "") -> Article:
        wrong = [
            FieldError(f"{pointer}/{name}", "không hợp lệ")
            for name in ("id", "title", "body")
            if not isinstance(value := record.get(name, ""), str)
            or len(value) > (BODY_LIMIT if name == "body" else 500)
            or any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value)
        ]
        if not record.get("id"):
            wrong.append(FieldError(f"{pointer}/id", "thiếu"))
        if wrong:
            raise InvalidArticle("Bài viết không hợp lệ", wrong)
        known = {f.name for f in dataclasses.fields(Article)} & record.keys() - {"published_at", "updated_at"}
        values = {name: record[name] for name in known}
        values["published_at"] = DAY if record.get("published_at") else None
        values["status"] = Status(record.get("status", "published"))
        return Article(**values)

    def each(
        self, records: Iterable[Mapping[str, Any]], verb: Callable[[Article], Answer[T]]
    ) -> Iterator[Answer[T] | Failed]:
        for at, record in enumerate(records):
            try:
                yield verb(self.read(record, f"/articles/{at}"))
            except NewsroomError as error:
                id = record.get("id")
                yield Failed(id if isinstance(id, str) else None, error)

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
        self.asked.append((limit, against and [item.id for item in against], drafts))
        span = Span("title", 0, 1, "B")
        match = Match(
            "b7", "T", "S", "", "thời sự", DAY, True, "rewritten", 0.9, 0.5, 0.4, (Passage(span, span, 0.93),)
        )
        return answer(article, Duplicates(article.id, "rewritten", None, (match,)))

    def related(
        self, article: Article, *, limit: int = 10, include_copies: bool = False, decay: float = 0.0
    ) -> Answer[Related]:
        self.asked.append((limit, include_copies, decay))
        return answer(article, Related(article.id, (HIT,)))

    def search(self, request: SearchRequest) -> SearchResult:
        self.asked.append(request)
        if request.cursor:
            raise InvalidQuery("cursor không hợp lệ", [FieldError("/cursor", "không hợp lệ")])
        query = QueryEcho(
            request.q, request.q, request.mode, "vi", (Expansion("Hà Giang", ("Tuyên Quang",)),), None, False
        )
        facets = {name: (FacetValue("2024", "2024", 1),) for name in request.facets}
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

    def start(self) -> None:
        self.asked.append("start")

    def lag(self) -> int:
        return self.behind

    def readable(self, article: Article, drafts: bool = False) -> bool:
        return drafts or article.status == Status.PUBLISHED

    def close(self) -> None:
        self.database.close()


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


@pytest.fixture
def newsroom(tmp_path: Path) -> FakeNewsroom:
    return FakeNewsroom(configured(tmp_path))


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
    return lambda **server: Desk(FakeNewsroom(configured(tmp_path, **server)))
