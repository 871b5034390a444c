"""``newsroom batch review`` and ``newsroom tags``: one key a suggestion, or JSON lines in and out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from newsroom_ai.cli import app
from newsroom_ai.config import Config
from newsroom_ai.newsroom import Newsroom
from tests.articles import article
from tests.batch.reviewed import job


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    newsroom = Newsroom.open(Config.load(tmp_path))
    newsroom.archive.put_many(
        [article(f"a{at}", tags=("hoà giải viên",) if at < 2 else ("hòa giải viên",)) for at in range(5)], "x"
    )
    newsroom.close()
    yield tmp_path


@pytest.fixture
def made(data: Path) -> str:
    """Five suggestions of one tag with 0.9, one of another with 0.5."""
    newsroom = Newsroom.open(Config.load(data))
    articles = newsroom.archive.by_keys(sorted(newsroom.archive.keys()))
    tags = {key: [("việc làm", 0.9)] + ([("\x1b[31mđỏ", 0.5)] if key == 1 else []) for key in articles}
    id = job(newsroom.jobs, articles, tags)
    newsroom.close()
    return id


def run(data: Path, *words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, [*words, "--data", str(data)], input=stdin)  # type: ignore[return-value]


def lines(done: Result, code: int = 0) -> list[Any]:
    assert done.exit_code == code, (done.stdout, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_without_a_terminal_suggestions_are_json_lines(data: Path, made: str) -> None:
    found = lines(run(data, "batch", "review", made))
    assert [one["confidence"] for one in found] == [0.5] + [0.9] * 5
    assert len(lines(run(data, "batch", "review", made, "--label", "việc làm", "--limit", "2"))) == 2
    groups = lines(run(data, "batch", "review", made, "--groups"))
    assert sorted((one["label"], one["open"], round(one["benefit"], 6)) for one in groups) == [
        ("\x1b[31mđỏ", 1, 0.5), ("việc làm", 5, 0.5),
    ]  # fmt: skip
    assert lines(run(data, "batch", "review", made, "--state", "accepted")) == []


def test_decisions_come_in_as_json_lines_and_wrong_ones_are_told(data: Path, made: str) -> None:
    seqs = [one["seq"] for one in lines(run(data, "batch", "review", made))]
    said = [
        {"seq": seqs[0], "action": "reject"},
        {"seq": seqs[1], "action": "edit", "value": "tìm việc"},
        {"seq": seqs[0], "action": "accept"},
        {"seq": "1", "action": "accept"},
        {"seq": seqs[2], "action": "burn"},
    ]
    text = "\n".join([*map(json.dumps, said), "[]", "không phải JSON", ""])
    done = run(data, "batch", "review", made, "--decisions", "-", "--by", "lan", stdin=text)
    results = lines(done, 3)
    assert [one.get("state") for one in results] == ["rejected", "edited", None, None, None, None, None]
    assert [one["error"]["code"] for one in results[2:]] == ["conflict"] + ["invalid_query"] * 4
    assert "5 quyết định không ghi được" in done.stderr
    (undone,) = lines(run(data, "batch", "review", made, "--undo", "--by", "lan"))
    assert (undone["seq"], undone["state"]) == (seqs[1], "open")
    assert run(data, "batch", "review", made, "--undo", "--by", "minh").exit_code == 1
    assert run(data, "batch", "review", made, "--decisions", str(data / "none")).exit_code == 2


def test_one_key_an_item(data: Path, made: str) -> None:
    done = run(data, "batch", "review", made, "--keys", stdin="auxrsaeviệc tốt\nq")
    assert done.exit_code == 0, done.stderr
    assert "\x1b[31mđỏ" not in done.stderr
    states = {
        state: [one["decided_value"] for one in lines(run(data, "batch", "review", made, "--state", state))]
        for state in ("accepted", "rejected", "edited", "skipped", "open")
    }
    assert {state: len(found) for state, found in states.items()} == {
        "accepted": 1, "rejected": 1, "edited": 1, "skipped": 1, "open": 2,
    }  # fmt: skip
    assert states["edited"] == ["việc tốt"]


def test_keys_until_nothing_is_left(data: Path, made: str) -> None:
    done = run(data, "batch", "review", made, "--keys", stdin="aaaaaa")
    assert "Không còn gợi ý nào chờ duyệt." in done.stderr
    assert lines(run(data, "batch", "review", made)) == []


def test_the_next_tag_and_the_end_of_input(data: Path, made: str) -> None:
    done = run(data, "batch", "review", made, "--keys", stdin="na")
    assert done.exit_code == 0
    assert len(lines(run(data, "batch", "review", made))) == 5


def test_an_audit_then_everything_then_back(data: Path, made: str) -> None:
    refused = run(data, "batch", "review", made, "--accept-all", "0.8", "--yes")
    assert refused.exit_code == 1
    assert f"newsroom batch review {made} --audit 0.8" in refused.stderr
    report, *sample = lines(run(data, "batch", "review", made, "--audit", "0.8", "--size", "3"))
    assert (report["size"], report["judged"], len(sample)) == (3, 0, 3)
    judged = run(data, "batch", "review", made, "--audit", "0.8", "--size", "3", "--keys", stdin="aar")
    assert "Đúng 67% trong 3/3 gợi ý" in judged.stderr
    (dry,) = lines(run(data, "batch", "review", made, "--accept-all", "0.8"))
    assert (dry["accepted"], dry["dry_run"]) == (2, True)
    (done,) = lines(run(data, "batch", "review", made, "--accept-all", "0.8", "--yes", "--by", "lan"))
    assert (done["accepted"], done["dry_run"]) == (2, False)
    assert len(lines(run(data, "batch", "review", made, "--undo", "--by", "lan"))) == 2


def test_wrong_usage(data: Path, made: str) -> None:
    assert run(data, "batch", "review", "j-none").exit_code == 1
    assert run(data, "batch", "review", made, "--state", "burnt").exit_code == 2
    assert run(data, "batch", "review", made, "--undo", "--groups").exit_code == 2


def test_care_of_tags(data: Path) -> None:
    assert lines(run(data, "tags", "list", "--limit", "1")) == [
        {"tag": "hòa giải viên", "articles": 3, "years": {"2024": 3}}
    ]
    (pair,) = lines(run(data, "tags", "near-duplicates"))
    assert (pair["tag"], pair["into"], pair["reason"]) == ("hoà giải viên", "hòa giải viên", "spelling")
    assert [one["tag"] for one in lines(run(data, "tags", "missing"))] == ["hòa giải viên"]
    assert [one["tag"] for one in lines(run(data, "tags", "quiet", "--most", "2", "--years", "0"))] == ["hoà giải viên"]
    assert len(lines(run(data, "tags", "unused", "--limit", "5"))) == 5
    drift = run(data, "tags", "drift")
    assert lines(drift) == []
    assert "100 bài" in drift.stderr
    merge = run(data, "tags", "merge", "hoà giải viên", "--into", "hòa giải viên")
    (shown,) = lines(merge)
    assert (shown["articles"], shown["dry_run"]) == (2, True)
    assert f"newsroom batch apply {shown['job']} --yes" in merge.stderr
    (written,) = lines(run(data, "tags", "merge", "hoà giải viên", "--into", "hòa giải viên", "--yes"))
    assert (written["articles"], written["dry_run"]) == (2, False)
    assert lines(run(data, "tags", "near-duplicates")) == []
    assert run(data, "tags", "merge", "hoà giải viên", "--into", "hòa giải viên").exit_code == 2
