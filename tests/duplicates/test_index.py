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
    """A random fingerprint that has a share of its minima from another one."""
    random = np.random.default_rng(seed)
    minima = random.integers(0, 2**32, 128).astype("<u4")
    if like is not None:
        kept = random.permutation(128)[: round(128 * share)]
        minima[kept] = like.minima()[kept]
    return Fingerprint(random.bytes(16), minima.tobytes(), 400)


def many(count: int, start: int = 0) -> list[tuple[int, Fingerprint]]:
    return [(key, made(key)) for key in range(start, start + count)]


def test_an_empty_index_knows_nothing(index: FingerprintIndex) -> None:
    assert index.applied == 0
    assert index.keys() == set()
    assert index.candidates(made(1), 10) == []


def test_candidates_come_by_estimated_resemblance(index: FingerprintIndex) -> None:
    sought = made(1_000)
    index.apply([*many(50), (60, made(2, like=sought, share=0.4)), (61, made(3, like=sought, share=0.8))], [], 7)
    index.apply([(62, sought)], [], 8)
    found = index.candidates(sought, 10)
    assert [key for key, _ in found] == [62, 61, 60]
    assert found[0][1] == 1
    assert found[1][1] == pytest.approx(0.8, abs=0.01)
    assert index.candidates(sought, 1) == found[:1]
    assert index.candidates(sought, 0) == []


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
    assert index.candidates(old, 5) == []
    assert index.candidates(made(3), 5) == []
    assert index.candidates(new, 5) == [(1, 1.0)]


def test_texts_without_words_are_known_but_never_candidates(index: FingerprintIndex) -> None:
    empty = Fingerprint(b"\0" * 16, b"\xff" * 512, 0)
    index.apply([(1, empty), (2, empty)], [], 2)
    assert index.keys() == {1, 2}
    assert index.candidates(empty, 5) == []


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
        assert index.candidates(made(key), 3) == ([] if key in gone else [(key, 1.0)])


@pytest.mark.usefixtures("small_files")
def test_a_closed_index_opens_as_it_was(index: FingerprintIndex, tmp_path: Path) -> None:
    index.apply(many(25), [], 25)
    index.apply(many(3, 25), [], 28)
    index.close()
    with pytest.raises(ValueError, match="closed"):
        index.keys()
    again = FingerprintIndex.open(tmp_path / "fingerprints")
    assert (again.applied, again.keys()) == (28, set(range(28)))
    assert [again.candidates(made(key), 1)[0][0] for key in (2, 26)] == [2, 26]
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
    minima = random.integers(0, 2**32, 128).astype("<u4")
    opened.apply([(key, Fingerprint(random.bytes(16), minima.tobytes(), 400))], [], key + 1)
    print(key + 1, flush=True)
"""


def test_a_killed_writer_leaves_whole_transactions_to_readers_of_other_processes(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) == 5:
                reader = FingerprintIndex.open(tmp_path)
            if 5 <= int(line) < 120:
                assert reader.candidates(made(3), 1) == [(3, 1.0)]
            if int(line) == 120:
                break
        os.kill(writer.pid, signal.SIGKILL)
    reader.close()
    opened = FingerprintIndex.open(tmp_path)
    assert opened.applied >= 120
    assert opened.keys() == set(range(opened.applied))
    opened.apply(many(30, opened.applied), [], opened.applied + 30)
    assert opened.candidates(made(117), 1) == [(117, 1.0)]
    opened.close()


@pytest.mark.usefixtures("small_files")
def test_threads_read_while_one_writes(index: FingerprintIndex) -> None:
    index.apply(many(5), [], 5)
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(60):
                assert index.candidates(made(2), 1) == [(2, 1.0)]
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
    assert again.candidates(made(4), 1) == [(4, 1.0)]
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
