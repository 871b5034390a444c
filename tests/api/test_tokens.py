"""Tokens for CMS pages: what they may do, where, how long, and how they end."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.tokens import origin
from newsroom_ai.archive.access import Principal, Role
from newsroom_ai.archive.tokens import Claims, Tokens
from newsroom_ai.errors import Unauthenticated

CMS, OTHER = "https://cms.example", "https://other.example"
ARTICLE = {"id": "a1", "title": "Bão số 3", "body": "Bão số 3 đã đổ bộ."}
ASKED = {"subject": "lan.anh", "origins": [CMS], "role": "reporter", "minutes": 5}
GOOD = {"article_id": "a1", "action": "accept", "suggestion_id": "s1"}


def token(client: TestClient, desk: Any, **changes: Any) -> str:
    made = client.post("/v1/tokens", json=ASKED | changes, headers=desk.headers("archivist"))
    assert made.status_code == 200, made.text
    found: str = made.json()["token"]
    return found


def bearing(token: str, origin: str | None = CMS) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | ({"Origin": origin} if origin else {})


def test_a_token_opens_for_its_person_with_its_role_until_it_ends(stranger: TestClient, desk: Any) -> None:
    made = stranger.post("/v1/tokens", json=ASKED, headers=desk.headers("archivist")).json()
    ends = datetime.fromisoformat(made["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=4) < ends <= timedelta(minutes=5)
    me = stranger.get("/v1/me", headers=bearing(made["token"])).json()
    assert me == {"name": "khóa archivist/lan.anh", "role": "reporter", "csrf": None}
    assert stranger.put("/v1/articles/a1", json=ARTICLE, headers=bearing(made["token"])).status_code == 403


def test_its_person_is_recorded_with_feedback_and_in_the_ledger(stranger: TestClient, desk: Any, newsroom: Any) -> None:
    assert stranger.post("/v1/feedback", json=GOOD, headers=bearing(token(stranger, desk))).status_code == 202
    (recorded,) = newsroom.feedback.all()
    assert recorded.actor == "khóa archivist/lan.anh"
    rows = newsroom._database.read().execute("SELECT actor, action, target FROM ledger").fetchall()
    assert ("khóa archivist", "token.make", "lan.anh reporter") in rows


@pytest.mark.parametrize(("key", "role", "status"), [("reporter", "editor", 403), ("editor", "editor", 200)])
def test_no_role_above_the_keys(stranger: TestClient, desk: Any, key: str, role: str, status: int) -> None:
    made = stranger.post("/v1/tokens", json=ASKED | {"role": role}, headers=desk.headers(key))
    assert made.status_code == status


def test_a_token_makes_and_ends_no_tokens(stranger: TestClient, desk: Any) -> None:
    made = token(stranger, desk, role="archivist")
    assert stranger.post("/v1/tokens", json=ASKED, headers=bearing(made)).status_code == 403
    assert stranger.delete("/v1/tokens?subject=lan.anh", headers=bearing(made)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"minutes": 61}, "/minutes"),
        ({"minutes": 0}, "/minutes"),
        ({"origins": []}, "/origins"),
        ({"origins": ["https://cms.example/wp-admin"]}, "/origins/0"),
        ({"origins": ["*"]}, "/origins/0"),
        ({"origins": ["null"]}, "/origins/0"),
        ({"origins": ["https://a.example b.example"]}, "/origins/0"),
        ({"subject": ""}, "/subject"),
        ({"subject": "a\nb"}, "/subject"),
        ({"role": "owner"}, "/role"),
    ],
)
def test_a_wrong_wish_is_refused(stranger: TestClient, desk: Any, changes: Any, pointer: str) -> None:
    made = stranger.post("/v1/tokens", json=ASKED | changes, headers=desk.headers("admin"))
    assert made.status_code == 422
    assert made.json()["errors"][0]["pointer"] == pointer


def test_from_another_origin_it_is_refused(stranger: TestClient, desk: Any) -> None:
    made = token(stranger, desk)
    for sent in (OTHER, "null", "http://cms.example", "https://cms.example.evil"):
        assert stranger.get("/v1/me", headers=bearing(made, sent)).status_code == 403
    for allowed in (CMS, "http://testserver", None):  # its page, a page of this server, no page at all
        assert stranger.get("/v1/me", headers=bearing(made, allowed)).status_code == 200


def test_browsers_are_let_in_from_its_origins_and_no_other(stranger: TestClient, desk: Any) -> None:
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    assert stranger.options("/v1/assist", headers={"Origin": CMS, **ask}).status_code == 405
    made = token(stranger, desk)
    allowed = stranger.options("/v1/assist", headers={"Origin": CMS, **ask})
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == CMS
    assert "access-control-allow-credentials" not in allowed.headers
    refused = stranger.options("/v1/assist", headers={"Origin": OTHER, **ask})
    assert refused.status_code == 405
    answer = stranger.get("/v1/me", headers=bearing(made))
    assert answer.headers["access-control-allow-origin"] == CMS
    assert "access-control-allow-origin" not in stranger.get("/v1/me", headers=bearing(made, OTHER)).headers
    # That a token has ended can be read by its page, which then asks for a new one.
    ended = stranger.get("/v1/me", headers=bearing("nt_wrong"))
    assert (ended.status_code, ended.headers["access-control-allow-origin"]) == (401, CMS)


def test_a_forged_or_changed_token_opens_nothing(stranger: TestClient, desk: Any) -> None:
    made = token(stranger, desk)
    content, _, signature = made.removeprefix("nt_").partition(".")
    claims = json.loads(base64.urlsafe_b64decode(content)) | {"role": "ADMIN"}
    raised = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
    for wrong in (f"nt_{raised}.{signature}", f"nt_{content}.", f"nt_{content}", "nt_", "nt_.", made + "="):
        assert stranger.get("/v1/me", headers=bearing(wrong)).status_code == 401


def test_revoking_the_key_ends_its_tokens(stranger: TestClient, desk: Any, newsroom: Any) -> None:
    made = token(stranger, desk)
    newsroom.access.revoke_key("khóa archivist")
    assert stranger.get("/v1/me", headers=bearing(made)).status_code == 401
    newsroom.access.add_key("khóa archivist", Role.ARCHIVIST)  # a new key of that name did not make it
    assert stranger.get("/v1/me", headers=bearing(made)).status_code == 401


def test_tokens_of_one_person_can_be_ended(stranger: TestClient, desk: Any) -> None:
    lan, minh = token(stranger, desk), token(stranger, desk, subject="minh")
    assert stranger.delete("/v1/tokens?subject=lan.anh", headers=desk.headers("editor")).status_code == 204
    assert stranger.get("/v1/me", headers=bearing(lan)).status_code == 200  # another key's tokens are not the editor's
    assert stranger.delete("/v1/tokens?subject=lan.anh", headers=desk.headers("archivist")).status_code == 204
    assert stranger.get("/v1/me", headers=bearing(lan)).status_code == 401
    assert stranger.get("/v1/me", headers=bearing(minh)).status_code == 200
    assert stranger.get("/v1/me", headers=bearing(token(stranger, desk))).status_code == 200  # made afterwards


def test_an_old_token_has_ended(newsroom: Any) -> None:
    newsroom.access.add_key("cms", Role.EDITOR)
    (since,) = newsroom._database.read().execute("SELECT created_at FROM credential").fetchone()
    earlier = datetime.now(UTC) - timedelta(minutes=10)
    claims = Claims("cms", since, "REPORTER", "lan", (CMS,), earlier.isoformat(), datetime.now(UTC).isoformat())
    with pytest.raises(Unauthenticated):
        newsroom.tokens.admit(claims)


def test_ended_tokens_slow_nobody_down_but_forged_ones_do(stranger: TestClient, desk: Any, newsroom: Any) -> None:
    made = token(stranger, desk)
    newsroom.tokens.end(newsroom.access.authenticate(desk.keys["archivist"], "key"), "lan.anh")
    assert [stranger.get("/v1/me", headers=bearing(made)).status_code for _ in range(30)] == [401] * 30
    forged = [stranger.get("/v1/me", headers=bearing(f"nt_{n}.x")).status_code for n in range(12)]
    assert forged == [401] * 10 + [429] * 2


def test_tokens_live_on_after_a_restart_and_are_not_stored(desk: Any, newsroom: Any, tmp_path: Any) -> None:
    maker = newsroom.access.authenticate(desk.keys["editor"], "key")
    made = newsroom.tokens.make(maker, Role.EDITOR, "lan", [CMS], 5).token
    assert Tokens(newsroom._database).read(made).subject == "lan"
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert made.encode() not in stored


def test_the_role_follows_the_key_down(newsroom: Any) -> None:
    newsroom.access.add_key("cms", Role.EDITOR)
    (since,) = newsroom._database.read().execute("SELECT created_at FROM credential").fetchone()
    ends = (datetime.now(UTC) + timedelta(minutes=5)).isoformat(timespec="microseconds")
    claims = Claims("cms", since, "ADMIN", "lan", (CMS,), ends, ends)
    assert newsroom.tokens.admit(claims) == Principal(
        "cms/lan", Role.EDITOR, since=since, subject="lan", origins=(CMS,)
    )


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://CMS.example/", "https://cms.example"),
        ("https://cms.example:443", "https://cms.example"),
        ("http://127.0.0.1:58080", "http://127.0.0.1:58080"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_origins_are_written_as_browsers_send_them(written: str, sent: str) -> None:
    assert origin(written) == sent
