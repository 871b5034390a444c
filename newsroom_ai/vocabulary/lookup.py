"""Finding concepts in a vocabulary by what a person types, a page at a time."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from newsroom_ai.errors import InvalidQuery, NotFound
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import has_marks
from newsroom_ai.vocabulary.concepts import Concept
from newsroom_ai.vocabulary.vocabularies import Vocabulary

PAGE_LIMIT: Final = 200
"""Concepts of one page at most."""


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """Some of the concepts that were asked for; ``total`` counts all, ``next`` asks for the page after this one."""

    total: int
    concepts: tuple[Concept, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is looked for: words of a label, the uri or notation of what stands right above, or both.

    ``broader`` "" takes concepts of any place; ``deprecated`` also takes those no longer for use.
    """

    q: str = ""
    broader: str = ""
    deprecated: bool = False
    limit: int = 50
    cursor: str | None = None


def look_up(vocabulary: Vocabulary, asked: Lookup) -> ConceptPage:
    """A page of concepts: with ``q`` those whose labels fit best first, else in the order of the vocabulary.

    A word fits at the start of a syllable of any label, or of the notation; typed with marks, it must have them.

    Raises:
        InvalidQuery: the limit is not 1-200, or the cursor belongs to another question.
        NotFound: there is no concept ``broader``.
    """
    if not 1 <= asked.limit <= PAGE_LIMIT:
        raise InvalidQuery(f"limit phải từ 1 đến {PAGE_LIMIT}")
    start = _start(vocabulary, asked)
    found = [one for one in _below(vocabulary, asked.broader) if asked.deprecated or not one.deprecated]
    if asked.q.strip():
        found = _ranked(found, asked.q)
    end = start + asked.limit
    following = _cursor(vocabulary, asked, end) if end < len(found) else None
    return ConceptPage(len(found), tuple(found[start:end]), following)


def _below(vocabulary: Vocabulary, broader: str) -> Iterable[Concept]:
    if not broader:
        return vocabulary
    parent = vocabulary.get(broader)
    if parent is None:
        raise NotFound(f"Bộ từ vựng {vocabulary.name} không có khái niệm {broader}")
    return vocabulary.children(parent.uri)


def _ranked(concepts: Iterable[Concept], q: str) -> list[Concept]:
    marks = has_marks(q)
    asked = _key(q, marks=marks)
    ranked = [
        (min(ranks), place, concept)
        for place, concept in enumerate(concepts)
        if (ranks := _ranks(concept, asked, marks))
    ]
    return [concept for *_, concept in sorted(ranked, key=lambda item: item[:2])]


def _ranks(concept: Concept, asked: str, marks: bool) -> list[int]:
    """How well each name fits: 0 is the whole of it, 1 its start, 2 the start of a later word; synonyms 3 more."""
    found = []
    preferred = [*concept.labels.values(), concept.notation or "", concept.uri]
    others = [name for terms in (concept.alternative, concept.hidden) for names in terms.values() for name in names]
    for base, names in ((0, preferred), (3, others)):
        for name in names:
            key = _key(name, marks=marks)
            if f" {asked}" in f" {key}":
                found.append(base + (0 if key == asked else 1 if key.startswith(asked) else 2))
    return found


def _key(text: str, *, marks: bool) -> str:
    return " ".join(fold(text, marks=marks).split())


def _digest(vocabulary: Vocabulary, asked: Lookup) -> str:
    about = (vocabulary.name, vocabulary.scheme.version, len(vocabulary), asked.q, asked.broader, asked.deprecated)
    return hashlib.sha256(repr(about).encode()).hexdigest()[:12]


def _cursor(vocabulary: Vocabulary, asked: Lookup, start: int) -> str:
    text = json.dumps([start, _digest(vocabulary, asked)])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _start(vocabulary: Vocabulary, asked: Lookup) -> int:
    if not asked.cursor:
        return 0
    try:
        start, digest = json.loads(base64.urlsafe_b64decode(asked.cursor + "=" * (-len(asked.cursor) % 4)))
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidQuery("cursor không đọc được; hãy hỏi lại từ trang đầu") from error
    if type(start) is not int or start < 0 or digest != _digest(vocabulary, asked):
        raise InvalidQuery("cursor thuộc về một câu hỏi khác; hãy hỏi lại từ trang đầu")
    return start
