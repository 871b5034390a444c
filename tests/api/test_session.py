from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.shells import Shells
from newsroom_ai.archive.access import Role

ARTICLE = {"title": "Bão số 3"}


def log_in(client: TestClient, newsroom: Any, role: Role = Role.ADMIN) -> str:
    """A session in the client's cookies; gives its CSRF token."""
    assert client.get("/login", params={"ticket": newsroom.access.add_ticket("an", role)}).status_code == 303
    return str(client.get("/v1/me").json()["csrf"])


def test_a_ticket_opens_one_session(stranger: TestClient, newsroom: Any) -> None:
    ticket = newsroom.access.add_ticket("an", Role.EDITOR)
    response = stranger.get("/login", params={"ticket": ticket})
    assert response.status_code == 303
    assert response.headers["location"] == "/"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cache-control"] == "no-store"
    assert ticket not in response.text
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("newsroom_session=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=28800"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    me = stranger.get("/v1/me").json()
    assert (me["name"], me["role"]) == ("an", "editor")
    assert len(me["csrf"]) > 20
    stranger.cookies.clear()
    again = stranger.get("/login", params={"ticket": ticket})
    assert again.status_code == 401
    assert "set-cookie" not in again.headers
    assert again.json()["code"] == "unauthenticated"


def test_secure_cookies(open_desk: Any) -> None:
    desk = open_desk(secure_cookies=True)
    with TestClient(desk.app, base_url="https://testserver", follow_redirects=False) as client:
        ticket = desk.newsroom.access.add_ticket("an", Role.EDITOR)
        response = client.get("/login", params={"ticket": ticket})
        assert "Secure" in response.headers["set-cookie"].split("; ")
        assert "max-age" in response.headers["strict-transport-security"]


def test_changing_calls_by_cookie_need_the_csrf_token(stranger: TestClient, newsroom: Any) -> None:
    csrf = log_in(stranger, newsroom)
    for wrong in (b"", b"x", b"\xff", csrf[:-1].encode()):
        headers = {b"X-CSRF-Token": wrong}
        response = stranger.put("/v1/articles/a1", json=ARTICLE, headers=headers)
        assert response.status_code == 403
        assert response.json()["code"] == "forbidden"
    assert newsroom.archive.count() == 0
    assert stranger.put("/v1/articles/a1", json=ARTICLE, headers={"X-CSRF-Token": csrf}).status_code == 201
    assert stranger.get("/v1/articles/a1").status_code == 200


def test_a_key_needs_no_csrf_token_and_goes_before_a_cookie(stranger: TestClient, newsroom: Any, desk: Any) -> None:
    log_in(stranger, newsroom)
    assert stranger.get("/v1/me", headers=desk.headers("reporter")).json() == {
        "name": "khóa reporter",
        "role": "reporter",
        "csrf": None,
    }
    assert stranger.get("/v1/me", headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_logging_out_ends_the_session_everywhere(stranger: TestClient, newsroom: Any) -> None:
    csrf = log_in(stranger, newsroom)
    session = stranger.cookies["newsroom_session"]
    assert stranger.post("/v1/logout").status_code == 403
    response = stranger.post("/v1/logout", headers={"X-CSRF-Token": csrf})
    assert response.status_code == 204
    assert 'newsroom_session=""' in response.headers["set-cookie"]
    stranger.cookies.set("newsroom_session", session)
    assert stranger.get("/v1/me").status_code == 401


def test_logging_in_with_a_key(stranger: TestClient, desk: Any) -> None:
    response = stranger.post("/login", data={"key": desk.keys["reporter"]})
    assert response.status_code == 303
    assert stranger.get("/v1/me").json()["role"] == "reporter"


@pytest.mark.parametrize("data", [{}, {"key": ""}, {"key": "wrong"}])
def test_a_wrong_key_gets_the_page_again(stranger: TestClient, data: dict[str, str]) -> None:
    response = stranger.post("/login", data=data, headers={"Accept": "text/html"})
    assert response.status_code == 401
    assert response.headers["content-type"].startswith("text/html")
    assert 'role="alert"' in response.text
    assert stranger.post("/login", data=data).json()["code"] == "unauthenticated"


def test_another_site_cannot_log_a_visitor_in(stranger: TestClient, desk: Any) -> None:
    response = stranger.post("/login", data={"key": desk.keys["reporter"]}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_revoking_a_key_ends_its_sessions(stranger: TestClient, desk: Any, newsroom: Any) -> None:
    stranger.post("/login", data={"key": desk.keys["reporter"]})
    newsroom.access.revoke_key("khóa reporter")
    assert stranger.get("/v1/me").status_code == 401


@pytest.mark.parametrize("path", ["/", "/archive", "/login"])
def test_page_shells_need_no_key_and_hold_no_script_of_their_own(stranger: TestClient, path: str) -> None:
    response = stranger.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "Tòa soạn" in response.text
    assert "<script>" not in response.text


def test_without_its_template_a_page_is_not_there(stranger: TestClient, desk: Any, tmp_path: Path) -> None:
    desk.app.state.shells = Shells("Báo", tmp_path)
    for path in ("/", "/archive", "/login"):
        response = stranger.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"
    wrong = stranger.get("/login?ticket=x", headers={"Accept": "text/html"})
    assert wrong.json()["code"] == "unauthenticated"
