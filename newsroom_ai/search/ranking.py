"""Which articles of the candidate set come first: a quick look at all of them, then a close one at the best."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.search.building import RELAXED_SHARE, SHORT, Builder, Candidates
from newsroom_ai.search.forward import ForwardIndex
from newsroom_ai.search.lexical import Limits, stored_keys
from newsroom_ai.search.limits import silent
from newsroom_ai.search.meaning import Meaning, Near
from newsroom_ai.search.query import Query
from newsroom_ai.search.scoring import BOTH, MEANING_ALONE, WORDS_ALONE, Close, Scores, Wanted, weighed
from newsroom_ai.search.types import Ranked, Why

WINDOW: Final = 100  # articles that get a close look: the best by words, by meaning, in a row, in the title


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
    node = build.quick(lexical.meant or query)
    if any(occur == Occur.Must for occur, _ in limits):  # filters: few of the best of all would pass
        node = Node.boolean_query([(Occur.Must, node), *limits])
    enough = RELAXED_SHARE * sum(rarity for _, _, rarity in build.rarities(lexical.meant or query))
    hits = build.searcher.search(node, WINDOW, count=False).hits
    return tuple(stored_keys(build.searcher, [address for score, address in hits if score >= enough]))


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
        self, query: Query, found: Found, total: int, limits: Limits, offset: int, limit: int
    ) -> tuple[Ranked, ...]:
        """Articles ``offset`` to ``offset + limit`` in order of relevance."""
        meant = found.lexical.meant or query if found.lexical else query
        window = self.window(meant, found, limits)
        page = window[offset : offset + limit]
        if len(page) < limit and len(window) < total:
            page += self._tail(found, window, max(0, offset - len(window)), limit - len(page))
        return tuple(page)

    def window(self, query: Query, found: Found, limits: Limits) -> list[Ranked]:
        """The articles that got a close look, best first."""
        keys, signals = self.looked_at(query, found, limits)
        weights = MEANING_ALONE if found.lexical is None else BOTH if found.near.cosines else WORDS_ALONE
        scores = weighed(signals, weights)
        by_meaning = signals[:, -1] * weights.meaning
        first = self._literal(query, found, keys)
        order = sorted(range(len(keys)), key=lambda at: (keys[at] not in first, -scores[at], -keys[at]))
        return [Ranked(keys[at], float(scores[at]), _why(float(scores[at]), float(by_meaning[at]))) for at in order]

    def looked_at(self, query: Query, found: Found, limits: Limits) -> tuple[list[int], Scores]:
        """The keys worth a close look, and what speaks for each: shape ``(n, 7)``, columns as in ``Signals``."""
        near = [] if self._crowded(query, found) else list(found.near.cosines)[:WINDOW]
        in_a_row = self._best(self._build.in_a_row(query), limits)
        keys = [*self._by_words(found), *self._best(self._build.in_the_title(query), limits), *in_a_row, *near]
        keys, words = self._words([*dict.fromkeys(keys)], query, found, limits)
        close = Close([Wanted(form.exact, exact, rarity) for form, exact, rarity in self._build.rarities(query)])
        cosines = np.zeros(len(keys), np.float32)
        if self._meaning is not None and found.near.vector is not None:
            cosines = self._meaning.cosines(found.near.vector, keys)
        # Rows end where long bodies go on.
        whole = np.isin(keys, in_a_row)
        return keys, close.signals(self._forward.rows(keys), words, whole, cosines)

    def _words(self, keys: list[int], query: Query, found: Found, limits: Limits) -> tuple[list[int], Scores]:
        """Those of the articles that meet the limits, and their BM25 over the whole text."""
        if not keys:
            return [], np.zeros(0, np.float32)
        clauses = [(Occur.Must, silent(self._these(keys))), *limits]
        clauses += [(Occur.Must, silent(node)) for node in self._build.binding(query)]
        if found.lexical is not None:
            clauses += [(Occur.Should, node) for node in self._build.words(query)]
        hits = self._searcher.search(Node.boolean_query(clauses), len(keys), count=False).hits
        kept = stored_keys(self._searcher, [address for _, address in hits])
        return kept, np.array([score for score, _ in hits], np.float32)

    def _by_words(self, found: Found) -> list[int]:
        if found.quick or found.lexical is None or not found.lexical.total:
            return [*found.quick]
        return self._best(found.lexical.matching)

    def _best(self, node: Node | None, limits: Limits | None = None) -> list[int]:
        if node is None:
            return []
        limited = Node.boolean_query([(Occur.Must, node), *limits]) if limits else node
        hits = self._searcher.search(limited, WINDOW, count=False).hits
        return stored_keys(self._searcher, [address for _, address in hits])

    def _literal(self, query: Query, found: Found, keys: Sequence[int]) -> frozenset[int]:
        """Which articles hold all of a short query: no likeness of meaning is put before them."""
        lexical = found.lexical
        if lexical is None or lexical.relaxed or not found.near.cosines or len(query.units) > SHORT or not keys:
            return frozenset(keys)
        both = Node.boolean_query([(Occur.Must, silent(self._these(keys))), (Occur.Must, lexical.matching)])
        hits = self._searcher.search(both, len(keys), count=False).hits
        return frozenset(stored_keys(self._searcher, [address for _, address in hits]))

    @staticmethod
    def _crowded(query: Query, found: Found) -> bool:
        """Whether so many articles hold all of a short query that none by meaning alone belongs among the first."""
        lexical = found.lexical
        return lexical is not None and not lexical.relaxed and len(query.units) <= SHORT and lexical.total > WINDOW

    def _tail(self, found: Found, window: Sequence[Ranked], offset: int, limit: int) -> list[Ranked]:
        """What comes after the window: by words as the quick look has it, then the rest found by meaning."""
        by_words = found.lexical.matching if found.lexical and found.lexical.total else found.matching
        scored = [(Occur.Must, silent(found.matching)), (Occur.Should, by_words)]
        if window:
            scored.append((Occur.MustNot, self._these([one.key for one in window])))
        hits = self._searcher.search(Node.boolean_query(scored), limit, count=False, offset=offset).hits
        keys = stored_keys(self._searcher, [address for _, address in hits])
        lowest = min((one.score for one in window), default=1.0)
        return [
            Ranked(key, lowest * float(score) / (1 + float(score)), Why(1.0, 0.0) if score else Why(0.0, 1.0))
            for key, (score, _) in zip(keys, hits, strict=True)
        ]

    def _these(self, keys: Sequence[int]) -> Node:
        return Node.term_set_query(self._build.schema, "key", list(keys))


def _why(score: float, by_meaning: float) -> Why:
    share = min(1.0, max(0.0, by_meaning / score)) if score > 0 else 0.0
    return Why(round(1 - share, 3), round(share, 3))
