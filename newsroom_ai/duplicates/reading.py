"""An article as the aligner reads it: its syllables in order, and where each stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from newsroom_ai.article import FIELDS, Article, Span
from newsroom_ai.duplicates.shingles import Hashes, numbers
from newsroom_ai.text.fold import MARKS, RUN, fold
from newsroom_ai.text.normalise import INVISIBLE
from newsroom_ai.text.syllables import bare_form, syllables

_SENTENCE_END: Final = re.compile(r"[.!?…\n]")
_IRREGULAR: Final = re.compile(f"[{INVISIBLE}{MARKS}İ…]")  # where folding may move letters


@dataclass(frozen=True, eq=False)
class Reading:
    """Syllables of title, sapo and body, one after the other.

    ``forms`` are the bare syllables and ``hashes`` their numbers, shape ``(n,)``; field ``f`` of ``FIELDS`` holds
    the syllables ``bounds[f]`` to ``bounds[f + 1]``. ``folded`` are the folded fields.
    """

    article: Article
    forms: list[str]
    hashes: Hashes
    bounds: tuple[int, int, int, int]
    folded: tuple[str, ...]

    @classmethod
    def of(cls, article: Article) -> Reading:
        """Read an article."""
        folded = tuple(fold(article.text(name)) for name in FIELDS)
        forms: list[str] = []
        bounds = [0]
        for text in folded:
            forms += map(bare_form, RUN.findall(text))
            bounds.append(len(forms))
        return cls(article, forms, numbers(forms), (0, bounds[1], bounds[2], bounds[3]), folded)

    def __len__(self) -> int:
        return len(self.forms)

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each syllable stands in the text of its field; most articles are read without ever asking."""
        found: list[tuple[int, int]] = []
        for name, folded in zip(FIELDS, self.folded, strict=True):
            text = self.article.text(name)
            if len(folded) == len(text) and not _IRREGULAR.search(text) and unicodedata.is_normalized("NFC", text):
                found += [run.span() for run in RUN.finditer(folded)]
            else:
                found += [(one.start, one.end) for one in syllables(text)]
        return found

    def field(self, position: int) -> int:
        """The number in ``FIELDS`` of the field that holds a syllable."""
        return (position >= self.bounds[1]) + (position >= self.bounds[2])

    def field_start(self, position: int) -> int:
        """The first syllable of the field that holds a syllable."""
        return self.bounds[self.field(position)]

    def field_end(self, position: int) -> int:
        """The end of the field that holds a syllable."""
        return self.bounds[self.field(position) + 1]

    def span(self, start: int, end: int) -> Span:
        """The words from syllable ``start`` up to ``end``, which stand in one field."""
        name = FIELDS[self.field(start)]
        return Span.of(self.article, name, self.places[start][0], self.places[end - 1][1])

    def between(self, position: int) -> str:
        """What stands between a syllable and the one before it in the same field; no letters or digits."""
        text = self.article.text(FIELDS[self.field(position)])
        return text[self.places[position - 1][1] : self.places[position][0]]

    def opens(self, position: int) -> bool:
        """Whether a sentence, a line or a field begins (or the text ends) at a syllable."""
        return position in self.bounds or _SENTENCE_END.search(self.between(position)) is not None
