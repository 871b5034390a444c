"""Facts that stand in a text where its source has another: both are in the source, but said of something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from newsroom_ai.summarisation.readings import Reading

_REACH: Final = 8
_ADJACENT: Final = 4
_JOINED: Final = 0.5
_TELLING: Final = 0.8
_NEAR: Final = 0.7
_FADING: Final = 0.15
_GAIN: Final = {"place": 1.9, "name": 1.7}
_USUAL_GAIN: Final = 1.3
_CONSIDERED: Final = 40  # places of one fact in the source

_LISTED: Final = frozenset([",", "-", "–", "/", "và", ", và", "hay", "hoặc", "", "(", "&"])

Place = tuple[int, int]


class Held(NamedTuple):
    """A fact of a text: its first syllable and the one behind its last, and where the source has it."""

    kind: str
    at: Place
    key: str
    found: Sequence[Place]


def swapped(text: Reading, source: Reading, facts: Sequence[Held]) -> Iterator[Held]:
    """Facts that would stand where the source has them if two of one kind changed places.

    Two facts are compared where the words around them in the text are with the places each has in the source; they are
    reported when exchanged they fit clearly better.
    """
    reported: set[Place] = set()
    for one, two in combinations(facts, 2):
        if one.kind != two.kind or one.at in reported or two.at in reported or _one_thing(text, one, two):
            continue
        both = (one.at, two.at)
        straight = sum(_fit(text, fact.at, source, fact.found, both) for fact in (one, two))
        crossed = _fit(text, one.at, source, two.found, both) + _fit(text, two.at, source, one.found, both)
        if crossed - straight > _GAIN.get(one.kind, _USUAL_GAIN):
            reported.update(both)
            yield one
            yield two


def _one_thing(text: Reading, one: Held, two: Held) -> bool:
    """Whether two facts cannot be told apart: one is a part of the other, or they stand in one list."""
    first, second = f" {one.key} ", f" {two.key} "
    if first in second or second in first or set(one.found) & set(two.found):
        return True
    between = text.text[text.found[one.at[1] - 1].end : text.found[two.at[0]].start]
    return one.at[1] >= two.at[0] or (between.strip() in _LISTED)


def _fit(text: Reading, at: Place, source: Reading, places: Sequence[Place], left_out: Sequence[Place]) -> float:
    """How well the words around a place of the text go with the best of some places of the source."""
    return max((_alike(text, at, source, place, left_out) for place in places[:_CONSIDERED]), default=0.0)


def _alike(text: Reading, at: Place, source: Reading, place: Place, left_out: Sequence[Place]) -> float:
    """What two places have in common: words right beside them on the same side, then near, then in the sentence."""
    hidden = {number for start, end in left_out for number in range(start, end)}
    start, end = text.sentence_of(at[0])
    first, last = source.sentence_of(place[0])
    behind = range(at[1], min(end, at[1] + _REACH))
    ahead = range(at[0] - 1, max(start, at[0] - _REACH) - 1, -1)
    after = source.forms[place[1] : min(last, place[1] + _REACH)]
    before = source.forms[max(first, place[0] - _REACH) : place[0]][::-1]
    return sum(
        _side([text.forms[n] if n not in hidden else "" for n in here], there, source)
        for here, there in ((behind, after), (ahead, before))
    )


def _side(here: Sequence[str], there: Sequence[str], source: Reading) -> float:
    """What two sequences that lead away from a fact share."""
    score, joined = 0.0, True
    for distance, form in enumerate(here):
        joined = joined and distance < min(_ADJACENT, len(there)) and there[distance] == form
        if joined:
            score += _JOINED + _TELLING * source.weight(form)
        elif form in there:
            score += _NEAR * source.weight(form) / (1 + _FADING * abs(distance - there.index(form)))
    return score
