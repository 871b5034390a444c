from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from newsroom_ai.article import Article, Status
from newsroom_ai.duplicates import scan as scan_module
from newsroom_ai.duplicates.fingerprints import fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.duplicates.pairs import CROWD, shared_pairs, split
from newsroom_ai.duplicates.report import page, reported
from newsroom_ai.duplicates.scan import Copy, Scan, grouped
from tests.duplicates.conftest import BRIDGE, HARVEST
from tests.duplicates.test_boilerplate import CREDIT, filler


class Archive:
    """Articles by key, indexed, with a folder for scans."""

    def __init__(self, index: FingerprintIndex, folder: Path, articles: Sequence[Article]) -> None:
        self.stored = dict(enumerate(articles))
        index.apply([(key, fingerprint(article)) for key, article in self.stored.items()], [], len(articles))
        self.scan = Scan(index, self.texts, folder / "scan")

    def texts(self, keys: Sequence[int]) -> dict[int, Article]:
        return {key: self.stored[key] for key in keys if key in self.stored}

    def groups(self) -> list[set[str]]:
        return [{self.stored[key].id for key in group.keys} for group in self.scan.groups()]


COPY = replace(BRIDGE, id="chep", title="Hết cảnh chờ phà", source="Tin Đồng Bằng")
PART = replace(
    HARVEST, id="mot-phan", body=HARVEST.body + "\n" + BRIDGE.body.split("\n")[2] + BRIDGE.body.split("\n")[3]
)
ALONE = Article(id="rieng", title="Chuyện khác", body=filler(5))


@pytest.fixture
def archive(index: FingerprintIndex, tmp_path: Path) -> Archive:
    return Archive(index, tmp_path, [BRIDGE, HARVEST, COPY, PART, ALONE])


def test_copies_end_in_one_group_and_what_is_alone_in_none(archive: Archive) -> None:
    *_, last = archive.scan.run()
    assert last[0] == last[1] > 0
    assert archive.scan.finished
    assert archive.groups() == [{"cau", "chep", "lua", "mot-phan"}]
    whole = next(copy for copy in archive.scan.groups()[0].copies if {copy.shorter, copy.longer} == {0, 2})
    assert (whole.relation, whole.similarity) == ("same_text", 1)
    assert whole.containment > 0.9


def test_before_the_first_scan_there_is_nothing_to_report(archive: Archive) -> None:
    assert not archive.scan.finished
    assert archive.scan.groups() == []


def test_a_scan_of_an_empty_archive_is_finished_at_once(index: FingerprintIndex, tmp_path: Path) -> None:
    empty = Archive(index, tmp_path, [])
    assert list(empty.scan.run()) == [(0, 0)]
    assert empty.scan.finished


def test_a_stopped_scan_goes_on_where_it_was(
    archive: Archive, index: FingerprintIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan_module, "BATCH", 1)
    steps = archive.scan.run()
    done = [next(steps) for _ in range(2)][-1][0]
    del steps
    with (tmp_path / "scan" / "copies.jsonl").open("a") as file:
        file.write('{"shorter": 4, "long')  # the batch in hand was cut off
    first, *_, last = Scan(index, archive.texts, tmp_path / "scan").run()
    assert first[0] == done == 1
    assert last[0] == last[1]
    assert archive.groups() == [{"cau", "chep", "lua", "mot-phan"}]


def test_a_new_scan_sees_what_changed_since(archive: Archive, index: FingerprintIndex) -> None:
    list(archive.scan.run())
    archive.stored[0] = replace(BRIDGE, body=filler(8), sapo="")
    index.apply([(0, fingerprint(archive.stored[0]))], [], 9)
    list(archive.scan.run())
    assert archive.groups() == [{"chep", "lua", "mot-phan"}]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.WITHDRAWN])
def test_only_what_is_published_is_grouped(archive: Archive, status: Status) -> None:
    archive.stored[2] = replace(COPY, status=status)
    list(archive.scan.run())
    assert archive.groups() == [{"cau", "lua", "mot-phan"}]


def test_boilerplate_makes_no_group(index: FingerprintIndex, tmp_path: Path) -> None:
    signed = [Article(id=f"a{seed}", body=f"{filler(seed)}\n{CREDIT}.") for seed in range(2 * CROWD)]
    archive = Archive(index, tmp_path, [*signed, replace(signed[3], id="chep")])
    list(archive.scan.run())
    assert archive.groups() == [{"a3", "chep"}]


@pytest.mark.parametrize("ahead", [1, 3])
def test_processes_find_the_same_however_many_batches_there_are(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    list(archive.scan.run())
    alone = archive.scan.groups()
    monkeypatch.setattr(scan_module, "BATCH", 1)
    monkeypatch.setattr(scan_module, "_AHEAD", ahead)
    *_, last = archive.scan.run(workers=2)
    assert last[0] == last[1] > ahead
    assert archive.scan.groups() == alone


def test_pairs_share_enough_and_a_crowd_is_chained(index: FingerprintIndex) -> None:
    crowd = CROWD + 6
    index.apply([(key, fingerprint(BRIDGE)) for key in range(crowd)], [], 1)
    pairs = split(shared_pairs(index.shared(3)))
    assert pairs == [(key, key + 1) for key in range(crowd - 1)]
    assert split(shared_pairs(index.shared(3), 10_000)) == []


def test_groups_are_closed_over_pairs_the_largest_first() -> None:
    copies = [Copy(one, two, "same_text", 0.5, 1.0) for one, two in ((8, 9), (4, 2), (1, 2), (5, 4))]
    groups = grouped(copies)
    assert [group.keys for group in groups] == [(1, 2, 4, 5), (8, 9)]
    assert [len(group.copies) for group in groups] == [3, 1]


def test_the_report_has_the_earliest_first_and_escapes_what_it_shows(archive: Archive) -> None:
    archive.stored[2] = replace(COPY, title="<script>alert(1)</script>")
    list(archive.scan.run())
    del archive.stored[1]
    (group,) = reported(archive.scan.groups(), archive.texts)
    assert [one.id for one in group.articles] == ["mot-phan", "cau", "chep"]
    assert {copy.shorter for copy in group.copies} | {copy.longer for copy in group.copies} <= {
        "mot-phan",
        "cau",
        "chep",
    }
    html = page([group], "Báo Ven Sông")
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "Báo Ven Sông" in html


def test_a_group_that_lost_its_articles_is_not_reported(archive: Archive) -> None:
    list(archive.scan.run())
    archive.stored = {0: BRIDGE}
    assert list(reported(archive.scan.groups(), archive.texts)) == []
    assert json.loads((archive.scan._folder / "state.json").read_text())["done"] > 0
