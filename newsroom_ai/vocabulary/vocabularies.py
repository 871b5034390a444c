"""Concepts together: by uri, by label, up and down the hierarchy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from newsroom_ai.errors import InvalidQuery, InvalidVocabulary
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.concepts import VIETNAMESE, Concept, Scheme
from newsroom_ai.vocabulary.validation import heading_problems, problems

NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_SHOWN: Final = 5  # mistakes named in one error


@dataclass(frozen=True)
class Vocabulary:
    """Concepts that were checked together; made by ``Vocabulary.of``, which checks them."""

    scheme: Scheme
    concepts: Mapping[str, Concept]

    @classmethod
    def of(cls, scheme: Scheme, concepts: Iterable[Concept], places: Mapping[str, str] | None = None) -> Vocabulary:
        """Check concepts and put them together, in their order.

        Args:
            scheme: the name is 1-64 of ``a-z``, ``0-9`` and ``-``; without a uri it gets one of ours.
            concepts: each uri once.
            places: where each uri stands in its file ("dòng 12"), to be named beside what is wrong.

        Raises:
            InvalidQuery: the name is no name.
            InvalidVocabulary: a concept is wrong, by itself or beside the others; names the first five.
        """
        if not NAME.fullmatch(scheme.name):
            raise InvalidQuery("Tên bộ từ vựng gồm 1-64 ký tự a-z, 0-9 và dấu -")
        listed = list(concepts)
        found = [*(("", what) for what in heading_problems(scheme)), *problems(listed)]
        if found:
            named = [_told((places or {}).get(uri, uri), what) for uri, what in found[:_SHOWN]]
            more = [f"… và {len(found) - _SHOWN} lỗi nữa"] if len(found) > _SHOWN else []
            raise InvalidVocabulary("; ".join([*named, *more]))
        uri = scheme.uri or f"urn:newsroom:vocabulary:{scheme.name}"
        return cls(replace(scheme, uri=uri), {concept.uri: concept for concept in listed})

    @property
    def name(self) -> str:
        """The name it is asked for by."""
        return self.scheme.name

    def __len__(self) -> int:
        return len(self.concepts)

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def get(self, name: str) -> Concept | None:
        """A concept by its uri or notation."""
        return self.concepts.get(name) or self.concepts.get(self._notations.get(name, ""))

    @cached_property
    def roots(self) -> tuple[Concept, ...]:
        """The concepts with nothing above them."""
        return tuple(concept for concept in self if not concept.broader)

    def children(self, uri: str) -> tuple[Concept, ...]:
        """The concepts right below one, in the order of the vocabulary."""
        return self._children.get(uri, ())

    def ancestors(self, uri: str) -> tuple[Concept, ...]:
        """All concepts above one, the nearest first, each once."""
        found: dict[str, Concept] = {}
        level = {uri: self.concepts[uri]}
        while level:
            above = {parent: self.concepts[parent] for concept in level.values() for parent in concept.broader}
            level = {parent: concept for parent, concept in above.items() if parent not in found}
            found |= level
        return tuple(found.values())

    @cached_property
    def index(self) -> Mapping[str, tuple[Concept, ...]]:
        """Vietnamese label of any sort -> its concepts, for taggers.

        A key is the exact folded forms of the label's syllables, parted by one space, as ``exact_forms`` gives them.
        """
        table: dict[str, list[Concept]] = {}
        for concept in self:
            for key in dict.fromkeys(" ".join(exact_forms(name)) for name in concept.names(VIETNAMESE)):
                table.setdefault(key, []).append(concept)
        return {key: tuple(found) for key, found in table.items() if key}

    def find(self, label: str) -> tuple[Concept, ...]:
        """The concepts that bear a Vietnamese label, however its tones are placed or its letters are cased."""
        return self.index.get(" ".join(exact_forms(label)), ())

    def filled_from(self, other: Vocabulary) -> Vocabulary:
        """This vocabulary with the labels, definitions and notes of languages that its concepts lack, from another.

        So a new release of a standard keeps our Vietnamese for every code that it still has.

        Raises:
            InvalidVocabulary: a label taken over is another concept's label here.
        """
        return Vocabulary.of(
            self.scheme, [_filled(concept, old) if (old := other.get(concept.uri)) else concept for concept in self]
        )

    @cached_property
    def _notations(self) -> Mapping[str, str]:
        return {concept.notation: concept.uri for concept in self if concept.notation}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Concept, ...]]:
        table: dict[str, list[Concept]] = {}
        for concept in self:
            for parent in concept.broader:
                table.setdefault(parent, []).append(concept)
        return {parent: tuple(found) for parent, found in table.items()}


def _filled(concept: Concept, old: Concept) -> Concept:
    return replace(
        concept,
        labels={**old.labels, **concept.labels},
        alternative={**old.alternative, **concept.alternative},
        hidden={**old.hidden, **concept.hidden},
        definition={**old.definition, **concept.definition},
        scope_note={**old.scope_note, **concept.scope_note},
    )


def _told(place: str, what: str) -> str:
    return f"{place}: {what}" if place else what
