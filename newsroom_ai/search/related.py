"""Articles on the same matter as an article: by its weightiest words, and by its meaning."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.article import Article
from newsroom_ai.search.lexical import LexicalIndex, stored_keys, these
from newsroom_ai.search.limits import limits_of
from newsroom_ai.search.meaning import Meaning
from newsroom_ai.search.types import Ranked, SearchRequest, Why
from newsroom_ai.text.syllables import exact_forms

TERMS: Final = 40  # an article is searched for by its weightiest syllables
SATURATION: Final = 1.2  # k1 of BM25
MEANING: Final = 2.0  # weight of the cosine beside the share of the article's own BM25; chosen on vmds and vims
FAR: Final = 0.2  # share of the article's own words below which another has common words only …
ALIKE: Final = 0.5  # … unless its meaning is as near as this


class _Weights(NamedTuple):
    """What to multiply the BM25 of each syllable with, and what the article itself would score."""

    syllables: dict[str, float]
    own: float


class RelatedSearch:
    """Finds what belongs beside an article. Thread-safe; holds no state of its own."""

    def __init__(self, index: LexicalIndex, meaning: Meaning | None = None) -> None:
        self._index = index
        self._meaning = meaning

    def related(self, article: Article, now: datetime, limit: int) -> list[Ranked]:
        """The published articles nearest to an article, best first, itself and its copies among them.

        A score is at most about 3: 1 for the words of an article of average length that shares all of the weightiest
        ones, 2 for the cosine.
        """
        weights = self._weights(article)
        words = self._by_words(weights, now, limit)
        if self._meaning is None:
            found = [(key, score, 0.0) for key, score in words.items()]
        else:
            vector = self._meaning.of(article)
            near = dict(self._meaning.nearest(vector, limit))
            words |= self._words_of([key for key in near if key not in words], weights, now)
            cosines = self._meaning.cosines(vector, [*words])
            found = [(key, words[key], float(cosine)) for key, cosine in zip(words, cosines, strict=True)]
        ranked = [_ranked(*one) for one in found if one[1] >= FAR or one[2] >= ALIKE]
        return sorted(ranked, key=lambda one: (-one.score, -one.key))[:limit]

    def _weights(self, article: Article) -> _Weights:
        """The article's weightiest syllables, by saturated frequency times idf as in BM25."""
        counts: Counter[str] = Counter(exact_forms(article.body))
        for text, weight in ((article.title, 3), (article.sapo, 2)):
            for form in exact_forms(text):
                counts[form] += weight
        total = self._index.document_count()
        saturated: dict[str, float] = {}
        worth: dict[str, float] = {}
        for form, count in counts.most_common(4 * TERMS):
            if seen := self._index.document_frequency(form):
                saturated[form] = count * (SATURATION + 1) / (count + SATURATION)
                worth[form] = saturated[form] * math.log(1 + (total - min(seen, total) + 0.5) / (seen + 0.5))
        best = sorted(worth, key=lambda form: -worth[form])[:TERMS]
        own = sum(saturated[form] * worth[form] for form in best)
        return _Weights({form: saturated[form] for form in best}, own)

    def _by_words(self, weights: _Weights, now: datetime, limit: int) -> dict[int, float]:
        """The best by words: key and share of the article's own score."""
        return self._shares(self._terms(weights), weights.own, now, limit) if weights.syllables else {}

    def _words_of(self, keys: Sequence[int], weights: _Weights, now: datetime) -> dict[int, float]:
        """The shares of these articles, of those that are published."""
        if not keys:
            return {}
        known = (Occur.Must, these(self._index.schema, keys))
        return self._shares([known, *self._terms(weights)], weights.own, now, len(keys))

    def _terms(self, weights: _Weights) -> list[tuple[Occur, Node]]:
        schema = self._index.schema
        return [
            (Occur.Should, Node.boost_query(Node.term_query(schema, "exact", form, "freq"), weight))
            for form, weight in weights.syllables.items()
        ]

    def _shares(self, terms: list[tuple[Occur, Node]], own: float, now: datetime, limit: int) -> dict[int, float]:
        searcher = self._index.searcher()
        published = limits_of(SearchRequest(), self._index.schema, now)
        hits = searcher.search(Node.boolean_query([*terms, *published]), limit, count=False).hits
        keys = stored_keys(searcher, [address for _, address in hits])
        return {key: float(score) / max(own, 1e-9) for key, (score, _) in zip(keys, hits, strict=True)}


def _ranked(key: int, words: float, cosine: float) -> Ranked:
    by_meaning = MEANING * max(0.0, cosine)
    score = words + by_meaning
    share = by_meaning / score if score else 0.0
    return Ranked(key, score, Why(round(1 - share, 3), round(share, 3)))
