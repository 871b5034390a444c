"""The derived indexes of one data directory: opened together, kept in step with the archive, checked and rebuilt."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.article import Article
from newsroom_ai.duplicates.fingerprints import fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.errors import Conflict
from newsroom_ai.follower import Followed, Follower, IndexLock
from newsroom_ai.generations import Generations
from newsroom_ai.search.lexical import Document, LexicalIndex, document
from newsroom_ai.vocabulary.places import gazetteer

_REBUILD_LOCK = "reindex.lock"


def lexical_document(article: Article) -> Document:
    """What the lexical index needs of an article, with the places its text names."""
    places = gazetteer()
    found = [mention.label for text in (article.title, article.sapo, article.body) for mention in places.find(text)]
    return document(article, found)


@dataclass(frozen=True, slots=True)
class IndexSet:
    """One generation of the derived indexes."""

    folder: Path
    lexical: LexicalIndex
    fingerprints: FingerprintIndex

    @classmethod
    def open(cls, folder: Path) -> IndexSet:
        """Open a generation; what is missing or broken begins empty and is filled from the archive."""
        return cls(folder, LexicalIndex(folder / "lexical"), FingerprintIndex.open(folder / "fingerprints"))

    def followed(self) -> tuple[Followed, ...]:
        """The indexes with the functions that prepare articles for them."""
        return (Followed(self.lexical, lexical_document), Followed(self.fingerprints, fingerprint))

    def close(self) -> None:
        """Let merges end and close the files."""
        self.lexical.end_writing()
        self.fingerprints.close()


@dataclass(frozen=True, slots=True)
class Difference:
    """What ``doctor`` found in one index: articles that are missing from it, and entries without an article."""

    index: str
    missing: tuple[int, ...]
    orphaned: tuple[int, ...]


class Indexes:
    """The generation in use. A rebuild by another process is noticed and switched to."""

    def __init__(self, data: Path, archive: ArticleStore, workers: int = 1) -> None:
        """``workers`` above 1 lets that many processes prepare large backlogs."""
        self._data = data
        self._archive = archive
        self._workers = workers
        self._generations = Generations(data)
        self._switching = threading.Lock()
        self._current = self._fitting()
        self._follower = Follower(archive, self._followed, IndexLock(data), workers)

    def _fitting(self) -> IndexSet:
        """The generation in use, or a new one where it knows changes that the archive does not have.

        That is so when an older copy of the archive was put in the place of the newer one.
        """
        current = IndexSet.open(self._generations.current())
        if max(current.lexical.applied, current.fingerprints.applied) <= self._archive.last_change():
            return current
        current.close()
        self._generations.activate(self._generations.create())
        return IndexSet.open(self._generations.current())

    @property
    def current(self) -> IndexSet:
        """The generation in use."""
        return self._current

    def start(self) -> None:
        """Follow the archive in the background.

        Raises:
            Conflict: another process does it already.
        """
        self._follower.start()
        self._sweep()

    def close(self) -> None:
        """Stop following and close the files."""
        self._follower.stop()
        self._current.close()

    def wake(self) -> None:
        """Say that something was written."""
        self._follower.wake()

    @property
    def failure(self) -> Exception | None:
        """Why the indexes do not follow at present; None while all goes well."""
        return self._follower.failure

    def lag(self) -> int:
        """Changes of the archive that are not in the indexes yet."""
        self._refresh()
        return self._follower.lag()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until all that was written so far is in the indexes."""
        return self._follower.wait(timeout)

    def catch_up(self) -> bool:
        """Apply the backlog here and now; False when another process holds the lock and does it."""
        return self._follower.catch_up()

    def differences(self) -> list[Difference]:
        """Compare every index with the archive, after the backlog was applied."""
        keys = self._archive.keys()
        indexed = {"lexical": self._current.lexical.keys(), "fingerprints": self._current.fingerprints.keys()}
        return [
            Difference(name, tuple(sorted(keys - found)), tuple(sorted(found - keys)))
            for name, found in indexed.items()
            if found != keys
        ]

    def rebuild(self) -> None:
        """Build a new generation from the archive while the present one serves, then switch to it.

        Raises:
            Conflict: another rebuild is running.
        """
        lock = IndexLock(self._data, _REBUILD_LOCK)
        if not lock.take():
            raise Conflict("Một lượt dựng lại chỉ mục khác đang chạy")
        try:
            fresh = IndexSet.open(self._generations.create())
            builder = Follower(self._archive, fresh.followed, IndexLock(fresh.folder), self._workers)
            builder.catch_up()
            fresh.close()
            self._generations.activate(fresh.folder)
        finally:
            lock.release()
        self._refresh()

    def _sweep(self) -> None:
        """Remove old generations, unless a rebuild is at work on a new one."""
        lock = IndexLock(self._data, _REBUILD_LOCK)
        if lock.take():
            self._generations.sweep()
            lock.release()

    def _followed(self) -> Sequence[Followed]:
        self._refresh()
        return self._current.followed()

    def _refresh(self) -> None:
        """Switch to another generation if one was activated; see what another process committed."""
        folder = self._generations.current()
        if folder == self._current.folder:
            self._current.lexical.refresh()
            return
        with self._switching:
            if folder != self._current.folder:
                # The old generation stays open for requests that still use it; its files go when they are done.
                self._current = IndexSet.open(folder)
