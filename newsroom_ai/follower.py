"""The change log -> the derived indexes, by whoever holds the index lock.

The archive takes any number of writers; the derived indexes one at a time. Its holder (the server if one runs, else
a command) reads the log from where each index stopped and applies it in batches; all others only append to the log.
"""

from __future__ import annotations

import fcntl
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.article import Article
from newsroom_ai.errors import Conflict
from newsroom_ai.processes import pool

P_contra = TypeVar("P_contra", contravariant=True)

LOCK_FILE = "index.lock"
BATCH = 2_000  # changes a commit; a bulk load needs few commits, a single article is committed alone
CHUNK = 100  # articles prepared at once, or handed to a worker process; deletions are looked for between two chunks
POLL_SECONDS = 0.2
RETRY_SECONDS = 5.0  # after a failure, such as a full disk

_log = logging.getLogger(__name__)


class DerivedIndex(Protocol[P_contra]):
    """An index that can be rebuilt from the archive and remembers how far it came."""

    name: str

    @property
    def applied(self) -> int:
        """Number of the last change that is in the index."""
        ...

    def apply(self, puts: Sequence[tuple[int, P_contra]], deletes: Sequence[int], seq: int) -> None:
        """Write and remove articles by archive key and remember ``seq``; repeating it changes nothing."""
        ...

    def end_writing(self) -> None:
        """Let go of what only writing needs, so that another process may write."""
        ...


@dataclass(frozen=True, slots=True)
class Followed:
    """One index and the function that prepares articles for it; worker processes import that function.

    A ``fading`` index only loses articles: another one is being made in its place.
    """

    index: DerivedIndex[Any]
    prepare: Callable[[Sequence[Article]], Sequence[Any]]
    fading: bool = False


_Records: TypeAlias = list[tuple[int, str]]  # archive key, canonical JSON
_Prepared: TypeAlias = list[tuple[int, tuple[Any, ...]]]  # archive key, and what each index needs of the article
_Prepare: TypeAlias = Callable[[Sequence[Followed], _Records], Iterable[_Prepared]]


class _Batch(NamedTuple):
    """Changes up to number ``last``: articles to write, perhaps still being prepared, and keys to remove."""

    last: int
    prepared: Iterable[_Prepared]
    gone: list[int]


class IndexLock:
    """A lock on the derived indexes of a data directory that the system frees when its holder dies."""

    def __init__(self, folder: Path, name: str = LOCK_FILE) -> None:
        self._path = folder / name
        self._file: int | None = None

    def take(self) -> bool:
        """Take the lock if nobody holds it; says whether it is ours now."""
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Let go of the lock."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Follower:
    """Keeps derived indexes in step with the archive while it holds the lock."""

    def __init__(
        self,
        archive: ArticleStore,
        followed: Callable[[], Sequence[Followed]],
        lock: IndexLock,
        workers: int = 1,
        *,
        batch: int = BATCH,
        chunk: int = CHUNK,
        caught_up: Callable[[], None] = lambda: None,
    ) -> None:
        """Follow the log of an archive.

        Args:
            archive: where the log is.
            followed: says at any time which indexes to keep.
            lock: whoever holds it writes these indexes.
            workers: above 1, that many processes prepare backlogs.
            batch: changes a commit.
            chunk: articles prepared at once; few where preparing is slow.
            caught_up: called in the thread that follows, whenever nothing is left to apply.
        """
        self._archive = archive
        self._all = followed
        self._lock = lock
        self._workers = workers
        self._batch = batch
        self._chunk = chunk
        self._caught_up = caught_up
        self._forgotten = 0
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: Exception | None = None

    def start(self) -> None:
        """Take the lock and follow the log in a thread of its own; once started, starting again does nothing.

        Raises:
            Conflict: another process holds the lock.
        """
        if self._thread is not None:
            return
        if not self._lock.take():
            raise Conflict("Một tiến trình khác đang giữ chỉ mục của thư mục dữ liệu này")
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread after the articles in hand and let go of the lock."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._let_go()

    def wake(self) -> None:
        """Say that something was written, so that it need not wait for the next look."""
        self._wake.set()

    def lag(self) -> int:
        """Changes in the archive that the slowest index has not applied."""
        return max(0, self._archive.last_change() - self._applied())

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until every index has applied all that was written before the call; False after ``timeout`` seconds."""
        target = self._archive.last_change()
        end = time.monotonic() + timeout if timeout is not None else None
        self.wake()
        while self._applied() < target:
            if self._failure is not None:
                raise self._failure
            if end is not None and time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    def catch_up(self) -> bool:
        """Apply the whole backlog here and now if the lock is free; says whether it was."""
        if not self._lock.take():
            return False
        try:
            self._apply_backlog()
        finally:
            self._let_go()
        return True

    def _let_go(self) -> None:
        for item in self._all():
            item.index.end_writing()
        self._lock.release()

    def _followed(self) -> list[Followed]:
        return [item for item in self._all() if not item.fading]

    def _applied(self) -> int:
        applied = [item.index.applied for item in self._followed()]
        return min(applied) if applied else self._archive.last_change()

    @property
    def failure(self) -> Exception | None:
        """Why the last attempt failed; None while all goes well."""
        return self._failure

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._apply_backlog()
                self._failure = None
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
            except Exception as error:  # whatever it was, the indexes must follow again after it
                self._failure = error
                _log.error("indexing failed, will try again: %s", type(error).__name__)
                self._stop.wait(RETRY_SECONDS)

    def _apply_backlog(self) -> None:
        if any(item.fading for item in self._all()):
            self._forget()
        while not self._stop.is_set() and (lag := self.lag()):
            followed = self._followed()
            if self._workers > 1 and lag > self._batch:
                with pool(self._workers) as workers:
                    prepare = partial(_prepare_in, workers, self._chunk)
                    self._apply(followed, _one_ahead(self._batches(followed, prepare)))
            else:
                self._apply(followed, itertools.islice(self._batches(followed, partial(_prepare_here, self._chunk)), 1))
        if not self._stop.is_set():
            self._caught_up()

    def _batches(self, followed: Sequence[Followed], prepared: _Prepare) -> Iterator[_Batch]:
        at = min(item.index.applied for item in followed)
        while changes := self._archive.changes(at, self._batch):
            at = changes[-1].seq
            keys = {change.key for change in changes}
            records = self._archive.records([*keys])
            # An article that is gone from the record by now was deleted, here or later in the log.
            yield _Batch(at, prepared(followed, list(records.items())), [*(keys - records.keys())])

    def _apply(self, followed: Sequence[Followed], batches: Iterable[_Batch]) -> None:
        forgotten: set[int] = set()
        for batch in batches:
            puts: _Prepared = []
            for chunk in batch.prepared:
                puts += chunk
                forgotten |= self._forget()
                if self._stop.is_set():
                    return
            puts = [(key, parts) for key, parts in puts if key not in forgotten]
            for place, item in enumerate(followed):
                if item.index.applied < batch.last:
                    item.index.apply([(key, parts[place]) for key, parts in puts], batch.gone, batch.last)
            if self._stop.is_set():
                return

    def _forget(self) -> set[int]:
        """Remove now what was deleted anywhere later in the log: nobody should find it until all else is applied.

        A key is never used again, so removing early is removing for good.
        """
        items = self._all()
        if not self._forgotten and items:
            self._forgotten = min(item.index.applied for item in items)
        last, keys = self._archive.deletions(self._forgotten)
        for item in items if keys else ():
            item.index.apply([], sorted(keys), item.index.applied)
        self._forgotten = last
        return keys


def _one_ahead(batches: Iterator[_Batch]) -> Iterator[_Batch]:
    """Ask for the next batch before giving out this one, so that workers prepare it while this one is written."""
    current = next(batches, None)
    while current is not None:
        following = next(batches, None)
        yield current
        current = following


def _prepare_here(size: int, followed: Sequence[Followed], records: _Records) -> Iterator[_Prepared]:
    return map(partial(prepare, [item.prepare for item in followed]), _chunks(records, size))


def _prepare_in(
    workers: ProcessPoolExecutor, size: int, followed: Sequence[Followed], records: _Records
) -> Iterator[_Prepared]:
    return workers.map(partial(prepare, [item.prepare for item in followed]), _chunks(records, size))


def _chunks(records: _Records, size: int) -> list[_Records]:
    return [records[start : start + size] for start in range(0, len(records), size)]


def prepare(prepares: Sequence[Callable[[Sequence[Article]], Sequence[Any]]], records: _Records) -> _Prepared:
    """Parse archived records and prepare them for every index; runs in worker processes too."""
    articles = [Article.from_json(record) for _, record in records]
    parts = zip(*(make(articles) for make in prepares), strict=True)
    return [(key, part) for (key, _), part in zip(records, parts, strict=True)]
