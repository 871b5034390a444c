"""An article as the taggers read it: its fields with their syllables, and where words begin and end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from newsroom_ai.article import FIELDS, Article, Field
from newsroom_ai.entities.page import Page, pages
from newsroom_ai.text.words import WordSegmenter, segmenter


class Borders(NamedTuple):
    """Offsets in one field at which a word begins, and at which one ends."""

    starts: frozenset[int]
    ends: frozenset[int]


class Reading(NamedTuple):
    """The fields that hold text, each with its borders."""

    pages: tuple[Page, ...]
    borders: dict[Field, Borders]

    def whole_words(self, field: Field, start: int, end: int) -> bool:
        """Whether a word begins at ``start`` and one ends at ``end``."""
        borders = self.borders[field]
        return start in borders.starts and end in borders.ends


@cache
def shared_segmenter() -> WordSegmenter:
    """The default segmenter, one for all taggers of a process: what one of them has read, the others need not read.

    Raises:
        ModelUnavailable: its model is missing or damaged.
    """
    return segmenter()


def reading(article: Article, words: WordSegmenter) -> Reading:
    """Read an article; the taggers of one article come one after the other, so the last few are remembered."""
    title, sapo, body = (article.text(field) for field in FIELDS)
    return _reading(words, title, sapo, body)  # type: ignore[arg-type]  # segmenters hash by identity


@lru_cache(maxsize=4)
def _reading(words: WordSegmenter, title: str, sapo: str, body: str) -> Reading:
    read = tuple(pages(Article("", title=title, sapo=sapo, body=body)))
    return Reading(read, _borders(read, words))


def _borders(read: Sequence[Page], words: WordSegmenter) -> dict[Field, Borders]:
    """Where the words of each page begin and end; no word goes on over the line breaks that part the pages here."""
    borders: dict[Field, Borders] = {}
    found = words.words("\n".join(page.text for page in read))
    first, offset = 0, 0
    for page in read:
        stop = offset + len(page.text)
        last = first
        while last < len(found) and found[last][0] < stop:
            last += 1
        part = found[first:last]
        borders[page.field] = Borders(frozenset(s - offset for s, _ in part), frozenset(e - offset for _, e in part))
        first, offset = last, stop + 1
    return borders
