"""The fingerprint of an article: what the duplicate index knows of its text."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from newsroom_ai.article import Article
from newsroom_ai.duplicates.shingles import numbers, shingles
from newsroom_ai.text.syllables import bare_forms

PERMUTATIONS: Final = 128
FORMAT: Final = f"1.{RMinHash.ALGORITHM_VERSION}"
"""Fingerprints of different formats must not be compared; rensa's own version is part of it."""

_SEED: Final = 42


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of sapo and body (the title is left out: papers change it first).

    ``content`` is a 16-byte hash of the bare syllables; ``signature`` the MinHash of their shingles as 128
    little-endian 32-bit numbers (512 bytes); ``syllables`` their number.
    """

    content: bytes
    signature: bytes
    syllables: int

    def minima(self) -> npt.NDArray[np.uint32]:
        """The signature as numbers, shape ``(128,)``."""
        return np.frombuffer(self.signature, "<u4")


def fingerprint(article: Article) -> Fingerprint:
    """Compute the fingerprint: blind to case, marks, punctuation and where the sapo ends.

    >>> marked = Article(id="a1", sapo="Giá xăng giảm 500 đồng.", body="Từ 15 giờ chiều nay.")
    >>> bare = Article(id="a2", body="GIA XANG GIAM 500 DONG – tu 15 gio chieu nay")
    >>> fingerprint(marked) == fingerprint(bare)
    True
    """
    forms = bare_forms(article.sapo) + bare_forms(article.body)
    hashes = shingles(numbers(forms))
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, [0, len(hashes)], PERMUTATIONS, _SEED)
    signature = np.array(matrix.to_rows()[0], "<u4").tobytes()
    return Fingerprint(blake2b(" ".join(forms).encode(), digest_size=16).digest(), signature, len(forms))
