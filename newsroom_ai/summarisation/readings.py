"""A text as folded syllables that know their sentence and clause: what two texts are laid side by side with."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final

from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import Syllable, syllables

_BORDERS: Final = frozenset('.,;:!?()[]\n…“”"')
_NOTHING: Final[list[int]] = []


class Reading:
    """The syllables of one text, by number."""

    def __init__(self, text: str, found: Sequence[Syllable] | None = None) -> None:
        """Read a text; ``found`` are its syllables where they are at hand."""
        self.text = text
        self.found = syllables(text) if found is None else found
        self.forms = [syllable.exact for syllable in self.found]
        self._starts = [syllable.start for syllable in self.found]

    def __len__(self) -> int:
        return len(self.forms)

    @cached_property
    def clauses(self) -> list[int]:
        """The number of each syllable's clause: what stands between two signs."""
        text, ends = self.text, [0, *(syllable.end for syllable in self.found)]
        parted = [not _BORDERS.isdisjoint(text[a:b]) for a, b in zip(ends, self._starts, strict=False)]
        return list(accumulate(map(int, parted)))

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """The first syllable of each sentence and the one behind its last."""
        return [(self.at(start), self.at(end)) for start, end in sentences(self.text)]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each form stands."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, form in enumerate(self.forms):
            found[form].append(at)
        return found

    def at(self, offset: int) -> int:
        """The number of the first syllable that starts at or behind an offset of the text."""
        return bisect_right(self._starts, offset - 1)

    def sentence_of(self, at: int) -> tuple[int, int]:
        """The sentence a syllable stands in, as ``sentences`` gives it."""
        number = bisect_right(self.sentences, (at, len(self) + 1)) - 1
        return self.sentences[max(0, number)] if self.sentences else (0, len(self))

    def occurrences(self, words: Sequence[str]) -> list[int]:
        """Where these forms stand side by side: the first syllable of each occurrence."""
        if not words:
            return []
        size, forms, wanted = len(words), self.forms, list(words)
        return [at for at in self.places.get(words[0], _NOTHING) if forms[at : at + size] == wanted]

    def weight(self, form: str) -> float:
        """How much a form tells in this text, 0..1: the rarer the more, nothing where it is missing."""
        often = len(self.places.get(form, _NOTHING))
        return 1.0 / (1.0 + math.log(often)) if often else 0.0
