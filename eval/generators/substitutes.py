"""Another value for a fact: of the same kind and form, and nowhere in the source."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from eval.generators.facts import Fact, Facts
from eval.generators.texts import Change, Row, changed, field
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.provinces import valid_on

_TRIES: Final = 20
_SMALL: Final = 20
_ROUND: Final = re.compile(r"(?<=[1-9])(?:[.,]?0)+(?![\d.,]).*", re.DOTALL)
_UNIT: Final = re.compile(r"(?:tỉnh|thành phố|TP\.?) ?(?=[A-ZĐÂĂÁÀẢÃẠÔƠƯ])", re.IGNORECASE)
_CITIES: Final = frozenset({"Hà Nội", "Đà Nẵng", "Hải Phòng", "Cần Thơ", "TP.HCM"})


class Pool(NamedTuple):
    """People and places as other articles print them, to be put for one another."""

    names: tuple[Fact, ...]
    places: tuple[Fact, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Pool:
        """Collect the people and places of the sapos."""
        names: dict[str, Fact] = {}
        places: dict[str, Fact] = {}
        for row in rows:
            said = Facts(field(row, "sapo"))
            names |= {fact.text: fact for fact in said.people if not Facts(fact.text).places}  # Armenia Sargsyan
            for place in said.places:
                printed = _UNIT.sub("", place.text, count=1)
                if not printed.isupper():
                    places[printed] = place._replace(text=printed)
        return cls(*(tuple(found[text] for text in sorted(found)) for found in (names, places)))


def substitute(fact: Fact, said: Facts, source: Facts, pool: Pool, rng: random.Random) -> Change | None:
    """Put another text for a fact of a summary, or None where none fits.

    It is read as the same kind of fact where it stands, and neither the source nor the summary may hold it.
    """
    for _ in range(_TRIES):
        new = _drawn(fact, said, source, pool, rng)
        if new is None:
            return None
        change = Change(*fact.span, new)
        other = _read(fact, Facts(changed(said.text, [change])), new)
        if other is not None and other.key != fact.key and not source.may_hold(other) and not said.holds_words(new):
            return change
    return None


def _drawn(fact: Fact, said: Facts, source: Facts, pool: Pool, rng: random.Random) -> str | None:
    if fact.kind == "name":
        return _name(fact, source, pool, rng)
    if fact.kind == "place":
        return _place(fact, said, source, pool, rng)
    return _date(fact.text, rng) if fact.kind == "date" else _digits(fact, rng)


def _read(fact: Fact, said: Facts, new: str) -> Fact | None:
    """The new fact as it is read in its sentence; None where the parsers read something else there.

    People are taken from the pool and need not be recognised again.
    """
    if fact.kind == "name":
        return Fact("name", fact.span, new, fact.group, new)
    found = said.places if fact.kind == "place" else said.written
    span = (fact.span.start, fact.span.start + len(new))
    return next((other for other in found if other.span == span and other.kind == fact.kind), None)


def _digits(fact: Fact, rng: random.Random) -> str | None:
    """Change one digit: of a law one of its number, not of its year or of the number of an assembly.

    The zeros of a round figure stay: nobody pays 40.080 đồng.
    A small count becomes another near it: nobody believes in form 18 of a school, or a ninth world war.
    """
    if fact.text.isdigit() and int(fact.text) <= _SMALL:
        return str(max(1, int(fact.text) + rng.choice((-3, -2, -1, 1, 2, 3))))
    within = re.split("[/-]", fact.text)[0] if fact.kind == "law" else _ROUND.sub("", fact.text)
    places = [match.start() for match in re.finditer(r"\d", within)]
    if not places:
        return None
    at = rng.choice(places)
    new = rng.choice("123456789" if at == places[0] else "0123456789")
    return fact.text[:at] + new + fact.text[at + 1 :]


def _date(printed: str, rng: random.Random) -> str | None:
    """Change the day, the month or the year."""
    figures = list(re.finditer(r"\d+", printed))
    if not figures:
        return None
    figure = rng.choice(figures)
    if len(figure[0]) == 4:
        new = str(int(figure[0]) + rng.choice((-3, -2, -1, 1, 2, 3)))
    else:
        new = str(rng.randint(1, 28 if figure is figures[0] and len(figures) > 1 else 12))
    new = new.zfill(len(figure[0])) if figure[0].startswith("0") else new
    return printed[: figure.start()] + new + printed[figure.end() :]


def _name(fact: Fact, source: Facts, pool: Pool, rng: random.Random) -> str | None:
    """A name of as many parts, whose last part (by which people are called) the source never mentions."""
    own = set(exact_forms(fact.text))
    fitting = [name.text for name in pool.names if name.group == fact.group and own.isdisjoint(exact_forms(name.text))]
    drawn = rng.sample(fitting, min(_TRIES, len(fitting)))
    return next((name for name in drawn if not source.holds_words(name.split()[-1])), None)


def _place(fact: Fact, said: Facts, source: Facts, pool: Pool, rng: random.Random) -> str | None:
    """A place of the same kind, a city for a city, that is not today one unit with any place of the source."""
    unit = match[0] if (match := _UNIT.match(fact.text)) else ""
    near = {_today(place.key) for place in (*source.places, *said.places)}
    fitting = [
        place.text
        for place in pool.places
        if place.group == fact.group
        and _today(place.key) not in near
        and (not unit or (place.key in _CITIES) == (not unit.lower().startswith("tỉnh")))
    ]
    return unit + rng.choice(fitting) if fitting else None


@cache
def _today(label: str) -> str:
    unit = valid_on(label, date.max)
    return unit.uri if unit is not None else label
