"""datasketch: MinHash over syllable 5-grams, found by its LSH index, kept above a Jaccard threshold."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

from datasketch import MinHash, MinHashLSH

from eval.peers.serve import serve

PERMUTATIONS = 128


class Datasketch:
    """Items are texts cut into syllables beforehand, parted by spaces."""

    def __init__(self) -> None:
        self._index: MinHashLSH | None = None
        self._made: list[MinHash] = []

    def add(self, texts: list[str], threshold: float) -> None:
        self._index = self._index or MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        for text in texts:
            self._index.insert(len(self._made), made := _minhash(text))
            self._made.append(made)

    def find(self, texts: list[str], threshold: float) -> list[list[int]]:
        """The stored texts that are near each text, nearest first."""
        assert self._index is not None
        found = []
        for text in texts:
            made = _minhash(text)
            near = [(made.jaccard(self._made[key]), key) for key in self._index.query(made)]
            found.append([key for score, key in sorted(near, reverse=True) if score >= threshold])
        return found


def _minhash(text: str) -> MinHash:
    words = text.split()
    made = MinHash(num_perm=PERMUTATIONS)
    made.update_batch([" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))])
    return made


if __name__ == "__main__":
    serve(Datasketch())
