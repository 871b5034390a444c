"""What a vocabulary and its entries say: labels, place in the hierarchy, days of validity, what replaced them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from newsroom_ai.text.normalise import clean

VIETNAMESE: Final = "vi"
"""The language of a text that names none, and of what people are shown."""

TERM_LIMIT: Final = 300
"""Characters of one label."""
NOTE_LIMIT: Final = 5_000
"""Characters of a definition or scope note."""
URI_LIMIT: Final = 500
"""Characters of an identifier."""
NOTATION_LIMIT: Final = 100
"""Characters of a notation."""

Texts = Mapping[str, str]
"""Language tag in lower case -> text."""
Terms = Mapping[str, tuple[str, ...]]
"""Language tag in lower case -> texts without repetition, sorted: in SKOS they are sets."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of SKOS. ``broader``, ``related`` and ``replaced_by`` hold uris of the same vocabulary.

    ``exact_match`` and ``close_match`` hold uris of other vocabularies. ``valid_from`` and ``valid_to`` are both
    inclusive, None where open. ``deprecated`` concepts stay to explain old articles and are not for new ones.
    """

    uri: str
    notation: str | None = None
    labels: Texts = field(default_factory=dict)
    alternative: Terms = field(default_factory=dict)
    hidden: Terms = field(default_factory=dict)
    definition: Texts = field(default_factory=dict)
    scope_note: Texts = field(default_factory=dict)
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    exact_match: tuple[str, ...] = ()
    close_match: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The preferred label in Vietnamese, else in English, else in whatever language there is."""
        languages = sorted(self.labels, key=lambda tag: (tag != VIETNAMESE, not tag.startswith("en"), tag))
        return self.labels[languages[0]] if languages else self.uri

    def names(self, language: str = VIETNAMESE) -> tuple[str, ...]:
        """All labels of a language, the preferred one first."""
        preferred = (self.labels[language],) if language in self.labels else ()
        return (*preferred, *self.alternative.get(language, ()), *self.hidden.get(language, ()))

    def holds(self, day: date) -> bool:
        """Say whether the concept was valid on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a vocabulary says of itself; ``attribution`` is what its licence asks to be printed."""

    name: str
    title: str = ""
    uri: str = ""
    version: str = ""
    licence: str = ""
    attribution: str = ""


def term(text: str) -> str:
    r"""A label or notation from outside as one clean line in NFC.

    >>> term(" việc\n làm ")
    'việc làm'
    """
    return " ".join(clean(text).split())


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """A set of values as it stands in a ``Concept``: sorted, without repetition and without empty ones."""
    return tuple(sorted({value for value in values if value}))
