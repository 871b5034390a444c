"""Which mentions of people are one person: full names, given names, foreign spellings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from newsroom_ai.article import Article
from newsroom_ai.entities.lexicon import FEMALE, MALE, is_initials
from newsroom_ai.entities.people import Gender
from newsroom_ai.entities.types import Mention
from newsroom_ai.text.syllables import bare_form, exact_forms, has_marks
from newsroom_ai.vocabulary.cased import VIETNAMESE

_LOOK_BACK: Final = 8

Parts = tuple[str, ...]


@dataclass(slots=True)
class Person:
    """One person of an article: the parts of the fullest name and all mentions."""

    parts: Parts
    gender: Gender
    hidden: bool
    mentions: list[Mention] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The fullest name in its most frequent spelling; one in capitals only where there is no other."""
        whole = [m.span.text for m in self.mentions if len(forms_of(m.span.text)) == len(self.parts)]
        marked = [text for text in whole if has_marks(text)] or whole
        counts = Counter(marked)
        return max(counts, key=lambda text: (not text.isupper(), counts[text]))

    @property
    def foreign(self) -> bool:
        """Whether a part of the name is not built like a Vietnamese syllable."""
        return not all(VIETNAMESE.fullmatch(part) for part in self.parts)


def persons(article: Article, mentions: Sequence[Mention]) -> list[Person]:
    """Group the mentions of people.

    A short name belongs to the one longer name of the article that ends with it, or begins with it where one of the
    two is foreign. With two such names, a title of the other gender, or initials, it stays a person of its own.
    """
    named: dict[Parts, Person] = {}
    for mention in mentions:
        parts = forms_of(mention.span.text)
        gender = _gender(article, mention)
        person = named.setdefault(parts, Person(parts, gender, is_initials(mention.span.text)))
        person.gender = person.gender or gender
        person.mentions.append(mention)
    _merge_unmarked(named)
    return _with_short_names(named)


def _gender(article: Article, mention: Mention) -> Gender:
    start = mention.span.start
    before = exact_forms(article.text(mention.span.field)[max(0, start - _LOOK_BACK) : start])
    title = before[-1] if before else ""
    return "male" if title in MALE else "female" if title in FEMALE else ""


def _merge_unmarked(named: dict[Parts, Person]) -> None:
    """Give names without diacritics to the one marked name of the same letters: Le Quoc Minh is Lê Quốc Minh."""
    marked: dict[Parts, list[Person]] = defaultdict(list)
    for parts, person in named.items():
        if bare(parts) != parts:
            marked[bare(parts)].append(person)
    for parts in [parts for parts in named if len(parts) > 1 and bare(parts) == parts]:
        owners = marked.get(parts, [])
        if len(owners) == 1:
            owners[0].mentions.extend(named.pop(parts).mentions)


@lru_cache(maxsize=20_000)
def forms_of(name: str) -> Parts:
    """The folded syllables of a name; names repeat themselves, in an article and from one to the next."""
    return tuple(exact_forms(name))


def bare(parts: Parts) -> Parts:
    """The parts of a name without diacritics."""
    return tuple(map(bare_form, parts))


def _with_short_names(named: dict[Parts, Person]) -> list[Person]:
    by_end: dict[str, list[Person]] = defaultdict(list)
    by_start: dict[str, list[Person]] = defaultdict(list)
    kept: list[Person] = []
    for parts in sorted(named, key=len, reverse=True):
        person = named[parts]
        owners = [] if person.hidden else _owners(person, by_end[parts[-1]], by_start[parts[0]])
        if len(owners) == 1:
            owners[0].mentions.extend(person.mentions)
            owners[0].gender = owners[0].gender or person.gender
            continue
        kept.append(person)
        by_end[parts[-1]].append(person)
        by_start[parts[0]].append(person)
    return kept


def _owners(short: Person, ending: Sequence[Person], starting: Sequence[Person]) -> list[Person]:
    size = len(short.parts)
    owners = {id(person): person for person in ending if person.parts[-size:] == short.parts}
    for person in starting:
        if person.parts[:size] == short.parts and (short.foreign or person.foreign or size > 2):
            owners[id(person)] = person
    return [
        person
        for person in owners.values()
        if len(person.parts) > size
        and not person.hidden
        and not (short.gender and person.gender and short.gender != person.gender)
    ]
