"""Same event: two reports that share no passages but the words that matter, within days of one another."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from newsroom_ai.article import Article, TermStatistics
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.text.fold import RUN

SAME: Final = 0.35
"""Likeness from which two reports of one day are on one event: F1 is best at 0.34 on clusters of one event each."""

HALF_LIFE: Final = 30.0
"""Days apart after which likeness counts half: a story is told again after a year, but it is another event."""

_TITLE: Final = 2  # a word of the title counts as often


@dataclass(frozen=True, slots=True)
class Report:
    """An article by its weighed syllables, as a vector of length 1; empty where nothing is known of them."""

    weights: dict[str, float]
    published: datetime | None

    def likeness(self, other: Report) -> float:
        """Cosine of two reports, in 0..1, halved with every 30 days between them where both have a date."""
        few, many = sorted((self.weights, other.weights), key=len)
        cosine = sum(weight * many[form] for form, weight in few.items() if form in many)
        if self.published is None or other.published is None:
            return cosine
        days = abs((self.published - other.published).total_seconds()) / 86_400
        return cosine * math.pow(0.5, days / HALF_LIFE)


class Reports:
    """Weighs articles by what is rare in the archive; remembers how rare while it lives: one check."""

    def __init__(self, statistics: TermStatistics) -> None:
        self._statistics = statistics
        self._size = statistics.document_count()
        self._rarity: dict[str, float] = {}

    def of(self, reading: Reading, published: datetime | None = None) -> Report:
        """Weigh an article by log term frequency times idf; ``published`` stands in for a missing date."""
        counts: Counter[str] = Counter()
        for field, text in enumerate(reading.folded):
            for form in RUN.findall(text):
                counts[form] += _TITLE if field == 0 else 1
        weights = {form: (1 + math.log(count)) * self._rare(form) for form, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        article: Article = reading.article
        weights = {form: weight / length for form, weight in weights.items()}
        return Report(weights, article.published_at or published)

    def _rare(self, form: str) -> float:
        known = self._rarity.get(form)
        if known is None:
            frequency = min(self._statistics.document_frequency(form), self._size)
            known = self._rarity[form] = math.log1p((self._size - frequency + 0.5) / (frequency + 0.5))
        return known
