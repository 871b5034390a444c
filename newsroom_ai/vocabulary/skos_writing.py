"""A vocabulary -> SKOS in Turtle or JSON-LD: the same vocabulary gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from newsroom_ai.vocabulary.concepts import Concept, Terms, Texts
from newsroom_ai.vocabulary.vocabularies import Vocabulary

_PREFIXES: Final = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_ESCAPES: Final = {ord(char): f"\\{name}" for char, name in zip('\\"\n\r\t', '\\"nrt', strict=True)}
_HEADING: Final = (
    ("title", "dcterms:title"),
    ("version", "owl:versionInfo"),
    ("licence", "dcterms:license"),
    ("attribution", "dcterms:rights"),
)
_TEXTS: Final = (("labels", "prefLabel"), ("definition", "definition"), ("scope_note", "scopeNote"))
_TERMS: Final = (("alternative", "altLabel"), ("hidden", "hiddenLabel"))
_LINKS: Final = (
    ("broader", "skos:broader"),
    ("related", "skos:related"),
    ("exact_match", "skos:exactMatch"),
    ("close_match", "skos:closeMatch"),
    ("replaced_by", "dcterms:isReplacedBy"),
)
_DAYS: Final = (("valid_from", "schema:validFrom"), ("valid_to", "schema:validThrough"))
_CONTEXT: Final[dict[str, Any]] = {
    **{prefix: _PREFIXES[prefix] for prefix in ("dcterms", "owl", "schema", "skos", "xsd")},
    **{name: {"@id": f"skos:{name}", "@container": "@language"} for _, name in (*_TEXTS, *_TERMS)},
    **{name: {"@type": "@id"} for _, name in _LINKS},
    **{name: {"@type": "xsd:date"} for _, name in _DAYS},
    "skos:inScheme": {"@type": "@id"},
}


def write_turtle(vocabulary: Vocabulary) -> str:
    """The vocabulary in Turtle."""
    scheme = vocabulary.scheme
    heading = [f"{name} {_quoted(text)}" for part, name in _HEADING if (text := getattr(scheme, part))]
    lines = [f"@prefix {prefix}: <{uri}> ." for prefix, uri in _PREFIXES.items()]
    lines += ["", _block(scheme.uri, ["a skos:ConceptScheme", *heading])]
    lines += [_block(concept.uri, list(_statements(concept, scheme.uri))) for concept in vocabulary]
    return "\n".join(lines)


def _block(uri: str, statements: list[str]) -> str:
    return f"<{uri}> " + " ;\n  ".join(statements) + " .\n"


def _statements(concept: Concept, scheme: str) -> Iterator[str]:
    yield "a skos:Concept"
    yield f"skos:inScheme <{scheme}>"
    if concept.notation:
        yield f"skos:notation {_quoted(concept.notation)}"
    for part, name in _TEXTS:
        texts: Texts = getattr(concept, part)
        yield from (f"skos:{name} {_quoted(texts[tag])}@{tag}" for tag in sorted(texts))
    for part, name in _TERMS:
        terms: Terms = getattr(concept, part)
        yield from (f"skos:{name} {_quoted(text)}@{tag}" for tag in sorted(terms) for text in terms[tag])
    for part, name in _LINKS:
        yield from (f"{name} <{uri}>" for uri in getattr(concept, part))
    for part, name in _DAYS:
        if day := getattr(concept, part):
            yield f'{name} "{day.isoformat()}"^^xsd:date'
    if concept.deprecated:
        yield "owl:deprecated true"


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def write_jsonld(vocabulary: Vocabulary) -> str:
    """The vocabulary in JSON-LD; its context stands in the file."""
    scheme = vocabulary.scheme
    heading = {name: text for part, name in _HEADING if (text := getattr(scheme, part))}
    graph = [{"@id": scheme.uri, "@type": "skos:ConceptScheme", **heading}]
    graph += [_object(concept, scheme.uri) for concept in vocabulary]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _object(concept: Concept, scheme: str) -> dict[str, Any]:
    said: dict[str, Any] = {"@id": concept.uri, "@type": "skos:Concept", "skos:inScheme": scheme}
    if concept.notation:
        said["skos:notation"] = concept.notation
    for part, name in (*_TEXTS, *_TERMS):
        if texts := getattr(concept, part):
            said[name] = {tag: texts[tag] for tag in sorted(texts)}
    said |= {name: list(uris) for part, name in _LINKS if (uris := getattr(concept, part))}
    said |= {name: day.isoformat() for part, name in _DAYS if (day := getattr(concept, part))}
    return said | ({"owl:deprecated": True} if concept.deprecated else {})
