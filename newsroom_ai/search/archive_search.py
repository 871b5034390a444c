"""Search over the archive: a request -> candidates by words and by meaning, counts, facets and one ranked page."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Lock
from typing import Final, NamedTuple, get_args

import numpy as np
import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.errors import InvalidQuery, ModelUnavailable
from newsroom_ai.search.building import Builder, Candidates
from newsroom_ai.search.cursor import RESULT_WINDOW, Cursor, digest, read_cursor
from newsroom_ai.search.expansion import Expander
from newsroom_ai.search.facets import counted_by, facets
from newsroom_ai.search.forward import ForwardIndex
from newsroom_ai.search.lexical import LexicalIndex, Limits, stored_keys, these
from newsroom_ai.search.limits import limits_of, up_to
from newsroom_ai.search.meaning import NOTHING, Keys, Meaning, Near
from newsroom_ai.search.query import Query
from newsroom_ai.search.ranking import Found, Ranking, quick_look
from newsroom_ai.search.scoring import Scores
from newsroom_ai.search.types import (
    FACETS,
    FILTERS,
    HIT_LIMIT,
    Expansion,
    FacetValue,
    Listing,
    Mode,
    Page,
    QueryEcho,
    Ranked,
    SearchRequest,
    Sort,
    Total,
    Why,
)
from newsroom_ai.text.fold import fold
from newsroom_ai.text.language import language

NARROW: Final = 60_000
"""Articles that filters let through, up to which their keys are handed to the vector index; wider ones hide little."""

_REMEMBERED: Final = 16  # filters whose keys are kept


class _Asked(NamedTuple):
    """A request as it was understood, and the articles that answer it."""

    mode: Mode
    query: Query
    expansions: tuple[Expansion, ...]
    build: Builder
    limits: Limits
    found: Found


class ArchiveSearch:
    """Answers searches from the indexes of words and of meaning. Thread-safe."""

    def __init__(
        self,
        index: LexicalIndex,
        forward: ForwardIndex,
        meaning: Meaning | None = None,
        expander: Expander | None = None,
    ) -> None:
        """Take the indexes.

        Args:
            index: of words.
            forward: the same articles' syllables in their order.
            meaning: their vectors; None where there are none (yet), and searches then go by words.
            expander: knows the newsroom's own aliases; without it those of the product are used.
        """
        self._index = index
        self._forward = forward
        self._meaning = meaning
        self._expander = expander or Expander()
        self._passing = _Passing()
        self._beside = ThreadPoolExecutor(os.cpu_count(), "search")  # the indexes leave the interpreter to others

    def search(self, request: SearchRequest, now: datetime) -> Page:
        """One page of a search as of ``now``: later ``published_at`` means not yet there.

        Raises:
            InvalidQuery: a value is out of range, or the cursor belongs to another search.
            ModelUnavailable: semantic search was asked for and there is no vector index.
        """
        _validate(request)
        searcher = self._index.searcher()
        cursor = read_cursor(request) or Cursor(0, self._index.newest_key(), digest(request))
        asked = self._asked(request, searcher, now, cursor)
        found = asked.found
        counting = self._beside.submit(_counted, request, asked)
        ranked = () if found.total == 0 else self._ranked(request, asked, lambda: counting.result()[1], cursor.offset)
        counted, total = counting.result()
        end = cursor.offset + len(ranked)
        more = ranked and end < min(total, RESULT_WINDOW)
        lexical = found.lexical or Candidates(found.matching, 0, relaxed=False)
        return Page(
            query=QueryEcho(
                text=request.q,
                folded=fold(request.q, marks=False),
                mode=asked.mode,
                language=language(request.q),
                expansions=asked.expansions,
                suggestion=lexical.suggestion,
                relaxed=lexical.relaxed,
            ),
            total=Total(total, "gte" if found.near.capped else "eq"),
            ranked=ranked,
            facets=counted,
            next=cursor._replace(offset=end).text() if more else None,
            terms=asked.build.highlight_terms(asked.query, lexical),
        )

    def looked_at(self, request: SearchRequest, now: datetime) -> tuple[list[int], Scores]:
        """The keys a search looks closely at, and what speaks for each: what its ranking is learned from."""
        _validate(request)
        searcher = self._index.searcher()
        asked = self._asked(request, searcher, now, Cursor(0, 0, ""))
        return self._ranking(searcher, asked).looked_at(asked.query, asked.found, asked.limits)

    def _asked(self, request: SearchRequest, searcher: tantivy.Searcher, now: datetime, cursor: Cursor) -> _Asked:
        """What a request means, and which articles answer it."""
        schema = self._index.schema
        mode = self._mode(request)
        query, expansions = self._expander.read(request.q, request.expand)
        build = Builder(schema, searcher, lambda text: self._expander.read(text, request.expand)[0])
        limits = [*limits_of(request, schema, now), *build.excluded(query)]
        if cursor.offset:
            limits += up_to(schema, cursor.newest)
        try:
            found = self._found(request, mode, query, build, limits, now)
        except ModelUnavailable:  # the encoder; words are found without it
            if mode == "semantic":
                raise
            mode = "keyword"
            found = self._found(request, mode, query, build, limits, now)
        return _Asked(mode, query, expansions, build, limits, found)

    def _mode(self, request: SearchRequest) -> Mode:
        if request.mode == "semantic" and self._meaning is None:
            raise ModelUnavailable("Tìm theo nghĩa chưa sẵn sàng: chưa bật, hoặc chỉ mục vectơ đang được dựng")
        return "keyword" if self._meaning is None else request.mode

    def _found(
        self, request: SearchRequest, mode: Mode, query: Query, build: Builder, limits: Limits, now: datetime
    ) -> Found:
        nearing = self._beside.submit(self._near, request, mode, query, request.q, now)
        lexical = None if mode == "semantic" and query.units else build.candidates(query, limits)
        near = nearing.result()
        if lexical and lexical.meant and lexical.suggestion:
            near = self._near(request, mode, query, lexical.suggestion, now)
        quick = quick_look(build, query, lexical, limits)
        if lexical is not None and not near.keys and not quick:
            return Found(lexical.matching, lexical, near, (), lexical.total if lexical.counted else None)
        known = these(self._index.schema, {*near.keys, *quick})
        binding = [(Occur.Must, node) for node in build.binding(query)]
        others = Node.boolean_query([(Occur.Must, known), *binding, *limits])
        if lexical is None or not lexical.total:
            return Found(others, lexical, near, quick, None)
        matching = Node.boolean_query([(Occur.Should, lexical.matching), (Occur.Should, others)])
        return Found(matching, lexical, near, quick, None)

    def _near(self, request: SearchRequest, mode: Mode, query: Query, meant: str, now: datetime) -> Near:
        """Answers by meaning. A query that is nothing but quoted phrases and numbers of papers has none of its own."""
        if self._meaning is None or mode == "keyword" or all(unit.binding for unit in query.units):
            return NOTHING
        allowed = None
        if request.filters or request.start or request.end or request.status != "published":
            allowed = self._passing.keys(self._index, request, now)
        return self._meaning.near(meant, allowed)

    def _ranked(
        self, request: SearchRequest, asked: _Asked, total: Callable[[], int], offset: int
    ) -> tuple[Ranked, ...]:
        searcher = asked.build.searcher
        if request.sort == "relevance" and asked.query.units:
            ranking = self._ranking(searcher, asked)
            return ranking.page(asked.query, asked.found, total, asked.limits, offset, request.limit)
        oldest = request.sort == "oldest"
        field, order = ("oldest", tantivy.Order.Asc) if oldest else ("published", tantivy.Order.Desc)
        hits = searcher.search(
            asked.found.matching, request.limit, count=False, offset=offset, order_by_field=field, order=order
        ).hits
        keys = stored_keys(searcher, [address for _, address in hits])
        return tuple(Ranked(key, 0.0, Why(lexical=0.0, semantic=0.0)) for key in keys)

    def _ranking(self, searcher: tantivy.Searcher, asked: _Asked) -> Ranking:
        return Ranking(searcher, asked.build, self._forward, self._meaning)


def _counted(request: SearchRequest, asked: _Asked) -> tuple[dict[str, tuple[FacetValue, ...]], int]:
    """The facets of the candidate set, and its size."""
    found = asked.found
    counted = facets(asked.build.searcher, found.matching, request.facets)
    total = found.total
    if total is None:
        total = counted_by(counted)
    return counted, asked.build.count(found.matching) if total is None else total


class _Passing:
    """The keys that filters let through, remembered for as long as the index does not change."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Keys | None] = OrderedDict()
        self._lock = Lock()

    def keys(self, index: LexicalIndex, request: SearchRequest, now: datetime) -> Keys | None:
        """The keys, or None where there are too many to be worth it."""
        asked = repr((index.applied, sorted(request.filters.items()), request.start, request.end, request.status))
        with self._lock:
            if asked in self._known:
                self._known.move_to_end(asked)
                return self._known[asked]
        searcher = index.searcher()
        node = Node.boolean_query([(Occur.Must, Node.all_query()), *limits_of(request, index.schema, now)])
        hits = searcher.search(node, NARROW + 1, count=False).hits
        found = None
        if len(hits) <= NARROW:
            found = np.array(stored_keys(searcher, [address for _, address in hits]), np.int64)
        with self._lock:
            self._known[asked] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found


def _validate(request: SearchRequest) -> None:
    if not 1 <= request.limit <= HIT_LIMIT:
        raise InvalidQuery(f"limit phải từ 1 đến {HIT_LIMIT}")
    for name, value, allowed in (
        ("mode", request.mode, get_args(Mode)),
        ("sort", request.sort, get_args(Sort)),
        ("status", request.status, get_args(Listing)),
    ):
        if value not in allowed:
            raise InvalidQuery(f"{name} phải là một trong: {', '.join(allowed)}")
    for kind, names, known in (("bộ lọc", request.filters, FILTERS), ("facet", request.facets, FACETS)):
        for name in names:
            if name not in known:
                raise InvalidQuery(f"Không có {kind} {name}; các tên hợp lệ: {', '.join(known)}")
