"""The forward index: the syllables of each article in their order, for looking closely at few articles.

An article is one row of numbers: title, sapo and the head of the body, each in a stretch of its own, filled up with 0.
A number says both forms of a syllable: its upper bits are a hash of the bare form, all of it together with the lower
bits a hash of the exact one. So that a query with or without marks can be held against the same row.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import Article
from newsroom_ai.search.rows import RowStore
from newsroom_ai.text.fold import RUN, fold
from newsroom_ai.text.normalise import nfc
from newsroom_ai.text.syllables import bare_form

LAYOUT: Final = "forward.v1"
TITLE: Final = slice(0, 32)
SAPO: Final = slice(32, 128)
BODY: Final = slice(128, 512)
WIDTH: Final = 512
EXACT_BITS: Final = 12  # tell the marks of one bare syllable apart; the other 20 tell bare syllables apart

Codes = npt.NDArray[np.uint32]

_CACHED: Final = 200_000


class _Codes(dict[str, int]):
    """A syllable in small letters, as written -> its number; remembered, for texts repeat themselves."""

    def __missing__(self, written: str) -> int:
        if len(self) >= _CACHED:
            self.clear()
        self[written] = number = code(fold(written))
        return number


_CODES: Final = _Codes()


def code(exact: str) -> int:
    """The number of a syllable by its exact form; never 0.

    >>> code("bảo") >> EXACT_BITS == code("bao") >> EXACT_BITS, code("bảo") == code("bao")
    (True, False)
    """
    return (
        crc32(bare_form(exact).encode()) >> EXACT_BITS << EXACT_BITS | crc32(exact.encode()) % (1 << EXACT_BITS)
    ) or 1


def forward_row(article: Article) -> Codes:
    """The row of an article: shape ``(512,)``, title 32, sapo 96, body 384 syllables; what is longer is cut."""
    row = np.zeros(WIDTH, np.uint32)
    for place, text in ((TITLE, article.title), (SAPO, article.sapo), (BODY, article.body)):
        wanted = place.stop - place.start
        # The head of a long text: no syllable of Vietnamese is longer than 8 letters and a sign or two.
        written = RUN.findall(nfc(text[: 16 * wanted]).lower())[:wanted]
        row[place.start : place.start + len(written)] = [_CODES[syllable] for syllable in written]
    return row


def forward_rows(articles: Sequence[Article]) -> list[Codes]:
    """The rows of articles."""
    return [forward_row(article) for article in articles]


class ForwardIndex:
    """Reads from any thread; ``apply`` belongs to the one holder of the index lock."""

    name = "forward"

    def __init__(self, folder: Path) -> None:
        """Open the index; where there is none, or a broken one, it is empty until its owner applies something."""
        self._store = RowStore(folder, LAYOUT, np.dtype("<u4"))
        self._owner = False
        self._writing = Lock()

    @property
    def applied(self) -> int:
        """Number of the last change that is in the index."""
        return self._store.applied

    def apply(self, puts: Sequence[tuple[int, Codes]], deletes: Sequence[int], seq: int) -> None:
        """Write and remove articles and remember ``seq``, all of it or nothing; twice is as once.

        Raises:
            StorageFull: the disk is full; nothing was changed.
        """
        gone = set(deletes)
        changed = {key: row for key, row in puts if key not in gone}
        rows = np.stack([*changed.values()]) if changed else np.empty((0, WIDTH), np.uint32)
        with self._writing:
            if not self._owner:
                self._store.refresh()  # be the writer from now on, of what the last one left
                self._owner = True
            self._store.append([*changed], rows, [key for key in gone if self._store.snapshot.row(key) >= 0], seq)

    def refresh(self) -> None:
        """See what another process has written meanwhile."""
        with self._writing:
            if not self._owner:
                self._store.refresh()

    def end_writing(self) -> None:
        """Let another process write."""
        with self._writing:
            self._owner = False

    def keys(self) -> set[int]:
        """The keys of all indexed articles."""
        snapshot = self._store.snapshot
        return set(snapshot.key_of[snapshot.live()].tolist())

    def rows(self, keys: Sequence[int]) -> Codes:
        """The rows of articles, shape ``(len(keys), 512)``; all zero for one that is not here."""
        snapshot = self._store.snapshot
        places = snapshot.places(keys)
        found = np.zeros((len(keys), WIDTH), np.uint32)
        here = places >= 0
        if here.any():
            found[here] = snapshot.rows[places[here]]
        return found
