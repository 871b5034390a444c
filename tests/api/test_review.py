"""Review over HTTP: who may judge, what is told, and what two reviewers see of each other."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import Desk, FakeNewsroom
from tests.articles import article
from tests.batch.reviewed import Tagged, job

HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def made(newsroom: FakeNewsroom) -> str:
    """A job with 40 suggestions of one tag, two of another."""
    newsroom.archive.put_many([article(f"a{at}") for at in range(40)], "test")
    articles = newsroom.archive.by_keys(sorted(newsroom.archive.keys()))
    first, second, *_ = articles
    tags: dict[int, list[Tagged]] = {key: [("bảo hiểm thất nghiệp", 0.9)] for key in articles}
    tags[first] = [("bảo hiểm thất nghiệp", 0.9), (HOSTILE, 0.5)]
    tags[second] = [("bảo hiểm thất nghiệp", 0.9), ("x" * 200, None)]
    return job(newsroom.jobs, articles, tags)


@pytest.fixture
def editor(desk: Desk, client: TestClient) -> TestClient:
    """Calls as an editor, to the app that ``client`` has started."""
    return TestClient(desk.app, headers=desk.headers("editor"))


def items(client: TestClient, id: str, **asked: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/jobs/{id}/review/items", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def say(client: TestClient, id: str, seq: int, action: str, **more: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/jobs/{id}/review", json={"decisions": [{"seq": seq, "action": action, **more}]})
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["results"]
    found: dict[str, Any] = result
    return found


def test_a_job_is_listed_with_its_groups_and_items(editor: TestClient, made: str) -> None:
    (listed,) = editor.get("/v1/reviews").json()["jobs"]
    assert (listed["id"], listed["counts"]["open"]) == (made, 42)
    answer = editor.get(f"/v1/jobs/{made}/review").json()
    assert answer["total"] == 3
    assert [group["label"] for group in answer["groups"]] == ["bảo hiểm thất nghiệp", HOSTILE, "x" * 200]
    assert answer["groups"][0]["open"] == 40
    assert answer["groups"][0]["benefit"] == pytest.approx(4.0)
    (one,) = items(editor, made, kind="keyphrase", label=HOSTILE)
    assert (one["value"], one["article_id"], one["state"], one["contexts"]) == (HOSTILE, "a0", "open", [])
    shown = items(editor, made, label="bảo hiểm thất nghiệp", limit=1)[0]["contexts"]
    ((start, end),) = shown[0]["matches"]
    assert shown[0]["text"][start - shown[0]["start"] : end - shown[0]["start"]] == "bảo hiểm thất nghiệp"


def test_a_decision_names_who_made_it_and_the_second_gets_a_conflict(
    editor: TestClient, client: TestClient, made: str, newsroom: FakeNewsroom
) -> None:
    seq = items(editor, made, label=HOSTILE)[0]["seq"]
    done = say(editor, made, seq, "edit", value="  an toàn   lao động ")
    assert (done["state"], done["decided_value"], done["decided_by"], done["via"]) == (
        "edited", "an toàn lao động", "khóa editor", "person",
    )  # fmt: skip
    second = say(client, made, seq, "accept")
    assert (second["seq"], second["error"]["code"], second["error"]["status"]) == (seq, "conflict", 409)
    assert "khóa editor" in second["error"]["detail"]
    assert [one.feedback.value for one in newsroom.feedback.all()] == ["an toàn lao động"]
    (undone,) = editor.post(f"/v1/jobs/{made}/review:undo").json()["undone"]
    assert (undone["seq"], undone["state"]) == (seq, "open")
    assert editor.post(f"/v1/jobs/{made}/review:undo").status_code == 404


def test_bad_decisions_are_told_one_by_one(editor: TestClient, made: str) -> None:
    seq = items(editor, made, label=HOSTILE)[0]["seq"]
    assert say(editor, made, 999_999, "accept")["error"]["code"] == "not_found"
    assert say(editor, made, seq, "edit", value=" ")["error"]["code"] == "invalid_query"
    assert editor.post(f"/v1/jobs/{made}/review", json={}).status_code == 422
    for wrong in ([], [{"seq": seq, "action": "burn"}], [{"seq": "1", "action": "accept"}]):
        assert editor.post(f"/v1/jobs/{made}/review", json={"decisions": wrong}).status_code == 422
    for path in ("/review", "/review/items", "/review/audits"):
        assert editor.get(f"/v1/jobs/j-none{path}").status_code == 404
    assert (
        editor.post("/v1/jobs/j-none/review", json={"decisions": [{"seq": 1, "action": "accept"}]}).status_code == 404
    )


def test_bulk_needs_a_judged_sample_and_an_archivist(editor: TestClient, client: TestClient, made: str) -> None:
    asked = {"kind": "keyphrase", "label": "bảo hiểm thất nghiệp", "threshold": 0.8}
    refused = client.post(f"/v1/jobs/{made}/review:accept-all", json=asked | {"dry_run": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert "mẫu" in refused.json()["detail"]
    drawn = editor.post(f"/v1/jobs/{made}/review:audit", json=asked).json()
    assert (drawn["audit"]["size"], drawn["audit"]["precision"], len(drawn["items"])) == (30, None, 30)
    for place, item in enumerate(drawn["items"]):
        say(editor, made, item["seq"], "reject" if place < 2 else "accept")
    again = editor.post(f"/v1/jobs/{made}/review:audit", json=asked).json()
    assert again["items"] == []
    assert again["audit"]["complete"]
    assert again["audit"]["precision"]["value"] == pytest.approx(28 / 30)
    assert again["audit"]["precision"]["low"] == pytest.approx(0.787, abs=0.001)
    assert editor.get(f"/v1/jobs/{made}/review/audits").json()["audits"] == [again["audit"]]
    assert editor.post(f"/v1/jobs/{made}/review:accept-all", json=asked).status_code == 403
    counted = client.post(f"/v1/jobs/{made}/review:accept-all", json=asked).json()
    assert (counted["accepted"], counted["dry_run"]) == (10, True)
    assert len(items(editor, made, state="open", limit=100)) == 12
    done = client.post(f"/v1/jobs/{made}/review:accept-all", json=asked | {"dry_run": False}).json()
    assert (done["accepted"], done["dry_run"], done["audit"]["remaining"]) == (10, False, 10)
    assert editor.get(f"/v1/jobs/{made}/review").json()["job"]["counts"]["bulk"] == 10


def test_reporters_judge_nothing(desk: Desk, editor: TestClient, made: str) -> None:
    for method, path in (
        ("GET", "/v1/reviews"), ("GET", f"/v1/jobs/{made}/review"), ("POST", f"/v1/jobs/{made}/review:undo"),
        ("GET", "/v1/tag-care/near-duplicates"), ("GET", "/v1/tag-care/drift"),
    ):  # fmt: skip
        assert editor.request(method, path, headers=desk.headers("reporter")).status_code == 403
    assert editor.post("/v1/tag-care/merges", json={"tags": ["a"], "into": "b"}).status_code == 403


def test_tags_are_looked_after_and_merged_as_a_job(client: TestClient, newsroom: FakeNewsroom) -> None:
    newsroom.archive.put_many(
        [article(f"c{at}", tags=("Hoà giải",)) for at in range(2)]
        + [article(f"d{at}", tags=("hòa giải", HOSTILE)) for at in range(4)],
        "test",
    )
    (pair,) = client.get("/v1/tag-care/near-duplicates").json()["pairs"]
    assert (pair["tag"], pair["count"], pair["into"], pair["into_count"]) == ("Hoà giải", 2, "hòa giải", 4)
    assert {one["id"] for one in pair["examples"]} == {"c0", "c1"}
    missing = client.get("/v1/tag-care/missing-tags").json()
    assert {one["tag"]: one["articles"] for one in missing["tags"]} == {"hòa giải": 4, HOSTILE: 4}
    assert client.get("/v1/tag-care/missing-tags", params={"limit": 1, "offset": 1}).json()["total"] == 2
    assert client.get("/v1/tag-care/quiet-tags", params={"most": 2, "years": 0}).json()["total"] == 1
    assert client.get("/v1/tag-care/unused-concepts").json()["total"] > 100
    assert client.get("/v1/tag-care/drift").json() == {"year": None, "before": [], "tested": 0, "found": []}
    merged = client.post("/v1/tag-care/merges", json={"tags": ["Hoà giải"], "into": "hòa giải"})
    assert merged.status_code == 202
    id = merged.json()["id"]
    assert merged.json() == {"id": id, "type": "merge", "status": "done", "total": 2}
    assert client.post(f"/v1/jobs/{id}:apply", json={"dry_run": False}).json()["articles"] == 2
    assert newsroom.archive.get("c0").article.tags == ("hòa giải",)
    assert client.post(f"/v1/jobs/{id}:rollback", json={"dry_run": False}).json()["rolled_back"] == 2
    assert newsroom.archive.get("c0").article.tags == ("Hoà giải",)
    for wrong in (
        {"tags": [], "into": "b"},
        {"tags": ["b"], "into": "b"},
        {"tags": ["không có"], "into": "b"},
        {"tags": ["a"], "into": " "},
    ):
        assert client.post("/v1/tag-care/merges", json=wrong).status_code == 422
    assert client.get("/v1/reviews").json() == {"jobs": []}


def test_the_pages_are_there(stranger: TestClient) -> None:
    for page in ("/review", "/tags"):
        assert stranger.get(page).status_code == 200
