"""One field of an article as the rules read it: syllables with their case, and the places already found."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from newsroom_ai.article import FIELDS, Article, Field, Span
from newsroom_ai.vocabulary.places import PlaceMention, PlaceScan, gazetteer


class Stretch(NamedTuple):
    """Syllables ``start`` to ``end`` of a page."""

    start: int
    end: int


class Page(PlaceScan):
    """A field of an article; ``places`` maps the first syllable of each place mention to the mention's end."""

    def __init__(self, field: Field, text: str) -> None:
        super().__init__(text)
        self.field: Field = field
        self.mentions: list[PlaceMention] = gazetteer().found_in(self)
        starts, ends = [syllable.start for syllable in self.found], [syllable.end for syllable in self.found]
        self.places = {
            bisect_left(starts, mention.start): bisect_left(ends, mention.end) + 1 for mention in self.mentions
        }
        self.place_ends = frozenset(self.places.values())

    def span(self, stretch: Stretch) -> Span:
        """The characters of a stretch."""
        start, end = self.found[stretch.start].start, self.found[stretch.end - 1].end
        return Span(self.field, start, end, self.text[start:end])


def pages(article: Article) -> list[Page]:
    """The fields of an article that hold text.

    The taggers of one article read it one after the other: the last few pages are remembered.
    """
    return [_page(field, article.text(field)) for field in FIELDS if article.text(field)]


@lru_cache(maxsize=12)
def _page(field: Field, text: str) -> Page:
    return Page(field, text)
