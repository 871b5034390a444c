"""Which articles of the candidate set come first: a quick look at all of them, then a close one at the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.search.building import RELAXED_SHARE, SHORT, WINDOW, Builder, Candidates, Hits
from newsroom_ai.search.forward import ForwardIndex
from newsroom_ai.search.lexical import Limits, scored, stored_keys, these
from newsroom_ai.search.limits import silent
from newsroom_ai.search.meaning import Meaning, Near
from newsroom_ai.search.query import Query
from newsroom_ai.search.scoring import BOTH, MEANING_ALONE, WORDS_ALONE, Close, Scores, Wanted, weighed
from newsroom_ai.search.types import Ranked, Why


class Found(NamedTuple):
    """The candidate set of one search: by words, by meaning, or the union of both.

    Attributes:
        matching: the articles that count, limits included.
        lexical: those found by words; None in a search by meaning alone.
        near: those found by meaning, with their cosines; of them only those count that meet the limits.
        quick: the best by words of a long query that was relaxed; they count although they may hold few of its words.
        total: how many count; None while that is not known.
    """

    matching: Node
    lexical: Candidates | None
    near: Near
    quick: tuple[int, ...]
    total: int | None


def quick_look(build: Builder, query: Query, lexical: Candidates | None, limits: Limits) -> tuple[int, ...]:
    """The best by any of the words of a long, relaxed query: tantivy finds them without scoring all candidates.

    Common words alone are not enough: BM25 must reach a share of what one occurrence of each word would bring.
    """
    if lexical is None or not lexical.relaxed or len(query.units) <= SHORT:
        return ()
    meant = lexical.meant or query
    enough = RELAXED_SHARE * sum(rarity for _, _, rarity in build.rarities(meant))
    return tuple(key for key, score in build.quick(meant, limits).items() if score >= enough)


class Ranking:
    """Ranks the candidate set of one query over one state of the indexes."""

    def __init__(
        self, searcher: tantivy.Searcher, build: Builder, forward: ForwardIndex, meaning: Meaning | None
    ) -> None:
        self._searcher = searcher
        self._build = build
        self._forward = forward
        self._meaning = meaning

    def page(
        self, query: Query, found: Found, total: Callable[[], int], limits: Limits, offset: int, limit: int
    ) -> tuple[Ranked, ...]:
        """Articles ``offset`` to ``offset + limit`` in order of relevance; ``total`` says how many count."""
        meant = found.lexical.meant or query if found.lexical else query
        window = self._window(meant, found, limits)
        page = [Ranked(key, score, _why(score, near)) for key, score, near in window[offset : offset + limit]]
        if len(page) < limit and len(window) < total():
            page += self._tail(found, window, max(0, offset - len(window)), limit - len(page))
        return tuple(page)

    def _window(self, query: Query, found: Found, limits: Limits) -> list[tuple[int, float, float]]:
        """The articles that got a close look, best first: key, score, and how much of that is by meaning."""
        keys, signals = self.looked_at(query, found, limits)
        weights = MEANING_ALONE if found.lexical is None else BOTH if found.near.keys else WORDS_ALONE
        scores = weighed(signals, weights).tolist()
        by_meaning = (signals[:, -1] * weights.meaning).tolist()
        first = self._literal(query, found, keys)
        order = sorted(range(len(keys)), key=lambda at: (keys[at] not in first, -scores[at], -keys[at]))
        return [(keys[at], scores[at], by_meaning[at]) for at in order]

    def looked_at(self, query: Query, found: Found, limits: Limits) -> tuple[list[int], Scores]:
        """The keys worth a close look, and what speaks for each: shape ``(n, 7)``, columns as in ``Signals``."""
        near = [] if self._crowded(query, found) else found.near.keys[:WINDOW]
        in_a_row, in_the_title = self._together(query, found, limits)
        best = self._best(found)
        others = dict.fromkeys((*found.quick, *best, *in_the_title, *in_a_row, *near))
        known = best if self._all_of_it(found) else {}
        known |= self._words([key for key in others if key not in known], query, found, limits)
        keys, words = [*known], np.array([*known.values()], np.float32)
        close = Close([Wanted(form.exact, exact, rarity) for form, exact, rarity in self._build.rarities(query)])
        cosines = np.zeros(len(keys), np.float32)
        if self._meaning is not None and found.near.vector is not None:
            cosines = self._meaning.cosines(found.near.vector, keys)
        # Rows end where long bodies go on.
        whole = np.isin(keys, in_a_row)
        return keys, close.signals(self._forward.rows(keys), words, whole, cosines)

    def _together(self, query: Query, found: Found, limits: Limits) -> tuple[list[int], list[int]]:
        """The articles of the candidate set with the query in a row, and with all of it in the title."""
        if found.lexical is None:
            return [], []
        in_a_row, in_the_title = self._build.in_a_row(query, limits), self._build.in_the_title(query, limits)
        if self._build.literal(query) or not (in_a_row or in_the_title):
            return in_a_row, in_the_title
        known = these(self._build.schema, {*in_a_row, *in_the_title})
        node = Node.boolean_query([(Occur.Must, known), (Occur.Must, silent(found.matching))])
        hits = self._searcher.search(node, len(in_a_row) + len(in_the_title), count=False).hits
        counted = self._scored(hits).keys()
        return [key for key in in_a_row if key in counted], [key for key in in_the_title if key in counted]

    def _words(self, keys: list[int], query: Query, found: Found, limits: Limits) -> dict[int, float]:
        """Those of the articles that meet the limits, with their BM25 over the whole text."""
        if not keys:
            return {}
        clauses = [(Occur.Must, these(self._build.schema, keys)), *limits]
        clauses += [(Occur.Must, silent(node)) for node in self._build.binding(query)]
        node = scored(Node.boolean_query(clauses), self._build.words(query) if found.lexical else ())
        return self._scored(self._searcher.search(node, len(keys), count=False).hits)

    def _best(self, found: Found) -> dict[int, float]:
        """The best by words of the candidate set, with what they score in its own query."""
        lexical = found.lexical
        if lexical is None or not lexical.total or found.quick:
            return {}
        if lexical.counted:
            return self._scored(lexical.best)
        return self._scored(self._searcher.search(lexical.matching, WINDOW, count=False).hits)

    @staticmethod
    def _all_of_it(found: Found) -> bool:
        """Whether the candidate set holds all of the query, so that its scores are those of all its words."""
        return found.lexical is not None and not found.lexical.relaxed

    def _scored(self, hits: Hits) -> dict[int, float]:
        keys = stored_keys(self._searcher, [address for _, address in hits])
        return dict(zip(keys, (score for score, _ in hits), strict=True))

    def _literal(self, query: Query, found: Found, keys: Sequence[int]) -> frozenset[int]:
        """Which articles hold all of a short query: no likeness of meaning is put before them."""
        lexical = found.lexical
        if lexical is None or lexical.relaxed or not found.near.keys or len(query.units) > SHORT or not keys:
            return frozenset(keys)
        best = self._best(found).keys()
        others = [key for key in keys if key not in best]
        if not others or lexical.total <= len(best):
            return frozenset(best)
        both = Node.boolean_query([(Occur.Must, these(self._build.schema, others)), (Occur.Must, lexical.matching)])
        hits = self._searcher.search(both, len(others), count=False).hits
        return frozenset(best | self._scored(hits).keys())

    @staticmethod
    def _crowded(query: Query, found: Found) -> bool:
        """Whether so many articles hold all of a short query that none by meaning alone belongs among the first."""
        lexical = found.lexical
        return lexical is not None and not lexical.relaxed and len(query.units) <= SHORT and lexical.total > WINDOW

    def _tail(self, found: Found, window: Sequence[tuple[int, float, float]], offset: int, limit: int) -> list[Ranked]:
        """What comes after the window: by words as the quick look has it, then the rest found by meaning."""
        by_words = found.lexical.matching if found.lexical and found.lexical.total else found.matching
        scored = [(Occur.Must, silent(found.matching)), (Occur.Should, by_words)]
        if window:
            scored.append((Occur.MustNot, these(self._build.schema, [key for key, _, _ in window])))
        hits = self._searcher.search(Node.boolean_query(scored), limit, count=False, offset=offset).hits
        keys = stored_keys(self._searcher, [address for _, address in hits])
        lowest = min((score for _, score, _ in window), default=1.0)
        return [
            Ranked(key, lowest * float(score) / (1 + float(score)), Why(1.0, 0.0) if score else Why(0.0, 1.0))
            for key, (score, _) in zip(keys, hits, strict=True)
        ]


def _why(score: float, by_meaning: float) -> Why:
    share = min(1.0, max(0.0, by_meaning / score)) if score > 0 else 0.0
    return Why(round(1 - share, 3), round(share, 3))
