"""The alignment of two articles: the passages they share, and how much of the draft that is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsroom_ai.article import Article
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.shingles import jaccard, shingles
from newsroom_ai.duplicates.stretches import Stretch, stretches
from newsroom_ai.duplicates.types import Passage


@dataclass(frozen=True, slots=True)
class Alignment:
    """What a draft shares with another article, by place in the draft."""

    draft: Reading
    other: Reading
    stretches: tuple[Stretch, ...]

    @classmethod
    def of(cls, draft: Reading, other: Reading) -> Alignment:
        """Align two articles."""
        return cls(draft, other, tuple(stretches(draft, other)))

    @property
    def containment(self) -> float:
        """Share of the draft's syllables (title, sapo and body) inside passages, in 0..1."""
        return sum(stretch.size for stretch in self.stretches) / max(len(self.draft), 1)

    @property
    def similarity(self) -> float:
        """Mean similarity of the passages, weighed by their syllables in the draft, in 0..1; 0 without any."""
        sizes = sum(stretch.size for stretch in self.stretches)
        return sum(stretch.similarity * stretch.size for stretch in self.stretches) / max(sizes, 1)

    @property
    def longest(self) -> int:
        """Syllables of the draft in the longest passage."""
        return max((stretch.size for stretch in self.stretches), default=0)

    @property
    def resemblance(self) -> float:
        """Jaccard similarity of the shingles of sapo and body, what the index estimates, in 0..1."""
        ours, theirs = self.draft, self.other
        return jaccard(shingles(ours.hashes[ours.bounds[1] :]), shingles(theirs.hashes[theirs.bounds[1] :]))

    def above(self, similarity: float) -> Alignment:
        """The alignment with nothing but the passages above a similarity."""
        return replace(self, stretches=tuple(one for one in self.stretches if one.similarity > similarity))

    def passages(self) -> tuple[Passage, ...]:
        """The words of both articles, cut at the borders of syllables."""
        return tuple(
            Passage(
                self.draft.span(one.draft, one.draft_end), self.other.span(one.other, one.other_end), one.similarity
            )
            for one in self.stretches
        )


def passages(draft: Article, other: Article) -> list[Passage]:
    """Find the passages of a draft that stand, nearly the same, in another article."""
    return list(Alignment.of(Reading.of(draft), Reading.of(other)).passages())
