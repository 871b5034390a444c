from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from newsroom_ai.article import Article, Status
from newsroom_ai.errors import NewsroomError
from newsroom_ai.search.types import SearchRequest
from tests.articles import article

EXPORT = "/v1/search/export"
DAY = datetime(2024, 3, 12, tzinfo=UTC)


def numbered(count: int, start: int = 0) -> list[Article]:
    return [
        article(f"n{n:04}", title=f"Giá xăng số {n}", published_at=DAY + timedelta(minutes=n))
        for n in range(start, start + count)
    ]


@pytest.fixture
def fill(newsroom: Any) -> Callable[..., None]:
    def put(*articles: Article) -> None:
        newsroom.archive.put_many(list(articles), "test")
        assert newsroom.wait(30)

    return put


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_every_hit_of_a_search_is_in_the_file_once(client: TestClient, fill: Callable[..., None]) -> None:
    fill(*numbered(230), article("other", title="Chuyện khác", body="", sapo=""))
    response = client.get(EXPORT, params={"q": "giá xăng", "sort": "newest", "format": "jsonl"})
    assert response.headers["content-type"] == "application/x-ndjson"
    assert (response.headers["X-Total"], response.headers["X-Limit"]) == ("230", "10000")
    ids = [json.loads(line)["id"] for line in response.text.splitlines()]
    assert ids == [f"n{n:04}" for n in reversed(range(230))]


def test_a_csv_starts_with_a_byte_order_mark_and_names(client: TestClient, fill: Callable[..., None]) -> None:
    fill(article("a1", tags=("Việc làm", "Quảng Nam"), byline="Lê Thơ"))
    response = client.get(EXPORT)
    assert response.content.startswith(
        b"\xef\xbb\xbfid,title,sapo,section,tags,byline,source,url,published_at,score\r\n"
    )
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"].startswith('attachment; filename="kho-bai-')
    (row,) = rows(response.text)
    assert (row["tags"], row["byline"], row["id"]) == ("Việc làm; Quảng Nam", "Lê Thơ", "a1")


def test_no_cell_is_a_formula(client: TestClient, fill: Callable[..., None]) -> None:
    fill(article("=1+1", title='=HYPERLINK("http://evil.example")', sapo="@SUM(A1)", byline="+84 900", tags=("-x",)))
    (row,) = rows(client.get(EXPORT).text)
    assert row["id"] == "'=1+1"
    assert row["title"] == '\'=HYPERLINK("http://evil.example")'
    assert (row["sapo"], row["byline"], row["tags"]) == ("'@SUM(A1)", "'+84 900", "'-x")


def test_filters_and_dates_hold(client: TestClient, fill: Callable[..., None]) -> None:
    fill(article("a1", section="Kinh tế"), article("a2", section="Thể thao"), article("a3", published_at=None))
    response = client.get(EXPORT, params={"section": "Kinh tế", "from": "2024-03-12", "to": "2024-03-12"})
    assert [row["id"] for row in rows(response.text)] == ["a1"]


@pytest.mark.parametrize("limit", [1, 100, 150])
def test_the_limit_is_exact(client: TestClient, fill: Callable[..., None], limit: int) -> None:
    fill(*numbered(210))
    response = client.get(EXPORT, params={"limit": limit})
    assert len(rows(response.text)) == limit
    assert response.headers["X-Total"] == "210"


def test_articles_that_arrive_meanwhile_neither_come_in_nor_push_others_out(
    newsroom: Any, client: TestClient, fill: Callable[..., None]
) -> None:
    fill(*numbered(250))
    found = newsroom.export(SearchRequest(q="giá xăng", sort="newest"))
    ids = [hit.id for hit in next(found.pages)]
    fill(*numbered(50, start=500))
    ids += [hit.id for page in found.pages for hit in page]
    assert ids == [f"n{n:04}" for n in reversed(range(250))]


def test_nothing_found_is_an_empty_file(client: TestClient) -> None:
    response = client.get(EXPORT, params={"q": "zyzzyva"})
    assert response.headers["X-Total"] == "0"
    assert rows(response.text) == []
    assert client.get(EXPORT, params={"format": "jsonl"}).text == ""


def test_drafts_are_for_editors(stranger: TestClient, desk: Any, fill: Callable[..., None]) -> None:
    assert stranger.get(EXPORT).status_code == 401
    fill(article("d1", status=Status.DRAFT), article("p1"))
    for role, status, expected in (
        ("reporter", "draft", 403), ("reporter", "published", 200), ("editor", "draft", 200),
    ):  # fmt: skip
        assert stranger.get(EXPORT, params={"status": status}, headers=desk.headers(role)).status_code == expected
    response = stranger.get(EXPORT, headers=desk.headers("reporter"))
    assert [row["id"] for row in rows(response.text)] == ["p1"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("format=xlsx", "/format"), ("limit=0", "/limit"), ("limit=10001", "/limit"), ("cursor=x", "/cursor"),
        ("facets=section", "/facets"), ("mode=fast", "/mode"), ("from=2024-09-01&to=2024-08-01", ""),
        ("from=x", "/from"), ("colour=red", "/colour"),
    ],
)  # fmt: skip
def test_wrong_values_are_named(client: TestClient, query: str, pointer: str) -> None:
    response = client.get(f"{EXPORT}?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


def test_what_fails_before_the_first_line_is_a_problem(
    client: TestClient, newsroom: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise NewsroomError("hỏng")

    monkeypatch.setattr(newsroom, "_page", fail)
    response = client.get(EXPORT)
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
