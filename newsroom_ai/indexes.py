"""The derived indexes of one data directory: opened together, kept in step with the archive, checked and rebuilt."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.article import Article
from newsroom_ai.config import Encoding
from newsroom_ai.duplicates.fingerprints import Fingerprint, fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.embedding import Embedded, MakeEncoder, in_use, make_encoder, opened, put_into_use, serving
from newsroom_ai.encoders.types import Encoder
from newsroom_ai.errors import Conflict
from newsroom_ai.follower import Followed, Follower, IndexLock
from newsroom_ai.generations import Generations
from newsroom_ai.search.forward import ForwardIndex, forward_rows
from newsroom_ai.search.lexical import Document, LexicalIndex, document
from newsroom_ai.vocabulary.place_labels import glance

_REBUILD_LOCK = "reindex.lock"
_VECTORS_LOCK = "vectors.lock"
_ENCODED = 512  # changes a commit of vectors …
_AT_ONCE = 32  # … and articles an encoder is given at once: the slowest take about a second for them


def lexical_document(article: Article, people: Sequence[str] = (), organisations: Sequence[str] = ()) -> Document:
    """What the lexical index needs of an article, with the places its text names, and other names where known."""
    seen = [glance(text) for text in (article.title, article.sapo, article.body)]
    places = [label for one in seen for label in one.labels]
    return document(article, places, people, organisations, [one.exact for one in seen])


def lexical_documents(articles: Sequence[Article]) -> list[Document]:
    """What the lexical index needs of articles."""
    return [lexical_document(article) for article in articles]


def fingerprints(articles: Sequence[Article]) -> list[Fingerprint]:
    """What the fingerprint index needs of articles."""
    return [fingerprint(article) for article in articles]


@dataclass(frozen=True, slots=True)
class IndexSet:
    """One generation of the derived indexes.

    ``embedded`` answers searches by meaning, if anything does; ``filling`` is set while the vectors that the settings
    ask for are still being made.
    """

    folder: Path
    lexical: LexicalIndex
    forward: ForwardIndex
    fingerprints: FingerprintIndex
    embedded: Embedded | None = None
    filling: Embedded | None = None

    @classmethod
    def open(cls, folder: Path, encoding: Encoding, make: MakeEncoder, last_change: int) -> IndexSet:
        """Open a generation; what is missing or broken begins empty and is filled from the archive."""
        asked = opened(folder, encoding, make)
        embedded = serving(folder, asked, last_change, make)
        filling = None if asked is embedded else asked
        return cls(
            folder,
            LexicalIndex(folder / "lexical"),
            ForwardIndex(folder / "forward"),
            FingerprintIndex.open(folder / "fingerprints"),
            embedded,
            filling,
        )

    @property
    def asked(self) -> Embedded | None:
        """The vectors that the settings ask for."""
        return self.filling or self.embedded

    @property
    def fading(self) -> Embedded | None:
        """Other vectors, which serve until those are made."""
        return self.embedded if self.filling else None

    def texts(self) -> tuple[Followed, ...]:
        """The indexes of words, with the functions that prepare articles for them."""
        return (
            Followed(self.lexical, lexical_documents),
            Followed(self.forward, forward_rows),
            Followed(self.fingerprints, fingerprints),
        )

    def vectors(self) -> tuple[Followed, ...]:
        """The indexes of vectors, with the functions that prepare articles for them."""
        asked = [Followed(item.vectors, item.prepare) for item in (self.asked,) if item]
        fading = [Followed(item.vectors, item.prepare, fading=True) for item in (self.fading,) if item]
        return (*asked, *fading)

    def refresh(self) -> None:
        """See what another process has committed."""
        self.lexical.refresh()
        self.forward.refresh()
        for item in (self.asked, self.fading):
            if item:
                item.vectors.refresh()

    def close(self) -> None:
        """Let merges end and close the files."""
        self.lexical.end_writing()
        self.fingerprints.close()
        for item in (self.asked, self.fading):
            if item:
                item.vectors.close()


@dataclass(frozen=True, slots=True)
class Difference:
    """What ``doctor`` found in one index: articles that are missing from it, and entries without an article."""

    index: str
    missing: tuple[int, ...]
    orphaned: tuple[int, ...]


class Indexes:
    """The generation in use. A rebuild by another process is noticed and switched to.

    Two threads follow the archive: an encoder may be slow, and words must be found without waiting for it.
    """

    def __init__(
        self,
        data: Path,
        archive: ArticleStore,
        workers: int = 1,
        encoding: Encoding = Encoding(),  # noqa: B008 - frozen
        make: MakeEncoder = make_encoder,
    ) -> None:
        """Open the indexes of a data directory.

        Args:
            data: the data directory.
            archive: what the indexes are derived from.
            workers: above 1, that many processes prepare large backlogs.
            encoding: the encoder whose vectors are wanted.
            make: makes an encoder from its settings.

        Raises:
            NewsroomError: there is no such encoder.
        """
        self._data = data
        self._archive = archive
        self._workers = workers
        self._encoding = encoding
        self._make = make
        self._encoder = make(encoding) if encoding.name else None
        self._generations = Generations(data)
        self._switching = threading.Lock()
        self._current = self._fitting()
        self._texts = Follower(archive, self._followed_texts, IndexLock(data), workers)
        self._vectors = self._encoding_follower(data, self._followed_vectors, self._put_into_use)

    def _encoding_follower(
        self, folder: Path, followed: Callable[[], Sequence[Followed]], caught_up: Callable[[], None]
    ) -> Follower:
        lock = IndexLock(folder, _VECTORS_LOCK)
        return Follower(self._archive, followed, lock, batch=_ENCODED, chunk=_AT_ONCE, caught_up=caught_up)

    def _open(self, folder: Path) -> IndexSet:
        return IndexSet.open(folder, self._encoding, self._made, self._archive.last_change())

    def _made(self, settings: Encoding) -> Encoder:
        """The encoder of the settings, made once; another one anew."""
        return self._encoder if self._encoder and settings == self._encoding else self._make(settings)

    def _fitting(self) -> IndexSet:
        """The generation in use, or a new one where it knows changes that the archive does not have.

        That is so when an older copy of the archive was put in the place of the newer one.
        """
        current = self._open(self._generations.current())
        followed = [*current.texts(), *current.vectors()]
        if max(item.index.applied for item in followed) <= self._archive.last_change():
            return current
        current.close()
        self._generations.activate(self._generations.create())
        return self._open(self._generations.current())

    @property
    def current(self) -> IndexSet:
        """The generation in use."""
        return self._current

    def start(self) -> None:
        """Follow the archive in the background.

        Raises:
            Conflict: another process does it already.
        """
        self._texts.start()
        if asked := self._current.asked:
            try:
                self._vectors.start()
            except Conflict:
                self._texts.stop()
                raise
            asked.vectors.tend()
        self._sweep()

    def close(self) -> None:
        """Stop following and close the files."""
        self._texts.stop()
        self._vectors.stop()
        self._current.close()

    def wake(self) -> None:
        """Say that something was written."""
        self._texts.wake()
        self._vectors.wake()

    @property
    def failure(self) -> Exception | None:
        """Why the indexes do not follow at present; None while all goes well."""
        return self._texts.failure or self._vectors.failure

    def lag(self) -> int:
        """Changes of the archive that are not in the indexes in use; vectors still being made do not count."""
        self._refresh()
        return max(self._texts.lag(), 0 if self._current.filling else self._vectors.lag())

    def lags(self) -> dict[str, int]:
        """The same by index; for vectors it is the index that the settings ask for, in use or not."""
        self._refresh()
        last = self._archive.last_change()
        followed = [*self._current.texts(), *self._current.vectors()]
        return {item.index.name: max(0, last - item.index.applied) for item in followed if not item.fading}

    def wait(self, timeout: float | None = None, *, serving: bool = False) -> bool:
        """Wait until all that was written so far is in the indexes, or with ``serving`` in those in use."""
        end = time.monotonic() + (threading.TIMEOUT_MAX if timeout is None else timeout)
        if not self._texts.wait(timeout):
            return False
        if serving and self._current.filling:
            return True
        if not self._vectors.wait(end - time.monotonic()):
            return False
        while self._current.filling and self._archive.last_change() and not self.failure:
            self._refresh()
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    def catch_up(self, *, serving: bool = False) -> bool:
        """Apply the backlog here and now, with ``serving`` only that of the indexes in use.

        False when another process holds a lock and does it.
        """
        done = self._texts.catch_up()
        if self._current.asked is None or (serving and self._current.filling):
            return done
        return self._vectors.catch_up() and done

    def differences(self) -> list[Difference]:
        """Compare every index in use with the archive, after the backlog was applied."""
        keys = self._archive.keys()
        current = self._current
        indexed = {
            "lexical": current.lexical.keys(),
            "forward": current.forward.keys(),
            "fingerprints": current.fingerprints.keys(),
        }
        if current.embedded and not current.filling:
            indexed["vectors"] = current.embedded.vectors.keys()
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
            fresh = self._open(self._generations.create())
            Follower(self._archive, fresh.texts, IndexLock(fresh.folder), self._workers).catch_up()
            if fresh.asked:
                self._encoding_follower(fresh.folder, fresh.vectors, lambda: None).catch_up()
                put_into_use(fresh.folder, fresh.asked)
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

    def _followed_texts(self) -> Sequence[Followed]:
        self._refresh()
        return self._current.texts()

    def _followed_vectors(self) -> Sequence[Followed]:
        self._refresh()
        return self._current.vectors()

    def _put_into_use(self) -> None:
        """Answer from the vectors asked for, now that they are complete."""
        current = self._current
        if current.asked is None or in_use(current.folder, current.asked):
            return
        if current.fading:
            current.fading.vectors.close()
        put_into_use(current.folder, current.asked)
        self._refresh()

    def _refresh(self) -> None:
        """Switch to another generation or to complete vectors if there are any; see what was committed elsewhere."""
        folder = self._generations.current()
        current = self._current
        if folder != current.folder:
            # The old generation stays open for requests that still use it; its files go when they are done.
            self._switch(current, lambda: self._open(folder))
        elif current.filling and in_use(folder, current.filling):
            self._switch(current, lambda: dataclasses.replace(current, embedded=current.filling, filling=None))
        else:
            current.refresh()

    def _switch(self, current: IndexSet, following: Callable[[], IndexSet]) -> None:
        with self._switching:
            if self._current is current:
                self._current = following()
