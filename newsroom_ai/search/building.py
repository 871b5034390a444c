"""A parsed query -> tantivy queries over one state of the index: the candidate set and its ranking."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.article import VIETNAM
from newsroom_ai.search.lexical import UNDATED, Limits, epoch
from newsroom_ai.search.query import Clause, Form, Item, Query, Substitute, Unit
from newsroom_ai.search.spelling import Spelling
from newsroom_ai.search.types import HighlightTerms

ENOUGH = 10  # with fewer candidates than this the query is relaxed …
RELAXED_SHARE = (
    0.34  # … a long one to articles with this share of its units: its words are many chances to be off the mark
)
TELLING_SHARE = 0.34  # and to articles with any of so many of the rarest
SHORT = 4  # units; in a longer query words in other spelling are rarer than words that are not there
BIGRAM_WEIGHT = 0.3  # neighbours in the query that are neighbours in the text; chosen on vietnews dev
BARE_BIGRAM_WEIGHT = 0.6  # without marks a syllable says less, and its neighbour more
SHORT_BIGRAM_WEIGHT = 2.0  # two or three words are mostly one name or one term
WHOLE_WEIGHT = 4.0  # all words of the query side by side …
WHOLE_LENGTH = range(3, 9)  # … where they are so many
COMMON = 0.3  # share of the articles; that two words so common are neighbours says little and costs most …
MANY = 10_000  # … where the articles are more than so many
TITLE_WEIGHT = 0.5


class Candidates(NamedTuple):
    """Which articles count: the query for the set, for its ranking, and whether it was relaxed.

    ``meant`` is the query that was probably meant, where the set holds its matches too; ``suggestion`` the text of
    one to offer, whether or not it was searched.
    """

    matching: Node
    ranking: Node
    total: int
    relaxed: bool
    meant: Query | None = None
    suggestion: str | None = None


class _Found(NamedTuple):
    """A query without its limits, and how many articles match it within them."""

    core: Node
    total: int


class Builder:
    """Turns parsed queries into tantivy queries over one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, read: Callable[[str], Query]) -> None:
        """``read`` parses the text of a query that was probably meant."""
        self._schema = schema
        self._searcher = searcher
        self._read = read

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

    def binding(self, query: Query) -> list[Node]:
        """The units that every answer must hold, however alike it is: quoted phrases, numbers of papers."""
        return [self._unit(unit, query, bare=False) for unit in query.units if unit.binding]

    def rarities(self, query: Query) -> Iterator[tuple[Form, bool, float]]:
        """The syllables in their order, whether only their exact form counts, and their idf as in BM25."""
        total = self._searcher.num_docs
        for form in query.forms:
            exact = self._exact(form, query)
            seen = self._searcher.doc_freq("exact" if exact else "bare", form.exact if exact else form.bare)
            yield form, exact, math.log(1 + (total - min(seen, total) + 0.5) / (seen + 0.5))

    def count(self, node: Node) -> int:
        """How many articles match."""
        return int(self._searcher.search(node, 1, count=True).count)  # type: ignore[attr-defined]

    def candidates(self, query: Query, limits: Limits) -> Candidates:
        """The candidate set: all units, relaxed step by step when fewer than ten articles match.

        Where a word as typed stands beside its neighbours in no article and with other marks does, what was probably
        meant is searched beside it.
        """
        limits = limits + [(Occur.MustNot, self._clause(clause, query)) for clause in query.excluded]
        if not query.units:
            everything = Node.boolean_query([(Occur.Must, Node.all_query()), *limits])
            return Candidates(everything, everything, self.count(everything), relaxed=False)
        strict = self._counted(_all(self._units(query)), limits)
        spelling = Spelling(self._schema, self._searcher, limits)
        if text := spelling.corrected(query, certain=strict.total >= ENOUGH):
            meant = self._read(text)
            widest = self._widest(meant, self._counted(_all(self._units(meant)), limits), limits)
            both = self._counted(_any([strict.core, widest.core]), limits)
            found = self._ranked(meant, both.core, limits, both.total, relaxed=both.total > 0)
            return found._replace(meant=meant, suggestion=text)
        widest = self._widest(query, strict, limits)
        found = self._ranked(query, widest.core, limits, widest.total, relaxed=widest.total > strict.total)
        return found if found.total else found._replace(suggestion=spelling.near_paper(query))

    def _ranked(self, query: Query, core: Node, limits: Limits, total: int, *, relaxed: bool) -> Candidates:
        matching = Node.boolean_query([(Occur.Must, core), *limits])
        hints = [(Occur.Should, hint) for hint in self._hints(query)]
        return Candidates(matching, Node.boolean_query([(Occur.Must, matching), *hints]), total, relaxed)

    def _widest(self, query: Query, strict: _Found, limits: Limits) -> _Found:
        if strict.total >= ENOUGH:
            return strict
        units = self._units(query)
        if len(units) > SHORT:
            some = _some(query, units, math.ceil(RELAXED_SHARE * len(units)))
            wider = self._counted(_all([some, *self._telling(query, units)]), limits)
            return wider if wider.total > strict.total else strict
        widest = strict
        for step in self._short_steps(query, units, strict.total):
            widest = self._counted(step, limits)
            if widest.total:
                break
        return widest if widest.total > strict.total else strict

    def _telling(self, query: Query, units: list[Node]) -> list[Node]:
        """Any of the rarest units: an article that has common words only is about something else."""
        if any(unit.binding for unit in query.units):
            return []
        known = {at: count for at, unit in enumerate(query.units) if (count := self._frequency(unit))}
        rarest = sorted(known, key=lambda at: known[at])[: math.ceil(TELLING_SHARE * len(known))]
        return [Node.const_score_query(_any([units[at] for at in rarest]), 0.0)] if rarest else []

    def _frequency(self, unit: Unit) -> int:
        """In how many articles the rarest syllable of a unit is."""
        return min(self._searcher.doc_freq("bare", form.bare) for form in unit.forms)

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

    def _hints(self, query: Query) -> Iterator[Node]:
        """What lifts a candidate without being asked for: words of the title, neighbours that stay neighbours."""
        forms = query.forms
        for form in forms:
            field, text = ("title_exact", form.exact) if self._exact(form, query) else ("title_bare", form.bare)
            yield Node.boost_query(Node.term_query(self._schema, field, text, "freq"), TITLE_WEIGHT)
        for one, two in itertools.pairwise(forms):
            field = "exact" if self._exact(one, query) and self._exact(two, query) else "bare"
            weight = BIGRAM_WEIGHT if field == "exact" else BARE_BIGRAM_WEIGHT
            if len(query.units) <= SHORT:
                weight = SHORT_BIGRAM_WEIGHT
            if not (self._common(field, one) and self._common(field, two)):
                yield Node.boost_query(self._phrase(field, (one, two)), weight)
        if len(forms) in WHOLE_LENGTH:
            field = "exact" if all(self._exact(form, query) for form in forms) else "bare"
            yield Node.boost_query(self._phrase(field, forms), WHOLE_WEIGHT)

    def _common(self, field: str, form: Form) -> bool:
        text = form.exact if field == "exact" else form.bare
        return bool(self._searcher.doc_freq(field, text) > COMMON * max(self._searcher.num_docs, MANY))

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
        as_typed = self._searcher.doc_freq("exact", form.exact)
        return bool(as_typed * 5 >= self._searcher.doc_freq("bare", form.bare))

    def _counted(self, core: Node, limits: Limits) -> _Found:
        return _Found(core, self.count(Node.boolean_query([(Occur.Must, core), *limits])))

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
                    unseen = candidates.relaxed and not self._searcher.doc_freq("exact", form.exact)
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
