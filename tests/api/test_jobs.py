from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from newsroom_ai.archive.jobs import JobType
from newsroom_ai.config import Config, Encoding, Server, Services
from newsroom_ai.newsroom import Newsroom
from tests.api.conftest import Desk

ARTICLE = {"title": "Bão số 3", "body": "Bão đổ bộ vào Hải Phòng. Theo Nghị định 20/2021/NĐ-CP, hộ nghèo được hỗ trợ."}


@pytest.fixture
def quiet(tmp_path: Path) -> Any:
    """A server that leaves jobs to commands."""
    config = Config(
        tmp_path,
        services=Services(taggers=("laws.v1",)),
        encoder=Encoding(name=""),
        server=Server(job_workers=0),
    )
    desk = Desk(Newsroom.open(config))
    with TestClient(desk.app, headers=desk.headers("archivist")) as client:
        yield client


def test_a_job_is_made_told_and_listed(quiet: TestClient) -> None:
    quiet.put("/v1/articles/a1", json=ARTICLE)
    asked = {"type": "tag", "selector": {"untagged": True, "since": "2020-01-01"}, "options": {"limit": 3}}
    response = quiet.post("/v1/jobs", json=asked)
    job = response.json()
    assert response.status_code == 202
    assert (job["status"], job["total"], job["author"], job["dry_run"]) == ("waiting", 0, "khóa archivist", True)
    assert job["selector"] == asked["selector"]
    assert job["options"]["limit"] == 3
    url = f"/v1/jobs/{job['id']}"
    assert quiet.get("/v1/jobs").json() == {"jobs": [job]}
    assert quiet.post(f"{url}:pause").json()["status"] == "paused"
    assert quiet.post(f"{url}:resume").json()["status"] == "waiting"
    assert quiet.post(f"{url}:cancel").json()["status"] == "cancelled"
    assert quiet.post(f"{url}:resume").status_code == 409
    assert quiet.get(f"{url}/results").text == ""


@pytest.mark.parametrize(
    "body",
    [
        {"type": "merge"},
        {"type": "tag", "dry_run": False},
        {"type": "tag", "selector": {"since": "hôm qua"}},
        {"type": "tag", "selector": {"model_before": "places"}},
        {"type": "tag", "options": {"style": "sapo"}},
        {"type": "duplicates", "selector": {"untagged": True}},
        {"type": "tag", "selector": {"x": 1}},
    ],
)
def test_a_wrong_job_is_refused(quiet: TestClient, body: dict[str, Any]) -> None:
    assert quiet.post("/v1/jobs", json=body).status_code == 422
    assert quiet.get("/v1/jobs").json() == {"jobs": []}


@pytest.mark.parametrize("end", ["", "/results", ":pause", ":resume", ":cancel", ":apply", ":rollback"])
def test_a_job_that_is_not_there(quiet: TestClient, end: str) -> None:
    url = f"/v1/jobs/j-none{end}"
    response = quiet.post(url, json={}) if end.startswith(":") else quiet.get(url)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_the_server_runs_a_job_and_what_was_accepted_is_applied_and_taken_back(tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_text(
        '[services]\ntaggers = ["laws.v1"]\n[encoder]\nname = ""\n', encoding="utf-8"
    )
    newsroom = Newsroom.open(Config.load(tmp_path))
    desk = Desk(newsroom)
    with TestClient(desk.app, headers=desk.headers("archivist")) as client:
        for n in range(3):
            client.put(f"/v1/articles/a{n}", json=ARTICLE | {"title": f"Bão số {n}"})
        url = f"/v1/jobs/{client.post('/v1/jobs', json={'type': 'tag'}).json()['id']}"
        while client.get(url).json()["status"] != "done":
            time.sleep(0.05)
        results = [json.loads(line) for line in client.get(f"{url}/results").text.splitlines()]
        assert [one["id"] for one in results] == ["a0", "a1", "a2"]
        assert results[0]["tags"][0]["kind"] == "law"
        assert client.post(f"{url}:apply", json={"dry_run": False}).json()["articles"] == 0, "nobody accepted anything"
        with newsroom._database.write() as connection:
            connection.execute("UPDATE suggestion SET state = 'accepted'")
        assert client.post(f"{url}:apply", json={}).json()["articles"] == 3
        assert client.get("/v1/articles/a1").json()["tags"] == []
        assert client.post(f"{url}:apply", json={"dry_run": False}).json()["articles"] == 3
        changed = client.get("/v1/articles/a1").json()
        assert (changed["tags"], changed["version"]) == (["20/2021/NĐ-CP"], 2)
        refused = client.post(f"{url}:apply", json={"dry_run": False, "min_confidence": 0.5})
        assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
        assert client.post(f"{url}:rollback", json={"dry_run": False}).json()["rolled_back"] == 3
        assert client.get("/v1/articles/a1").json()["version"] == 1


def test_jobs_of_other_engines_are_left_to_whoever_made_them(tmp_path: Path) -> None:
    from newsroom_ai.batch.background import Background

    newsroom = Newsroom.open(Config(tmp_path, services=Services(taggers=("laws.v1",)), encoder=Encoding(name="")))
    job = newsroom.jobs.create(JobType.TAG, {}, {}, author="x", engine="ray")
    background = Background(newsroom, 1, lambda: False)
    background.start()
    time.sleep(1.5)
    background.close()
    assert newsroom.jobs.get(job.id).status == "waiting"
    newsroom.close()
