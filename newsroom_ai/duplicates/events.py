"""Same event: two reports that share no passages but what they tell, within days of one another."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import FIELDS, Article, TermStatistics
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.encoders.types import Encoder
from newsroom_ai.text.fold import RUN

T = TypeVar("T")

Name = tuple[str, str]
"""Two neighbouring syllables with capitals: a name, or a part of one."""

SAME: Final = 0.5
"""Likeness from which on two reports of one day are on one event."""

HALF_LIFE: Final = 30.0
"""Days apart after which likeness counts half: a story is told again after a year, but it is another event."""

ENCODER: Final = "encoder-static.v1"
"""The encoder whose cosines the weights were learned on; those of another are on another scale."""

_OPENING: Final = 80  # syllables of sapo and body that tell, with the title, what an article is about
_WORDS: Final = 90  # the same for the encoder, title included, by spaces


class Weights(NamedTuple):
    """A logistic regression over what speaks for one event.

    Learned on 288 labelled pairs of training articles that share no passages (``eval/annotations/pairs.md``), the two
    classes weighed alike. Which signals there are was chosen by cross-validation on the same pairs, the accuracy on
    the pairs of dev in view.
    """

    near: float
    title: float
    names: float
    bias: float


BY_MEANING: Final = Weights(near=6.75, title=4.53, names=3.32, bias=-5.75)
BY_WORDS: Final = Weights(near=11.79, title=5.33, names=2.56, bias=-8.09)


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What is compared of an article: title and opening as folded syllables, the names, and its place.

    ``vector`` is the opening's, of length 1; ``weights`` are its syllables as another one, where there is no encoder.
    """

    title: frozenset[str]
    opening: frozenset[str]
    names: frozenset[Name]
    size: int
    published: datetime | None
    vector: npt.NDArray[np.float32] | None
    weights: dict[str, float]


class Reports:
    """Weighs articles by what is rare in the archive; remembers how rare while it lives: one check."""

    def __init__(self, statistics: TermStatistics, encoder: Encoder | None = None) -> None:
        """``encoder`` must be the one called ``ENCODER``; without it articles are near one another by words."""
        self._statistics = statistics
        self._encoder = encoder
        self._size = statistics.document_count()
        self._rarity: dict[str, float] = {}

    def of(self, reading: Reading, published: datetime | None = None) -> Report:
        """Read an article for comparison; ``published`` stands in for a missing date."""
        article = reading.article
        title, *rest = (RUN.findall(text) for text in reading.folded)
        forms = [form for field in rest for form in field]
        return Report(
            frozenset(title),
            frozenset(title + forms[:_OPENING]),
            frozenset(_names(reading, title + forms)),
            len(reading),
            article.published_at or published,
            self._encoder.encode([_opening(article)])[0] if self._encoder else None,
            {} if self._encoder else self._weights(title + title + forms),
        )

    def likeness(self, first: Report, second: Report) -> float:
        """Chance that two reports are on one event, in 0..1, halved with every 30 days between them where known."""
        shorter, longer = sorted((first, second), key=lambda one: one.size)
        titles = min(_share(one.title, two.opening, self._rare) for one, two in ((first, second), (second, first)))
        names = _share(shorter.names, longer.names, lambda name: self._rare(name[0]) + self._rare(name[1]))
        weights = BY_MEANING if self._encoder else BY_WORDS
        evidence = weights.near * _cosine(first, second) + weights.title * titles + weights.names * names + weights.bias
        chance = 1 / (1 + math.exp(-evidence))
        if first.published is None or second.published is None:
            return chance
        days = abs((first.published - second.published).total_seconds()) / 86_400
        return chance * math.pow(0.5, days / HALF_LIFE)

    def _weights(self, forms: Iterable[str]) -> dict[str, float]:
        """Log term frequency times idf, as a vector of length 1."""
        weights = {form: (1 + math.log(count)) * self._rare(form) for form, count in Counter(forms).items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {form: weight / length for form, weight in weights.items()}

    def _rare(self, form: str) -> float:
        known = self._rarity.get(form)
        if known is None:
            frequency = min(self._statistics.document_frequency(form), self._size)
            known = self._rarity[form] = math.log1p((self._size - frequency + 0.5) / (frequency + 0.5))
        return known


def too_far_apart(first: datetime | None, second: datetime | None) -> bool:
    """Whether so much time lies between two reports that nothing they say can make ``likeness`` reach ``SAME``."""
    if first is None or second is None:
        return False
    return abs((first - second).total_seconds()) / 86_400 > -math.log2(SAME) * HALF_LIFE


def _share(ours: frozenset[T], theirs: frozenset[T], rarity: Callable[[T], float]) -> float:
    """Share of ours that stands in theirs, by rarity."""
    total = sum(map(rarity, ours))
    return sum(map(rarity, ours & theirs)) / total if total else 0.0


def _opening(article: Article) -> str:
    return " ".join(f"{article.title}. {article.sapo} {article.body}".split(maxsplit=_WORDS)[:_WORDS])


def _names(reading: Reading, forms: list[str]) -> Iterable[Name]:
    """Neighbours with capitals in one sentence."""
    capitals = [
        reading.article.text(FIELDS[reading.field(at)])[start].isupper() for at, (start, _) in enumerate(reading.places)
    ]
    for at in range(1, len(capitals)):
        if capitals[at - 1] and capitals[at] and not reading.opens(at):
            yield forms[at - 1], forms[at]


def _cosine(first: Report, second: Report) -> float:
    if first.vector is not None and second.vector is not None:
        return float(first.vector @ second.vector)
    few, many = sorted((first.weights, second.weights), key=len)
    return sum(weight * many[form] for form, weight in few.items() if form in many)
