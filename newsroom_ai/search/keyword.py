"""Keyword search: a parsed query -> candidates, counts, facets and one ranked page."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, get_args

import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.errors import InvalidQuery, ModelUnavailable
from newsroom_ai.search.lexical import UNDATED, LexicalIndex, epoch, stored_keys
from newsroom_ai.search.query import Clause, Form, Item, Query, parse
from newsroom_ai.search.types import (
    FACETS,
    FILTERS,
    HIT_LIMIT,
    FacetValue,
    HighlightTerms,
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

ENOUGH = 10  # with fewer candidates than this the query is relaxed …
PLENTY = 20  # … and a long one until there are this many: its words are many chances to be off the mark
RELAXED_SHARES = (0.6, 0.4)  # of the units of a long query
BIGRAM_WEIGHT = 0.3  # neighbours in the query that are neighbours in the text; chosen on vietnews dev
BARE_BIGRAM_WEIGHT = 0.6  # without marks a syllable says less, and its neighbour more
SHORT_BIGRAM_WEIGHT = 2.0  # two or three words are mostly one name or one term
TITLE_WEIGHT = 0.5
SHORT = 4  # units; in a longer query words in other spelling are rarer than words that are not there
FACET_VALUES = 1_000
RESULT_WINDOW = 10_000  # how deep pages go
KIND_LABELS = {"article": "Bài viết", "press_release": "Thông cáo", "document": "Văn bản", "media": "Tư liệu"}


class _Candidates(NamedTuple):
    """Which articles count: the query for the set, for its ranking, and whether it was relaxed."""

    matching: Node
    ranking: Node
    total: int
    relaxed: bool


class _Cursor(NamedTuple):
    """A place in one search: articles written after its first page (keys above ``newest``) do not shift it."""

    offset: int
    newest: int
    digest: str


class KeywordSearch:
    """Answers searches from a lexical index. Thread-safe; holds no state of its own."""

    def __init__(self, index: LexicalIndex) -> None:
        self._index = index

    def search(self, request: SearchRequest, now: datetime) -> Page:
        """One page of a search as of ``now``: later ``published_at`` means not yet there.

        Raises:
            InvalidQuery: a value is out of range, or the cursor belongs to another search.
            ModelUnavailable: semantic search was asked for and there is no vector index.
        """
        _validate(request)
        if request.mode == "semantic":
            raise ModelUnavailable("Tìm theo nghĩa chưa được bật: chưa có chỉ mục vectơ")
        searcher = self._index.searcher()
        cursor = _read_cursor(request)
        if cursor is None:
            cursor = _Cursor(0, self._newest_key(searcher), _digest(request))
        query = parse(request.q)
        build = _Builder(self._index.schema, searcher, query.marked)
        limits = [*self._filters(request, now), *self._up_to(cursor)]
        candidates = build.candidates(query, limits)
        ranked = self._rank(searcher, candidates, request, cursor.offset) if candidates.total else ()
        end = cursor.offset + len(ranked)
        more = ranked and end < min(candidates.total, RESULT_WINDOW)
        return Page(
            query=QueryEcho(
                text=request.q,
                folded=fold(request.q, marks=False),
                mode="keyword",
                language=language(request.q),
                expansions=(),
                suggestion=None,
                relaxed=candidates.relaxed,
            ),
            total=Total(candidates.total),
            ranked=ranked,
            facets=self._facets(searcher, candidates.matching, request.facets),
            next=_write_cursor(cursor._replace(offset=end)) if more else None,
            terms=build.highlight_terms(query, candidates.relaxed),
        )

    def weighted(self, weights: Mapping[str, float], now: datetime, limit: int) -> list[tuple[int, float]]:
        """The published articles nearest to a bag of weighted exact syllables: (key, score), best first."""
        if not weights:
            return []
        schema = self._index.schema
        terms = [
            (Occur.Should, Node.boost_query(Node.term_query(schema, "exact", form, "freq"), weight))
            for form, weight in weights.items()
        ]
        hidden = self._filters(SearchRequest(), now)
        searcher = self._index.searcher()
        hits = searcher.search(Node.boolean_query([*terms, *hidden]), limit, count=False).hits
        keys = stored_keys(searcher, [address for _, address in hits])
        return [(key, float(score)) for key, (score, _) in zip(keys, hits, strict=True)]

    @staticmethod
    def _newest_key(searcher: tantivy.Searcher) -> int:
        hits = searcher.search(Node.all_query(), 1, count=False, order_by_field="key", order=tantivy.Order.Desc).hits
        return stored_keys(searcher, [hits[0][1]])[0] if hits else 0

    def _up_to(self, cursor: _Cursor) -> list[tuple[Occur, Node]]:
        if cursor.offset == 0:
            return []
        above = Node.range_query(
            self._index.schema, "key", tantivy.FieldType.Integer, lower_bound=cursor.newest, include_lower=False
        )
        return [(Occur.MustNot, above)]

    def _filters(self, request: SearchRequest, now: datetime) -> list[tuple[Occur, Node]]:
        schema = self._index.schema
        clauses: list[tuple[Occur, Node]] = []
        if request.status == "published":
            # What is excluded is rare, so excluding costs less than requiring what nearly all articles have.
            clauses += [(Occur.MustNot, Node.term_query(schema, "status", s, "basic")) for s in ("draft", "withdrawn")]
            clauses.append((Occur.MustNot, self._published(epoch(now) + 1, None)))
        else:
            clauses.append((Occur.Must, _silent(Node.term_query(schema, "status", request.status, "basic"))))
        for name, values in request.filters.items():
            any_of = [(Occur.Should, Node.term_query(schema, name, value, "basic")) for value in values]
            clauses.append((Occur.Must, _silent(Node.boolean_query(any_of))))
        if request.start or request.end:
            start = epoch(request.start) if request.start else UNDATED + 1
            clauses.append((Occur.Must, _silent(self._published(start, epoch(request.end) if request.end else None))))
        return clauses

    def _published(self, start: int, end: int | None) -> Node:
        last = None if end is None else end - 1
        return Node.range_query(
            self._index.schema, "published", tantivy.FieldType.Integer, lower_bound=start, upper_bound=last
        )

    @staticmethod
    def _rank(
        searcher: tantivy.Searcher, candidates: _Candidates, request: SearchRequest, offset: int
    ) -> tuple[Ranked, ...]:
        if request.sort == "relevance" and candidates.ranking is not candidates.matching:
            hits = searcher.search(candidates.ranking, request.limit, count=False, offset=offset).hits
            why = Why(lexical=1.0, semantic=0.0)
        else:
            oldest = request.sort == "oldest"
            field, order = ("oldest", tantivy.Order.Asc) if oldest else ("published", tantivy.Order.Desc)
            hits = searcher.search(
                candidates.matching, request.limit, count=False, offset=offset, order_by_field=field, order=order
            ).hits
            hits = [(0.0, address) for _, address in hits]
            why = Why(lexical=0.0, semantic=0.0)
        keys = stored_keys(searcher, [address for _, address in hits])
        return tuple(Ranked(key, float(score), why) for key, (score, _) in zip(keys, hits, strict=True))

    @staticmethod
    def _facets(searcher: tantivy.Searcher, matching: Node, names: Iterable[str]) -> dict[str, tuple[FacetValue, ...]]:
        wanted = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in names}
        if not wanted:
            return {}
        answer = searcher.aggregate(matching, wanted)
        return {name: _facet(name, answer[name]["buckets"]) for name in wanted}


class _Builder:
    """Turns a parsed query into tantivy queries over one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, marked: bool) -> None:
        self._schema = schema
        self._searcher = searcher
        self._marked = marked

    def candidates(self, query: Query, limits: list[tuple[Occur, Node]]) -> _Candidates:
        """The candidate set: all clauses, relaxed step by step when fewer than ten articles match."""
        limits = limits + [(Occur.MustNot, self._clause(clause)) for clause in query.excluded]
        if not query.required:
            everything = Node.boolean_query([(Occur.Must, Node.all_query()), *limits])
            return _Candidates(everything, everything, self._count(everything), relaxed=False)
        units = [self._clause(clause) for clause in query.required]
        strict = widest = self._counted(_all(units), limits)
        if strict[1] < ENOUGH:
            short = len(units) <= SHORT
            for step in self._short_steps(query, units, strict[1]) if short else self._long_steps(query, units):
                widest = self._counted(step, limits)
                if widest[1] >= (1 if short else PLENTY):
                    break
        relaxed = widest[1] > strict[1]
        matching, total = widest if relaxed else strict
        hints = [(Occur.Should, hint) for hint in self._hints(query)]
        ranking = Node.boolean_query([(Occur.Must, matching), *hints])
        return _Candidates(matching, ranking, total, relaxed)

    def _short_steps(self, query: Query, units: list[Node], found: int) -> Iterator[Node]:
        """A short query: all but one of its words; where nothing at all was found, first without marks, last any one.

        Few hits are an answer. They are not drowned in what only looks alike: "bão" is not "báo", and "Đồng Nai"
        without "Nai" is another question.
        """
        if not found and query.marked:
            bare = [Node.boost_query(self._clause(clause, bare=True), 0.1) for clause in query.required]
            yield _all(
                [Node.boolean_query([(Occur.Should, u), (Occur.Should, b)]) for u, b in zip(units, bare, strict=True)]
            )
        if len(units) > 2:
            yield _some(query, units, len(units) - 1)
        if not found and len(units) > 1:
            yield _some(query, units, 1)

    def _long_steps(self, query: Query, units: list[Node]) -> Iterator[Node]:
        """A long query, such as a title: 60 % of its words, then 40 %."""
        for share in RELAXED_SHARES:
            yield _some(query, units, math.ceil(share * len(units)))

    def _hints(self, query: Query) -> Iterator[Node]:
        """What lifts a candidate without being asked for: words of the title, neighbours that stay neighbours."""
        forms = [form for clause in query.required for item in clause.items for form in item.forms]
        for form in forms:
            field, text = self._field(form, title=True), self._text(form)
            yield Node.boost_query(Node.term_query(self._schema, field, text, "freq"), TITLE_WEIGHT)
        for one, two in itertools.pairwise(forms):
            field = "exact" if self._exact(one) and self._exact(two) else "bare"
            words: list[str | tuple[int, str]] = [one.exact, two.exact] if field == "exact" else [one.bare, two.bare]
            weight = BIGRAM_WEIGHT if field == "exact" else BARE_BIGRAM_WEIGHT
            if len(query.required) <= SHORT:
                weight = SHORT_BIGRAM_WEIGHT
            yield Node.boost_query(Node.phrase_query(self._schema, field, words), weight)

    def _clause(self, clause: Clause, *, bare: bool = False) -> Node:
        items = [self._item(item, bare=bare) for item in clause.items]
        return items[0] if len(items) == 1 else Node.boolean_query([(Occur.Should, item) for item in items])

    def _item(self, item: Item, *, bare: bool) -> Node:
        exact = [not bare and self._exact(form) for form in item.forms]
        prefix = "title_" if item.title else ""
        if len(item.forms) == 1:
            return self._syllable(item.forms[0], prefix, exact=exact[0], bare=bare)
        if all(exact):
            return Node.phrase_query(self._schema, prefix + "exact", [form.exact for form in item.forms])
        parts = [(Occur.Must, Node.phrase_query(self._schema, prefix + "bare", [form.bare for form in item.forms]))]
        if not bare:
            parts += [
                (Occur.Must, Node.term_query(self._schema, prefix + "exact", form.exact, "freq"))
                for form in item.forms
                if form.marked
            ]
        return Node.boolean_query(parts)

    def _syllable(self, form: Form, prefix: str, *, exact: bool, bare: bool) -> Node:
        as_typed = Node.term_query(self._schema, prefix + "exact", form.exact, "freq")
        if exact:
            return as_typed
        folded = Node.term_query(self._schema, prefix + "bare", form.bare, "freq")
        if bare or form.exact != form.bare:
            return folded
        # As typed beats folded: both match then, and their scores add up.
        return Node.boolean_query([(Occur.Should, folded), (Occur.Should, Node.boost_query(as_typed, 0.3))])

    def _exact(self, form: Form) -> bool:
        """Whether a syllable means itself: it is marked, or it is a common word as it stands in a marked query.

        Nobody writes marks on "cho" or "trong", which need none; "hiem" beside "bảo" was typed in haste. The
        archive tells them apart: the first are common as they are, the second hardly occur.
        """
        if form.marked:
            return True
        if not self._marked:
            return False
        as_typed = self._searcher.doc_freq("exact", form.exact)
        return bool(as_typed * 5 >= self._searcher.doc_freq("bare", form.bare))

    def _field(self, form: Form, *, title: bool) -> str:
        return ("title_" if title else "") + ("exact" if self._exact(form) else "bare")

    def _text(self, form: Form) -> str:
        return form.exact if self._exact(form) else form.bare

    def _counted(self, core: Node, limits: list[tuple[Occur, Node]]) -> tuple[Node, int]:
        matching = Node.boolean_query([(Occur.Must, core), *limits])
        return matching, self._count(matching)

    def _count(self, node: Node) -> int:
        return int(self._searcher.search(node, 1, count=True).count)  # type: ignore[attr-defined]

    def highlight_terms(self, query: Query, relaxed: bool) -> HighlightTerms:
        """What to mark in the texts of the hits; a relaxed query also marks its words without diacritics."""
        exact: set[str] = set()
        bare: set[str] = set()
        phrases: list[tuple[str, ...]] = []
        for item in (item for clause in query.required for item in clause.items):
            if len(item.forms) > 1:
                whole = all(self._exact(form) for form in item.forms)
                phrases.append(tuple(form.exact if whole else form.bare for form in item.forms))
                continue
            form = item.forms[0]
            exact.add(form.exact)
            if not self._exact(form) or (relaxed and not self._searcher.doc_freq("exact", form.exact)):
                bare.add(form.bare)
        return HighlightTerms(frozenset(exact), frozenset(bare), tuple(dict.fromkeys(phrases)))


def _all(units: list[Node]) -> Node:
    return Node.boolean_query([(Occur.Must, unit) for unit in units])


def _some(query: Query, units: list[Node], wanted: int) -> Node:
    """So many of the units; phrases and numbers of documents are not given up."""
    kept = [len(clause.items[0].forms) > 1 for clause in query.required]
    loose = [(Occur.Should, unit) for unit, keep in zip(units, kept, strict=True) if not keep]
    parts = [(Occur.Must, unit) for unit, keep in zip(units, kept, strict=True) if keep]
    if loose and wanted > len(parts):
        parts.append((Occur.Must, Node.boolean_query(loose, minimum_number_should_match=wanted - len(parts))))
    return Node.boolean_query(parts or loose)


def _silent(node: Node) -> Node:
    return Node.const_score_query(node, 0.0)


def _facet(name: str, buckets: list[dict[str, Any]]) -> tuple[FacetValue, ...]:
    values = [FacetValue(b["key"], _label(name, b["key"]), int(b["doc_count"])) for b in buckets]
    if name in ("year", "month"):
        values.sort(key=lambda value: value.value)
    return tuple(values)


def _label(name: str, value: str) -> str:
    if not value:
        return "(không rõ)"
    if name == "month":
        return f"{value[5:]}/{value[:4]}"
    return KIND_LABELS.get(value, value) if name == "kind" else value


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


def _digest(request: SearchRequest) -> str:
    asked = (
        request.q, request.mode, sorted(request.filters.items()), request.start, request.end, request.status,
        request.sort,
    )  # fmt: skip
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:12]


def _write_cursor(cursor: _Cursor) -> str:
    return base64.urlsafe_b64encode(json.dumps(cursor).encode()).decode().rstrip("=")


def _read_cursor(request: SearchRequest) -> _Cursor | None:
    if not request.cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(request.cursor + "=" * (-len(request.cursor) % 4))
        offset, newest, digest = json.loads(text)
        cursor = _Cursor(int(offset), int(newest), str(digest))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise InvalidQuery("cursor không đọc được; hãy tìm lại từ trang đầu") from error
    if cursor.digest != _digest(request) or not 0 < cursor.offset <= RESULT_WINDOW or not 0 <= cursor.newest < 2**63:
        raise InvalidQuery("cursor thuộc về một lượt tìm khác; hãy tìm lại từ trang đầu")
    return cursor
