"""Vocabularies over HTTP, over a real store."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from newsroom_ai.vocabulary.formats import FORMATS, MEDIA_TYPES, media_type, read, write
from newsroom_ai.vocabulary.shipped import SHIPPED, shipped
from tests.api.conftest import Desk

TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<urn:a:1> a skos:Concept ; skos:prefLabel "lao động"@vi ; skos:notation "1" .
<urn:a:2> a skos:Concept ; skos:prefLabel "tiền lương"@vi ; skos:broader <urn:a:1> ; skos:altLabel "thu nhập"@vi .
"""
CSV, JSONLD, TTL = "text/csv", "application/ld+json", "text/turtle"


def put(client: TestClient, name: str, content: str | bytes, kind: str = TTL, **params: Any) -> Any:
    return client.put(f"/v1/vocabularies/{name}", content=content, headers={"Content-Type": kind}, params=params)


def check_wrong(response: Any, code: str, words: str = "") -> None:
    assert response.json()["code"] == code
    assert response.status_code == response.json()["status"]
    assert words in response.json()["detail"]


def test_what_is_there(client: TestClient) -> None:
    listed = client.get("/v1/vocabularies").json()["vocabularies"]
    assert [item["name"] for item in listed] == sorted(SHIPPED)
    assert {item["origin"] for item in listed} == {"shipped"}
    (iptc,) = (item for item in listed if item["name"] == "iptc")
    assert iptc["concepts"] == 1_286
    assert "IPTC" in iptc["attribution"]


@pytest.mark.parametrize("form", FORMATS)
def test_load_and_read_back(client: TestClient, newsroom: Any, form: str) -> None:
    vocabulary = read(TURTLE.encode(), "turtle", "thu")
    sent = put(client, "thu", write(vocabulary, form), f"{media_type(form)}; charset=utf-8")
    assert (sent.status_code, sent.json()) == (201, {"name": "thu", "revision": 1, "status": "created", "concepts": 2})
    again = put(client, "thu", write(vocabulary, form), media_type(form))
    assert (again.status_code, again.json()["status"]) == (200, "unchanged")
    held = newsroom.vocabularies.get("thu")
    assert (held.vocabulary, held.author) == (vocabulary, "khóa admin")
    for other, kind in ((name, kind) for kind, name in MEDIA_TYPES.items()):
        got = client.get("/v1/vocabularies/thu", headers={"Accept": f"text/html, {kind};q=0.9, */*;q=0.1"})
        assert got.headers["content-type"] == f"{kind}; charset=utf-8"
        assert read(got.content, other, "thu") == vocabulary
        assert client.get("/v1/vocabularies/thu", params={"format": other}).content == got.content


def test_without_a_wish_it_is_turtle(client: TestClient) -> None:
    response = client.get("/v1/vocabularies/iptc")
    assert response.headers["content-type"].startswith(TTL)
    assert response.headers["content-disposition"] == 'attachment; filename="iptc.ttl"'
    assert read(response.content, "turtle", "iptc") == shipped("iptc")


def test_an_own_one_shadows_and_gives_way(client: TestClient) -> None:
    assert put(client, "sections", "label\nTrang nhất\n", CSV).status_code == 201
    (held,) = (v for v in client.get("/v1/vocabularies").json()["vocabularies"] if v["name"] == "sections")
    assert (held["origin"], held["revision"], held["author"], held["concepts"]) == ("own", 1, "khóa admin", 1)
    assert put(client, "sections", "label\nTrang nhất\nTrang hai\n", CSV).json()["status"] == "updated"
    assert client.delete("/v1/vocabularies/sections").status_code == 204
    check_wrong(client.delete("/v1/vocabularies/sections"), "not_found")
    check_wrong(client.delete("/v1/vocabularies/iptc"), "not_found")
    assert client.get("/v1/vocabularies/sections/concepts").json()["total"] == 19


def test_a_new_release_keeps_the_labels_we_have(client: TestClient) -> None:
    release = "uri,label_en-gb\nhttp://cv.iptc.org/newscodes/mediatopic/09000000,labor\n"
    assert put(client, "iptc", release, CSV, keep_labels=True).status_code == 201
    (topic,) = client.get("/v1/vocabularies/iptc/concepts").json()["concepts"]
    assert topic["labels"] == {"en-gb": "labor", "vi": "lao động"}


def test_concepts(client: TestClient) -> None:
    put(client, "thu", TURTLE)
    page = client.get("/v1/vocabularies/thu/concepts").json()
    assert (page["total"], page["next"]) == (2, None)
    labour, pay = page["concepts"]
    assert pay["alternative"] == {"vi": ["thu nhập"]}
    assert pay["broader"] == [{"uri": "urn:a:1", "notation": "1", "label": "lao động"}]
    assert labour["narrower"] == [{"uri": "urn:a:2", "notation": None, "label": "tiền lương"}]
    found = client.get("/v1/vocabularies/thu/concepts", params={"q": "thu nhap", "broader": "1"}).json()
    assert [item["uri"] for item in found["concepts"]] == ["urn:a:2"]


def test_pages_of_concepts(client: TestClient) -> None:
    url, seen, cursor = "/v1/vocabularies/iptc/concepts", 0, None
    while True:
        params = {"limit": 200, "deprecated": True} | ({"cursor": cursor} if cursor else {})
        page = client.get(url, params=params).json()
        seen += len(page["concepts"])
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == page["total"] == 1_286
    first = client.get(url, params={"limit": 1}).json()["next"]
    check_wrong(client.get(url, params={"cursor": first, "q": "bão"}), "invalid_query", "cursor")


@pytest.mark.parametrize("escaped", [True, False])
def test_a_concept_by_its_uri_or_notation(client: TestClient, escaped: bool) -> None:
    uri = "http://cv.iptc.org/newscodes/mediatopic/20000535"
    for name in (uri, "medtop:20000535"):
        url = f"/v1/vocabularies/iptc/concepts/{quote(name, safe='') if escaped else name}"
        topic = client.get(url).json()
        assert (topic["uri"], topic["notation"]) == (uri, "medtop:20000535")
        assert topic["ancestors"][-1]["label"] == "lao động"
    ended = client.get("/v1/vocabularies/provinces/concepts/ha-giang/2008").json()
    assert (ended["valid_to"], ended["deprecated"]) == ("2025-06-30", True)
    assert [unit["label"] for unit in ended["replaced_by"]] == ["Tuyên Quang"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("nothing", "not_found"),
        ("nothing/concepts", "not_found"),
        ("iptc/concepts/medtop:1", "not_found"),
        ("iptc/concepts?broader=medtop:1", "not_found"),
        ("iptc/concepts?limit=0", "invalid_query"),
        ("iptc/concepts?limit=201", "invalid_query"),
        ("iptc/concepts?cursor=x", "invalid_query"),
        ("iptc/concepts?colour=red", "invalid_query"),
        ("iptc/concepts?q=%00", "invalid_query"),
        ("iptc?format=xml", "invalid_query"),
        ("IPTC", "invalid_query"),
        ("a_b/concepts", "invalid_query"),
        ("iptc/concepts/%00", "invalid_query"),
    ],
)
def test_what_cannot_be_read(client: TestClient, path: str, code: str) -> None:
    check_wrong(client.get(f"/v1/vocabularies/{path}"), code)


@pytest.mark.parametrize(
    ("name", "content", "kind", "code", "words"),
    [
        ("thu", "", TTL, "invalid_vocabulary", "không có khái niệm"),
        ("thu", "a b", TTL, "invalid_vocabulary", "dòng 1"),
        ("thu", b"\xff", TTL, "invalid_vocabulary", "UTF-8"),
        ("thu", "{", JSONLD, "invalid_vocabulary", "dòng 1"),
        ("thu", json.dumps({"@context": "http://127.0.0.1:9/x"}), JSONLD, "invalid_vocabulary", "@context"),
        ("thu", "label,broader\nA,B", CSV, "invalid_vocabulary", "dòng 2"),
        ("thu", "[" * 100_000, JSONLD, "invalid_vocabulary", "sâu"),
        ("thu", "label\nA", "application/json", "invalid_vocabulary", "Content-Type"),
        ("thu", "label\nA", "", "invalid_vocabulary", "Content-Type"),
        ("Thu", "label\nA", CSV, "invalid_query", ""),
        ("a" * 65, "label\nA", CSV, "invalid_query", ""),
        ("thu", b"x" * (8 * 1024 * 1024 + 1), CSV, "too_large", ""),
    ],
)
def test_what_cannot_be_loaded_changes_nothing(
    client: TestClient, newsroom: Any, name: str, content: Any, kind: str, code: str, words: str
) -> None:
    put(client, "thu", TURTLE)
    check_wrong(put(client, name, content, kind), code, words)
    assert [held.vocabulary.name for held in newsroom.vocabularies.all()] == sorted([*SHIPPED, "thu"])
    assert newsroom.vocabularies.get("thu").revision == 1


def test_a_browser_needs_its_token_to_load(stranger: TestClient, desk: Desk) -> None:
    stranger.post("/login", data={"key": desk.keys["editor"]})
    assert put(stranger, "thu", TURTLE).status_code == 403
    token = stranger.get("/v1/me").json()["csrf"]
    headers = {"Content-Type": TTL, "X-CSRF-Token": token}
    assert stranger.put("/v1/vocabularies/thu", content=TURTLE, headers=headers).status_code == 201
