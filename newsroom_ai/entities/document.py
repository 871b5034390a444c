"""What an article as a whole says about its names: one kind for one name, and the mentions that were passed over."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from newsroom_ai.article import FIELDS, Field, Span
from newsroom_ai.entities.types import EntityKind, Mention

_SURE: Final = 0.8
"""A name is looked for elsewhere in the article from this confidence on."""
_OUTWEIGHS: Final = 2.0
"""How much more weight another kind must have in the article for a doubtful mention to change."""
_DOUBTFUL: Final = 0.75
_LEAST: Final = 0.3
"""Mentions below this confidence that nothing else in the article bears out are dropped."""
_ROADS: Final = frozenset({"đường", "phố", "ngõ", "hẻm"})
_LISTING: Final = frozenset({", ", " - ", " – ", "-", " và ", ", đường ", ", phố "})
_SHORT: Final = re.compile(r" \(([A-ZĐ][A-ZĐ\d&.-]{1,11}(?: [A-ZĐ]{2,4})?)\)")
_MOST: Final = 200
"""Names looked for elsewhere: more are a list, not an article."""


def settled(texts: Mapping[Field, str], mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions after a second look: kinds agreed on, repeats added, lone doubts dropped; in order of the text."""
    known = _with_abbreviations(texts, _with_roads(texts, mentions))
    weights = _weights(known)
    kept = [changed for mention in known if (changed := _agreed(mention, weights)) is not None]
    return sorted([*kept, *_repeats(texts, kept)], key=lambda m: (FIELDS.index(m.span.field), m.span.start))


def _with_roads(texts: Mapping[Field, str], mentions: Sequence[Mention]) -> list[Mention]:
    """Names listed behind a road are roads, not the people whose names they bear: "đường Lê Lợi, Trần Phú"."""
    found: list[Mention] = []
    road = False
    for mention in mentions:
        if found and road and mention.kind == "person" and found[-1].span.field == mention.span.field:
            between = texts[mention.span.field][found[-1].span.end : mention.span.start]
            road = between in _LISTING
            found.append(mention._replace(kind="place") if road else mention)
            continue
        road = mention.kind == "place" and mention.span.text.partition(" ")[0].lower() in _ROADS
        found.append(mention)
    return found


def _with_abbreviations(texts: Mapping[Field, str], mentions: Sequence[Mention]) -> list[Mention]:
    """An abbreviation in brackets behind an organisation is one too, here and wherever it stands: "… (BHXH VN)"."""
    named = {(mention.span.field, mention.span.start) for mention in mentions}
    found = list(mentions)
    for mention in mentions:
        field = mention.span.field
        short = _SHORT.match(texts[field], mention.span.end) if mention.kind == "organisation" else None
        if short is not None and (field, short.start(1)) not in named:
            found.append(Mention(Span(field, *short.span(1), short[1]), "organisation", mention.confidence))
    return found


def _weights(mentions: Sequence[Mention]) -> dict[str, dict[EntityKind, float]]:
    weights: dict[str, dict[EntityKind, float]] = defaultdict(lambda: defaultdict(float))
    for mention in mentions:
        weights[mention.span.text.lower()][mention.kind] += mention.confidence
    return weights


def _agreed(mention: Mention, weights: Mapping[str, Mapping[EntityKind, float]]) -> Mention | None:
    kinds = weights[mention.span.text.lower()]
    best = max(kinds, key=lambda kind: kinds[kind])
    if best != mention.kind and mention.confidence < _DOUBTFUL and kinds[best] >= _OUTWEIGHS * kinds[mention.kind]:
        return mention._replace(kind=best)
    return None if mention.confidence < _LEAST and kinds[best] < 2 * _LEAST else mention


def _repeats(texts: Mapping[Field, str], mentions: Sequence[Mention]) -> list[Mention]:
    """Other places of the article where a sure name of two syllables or more stands, free on both sides."""
    surest: dict[str, Mention] = {}
    for mention in mentions:
        name = mention.span.text
        known = surest.get(name, mention)
        if mention.confidence >= max(_SURE, known.confidence) and (" " in name) != name.isupper():
            surest[name] = mention
    if not surest or len(surest) > _MOST:
        return []
    found: list[Mention] = []
    for field, text in texts.items():
        taken = bytearray(len(text) + 1)
        for mention in mentions:
            if mention.span.field == field:
                taken[mention.span.start : mention.span.end] = b"\1" * (mention.span.end - mention.span.start)
        for name in sorted(surest, key=len, reverse=True):
            for start in _free_places(text, name, taken):
                end = start + len(name)
                taken[start:end] = b"\1" * len(name)
                source = surest[name]
                found.append(Mention(Span(field, start, end, name), source.kind, source.confidence * _SURE))
    return found


def _free_places(text: str, name: str, taken: bytearray) -> Iterator[int]:
    """Where a name stands between other signs than letters and digits, and outside what is taken."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        alone = not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        if alone and not any(taken[start:end]):
            yield start
        start = text.find(name, end)
