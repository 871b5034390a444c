from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from newsroom_ai.summarisation.types import SummaryOptions
from newsroom_ai.tagging.types import TagKind, TagOptions

ARTICLE = {"id": "a1", "title": "Bão số 3 đổ bộ Quảng Ninh", "body": "Bão số 3 đã đổ bộ."}


def test_tags_come_in_the_order_of_the_articles_with_a_bad_one_in_its_place(client: TestClient) -> None:
    articles = [ARTICLE, {"id": "a2", "body": 7}, ARTICLE | {"id": "a3"}]
    answer = client.post("/v1/tags", json={"articles": articles}).json()
    assert answer["took_ms"] >= 0
    first, second, third = answer["results"]
    assert first["id"] == "a1"
    assert first["tags"][0]["evidence"] == [{"field": "title", "start": 0, "end": 1, "text": "B"}]
    assert first["article_sha256"]
    assert first["language"] == "vi"
    assert third["id"] == "a3"
    assert second["id"] == "a2"
    assert second["error"]["code"] == "invalid_article"
    assert second["error"]["status"] == 422
    assert second["error"]["instance"] == "/v1/tags"
    assert second["error"]["request_id"]
    assert second["error"]["errors"][0]["pointer"] == "/articles/1/body"


def test_vietnamese_is_sent_as_it_is(client: TestClient) -> None:
    assert "Bão số 3" in client.post("/v1/tags", json={"articles": [ARTICLE]}).content.decode()


@pytest.mark.parametrize(
    ("path", "options", "asked"),
    [
        (
            "tags",
            {"limit": 3, "min_confidence": 0.5, "kinds": ["person"], "strategy": "existing_only"},
            TagOptions(3, 0.5, (TagKind.PERSON,), "existing_only"),
        ),
        ("tags", {}, TagOptions()),
        (
            "summaries",
            {"style": "bullets", "max_syllables": 40, "method": "extractive", "use_title": False},
            SummaryOptions("bullets", 40, "extractive", False),
        ),
        ("summaries", {}, SummaryOptions()),
        ("headlines", {"limit": 2}, 2),
        ("headlines", {}, 5),
    ],
)
def test_options_reach_the_service(client: TestClient, newsroom: Any, path: str, options: Any, asked: Any) -> None:
    response = client.post(f"/v1/{path}", json={"articles": [ARTICLE], **options})
    assert response.status_code == 200
    assert newsroom.asked[-1] == asked


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ({}, (10, None, True)),
        ({"scope": "archive", "limit": 2}, (2, None, True)),
        ({"against": [ARTICLE | {"id": "x"}]}, (10, ["x"], True)),
        ({"scope": "articles", "against": []}, (10, [], True)),
    ],
)
def test_duplicates(client: TestClient, newsroom: Any, body: Any, asked: Any) -> None:
    answer = client.post("/v1/duplicates", json={"article": ARTICLE, **body}).json()
    assert newsroom.asked[-1] == asked
    assert answer["verdict"] == "rewritten"
    assert answer["matches"][0]["passages"][0]["similarity"] == 0.93
    assert "took_ms" in answer


def test_drafts_are_for_editors(stranger: TestClient, desk: Any, newsroom: Any) -> None:
    stranger.post("/v1/duplicates", json={"article": ARTICLE}, headers=desk.headers("reporter"))
    assert newsroom.asked[-1] == (10, None, False)
    stranger.post("/v1/assist", json={"article": ARTICLE, "want": ["checks"]}, headers=desk.headers("reporter"))
    assert (("checks",), False) in newsroom.asked
    stranger.post("/v1/assist", json={"article": ARTICLE, "want": ["checks"]}, headers=desk.headers("editor"))
    assert (("checks",), True) in newsroom.asked


def test_related(client: TestClient, newsroom: Any) -> None:
    body = {"article": ARTICLE, "limit": 3, "include_copies": True, "decay": 0.5}
    answer = client.post("/v1/related", json=body).json()
    assert newsroom.asked[-1] == (3, True, 0.5)
    assert answer["hits"][0]["id"] == "b7"
    client.put("/v1/articles/a1", json=ARTICLE)
    answer = client.get("/v1/articles/a1/related", params={"limit": 4, "include_copies": "true"}).json()
    assert newsroom.asked[-1] == (4, True, 0.0)
    assert answer["id"] == "a1"
    assert client.get("/v1/articles/none/related").status_code == 404


def test_assist_gives_what_worked_and_a_problem_for_what_did_not(client: TestClient) -> None:
    answer = client.post("/v1/assist", json={"article": ARTICLE}).json()
    assert answer["tags"][0]["label"] == "Bão số 3"
    assert answer["summary"] is None
    assert answer["related"]["hits"]
    assert answer["errors"]["summary"]["status"] == 503
    assert answer["errors"]["summary"]["code"] == "model_unavailable"
    assert answer["article_sha256"]
    assert "took_ms" in answer


@pytest.mark.parametrize("path", ["duplicates", "related", "assist"])
def test_the_only_article_of_a_call_fails_the_call(client: TestClient, path: str) -> None:
    response = client.post(f"/v1/{path}", json={"article": {"id": "a1", "title": 3}})
    assert response.status_code == 422
    assert response.json()["code"] == "invalid_article"
    assert response.json()["errors"] == [{"pointer": "/article/title", "detail": "phải là chuỗi"}]


def test_a_bad_article_to_compare_with_is_named(client: TestClient) -> None:
    response = client.post("/v1/duplicates", json={"article": ARTICLE, "against": [ARTICLE, {"id": "x", "body": 1}]})
    assert response.json()["errors"][0]["pointer"] == "/against/1/body"
