"""The query language: words, "exact phrases", -not, OR, title:… -> a small tree.

Grammar::

    query  = clause*                 every clause must hold
    clause = "-"? item (OR item)*    "-" excludes; OR joins alternatives
    item   = "title:"? (phrase | word)

A word such as ``TP.HCM`` has several syllables and is a phrase of them. Anything a person types is a query: unbalanced
quotes and lone operators are read as the nearest thing that makes sense. Curly quotes in a long query are those of a
pasted headline, not operators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from newsroom_ai.errors import InvalidQuery
from newsroom_ai.search.types import QUERY_LIMIT
from newsroom_ai.text.normalise import nfc
from newsroom_ai.text.syllables import count, has_marks, syllables

SYLLABLE_LIMIT = 64
PASTED = 7  # syllables from which a query with curly quotes is a headline with a quotation in it

_ITEM = re.compile(
    r"(?P<minus>-(?=[\w\"“”]|title:))?(?P<title>(?:title|tít):(?=[\w\"“”]))?"
    r"(?:[\"“”](?P<phrase>[^\"“”]*)(?:[\"“”]|$)|(?P<word>[^\s\"“”]+))",
    re.IGNORECASE,
)
_CURLY = str.maketrans("“”", "  ")


@dataclass(frozen=True, slots=True)
class Form:
    """One syllable, at ``start`` to ``end`` of the query; ``marked`` when a diacritic makes it mean exactly itself."""

    exact: str
    bare: str
    marked: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """Syllables that must stand side by side, in the title only or anywhere; ``quoted`` when asked for as a phrase."""

    forms: tuple[Form, ...]
    title: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """Alternatives of which one must hold, or of which none may when excluded."""

    items: tuple[Item, ...]

    @property
    def word(self) -> Item | None:
        """The one plain word this clause is, where it is no phrase, choice or search in titles."""
        item = self.items[0]
        return None if len(self.items) > 1 or item.title or item.quoted else item


@dataclass(frozen=True, slots=True)
class Substitute:
    """What may stand in an article for the words of a unit.

    Any of ``ways``, each exact forms side by side; or ``value`` in another field of the index, and ``ways`` are then
    only what to show of it. ``since`` (included) and ``until`` (excluded) bound the day of publication; articles
    without one are out of either. Of the phrases of ``about``, if any, an article must hold one. ``weight`` (0-1) is
    what it is worth beside the words as typed.
    """

    ways: tuple[tuple[str, ...], ...]
    weight: float
    field: Literal["exact", "place", "law"] = "exact"
    value: str = ""
    since: date | None = None
    until: date | None = None
    about: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Unit:
    """What is kept or given up as a whole: clauses that must all hold, or one of their substitutes instead."""

    clauses: tuple[Clause, ...]
    substitutes: tuple[Substitute, ...] = ()

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """All syllables, in order."""
        return tuple(form for clause in self.clauses for item in clause.items for form in item.forms)

    @property
    def binding(self) -> bool:
        """Whether relaxing must not give this unit up: a quoted phrase, the number of a paper."""
        quoted = any(item.quoted for clause in self.clauses for item in clause.items)
        return quoted or any(substitute.field == "law" for substitute in self.substitutes)


@dataclass(frozen=True)
class Query:
    """A parsed query over ``text`` in NFC; ``marked`` when any syllable carries a diacritic."""

    text: str
    units: tuple[Unit, ...]
    excluded: tuple[Clause, ...]
    marked: bool

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """All syllables that are wanted, in order."""
        return tuple(form for unit in self.units for form in unit.forms)

    def runs(self) -> Iterator[range]:
        """The stretches of units that are single plain words, as positions."""
        start = 0
        for at, unit in enumerate((*self.units, None)):
            if unit is None or len(unit.clauses) > 1 or unit.substitutes or unit.clauses[0].word is None:
                if at > start:
                    yield range(start, at)
                start = at + 1


def parse(text: str) -> Query:
    """Parse what a person typed.

    Raises:
        InvalidQuery: longer than 1,000 characters or 64 syllables.

    >>> [len(unit.forms) for unit in parse('bảo hiểm "tai nạn lao động" -2023').units]
    [1, 1, 4]
    """
    if len(text) > QUERY_LIMIT:
        raise InvalidQuery(f"q dài {len(text)} ký tự, tối đa {QUERY_LIMIT}")
    text = nfc(text)
    wanted: list[Clause] = []
    excluded: list[Clause] = []
    joining = wanted_last = False
    for match in _ITEM.finditer(text.translate(_CURLY) if count(text) >= PASTED else text):
        if match["word"] == "OR" and not match["minus"]:
            joining = wanted_last
            continue
        item = _item(match)
        if not item.forms:
            continue
        if match["minus"]:
            excluded.append(Clause((item,)))
        elif joining:
            wanted[-1] = Clause((*wanted[-1].items, item))
        else:
            wanted.append(Clause((item,)))
        joining, wanted_last = False, not match["minus"]
    total = sum(len(item.forms) for clause in (*wanted, *excluded) for item in clause.items)
    if total > SYLLABLE_LIMIT:
        raise InvalidQuery(f"q có {total} âm tiết, tối đa {SYLLABLE_LIMIT}")
    return Query(text, tuple(Unit((clause,)) for clause in wanted), tuple(excluded), has_marks(text))


def _item(match: re.Match[str]) -> Item:
    group = "word" if match["phrase"] is None else "phrase"
    text, offset = match[group], match.start(group)
    number = group == "word" and "/" in text  # 1331/QD-BLDTBXH is 1331/QĐ-BLĐTBXH: its letters need no marks
    forms = tuple(
        Form(s.exact, s.bare, not number and has_marks(text[s.start : s.end]), offset + s.start, offset + s.end)
        for s in syllables(text)
    )
    return Item(forms, title=bool(match["title"]), quoted=group == "phrase")
