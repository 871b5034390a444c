"""The scan of the whole archive for copies: pairs from the index, verified by alignment, closed into groups."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from newsroom_ai.article import Article, Status
from newsroom_ai.duplicates.alignment import Alignment
from newsroom_ai.duplicates.boilerplate import boilerplate
from newsroom_ai.duplicates.fingerprints import marks
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.duplicates.pairs import shared_pairs, split
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.relations import relation
from newsroom_ai.duplicates.types import Relation
from newsroom_ai.processes import pool

BATCH: Final = 500
"""Pairs verified between two writes: what a kill costs."""

_PARTS: Final = 16  # ranges of hashes that are joined one after the other
_CERTAIN: Final = 0.5  # containment from which on nobody asks whether it is boilerplate
_AHEAD: Final = 4  # batches that wait for a worker

Texts = Callable[[Sequence[int]], dict[int, Article]]


@dataclass(frozen=True, slots=True)
class Copy:
    """Two articles of the archive, by key, of which the shorter stands in the longer, in whole or in part."""

    shorter: int
    longer: int
    relation: Relation
    containment: float
    similarity: float


class Group(NamedTuple):
    """Articles that are copies of one another, in ascending order of key, and the pairs that say so."""

    keys: tuple[int, ...]
    copies: tuple[Copy, ...]


class Scan:
    """A scan whose state lies in a folder, so that it goes on where it was stopped, however it was.

    ``pairs.npy`` are the candidates, ``copies.jsonl`` what was verified so far; ``state.json`` says how many pairs
    are done and how long the file was then: what stands behind that was written by a batch that was cut off.
    """

    def __init__(self, index: FingerprintIndex, texts: Texts, folder: Path) -> None:
        self._index = index
        self._texts = texts
        self._folder = folder

    @property
    def finished(self) -> bool:
        """Whether there is a whole scan to report on."""
        state = self._state()
        return state is not None and state["done"] == state["pairs"]

    def run(self, workers: int = 1) -> Generator[tuple[int, int], None, None]:
        """Go on with the scan, or begin one where none is under way; gives pairs done and pairs in all.

        Closing the iterator stops the scan after the batch in hand.
        """
        state = self._state()
        if state is None or state["done"] == state["pairs"]:
            state = self._begin()
        pairs = np.load(self._folder / "pairs.npy", mmap_mode="r", allow_pickle=False)
        done, size = state["done"], state["size"]
        yield done, len(pairs)
        with (self._folder / "copies.jsonl").open("r+b") as file:
            file.truncate(size)
            file.seek(size)
            batches = [split(np.asarray(pairs[at : at + BATCH])) for at in range(done, len(pairs), BATCH)]
            for batch, found in zip(batches, self._verified(batches, workers), strict=True):
                lines = [json.dumps(asdict(copy)) + "\n" for copy in found if self._is_copy(copy)]
                file.write("".join(lines).encode())
                file.flush()
                done += len(batch)
                self._remember(done, len(pairs), file.tell())
                yield done, len(pairs)

    def groups(self) -> list[Group]:
        """The groups of the last scan, the largest first; of one that is under way, those found so far."""
        state = self._state()
        if state is None:
            return []
        with (self._folder / "copies.jsonl").open("rb") as file:
            lines = file.read(state["size"]).decode().splitlines()
        return grouped([Copy(**json.loads(line)) for line in lines])

    def _begin(self) -> dict[str, int]:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "state.json").unlink(missing_ok=True)
        pairs = shared_pairs(self._index.shared(_PARTS))
        np.save(self._folder / "pairs.npy", pairs)
        (self._folder / "copies.jsonl").write_bytes(b"")
        return self._remember(0, len(pairs), 0)

    def _state(self) -> dict[str, int] | None:
        try:
            state: dict[str, int] = json.loads((self._folder / "state.json").read_bytes())
        except FileNotFoundError:
            return None
        return state

    def _remember(self, done: int, pairs: int, size: int) -> dict[str, int]:
        state = {"done": done, "pairs": pairs, "size": size}
        scratch = self._folder / "state.new"
        scratch.write_text(json.dumps(state))
        scratch.replace(self._folder / "state.json")
        return state

    def _verified(self, batches: Sequence[list[tuple[int, int]]], workers: int) -> Iterator[list[Copy]]:
        read = ((batch, self._texts(sorted({key for pair in batch for key in pair}))) for batch in batches)
        if workers == 1:
            yield from (verified(*item) for item in read)
            return
        with pool(workers) as processes:
            waiting = [processes.submit(verified, *item) for _, item in zip(range(_AHEAD), read, strict=False)]
            while waiting:
                yield waiting.pop(0).result()
                waiting += [processes.submit(verified, *item) for _, item in zip(range(1), read, strict=False)]

    def _is_copy(self, copy: Copy) -> bool:
        """Whether the pair shares more than boilerplate, which a scan that knows the whole archive can tell."""
        if copy.containment >= _CERTAIN:
            return True
        articles = self._texts([copy.shorter, copy.longer])
        if len(articles) < 2:
            return False
        draft, other = Reading.of(articles[copy.shorter]), Reading.of(articles[copy.longer])
        met = self._index.meetings(marks(draft.hashes[draft.bounds[1] :]))
        common = boilerplate(draft, met, self._texts)
        return not common.any() or relation(Alignment.of(draft, other, common)) is not None


def verified(pairs: Sequence[tuple[int, int]], articles: dict[int, Article]) -> list[Copy]:
    """The pairs that are copies; those with an article that is gone or not published are none."""
    readings = {key: Reading.of(article) for key, article in articles.items() if article.status is Status.PUBLISHED}
    found = []
    for pair in pairs:
        if pair[0] in readings and pair[1] in readings:
            shorter, longer = sorted(pair, key=lambda key: (len(readings[key]), key))
            if named := relation(Alignment.of(readings[shorter], readings[longer])):
                shared = named[1]
                found.append(Copy(shorter, longer, named[0], round(shared.containment, 4), round(shared.similarity, 4)))
    return found


def grouped(copies: Iterable[Copy]) -> list[Group]:
    """Close pairs into groups by union-find, the largest first; keys of a group in ascending order."""
    parents: dict[int, int] = {}

    def root(key: int) -> int:
        while (parent := parents.setdefault(key, key)) != key:
            parents[key] = key = parents[parent]
        return key

    copies = list(copies)
    for copy in copies:
        first, second = sorted((root(copy.shorter), root(copy.longer)))
        parents[second] = first
    keys: dict[int, list[int]] = {}
    within: dict[int, list[Copy]] = {}
    for key in sorted(parents):
        keys.setdefault(root(key), []).append(key)
    for copy in copies:
        within.setdefault(root(copy.shorter), []).append(copy)
    groups = [Group(tuple(members), tuple(within[top])) for top, members in keys.items()]
    return sorted(groups, key=lambda group: (-len(group.keys), group.keys))
