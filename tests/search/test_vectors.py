"""The vector index: what was put in is found by its meaning, exactly ranked, and survives what may happen to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.search import vectors as module
from newsroom_ai.search.vectors import WAITING, VectorIndex

Matrix = npt.NDArray[np.float32]


def unit(rows: npt.NDArray[np.floating]) -> Matrix:
    normal: Matrix = (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)
    return normal


def clustered(count: int, dimensions: int = 24, seed: int = 0) -> Matrix:
    """Vectors around a hundred centres, as news lies around its matters."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((100, dimensions))
    return unit(centres[random.integers(0, 100, count)] + 0.7 * random.standard_normal((count, dimensions)))


def filled(folder: Path, rows: Matrix, first: int = 1) -> VectorIndex:
    index = VectorIndex.open(folder, "fake.v1")
    for start in range(0, len(rows), 2_000):
        part = [(first + start + place, row) for place, row in enumerate(rows[start : start + 2_000])]
        index.apply(part, [], start + len(part))
    return index


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[VectorIndex, Matrix]:
    """An index with clusters, and its vectors; keys count from 1. Tests only read it."""
    rows = clustered(3 * WAITING)
    index = filled(tmp_path_factory.mktemp("large"), rows)
    index.end_writing()
    return index, rows


def exact(rows: Matrix, query: Matrix, k: int, allowed: npt.NDArray[np.int64] | None = None) -> list[int]:
    cosines = rows.astype(np.float16).astype(np.float32) @ query
    keys = np.arange(1, len(rows) + 1) if allowed is None else allowed
    best: list[int] = keys[np.argsort(-cosines[keys - 1])[:k]].tolist()
    return [key for key in best if cosines[key - 1] > 0]


def recall(index: VectorIndex, rows: Matrix, allowed: npt.NDArray[np.int64] | None = None) -> float:
    queries = unit(rows[::97] + 0.1 * clustered(len(rows[::97]), rows.shape[1], seed=5))
    shares = []
    for query in queries:
        found = {key for key, _ in index.search(query, 10, allowed)}
        best = exact(rows, query, 10, allowed)
        shares.append(len(found.intersection(best)) / len(best) if best else not found)
    return float(np.mean(shares))


def test_the_nearest_come_first_with_their_true_cosines(tmp_path: Path) -> None:
    rows = clustered(50)
    index = filled(tmp_path, rows)
    found = index.search(3 * rows[7], 5)  # the length of a query does not matter
    assert [key for key, _ in found] == exact(rows, rows[7], 5)
    for key, cosine in found:
        assert cosine == pytest.approx(float(rows[key - 1] @ rows[7]), abs=2e-3)


def test_only_allowed_articles_are_found(tmp_path: Path) -> None:
    index = filled(tmp_path, clustered(50))
    query = clustered(50)[0]
    allowed = np.array([40, 3, 77_777, -1, 3], np.int64)
    assert {key for key, _ in index.search(query, 10, allowed)} <= {3, 40}
    assert index.search(query, 10, np.empty(0, np.int64)) == []


def test_what_is_not_alike_is_no_hit(tmp_path: Path) -> None:
    index = VectorIndex.open(tmp_path, "fake.v1")
    one = np.array([1, 0], np.float32)
    index.apply([(1, one), (2, -one), (3, np.zeros(2, np.float32)), (4, one * np.nan)], [], 1)
    assert index.search(one, 10) == [(1, 1.0)]
    assert index.search(np.zeros(2, np.float32), 10) == []
    assert index.keys() == {1, 2, 3, 4}
    assert index.vector(4) is not None


def test_above_gives_all_that_are_near_enough(large: tuple[VectorIndex, Matrix]) -> None:
    index, rows = large
    cosines = rows.astype(np.float16).astype(np.float32) @ rows[0]
    keys, near = index.above(rows[0], 0.6, limit=10_000)
    assert (near >= 0.6).all()
    assert len(keys) >= 0.98 * np.count_nonzero(cosines >= 0.6) > 10
    assert index.above(rows[0], 0.6, limit=3)[0].tolist() == keys[:3].tolist()


@given(st.lists(st.floats(-1, 1, width=16), min_size=1, max_size=40))
def test_half_floats_widen_exactly(numbers: list[float]) -> None:
    halves = np.array([numbers, numbers[::-1]], np.float16)
    assert module._widened(halves).tolist() == halves.astype(np.float32).tolist()


def test_clusters_find_what_a_full_scan_finds(large: tuple[VectorIndex, Matrix]) -> None:
    assert recall(*large) >= 0.98


@pytest.mark.parametrize("share", [0.9, 0.5, 0.36, 0.34, 0.1, 0.01, 0.001])
@pytest.mark.parametrize("kind", ["random", "far"])
def test_a_filter_costs_no_recall(large: tuple[VectorIndex, Matrix], share: float, kind: str) -> None:
    """``far``: what passes the filter is on other matters than a part of the queries."""
    index, rows = large
    measure = np.random.default_rng(1).random(len(rows)) if kind == "random" else rows @ rows[3]
    allowed = np.flatnonzero(measure <= np.quantile(measure, share)) + 1
    assert recall(index, rows, allowed.astype(np.int64)) >= 0.97


def test_clusters_are_found_again_and_followed(large: tuple[VectorIndex, Matrix], tmp_path: Path) -> None:
    rows = large[1]
    index = filled(tmp_path, rows)
    index.end_writing()
    again = VectorIndex.open(tmp_path, "fake.v1")
    assert again.keys() == set(range(1, len(rows) + 1))
    moved, gone, new = 5, 6, len(rows) + 1
    again.apply([(moved, -rows[4]), (new, rows[4])], [gone], 10**6)
    found = [key for key, _ in again.search(rows[4], 5)]
    assert found[0] == new
    assert moved not in found
    assert gone not in [key for key, _ in again.search(rows[5], 5)]
    assert again.search(-rows[4], 1)[0][0] == moved
    again.end_writing()
    assert again.search(-rows[4], 1)[0][0] == moved


def test_many_rewrites_are_packed_and_lose_nothing(tmp_path: Path) -> None:
    rows = clustered(WAITING + 100)
    index = filled(tmp_path, rows)
    index.end_writing()
    size = (tmp_path / "rows-000001.bin").stat().st_size
    for turn in range(1, 5):
        rows = np.roll(rows, 1, axis=0)
        index.apply([(key + 1, row) for key, row in enumerate(rows)], [], len(rows) + turn)
        assert recall(index, rows[:2_000], np.arange(1, 2_001)) == 1
    index.end_writing()
    files = list(tmp_path.glob("rows-*"))
    assert len(files) == 1
    assert files[0].stat().st_size <= 3 * size
    again = VectorIndex.open(tmp_path, "fake.v1")
    assert recall(again, rows) >= 0.98
    assert len(again) == len(rows)


def test_clusters_in_the_making_hold_up_nobody(tmp_path: Path) -> None:
    """While one thread writes and clusters are learned, every reader finds what was there before."""
    rows = clustered(3 * WAITING)
    index = filled(tmp_path, rows[:100])
    failures: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                assert index.search(rows[3], 1)[0][0] == 4
                assert index.vector(50) is not None
        except Exception as error:
            failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for start in range(100, len(rows), 1_000):
        index.apply([(start + n + 1, row) for n, row in enumerate(rows[start : start + 1_000])], [], start)
    index.end_writing()
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []


def test_another_process_sees_what_was_written(tmp_path: Path) -> None:
    rows = clustered(60)
    reader = VectorIndex.open(tmp_path, "fake.v1")
    writer = filled(tmp_path, rows)
    assert reader.keys() == set()
    reader.refresh()
    assert reader.applied == 60
    assert reader.search(rows[9], 1)[0][0] == 10
    writer.end_writing()
    reader.apply([], [10], 61)  # the reader becomes the writer
    writer.refresh()
    assert writer.vector(10) is None


def test_an_index_by_another_encoder_is_empty(tmp_path: Path) -> None:
    filled(tmp_path, clustered(10)).end_writing()
    other = VectorIndex.open(tmp_path, "fake.v2")
    assert (other.applied, other.keys()) == (0, set())
    assert VectorIndex.open(tmp_path, "fake.v1").applied == 10  # opening alone changes nothing
    other.apply([(1, np.array([1, 0, 0], np.float32))], [], 1)
    assert VectorIndex.open(tmp_path, "fake.v2").keys() == {1}


@pytest.mark.parametrize("name", ["state.json", "rows-000001.bin", "log-000001.i64"])
@pytest.mark.parametrize("content", [b"", b"\x00garbage", None])
def test_a_damaged_index_opens_empty(tmp_path: Path, name: str, content: bytes | None) -> None:
    filled(tmp_path, clustered(10)).end_writing()
    if content is None:
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content)
    index = VectorIndex.open(tmp_path, "fake.v1")
    assert (index.applied, index.keys()) == (0, set())
    index.apply([(1, clustered(1)[0])], [], 1)
    assert VectorIndex.open(tmp_path, "fake.v1").keys() == {1}


def test_damaged_clusters_cost_speed_only(large: tuple[VectorIndex, Matrix], tmp_path: Path) -> None:
    rows = large[1]
    index = filled(tmp_path, rows)
    index.end_writing()
    (path,) = tmp_path.glob("clusters-*.faiss")
    path.write_bytes(path.read_bytes()[:1_000])
    assert recall(VectorIndex.open(tmp_path, "fake.v1"), rows) == 1


WRITER = """
import sys
from pathlib import Path
import numpy as np
from newsroom_ai.search.vectors import VectorIndex

index = VectorIndex.open(Path(sys.argv[1]), "fake.v1")
for seq in range(index.applied + 1, 100_000):
    row = np.random.default_rng(seq).standard_normal(16).astype(np.float32)
    index.apply([(seq % 7_000, row / np.linalg.norm(row))], [(seq * 31) % 7_000] if seq % 5 == 0 else [], seq)
    print(seq, flush=True)
"""


def test_killing_the_writer_loses_nothing_it_had_applied(tmp_path: Path) -> None:
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        seen = [int(process.stdout.readline()) for _ in range(50)][-1]
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        with (tmp_path / "rows-000001.bin").open("ab") as file:
            file.write(b"half a row")
        index = VectorIndex.open(tmp_path, "fake.v1")
        assert index.applied >= seen
        last = np.random.default_rng(index.applied).standard_normal(16).astype(np.float32)
        stored = index.vector(index.applied % 7_000)
        if index.applied % 5:
            assert stored is not None
            assert float(stored @ unit(last)) == pytest.approx(1, abs=2e-3)


def test_the_index_changes_whole_or_not_at_all(tmp_path: Path) -> None:
    index = filled(tmp_path, clustered(10))
    with pytest.raises(ValueError, match="shape"):
        index.apply([(1, np.ones(3, np.float32))], [2], 11)
    with pytest.raises(ValueError, match="keys"):
        index.apply([(2**40, clustered(1)[0])], [2], 11)
    assert index.applied == 10
    assert VectorIndex.open(tmp_path, "fake.v1").keys() == set(range(1, 11))


Step = tuple[list[tuple[int, int]], list[int], bool]
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3)), max_size=4),
        st.lists(st.integers(0, 12), max_size=3),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(steps=STEPS)
def test_it_is_a_table_of_vectors(tmp_path_factory: pytest.TempPathFactory, steps: list[Step]) -> None:
    """Any puts and deletes, twice or after opening anew, leave what a dictionary would hold."""
    folder = tmp_path_factory.mktemp("table")
    axes = np.eye(4, dtype=np.float32)
    index = VectorIndex.open(folder, "fake.v1")
    table: dict[int, int] = {}
    for seq, (puts, deletes, reopened) in enumerate(steps, start=1):
        for _ in range(2):
            index.apply([(key, axes[axis]) for key, axis in puts], deletes, seq)
        table |= dict(puts)
        for key in deletes:
            table.pop(key, None)
        if reopened:
            index.end_writing()
            index = VectorIndex.open(folder, "fake.v1")
        assert index.applied == seq
        assert index.keys() == set(table)
        for axis in range(4):
            expected = sorted((key for key, at in table.items() if at == axis), reverse=True)
            assert [key for key, _ in index.search(axes[axis], 20)] == expected


def test_constants_agree() -> None:
    """What waits is scored one by one, so no more may wait than a filter lets be scored."""
    assert module.WAITING <= module.SCANNED
