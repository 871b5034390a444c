"""The archive in numbers over HTTP: JSON, CSV and the page, over a real archive and index."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from newsroom_ai.archive.jobs import JobResult, JobType, NewSuggestion
from newsroom_ai.newsroom import Newsroom
from tests.api.conftest import Desk, configured

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<img src=x onerror="alert(1)">'
FORMULA = "=HYPERLINK(1)"


def record(at: int, month: str, section: str, **fields: object) -> dict[str, object]:
    body = "Mưa lớn ở Hà Giang làm nhiều tuyến đường bị chia cắt."
    day = f"{month}-10T08:00:00+07:00"
    return {"id": f"b{at}", "title": f"Tin {at}", "body": body, "section": section, "published_at": day} | fields


def records() -> Iterator[dict[str, object]]:
    months = [f"2023-{month:02}" for month in range(1, 9)]
    places = [(month, at) for month in months if month != "2023-05" for at in range(9)]
    for number, (month, _) in enumerate(places):
        yield record(number, month, "An sinh", tags=["lương"])
    yield record(900, "2023-02", HOSTILE, tags=[FORMULA])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(Newsroom.open(configured(tmp_path_factory.mktemp("data"))))
    with TestClient(desk.app):
        read = [desk.newsroom.read(one) for one in records()]
        desk.newsroom.archive.put_many(read, "x")
        desk.newsroom.wait(60)
        yield desk


@pytest.fixture
def client(desk: Desk) -> TestClient:
    return TestClient(desk.app, headers=desk.headers("editor"), follow_redirects=False)


def rows(client: TestClient, figure: str, **params: str) -> list[dict[str, str]]:
    response = client.get(f"/v1/overview/{figure}", params=params)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_numbers_of_the_whole_archive(client: TestClient) -> None:
    found = client.get("/v1/overview").json()
    assert (found["total"], found["undated"], found["elsewhere"]) == (64, 0, 0)
    assert found["months"] == [f"2023-{month:02}" for month in range(1, 9)]
    assert found["counts"] == [9, 10, 9, 9, 0, 9, 9, 9]
    assert {one["value"]: one["count"] for one in found["sections"]} == {"An sinh": 63, HOSTILE: 1}
    assert found["holes"][0] == {
        "section": None, "label": "Mọi chuyên mục", "from": "2023-05", "to": "2023-05", "count": 0, "expected": 9,
        "missing": 9,
    }  # fmt: skip
    assert found["provinces"][0] == {"label": "Tuyên Quang", "names": ["Hà Giang", "Tuyên Quang"], "count": 64}
    assert [one["origin"] for one in found["confidences"]] == ["jobs", "panel"]
    assert found["took_ms"] >= 0


def test_bounds(client: TestClient) -> None:
    found = client.get("/v1/overview", params={"from": "2023-02-01", "to": "2023-02-28", "section": "An sinh"}).json()
    assert (found["total"], found["months"]) == (9, ["2023-02"])
    assert len(found["choices"]) == 2


@pytest.mark.parametrize("query", ["from=nay", "from=2024-01-03&to=2024-01-01", "colour=red", "section=%00"])
def test_wrong_bounds(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/overview?{query}").json()["code"] == "invalid_query"
    page = client.get(f"/overview?{query}")
    assert (page.status_code, "state-error" in page.text) == (422, True)


def test_every_figure_as_a_file_that_holds_no_formula(client: TestClient) -> None:
    assert rows(client, "months")[1] == {"month": "2023-02", "articles": "10"}
    assert {"section": HOSTILE, "month": "2023-02", "articles": "1"} in rows(client, "sections")
    assert {"tag": f"'{FORMULA}", "month": "2023-02", "articles": "1"} in rows(client, "tags")
    assert rows(client, "holes")[0]["expected"] == "9"
    assert len(rows(client, "provinces")) == 34
    assert len(rows(client, "confidences")) == 20
    assert rows(client, "months", section=HOSTILE) == [{"month": "2023-02", "articles": "1"}]
    assert client.get("/v1/overview/weather").status_code == 422


def test_only_editors(desk: Desk) -> None:
    reporter = TestClient(desk.app, headers=desk.headers("reporter"))
    stranger = TestClient(desk.app)
    for path in ("/v1/overview", "/v1/overview/months", "/overview"):
        assert reporter.get(path).status_code == 403
        assert stranger.get(path).status_code == 401
    assert "Bạn chưa đăng nhập" in stranger.get("/overview").text


def test_every_drawing_is_whole_and_says_what_it_shows(client: TestClient) -> None:
    page = client.get("/overview").text
    drawings = [part.partition("</svg>\n")[0] + "</svg>" for part in page.split("      <svg ")[1:]]
    assert len(drawings) == 1 + 2 + 2 + 1
    for drawing in drawings:
        svg = ElementTree.fromstring("<svg " + drawing)
        named = (svg.get("aria-labelledby") or "").split()
        texts = {node.get("id"): node.text for node in svg if node.tag in ("title", "desc")}
        assert svg.get("role") == "img"
        assert [bool(texts[id]) for id in named] == [True, True]
    assert "style=" not in page
    assert HOSTILE not in page
    assert page.count('<details class="numbers">') == 4


def test_the_page_keeps_its_bounds_in_links_and_fields(client: TestClient) -> None:
    page = client.get("/overview", params={"from": "2023-02-01", "to": "2023-02-28", "section": HOSTILE}).text
    assert 'name="from" value="2023-02-01"' in page
    assert 'name="to" value="2023-02-28"' in page
    assert "/v1/overview/months?from=2023-02-01&amp;to=2023-02-28&amp;section=%3Cimg" in page
    assert "checked" in page
    assert "<strong>1 bài</strong>" in page


def test_empty_bounds_are_none(client: TestClient) -> None:
    page = client.get("/overview?from=&to=")
    assert (page.status_code, "<strong>64 bài</strong>" in page.text) == (200, True)


def test_a_period_without_articles_says_what_to_do(client: TestClient) -> None:
    page = client.get("/overview?from=2001-01-01&to=2001-12-31").text
    assert "Không có bài nào đã đăng trong khoảng này" in page
    assert "<svg" not in page


def test_an_empty_archive_says_what_to_do(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    with TestClient(desk.app, headers=desk.headers("editor")) as empty:
        page = empty.get("/overview").text
    assert "newsroom ingest" in page
    assert "<svg" not in page


def test_confidences_of_stored_suggestions_are_drawn(desk: Desk, client: TestClient) -> None:
    jobs = desk.newsroom.jobs
    job = jobs.create(JobType.TAG, {}, {}, author="x", source="bài.jsonl")  # none that the server takes up
    stored = desk.newsroom.archive.get("b1")
    suggestions = [NewSuggestion("topic", "bão", "tags", "bão", 1, "m.v1", 0.85)]
    jobs.add_results(job.id, [JobResult(1, "b1", stored.sha256, "{}", None, suggestions)], 1, 0.0)
    page = client.get("/overview").text
    assert "Gợi ý của các lượt chạy hàng loạt" in page
    assert "confidences-jobs-hatch" in page
    (row,) = (one for one in rows(client, "confidences") if (one["origin"], one["from"]) == ("jobs", "0.8"))
    assert (row["open"], row["accepted"], row["refused"], row["sampled"]) == ("1", "0", "0", "0")
