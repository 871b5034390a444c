"""semhash: near neighbours of vectors.

Its own encoder is a download; here texts become 512 numbers by hashing syllable bigrams (scikit-learn) and a random
projection, so what is measured is semhash's index and threshold over a lexical encoder, not its multilingual model.
"""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from semhash import SemHash
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.random_projection import SparseRandomProjection

from eval.peers.serve import serve

SYLLABLE = r"\S+"


class LexicalEncoder:
    """What semhash asks of an encoder."""

    def __init__(self) -> None:
        self._hash = HashingVectorizer(n_features=2**18, ngram_range=(2, 2), token_pattern=SYLLABLE, norm="l2")
        self._project = SparseRandomProjection(512, random_state=0, dense_output=True)
        self._project.fit(self._hash.transform(["a b"]))

    def encode(self, inputs: Sequence[str] | str, **_: Any) -> npt.NDArray[np.float32]:
        texts = [inputs] if isinstance(inputs, str) else list(inputs)
        vectors: npt.NDArray[np.float32] = self._project.transform(self._hash.transform(texts)).astype(np.float32)
        return vectors


class Semhash:
    """Items are texts cut into syllables beforehand, parted by spaces."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._index: Any = None

    def add(self, texts: list[str], threshold: float) -> None:
        self._texts += texts

    def find(self, texts: list[str], threshold: float) -> list[list[int]]:
        """The stored texts that are near each text, nearest first."""
        if self._index is None:
            self._index = SemHash.from_records(list(dict.fromkeys(self._texts)), model=LexicalEncoder())
        places = {text: place for place, text in reversed(list(enumerate(self._texts)))}
        answers = {}
        for record in self._index.deduplicate(texts, threshold=threshold).filtered:
            answers[record.record] = [places[near] for near, _ in record.duplicates if near in places]
        return [answers.get(text, []) for text in texts]


if __name__ == "__main__":
    serve(Semhash())
