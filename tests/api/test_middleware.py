from __future__ import annotations

import asyncio
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.middleware import write_line
from api.pool import Pool
from newsroom_ai.errors import Overloaded

ARTICLE = {"id": "a1", "title": "Bão số 3 bí mật", "body": "Nội dung bí mật."}


def test_every_answer_has_a_request_id_and_security_headers(stranger: TestClient) -> None:
    for path in ("/", "/v1/me", "/nothing", "/static/app.css", "/static/nothing", "/healthz"):
        response = stranger.get(path, headers={"X-Request-ID": "abc-1"})
        headers = response.headers
        assert headers["x-request-id"] == "abc-1"
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", "a\tb", "ă".encode(), "{}"])
def test_a_strange_request_id_is_replaced(stranger: TestClient, sent: Any) -> None:
    response = stranger.get("/v1/me", headers={"X-Request-ID": sent})
    assert response.json()["request_id"] == response.headers["x-request-id"]
    assert response.headers["x-request-id"].isalnum()
    assert len(response.headers["x-request-id"]) == 32


def test_what_is_not_there_is_a_problem(client: TestClient) -> None:
    missing = client.get("/nothing")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["code"] == "not_found"
    wrong = client.patch("/v1/me")
    assert wrong.status_code == 405
    assert wrong.json()["code"] == "method_not_allowed"
    assert wrong.headers["allow"] == "GET"
    assert set(client.post("/v1/articles/a1").headers["allow"].split(", ")) == {"PUT", "GET", "DELETE"}
    assert client.post("/archive").headers["allow"] == "GET"
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/nothing.js"):
        assert client.get(path).json()["code"] == "not_found"


def test_the_log_knows_who_and_what_but_not_what_was_said(client: TestClient, desk: Any) -> None:
    client.post("/v1/tags", json={"articles": [ARTICLE]}, headers={"X-Request-ID": "r1"})
    client.get("/v1/search?q=bí mật&person=Nguyễn Bí Mật")
    client.get("/v1/articles/bí-mật")
    client.get("/login?ticket=secret-ticket")
    record = desk.log[0]
    assert (
        record.items()
        >= {
            "event": "request",
            "method": "POST",
            "route": "/v1/tags",
            "status": 200,
            "principal": "khóa admin",
            "request_id": "r1",
            "client": "testclient",
        }.items()
    )
    assert record["ms"] >= 0
    assert record["at"].endswith("+00:00")
    text = json.dumps(desk.log, ensure_ascii=False).lower()
    assert "bí" not in text
    assert "secret" not in text
    assert all(key.lower() not in text for key in desk.keys.values())


def test_log_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    write_line({"client": "a\nb", "principal": "tòa soạn"})
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line) == {"client": "a\nb", "principal": "tòa soạn"}


def test_an_unexpected_error_tells_nothing_of_the_inside(client: TestClient, desk: Any, newsroom: Any) -> None:
    def fail() -> None:
        raise RuntimeError("/srv/secret/path: " + ARTICLE["body"])

    newsroom.before = fail
    response = client.post("/v1/tags", json={"articles": [ARTICLE]})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-content-type-options"] == "nosniff"
    problem = response.json()
    assert problem["code"] == "internal"
    assert problem["request_id"] == response.headers["x-request-id"]
    for word in ("secret", "Traceback", "RuntimeError", ".py", "bí mật"):
        assert word not in response.text
    (error,) = [item for item in desk.log if item["event"] == "error"]
    assert error["error"] == "RuntimeError"
    assert any("fail" in frame for frame in error["frames"])
    assert "bí mật" not in json.dumps(desk.log, ensure_ascii=False)


def test_nine_mebibytes_are_too_many_announced_or_not(client: TestClient, desk: Any) -> None:
    headers = {"Content-Type": "application/json"}
    body = json.dumps({"articles": [ARTICLE | {"body": "x" * (9 * 1024 * 1024)}]}).encode()
    for content in (body, iter([body[:5_000_000], body[5_000_000:]])):
        response = client.post("/v1/tags", content=content, headers=headers)
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["code"] == "too_large"


def test_cors_is_for_the_allowed_origins_only(open_desk: Any) -> None:
    desk = open_desk(allowed_origins=("https://cms.example",))
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    with TestClient(desk.app) as client:
        ours = client.options("/v1/tags", headers={"Origin": "https://cms.example", **ask})
        assert ours.status_code == 200
        assert ours.headers["access-control-allow-origin"] == "https://cms.example"
        assert "access-control-allow-credentials" not in ours.headers
        for origin in ("https://cms.example.evil", "http://cms.example", "null"):
            theirs = client.options("/v1/tags", headers={"Origin": origin, **ask})
            assert "access-control-allow-origin" not in theirs.headers
            assert "access-control-allow-origin" not in client.get("/v1/me", headers={"Origin": origin}).headers
        error = client.get("/v1/me", headers={"Origin": "https://cms.example"})
        assert error.status_code == 401
        assert error.headers["access-control-allow-origin"] == "https://cms.example"


def test_without_allowed_origins_there_is_no_cors(stranger: TestClient) -> None:
    response = stranger.options(
        "/v1/tags", headers={"Origin": "https://cms.example", "Access-Control-Request-Method": "POST"}
    )
    assert response.status_code == 405
    assert "access-control-allow-origin" not in response.headers


def test_a_full_server_says_so_at_once_and_recovers(open_desk: Any) -> None:
    desk = open_desk(concurrency=1, queue=1)
    release, begun = threading.Event(), threading.Event()

    def block() -> None:
        begun.set()
        release.wait(10)

    desk.newsroom.before = block
    with TestClient(desk.app, headers=desk.headers("reporter")) as client, ThreadPoolExecutor(2) as callers:

        def tag() -> int:
            return int(client.post("/v1/tags", json={"articles": [ARTICLE]}).status_code)

        waiting = [callers.submit(tag)]
        assert begun.wait(10)
        waiting.append(callers.submit(tag))
        while desk.app.state.services.taken < 2:
            time.sleep(0.01)
        refused = client.post("/v1/tags", json={"articles": [ARTICLE]})
        assert refused.status_code == 429
        assert refused.json()["code"] == "overloaded"
        assert refused.headers["retry-after"] == "1"
        assert client.get("/readyz").status_code == 200
        release.set()
        assert [call.result() for call in waiting] == [200, 200]
        assert tag() == 200


def test_work_whose_caller_left_still_takes_its_place() -> None:
    async def scenario() -> None:
        pool = Pool("test", 1, 0)
        release = threading.Event()
        call = asyncio.ensure_future(pool.run(lambda: release.wait(10)))
        await asyncio.sleep(0.05)
        call.cancel()
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await pool.run(lambda: True)
        waiting = asyncio.ensure_future(pool.run(lambda: "patient", patient=True))
        await asyncio.sleep(0)
        release.set()
        assert await waiting == "patient"
        assert pool.taken == 0
        pool.close()

    asyncio.run(scenario())
