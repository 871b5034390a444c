"""rensa: R-MinHash over syllable 5-grams, found by its LSH index, kept above a Jaccard threshold."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

from rensa import RMinHash, RMinHashLSH

from eval.peers.serve import serve

PERMUTATIONS = 128
BANDS = 32


class Rensa:
    """Items are texts cut into syllables beforehand, parted by spaces."""

    def __init__(self) -> None:
        self._index: RMinHashLSH | None = None
        self._made: list[RMinHash] = []

    def add(self, texts: list[str], threshold: float) -> None:
        self._index = self._index or RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=BANDS)
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
            found.append([int(key) for score, key in sorted(near, reverse=True) if score >= threshold])
        return found


def _minhash(text: str) -> RMinHash:
    words = text.split()
    made = RMinHash(num_perm=PERMUTATIONS, seed=0)
    made.update([" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))])
    return made


if __name__ == "__main__":
    serve(Rensa())
