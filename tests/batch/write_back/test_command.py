"""``newsroom batch write-back`` from end to end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from newsroom_ai.cli import app
from newsroom_ai.newsroom import Newsroom
from tests.batch.write_back.accepting import accepted, post, tag
from tests.batch.write_back.fake_wordpress import PASSWORD, USER, Site, served


@pytest.fixture
def site() -> Iterator[Site]:
    with served(Site()) as site:
        site.post(1)
        yield site


@pytest.fixture
def job(newsroom: Newsroom) -> str:
    return accepted(newsroom, [(post(1), [tag("bảo hiểm thất nghiệp")])])


def run(data: Path, job: str, *words: str, password: str | None = PASSWORD) -> Result:
    command = ["batch", "write-back", job, "--data", str(data), *words]
    return CliRunner().invoke(app, command, env={"NEWSROOM_WORDPRESS_PASSWORD": password})


def test_dry_run_then_writing_then_nothing_left_to_do(data: Path, job: str, site: Site) -> None:
    to = ("--to", "wordpress", "--url", site.url, "--user", USER)
    tried = run(data, job, *to)
    assert (tried.exit_code, site.writes()) == (0, [])
    told = json.loads(tried.stdout)
    assert (told["dry_run"], told["changed"], told["created"]) == (True, 1, ["bảo hiểm thất nghiệp"])
    assert "--yes" in tried.stderr
    done = json.loads(run(data, job, *to, "--yes").stdout)
    assert (done["dry_run"], done["changed"]) == (False, 1)
    assert site.names(1) == ["bảo hiểm thất nghiệp"]
    again = json.loads(run(data, job, *to, "--yes").stdout)
    assert (again["done_before"], again["changed"]) == (1, 0)
    calls = len(site.calls)
    site.posts[1]["tags"] = []
    repaired = json.loads(run(data, job, *to, "--yes", "--again").stdout)
    assert (repaired["done_before"], repaired["changed"]) == (0, 1)
    assert len(site.calls) > calls


def test_the_password_comes_from_a_file_or_the_environment(data: Path, job: str, site: Site, tmp_path: Path) -> None:
    to = ("--to", "wordpress", "--url", site.url, "--user", USER)
    missing = run(data, job, *to, password=None)
    assert (missing.exit_code, "NEWSROOM_WORDPRESS_PASSWORD" in missing.stderr) == (2, True)
    (tmp_path / "mật khẩu").write_text(PASSWORD + "\n", encoding="utf-8")
    assert run(data, job, *to, "--password-file", str(tmp_path / "mật khẩu"), password=None).exit_code == 0
    assert run(data, job, *to, "--password-file", str(tmp_path / "none")).exit_code == 2


def test_a_stopped_run_says_how_to_go_on(data: Path, job: str, site: Site) -> None:
    stopped = run(data, job, "--to", "wordpress", "--url", site.url, "--user", USER, "--yes", password="sai")
    assert stopped.exit_code == 1
    assert "Chạy lại đúng lệnh này" in stopped.stderr
    assert "sai" not in stopped.stdout


def test_a_file(data: Path, job: str, tmp_path: Path) -> None:
    assert run(data, job, "--to", "jsonl").exit_code == 0
    out = tmp_path / "out.jsonl"
    assert run(data, job, "--to", "jsonl", "-o", str(out), "--yes").exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["tags"] == ["việc làm", "bảo hiểm thất nghiệp"]


@pytest.mark.parametrize(
    "words",
    [("--to", "wordpress"), ("--to", "csv", "--yes"), ("--to", "csv", "--url", "http://x"), ("--to", "xlsx"),
     ("--to", "wordpress", "--url", "x", "--user", "y", "-o", "z")],
)  # fmt: skip
def test_wrong_usage(data: Path, job: str, words: tuple[str, ...]) -> None:
    assert run(data, job, *words).exit_code == 2


def test_articles_that_the_site_lacks_make_it_done_in_part(data: Path, job: str, site: Site) -> None:
    site.posts.clear()
    assert run(data, job, "--to", "wordpress", "--url", site.url, "--user", USER).exit_code == 3
