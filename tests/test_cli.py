"""The command line as a person or a script meets it: output, talk, exit codes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from newsroom_ai.cli import app
from newsroom_ai.newsroom import SAMPLE

ARTICLES = SAMPLE.read_text(encoding="utf-8").splitlines()


class Shell:
    """Runs commands over one data directory."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *words: str | Path, stdin: str | None = None) -> Result:
        command = [*map(str, words), "--data", str(self.data)]
        return CliRunner().invoke(app, command, input=stdin)  # type: ignore[return-value]

    def lines(self, *words: str | Path, stdin: str | None = None) -> list[Any]:
        done = self.run(*words, stdin=stdin)
        assert done.exit_code == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    shell = Shell(tmp_path_factory.mktemp("filled"))
    (counts,) = shell.lines("ingest", SAMPLE)
    assert counts["created"] == len(ARTICLES)
    return shell


def test_ingest_again_changes_nothing(filled: Shell) -> None:
    (counts,) = filled.lines("ingest", SAMPLE, "--workers", "1")
    assert (counts["created"], counts["unchanged"]) == (0, len(ARTICLES))


def test_ingest_renames_fields_and_keeps_what_it_rejects(shell: Shell, tmp_path: Path) -> None:
    rows = [
        {"url": "https://a.example/1", "headline": "Tít một", "text": ["Đoạn một.", "Đoạn hai."]},
        {"headline": "x"},
    ]
    path = tmp_path / "in.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode() + b"\n{broken"))
    done = shell.run("ingest", path, "--map", "id=url,title=headline,body=text")
    assert done.exit_code == 3
    assert json.loads(done.stdout)["created"] == 1
    rejects = [json.loads(line) for line in next(shell.data.glob("rejects-*.jsonl")).read_text().splitlines()]
    assert [reject["line"] for reject in rejects] == [2, 3]
    assert rejects[0]["error"]["errors"][0]["pointer"] == "/id"


@pytest.mark.parametrize(
    "words",
    [
        ("ingest", "none.jsonl"), ("ingest", str(SAMPLE), "--map", "id"), ("search", "x", "--from", "hôm qua"),
        ("search", "a " * 65), ("tag", "none.jsonl"), ("tag", str(SAMPLE), "--kinds", "weather"),
        ("summarise", str(SAMPLE), "--style", "poem"), ("assist", str(SAMPLE), "--want", "coffee"),
        ("search", "x", "--limit", "0"), ("search", "x"), ("doctor",), ("keys", "add", "x", "--role", "king"),
    ],
)  # fmt: skip
def test_bad_usage_exits_with_2_and_says_why(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.run(*words)
    assert done.exit_code == 2
    assert done.stderr
    assert not done.stdout
    assert "Traceback" not in done.stderr


def test_an_unknown_mode_is_refused(filled: Shell) -> None:
    assert filled.run("search", "x", "--mode", "magic").exit_code == 2


def test_search_prints_one_hit_a_line(filled: Shell) -> None:
    done = filled.run("search", "sap gian giao", "--limit", "3")
    assert done.stdout.splitlines()[0].startswith("dl-000")
    (result,) = filled.lines("search", '"giàn giáo"', "--json", "--from", "2024-03-01", "--to", "2024-03-31")
    assert result["total"]["value"] >= 2
    assert all(hit["published_at"].startswith("2024-03") for hit in result["hits"])


def test_filters_narrow_a_search(filled: Shell) -> None:
    (result,) = filled.lines(
        "search", "lao dong", "--json", "--section", "An sinh", "--kind", "article", "--sort", "oldest", "--limit", "5"
    )
    days = [hit["published_at"] for hit in result["hits"]]
    assert days == sorted(days)
    assert {hit["section"] for hit in result["hits"]} == {"An sinh"}
    assert filled.lines("search", "lao dong", "--json", "--place", "Nơi không có")[0]["total"]["value"] == 0


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_all_hits_are_exported_to_a_file_or_to_stdout(filled: Shell, tmp_path: Path, form: str) -> None:
    (result,) = filled.lines("search", "lao dong", "--json", "--limit", "1")
    done = filled.run("search", "lao dong", "--export", form, "-o", tmp_path / "hits")
    assert (done.exit_code, done.stdout) == (0, "")
    content = (tmp_path / "hits").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,title") == (form == "csv")
    assert f"{result['total']['value']} bài" in done.stderr
    assert filled.run("search", "lao dong", "--export", form).stdout_bytes == content


def test_an_export_that_cannot_be_written_says_so(filled: Shell, tmp_path: Path) -> None:
    done = filled.run("search", "lao dong", "--export", "csv", "-o", tmp_path / "none" / "x.csv")
    assert (done.exit_code, "Không ghi được" in done.stderr) == (2, True)
    assert filled.run("search", "lao dong", "-o", tmp_path / "x.csv").exit_code == 2


@pytest.mark.parametrize(
    ("verb", "member"),
    [
        (("tag",), "tags"), (("summarise",), "sentences"), (("headlines",), "candidates"), (("related",), "hits"),
        (("assist",), "timings_ms"), (("duplicates", "check"), "matches"),
    ],
)  # fmt: skip
def test_services_answer_line_by_line_in_order(filled: Shell, verb: tuple[str, ...], member: str) -> None:
    answers = filled.lines(*verb, "-", stdin="\n".join(ARTICLES[:3]))
    assert [answer["id"] for answer in answers] == ["dl-0001", "dl-0002", "dl-0003"]
    assert all(member in answer for answer in answers)


def test_a_bad_article_takes_its_own_place_and_the_exit_code_says_so(filled: Shell) -> None:
    done = filled.run("tag", "-", stdin=f'{ARTICLES[0]}\n{{"id": "x", "body": 3}}\n{ARTICLES[1]}')
    assert done.exit_code == 3
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert (first["id"], second["id"], third["id"]) == ("dl-0001", "x", "dl-0002")
    assert second["error"]["code"] == "invalid_article"


def test_many_processes_give_the_same_as_one(filled: Shell, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(ARTICLES[:70]), encoding="utf-8")
    assert filled.lines("tag", path, "--workers", "2") == filled.lines("tag", path)


def test_keys_are_shown_once_listed_and_revoked(shell: Shell) -> None:
    key = shell.run("keys", "add", "cms", "--role", "editor").stdout.strip()
    assert key.startswith("nk_")
    (listed,) = shell.lines("keys", "list")
    assert (listed["name"], listed["role"], listed["revoked_at"]) == ("cms", "editor", None)
    assert key not in json.dumps(listed)
    assert shell.run("keys", "revoke", "cms").exit_code == 0
    assert shell.run("keys", "revoke", "cms").exit_code == 1


def test_doctor_reindex_backup_and_restore(filled: Shell, tmp_path: Path) -> None:
    (health,) = filled.lines("doctor")
    assert (health["differences"], health["lag"]) == ([], 0)
    assert filled.lines("reindex", "--workers", "1")[0]["articles"] == len(ARTICLES)
    assert filled.lines("backup", tmp_path / "copy")[0]["articles"] == len(ARTICLES)
    other = Shell(tmp_path / "other")
    assert other.lines("restore", tmp_path / "copy")[0]["articles"] == len(ARTICLES)
    assert other.lines("doctor")[0]["differences"] == []
    assert other.run("restore", tmp_path / "copy").exit_code == 1


def test_feedback_of_an_archive_without_any_is_empty(filled: Shell) -> None:
    assert filled.lines("feedback", "export") == []


def test_ingest_reads_other_formats_and_encodings(shell: Shell, tmp_path: Path) -> None:
    table = tmp_path / "bài.csv"
    table.write_text(
        'mã;tiêu đề;nội dung;ngày đăng\n7;"Giá xăng; dầu";Giảm 500 đồng.;28/8/2024 17:15\n', encoding="utf-8"
    )
    old = tmp_path / "old.jsonl"
    old.write_bytes('{"id": "8", "title": "Thư ngỏ"}\n'.replace("ỏ", "o\u0309").encode("cp1258"))
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "9.html").write_text("<article><h1>Lương tối thiểu</h1><p>Tăng 6% từ 1/7.</p></article>", encoding="utf-8")
    assert shell.lines("ingest", table, pages)[0]["created"] == 2
    assert shell.lines("ingest", old, "--format", "jsonl", "--encoding", "cp1258")[0]["created"] == 1
    done = shell.run("search", "gia xang", "--json", "--from", "2024-08-28", "--to", "2024-08-28")
    assert [hit["id"] for hit in json.loads(done.stdout)["hits"]] == ["7"]


@pytest.mark.parametrize(
    "words", [("--format", "docx"), ("--encoding", "koi8-r"), ("--format", "wxr"), ("--format", "rss")]
)
def test_ingest_of_what_it_cannot_read_exits_with_2(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.run("ingest", SAMPLE, *words)
    assert done.exit_code == 2
    assert "Traceback" not in done.stderr
