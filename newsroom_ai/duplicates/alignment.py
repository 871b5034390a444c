"""The alignment of two articles: the passages they share, and how much of the draft that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from newsroom_ai.article import Article
from newsroom_ai.duplicates.kinds import Mask, Standing, standings
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.shingles import jaccard, shingles
from newsroom_ai.duplicates.stretches import Stretch, stretches
from newsroom_ai.duplicates.types import Passage

REPRINTED = 0.5
"""Share of the draft from which on quotations make a reprinted speech, interview or decree, and count as copied."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What a draft shares with another article, by place in the draft; ``standings`` go with the stretches."""

    draft: Reading
    other: Reading
    stretches: tuple[Stretch, ...]
    standings: tuple[Standing, ...]

    @classmethod
    def of(cls, draft: Reading, other: Reading, boilerplate: Mask | None = None) -> Alignment:
        """Align two articles; ``boilerplate`` says which syllables of the draft the archive is full of."""
        found = stretches(draft, other)
        kinds = standings(draft, other, found, boilerplate)
        pairs = list(zip(found, kinds, strict=True))
        quoted = sum(stretch.size for stretch, standing in pairs if standing.kind in {"quotation", "law"})
        if quoted >= REPRINTED * len(draft):
            kinds = tuple(
                Standing("copied", stretch.size) if standing.kind != "boilerplate" else standing
                for stretch, standing in pairs
            )
        return cls(draft, other, tuple(found), kinds)

    @property
    def containment(self) -> float:
        """Share of the draft's syllables (title, sapo and body) inside copied passages, in 0..1."""
        return self._size() / max(len(self.draft), 1)

    @property
    def reverse(self) -> float:
        """Share of the other article's syllables inside copied passages, in 0..1."""
        theirs = sum(stretch.other_end - stretch.other for stretch in self._copied())
        return min(1.0, theirs / max(len(self.other), 1))

    @property
    def similarity(self) -> float:
        """Mean similarity of the copied passages, weighed by their syllables in the draft, in 0..1; 0 without any."""
        return sum(stretch.similarity * stretch.size for stretch in self._copied()) / max(self._size(), 1)

    @property
    def counted(self) -> float:
        """``containment`` without the boilerplate inside copied passages."""
        return sum(standing.counted for standing in self.standings) / max(len(self.draft), 1)

    @property
    def longest(self) -> int:
        """Syllables of the draft that count in the longest passage."""
        return max((standing.counted for standing in self.standings), default=0)

    @property
    def resemblance(self) -> float:
        """Jaccard similarity of the shingles of sapo and body, in 0..1."""
        ours, theirs = self.draft, self.other
        return jaccard(shingles(ours.hashes[ours.bounds[1] :]), shingles(theirs.hashes[theirs.bounds[1] :]))

    def above(self, similarity: float) -> Alignment:
        """The alignment with nothing but the passages above a similarity."""
        return self._only(lambda stretch, _: stretch.similarity > similarity)

    def passages(self) -> tuple[Passage, ...]:
        """The words of both articles, cut at the borders of syllables."""
        return tuple(
            Passage(
                self.draft.span(one.draft, one.draft_end),
                self.other.span(one.other, one.other_end),
                one.similarity,
                standing.kind,
            )
            for one, standing in zip(self.stretches, self.standings, strict=True)
        )

    def _only(self, wanted: Callable[[Stretch, Standing], bool]) -> Alignment:
        kept = [pair for pair in zip(self.stretches, self.standings, strict=True) if wanted(*pair)]
        return Alignment(self.draft, self.other, tuple(one for one, _ in kept), tuple(kind for _, kind in kept))

    def _copied(self) -> list[Stretch]:
        pairs = zip(self.stretches, self.standings, strict=True)
        return [stretch for stretch, standing in pairs if standing.kind == "copied"]

    def _size(self) -> int:
        return sum(stretch.size for stretch in self._copied())


def passages(draft: Article, other: Article) -> list[Passage]:
    """Find the passages of a draft that stand, nearly the same, in another article."""
    return list(Alignment.of(Reading.of(draft), Reading.of(other)).passages())
