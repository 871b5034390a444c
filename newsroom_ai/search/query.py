"""The query language: words, "exact phrases", -not, OR, title:… -> a small tree.

Grammar::

    query  = clause*                 every clause must hold
    clause = "-"? item (OR item)*    "-" excludes; OR joins alternatives
    item   = "title:"? (phrase | word)

A word such as ``1331/QĐ-BLĐTBXH`` has several syllables and is a phrase of them. Anything a person types is a
query: unbalanced quotes and lone operators are read as the nearest thing that makes sense.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsroom_ai.errors import InvalidQuery
from newsroom_ai.search.types import QUERY_LIMIT
from newsroom_ai.text.normalise import nfc
from newsroom_ai.text.syllables import has_marks, syllables

SYLLABLE_LIMIT = 64

_ITEM = re.compile(
    r"(?P<minus>-(?=[\w\"“”]|title:))?(?P<title>(?:title|tít):(?=[\w\"“”]))?"
    r"(?:[\"“”](?P<phrase>[^\"“”]*)(?:[\"“”]|$)|(?P<word>[^\s\"“”]+))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Form:
    """One syllable of the query; ``marked`` when it carries a diacritic and so means exactly itself."""

    exact: str
    bare: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Item:
    """Syllables that must stand side by side, in the title only or anywhere."""

    forms: tuple[Form, ...]
    title: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """Alternatives of which one must hold, or of which none may when ``negated``."""

    items: tuple[Item, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; ``marked`` when any syllable carries a diacritic."""

    clauses: tuple[Clause, ...]
    marked: bool

    @property
    def required(self) -> tuple[Clause, ...]:
        """The clauses that must hold."""
        return tuple(clause for clause in self.clauses if not clause.negated)

    @property
    def excluded(self) -> tuple[Clause, ...]:
        """The clauses that must not hold."""
        return tuple(clause for clause in self.clauses if clause.negated)


def parse(text: str) -> Query:
    """Parse what a person typed.

    Raises:
        InvalidQuery: longer than 1,000 characters or 64 syllables.

    >>> [len(clause.items[0].forms) for clause in parse('bảo hiểm "tai nạn lao động" -2023').clauses]
    [1, 1, 4, 1]
    """
    if len(text) > QUERY_LIMIT:
        raise InvalidQuery(f"q dài {len(text)} ký tự, tối đa {QUERY_LIMIT}")
    clauses: list[Clause] = []
    joining = False
    total = 0
    for match in _ITEM.finditer(nfc(text)):
        if match["word"] == "OR" and not match["minus"]:
            joining = bool(clauses) and not clauses[-1].negated
            continue
        item = _item(match)
        if not item.forms:
            continue
        total += len(item.forms)
        if joining:
            clauses[-1] = Clause((*clauses[-1].items, item), negated=False)
        else:
            clauses.append(Clause((item,), negated=bool(match["minus"])))
        joining = False
    if total > SYLLABLE_LIMIT:
        raise InvalidQuery(f"q có {total} âm tiết, tối đa {SYLLABLE_LIMIT}")
    return Query(tuple(clauses), has_marks(text))


def _item(match: re.Match[str]) -> Item:
    text = match["phrase"] if match["phrase"] is not None else match["word"]
    number = bool(match["word"]) and "/" in text  # 1331/QD-BLDTBXH is 1331/QĐ-BLĐTBXH: its letters need no marks
    forms = tuple(Form(s.exact, s.bare, not number and has_marks(text[s.start : s.end])) for s in syllables(text))
    return Item(forms, title=bool(match["title"]))
