"""``assist`` part by part, and what happens when the caller leaves."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.pool import Pool
from api.streaming import NDJSON, SSE, streamed
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.newsroom import PARTS

ARTICLE = {"id": "a1", "title": "Bão số 3 đổ bộ Quảng Ninh", "body": "Bão số 3 đã đổ bộ."}


def lines(response: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.text.splitlines()]


def test_each_part_comes_once_and_the_checks_after_what_they_judge(client: TestClient) -> None:
    response = client.post("/v1/assist", json={"article": ARTICLE}, headers={"Accept": NDJSON})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith(NDJSON)
    assert response.headers["x-accel-buffering"] == "no"
    *parts, done = lines(response)
    assert {part["part"] for part in parts} == set(PARTS)
    assert len(parts) == len(PARTS)
    assert parts[-1]["part"] == "checks"
    assert all(part["took_ms"] >= 0 for part in parts)
    assert done["done"] is True
    assert (done["id"], done["language"]) == ("a1", "vi")
    assert set(done["timings_ms"]) == set(PARTS)
    assert len(done["article_sha256"]) == 64


def test_a_part_has_the_shape_it_has_in_a_whole_answer(client: TestClient) -> None:
    body = {"article": ARTICLE, "want": ["tags", "headlines", "duplicates", "related"]}
    whole = client.post("/v1/assist", json=body).json()
    *parts, _ = lines(client.post("/v1/assist", json=body, headers={"Accept": NDJSON}))
    assert {part["part"]: part["value"] for part in parts} == {name: whole[name] for name in body["want"]}


def test_events_are_the_same_in_another_dress(client: TestClient) -> None:
    body = {"article": ARTICLE, "want": ["tags"]}
    response = client.post("/v1/assist", json=body, headers={"Accept": SSE})
    assert response.headers["content-type"].startswith(SSE)
    first, last, rest = response.text.split("\n\n")
    assert rest == ""
    assert first.startswith("event: part\ndata: ")
    assert last.startswith("event: done\ndata: ")
    assert json.loads(first.partition("data: ")[2])["part"] == "tags"
    assert json.loads(last.partition("data: ")[2])["done"] is True


def test_a_part_that_fails_says_so_and_spoils_no_other(client: TestClient, newsroom: Any) -> None:
    def fail() -> None:
        raise ModelUnavailable("Chưa cài mô hình")

    newsroom.before = fail
    *parts, done = lines(client.post("/v1/assist", json={"article": ARTICLE}, headers={"Accept": NDJSON}))
    (failed,) = [part for part in parts if "problem" in part]
    assert failed["part"] == "tags"
    assert (failed["problem"]["code"], failed["problem"]["status"]) == ("model_unavailable", 503)
    assert failed["problem"]["request_id"]
    assert "value" not in failed
    assert len(parts) == len(PARTS)
    assert done["done"] is True


def test_html_comes_back_as_the_text_that_spans_point_into(client: TestClient) -> None:
    article = ARTICLE | {"body": "<p>Bão số 3 <b>đã</b> đổ bộ.</p>", "body_format": "html"}
    *_, done = lines(client.post("/v1/assist", json={"article": article, "want": ["tags"]}, headers={"Accept": NDJSON}))
    assert done["plain_text"] == "Bão số 3 đã đổ bộ."


def test_a_bad_article_is_refused_before_anything_is_sent(client: TestClient, newsroom: Any) -> None:
    response = client.post("/v1/assist", json={"article": {"title": 7}}, headers={"Accept": NDJSON})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/article/title"
    assert newsroom.asked == []


def test_a_full_server_refuses_a_stream_at_once(client: TestClient, desk: Any) -> None:
    desk.app.state.services = Pool("full", 1, -1)
    response = client.post("/v1/assist", json={"article": ARTICLE}, headers={"Accept": NDJSON})
    assert response.status_code == 429
    assert "retry-after" in response.headers
    desk.app.state.services.close()


def test_who_leaves_stops_the_work(desk: Any, newsroom: Any) -> None:
    started, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        started.set()
        go_on.wait(10)

    newsroom.before = wait
    desk.app.state.services = Pool("one", 1, 8)  # one thread, which the first part holds
    body = json.dumps({"article": ARTICLE, "want": ["tags", "headlines", "related"]}).encode()
    scope = {
        "type": "http", "method": "POST", "path": "/v1/assist", "raw_path": b"/v1/assist", "query_string": b"",
        "headers": [
            (b"authorization", f"Bearer {desk.keys['reporter']}".encode()), (b"accept", NDJSON.encode()),
            (b"content-type", b"application/json"), (b"host", b"testserver"),
        ],
        "scheme": "http", "server": ("testserver", 80), "client": ("127.0.0.1", 1), "root_path": "",
        "http_version": "1.1", "asgi": {"version": "3.0", "spec_version": "2.3"},
    }  # fmt: skip
    sent: list[dict[str, Any]] = []

    async def call() -> None:
        messages = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if messages:
                return messages.pop()
            while not started.is_set():
                await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await desk.app(scope, receive, send)

    asyncio.run(call())
    go_on.set()
    desk.app.state.services.close()
    assert started.is_set()
    assert len(newsroom.asked) == 1  # the tags, which had begun; neither headlines nor related articles
    assert not any(message.get("body") for message in sent)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", None),
        ("*/*", None),
        ("application/json", None),
        ("application/x-ndjson", NDJSON),
        ("Text/Event-Stream; charset=utf-8", SSE),
        ("application/json, application/x-ndjson;q=0.5", NDJSON),
    ],
)
def test_the_stream_is_chosen_by_accept(accept: str, kind: str | None) -> None:
    assert streamed(accept) == kind
