from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import describe
from newsroom_ai.search.types import SearchRequest

VIETNAM = timezone(timedelta(hours=7))


def test_every_parameter_reaches_the_search_by_query_and_by_body(client: TestClient, newsroom: Any) -> None:
    wanted = SearchRequest(
        q="bảo hiểm",
        mode="keyword",
        filters={"section": ("thời sự", "kinh tế"), "kind": ("article",)},
        start=datetime(2024, 8, 1, tzinfo=VIETNAM),
        end=datetime(2024, 9, 1, tzinfo=VIETNAM),
        status="draft",
        sort="newest",
        limit=5,
        facets=("section", "month", "year"),
        expand=False,
    )
    query = (
        "q=bảo hiểm&mode=keyword&section=thời sự&section=kinh tế&kind=article&from=2024-08-01&to=2024-08-31"
        "&status=draft&sort=newest&limit=5&facets=section,month&facets=year&expand=false"
    )
    assert client.get(f"/v1/search?{query}").status_code == 200
    assert newsroom.asked[-1] == wanted
    body = {
        "q": "bảo hiểm",
        "mode": "keyword",
        "section": ["thời sự", "kinh tế"],
        "kind": "article",
        "from": "2024-08-01",
        "to": "2024-08-31",
        "status": "draft",
        "sort": "newest",
        "limit": 5,
        "facets": ["section", "month", "year"],
        "expand": False,
    }
    assert client.post("/v1/search", json=body).status_code == 200
    assert newsroom.asked[-1] == wanted


def test_nothing_asked_is_everything(client: TestClient, newsroom: Any) -> None:
    assert client.get("/v1/search").status_code == 200
    assert newsroom.asked[-1] == SearchRequest()


@pytest.mark.parametrize(
    ("sent", "start"),
    [
        ("2024-08-28", datetime(2024, 8, 28, tzinfo=VIETNAM)),
        ("2024-08-28T17:15", datetime(2024, 8, 28, 17, 15, tzinfo=VIETNAM)),
        ("2024-08-28T17:15:00%2B07:00", datetime(2024, 8, 28, 17, 15, tzinfo=VIETNAM)),
        ("2024-08-28T17:15:00+07:00", datetime(2024, 8, 28, 17, 15, tzinfo=VIETNAM)),
        ("2024-08-28T10:15:00Z", datetime(2024, 8, 28, 17, 15, tzinfo=VIETNAM)),
    ],
)
def test_times(client: TestClient, newsroom: Any, sent: str, start: datetime) -> None:
    assert client.get(f"/v1/search?from={sent}").status_code == 200
    assert newsroom.asked[-1].start == start


def test_the_years_are_those_of_articles(client: TestClient, newsroom: Any) -> None:
    assert client.get("/v1/search?from=1900-01-01&to=2200-12-30").status_code == 200
    assert newsroom.asked[-1].start == datetime(1900, 1, 1, tzinfo=VIETNAM)
    assert newsroom.asked[-1].end == datetime(2200, 12, 31, tzinfo=VIETNAM)
    for query in ("from=1899-12-31", "to=2200-12-31", "from=2201-01-01T00:00"):
        problem = client.get(f"/v1/search?{query}").json()
        assert "1900 đến 2200" in problem["errors"][0]["detail"]


def test_the_description_says_what_expanding_is() -> None:
    text = describe(FastAPI()).openapi()["components"]["schemas"]["SearchIn"]["properties"]["expand"]["description"]
    assert text == "Also search other forms of the names in `q`."


def test_the_answer(client: TestClient) -> None:
    answer = client.get("/v1/search?q=T&facets=year").json()
    assert answer["query"]["expansions"] == [{"from": "Hà Giang", "to": ["Tuyên Quang"]}]
    assert answer["total"] == {"value": 1, "relation": "eq"}
    assert answer["hits"][0]["highlights"][0]["matches"] == [[0, 1]]
    assert answer["facets"] == {"year": [{"value": "2024", "label": "2024", "count": 1}]}
    assert answer["next"] is None
    assert "took_ms" in answer


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_searched_by_editors(stranger: TestClient, desk: Any, status: str) -> None:
    query = {"status": status}
    assert stranger.get("/v1/search", params=query, headers=desk.headers("reporter")).status_code == 403
    assert stranger.post("/v1/search", json=query, headers=desk.headers("reporter")).status_code == 403
    assert stranger.get("/v1/search", params=query, headers=desk.headers("editor")).status_code == 200


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("mode=fast", "/mode"),
        ("sort=best", "/sort"),
        ("facets=colour", "/facets/0"),
        ("facets=section,colour", "/facets/1"),
        ("status=secret", "/status"),
        ("kind=poem", "/kind/0"),
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=ten", "/limit"),
        ("expand=perhaps", "/expand"),
        ("from=yesterday", "/from"),
        ("from=2024-02-30", "/from"),
        ("from=0001-01-01", "/from"),
        ("to=9999-12-31", "/to"),
        ("from=2024-09-01&to=2024-08-01", ""),
        ("colour=red", "/colour"),
        ("q=a%00b", "/q"),
        ("section=a%00b", "/section/0"),
        ("q=" + "a" * 1001, "/q"),
    ],
)
def test_wrong_parameters_are_named(client: TestClient, query: str, pointer: str) -> None:
    response = client.get(f"/v1/search?{query}")
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == "invalid_query"
    assert problem["errors"][0]["pointer"] == pointer
    assert "Value error" not in response.text


def test_a_wrong_cursor(client: TestClient) -> None:
    response = client.get("/v1/search?cursor=nonsense")
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_query"


@pytest.mark.parametrize("body", [{"limit": [1]}, {"q": 5}, {"from": 20240828}, {"section": {"a": 1}}, [], "q", None])
def test_wrong_bodies(client: TestClient, body: Any) -> None:
    assert client.post("/v1/search", json=body).status_code == 422
