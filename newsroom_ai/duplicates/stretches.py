"""Stretches: the parts of a draft that stand, nearly the same, in another text, as runs of syllables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from newsroom_ai.duplicates.chains import chains
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.seeds import Seed, seeds

LONG: Final = 12
"""Fewest matched syllables of a stretch: shorter runs (names, titles, set phrases) unrelated texts share too."""

WHOLE: Final = 6
"""Fewest matched syllables of whole sentences, which count beside a long stretch or where together they are long."""

ALIKE: Final = 0.4
"""Lowest similarity of a stretch."""

_JOIN: Final = 8  # a gap of up to this many syllables never parts a stretch
_KEPT: Final = 0.3  # a longer one does, unless this share of its syllables stands in both texts
_MISS: Final = 0.7  # cost of a changed syllable at the edge of a stretch; a match earns 1
_DROP: Final = 2.0  # an edge is given up when it has lost this much since its best
_EDGE: Final = 3  # an edge this near to the border of a sentence, in both texts, is moved there


class Stretch(NamedTuple):
    """Syllables ``draft`` to ``draft_end`` that stand as ``other`` to ``other_end``; ``matched`` are the same."""

    draft: int
    draft_end: int
    other: int
    other_end: int
    matched: int

    @property
    def size(self) -> int:
        """Syllables of the draft."""
        return self.draft_end - self.draft

    @property
    def similarity(self) -> float:
        """Share of the longer side's syllables that stand, in the same order, on the other side."""
        return self.matched / max(self.size, self.other_end - self.other)


def stretches(draft: Reading, other: Reading) -> list[Stretch]:
    """Find what a draft shares with another text, by place in the draft; no two overlap there.

    Seeds (common runs), chained, cut at gaps that have nothing in common, and extended to their true ends: the way
    of BLAST (Altschul et al., 1990), with syllables for residues.
    """
    finder = _Finder(draft, other)
    found = [*finder.equal_fields(), *finder.chained()]
    long = [stretch for stretch in found if stretch.matched >= LONG]
    if sum(stretch.matched for stretch in found if finder.is_whole(stretch)) >= LONG or long:
        long += [stretch for stretch in found if stretch.matched < LONG and finder.is_whole(stretch)]
    return sorted(long)


class _Finder:
    """Two readings, and which syllables of the draft already have their place in a stretch."""

    def __init__(self, draft: Reading, other: Reading) -> None:
        self._draft = draft
        self._other = other
        self._covered = bytearray(len(draft))

    def equal_fields(self) -> Iterator[Stretch]:
        """Fields that are the same from end to end, however short or repetitive."""
        ours, theirs = pairwise(self._draft.bounds), pairwise(self._other.bounds)
        for (start, end), (other, other_end) in zip(ours, theirs, strict=True):
            if start < end and self._draft.forms[start:end] == self._other.forms[other:other_end]:
                yield self._take(Stretch(start, end, other, other_end, end - start))

    def chained(self) -> Iterator[Stretch]:
        """Everything else, the longest chains first."""
        if all(self._covered):
            return
        for chain in chains(seeds(self._draft, self._other)):
            for part in self._parts(self._free(chain)):
                stretch = self._extend(part)
                if stretch.matched >= WHOLE and stretch.similarity >= ALIKE:
                    yield self._take(stretch)

    def is_whole(self, stretch: Stretch) -> bool:
        """Whether it is whole sentences in both texts."""
        ours, theirs = self._draft, self._other
        return (
            ours.opens(stretch.draft)
            and theirs.opens(stretch.other)
            and ours.opens(stretch.draft_end)
            and theirs.opens(stretch.other_end)
        )

    def _take(self, stretch: Stretch) -> Stretch:
        self._covered[stretch.draft : stretch.draft_end] = b"\x01" * stretch.size
        return stretch

    def _free(self, chain: Sequence[Seed]) -> list[Seed]:
        """The chain without what is covered already and without overlaps of its own seeds."""
        free: list[Seed] = []
        draft = other = 0
        for seed in chain:
            shift = max(0, draft - seed.draft, other - seed.other)
            start, end = seed.draft + shift, seed.draft + seed.size
            if any(self._covered[start:end]):
                start, end = self._uncovered(start, end)
            if start < end:
                draft, other = end, end + seed.other - seed.draft
                free.append(Seed(start, other - (end - start), end - start))
        return free

    def _uncovered(self, start: int, end: int) -> tuple[int, int]:
        """The longest run of a range that is in no stretch yet."""
        runs = bytes(self._covered[start:end]).split(b"\x01")
        longest = max(runs, key=len)
        first = start + sum(len(run) + 1 for run in runs[: runs.index(longest)])
        return first, first + len(longest)

    def _parts(self, chain: Sequence[Seed]) -> Iterator[Stretch]:
        """Cut a chain where too little lies between two seeds that is the same."""
        part: Stretch | None = None
        for seed in chain:
            draft_end, other_end = seed.draft + seed.size, seed.other + seed.size
            common = self._between(part, seed) if part else None
            if part is not None and common is not None:
                part = Stretch(part.draft, draft_end, part.other, other_end, part.matched + common + seed.size)
                continue
            if part is not None:
                yield part
            part = Stretch(seed.draft, draft_end, seed.other, other_end, seed.size)
        if part is not None:
            yield part

    def _between(self, part: Stretch, seed: Seed) -> int | None:
        """Syllables in common between a stretch and the next seed; None when the gap parts them."""
        start, other = part.draft_end, part.other_end
        longer = max(seed.draft - start, seed.other - other)
        crosses = self._draft.field(start - 1) != self._draft.field(seed.draft)
        crosses = crosses or self._other.field(other - 1) != self._other.field(seed.other)
        if crosses or any(self._covered[start : seed.draft]):
            return None
        common = common_syllables(self._draft.forms[start : seed.draft], self._other.forms[other : seed.other])
        return common if longer <= _JOIN or common >= _KEPT * longer else None

    def _extend(self, part: Stretch) -> Stretch:
        """Move both ends outwards over changed words, as long as enough of them are the same."""
        back, matched_back = self._reach(part.draft - 1, part.other - 1, -1)
        on, matched_on = self._reach(part.draft_end, part.other_end, 1)
        return Stretch(
            part.draft - back,
            part.draft_end + on,
            part.other - back,
            part.other_end + on,
            part.matched + matched_back + matched_on,
        )

    def _reach(self, draft: int, other: int, step: int) -> tuple[int, int]:
        """How far to go from a pair of syllables, and how many pairs on the way are equal: an X-drop extension."""
        ours, theirs = self._draft.forms, self._other.forms
        room = self._room(draft, other, step)
        best = score = 0.0
        reach = matched = same = 0
        for taken in range(1, room + 1):
            at = (taken - 1) * step
            equal = ours[draft + at] == theirs[other + at]
            same += equal
            score += 1 if equal else -_MISS
            if score > best:
                best, reach, matched = score, taken, same
            elif score < best - _DROP:
                break
        return self._to_border(draft, other, step, room, reach, matched)

    def _to_border(self, draft: int, other: int, step: int, room: int, reach: int, matched: int) -> tuple[int, int]:
        """Go on to the border of a sentence where both texts have one within a few syllables."""
        behind = step < 0  # a position opens a sentence at its start, so going back looks one syllable further
        for further in range(min(_EDGE, room - reach) + 1):
            at = (reach + further) * step + behind
            if self._draft.opens(draft + at) and self._other.opens(other + at):
                pairs = range(reach, reach + further)
                ours, theirs = self._draft.forms, self._other.forms
                equal = sum(ours[draft + pair * step] == theirs[other + pair * step] for pair in pairs)
                return reach + further, matched + equal
        return reach, matched

    def _room(self, draft: int, other: int, step: int) -> int:
        """Steps that stay inside both fields and outside every stretch."""
        if step > 0:
            end = self._draft.field_end(draft - 1)
            taken = self._covered.find(1, draft, end)
            return min((end if taken < 0 else taken) - draft, self._other.field_end(other - 1) - other)
        start = self._draft.field_start(draft + 1)
        taken = self._covered.rfind(1, start, draft + 1)
        return min(draft - (start - 1 if taken < 0 else taken), other - self._other.field_start(other + 1) + 1)


def common_syllables(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest common subsequence, by bits (Hyyrö, 2004).

    >>> common_syllables("tăng lương từ tháng bảy".split(), "sẽ tăng từ ngày bảy".split())
    3
    """
    masks: dict[str, int] = {}
    for place, form in enumerate(first):
        masks[form] = masks.get(form, 0) | 1 << place
    full = rest = (1 << len(first)) - 1
    for form in second:
        met = rest & masks.get(form, 0)
        rest = ((rest + met) | (rest - met)) & full
    return len(first) - rest.bit_count()
