from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

ARTICLE = {"id": "a1", "title": "Bão số 3", "body": "Bão số 3 đã đổ bộ."}


def test_an_article_is_written_once_and_read_back(client: TestClient) -> None:
    created = client.put("/v1/articles/a1", json=ARTICLE)
    assert created.status_code == 201
    assert created.json() == {"id": "a1", "version": 1, "status": "created"}
    again = client.put("/v1/articles/a1", json=ARTICLE)
    assert again.status_code == 200
    assert again.json() == {"id": "a1", "version": 1, "status": "unchanged"}
    changed = client.put("/v1/articles/a1", json=ARTICLE | {"title": "Bão Yagi"})
    assert changed.json() == {"id": "a1", "version": 2, "status": "updated"}
    read = client.get("/v1/articles/a1").json()
    assert read["title"] == "Bão Yagi"
    assert read["version"] == 2
    assert read["author"] == "khóa admin"
    assert [item["title"] for item in client.get("/v1/articles/a1/versions").json()["versions"]] == [
        "Bão Yagi",
        "Bão số 3",
    ]
    assert client.delete("/v1/articles/a1").status_code == 204
    for method, path in (("GET", ""), ("GET", "/versions"), ("DELETE", "")):
        response = client.request(method, f"/v1/articles/a1{path}")
        assert response.status_code == 404
        assert response.json()["code"] == "not_found"


def test_if_version(client: TestClient, newsroom: Any) -> None:
    assert client.put("/v1/articles/a1?if_version=1", json=ARTICLE).status_code == 409
    assert client.put("/v1/articles/a1?if_version=0", json=ARTICLE).status_code == 201
    conflict = client.put("/v1/articles/a1?if_version=0", json=ARTICLE | {"title": "khác"})
    assert conflict.status_code == 409
    assert conflict.json()["code"] == "conflict"
    assert newsroom.archive.get("a1").article.title == "Bão số 3"
    assert client.put("/v1/articles/a1?if_version=1", json=ARTICLE | {"title": "khác"}).status_code == 200
    assert client.put("/v1/articles/a1?if_version=x", json=ARTICLE).status_code == 422
    assert client.put("/v1/articles/a1?if_version=-1", json=ARTICLE).status_code == 422


def test_the_id_may_be_left_out_of_the_body_but_not_differ(client: TestClient, newsroom: Any) -> None:
    assert client.put("/v1/articles/a1", json={"title": "T"}).status_code == 201
    response = client.put("/v1/articles/a2", json=ARTICLE)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/id"
    assert newsroom.archive.count() == 1


@pytest.mark.parametrize("id", ["a%0Ab", "a%00b", "x" * 201, "%01"])
def test_ids_that_cannot_be(client: TestClient, newsroom: Any, id: str) -> None:
    response = client.put(f"/v1/articles/{id}", json={"title": "T"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/id"
    assert response.json()["instance"] == f"/v1/articles/{id}"
    assert newsroom.archive.count() == 0


@pytest.mark.parametrize(
    "id", ["tin/1", "https://datlanh.example/a.html?p=1#x", "/", "a//b/", "versions", "versions/1", "a/relatedness"]
)
@pytest.mark.parametrize("safe", ["", "/:"])
def test_ids_with_slashes(client: TestClient, desk: Any, newsroom: Any, id: str, safe: str) -> None:
    path = f"/v1/articles/{quote(id, safe=safe)}"
    newsroom.store(newsroom.read({"id": id, "title": "T"}), "x")
    assert client.get(path).json()["id"] == id
    assert client.put(path, json={"title": "T2"}).json() == {"id": id, "version": 2, "status": "updated"}
    assert len(client.get(f"{path}/versions").json()["versions"]) == 2
    assert client.get(f"{path}/related").json()["id"] == id
    assert client.delete(path).status_code == 204
    assert newsroom.archive.count() == 0
    assert {item["route"] for item in desk.log} == {
        "/v1/articles/{id}",
        "/v1/articles/{id}/versions",
        "/v1/articles/{id}/related",
    }


@pytest.mark.parametrize("end", ["versions", "related"])
def test_an_id_that_ends_as_a_route_does_is_refused_on_the_way_in(client: TestClient, newsroom: Any, end: str) -> None:
    answer = client.post("/v1/articles:batch", json={"id": f" tin/{end} ", "title": "T"}).json()
    assert answer["status"] == "rejected"
    written = client.put(f"/v1/articles/tin%2f{end}", json={"title": "T"})
    assert written.status_code == 422
    for problem in (answer["error"], written.json()):
        assert problem["code"] == "invalid_article"
        assert problem["errors"] == [{"pointer": "/id", "detail": "không được kết thúc bằng /versions hoặc /related"}]
    for method in ("PUT", "DELETE", "POST"):
        response = client.request(method, f"/v1/articles/tin/{end}", json={"title": "T"})
        assert response.status_code == 405
        assert response.headers["allow"] == "GET"
    assert newsroom.archive.count() == 0


def test_a_vietnamese_id(client: TestClient) -> None:
    assert client.put("/v1/articles/bài số 1", json={"title": "T"}).status_code == 201
    assert client.get("/v1/articles/bài số 1").json()["id"] == "bài số 1"


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_what_is_not_published_is_there_only_for_editors(
    client: TestClient, stranger: TestClient, desk: Any, status: str
) -> None:
    client.put("/v1/articles/a1", json=ARTICLE | {"status": status})
    for path in ("", "/versions", "/related"):
        missing = stranger.get(f"/v1/articles/none{path}", headers=desk.headers("reporter"))
        hidden = stranger.get(f"/v1/articles/a1{path}", headers=desk.headers("reporter"))
        assert hidden.status_code == 404
        assert hidden.json()["detail"] == missing.json()["detail"].replace("none", "a1")
        assert stranger.get(f"/v1/articles/a1{path}", headers=desk.headers("editor")).status_code == 200


def test_the_draft_an_article_was_stays_hidden_among_its_versions(
    client: TestClient, stranger: TestClient, desk: Any
) -> None:
    client.put("/v1/articles/a1", json=ARTICLE | {"status": "draft", "title": "mật"})
    client.put("/v1/articles/a1", json=ARTICLE)
    answer = stranger.get("/v1/articles/a1/versions", headers=desk.headers("reporter"))
    assert [item["version"] for item in answer.json()["versions"]] == [2]
    assert "mật" not in answer.text


@pytest.mark.parametrize(
    "body", [{"title": 1}, {"id": None}, {"body": "x" * 200_001}, {"title": "a\0b"}, [], "x", None]
)
def test_a_wrong_article_changes_nothing(client: TestClient, newsroom: Any, body: Any) -> None:
    client.put("/v1/articles/a1", json=ARTICLE)
    assert client.put("/v1/articles/a1", json=body).status_code == 422
    assert newsroom.archive.get("a1").version == 1
    assert newsroom.archive.last_change() == 1
