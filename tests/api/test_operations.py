from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient


def test_health(stranger: TestClient) -> None:
    assert stranger.get("/healthz").json() == {"status": "ok"}


def test_ready_once_the_indexes_have_caught_up(stranger: TestClient, newsroom: Any) -> None:
    newsroom.store(newsroom.read({"id": "a1", "title": "T"}), "x")
    newsroom.behind = 5
    starting = stranger.get("/readyz")
    assert starting.status_code == 503
    assert starting.json() == {"status": "starting", "articles": 1, "lag": 5, "indexing": "ok"}
    newsroom.behind = 0
    assert stranger.get("/readyz").json() == {"status": "ready", "articles": 1, "lag": 0, "indexing": "ok"}
    newsroom.behind = 7
    behind = stranger.get("/readyz")
    assert behind.status_code == 200
    assert behind.json()["lag"] == 7


def test_metrics_name_routes_by_their_template(client: TestClient, newsroom: Any) -> None:
    newsroom.behind = 3
    client.put("/v1/articles/mật", json={"title": "T"})
    client.get("/v1/articles/mật")
    client.get("/no/such/path")
    client.request("HACK", "/v1/me")
    text = client.get("/metrics").text
    assert "mật" not in text
    assert "such" not in text
    values = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert values["newsroom_requests_total", "GET", "/v1/articles/{id}", "200"] == 1
    assert values["newsroom_requests_total", "PUT", "/v1/articles/{id}", "201"] == 1
    assert values["newsroom_requests_total", "GET", "(none)", "404"] == 1
    assert values["newsroom_requests_total", "other", "/v1/me", "405"] == 1
    assert values["newsroom_request_seconds_count", "GET", "/v1/articles/{id}"] == 1
    assert values["newsroom_articles",] == 1
    assert values["newsroom_index_lag",] == 3


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_documentation_can_be_switched_off(open_desk: Any, path: str) -> None:
    with TestClient(open_desk(documentation=False).app) as client:
        assert client.get(path).status_code == 404


def test_the_documentation_page_needs_nothing_from_outside(stranger: TestClient) -> None:
    page = stranger.get("/docs")
    assert page.status_code == 200
    assert "/v1/assist" in page.text
    assert "<script" not in page.text
    assert "src=" not in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert stranger.get("/openapi.json").json()["paths"]
