"""The values that articles are filed under (tags, places, people …), found by what is typed of them so far."""

from __future__ import annotations

import threading
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tantivy import FieldType, Occur, Query, Schema

from newsroom_ai.search.lexical import LexicalIndex, epoch
from newsroom_ai.search.typed import Typed
from newsroom_ai.text.syllables import bare_form, bare_forms, exact_forms
from newsroom_ai.vocabulary.provinces import province_aliases, provinces, read_table

KINDS = ("tag", "place", "person", "organisation", "section", "byline", "source")
MOST = 20_000  # values of one kind that are kept, the most used ones
LOOKED_AT = 300  # matches that are weighed for one answer; the most used come first
FRESH = 30.0  # seconds for which an index that has changed meanwhile is not read again
STALE = 300.0  # … and one that has not: an article may have come out at its hour


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a filter; ``count`` published articles carry it."""

    kind: str
    text: str
    count: int


class _Vocabulary:
    """Spellings of values, the most used first, as lines of one text: looking up is searching in it."""

    def __init__(self, spelt: Sequence[tuple[str, Value]]) -> None:
        """``spelt``: bare syllables with a space between, and the value they mean."""
        self.values = [value for _, value in spelt]
        self._text = "\n" + "".join(f"{spelling}\n" for spelling, _ in spelt)
        self._starts = []
        start = 1
        for spelling, _ in spelt:
            self._starts.append(start)
            start += len(spelling) + 1

    def find(self, typed: Typed, before: str) -> Iterator[tuple[Value, int]]:
        """Values with what is typed right after ``before``, a space or a line break, and its syllable there."""
        for last, grows in typed.ends():
            wanted = before + " ".join((*typed.bare[:-1], last))
            at = self._text.find(wanted)
            while at >= 0:
                end = at + len(wanted)
                if grows or self._text[end] in " \n":
                    line = bisect_right(self._starts, at + 1) - 1
                    yield self.values[line], self._text.count(" ", self._starts[line], at + 1)
                at = self._text.find(wanted, end)


class Values:
    """Finds values in the index's own dictionaries, which are read again in the background as articles come."""

    def __init__(self, index: LexicalIndex) -> None:
        self._index = index
        self._bare: dict[str, str] = {}
        self._vocabulary: _Vocabulary | None = None
        self._applied = -1
        self._read_at = 0.0
        self._reading = threading.Lock()

    def find(self, typed: Typed, limit: int, *, inside: bool = True) -> list[Value]:
        """The values that begin with what is typed, then those with it ``inside``; of equals the most used first.

        Where some have the very marks that are typed, the others are left out.
        """
        if not typed.bare or limit < 1:
            return []
        vocabulary = self._current()
        best: dict[Value, tuple[int, int, int]] = {}
        for rank, before in ((1, "\n"), (0, " "))[: 2 if inside else 1]:
            for looked_at, (value, syllable) in enumerate(vocabulary.find(typed, before)):
                if looked_at >= LOOKED_AT:
                    break
                if (close := _closeness(typed, value, syllable)) and value not in best:
                    best[value] = (close, rank, value.count)
        close = max((rank[0] for rank in best.values()), default=0)
        found = [value for value in best if best[value][0] == close]
        return sorted(found, key=lambda value: best[value], reverse=True)[:limit]

    def refresh(self) -> None:
        """Read the index's dictionaries now; beside another reading, wait for that one."""
        with self._reading:
            self._read()

    def _current(self) -> _Vocabulary:
        if self._vocabulary is None:
            with self._reading:
                return self._vocabulary or self._read()
        age = time.monotonic() - self._read_at
        due = age > (STALE if self._applied == self._index.applied else FRESH)
        if due and self._reading.acquire(blocking=False):
            threading.Thread(target=self._read_aside, name="suggestions", daemon=True).start()
        return self._vocabulary

    def _read_aside(self) -> None:
        try:
            self._read()
        finally:
            self._reading.release()

    def _read(self) -> _Vocabulary:
        applied, searcher = self._index.applied, self._index.searcher()
        out = published(self._index.schema, datetime.now(UTC))
        values = [
            Value(kind, term, count)
            for kind in KINDS
            for term, count in searcher.terms_with_prefix(kind, "", out, MOST)
            if term and count
        ]
        values.sort(key=lambda value: -value.count)
        others = _other_spellings()
        self._bare = {value.text: self._bare.get(value.text) or " ".join(bare_forms(value.text)) for value in values}
        spelt = [
            (spelling, value)
            for value in values
            for spelling in (self._bare[value.text], *(others.get(value.text, ()) if value.kind == "place" else ()))
            if spelling
        ]
        self._vocabulary = vocabulary = _Vocabulary(spelt)
        self._applied, self._read_at = applied, time.monotonic()
        return vocabulary


def published(schema: Schema, now: datetime) -> Query:
    """What everybody may find: neither draft nor withdrawn, and out by ``now``."""
    later = Query.range_query(schema, "published", FieldType.Integer, lower_bound=epoch(now) + 1)
    hidden = [Query.term_query(schema, "status", status, "basic") for status in ("draft", "withdrawn")]
    everything = (Occur.Must, Query.all_query())
    return Query.boolean_query([everything, *((Occur.MustNot, query) for query in (*hidden, later))])


def _closeness(typed: Typed, value: Value, syllable: int) -> int:
    if not typed.marked:
        return 2
    exact = exact_forms(value.text)[syllable : syllable + len(typed.exact)]
    if len(exact) == len(typed.exact) and typed.fits([bare_form(form) for form in exact]):
        return typed.closeness(exact)
    return 1  # another spelling of a place, of which the marks are not kept


def _other_spellings() -> dict[str, list[str]]:
    """Label of a place -> the bare forms of its other names."""
    spellings: dict[str, list[str]] = {}
    for row in read_table("places.csv"):
        spellings.setdefault(row["name"], []).extend(row["aliases"].split(";"))
    for province in provinces():
        spellings.setdefault(province.label, []).extend([province.name, *province_aliases().get(province.name, ())])
    return {
        label: list(dict.fromkeys(" ".join(bare_forms(name)) for name in names if name.strip() and name != label))
        for label, names in spellings.items()
    }
