from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import describe
from api.auth import Throttle
from newsroom_ai.archive.access import Role
from newsroom_ai.archive.jobs import JobType
from newsroom_ai.errors import Overloaded
from newsroom_ai.vocabulary.formats import read

ROLES = ("reporter", "editor", "archivist", "admin")
ARTICLE = {"id": "a1", "title": "Bão số 3"}
TOPICS = b"label\nB\xc3\xa3o\n"
TOLD = [{"id": id, "body": "Bão số 3 đổ bộ vào Hải Phòng sáng 7/9, làm đổ nhiều cây xanh."} for id in ("a1", "a2")]
ONE, MANY = {"article": ARTICLE}, {"articles": [ARTICLE]}

# The least role of each guarded operation, a call that it allows, and how it is answered.
RIGHTS: dict[tuple[str, str], tuple[str, dict[str, Any], int]] = {
    ("POST", "/v1/tags"): ("reporter", {"json": MANY}, 200),
    ("POST", "/v1/summaries"): ("reporter", {"json": MANY}, 200),
    ("POST", "/v1/headlines"): ("reporter", {"json": MANY}, 200),
    ("POST", "/v1/backgrounds"): ("reporter", {"json": {"articles": TOLD}}, 200),
    ("POST", "/v1/duplicates"): ("reporter", {"json": ONE}, 200),
    ("POST", "/v1/related"): ("reporter", {"json": ONE}, 200),
    ("POST", "/v1/assist"): ("reporter", {"json": ONE}, 200),
    ("GET", "/v1/search"): ("reporter", {}, 200),
    ("POST", "/v1/search"): ("reporter", {"json": {}}, 200),
    ("GET", "/v1/search/export"): ("reporter", {"params": {"format": "csv"}}, 200),
    ("GET", "/v1/search/suggestions"): ("reporter", {"params": {"q": "lao"}}, 200),
    ("GET", "/v1/articles/{id}"): ("reporter", {}, 200),
    ("GET", "/v1/articles/{id}/versions"): ("reporter", {}, 200),
    ("GET", "/v1/articles/{id}/related"): ("reporter", {}, 200),
    ("PUT", "/v1/articles/{id}"): ("archivist", {"json": ARTICLE}, 200),
    ("DELETE", "/v1/articles/{id}"): ("archivist", {}, 204),
    ("POST", "/v1/articles:batch"): ("archivist", {"content": b""}, 200),
    ("GET", "/v1/entities/{kind}"): ("reporter", {"params": {"value": "Bão"}}, 200),
    ("GET", "/v1/vocabularies"): ("reporter", {}, 200),
    ("GET", "/v1/vocabularies/{name}"): ("reporter", {}, 200),
    ("PUT", "/v1/vocabularies/{name}"): ("editor", {"content": TOPICS, "headers": {"Content-Type": "text/csv"}}, 200),
    ("DELETE", "/v1/vocabularies/{name}"): ("editor", {}, 204),
    ("GET", "/v1/vocabularies/{name}/concepts"): ("reporter", {}, 200),
    ("GET", "/v1/vocabularies/{name}/concepts/{uri}"): ("reporter", {}, 200),
    ("POST", "/v1/feedback"): ("reporter", {"json": []}, 202),
    ("POST", "/v1/jobs"): ("archivist", {"json": {"type": "duplicates"}}, 202),
    ("GET", "/v1/jobs"): ("archivist", {}, 200),
    ("GET", "/v1/jobs/{id}"): ("archivist", {}, 200),
    ("GET", "/v1/jobs/{id}/results"): ("archivist", {}, 200),
    ("POST", "/v1/jobs/{id}:pause"): ("archivist", {}, 200),
    ("POST", "/v1/jobs/{id}:resume"): ("archivist", {}, 200),
    ("POST", "/v1/jobs/{id}:cancel"): ("archivist", {}, 200),
    ("POST", "/v1/jobs/{id}:apply"): ("archivist", {"json": {}}, 409),
    ("POST", "/v1/jobs/{id}:rollback"): ("archivist", {"json": {}}, 200),
    ("GET", "/v1/reviews"): ("editor", {}, 200),
    ("GET", "/v1/jobs/{id}/review"): ("editor", {}, 200),
    ("POST", "/v1/jobs/{id}/review"): ("editor", {"json": {"decisions": [{"seq": 1, "action": "skip"}]}}, 200),
    ("GET", "/v1/jobs/{id}/review/items"): ("editor", {}, 200),
    ("GET", "/v1/jobs/{id}/review/audits"): ("editor", {}, 200),
    ("POST", "/v1/jobs/{id}/review:undo"): ("editor", {}, 404),
    ("POST", "/v1/jobs/{id}/review:audit"): ("editor", {"json": {"threshold": 0.8}}, 409),
    ("POST", "/v1/jobs/{id}/review:accept-all"): ("archivist", {"json": {"threshold": 0.8}}, 409),
    ("GET", "/v1/tag-care/unused-concepts"): ("editor", {}, 200),
    ("GET", "/v1/tag-care/quiet-tags"): ("editor", {}, 200),
    ("GET", "/v1/tag-care/near-duplicates"): ("editor", {}, 200),
    ("GET", "/v1/tag-care/missing-tags"): ("editor", {}, 200),
    ("GET", "/v1/tag-care/drift"): ("editor", {}, 200),
    ("POST", "/v1/tag-care/merges"): ("archivist", {"json": {"tags": ["x"], "into": "y"}}, 422),
    ("GET", "/v1/overview"): ("editor", {}, 200),
    ("GET", "/v1/overview/{figure}"): ("editor", {}, 200),
    ("GET", "/v1/me"): ("reporter", {}, 200),
    ("POST", "/v1/logout"): ("reporter", {}, 204),
    ("POST", "/v1/tokens"): ("reporter", {"json": {"subject": "x", "origins": ["https://cms.example"]}}, 200),
    ("DELETE", "/v1/tokens"): ("reporter", {"params": {"subject": "x"}}, 204),
    ("GET", "/metrics"): ("admin", {}, 200),
}
PLACES = {
    "{id}": "a1",
    "{figure}": "months",
    "{kind}": "place",
    "{name}": "thu",
    "{uri}": "urn:newsroom:vocabulary:thu:bao",
}
OPEN = {("GET", "/healthz"), ("GET", "/readyz")}


def filled(path: str) -> str:
    for place, value in PLACES.items():
        path = path.replace(place, value)
    return path


def operations() -> Iterator[tuple[str, str]]:
    for path, methods in describe(FastAPI()).openapi()["paths"].items():
        yield from ((method.upper(), path) for method in methods)


def test_the_table_knows_every_operation() -> None:
    assert set(operations()) == RIGHTS.keys() | OPEN


@pytest.mark.parametrize(("method", "path"), RIGHTS, ids=str)
def test_without_a_key_there_is_nothing(stranger: TestClient, newsroom: Any, method: str, path: str) -> None:
    url = filled(path)
    wrong_body = b"\xff{" * 10
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic eDp5"},
        {"Authorization": "Bearer"},
    ):
        response = stranger.request(method, url, headers=headers, content=wrong_body)
        assert response.status_code == 401
        assert response.json()["code"] == "unauthenticated"
        assert response.headers["www-authenticate"] == "Bearer"
    stranger.cookies.set("newsroom_session", "wrong")
    assert stranger.request(method, url).status_code == 401
    assert newsroom.asked == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "path"), RIGHTS, ids=str)
def test_each_role_may_do_what_is_its_and_no_more(
    stranger: TestClient, desk: Any, newsroom: Any, method: str, path: str, role: str
) -> None:
    newsroom.store(newsroom.read(ARTICLE), "x")
    newsroom.vocabularies.put(read(TOPICS, "csv", "thu"), "x")
    waiting_job(newsroom)
    least, call, status = RIGHTS[method, path]
    headers = desk.headers(role) | call.get("headers", {})
    response = stranger.request(method, filled(path), **(call | {"headers": headers}))
    allowed = ROLES.index(role) >= ROLES.index(least)
    assert response.status_code == (status if allowed else 403)
    if not allowed:
        assert response.json()["code"] == "forbidden"
        assert newsroom.archive.get("a1").version == 1
        assert newsroom.vocabularies.get("thu").revision == 1


def waiting_job(newsroom: Any) -> None:
    """A job that has the article's id; it still waits, so that there is nothing to apply."""
    job = newsroom.jobs.create(JobType.TAG, {}, {}, author="x", engine="ray")
    with newsroom._database.write() as connection:
        connection.execute("UPDATE job SET id = 'a1' WHERE id = ?", (job.id,))


def test_a_revoked_key_is_no_key(stranger: TestClient, desk: Any, newsroom: Any) -> None:
    assert stranger.get("/v1/me", headers=desk.headers("admin")).status_code == 200
    newsroom.access.revoke_key("khóa admin")
    assert stranger.get("/v1/me", headers=desk.headers("admin")).status_code == 401


def test_guessing_is_slowed_down_but_a_right_key_always_passes(stranger: TestClient, desk: Any) -> None:
    codes = [stranger.get("/v1/me", headers={"Authorization": f"Bearer {n}"}).status_code for n in range(12)]
    assert codes == [401] * 10 + [429] * 2
    refused = stranger.post("/login", data={"key": "x"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) in range(1, 62)
    assert stranger.get("/login?ticket=x").status_code == 429
    assert stranger.get("/v1/me", headers=desk.headers("editor")).status_code == 200
    assert stranger.get("/v1/me").status_code == 401  # nothing was guessed
    assert stranger.post("/login", data={"key": desk.keys["reporter"]}).status_code == 303
    assert stranger.get("/v1/me").json()["role"] == "reporter"


def test_pages_whose_session_has_ended_slow_nobody_down(stranger: TestClient, desk: Any, newsroom: Any) -> None:
    stranger.cookies.set("newsroom_session", "ended")
    assert [stranger.get("/v1/me").status_code for _ in range(30)] == [401] * 30
    stranger.cookies.clear()
    assert stranger.get("/v1/me", headers={"Authorization": "Bearer wrong"}).status_code == 401
    ticket = newsroom.access.add_ticket("console", Role.ADMIN)
    assert stranger.get(f"/login?ticket={ticket}").status_code == 303


def test_a_throttle_forgets_with_time_and_keeps_a_bounded_memory() -> None:
    moment = 0.0
    throttle = Throttle(allowed=2, seconds=60, size=3, clock=lambda: moment)
    for _ in range(2):
        throttle.check("a")
        throttle.failed("a")
    for refuse in (throttle.check, throttle.failed):
        with pytest.raises(Overloaded) as refused:
            refuse("a")
        assert refused.value.retry_after == 61
    throttle.check("b")
    moment = 60.0
    throttle.check("a")
    for address in "abcdefgh":
        throttle.failed(address)
    assert len(throttle._failures) == 3
