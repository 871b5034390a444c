"""Where a text says the labels and synonyms of a vocabulary's concepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from newsroom_ai.article import Span
from newsroom_ai.entities.page import Page
from newsroom_ai.tagging.phrases import code_of
from newsroom_ai.tagging.reading import Reading
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.concepts import Concept

_END: Final = ""  # no syllable is empty, so this key holds the terms that end here
_BETWEEN: Final = frozenset((" ", "-", " - ", "–", " – ", ", "))


class Term(NamedTuple):
    """A label or synonym of one concept or several, as places in their list; ``preferred`` of the first of them."""

    forms: tuple[str, ...]
    code: int
    concepts: tuple[int, ...]
    preferred: tuple[bool, ...]
    acronym: bool
    capital: bool
    pauses: bool


class Found(NamedTuple):
    """One place of a term."""

    term: Term
    span: Span


class Terms:
    """A trie of folded syllables. Of terms that overlap the longest counts, of equally long ones the first."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self._root: dict[str, Any] = {}
        self.all: list[Term] = []
        for term in _terms(concepts):
            node = self._root
            for form in term.forms:
                node = node.setdefault(form, {})
            node[_END] = term
            self.all.append(term)

    def find(self, read: Reading) -> Iterator[Found]:
        """The places at which a text says a term, as whole words.

        Syllables that belong to neighbouring words are no term: "gia đình công nhân" says nothing of strikes (đình
        công). Nor is a name: "Hòa Bình" is a province, "hòa bình" is peace.
        """
        for page in read.pages:
            free = 0
            for at, form in enumerate(page.forms):
                if at >= free and form in self._root and (found := self._longest(read, page, at)) is not None:
                    yield found
                    free = at + len(found.term.forms)

    def _longest(self, read: Reading, page: Page, at: int) -> Found | None:
        node, end, best = self._root.get(page.form(at)), at + 1, None
        while node is not None:
            term = node.get(_END)
            if term is not None and (span := _fits(term, read, page, at, end)):
                best = Found(term, span)
            if end >= len(page) or page.gap(end) not in _BETWEEN:
                break
            node, end = node.get(page.form(end)), end + 1
        return best


def _fits(term: Term, read: Reading, page: Page, at: int, end: int) -> Span | None:
    start, stop = page.found[at].start, page.found[end - 1].end
    if not read.whole_words(page.field, start, stop):
        return None
    text = page.text[start:stop]
    if "," in text and not term.pauses:
        return None
    if page.case == "mixed":
        if term.acronym and not text.isupper():
            return None
        if not term.capital and _name(page, at, end):
            return None
    return Span(page.field, start, stop, text)


def _name(page: Page, at: int, end: int) -> bool:
    """Whether a run is, or is part of, a name: capitals where no sentence starts, or a capital right behind."""
    capitals = [page.capital(i) for i in range(at, end)]
    if all(capitals) and (end - at > 1 or not page.opens(at)):
        return True
    inside = any(capitals[1:])
    goes_on = page.capital(end) and page.gap(end) == " " and capitals[0] and not page.opens(at)
    return inside or goes_on


def _terms(concepts: Sequence[Concept]) -> Iterator[Term]:
    said: dict[tuple[str, ...], list[tuple[int, bool, str]]] = {}
    for place, concept in enumerate(concepts):
        for rank, name in enumerate(concept.names()):
            forms = tuple(exact_forms(name))
            if forms and not any(place == known for known, *_ in said.get(forms, ())):
                said.setdefault(forms, []).append((place, rank == 0, name))
    for forms, places in said.items():
        names = [name for *_, name in places]
        acronym = len(forms) == 1 and len(forms[0]) > 1 and any(name.isupper() for name in names)
        yield Term(
            forms,
            code_of(forms),
            tuple(place for place, *_ in places),
            tuple(preferred for _, preferred, _ in places),
            acronym,
            any(_capitalised(name) for name in names),
            any("," in name for name in names),
        )


def _capitalised(name: str) -> bool:
    return any(letter.isupper() for letter in name)


def span_sets(found: Iterable[Found]) -> dict[int, list[Found]]:
    """Concept -> its places."""
    sets: dict[int, list[Found]] = {}
    for one in found:
        for concept in one.term.concepts:
            sets.setdefault(concept, []).append(one)
    return sets
