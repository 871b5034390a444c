"""The page of a person, organisation or place, over a real archive and index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from newsroom_ai.newsroom import Newsroom
from tests.api.conftest import Desk, configured

BODIES = [
    ("a1", "2024-01-05", "Mưa lớn ở Hà Giang và Lào Cai làm nhiều tuyến đường bị chia cắt."),
    ("a2", "2024-01-20", "Hà Giang mở thêm lớp học nghề cho thanh niên vùng cao."),
    ("a3", "2024-03-01", "Đoàn công tác của Hà Giang thăm Lào Cai và Yên Bái."),
    ("a4", "2024-03-02", "Yên Bái trồng thêm rừng."),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    desk = Desk(Newsroom.open(configured(tmp_path_factory.mktemp("data"))))
    with TestClient(desk.app, headers=desk.headers("reporter")) as client:
        for id, day, body in BODIES:
            article = {"id": id, "title": f"Tin {id}", "body": body, "published_at": f"{day}T08:00:00+07:00"}
            desk.newsroom.store(desk.newsroom.read(article), "x")
        hidden = {"id": "a5", "title": "Nháp", "body": "Hà Giang", "status": "draft"}
        desk.newsroom.store(desk.newsroom.read(hidden), "x")
        desk.newsroom.wait(30)
        yield client


def counts(values: list[dict[str, Any]]) -> dict[str, int]:
    return {item["value"]: item["count"] for item in values}


def test_a_place_over_time_and_beside_others(client: TestClient) -> None:
    page = client.get("/v1/entities/place", params={"value": "Hà Giang"}).json()
    assert (page["kind"], page["value"], page["total"]) == ("place", "Hà Giang", 3)
    assert counts(page["months"]) == {"2024-01": 2, "2024-03": 1}
    assert counts(page["with"]["place"]) == {"Lào Cai": 2, "Yên Bái": 1}
    assert set(page["with"]) == {"person", "organisation", "place"}
    assert [hit["id"] for hit in page["latest"]] == ["a3", "a2", "a1"]


def test_only_so_many(client: TestClient) -> None:
    page = client.get("/v1/entities/place", params={"value": "Hà Giang", "limit": 1}).json()
    assert [hit["id"] for hit in page["latest"]] == ["a3"]
    assert counts(page["with"]["place"]) == {"Lào Cai": 2}
    assert page["total"] == 3


def test_one_that_no_article_names(client: TestClient) -> None:
    page = client.get("/v1/entities/person", params={"value": "Không Ai Cả"}).json()
    assert (page["total"], page["months"], page["latest"]) == (0, [], [])


@pytest.mark.parametrize(
    "path",
    ["section?value=x", "place", "place?value=", "place?value=x&limit=0", "place?value=x&limit=101", "place?value=%00",
     "place?value=x&colour=red", "place?value=" + "x" * 1_001],
)  # fmt: skip
def test_wrong_questions(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/entities/{path}")
    assert (response.status_code, response.json()["code"]) == (422, "invalid_query")
