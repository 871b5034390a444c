"""A parsed query -> tantivy queries over one state of the index: the candidate set, and what ranking asks of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.article import VIETNAM
from newsroom_ai.search.lexical import UNDATED, Limits, epoch, stored_keys, these
from newsroom_ai.search.query import Clause, Form, Item, Query, Substitute, Unit
from newsroom_ai.search.spelling import Spelling
from newsroom_ai.search.types import HighlightTerms

WINDOW = 100  # articles that get a close look: the best by words, by meaning, in a row, in the title
ENOUGH = 10  # with fewer candidates than this the query is relaxed …
TELLING_SHARE = 0.5  # … a long one to its rarer half …
TELLING_MOST = 4  # … but so many words at most: more are more chances to be off the mark …
RELAXED_SHARE = 0.34  # … of which so many must be there
SHORT = 4  # units; in a longer query words in other spelling are rarer than words that are not there
ROW = range(2, 11)  # syllables of a query that may stand in a row somewhere
TITLE_WORDS = range(1, 8)  # syllables of a query that may all stand in a title


Hits = Sequence[tuple[float, tantivy.DocAddress]]
"""Score and address of articles, best first."""


class Candidates(NamedTuple):
    """Which articles count: the query for the set, its size, whether it was relaxed, and its best by BM25.

    Where it is not ``counted``, ``total`` is only a number that it reaches, and the best are not known either.
    ``meant`` is the query that was probably meant, where the set holds its matches too; ``suggestion`` the text of
    one to offer, whether or not it was searched.
    """

    matching: Node
    total: int
    relaxed: bool
    best: Hits = ()
    counted: bool = True
    meant: Query | None = None
    suggestion: str | None = None


class _Found(NamedTuple):
    """A query without its limits, how many articles match it within them, and the best of these."""

    core: Node
    total: int
    best: Hits
    counted: bool = True


class Builder:
    """Turns parsed queries into tantivy queries over one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, read: Callable[[str], Query]) -> None:
        """``read`` parses the text of a query that was probably meant."""
        self._schema = schema
        self._searcher = searcher
        self._read = read
        self._rows: dict[str, list[int]] = {}
        self._quick: dict[str, dict[int, float]] = {}
        self._frequencies: dict[tuple[str, str], int] = {}

    @property
    def schema(self) -> tantivy.Schema:
        """Of the index that queries are built for."""
        return self._schema

    @property
    def searcher(self) -> tantivy.Searcher:
        """The state of the index that queries are built for."""
        return self._searcher

    def words(self, query: Query) -> list[Node]:
        """The units of a query, each by itself: what an article holds of them is its BM25."""
        return self._units(query)

    def quick(self, query: Query, limits: Limits) -> dict[int, float]:
        """The best by any syllable of a query, with their BM25: tantivy finds them without looking at most articles.

        Some may be outside of the limits: tantivy must look at all where something is excluded.
        """
        if query.text not in self._quick:
            node = self._any_syllable(query)
            if any(occur == Occur.Must for occur, _ in limits):  # filters: few of the best of all would pass
                node = Node.boolean_query([(Occur.Must, node), *limits])
            hits = self._searcher.search(node, WINDOW, count=False).hits
            keys = stored_keys(self._searcher, [address for _, address in hits])
            self._quick[query.text] = dict(zip(keys, (score for score, _ in hits), strict=True))
        return self._quick[query.text]

    def _any_syllable(self, query: Query) -> Node:
        fields = (("exact", form.exact) if self._exact(form, query) else ("bare", form.bare) for form in query.forms)
        return _any([Node.term_query(self._schema, field, text, "freq") for field, text in dict.fromkeys(fields)])

    def in_a_row(self, query: Query, limits: Limits) -> list[int]:
        """The best articles with all syllables of a query side by side; none where they are too few or too many."""
        if query.text not in self._rows:
            forms = query.forms
            field = "exact" if self._all_exact(query) else "bare"
            self._rows[query.text] = self._keys(self._phrase(field, forms), limits) if len(forms) in ROW else []
        return self._rows[query.text]

    def in_the_title(self, query: Query, limits: Limits) -> list[int]:
        """The best articles with all syllables of a query somewhere in the title; none where they are too many."""
        forms = query.forms
        if len(forms) not in TITLE_WORDS:
            return []
        exact = self._all_exact(query)
        words = dict.fromkeys(form.exact if exact else form.bare for form in forms)
        field = "title_exact" if exact else "title_bare"
        return self._keys(_all([Node.term_query(self._schema, field, word, "freq") for word in words]), limits)

    def excluded(self, query: Query) -> Limits:
        """What no answer may hold."""
        return [(Occur.MustNot, self._clause(clause, query)) for clause in query.excluded]

    def binding(self, query: Query) -> list[Node]:
        """The units that every answer must hold, however alike it is: quoted phrases, numbers of papers."""
        return [self._unit(unit, query, bare=False) for unit in query.units if unit.binding]

    def rarities(self, query: Query) -> Iterator[tuple[Form, bool, float]]:
        """The syllables in their order, whether only their exact form counts, and their idf as in BM25."""
        total = self._searcher.num_docs
        for form in query.forms:
            exact = self._exact(form, query)
            seen = self._frequency("exact" if exact else "bare", form.exact if exact else form.bare)
            yield form, exact, math.log(1 + (total - min(seen, total) + 0.5) / (seen + 0.5))

    def count(self, node: Node) -> int:
        """How many articles match."""
        return int(self._searcher.search(node, 1, count=True).count)  # type: ignore[attr-defined]

    def candidates(self, query: Query, limits: Limits) -> Candidates:
        """The candidate set: all units, relaxed step by step when fewer than ten articles match.

        ``limits`` hold what is excluded, too.

        Where a word as typed stands beside its neighbours in no article and with other marks does, what was probably
        meant is searched beside it.
        """
        if not query.units:
            everything = Node.boolean_query([(Occur.Must, Node.all_query()), *limits])
            return Candidates(everything, self.count(everything), relaxed=False)
        strict = self._counted(_all(self._units(query)), limits)
        spelling = Spelling(self._schema, self._searcher, limits)
        written = self._all_exact(query) and bool(self.in_a_row(query, limits))
        if not written and (text := spelling.corrected(query, certain=strict.total >= ENOUGH)):
            meant = self._read(text)
            widest = self._widest(meant, self._counted(_all(self._units(meant)), limits), limits)
            both = self._counted(_any([strict.core, widest.core]), limits)
            matching = Node.boolean_query([(Occur.Must, both.core), *limits])
            return Candidates(matching, both.total, both.total > 0, both.best, meant=meant, suggestion=text)
        widest = self._proven(query, strict, limits) or self._widest(query, strict, limits)
        matching = Node.boolean_query([(Occur.Must, widest.core), *limits])
        paper = None if widest.total else spelling.near_paper(query)
        relaxed = widest.total > strict.total
        return Candidates(matching, widest.total, relaxed, widest.best, widest.counted, suggestion=paper)

    def _proven(self, query: Query, strict: _Found, limits: Limits) -> _Found | None:
        """A long query relaxed, where a quick look shows that it must be: whoever counts facets counts it with them."""
        if strict.total >= ENOUGH or len(query.units) <= SHORT:
            return None
        core = self._telling(query, self._units(query))
        known = these(self._schema, self.quick(query, limits))
        seen = self.count(Node.boolean_query([(Occur.Must, known), (Occur.Must, core), *limits]))
        return _Found(core, seen, (), counted=False) if seen > strict.total else None

    def _widest(self, query: Query, strict: _Found, limits: Limits) -> _Found:
        if strict.total >= ENOUGH:
            return strict
        units = self._units(query)
        if len(units) > SHORT:
            wider = self._counted(self._telling(query, units), limits)
            return wider if wider.total > strict.total else strict
        widest = strict
        for step in self._short_steps(query, units, strict.total):
            widest = self._counted(step, limits)
            if widest.total:
                break
        return widest if widest.total > strict.total else strict

    def _telling(self, query: Query, units: list[Node]) -> Node:
        """Some of the rarer units of a long query: an article with its common words only is about something else.

        Rare words also have few articles, so that this is as quick as it is telling.
        """
        binding = [node for unit, node in zip(query.units, units, strict=True) if unit.binding]
        counts = {at: self._rarest(unit) for at, unit in enumerate(query.units) if not unit.binding}
        loose = {at: count for at, count in counts.items() if count}
        rarer = sorted(loose, key=lambda at: loose[at])[: min(TELLING_MOST, math.ceil(TELLING_SHARE * len(loose)))]
        if not rarer or binding:
            return _all(binding or units)
        wanted = math.ceil(RELAXED_SHARE * len(rarer))
        some = [(Occur.Should, units[at]) for at in rarer]
        return Node.boolean_query(some, minimum_number_should_match=wanted)

    def _rarest(self, unit: Unit) -> int:
        """In how many articles the rarest syllable of a unit is."""
        return min(self._frequency("bare", form.bare) for form in unit.forms)

    def _frequency(self, field: str, form: str) -> int:
        if (field, form) not in self._frequencies:
            self._frequencies[field, form] = int(self._searcher.doc_freq(field, form))
        return self._frequencies[field, form]

    def _short_steps(self, query: Query, units: list[Node], found: int) -> Iterator[Node]:
        """A short query: all but one of its words; where nothing at all was found, first without marks, last any one.

        Few hits are an answer. They are not drowned in what only looks alike: "bão" is not "báo", and "Đồng Nai"
        without "Nai" is another question.
        """
        if not found and query.marked:
            bare = [Node.boost_query(node, 0.1) for node in self._units(query, bare=True)]
            yield _all([_any([unit, other]) for unit, other in zip(units, bare, strict=True)])
        if len(units) > 2:
            yield _some(query, units, len(units) - 1)
        if not found and len(units) > 1:
            yield _some(query, units, 1)

    def _phrase(self, field: str, forms: Sequence[Form]) -> Node:
        words: list[str | tuple[int, str]] = [form.bare if field.endswith("bare") else form.exact for form in forms]
        return Node.phrase_query(self._schema, field, words)

    def _units(self, query: Query, *, bare: bool = False) -> list[Node]:
        return [self._unit(unit, query, bare=bare) for unit in query.units]

    def _unit(self, unit: Unit, query: Query, *, bare: bool) -> Node:
        typed = _all([self._clause(clause, query, bare=bare) for clause in unit.clauses])
        return _any([typed, *(self._substitute(substitute) for substitute in unit.substitutes)])

    def _substitute(self, substitute: Substitute) -> Node:
        if substitute.value:
            found = Node.boost_query(
                Node.term_query(self._schema, substitute.field, substitute.value, "basic"), substitute.weight
            )
        else:
            found = _any(
                [Node.boost_query(self._side_by_side(way), substitute.weight / len(way)) for way in substitute.ways]
            )
        needs: list[Node] = []
        if substitute.since or substitute.until:
            start = _epoch(substitute.since) if substitute.since else UNDATED + 1
            end = _epoch(substitute.until) - 1 if substitute.until else None
            kind = tantivy.FieldType.Integer
            needs.append(Node.range_query(self._schema, "published", kind, lower_bound=start, upper_bound=end))
        if substitute.about:
            needs.append(_any([self._side_by_side(way) for way in substitute.about]))
        return _all([found, *(Node.const_score_query(need, 0.0) for need in needs)])

    def _side_by_side(self, words: tuple[str, ...]) -> Node:
        if len(words) == 1:
            return Node.term_query(self._schema, "exact", words[0], "freq")
        return Node.phrase_query(self._schema, "exact", list(words))

    def _clause(self, clause: Clause, query: Query, *, bare: bool = False) -> Node:
        return _any([self._item(item, query, bare=bare) for item in clause.items])

    def _item(self, item: Item, query: Query, *, bare: bool) -> Node:
        exact = [not bare and self._exact(form, query) for form in item.forms]
        prefix = "title_" if item.title else ""
        if len(item.forms) == 1:
            return self._syllable(item.forms[0], prefix, exact=exact[0], bare=bare)
        if all(exact):
            return self._phrase(prefix + "exact", item.forms)
        parts = [self._phrase(prefix + "bare", item.forms)]
        if not bare:
            marked = [form for form in item.forms if form.marked]
            parts += [Node.term_query(self._schema, prefix + "exact", form.exact, "freq") for form in marked]
        return _all(parts)

    def _syllable(self, form: Form, prefix: str, *, exact: bool, bare: bool) -> Node:
        as_typed = Node.term_query(self._schema, prefix + "exact", form.exact, "freq")
        if exact:
            return as_typed
        folded = Node.term_query(self._schema, prefix + "bare", form.bare, "freq")
        if bare or form.exact != form.bare:
            return folded
        # As typed beats folded: both match then, and their scores add up.
        return _any([folded, Node.boost_query(as_typed, 0.3)])

    def _exact(self, form: Form, query: Query) -> bool:
        """Whether a syllable means itself: it is marked, or it is a common word as it stands in a marked query.

        Nobody writes marks on "cho" or "trong", which need none; "hiem" beside "bảo" was typed in haste. The
        archive tells them apart: the first are common as they are, the second hardly occur.
        """
        if form.marked:
            return True
        if not query.marked:
            return False
        return self._frequency("exact", form.exact) * 5 >= self._frequency("bare", form.bare)

    def _all_exact(self, query: Query) -> bool:
        return all(self._exact(form, query) for form in query.forms)

    def literal(self, query: Query) -> bool:
        """Whether all syllables of a query, wherever they stand, make an article match: plain words of one kind."""
        plain = all(clause.word for unit in query.units for clause in unit.clauses)
        return plain and (self._all_exact(query) or not query.marked)

    def _keys(self, node: Node, limits: Limits) -> list[int]:
        limited = Node.boolean_query([(Occur.Must, node), *limits]) if limits else node
        hits = self._searcher.search(limited, WINDOW, count=False).hits
        return stored_keys(self._searcher, [address for _, address in hits])

    def _counted(self, core: Node, limits: Limits) -> _Found:
        node = Node.boolean_query([(Occur.Must, core), *limits])
        found = self._searcher.search(node, WINDOW, count=True)  # the best cost nothing beside the count
        return _Found(core, int(found.count), found.hits)  # type: ignore[attr-defined]

    def highlight_terms(self, query: Query, candidates: Candidates) -> HighlightTerms:
        """What to mark in the texts of the hits; a relaxed query also marks its words without diacritics."""
        exact: set[str] = set()
        bare: set[str] = set()
        phrases: list[tuple[str, ...]] = []
        for one in (query, candidates.meant) if candidates.meant else (query,):
            for unit in one.units:
                phrases += [way for substitute in unit.substitutes for way in substitute.ways]
                for item in (item for clause in unit.clauses for item in clause.items):
                    if len(item.forms) > 1:
                        whole = all(self._exact(form, one) for form in item.forms)
                        phrases.append(tuple(form.exact if whole else form.bare for form in item.forms))
                        continue
                    form = item.forms[0]
                    exact.add(form.exact)
                    unseen = candidates.relaxed and not self._frequency("exact", form.exact)
                    if not self._exact(form, one) or (unseen and not candidates.meant):
                        bare.add(form.bare)
        return HighlightTerms(frozenset(exact), frozenset(bare), tuple(dict.fromkeys(phrases)))


def _all(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Node.boolean_query([(Occur.Must, node) for node in nodes])


def _any(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Node.boolean_query([(Occur.Should, node) for node in nodes])


def _some(query: Query, units: list[Node], wanted: int) -> Node:
    """So many of the units; phrases and numbers of papers are not given up."""
    kept = [node for unit, node in zip(query.units, units, strict=True) if unit.binding]
    loose = [node for unit, node in zip(query.units, units, strict=True) if not unit.binding]
    if not loose or wanted <= len(kept):
        return _all(kept or loose)
    some = Node.boolean_query(
        [(Occur.Should, node) for node in loose], minimum_number_should_match=min(wanted - len(kept), len(loose))
    )
    return _all([*kept, some])


def _epoch(day: date) -> int:
    return epoch(datetime.combine(day, time(), VIETNAM))
