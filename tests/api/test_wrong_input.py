"""Every wrong input meets its problem document, and nothing is half written. The newsroom is the real one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.problems import STATUS
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.search.types import FACETS
from tests.api.conftest import Desk, configured

ARTICLE = {"id": "a1", "title": "Bão số 3", "body": "Bão số 3 đổ bộ Quảng Ninh sáng 7/9."}
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(Newsroom.open(configured(tmp_path_factory.mktemp("data"))))


@pytest.fixture(scope="module")
def client(desk: Desk) -> Iterator[TestClient]:
    with TestClient(desk.app, headers=desk.headers("admin"), follow_redirects=False) as client:
        client.put("/v1/articles/a1", json=ARTICLE)
        yield client


def check_problem(response: Any, code: str) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["code"] == code
    assert problem["status"] == response.status_code == STATUS[code]
    assert problem["type"] == f"/problems/{code}"
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"]
    return problem


BODIES = [
    b"",
    b"{",
    b"not json",
    b'{"articles": [NaN]}',
    b'{"articles": [Infinity]}',
    b'{"articles": [1e999]}',
    b'{"articles": [' + b"9" * 5_000 + b"]}",
    b'{"articles": "\xff"}',
    "{}".encode("utf-16"),
    b"[" * 100_000,
    b'{"articles": [{"id": "a", "title": "t", "x": ' + b"[" * 40 + b"]" * 40 + b"}]}",
    b"null",
    b"[]",
    b'"text"',
]
POSTS = ("tags", "summaries", "headlines", "duplicates", "related", "assist", "search", "feedback")


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:30]))
@pytest.mark.parametrize("path", POSTS)
def test_what_is_no_json_object(client: TestClient, path: str, body: bytes) -> None:
    if (path, body) == ("feedback", b"[]"):
        return
    problem = check_problem(client.post(f"/v1/{path}", content=body, headers=JSON), "invalid_query")
    assert "nan" not in problem["detail"].lower() or "NaN" in problem["detail"]


def test_an_articles_own_fields_may_not_nest_for_ever(client: TestClient) -> None:
    deep: dict[str, Any] = {}
    for _ in range(40):
        deep = {"x": deep}
    assert client.put("/v1/articles/a9", json=ARTICLE | {"id": "a9", "deep": deep}).status_code == 422
    assert client.get("/v1/articles/a9").status_code == 404


@pytest.mark.parametrize("headers", [{"Content-Type": "text/plain"}, {"Content-Type": "application/xml"}])
def test_what_says_that_it_is_no_json(client: TestClient, headers: dict[str, str]) -> None:
    check_problem(client.post("/v1/tags", content=b'{"articles": []}', headers=headers), "invalid_query")


def test_json_that_says_nothing_is_read_all_the_same(client: TestClient) -> None:
    assert client.post("/v1/tags", content=b'{"articles": []}').status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("tags", {"articles": {}}, "/articles"),
        ("duplicates", {"article": []}, "/article"),
        ("duplicates", {"article": ARTICLE, "against": [None]}, "/against/0"),
    ],
)
def test_articles_that_are_no_objects(client: TestClient, path: str, body: Any, pointer: str) -> None:
    problem = check_problem(client.post(f"/v1/{path}", json=body), "invalid_article")
    assert problem["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("path", ["tags", "summaries", "headlines"])
def test_items_that_are_no_objects_cost_only_their_own_place(client: TestClient, path: str) -> None:
    response = client.post(f"/v1/{path}", json={"articles": [1, None, "x", [], True]})
    assert response.status_code == 200
    for place, result in enumerate(response.json()["results"]):
        assert result["id"] is None
        assert result["error"]["code"] == "invalid_article"
        assert result["error"]["errors"][0]["pointer"] == f"/articles/{place}"
    assert len(response.json()["results"]) == 5


@pytest.mark.parametrize(
    ("path", "options", "pointer"),
    [
        ("tags", {"kinds": ["colour"]}, "/kinds/0"),
        ("tags", {"kinds": "person"}, "/kinds"),
        ("tags", {"limit": 0}, "/limit"),
        ("tags", {"limit": 101}, "/limit"),
        ("tags", {"limit": "5"}, "/limit"),
        ("tags", {"limit": True}, "/limit"),
        ("tags", {"limit": 1.5}, "/limit"),
        ("tags", {"min_confidence": 1.1}, "/min_confidence"),
        ("tags", {"strategy": "some"}, "/strategy"),
        ("tags", {"kindz": []}, "/kindz"),
        ("summaries", {"style": "haiku"}, "/style"),
        ("summaries", {"method": "magic"}, "/method"),
        ("summaries", {"max_syllables": 4}, "/max_syllables"),
        ("summaries", {"max_syllables": 401}, "/max_syllables"),
        ("summaries", {"use_title": "yes"}, "/use_title"),
        ("headlines", {"limit": 21}, "/limit"),
        ("duplicates", {"scope": "world"}, "/scope"),
        ("duplicates", {"scope": "articles"}, ""),
        ("duplicates", {"scope": "archive", "against": []}, ""),
        ("related", {"decay": -1}, "/decay"),
        ("related", {"limit": 1_000}, "/limit"),
        ("related", {"include_copies": 1}, "/include_copies"),
        ("assist", {"want": ["poem"]}, "/want/0"),
        ("assist", {"want": []}, "/want"),
        ("assist", {"want": "tags"}, "/want"),
    ],
)
def test_wrong_options_are_named(client: TestClient, path: str, options: Any, pointer: str) -> None:
    articles = {"articles": [ARTICLE]} if path in {"tags", "summaries", "headlines"} else {"article": ARTICLE}
    problem = check_problem(client.post(f"/v1/{path}", json=articles | options), "invalid_query")
    assert problem["errors"][0]["pointer"] == pointer
    assert ARTICLE["body"] not in json.dumps(problem, ensure_ascii=False)


WRONG_ARTICLES = [
    (rb'{"id": "w", "title": "\u0000"}', "/title"),
    (rb'{"id": "w", "title": "\ud800"}', "/title"),
    (rb'{"id": "w\ud800", "title": "T"}', "/id"),
    (rb'{"id": "w\n", "title": "T"}', "/id"),
    (b'{"id": "w", "title": "T", "body": "' + b"x" * 200_001 + b'"}', "/body"),
    (b'{"id": "w", "title": "' + b"x" * 501 + b'"}', "/title"),
    (b'{"id": "w", "title": "T", "sapo": "' + b"x" * 2_001 + b'"}', "/sapo"),
    (b'{"id": "' + b"w" * 201 + b'", "title": "T"}', "/id"),
    (b'{"id": "w", "title": ["T"]}', "/title"),
    (b'{"id": "w", "title": "T", "tags": "t"}', "/tags"),
    (b'{"id": "w", "title": "T", "published_at": "yesterday"}', "/published_at"),
    (b'{"id": "w", "title": "T", "status": "secret"}', "/status"),
    (b'{"id": "w", "title": "T", "kind": 5}', "/kind"),
    (b'{"id": "w", "title": "T", "body_format": "pdf"}', "/body_format"),
]


@pytest.mark.parametrize(("article", "pointer"), WRONG_ARTICLES, ids=lambda value: repr(value[:40]))
def test_a_wrong_article_is_refused_everywhere(client: TestClient, desk: Desk, article: bytes, pointer: str) -> None:
    written = desk.newsroom.archive.last_change()
    for path in ("duplicates", "related", "assist"):
        response = client.post(f"/v1/{path}", content=b'{"article": %s}' % article, headers=JSON)
        problem = check_problem(response, "invalid_article")
        assert problem["errors"][0]["pointer"] == f"/article{pointer}"
    for path in ("tags", "summaries", "headlines"):
        response = client.post(f"/v1/{path}", content=b'{"articles": [%s]}' % article, headers=JSON)
        assert response.status_code == 200
        (result,) = response.json()["results"]
        assert result["error"]["code"] == "invalid_article"
        assert result["error"]["errors"][0]["pointer"] == f"/articles/0{pointer}"
    if pointer != "/id":
        problem = check_problem(client.put("/v1/articles/w", content=article, headers=JSON), "invalid_article")
        assert problem["errors"][0]["pointer"] == pointer
    (line,) = client.post("/v1/articles:batch", content=article).text.splitlines()
    assert json.loads(line)["status"] == "rejected"
    assert desk.newsroom.archive.last_change() == written


@pytest.mark.parametrize("path", ["tags", "summaries", "headlines"])
def test_sixty_five_articles_are_too_many(client: TestClient, path: str) -> None:
    assert client.post(f"/v1/{path}", json={"articles": [ARTICLE] * 64}).status_code == 200
    problem = check_problem(client.post(f"/v1/{path}", json={"articles": [ARTICLE] * 65}), "too_large")
    assert problem["errors"][0]["pointer"] == "/articles"


def test_too_many_to_compare_with(client: TestClient) -> None:
    body = {"article": ARTICLE, "against": [ARTICLE] * 65}
    check_problem(client.post("/v1/duplicates", json=body), "too_large")


def test_a_cursor_of_another_search(client: TestClient) -> None:
    check_problem(client.get("/v1/search?q=bão&cursor=eyJ4IjoxfQ"), "invalid_query")


@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
@pytest.mark.parametrize(
    "q",
    [
        "",
        " ",
        '"',
        '""',
        "-",
        "OR",
        "title:",
        "-bão",
        "(",
        "*",
        "\\",
        "a" * 1_000,
        "😀",
        "\u0302",
        "title:OR -",
        "\u202e",
    ],
)
def test_strange_queries_are_answered(client: TestClient, q: str, mode: str) -> None:
    response = client.get("/v1/search", params={"q": q, "mode": mode, "facets": ",".join(FACETS)})
    assert response.status_code == 200
    assert set(response.json()["facets"]) == set(FACETS)


def test_a_whole_round_with_the_real_services(client: TestClient, desk: Desk) -> None:
    draft = ARTICLE | {
        "id": "d1",
        "body": f"{ARTICLE['body']} Gió giật cấp 14, sóng biển cao năm mét, tàu thuyền phải neo đậu.",
    }
    answer = client.post("/v1/assist", json={"article": draft}).json()
    assert answer["errors"] == {}
    assert answer["summary"]["sentences"]
    desk.newsroom.wait(10)
    hits = client.get("/v1/search?q=bao so 3&facets=year").json()["hits"]
    assert hits[0]["id"] == "a1"
