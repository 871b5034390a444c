"""Entities by rules: titles and surnames, head words of institutions, the gazetteer. Needs no model."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from newsroom_ai.article import FIELDS, Article, Span
from newsroom_ai.entities.lexicon import is_initials
from newsroom_ai.entities.organisations import organisations
from newsroom_ai.entities.page import Page, Stretch, pages
from newsroom_ai.entities.people import Gender, people
from newsroom_ai.entities.types import Entity, EntityKind
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.cased import VIETNAMESE
from newsroom_ai.vocabulary.places import PROVEN

_FIELD_WEIGHT: Final = {"title": 3.0, "sapo": 2.0, "body": 1.0}
_HALF: Final = 4.0
_REPEATED: Final = 2
_ALIASES: Final = {"ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "tand": "tòa án nhân dân"}


class RuleRecogniser:
    """People after titles, and by surname where a role or repeated use bears it out; organisations and places.

    Organisations go by their head word, places come from the gazetteer.

    A later "ông Hùng" counts as a mention of the only Nguyễn Mạnh Hùng of the article. Initials ("cháu N.T.H.")
    are people here; it is for taggers not to offer them.

    >>> article = Article("a1", body="Ông Nguyễn Mạnh Hùng đến Hà Nội. Theo ông Hùng, Bộ Y tế đã đồng ý.")
    >>> [(e.kind, e.label, len(e.mentions)) for e in RuleRecogniser().entities(article)]
    [('person', 'Nguyễn Mạnh Hùng', 2), ('place', 'Hà Nội', 1), ('organisation', 'Bộ Y tế', 1)]
    """

    def entities(self, article: Article) -> list[Entity]:
        """The entities in falling order of salience."""
        read = pages(article)
        firms = {id(page): organisations(page) for page in read}
        persons = _People()
        for page in read:
            for name in people(page, firms[id(page)]):
                if name.place:
                    persons.bar(page, name.at)
                else:
                    persons.add(page, name.at, titled=name.titled, gender=name.gender)
        persons.resolve()
        persons.doubt()
        for page in read:
            persons.repeat(page, firms[id(page)])
        found = [*persons.entities(), *_organisation_entities(read, firms), *_places(read, firms, persons.given_names)]
        return sorted(found, key=lambda entity: (-entity.salience, _position(entity.mentions[0])))


def salience(mentions: Iterable[Span]) -> float:
    """How much an article is about something, in 0..1: mentions count, most of all in title and sapo, then early."""
    weight = sum(_FIELD_WEIGHT[m.field] + (0.5 if m.field == "body" and m.start < 400 else 0.0) for m in mentions)
    return weight / (weight + _HALF)


@dataclass(slots=True)
class _Person:
    """One person while the article is read: the parts of the fullest name and the mentions so far."""

    parts: tuple[str, ...]
    label: str
    gender: Gender
    titled: bool = False
    mentions: list[Span] = field(default_factory=list)


class _People:
    """Gathers names and decides which of them are one person."""

    def __init__(self) -> None:
        self._named: dict[tuple[str, ...], _Person] = {}
        self._by_end: dict[str, list[_Person]] = defaultdict(list)
        self._by_start: dict[str, list[_Person]] = defaultdict(list)
        self._barred: set[tuple[str, ...]] = set()
        self.given_names: set[str] = set()

    def bar(self, page: Page, at: Stretch) -> None:
        """Note a name that stands here for a place, a road or a firm."""
        self._barred.add(tuple(page.form(i) for i in range(at.start, at.end)))

    def doubt(self) -> None:
        """Forget the names that neither a title nor repeated use, and no road of that name, makes a person's."""
        for parts, person in list(self._named.items()):
            if not person.titled and (parts in self._barred or len(person.mentions) < _REPEATED):
                del self._named[parts]
                self._by_end[parts[-1]].remove(person)
                self._by_start[parts[0]].remove(person)
        self.given_names = {parts[-1] for parts in self._named if len(parts) > 1}

    def add(self, page: Page, at: Stretch, *, titled: bool, gender: Gender) -> None:
        """Note a name where it stands."""
        span = page.span(at)
        parts = tuple(page.form(i) for i in range(at.start, at.end))
        person = self._named.setdefault(parts, _Person(parts, span.text, gender))
        person.gender = person.gender or gender
        person.titled = person.titled or titled
        person.mentions.append(span)

    def resolve(self) -> None:
        """Give short names to the one longer name that ends or starts with them, where there is only one."""
        for parts in sorted(self._named, key=len, reverse=True):
            person = self._named[parts]
            owners = [] if is_initials(person.label) else self._owners(parts, person.gender)
            if len(owners) == 1:
                owners[0].mentions.extend(person.mentions)
                owners[0].titled = owners[0].titled or person.titled
                del self._named[parts]
                continue
            self._by_end[parts[-1]].append(person)
            self._by_start[parts[0]].append(person)

    def _owners(self, parts: tuple[str, ...], gender: Gender) -> list[_Person]:
        longer = {id(p): p for p in self._by_end.get(parts[-1], ()) if p.parts[-len(parts) :] == parts}
        foreign = not all(VIETNAMESE.fullmatch(part) for part in parts)
        for person in self._by_start.get(parts[0], ()):
            if person.parts[: len(parts)] == parts and (foreign or _is_foreign(person) or len(parts) > 2):
                longer[id(person)] = person
        return [
            p
            for p in longer.values()
            if len(p.parts) > len(parts)
            and not (gender and p.gender and gender != p.gender)
            and not is_initials(p.label)
        ]

    def repeat(self, page: Page, taken: list[Stretch]) -> None:
        """Add the untitled repeats: full names anywhere, a given name inside a sentence."""
        if page.case != "mixed":
            return
        known = {(m.start, m.end) for p in self._named.values() for m in p.mentions if m.field == page.field}
        covered = bytearray(len(page.text) + 1)
        for start, end in known:
            covered[start:end] = b"\1" * (end - start)
        for stretch in taken:
            span = page.span(stretch)
            covered[span.start : span.end] = b"\1" * (span.end - span.start)
        for at in range(len(page)):
            if page.capital(at) and not covered[page.found[at].start]:
                self._repeat_at(page, at, covered)

    def _repeat_at(self, page: Page, at: int, covered: bytearray) -> None:
        end, last = at + 1, min(len(page), at + 5)
        while end < last and page.capital(end) and page.gap(end) == " " and not covered[page.found[end].start]:
            end += 1
        for stop in range(end, at, -1):
            parts = tuple(page.form(i) for i in range(at, stop))
            person = self._known(page, at, stop, parts)
            if person is not None:
                span = page.span(Stretch(at, stop))
                person.mentions.append(span)
                covered[span.start : span.end] = b"\1" * (span.end - span.start)
                return

    def _known(self, page: Page, at: int, stop: int, parts: tuple[str, ...]) -> _Person | None:
        if len(parts) > 1:
            return self._named.get(parts)
        alone = not page.capital(stop) and not (page.capital(at - 1) and page.gap(at) == " ")
        if page.opens(at) or not alone:
            return None
        owners = [p for p in self._by_end.get(parts[0], ()) if len(p.parts) > 1 and not is_initials(p.label)]
        return owners[0] if len(owners) == 1 else None

    def entities(self) -> list[Entity]:
        """The people gathered, mentions in order of the text."""
        return [_entity("person", person.label, person.mentions) for person in self._named.values()]


def _is_foreign(person: _Person) -> bool:
    return not all(VIETNAMESE.fullmatch(part) for part in person.parts)


def _organisation_entities(read: list[Page], firms: dict[int, list[Stretch]]) -> list[Entity]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for page in read:
        for stretch in firms[id(page)]:
            span = page.span(stretch)
            spans[_organisation_key(span.text)].append(span)
    for short in sorted(spans, key=len):
        longer = [key for key in spans if key.startswith(f"{short} và ")]  # Bộ Giáo dục [và Đào tạo]
        if len(longer) == 1:
            spans[longer[0]].extend(spans.pop(short))
    return [_entity("organisation", _usual(found), found) for found in spans.values()]


def _organisation_key(name: str) -> str:
    return " ".join(_ALIASES.get(form, form) for form in exact_forms(name))


def _places(read: list[Page], firms: dict[int, list[Stretch]], given: set[str]) -> list[Entity]:
    """Places outside organisations; a lone syllable that is a given name in this article is none ("Đức")."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for page in read:
        inside = [page.span(stretch) for stretch in firms[id(page)]]
        for mention in page.mentions:
            nested = any(s.start <= mention.start < s.end for s in inside)
            text = page.text[mention.start : mention.end]
            if not nested and (text in PROVEN or text.lower() not in given):
                spans[mention.label].append(Span(page.field, mention.start, mention.end, text))
    return [_entity("place", label, found) for label, found in spans.items()]


def _usual(mentions: list[Span]) -> str:
    """The spelling that stands most often, of equals the longer; a capital first."""
    counts = Counter(mention.text for mention in mentions)
    text = max(counts, key=lambda form: (counts[form], len(form)))
    return text[:1].upper() + text[1:]


def _position(mention: Span) -> tuple[int, int]:
    return FIELDS.index(mention.field), mention.start


def _entity(kind: EntityKind, label: str, mentions: list[Span]) -> Entity:
    ordered = sorted(set(mentions), key=_position)
    return Entity(kind, label, tuple(ordered), salience(ordered))
