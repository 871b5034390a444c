"""The fingerprint of an article: which of its shingles the duplicate index keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import Article
from newsroom_ai.duplicates.shingles import Hashes, numbers, shingles
from newsroom_ai.text.syllables import bare_forms

Marks = npt.NDArray[np.uint32]
"""Hashes of shingles, cut to 32 bits."""

RUN: Final = 6
"""Syllables of a shingle: of 4, unrelated articles share dozens; of 8, one changed word in three leaves too few."""

WINDOW: Final = 16
"""Neighbouring shingles of which one is kept, about one in eight: a text of 470 syllables keeps 60."""

SURE: Final = RUN + WINDOW - 1
"""Syllables of a literal copy that is certain to share a kept shingle with its source, whatever stands around it."""

FORMAT: Final = f"2.{RUN}.{WINDOW}"
"""Fingerprints of different formats must not be compared."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of sapo and body (the title is left out: papers change it first).

    ``kept`` are the kept shingles as sorted little-endian 32-bit numbers, four bytes each.
    """

    kept: bytes

    def marks(self) -> Marks:
        """The kept shingles as numbers, shape ``(n,)``, each once, in ascending order."""
        return np.frombuffer(self.kept, "<u4")


def marks(syllables: Hashes) -> Marks:
    """Hash every shingle of a text: shape ``(n,)`` to ``(n - RUN + 1,)``, in order of the text."""
    return (shingles(syllables, RUN) >> np.uint64(32)).astype(np.uint32)


def fingerprint(article: Article) -> Fingerprint:
    """Keep the smallest hash of every window of shingles: winnowing (Schleimer, Wilkerson and Aiken, 2003).

    Blind to case, marks, punctuation and where the sapo ends.

    >>> marked = Article(id="a1", sapo="Giá xăng giảm 500 đồng.", body="Từ 15 giờ chiều nay.")
    >>> bare = Article(id="a2", body="GIA XANG GIAM 500 DONG – tu 15 gio chieu nay")
    >>> fingerprint(marked) == fingerprint(bare)
    True
    """
    least = marks(numbers(bare_forms(article.sapo) + bare_forms(article.body)))
    span = 1  # shingles whose minimum stands at each place: doubled until it is the window, a power of two
    while span < WINDOW and len(least) > 1:
        shift = min(span, len(least) - 1)
        least = np.minimum(least[:-shift], least[shift:])
        span += shift
    return Fingerprint(np.unique(least).astype("<u4").tobytes())
