from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from newsroom_ai.duplicates import index as index_module
from newsroom_ai.duplicates import postings
from newsroom_ai.duplicates.fingerprints import Fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex, _is_full
from newsroom_ai.errors import StorageFull


def made(seed: int, *, like: Fingerprint | None = None, share: float = 0.0) -> Fingerprint:
    """A random fingerprint that has a share of its shingles from another one."""
    random = np.random.default_rng(seed)
    kept = random.integers(0, 2**32, 60, dtype=np.uint32)
    if like is not None:
        kept[: round(60 * share)] = like.marks()[: round(60 * share)]
    return Fingerprint(np.unique(kept).astype("<u4").tobytes())


def near(index: FingerprintIndex, sought: Fingerprint, limit: int = 5) -> list[tuple[int, int]]:
    """Keys of the articles that share the most with a text that has just these shingles, and how many."""
    return [(one.key, one.hits) for one in index.meetings(sought.marks()).ranked(limit)]


def many(count: int, start: int = 0) -> list[tuple[int, Fingerprint]]:
    return [(key, made(key)) for key in range(start, start + count)]


def test_an_empty_index_knows_nothing(index: FingerprintIndex) -> None:
    assert index.applied == 0
    assert index.keys() == set()
    assert near(index, made(1)) == []
    assert near(index, Fingerprint(b"")) == []


def test_articles_come_by_what_they_share(index: FingerprintIndex) -> None:
    sought = made(1_000)
    index.apply([*many(50), (60, made(2, like=sought, share=0.4)), (61, made(3, like=sought, share=0.8))], [], 7)
    index.apply([(62, sought)], [], 8)
    assert near(index, sought) == [(62, 60), (61, 48), (60, 24)]
    assert near(index, sought, 1) == [(62, 60)]
    assert near(index, sought, 0) == []


def test_a_rare_shingle_weighs_more_than_common_ones(index: FingerprintIndex) -> None:
    common, rare = Fingerprint(np.arange(3, dtype="<u4").tobytes()), Fingerprint(np.arange(5, 7, dtype="<u4").tobytes())
    index.apply([(key, common) for key in range(100)], [], 1)
    index.apply([(200, rare)], [], 2)
    asked = Fingerprint(np.arange(7, dtype="<u4").tobytes())
    assert near(index, asked, 1) == [(200, 2)]


def test_of_a_template_the_newest_are_read_and_all_are_counted(
    index: FingerprintIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "NEWEST", 7)
    template = made(1)
    index.apply([(key, template) for key in range(50)], [], 1)
    met = index.meetings(template.marks())
    assert set(met.frequencies.tolist()) == {50}
    assert {one.key for one in met.ranked(100)} == set(range(43, 50))


def test_applying_twice_is_as_once_and_a_replay_does_not_turn_back_the_count(index: FingerprintIndex) -> None:
    for _ in range(2):
        index.apply(many(20), [3], 20)
    index.apply(many(2), [], 5)
    assert index.applied == 20
    assert index.keys() == set(range(20)) - {3}


def test_a_deleted_article_is_not_found_and_a_changed_one_by_its_new_text_only(index: FingerprintIndex) -> None:
    old, new = made(1), made(2)
    index.apply([(1, old), (2, made(3))], [], 2)
    index.apply([(1, new)], [2], 4)
    assert near(index, old) == near(index, made(3)) == []
    assert near(index, new) == [(1, len(new.marks()))]


@pytest.mark.usefixtures("small_files")
def test_files_that_were_written_before_a_change_are_not_believed(index: FingerprintIndex) -> None:
    index.apply(many(40), [], 40)
    index.apply([(1, made(101))], [2], 42)
    assert near(index, made(1)) == near(index, made(2)) == []
    index.apply([(2, made(102))], [], 43)
    assert near(index, made(2)) == []
    assert [near(index, made(key))[0][0] for key in (101, 102, 3)] == [1, 2, 3]
    index.apply(many(40, 200), [], 83)
    index.apply(many(200, 300), [], 283)
    assert near(index, made(1)) == near(index, made(2)) == []
    assert [near(index, made(key))[0][0] for key in (101, 102, 3, 210, 499)] == [1, 2, 3, 210, 499]


@pytest.mark.usefixtures("small_files")
def test_a_join_sees_every_posting_that_is_up_to_date_once(index: FingerprintIndex) -> None:
    index.apply(many(33), [], 33)
    index.apply([(1, made(101)), *many(4, 40)], [2], 42)
    now = {**dict(many(33)), **dict(many(4, 40)), 1: made(101)}
    del now[2]
    expected = {int(mark) << 32 | key for key, one in now.items() for mark in one.marks()}
    for parts in (1, 5):
        found = np.concatenate(list(index.shared(parts)))
        assert (np.diff(found.astype(object)) > 0).all()
        assert set(found.tolist()) == expected


def test_texts_without_words_are_known_but_never_candidates(index: FingerprintIndex) -> None:
    empty = Fingerprint(b"")
    index.apply([(1, empty), (2, empty)], [], 2)
    assert index.keys() == {1, 2}
    assert near(index, empty) == []


def test_keys_out_of_range_are_refused_and_change_nothing(index: FingerprintIndex) -> None:
    for key in (-1, 2**32):
        with pytest.raises(ValueError, match="keys"):
            index.apply([(1, made(1)), (key, made(2))], [], 3)
    assert (index.applied, index.keys()) == (0, set())


@pytest.fixture
def small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "_RECENT", 10)


@pytest.mark.usefixtures("small_files")
def test_files_are_written_merged_and_swept(index: FingerprintIndex, tmp_path: Path) -> None:
    for start in range(0, 120, 4):
        index.apply(many(4, start), [start], start + 4)
    gone = set(range(0, 120, 4))
    assert index.keys() == set(range(120)) - gone
    assert 1 <= len(list((tmp_path / "fingerprints").glob("postings-*.npy"))) <= 6
    for key in range(120):
        assert near(index, made(key)) == ([] if key in gone else [(key, 60)])


@pytest.mark.usefixtures("small_files")
def test_a_closed_index_opens_as_it_was(index: FingerprintIndex, tmp_path: Path) -> None:
    index.apply(many(25), [], 25)
    index.apply(many(3, 25), [], 28)
    index.close()
    with pytest.raises(ValueError, match="closed"):
        index.keys()
    again = FingerprintIndex.open(tmp_path / "fingerprints")
    assert (again.applied, again.keys()) == (28, set(range(28)))
    assert [near(again, made(key))[0][0] for key in (2, 26)] == [2, 26]
    again.close()


WRITER = """
import sys
from pathlib import Path
import numpy as np
from newsroom_ai.duplicates import index
from newsroom_ai.duplicates.fingerprints import Fingerprint
index._RECENT = 10
opened = index.FingerprintIndex.open(Path(sys.argv[1]))
for key in range(100_000):
    random = np.random.default_rng(key)
    kept = np.unique(random.integers(0, 2**32, 60, dtype=np.uint32))
    opened.apply([(key, Fingerprint(kept.astype("<u4").tobytes()))], [], key + 1)
    print(key + 1, flush=True)
"""


def test_a_killed_writer_leaves_whole_transactions_to_readers_of_other_processes(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) == 5:
                reader = FingerprintIndex.open(tmp_path)
            if 5 <= int(line) < 120:
                assert near(reader, made(3)) == [(3, 60)]
            if int(line) == 120:
                break
        os.kill(writer.pid, signal.SIGKILL)
    reader.close()
    opened = FingerprintIndex.open(tmp_path)
    assert opened.applied >= 120
    assert opened.keys() == set(range(opened.applied))
    opened.apply(many(30, opened.applied), [], opened.applied + 30)
    assert near(opened, made(117)) == [(117, 60)]
    opened.close()


@pytest.mark.usefixtures("small_files")
def test_threads_read_while_one_writes(index: FingerprintIndex) -> None:
    index.apply(many(5), [], 5)
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(60):
                assert near(index, made(2)) == [(2, 60)]
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for key in range(5, 105):
        index.apply([(key, made(key))], [], key + 1)
    for reader in readers:
        reader.join()
    assert failures == []
    assert index.applied == 105


@pytest.mark.parametrize("damage", ["format", "missing", "truncated", "garbage"])
@pytest.mark.usefixtures("small_files")
def test_what_cannot_be_used_begins_anew(index: FingerprintIndex, tmp_path: Path, damage: str) -> None:
    index.apply(many(25), [], 25)
    index.close()
    folder = tmp_path / "fingerprints"
    database, (file,) = folder / "fingerprints.sqlite", folder.glob("postings-*.npy")
    if damage == "format":
        connection = sqlite3.connect(database)
        with connection:
            connection.execute("UPDATE meta SET value = 'old' WHERE name = 'format'")
        connection.close()
    elif damage == "missing":
        file.unlink()
    elif damage == "truncated":
        file.write_bytes(file.read_bytes()[:500])
    else:
        database.write_bytes(b"not a database" * 1000)
    again = FingerprintIndex.open(folder)
    assert (again.applied, again.keys()) == (0, set())
    again.apply(many(25), [], 25)
    assert near(again, made(4)) == [(4, 60)]
    again.close()


def test_a_full_disk_is_said_and_changes_nothing(index: FingerprintIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    index.apply(many(2), [], 2)
    monkeypatch.setattr(index_module, "_RECENT", 1)

    def full(path: Path, whole: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(postings, "write", full)
    with pytest.raises(StorageFull):
        index.apply(many(5, 2), [0], 7)
    assert (index.applied, index.keys()) == (2, {0, 1})
    assert not _is_full(ValueError())
