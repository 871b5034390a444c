"""Other forms of what was typed: papers in any spelling, merged provinces, split ministries, abbreviations.

Nothing here knows the index. Names are found by their syllables, the longest first; a name that is also a common word
must be capitalised or follow its unit word.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cache
from typing import Final, NamedTuple

from newsroom_ai.search.query import Clause, Form, Item, Query, Substitute, Unit, parse
from newsroom_ai.search.types import Expansion
from newsroom_ai.text.laws import papers
from newsroom_ai.text.syllables import bare_form, exact_forms
from newsroom_ai.vocabulary.aliases import AliasGroup, shipped_aliases
from newsroom_ai.vocabulary.cased import SURNAMES, VIETNAMESE
from newsroom_ai.vocabulary.ministries import transfers
from newsroom_ai.vocabulary.provinces import mergers, province_aliases, provinces

EQUAL = 0.5  # the weight of another form of the same name …
RELATED = 0.25  # … and of what today stands in its place
_UNIT_WORDS: Final = frozenset({("tỉnh",), ("tinh",), ("phố",), ("pho",), ("tp",)})
_COMMON: Final = frozenset({"Hòa Bình", "Thái Bình", "Bình Định", "Bình Dương", "Hải Dương", "Long An", "Gia Lai"})
_PRESIDENT: Final = "Hồ Chí Minh"
_OF_OLD: Final = frozenset({"Sài Gòn", "Saigon"})  # the city without what was merged into it
_DAY: Final = timedelta(days=1)


class _Name(NamedTuple):
    """A name and all that it may be replaced by; ``proper`` ones are common words unless capitalised."""

    forms: tuple[str, ...]
    proper: bool
    acronym: bool
    person: bool
    substitutes: tuple[tuple[Substitute, tuple[str, ...]], ...]


class Expander:
    """Reads queries; holds the names it knows. Immutable."""

    def __init__(self, own: Sequence[AliasGroup] = ()) -> None:
        """``own`` are the newsroom's alias groups, beside those that come with the product."""
        names = dict(_shipped_names())
        _add(names, _aliases(own))
        self._by_bare: dict[tuple[str, ...], list[_Name]] = {}
        for name in names.values():
            self._by_bare.setdefault(tuple(map(bare_form, name.forms)), []).append(name)
        self._longest: dict[str, int] = {}  # syllables of the longest name that begins with this one
        for bare in self._by_bare:
            self._longest[bare[0]] = max(len(bare), self._longest.get(bare[0], 0))

    def read(self, text: str, expand: bool = True) -> tuple[Query, tuple[Expansion, ...]]:
        """Parse a query; recognise the papers in it and, with ``expand``, the names that have other forms.

        Raises:
            InvalidQuery: as ``parse``.

        >>> query, expansions = Expander().read("lũ ở Hà Giang")
        >>> [(item.origin, item.to) for item in expansions]
        [('Hà Giang', ('Tuyên Quang',))]
        >>> [len(unit.clauses) for unit in query.units]
        [1, 1, 2]
        """
        query = with_papers(parse(text))
        if not expand:
            return query, ()
        units = list(query.units)
        echoed: list[Expansion] = []
        for run in reversed(list(query.runs())):
            for first, last, name in reversed(list(self._found(query, run))):
                if name.substitutes:
                    clauses = tuple(clause for unit in query.units[first:last] for clause in unit.clauses)
                    units[first:last] = [Unit(clauses, tuple(substitute for substitute, _ in name.substitutes))]
                    start, end = query.units[first].forms[0].start, query.units[last - 1].forms[-1].end
                    to = dict.fromkeys(label for _, labels in name.substitutes for label in labels)
                    echoed.append(Expansion(query.text[start:end], tuple(to)))
        return dataclasses.replace(query, units=tuple(units)), tuple(reversed(echoed))

    def _found(self, query: Query, run: range) -> Iterator[tuple[int, int, _Name]]:
        """Names among single words, without overlaps, as positions of the units they take."""
        at = run.start
        while at < run.stop:
            longest = self._longest.get(query.units[at].forms[0].bare, 0)
            for last in range(min(run.stop, at + longest), at, -1):
                if name := self._name(query, run.start, at, last):
                    yield at, last, name
                    at = last - 1
                    break
            at += 1

    def _name(self, query: Query, run_start: int, first: int, last: int) -> _Name | None:
        forms = tuple(form for unit in query.units[first:last] for form in unit.forms)
        before = query.units[first - 1].forms if first > run_start else ()
        for name in self._by_bare.get(tuple(form.bare for form in forms), ()):
            spelt = all(not form.marked or form.exact == own for form, own in zip(forms, name.forms, strict=True))
            if spelt and _meant(name, query.text, forms, before):
                return name
        return None


def with_papers(query: Query) -> Query:
    """Make one unit of each reference to a paper: its number as typed, or the same paper in any other spelling.

    >>> with_papers(parse("nghị định 85 năm 2016 còn hiệu lực")).units[0].substitutes[0].value
    '85/2016/nd-cp'
    """
    units = list(query.units)
    for paper in reversed(papers(query.text)):
        inside = [at for at, unit in enumerate(units) if _plain(unit) and _overlaps(unit.forms, paper.start, paper.end)]
        if inside and inside == list(range(inside[0], inside[-1] + 1)):
            forms = tuple(
                dataclasses.replace(form, marked=False)
                for unit in units[inside[0] : inside[-1] + 1]
                for form in unit.forms
            )
            known = Substitute((tuple(exact_forms(paper.text)),), 1.0, "law", paper.key)
            units[inside[0] : inside[-1] + 1] = [Unit((Clause((Item(forms),)),), (known,))]
    return dataclasses.replace(query, units=tuple(units))


def _plain(unit: Unit) -> bool:
    return len(unit.clauses) == 1 and unit.clauses[0].word is not None


def _overlaps(forms: Sequence[Form], start: int, end: int) -> bool:
    return any(form.start < end and start < form.end for form in forms)


def _meant(name: _Name, text: str, forms: Sequence[Form], before: Sequence[Form]) -> bool:
    """Whether the words are this name here and not a common word, nor a person who bears it."""
    word = text[forms[0].start : forms[0].end]
    if name.acronym:
        return word.isupper()
    capital = word[0].isupper() and not text.isupper()
    after = tuple(form.exact for form in before[-1:])
    if name.person and before and text[before[-1].end : forms[0].start].isspace():
        beside = text[before[-1].start].isupper() == word[0].isupper()
        if beside and before[-1].exact in SURNAMES:
            return False
    return capital or not name.proper or after in _UNIT_WORDS


@cache
def _shipped_names() -> dict[tuple[str, ...], _Name]:
    names: dict[tuple[str, ...], _Name] = {}
    _add(names, (*_aliases(shipped_aliases()), *_places(), *_ministries()))
    return names


def _add(names: dict[tuple[str, ...], _Name], more: Iterable[_Name]) -> None:
    for name in more:
        known = names.get(name.forms)
        names[name.forms] = _united(known, name) if known else name


def _aliases(groups: Iterable[AliasGroup]) -> Iterator[_Name]:
    for group in groups:
        for form in group.forms:
            others = _others(form, [other for other in group.forms if not _looks_common(other)])
            end = group.valid_to and group.valid_to + _DAY
            known = Substitute(tuple(others), EQUAL, since=group.valid_from, until=end)
            yield _name(form, [(known, tuple(others.values()))] if others else [])


def _places() -> Iterator[_Name]:
    """Provinces, by the place that the index has found in articles: their spellings, mergers and parts."""
    named = {p.label: p.name for p in provinces()}
    spellings = {label: _spellings(label, name) for label, name in named.items()}
    for label, names in spellings.items():
        ways = tuple(tuple(exact_forms(name)) for name in names)
        for name in names:
            if others := _others(name, names):
                yield _name(name, [(Substitute(ways, EQUAL, "place", label), tuple(others.values()))], place=label)
    for old, new, day in mergers():
        for origin, other, since, until in ((old, new, day, None), (new, old, None, day)):
            if set(exact_forms(origin)) <= set(exact_forms(other)):
                continue  # Huế: what names Thừa Thiên Huế names it too
            ways = tuple(tuple(exact_forms(name)) for name in spellings[other])
            known = Substitute(ways, RELATED, "place", other, since, until)
            for name in spellings[origin]:
                if name not in _OF_OLD:
                    yield _name(name, [(known, (other,))], place=origin)


def _spellings(label: str, name: str) -> tuple[str, ...]:
    known = dict.fromkeys((label, name, *province_aliases().get(name, ())))
    return tuple(spelling for spelling in known if spelling != _PRESIDENT)


def _ministries() -> Iterator[_Name]:
    for transfer in transfers():
        names = (transfer.old_name, *transfer.aliases)
        about = tuple(tuple(exact_forms(function)) for function in transfer.functions)
        new = (tuple(exact_forms(transfer.new_name)),)
        known = Substitute(new, RELATED, since=transfer.valid_from, about=about)
        for name in names:
            others = _others(name, names)
            same = Substitute(tuple(others), EQUAL)
            yield _name(name, [(same, tuple(others.values())), (known, (transfer.new_name,))])
        if not about:
            ways = tuple(_others(transfer.new_name, names))
            yield _name(transfer.new_name, [(Substitute(ways, RELATED, until=transfer.valid_from), names[:1])])


def _others(form: str, names: Iterable[str]) -> dict[tuple[str, ...], str]:
    """The names that are not this one spelt otherwise, each once, by their forms."""
    named: dict[tuple[str, ...], str] = {}
    for name in names:
        named.setdefault(tuple(exact_forms(name)), name)
    named.pop(tuple(exact_forms(form)), None)
    return named


def _name(form: str, substitutes: Sequence[tuple[Substitute, tuple[str, ...]]], place: str = "") -> _Name:
    return _Name(tuple(exact_forms(form)), place in _COMMON, _looks_common(form), bool(place), tuple(substitutes))


def _looks_common(form: str) -> bool:
    """Whether an abbreviation, once folded, is like any syllable: "AI", "CA"."""
    folded = exact_forms(form)
    return form.isupper() and len(folded) == 1 and (len(form) < 3 or VIETNAMESE.fullmatch(folded[0]) is not None)


def _united(one: _Name, other: _Name) -> _Name:
    merged = dict((*one.substitutes, *other.substitutes))
    return one._replace(
        proper=one.proper or other.proper, person=one.person or other.person, substitutes=tuple(merged.items())
    )
