from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import MagicMock

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from api.counts import Counts


def test_health(stranger: TestClient) -> None:
    assert stranger.get("/healthz").json() == {"status": "ok"}


def test_probes_may_ask_for_the_head_only(stranger: TestClient, newsroom: Any) -> None:
    newsroom.behind = 5
    for path, status in (("/healthz", 200), ("/readyz", 503)):
        head = stranger.head(path)
        assert head.status_code == status
        assert head.content == b""
        assert head.headers["content-length"] == stranger.get(path).headers["content-length"]
        assert stranger.post(path).headers["allow"] == "GET, HEAD"


def test_ready_once_the_indexes_have_caught_up(stranger: TestClient, desk: Any, newsroom: Any) -> None:
    desk.app.state.counts = Counts(newsroom, seconds=0)
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


def test_counts_are_read_once_a_second_however_many_ask() -> None:
    moment, read = 0.0, []

    class Source:
        archive: Any

        def count(self) -> int:
            time.sleep(0.05)
            read.append(moment)
            return len(read)

        def lag(self) -> int:
            return 0

    async def scenario() -> None:
        nonlocal moment
        source: Any = Source()
        source.archive = source
        counts = Counts(source, clock=lambda: moment)
        assert await asyncio.gather(*(counts.get() for _ in range(50))) == [(1, 0)] * 50
        moment = 0.9
        assert await counts.get() == (1, 0)
        moment = 1.0
        assert await asyncio.gather(*(counts.get() for _ in range(50))) == [(2, 0)] * 50
        counts.close()

    asyncio.run(scenario())
    assert read == [0.0, 1.0]


def test_asking_whether_it_is_ready_takes_no_place_of_other_calls(stranger: TestClient, desk: Any) -> None:
    storage, release = desk.app.state.storage, threading.Event()
    with ThreadPoolExecutor(1) as callers:
        try:
            desk.app.state.counts._newsroom = stuck = MagicMock()
            stuck.archive.count.side_effect = lambda: release.wait(10) and 1
            stuck.lag.return_value = 0
            call = callers.submit(stranger.get, "/readyz")
            while not stuck.archive.count.called:
                time.sleep(0.01)
            assert storage.taken == desk.app.state.services.taken == 0
            assert stranger.get("/v1/articles/none", headers=desk.headers("reporter")).status_code == 404
        finally:
            release.set()
        assert call.result().json()["articles"] == 1


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
