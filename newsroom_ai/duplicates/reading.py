"""An article as the aligner reads it: its syllables in order, and where each stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from newsroom_ai.article import FIELDS, Article, Span
from newsroom_ai.duplicates.shingles import Hashes, numbers
from newsroom_ai.text.syllables import Syllable, syllables

_SENTENCE_END: Final = re.compile(r"[.!?…\n]")


@dataclass(frozen=True, slots=True)
class Reading:
    """Syllables of title, sapo and body, one after the other.

    ``forms`` are the bare syllables and ``hashes`` their numbers, shape ``(n,)``; field ``f`` of ``FIELDS`` holds
    the syllables ``bounds[f]`` to ``bounds[f + 1]``.
    """

    article: Article
    syllables: list[Syllable]
    forms: list[str]
    hashes: Hashes
    bounds: tuple[int, int, int, int]

    @classmethod
    def of(cls, article: Article) -> Reading:
        """Read an article."""
        found: list[Syllable] = []
        bounds = [0]
        for name in FIELDS:
            found += syllables(article.text(name))
            bounds.append(len(found))
        forms = [syllable.bare for syllable in found]
        return cls(article, found, forms, numbers(forms), (0, bounds[1], bounds[2], bounds[3]))

    def __len__(self) -> int:
        return len(self.syllables)

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
        return Span.of(self.article, name, self.syllables[start].start, self.syllables[end - 1].end)

    def opens(self, position: int) -> bool:
        """Whether a sentence, a line or a field begins (or the text ends) at a syllable."""
        if position in self.bounds:
            return True
        text = self.article.text(FIELDS[self.field(position)])
        between = text[self.syllables[position - 1].end : self.syllables[position].start]
        return _SENTENCE_END.search(between) is not None
