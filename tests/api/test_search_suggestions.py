from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from newsroom_ai.article import Status
from tests.articles import article


@pytest.fixture
def filled(client: TestClient, newsroom: Any) -> TestClient:
    newsroom.archive.put_many(
        [
            article("a1", title="Giá xăng giảm mạnh", tags=("Giá xăng",), section="Kinh tế"),
            article("a2", title="Giá xăng mật", tags=("Giá xăng mật",), status=Status.DRAFT),
        ],
        "test",
    )
    assert newsroom.wait(30)
    return client


def test_values_and_titles_with_what_a_page_needs_to_act_on_them(filled: TestClient) -> None:
    answer = filled.get("/v1/search/suggestions", params={"q": "gia x"}).json()
    assert answer["suggestions"] == [
        {"text": "Giá xăng", "kind": "tag", "count": 1, "id": None, "rest": ""},
        {"text": "Giá xăng giảm mạnh", "kind": "title", "count": None, "id": "a1", "rest": ""},
    ]
    assert "took_ms" in answer


def test_drafts_are_not_suggested_to_anybody(filled: TestClient, desk: Any) -> None:
    for role in ("reporter", "editor", "admin"):
        answer = filled.get("/v1/search/suggestions?q=giá xăng m", headers=desk.headers(role))
        assert "mật" not in answer.text


def test_limit_and_nothing_typed(filled: TestClient) -> None:
    assert len(filled.get("/v1/search/suggestions?q=gia&limit=1").json()["suggestions"]) == 1
    assert filled.get("/v1/search/suggestions").json()["suggestions"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"), ("limit=21", "/limit"), ("limit=x", "/limit"), ("q=" + "a" * 1001, "/q"),
        ("q=a%00", "/q"), ("colour=red", "/colour"), ("mode=keyword", "/mode"),
    ],
)  # fmt: skip
def test_wrong_values_are_named(client: TestClient, query: str, pointer: str) -> None:
    response = client.get(f"/v1/search/suggestions?{query}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


def test_strangers_get_nothing(stranger: TestClient) -> None:
    assert stranger.get("/v1/search/suggestions?q=a").status_code == 401
