"""The facts of a text by kind, and whether another text holds them: how a true summary is told from the rest.

Written apart from the product's own check, from the same parsers, and stricter: what is in doubt is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, Literal, NamedTuple

from eval.generators.texts import Span, forms_line
from newsroom_ai.article import Article
from newsroom_ai.entities.lexicon import is_initials
from newsroom_ai.entities.registry import recogniser
from newsroom_ai.text.dates import dates, same_date
from newsroom_ai.text.laws import law_references
from newsroom_ai.text.numbers import Number, numbers
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.cased import VIETNAMESE, CasedText
from newsroom_ai.vocabulary.places import PlaceMention, gazetteer

Kind = Literal["number", "percent", "money", "date", "law", "name", "place"]
KINDS: Final[tuple[Kind, ...]] = ("law", "percent", "money", "date", "name", "number", "place")
"""The kinds of facts, the rarest in news first."""

SPELLED: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_RULES: Final = "rules.v1"


class Fact(NamedTuple):
    """One figure, date, law, name or place of a text.

    Equal facts of one kind have equal ``key``; facts with equal ``group`` as well could stand in each other's place:
    figures of one unit, provinces, countries.
    """

    kind: Kind
    span: Span
    text: str
    group: str
    key: str


class Facts:
    """A text and its facts, read when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def all(self) -> list[Fact]:
        """The facts in order; of two that meet, laws, dates and figures come before people, those before places."""
        found: list[Fact] = []
        for fact in (*self.written, *self.people, *self.places):
            if all(fact.span.end <= other.span.start or other.span.end <= fact.span.start for other in found):
                found.append(fact)
        return sorted(found, key=lambda fact: fact.span)

    @cached_property
    def written(self) -> list[Fact]:
        """Laws, dates and figures."""
        return [*self._laws(), *self._dates(), *self._numbers()]

    def _laws(self) -> Iterator[Fact]:
        for law in law_references(self.text):
            yield self._fact("law", law.start, law.end, "", law.key)

    def _dates(self) -> Iterator[Fact]:
        for day in dates(self.text):
            yield self._fact("date", day.start, day.end, str(len(day.value)), day.value)

    def _numbers(self) -> Iterator[Fact]:
        for number in numbers(self.text):
            if self.text[number.start] == "-":  # of a type: Su -25
                continue
            year = number.unit is None and re.fullmatch(r"(?:19|20)\d\d", self.text[number.start : number.end])
            group = f"{number.unit}{'' if number.upper is None else ' range'}{' year' if year else ''}"
            yield self._fact(_kind(number), number.start, number.end, group, f"{number.value} {number.upper}")

    @cached_property
    def people(self) -> list[Fact]:
        """People with a full or given name; initials are none."""
        entities = recogniser(_RULES).entities(Article("", sapo=self.text))
        people = [entity for entity in entities if entity.kind == "person" and not is_initials(entity.label)]
        return [
            self._fact("name", mention.start, mention.end, _shape(mention.text), entity.label)
            for entity in people
            for mention in entity.mentions
        ]

    @cached_property
    def places(self) -> list[Fact]:
        """Provinces, towns, countries and regions; "Nhật hoàng" is a title."""
        return [
            self._fact("place", place.start, place.end, _rank(place), place.label)
            for place in gazetteer().find(self.text)
            if not self.text.startswith(" hoàng", place.end)
        ]

    def _fact(self, kind: Kind, start: int, end: int, group: str, key: str) -> Fact:
        return Fact(kind, Span(start, end), self.text[start:end], group, key)

    @cached_property
    def names(self) -> list[str]:
        """Runs of capitalised syllables, without the one that opens a sentence."""
        page = CasedText(self.text)
        runs, at = [], 0
        while at < len(page):
            end = at
            while end < len(page) and page.capital(end) and (end == at or page.gap(end) in {" ", "-", " - "}):
                end += 1
            start = at + 1 if end > at and page.opens(at) else at
            if start < end:
                runs.append(self.text[page.found[start].start : page.found[end - 1].end])
            at = max(end, at + 1)
        return runs

    def holds(self, fact: Fact) -> bool:
        """Whether an equal fact is here: 1.200 is 1,2 nghìn, 28/8 is ngày 28 tháng 8. Names must stand literally."""
        if fact.kind in {"name", "place"}:
            return self.holds_words(fact.text)
        known = (other.key for other in self.written if other.kind == fact.kind)
        return any(key == fact.key or (fact.kind == "date" and same_date(key, fact.key)) for key in known)

    def may_hold(self, fact: Fact) -> bool:
        """Whether the fact might be here in any form: what is not so held is certainly absent."""
        if self.holds(fact) or self.holds_words(fact.text):
            return True
        if fact.kind in {"name", "place"}:
            return any(place.key == fact.key for place in self.places)
        if fact.kind == "date":
            return self._prints(fact.text) or any(other.key[-5:] == fact.key[-5:] for other in self.written)
        if any(map(self._prints, re.findall(r"\d+(?:[.,]\d+)*", fact.text))):
            return True
        value = fact.key.partition(" ")[0]
        return any(value == str(small) and self.holds_words(word) for small, word in enumerate(SPELLED))

    def holds_words(self, words: str) -> bool:
        """Whether these words stand here side by side."""
        return forms_line(words) in self._forms

    @cached_property
    def _forms(self) -> str:
        return forms_line(self.text)

    def _prints(self, digits: str) -> bool:
        return re.search(rf"(?<!\d){re.escape(digits)}(?!\d)", self.text) is not None


def _shape(name: str) -> str:
    """How many parts a name has, and whether they are Vietnamese."""
    forms = exact_forms(name)
    return f"{len(name.split())}{'' if all(map(VIETNAMESE.fullmatch, forms)) else ' foreign'}"


def _rank(place: PlaceMention) -> str:
    """Province, city, country or region, and whether it is spelt as in Vietnamese."""
    foreign = not all(map(VIETNAMESE.fullmatch, exact_forms(place.label)))
    return f"{place.uri.rpartition(':')[2].split('/')[0]}{' foreign' if foreign else ''}"


def _kind(number: Number) -> Kind:
    if number.kind == "money":
        return "money"
    return "percent" if number.kind == "percent" else "number"
