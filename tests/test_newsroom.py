"""The newsroom as a whole: what is written is found, what is deleted is gone, and crashes lose nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsroom_ai.article import Article, Failed, Status, to_dict
from newsroom_ai.config import Config, Newspaper
from newsroom_ai.duplicates.types import Duplicates
from newsroom_ai.errors import Conflict, InvalidQuery, NotFound
from newsroom_ai.ingest.jsonl import Line, read_jsonl
from newsroom_ai.newsroom import PARTS, SAMPLE, Newsroom, Related, restore_backup
from newsroom_ai.search.types import SearchRequest
from newsroom_ai.text.syllables import bare_forms
from tests.articles import article


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom.open(Config(tmp_path, Newspaper("Đất Lành", ("Đất Lành",))))
    newsroom.start()
    yield newsroom
    newsroom.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A newsroom with the sample archive; tests only read it."""
    folder = tmp_path_factory.mktemp("sample")
    newsroom = Newsroom.open(Config(folder, Newspaper("Đất Lành", ("Đất Lành",))))
    newsroom.start()
    newsroom.load_sample()
    newsroom.wait()
    yield newsroom
    newsroom.close()


def found(newsroom: Newsroom, q: str = "", **fields: Any) -> list[str]:
    return [hit.id for hit in newsroom.search(SearchRequest(q=q, limit=100, **fields)).hits]


def gone_within_a_second(newsroom: Newsroom, id: str) -> bool:
    end = time.monotonic() + 1
    while time.monotonic() < end:
        if id not in found(newsroom):
            return True
        time.sleep(0.01)
    return False


def test_what_is_stored_is_found_and_what_changes_is_found_changed(newsroom: Newsroom) -> None:
    newsroom.store(article(title="Cầu Rạch Miễu thông xe"), "lan")
    assert newsroom.wait(5)
    assert found(newsroom, "rach mieu") == ["a1"]
    newsroom.store(article(title="Phà Vàm Cống ngừng chạy", body=""), "lan")
    newsroom.wait()
    assert found(newsroom, '"rạch miễu"') == []
    assert found(newsroom, "vàm cống") == ["a1"]


@pytest.mark.parametrize("how", ["delete", "withdraw"])
def test_what_is_taken_back_is_gone_within_a_second(newsroom: Newsroom, how: str) -> None:
    newsroom.store(article(), "lan")
    newsroom.store(article("a2", title="Bài khác hẳn", body="Một chuyện khác."), "lan")
    newsroom.wait()
    if how == "delete":
        newsroom.remove("a1", "lan")
    else:
        newsroom.store(article(status=Status.WITHDRAWN), "lan")
    assert gone_within_a_second(newsroom, "a1")
    draft = article("moi")
    assert newsroom.duplicates(draft).result.verdict == "original"
    assert "a1" not in [hit.id for hit in newsroom.related(draft).result.hits]


def test_a_second_keeper_of_the_indexes_is_refused(newsroom: Newsroom) -> None:
    other = Newsroom.open(newsroom.config)
    with pytest.raises(Conflict):
        other.start()
    other.store(article(), "khac")  # writing to the record needs no lock
    assert newsroom.wait(5)
    assert found(newsroom) == ["a1"]
    assert other.lag() == 0
    assert found(other) == ["a1"]
    other.close()


def test_a_rebuild_serves_meanwhile_and_changes_nothing(newsroom: Newsroom) -> None:
    for n in range(30):
        newsroom.store(article(f"a{n}", title=f"Bài số {n}"), "lan")
    newsroom.remove("a7", "lan")
    newsroom.wait()
    before = found(newsroom, "việc làm")
    newsroom.rebuild()
    newsroom.store(article("sau"), "lan")
    newsroom.wait()
    assert sorted(found(newsroom, "việc làm")) == sorted([*before, "sau"])
    assert newsroom.examine() == []


def test_a_rebuild_by_another_process_is_noticed(newsroom: Newsroom) -> None:
    newsroom.store(article(), "lan")
    newsroom.wait()
    other = Newsroom.open(newsroom.config)
    other.rebuild()
    other.close()
    newsroom.store(article("a2"), "lan")
    newsroom.wait()
    assert set(found(newsroom)) == {"a1", "a2"}


def test_a_lost_index_is_made_again(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.store(article(), "lan")
    newsroom.close()
    for path in (tmp_path / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"\x00garbage")
    again = Newsroom.open(newsroom.config)
    again.start()
    again.wait()
    assert found(again) == ["a1"]
    assert again.examine() == []
    again.close()


WRITER = """
import json, sys
from pathlib import Path
from newsroom_ai.config import Config
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.newsroom import Newsroom

newsroom = Newsroom.open(Config(Path(sys.argv[1])))
newsroom.start()
body = "Người lao động được tư vấn về bảo hiểm thất nghiệp. " * 20
lines = (Line(n, 0, {"id": f"a{n}", "title": f"Bài số {n}", "body": body}, None) for n in range(100_000))
for item in newsroom.ingest(lines, "test"):
    print(item.id, flush=True)
"""


def test_a_kill_in_the_middle_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _ in range(3_000)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += process.stdout.read().split()
    process.wait()
    process.stdout.close()
    newsroom = Newsroom.open(Config(tmp_path))
    newsroom.check_record()
    stored = newsroom.archive.articles(acknowledged)
    assert set(stored) == set(acknowledged)
    assert newsroom.catch_up()
    assert newsroom.examine() == []
    assert newsroom.archive.last_change() == newsroom.archive.count()
    newsroom.close()


def test_a_bad_line_is_rejected_and_the_rest_goes_on(newsroom: Newsroom) -> None:
    records: list[Any] = [
        {"id": "a1", "title": "Tít"},
        {"title": "không id"},
        {"id": "a3", "body": 3},
        None,
        {"id": "a5", "title": "x"},
    ]
    lines = [Line(n, 0, record, None if record else NotFound("hỏng")) for n, record in enumerate(records, 1)]
    outcome = [(item.line, item.id, item.status) for item in newsroom.ingest(lines, "lan")]
    assert outcome == [
        (1, "a1", "created"), (2, None, "rejected"), (3, "a3", "rejected"), (4, None, "rejected"), (5, "a5", "created"),
    ]  # fmt: skip


def test_ingesting_again_changes_nothing(newsroom: Newsroom) -> None:
    for status in ("created", "unchanged"):
        assert {item.status for item in newsroom.ingest(read_jsonl(SAMPLE), "lan")} == {status}
    newsroom.wait()
    assert newsroom.archive.count() == newsroom.search(SearchRequest()).total.value


def test_one_bad_article_takes_only_its_own_place(newsroom: Newsroom) -> None:
    records: list[dict[str, Any]] = [{"id": "x", "title": "Tít", "body": "Một câu."}, {"id": "y", "body": 3}]
    first, second = newsroom.each(records, newsroom.tag)
    assert not isinstance(first, Failed)
    assert isinstance(second, Failed)
    assert second.id == "y"


def test_the_sample_archive_is_large_and_varied(sample: Newsroom) -> None:
    result = sample.search(SearchRequest(facets=("section", "year", "place")))
    assert result.total.value >= 120
    assert len(result.facets["section"]) >= 18
    assert {value.value for value in result.facets["year"]} == {str(year) for year in range(2016, 2027)}
    assert len(result.facets["place"]) >= 25


@pytest.mark.parametrize(
    ("query", "id"),
    [("sap gian giao kha son", "dl-0001"), ('"Tạ Quang Duyên"', "dl-0001"), ("bảo hiểm thất nghiệp", "dl-0132")],
)
def test_known_articles_are_found(sample: Newsroom, query: str, id: str) -> None:
    assert id in found(sample, query)


def test_every_part_answers_for_every_sample_article(sample: Newsroom) -> None:
    for line in read_jsonl(SAMPLE):
        assert line.record is not None
        read = sample.read(line.record)
        answer = sample.assist(read)
        assert not answer.result.errors
        bundle = to_dict(answer)
        assert all(bundle[part] is not None for part in PARTS)
        json.dumps(bundle, allow_nan=False)
        for span in spans(bundle):
            text = {"title": read.title, "sapo": read.sapo, "body": read.body}[span["field"]]
            assert text[span["start"] : span["end"]] == span["text"]


def spans(bundle: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every span that points into the article itself."""
    for tag in bundle["tags"]:
        assert tag["evidence"]
        yield from tag["evidence"]
    for part in (*bundle["summary"]["sentences"], *bundle["headlines"]["candidates"]):
        assert part["sources"]
        yield from part["sources"]
    for match in bundle["duplicates"]["matches"]:
        yield from (passage["draft"] for passage in match["passages"])
    yield from (check["span"] for check in bundle["checks"] if check["span"])


def test_an_update_a_copy_and_another_report_are_told_apart(sample: Newsroom) -> None:
    update = sample.archive.get("dl-0002").article
    result = sample.duplicates(update).result
    relations = {match.id: match.relation for match in result.matches}
    assert relations["dl-0001"] == "own_update"
    assert relations["dl-0003"] in ("same_text", "rewritten")
    assert relations.get("dl-0004", "same_event") == "same_event"


@pytest.mark.parametrize("id", ["dl-0001", "dl-0003", "dl-0010"])
def test_what_is_related_does_not_depend_on_who_looked_for_copies(sample: Newsroom, id: str) -> None:
    draft = replace(sample.archive.get(id).article, id="")
    alone = sample.related(draft).result.hits
    assert id not in [hit.id for hit in alone]
    assert sample.assist(draft, want=("duplicates", "related")).result.related == Related("", alone)
    assert sample.related(draft, checked=Duplicates("", "original", None, ())).result.hits != alone


def test_related_articles_leave_out_versions_and_copies_unless_asked(sample: Newsroom) -> None:
    update = sample.archive.get("dl-0002").article
    without = [hit.id for hit in sample.related(update).result.hits]
    assert "dl-0004" in without[:3]
    assert not {"dl-0001", "dl-0002", "dl-0003"} & set(without)
    assert "dl-0003" in [hit.id for hit in sample.related(update, include_copies=True).result.hits]
    with pytest.raises(InvalidQuery):
        sample.related(update, limit=0)


@pytest.mark.parametrize("q", ["bảo hiểm xã hội", "bao hiem xa hoi", '"tai nạn lao động"', "title:lương"])
def test_highlights_slice_back_to_what_was_asked(sample: Newsroom, q: str) -> None:
    asked = set(bare_forms(q.removeprefix("title:")))
    for hit in sample.search(SearchRequest(q=q)).hits:
        read = sample.archive.get(hit.id).article
        assert hit.highlights
        for mark in hit.highlights:
            text = read.text(mark.field)  # type: ignore[arg-type]
            assert text[mark.start : mark.end] == mark.text
            for start, end in mark.matches:
                assert mark.start <= start < end <= mark.end
                assert set(bare_forms(text[start:end])) <= asked


def test_drafts_are_for_those_who_may_read_them(newsroom: Newsroom) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    draft, out, embargoed = article(status=Status.DRAFT), article(), article(published_at=later)
    assert [newsroom.readable(one) for one in (draft, out, embargoed)] == [False, True, False]
    assert all(newsroom.readable(one, drafts=True) for one in (draft, out, embargoed))
    newsroom.store(draft, "lan")
    newsroom.wait()
    mine = Article("moi", body=draft.body, sapo=draft.sapo)
    (hidden,) = newsroom.duplicates(mine).result.matches
    assert (hidden.hidden, hidden.id, hidden.title, hidden.section) == (True, None, None, draft.section)
    (seen,) = newsroom.duplicates(mine, drafts=True).result.matches
    assert (seen.hidden, seen.id) == (False, "a1")


def test_a_backup_can_be_restored_into_an_empty_place(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.store(article(), "lan")
    newsroom.backup(tmp_path / "copy")
    restore_backup(tmp_path / "copy", tmp_path / "new")
    with pytest.raises(Conflict):
        restore_backup(tmp_path / "copy", tmp_path / "new")
    again = Newsroom.open(Config(tmp_path / "new"))
    again.catch_up()
    assert found(again) == ["a1"]
    again.close()
