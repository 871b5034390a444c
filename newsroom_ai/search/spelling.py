"""One wrong mark forgiven: what was probably meant where what was typed stands nowhere.

The archive is the dictionary. A syllable is doubted when it stands beside neither of its neighbours in any article;
what replaces it has the same letters under other marks, and stands beside them in the most articles.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.search.lexical import Limits
from newsroom_ai.search.query import Form, Query
from newsroom_ai.text.fold import fold
from newsroom_ai.text.laws import near_keys
from newsroom_ai.text.normalise import nfc

LONGEST: Final = 9  # syllables of a query that is looked over
CANDIDATES: Final = 8  # spellings of one syllable that are tried, the commonest first
PHRASE: Final = 8  # words that may be one phrase
TRIED: Final = 6  # corrections that are tried in all of a run
COUNTED: Final = 30_000  # articles that hold the rarer of two syllables; where more do, they are not counted together
UNSEEN: Final = 0.1  # what a pair counts that no article has
OTHER_LETTER: Final = 1.0  # what a wrong letter mark costs beside a wrong tone, in nats
_TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_SHAPES: Final = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ", "i": "i", "y": "y"}
_VOWELS: Final = frozenset("aeiouyăâêôơư")
_LONGEST_SYLLABLE: Final = 7


class _Correction(NamedTuple):
    """A syllable as it was probably meant, and how much likelier that makes its surroundings, in nats.

    ``whole`` when all words of the row then stand side by side in an article.
    """

    gain: float
    whole: bool
    form: Form
    exact: str


class Spelling:
    """Looks queries over against one state of the index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher, limits: Limits) -> None:
        """``limits`` are those of the search: nothing is offered that is only in articles outside them, as drafts."""
        self._schema = schema
        self._searcher = searcher
        self._limits = limits

    def corrected(self, query: Query, *, certain: bool = False) -> str | None:
        """The query with one syllable in other marks, as a person would type it; None where nothing is doubtful.

        ``certain``, for a query that finds enough as it is, asks that its words then stand side by side, all of them.
        """
        if not query.marked or len(query.forms) > LONGEST:
            return None  # a query without marks finds every spelling, a long one its articles with an error in it
        runs = [run for run in _words(query) if len(run) > 1]
        one = len(runs) == 1 and len(runs[0]) == len(query.forms)
        if certain and (not one or len(query.forms) > PHRASE):
            return None
        if one and self._count(self._phrase([form.exact for form in runs[0]]), []):
            return None  # somebody wrote just that
        best = max((c for run in runs if (c := self._best(run)) and (c.whole or not certain)), default=None, key=_gain)
        if best is None:
            return None
        typed = query.text[best.form.start : best.form.end]
        return query.text[: best.form.start] + _cased(best.exact, typed) + query.text[best.form.end :]

    def near_paper(self, query: Query) -> str | None:
        """The query with the number of a paper that exists, where that of the one typed is one error away from it."""
        for unit in query.units:
            for law in (substitute.value for substitute in unit.substitutes if substitute.field == "law"):
                if self._searcher.doc_freq("law", law):
                    continue
                known = {key: self._visible_papers(key) for key in near_keys(law)}
                best = max(known, key=lambda key: known[key])
                if known[best]:
                    for form in (form for form in unit.forms if form.exact.lstrip("0") == _number(law)):
                        return query.text[: form.start] + _number(best) + query.text[form.end :]
        return None

    def _best(self, run: list[Form]) -> _Correction | None:
        """The likeliest correction of one syllable of a run; the best few are tried in all of it."""
        tried = []
        for correction in sorted(self._corrections(run), key=_gain)[-TRIED:]:
            words = [correction.exact if form is correction.form else form.exact for form in run]
            whole = self._count(self._phrase(words), self._limits)
            tried.append(correction._replace(gain=correction.gain + _nats(whole), whole=whole > 0))
        return max(tried, default=None, key=_gain)

    def _corrections(self, run: list[Form]) -> Iterator[_Correction]:
        for at, form in enumerate(run):
            before = run[at - 1].exact if at else ""
            after = run[at + 1].exact if at + 1 < len(run) else ""
            if not form.bare.isalpha() or self._pair(before, form.exact, []) or self._pair(form.exact, after, []):
                continue
            for exact in self._others(form):
                pairs = [self._pair(*pair, self._limits) for pair in ((before, exact), (exact, after)) if all(pair)]
                if any(pairs):
                    gain = sum(map(_nats, pairs))
                    yield _Correction(gain - OTHER_LETTER * (_shape(exact) != _shape(form.exact)), False, form, exact)

    def _others(self, form: Form) -> list[str]:
        seen = {exact: self._searcher.doc_freq("exact", exact) for exact in spellings(form.bare) if exact != form.exact}
        return sorted((exact for exact in seen if seen[exact]), key=lambda exact: -seen[exact])[:CANDIDATES]

    def _pair(self, one: str, two: str, limits: Limits) -> int:
        """The number of articles where two syllables stand side by side; of two common ones, only that they do."""
        if not one or not two:
            return 0
        rarer = min(self._searcher.doc_freq("exact", one), self._searcher.doc_freq("exact", two))
        return self._count(self._phrase([one, two]), limits) if 0 < rarer <= COUNTED else min(rarer, 1)

    def _visible_papers(self, key: str) -> int:
        term = Node.term_query(self._schema, "law", key, "basic")
        return self._count(term, self._limits) if self._searcher.doc_freq("law", key) else 0

    def _phrase(self, words: list[str]) -> Node:
        return Node.phrase_query(self._schema, "exact", [*words])

    def _count(self, node: Node, limits: Limits) -> int:
        limited = Node.boolean_query([(Occur.Must, node), *limits]) if limits else node
        return int(self._searcher.search(limited, 1, count=True).count)  # type: ignore[attr-defined]


@lru_cache(maxsize=4096)
def spellings(bare: str) -> tuple[str, ...]:
    """All exact forms that Vietnamese marks can make of a bare syllable, possible or not.

    >>> [form for form in spellings("ta") if form in {"tạ", "tấ", "tả"}]
    ['tả', 'tạ', 'tấ']
    """
    if len(bare) > _LONGEST_SYLLABLE:
        return ()
    forms: dict[str, None] = {}
    for shaped in itertools.product(*(_SHAPES.get(letter, letter) for letter in bare)):
        for at, letter in enumerate(shaped):
            if letter in _VOWELS:
                for tone in _TONES:
                    forms[fold(nfc("".join(shaped[: at + 1]) + tone + "".join(shaped[at + 1 :])))] = None
    return tuple(forms)


def _words(query: Query) -> Iterator[list[Form]]:
    """The plain words that stand in a row, long rows cut."""
    row: list[Form] = []
    for unit in query.units:
        forms = [form for form in unit.forms if all(clause.word for clause in unit.clauses)]
        if not forms or unit.binding:
            yield row[:LONGEST]
            row = []
        row += forms
    yield row[:LONGEST]


@lru_cache(maxsize=4096)
def _shape(exact: str) -> str:
    """A syllable without its tone."""
    letters = unicodedata.normalize("NFD", exact)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))


def _cased(exact: str, typed: str) -> str:
    if typed.isupper() and len(typed) > 1:
        return exact.upper()
    return exact[:1].upper() + exact[1:] if typed[:1].isupper() else exact


def _gain(correction: _Correction) -> float:
    return correction.gain


def _nats(count: int) -> float:
    return math.log((count or UNSEEN) / UNSEEN)


def _number(key: str) -> str:
    return key[: len(key) - len(key.lstrip("0123456789"))]
