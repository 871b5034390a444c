from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from newsroom_ai.archive.feedback import Feedback

GOOD = {"article_id": "a1", "action": "accept", "suggestion_id": "s1"}


def recorded(newsroom: Any) -> list[Feedback]:
    return [item.feedback for item in newsroom.feedback.all()]


def test_one_or_a_list(client: TestClient, newsroom: Any) -> None:
    one = client.post("/v1/feedback", json=GOOD)
    assert one.status_code == 202
    assert one.json() == {"accepted": 1}
    added = {"article_id": "a1", "action": "add", "kind": "topic", "value": "bão", "reason": "thiếu"}
    assert client.post("/v1/feedback", json=[GOOD | {"action": "reject"}, added]).json() == {"accepted": 2}
    assert recorded(newsroom) == [
        Feedback("a1", "accept", "s1"),
        Feedback("a1", "reject", "s1"),
        Feedback("a1", "add", None, "topic", "bão", "thiếu"),
    ]
    assert {item.actor for item in newsroom.feedback.all()} == {"khóa admin"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (GOOD | {"action": "like"}, "/action"),
        ([GOOD, GOOD | {"action": "like"}], "/1/action"),
        ([GOOD, 5], "/1"),
        ({"action": "accept", "suggestion_id": "s1"}, "/article_id"),
        ({"article_id": "a1", "action": "accept"}, ""),
        ({"article_id": "a1", "action": "add", "value": "x"}, ""),
        (GOOD | {"action": "edit"}, "/value"),
        (GOOD | {"action": "edit", "value": ""}, "/value"),
        ([GOOD, GOOD | {"action": "edit", "value": None}], "/1/value"),
        (GOOD | {"action": "add", "kind": "topic", "value": "x"}, ""),
        (GOOD | {"value": "a\0b"}, "/value"),
        (GOOD | {"colour": "red"}, "/colour"),
        (GOOD | {"article_id": ""}, "/article_id"),
        ("x", ""),
    ],
)
def test_a_wrong_one_and_none_is_recorded(client: TestClient, newsroom: Any, body: Any, pointer: str) -> None:
    response = client.post("/v1/feedback", json=body)
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_query"
    assert response.json()["errors"][0]["pointer"] == pointer
    assert recorded(newsroom) == []


def test_lone_surrogates_are_refused(client: TestClient, newsroom: Any) -> None:
    body = rb'{"article_id": "a1", "action": "accept", "suggestion_id": "s1", "value": "\ud800"}'
    response = client.post("/v1/feedback", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/value"
    assert recorded(newsroom) == []


def test_too_many(client: TestClient, newsroom: Any) -> None:
    assert client.post("/v1/feedback", json=[GOOD] * 1_000).status_code == 202
    response = client.post("/v1/feedback", json=[GOOD] * 1_001)
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"
    assert len(recorded(newsroom)) == 1_000
