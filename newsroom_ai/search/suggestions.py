"""Suggestions while somebody types: longer queries, values to filter by, and articles by their title.

All of it is read from the lexical index, so that nothing is suggested that is not there to be found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tantivy import Occur, Order, Query

from newsroom_ai.errors import InvalidQuery
from newsroom_ai.search.completions import longer
from newsroom_ai.search.lexical import LexicalIndex, stored_keys
from newsroom_ai.search.typed import Typed
from newsroom_ai.search.types import QUERY_LIMIT
from newsroom_ai.search.values import Values, published
from newsroom_ai.text.syllables import bare_forms

SUGGESTION_LIMIT = 20
LONGEST = 40  # letters of a syllable; regular expressions have a limit
SYLLABLES = 24  # of a longer text hardly any title holds all
SAMPLE = 40  # newest fitting titles that longer queries are read from
QUERIES, VALUES = 2, 3  # at most, of eight suggestions, where there are titles for the rest
SHORTEST_TAIL = 3  # letters at the end of a text that are looked up as a value


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search box.

    ``kind`` is ``query`` (search for ``text``), ``title`` (the article ``id``) or the name of the filter whose value
    ``text`` is; ``count`` published articles carry that. ``rest`` is what stays in the box beside the filter.
    """

    text: str
    kind: str
    count: int | None = None
    id: str | None = None
    rest: str = ""


class Suggestions:
    """Answers from one lexical index; safe from any thread."""

    def __init__(self, index: LexicalIndex) -> None:
        self._index = index
        self.values = Values(index)

    def titles(self, text: str, now: datetime) -> list[int]:
        """Keys of articles whose title has what is typed, newest first: first in one piece, then in pieces.

        Raises:
            InvalidQuery: the text is longer than a query may be.
        """
        if len(text) > QUERY_LIMIT:
            raise InvalidQuery(f"q dài {len(text)} ký tự, tối đa {QUERY_LIMIT}")
        typed = Typed.of(text)
        if not _searchable(typed):
            return []
        found: list[int] = []
        for marks in (True, False) if typed.exact[-1] != typed.bare[-1] else (False,):
            found += self._newest(self._phrase(typed), typed, now, marks=marks)
            if len(found) < SAMPLE and len(typed.bare) > 1:
                found += self._newest(self._words(typed), typed, now, marks=marks)
            if found:
                break
        return list(dict.fromkeys(found))[:SAMPLE]

    def choose(self, text: str, titles: Sequence[tuple[str, str]], limit: int) -> list[Suggestion]:
        """At most ``limit`` suggestions, from the (id, title) of articles that fit and from the values in use.

        Raises:
            InvalidQuery: the limit is out of range.
        """
        if not 1 <= limit <= SUGGESTION_LIMIT:
            raise InvalidQuery(f"limit phải từ 1 đến {SUGGESTION_LIMIT}")
        typed = Typed.of(text)
        if not _searchable(typed):
            return []
        articles: dict[str, Suggestion] = {}
        for id, title in titles:
            articles.setdefault(title.casefold(), Suggestion(title, "title", id=id))
        values = self._filed(text, typed, limit)
        filed = {value.text.casefold() for value in values[:VALUES]}
        phrases = longer(typed, [title for _, title in titles], QUERIES)
        queries = [Suggestion(phrase, "query") for phrase in phrases if phrase.casefold() not in filed]
        room = max(0, limit - len(queries) - VALUES - len(articles))
        return [*queries, *values[: VALUES + room], *articles.values()][:limit]

    def _filed(self, text: str, typed: Typed, limit: int) -> list[Suggestion]:
        """Values that fit the whole text, or else its end: "sập giàn giáo hà n" is a search with a place."""
        for first in range(len(typed.bare)):
            tail = typed.tail(first)
            if first and len("".join(tail.bare)) < SHORTEST_TAIL:
                break
            values = self.values.find(tail, limit, inside=first == 0)
            if (
                first and len(tail.bare) == 1
            ):  # one syllable begins many names: at the end of a query it is one, or none
                values = [value for value in values if bare_forms(value.text) == [tail.whole]]
            if values:
                rest = text[: tail.starts[0]].strip()
                return [Suggestion(value.text, value.kind, value.count, rest=rest) for value in values]
        return []

    def _newest(self, query: Query, typed: Typed, now: datetime, *, marks: bool) -> list[int]:
        """``marks``: those of the last syllable must be there too, as those of the others always must."""
        schema, searcher = self._index.schema, self._index.searcher()
        whole = typed.exact[:-1] if typed.open else typed.exact
        wanted = [(Occur.Must, query), (Occur.Must, published(schema, now))]
        for exact, bare in zip(whole, typed.bare, strict=False):
            if exact != bare:
                wanted.append((Occur.Must, Query.term_query(schema, "title_exact", exact, "basic")))
        if marks and typed.open:
            wanted.append((Occur.Must, Query.regex_query(schema, "title_exact", typed.grown)))
        hits = searcher.search(
            Query.boolean_query(wanted), SAMPLE, count=False, order_by_field="published", order=Order.Desc
        ).hits
        return stored_keys(searcher, [address for _, address in hits])

    def _phrase(self, typed: Typed) -> Query:
        if len(typed.bare) == 1:
            return self._last(typed)
        words: list[str | tuple[int, str]] = [*typed.bare[:-1], _pattern(typed)]
        return Query.regex_phrase_query(self._index.schema, "title_bare", words)

    def _words(self, typed: Typed) -> Query:
        schema = self._index.schema
        whole = [(Occur.Must, Query.term_query(schema, "title_bare", bare, "basic")) for bare in typed.bare[:-1]]
        return Query.boolean_query([*whole, (Occur.Must, self._last(typed))])

    def _last(self, typed: Typed) -> Query:
        return Query.regex_query(self._index.schema, "title_bare", _pattern(typed))


def _searchable(typed: Typed) -> bool:
    """Whether what is typed can begin a title or a value: a few syllables, none longer than a word can be."""
    return 0 < len(typed.bare) <= SYLLABLES and max(map(len, typed.bare)) <= LONGEST


def _pattern(typed: Typed) -> str:
    """The last syllable as a regex; syllables are letters and digits, which mean themselves there."""
    return "|".join(end + (".*" if grows else "") for end, grows in typed.ends())
