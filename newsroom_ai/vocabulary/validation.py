"""What must hold for concepts to be a vocabulary; each breach is told with the uri of the concept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Final

from newsroom_ai.text.fold import fold
from newsroom_ai.vocabulary.concepts import (
    NOTATION_LIMIT,
    NOTE_LIMIT,
    TERM_LIMIT,
    URI_LIMIT,
    VIETNAMESE,
    Concept,
    Scheme,
)

CONCEPT_LIMIT: Final = 20_000
RELATIVE: Final = "https://relative.invalid/"
"""What readers resolve relative references against, so that they can be told and refused."""

_URI: Final = re.compile(r"(?:https?://|urn:)[^\x00-\x20\x7f-\xa0<>\"{}|\\^`\ud800-\udfff\ufffe\uffff]+")
_LANGUAGE: Final = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}")
_HEADING_LIMIT: Final = 1_000
_TOLD: Final = 80  # characters of a text that a message repeats

Problem = tuple[str, str]
"""The uri of a concept and what is wrong with it."""


def problems(concepts: Sequence[Concept]) -> list[Problem]:
    """Everything that is wrong with concepts, by themselves first, then together."""
    if not concepts:
        return [("", "không có khái niệm nào")]
    if len(concepts) > CONCEPT_LIMIT:
        return [("", f"có {len(concepts)} khái niệm, tối đa {CONCEPT_LIMIT}")]
    by_uri = {concept.uri: concept for concept in concepts}
    found = [(concept.uri, what) for concept in concepts for what in _alone(concept)]
    found += _repeated(concepts)
    found += [(concept.uri, what) for concept in concepts for what in _references(concept, by_uri)]
    return found or _cycles(by_uri) or _same_labels(concepts)


def heading_problems(scheme: Scheme) -> Iterator[str]:
    """What is wrong with what a vocabulary says of itself."""
    if scheme.uri and not is_uri(scheme.uri):
        yield f"URI của bộ từ vựng không hợp lệ: {_short(scheme.uri)}"
    for item in fields(scheme):
        if len(getattr(scheme, item.name)) > _HEADING_LIMIT:
            yield f"{item.name} dài quá {_HEADING_LIMIT} ký tự"


def is_uri(text: str) -> bool:
    """Say whether a text is an absolute http, https or urn identifier of bearable length."""
    return len(text) <= URI_LIMIT and not text.startswith(RELATIVE) and _URI.fullmatch(text) is not None


def is_language(tag: str) -> bool:
    """Say whether a text is a language tag in lower case: ``vi``, ``en-gb``."""
    return _LANGUAGE.fullmatch(tag) is not None


def _alone(concept: Concept) -> Iterator[str]:
    if not is_uri(concept.uri):
        yield f"URI phải là địa chỉ đầy đủ http, https hoặc urn, tối đa {URI_LIMIT} ký tự"
    if not concept.labels:
        yield "thiếu nhãn chính"
    if len(concept.notation or "") > NOTATION_LIMIT:
        yield f"mã dài quá {NOTATION_LIMIT} ký tự"
    terms = [*concept.labels.items()]
    terms += [(tag, text) for texts in (concept.alternative, concept.hidden) for tag in texts for text in texts[tag]]
    notes = [*concept.definition.items(), *concept.scope_note.items()]
    for tag in dict.fromkeys(tag for tag, _ in [*terms, *notes]):
        if not is_language(tag):
            yield f"mã ngôn ngữ không hợp lệ: {_short(tag)}"
    for texts, limit in ((terms, TERM_LIMIT), (notes, NOTE_LIMIT)):
        for _, text in texts:
            if len(text) > limit:
                yield f"“{_short(text)}” dài quá {limit} ký tự"
    for match in (*concept.exact_match, *concept.close_match):
        if not is_uri(match):
            yield f"URI tương ứng không hợp lệ: {_short(match)}"
    if concept.valid_from and concept.valid_to and concept.valid_to < concept.valid_from:
        yield "ngày hết hiệu lực đứng trước ngày có hiệu lực"


def _repeated(concepts: Sequence[Concept]) -> list[Problem]:
    uris = Counter(concept.uri for concept in concepts)
    notations = Counter(concept.notation for concept in concepts if concept.notation)
    found = [(uri, f"URI {_short(uri)} có {times} lần") for uri, times in uris.items() if times > 1]
    seen = [concept for concept in concepts if notations.get(concept.notation or "", 0) > 1]
    return found + [(concept.uri, f"mã {concept.notation} không phải của một mình khái niệm này") for concept in seen]


def _references(concept: Concept, known: Mapping[str, Concept]) -> Iterator[str]:
    named = (("broader", concept.broader), ("related", concept.related), ("replaced_by", concept.replaced_by))
    for name, uris in named:
        for uri in uris:
            if uri not in known:
                yield f"{name} chỉ tới khái niệm không có: {_short(uri)}"
            elif uri == concept.uri:
                yield f"{name} chỉ tới chính nó"


def _cycles(concepts: Mapping[str, Concept]) -> list[Problem]:
    """A concept on each circle of broader concepts; what is left after all that end above are taken away."""
    below: dict[str, list[str]] = {}
    open_ends = {uri: len(concept.broader) for uri, concept in concepts.items()}
    for uri, concept in concepts.items():
        for parent in concept.broader:
            below.setdefault(parent, []).append(uri)
    done = [uri for uri, above in open_ends.items() if not above]
    for uri in done:  # grows while it is walked
        for child in below.get(uri, ()):
            open_ends[child] -= 1
            if not open_ends[child]:
                done.append(child)
    left = set(concepts) - set(done)
    if not left:
        return []
    at = min(left)
    path: dict[str, None] = {}
    while at not in path:
        path[at] = None
        at = next(parent for parent in concepts[at].broader if parent in left)
    circle = [*list(path)[list(path).index(at) :], at]
    return [(at, f"broader đi thành vòng: {' → '.join(_short(uri) for uri in circle[:6])}")]


def _same_labels(concepts: Sequence[Concept]) -> list[Problem]:
    """Preferred Vietnamese labels that two concepts in use bear at the same time."""
    bearers: dict[str, list[Concept]] = {}
    for concept in concepts:
        if not concept.deprecated and VIETNAMESE in concept.labels:
            bearers.setdefault(fold(concept.labels[VIETNAMESE]), []).append(concept)
    found: list[Problem] = []
    for same in bearers.values():
        same.sort(key=lambda concept: concept.valid_from or date.min)
        last = same[0]
        for concept in same[1:]:
            if (concept.valid_from or date.min) <= (last.valid_to or date.max):
                label = _short(concept.labels[VIETNAMESE])
                found.append((concept.uri, f"nhãn “{label}” cũng là nhãn của {_short(last.uri)}"))
            last = max(last, concept, key=lambda one: one.valid_to or date.max)
    return found


def _short(text: str) -> str:
    return text if len(text) <= _TOLD else f"{text[:_TOLD]}…"
