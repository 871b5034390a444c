"""Articles -> the pieces an encoder reads, and bags of them to learn from."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.encoders.pieces import Bag, Pieces, Rows, runs
from newsroom_ai.ingest.jsonl import mapped, read_jsonl
from newsroom_ai.text.fold import fold
from newsroom_ai.training.held_out import held_out

Counts = npt.NDArray[np.int64]
Tell = Callable[[str], None]

BODY_SYLLABLES: Final = 320  # of a body are learned from; more costs time and changes little
SYLLABLE_COUNT: Final = 12  # occurrences from which a syllable is known
PAIR_COUNT: Final = 25
ASSOCIATION: Final = 1.5  # pointwise mutual information, in nats, from which a pair is more than its syllables
LONGEST: Final = 16  # letters of a syllable; what is longer is an address or an error
CHUNK: Final = 4_000_000


class Tokens(NamedTuple):
    """Title, sapo and body of one article as numbers of folded syllables in a ``Lexicon``; missing ones are empty."""

    fields: tuple[Rows, Rows, Rows]
    held_out: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All folded syllables that were read, numbered, and the number of each one's bare form."""

    syllables: tuple[str, ...]
    bare: Rows


class _Growing(dict[str, int]):
    """Syllable as written -> number of its folded form; numbers are given in order of appearance."""

    def __init__(self) -> None:
        super().__init__()
        self.folded: dict[str, int] = {}

    def __missing__(self, written: str) -> int:
        self[written] = number = self.number(fold(written))
        return number

    def number(self, folded: str) -> int:
        return self.folded.setdefault(folded, len(self.folded))


def read(
    paths: Sequence[Path], mapping: dict[str, str], tell: Tell, limit: int = 0, seed: int = 0
) -> tuple[list[Tokens], Lexicon]:
    """Read articles with at least two fields, in random order; ``limit`` above 0 draws so many from each file.

    The first line of a record that has only ``text`` is its title.
    """
    numbers = _Growing()
    articles: list[Tokens] = []
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    for path in paths:
        found = list(_tokens(path, mapping, numbers))
        chance.shuffle(found)
        articles += found[: limit or None]
        tell(f"{path.name}: {len(found):,} articles")
    chance.shuffle(articles)
    for syllable in list(numbers.folded):
        numbers.number(fold(syllable, marks=False))
    bare = [numbers.folded[fold(syllable, marks=False)] for syllable in numbers.folded]
    return articles, Lexicon(tuple(numbers.folded), np.array(bare, np.int64))


def _tokens(path: Path, mapping: dict[str, str], numbers: _Growing) -> Iterable[Tokens]:
    for line in read_jsonl(path):
        record: Any = mapped(line.record, mapping) if line.record else {}
        title, sapo, body = (_text(record.get(name)) for name in ("title", "sapo", "body"))
        if not title and not body:
            title, _, body = _text(record.get("text")).strip().partition("\n")
        if sum(map(bool, (title, sapo, body))) > 1:
            one, two, three = (_numbered(runs(text)[:BODY_SYLLABLES], numbers) for text in (title, sapo, body))
            yield Tokens((one, two, three), held_out(str(record.get("id") or record.get("url"))))


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return value if isinstance(value, str) else ""


def _numbered(written: Sequence[str], numbers: _Growing) -> Rows:
    return np.fromiter(map(numbers.__getitem__, written), np.int64, len(written))


class Vocabulary(NamedTuple):
    """The pieces chosen, and the number each syllable of the lexicon has among them (-1: not chosen)."""

    pieces: Pieces
    syllables: list[str]
    pairs: npt.NDArray[np.int64]
    chosen: Rows


def choose(articles: Sequence[Tokens], lexicon: Lexicon, pairs: int, bare_pairs: int) -> Vocabulary:
    """Choose syllables by count, and pairs by √count · pointwise mutual information, as written and without marks.

    Bare forms are pieces too, so that a text typed without marks has a vector.
    """
    texts = [text for article in articles for text in article.fields]
    flat = np.concatenate([*texts, np.zeros(0, np.int64)])
    edges = np.cumsum([len(text) for text in texts])
    counts = np.bincount(flat, minlength=len(lexicon.syllables))
    bare_counts = np.bincount(lexicon.bare[flat], minlength=len(counts))
    short = np.array([0 < len(syllable) <= LONGEST for syllable in lexicon.syllables])
    known = short & ((counts >= SYLLABLE_COUNT) | (bare_counts >= 5 * SYLLABLE_COUNT))
    chosen = np.full(len(counts), -1, np.int64)
    chosen[known] = np.arange(known.sum())
    marked = _associated(flat, edges, counts, known, pairs)
    unmarked = _associated(lexicon.bare[flat], edges, bare_counts, known, 2 * bare_pairs)
    codes = np.union1d(marked, unmarked[~np.isin(unmarked, marked)][:bare_pairs])
    both = chosen[np.stack([codes // len(counts), codes % len(counts)], axis=1)]
    order = np.lexsort((both[:, 1], both[:, 0]))
    syllables = [syllable for syllable, kept in zip(lexicon.syllables, known, strict=True) if kept]
    return Vocabulary(Pieces(syllables, both[order]), syllables, both[order], chosen)


def _associated(flat: Rows, edges: Counts, counts: Counts, known: npt.NDArray[np.bool_], wanted: int) -> Rows:
    """The codes of the best pairs, best first; the last syllable of a text and the first of the next are no pair."""
    size = len(counts)
    inside = np.ones(max(0, len(flat) - 1), bool)
    ends = edges[(edges > 0) & (edges < len(flat))] - 1
    inside[ends] = False
    codes, seen = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for start in range(0, len(inside), CHUNK):
        part = slice(start, min(start + CHUNK, len(inside)))
        ok = inside[part] & known[flat[part]] & known[flat[part.start + 1 : part.stop + 1]]
        found, often = np.unique((flat[part] * size + flat[part.start + 1 : part.stop + 1])[ok], return_counts=True)
        codes, places = np.unique(np.concatenate([codes, found]), return_inverse=True)
        seen = np.bincount(places, weights=np.concatenate([seen, often])).astype(np.int64)
    frequent = seen >= PAIR_COUNT
    codes, seen = codes[frequent], seen[frequent]
    expected = counts[codes // size].astype(float) * counts[codes % size] / max(1, len(flat))
    association = np.log(seen / np.maximum(expected, 1e-9))
    score = np.where(association >= ASSOCIATION, np.sqrt(seen) * association, -1.0)
    best: Rows = codes[np.argsort(-score, kind="stable")][: min(wanted, int((score > 0).sum()))]
    return best


class Bags:
    """One field of many articles as bags of pieces, in three flat arrays."""

    def __init__(self, texts: Iterable[Rows], vocabulary: Vocabulary) -> None:
        """Take syllables by their numbers in the lexicon."""
        bags = [vocabulary.pieces.counted(vocabulary.chosen[text]) for text in texts]
        self._rows = np.concatenate([np.zeros(0, np.int64), *(bag.rows for bag in bags)]).astype(np.int32)
        self._weights = np.concatenate([np.zeros(0, np.float32), *(bag.weights for bag in bags)]).astype(np.float16)
        self._ends = np.cumsum([0, *(len(bag.rows) for bag in bags)])

    def __len__(self) -> int:
        """Number of articles."""
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> Bag:
        """The bag of one article; of length 0 where the field is missing."""
        part = slice(self._ends[place], self._ends[place + 1])
        return Bag(self._rows[part].astype(np.int64), self._weights[part].astype(np.float32))

    def document_counts(self, pieces: int) -> Counts:
        """In how many articles each piece occurs."""
        return np.bincount(self._rows, minlength=pieces)
