"""SKOS in Turtle and JSON-LD -> a vocabulary, through rdflib. Nothing a file names is ever fetched."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NoReturn

from rdflib import Graph
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS, Namespace
from rdflib.plugins.parsers.jsonld import to_rdf
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Literal, Node, URIRef

from newsroom_ai.errors import InvalidVocabulary, TooLarge
from newsroom_ai.text.normalise import clean
from newsroom_ai.vocabulary.concepts import VIETNAMESE, Concept, Scheme, term, unique
from newsroom_ai.vocabulary.validation import RELATIVE
from newsroom_ai.vocabulary.vocabularies import Vocabulary

SCHEMA: Final = Namespace("http://schema.org/")
"""Where the days of validity are from: SKOS has none."""

_STATEMENTS: Final = 400_000
_CHARACTERS: Final = 128 * 1024 * 1024  # a short name may stand for a prefix as long as the file
_CONTEXTS: Final = 100  # each costs a copy of the terms known so far
_LITERAL: Final = 65_536  # rdflib takes more than linear time over the lines of one string
_TOKEN: Final = re.compile(
    r"""("{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?"""
    r"""|"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?)|<[^<>\s]*+>|#[^\n]*+|\\.""",
    re.DOTALL,
)
"""Strings of Turtle as group 1, and where a quotation mark opens none: in identifiers, comments, escapes."""
_UNREADABLE: Final = "không đọc được nội dung"
_Statement = tuple[Node, Node, Node]

# rdflib logs the values that it cannot convert, with a trace; they are told as errors here, or do not matter.
logging.getLogger("rdflib").setLevel(logging.CRITICAL)


def read_turtle(text: str, name: str) -> Vocabulary:
    """Read a vocabulary in Turtle.

    Raises:
        InvalidVocabulary: the syntax is wrong, with its line; no concept is in it; or as ``Vocabulary.of``.
        TooLarge: it spells out to more than 400,000 statements or 128 MiB.
    """
    graph = _Statements()
    if any(len(token[1] or "") > _LITERAL for token in _TOKEN.finditer(text)):
        raise InvalidVocabulary(f"Turtle: có chuỗi dài quá {_LITERAL} ký tự")
    try:
        graph.parse(data=text, format="turtle", publicID=RELATIVE)
    except BadSyntax as error:
        raise InvalidVocabulary(f"Turtle sai cú pháp ở dòng {error.lines + 1}") from error
    except (InvalidVocabulary, TooLarge):
        raise
    except RecursionError as error:
        raise InvalidVocabulary("Turtle lồng nhau quá sâu") from error
    except Exception as error:  # what rdflib raises on hostile input is not one family
        raise InvalidVocabulary(f"Turtle: {_UNREADABLE}") from error
    return _vocabulary(graph.listed, name)


def read_jsonld(text: str, name: str) -> Vocabulary:
    """Read a vocabulary in JSON-LD whose contexts all stand in the file.

    Raises:
        InvalidVocabulary: the syntax is wrong; a context is a reference; no concept is in it; or as
            ``Vocabulary.of``.
        TooLarge: as for ``read_turtle``.
    """
    graph = _Statements()
    try:
        data = json.loads(text, parse_constant=_refuse_constant)
        _refuse_references(data)
        to_rdf(data, graph, base=RELATIVE)
    except json.JSONDecodeError as error:
        raise InvalidVocabulary(f"JSON sai cú pháp ở dòng {error.lineno}") from error
    except (InvalidVocabulary, TooLarge):
        raise
    except RecursionError as error:
        raise InvalidVocabulary("JSON-LD lồng nhau quá sâu") from error
    except Exception as error:  # as above
        raise InvalidVocabulary(f"JSON-LD: {_UNREADABLE}") from error
    return _vocabulary(graph.listed, name)


class _Statements(Graph):
    """Takes statements from rdflib's parsers in their order, no more of them than a vocabulary can need."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: list[_Statement] = []
        self._characters = 0

    def bind(self, *_: Any, **__: Any) -> None:
        """Forget prefixes: they serve for writing, and rdflib takes the square of their number."""

    def add(self, triple: _Statement) -> _Statements:
        """Take one statement.

        Raises:
            TooLarge: there are too many, or they are too long.
        """
        self.listed.append(triple)
        self._characters += sum(map(len, map(str, triple)))
        if len(self.listed) > _STATEMENTS or self._characters > _CHARACTERS:
            raise TooLarge("Bộ từ vựng quá lớn: có quá nhiều phát biểu RDF hoặc chúng quá dài")
        return self


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidVocabulary(f"JSON-LD: {name} không phải số của JSON")


def _refuse_references(data: Any) -> None:
    """Look at every value of a JSON text for a context that would have to be fetched."""
    contexts = 0
    level = [data]
    while level:
        node = level.pop()
        if isinstance(node, dict):
            if "@context" in node:
                contexts += 1
                given = node["@context"]
                if any(isinstance(one, str) for one in (given if isinstance(given, list) else [given])):
                    raise InvalidVocabulary("JSON-LD: @context phải nằm trong tệp, không phải là địa chỉ")
            if "@import" in node or contexts > _CONTEXTS:
                raise InvalidVocabulary(f"JSON-LD: không nhận @import và quá {_CONTEXTS} @context")
            level += node.values()
        elif isinstance(node, list):
            level += node


@dataclass
class _Draft:
    """What a file said of one subject so far."""

    is_concept: bool = False
    notations: list[str] = field(default_factory=list)
    labels: list[Literal] = field(default_factory=list)
    alternative: list[Literal] = field(default_factory=list)
    hidden: list[Literal] = field(default_factory=list)
    definition: list[Literal] = field(default_factory=list)
    scope_note: list[Literal] = field(default_factory=list)
    broader: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    exact_match: list[str] = field(default_factory=list)
    close_match: list[str] = field(default_factory=list)
    replaced_by: list[str] = field(default_factory=list)
    valid_from: str = ""
    valid_to: str = ""
    deprecated: bool = False
    schemes: list[str] = field(default_factory=list)


_LITERALS: Final[dict[Node, str]] = {
    SKOS.prefLabel: "labels",
    SKOS.altLabel: "alternative",
    SKOS.hiddenLabel: "hidden",
    SKOS.definition: "definition",
    SKOS.scopeNote: "scope_note",
}
_LINKS: Final[dict[Node, str]] = {
    SKOS.broader: "broader",
    SKOS.related: "related",
    SKOS.exactMatch: "exact_match",
    SKOS.closeMatch: "close_match",
    DCTERMS.isReplacedBy: "replaced_by",
    SKOS.inScheme: "schemes",
    SKOS.topConceptOf: "schemes",
}
_INVERSE: Final[dict[Node, str]] = {SKOS.narrower: "broader", DCTERMS.replaces: "replaced_by"}
_HEADING: Final = {
    "title": (DCTERMS.title, SKOS.prefLabel),
    "version": (OWL.versionInfo,),
    "licence": (DCTERMS.license,),
    "attribution": (DCTERMS.rights, DCTERMS.creator),
}


def _vocabulary(statements: Sequence[_Statement], name: str) -> Vocabulary:
    drafts: dict[Node, _Draft] = {}

    def draft(node: Node) -> _Draft:
        return drafts.setdefault(node, _Draft())

    schemes: list[Node] = []
    for subject, predicate, value in statements:
        if predicate in _LITERALS:
            if isinstance(value, Literal):
                getattr(draft(subject), _LITERALS[predicate]).append(value)
        elif predicate in _LINKS:
            getattr(draft(subject), _LINKS[predicate]).append(str(value))
        elif predicate in _INVERSE:
            getattr(draft(value), _INVERSE[predicate]).append(str(subject))
        elif predicate == RDF.type:
            draft(subject).is_concept |= value == SKOS.Concept
            schemes += [subject] if value == SKOS.ConceptScheme else []
        else:
            _simple(draft(subject), predicate, value)
    concepts = [_concept(node, said) for node, said in drafts.items() if said.is_concept]
    return Vocabulary.of(_scheme(statements, schemes, drafts.values(), name), concepts)


def _simple(draft: _Draft, predicate: Node, value: Node) -> None:
    if predicate == SKOS.notation:
        draft.notations.append(term(str(value)))
    elif predicate == SCHEMA.validFrom:
        draft.valid_from = str(value)
    elif predicate == SCHEMA.validThrough:
        draft.valid_to = str(value)
    elif predicate == OWL.deprecated:
        draft.deprecated = str(value).strip() in {"true", "1"}


def _concept(node: Node, said: _Draft) -> Concept:
    if not isinstance(node, URIRef):
        raise InvalidVocabulary("có khái niệm không mang URI")
    uri = str(node)
    return Concept(
        uri=uri,
        notation=min(filter(None, said.notations), default=None),
        labels=_one_each(uri, said.labels, term),
        alternative=_many_each(said.alternative),
        hidden=_many_each(said.hidden),
        definition=_one_each(uri, said.definition, clean),
        scope_note=_one_each(uri, said.scope_note, clean),
        broader=unique(said.broader),
        related=unique(said.related),
        exact_match=unique(said.exact_match),
        close_match=unique(said.close_match),
        valid_from=_day(uri, said.valid_from),
        valid_to=_day(uri, said.valid_to),
        deprecated=said.deprecated,
        replaced_by=unique(said.replaced_by),
    )


def _one_each(uri: str, values: Iterable[Literal], tidy: Callable[[str], str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in values:
        tag, text = _tag(value), tidy(str(value))
        if text and found.setdefault(tag, text) != text:
            raise InvalidVocabulary(f"{uri}: có hai nhãn chính, định nghĩa hoặc ghi chú bằng ngôn ngữ {tag}")
    return found


def _many_each(values: Iterable[Literal]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for value in values:
        found.setdefault(_tag(value), []).append(term(str(value)))
    return {tag: kept for tag, texts in found.items() if (kept := unique(texts))}


def _tag(value: Literal) -> str:
    return (value.language or VIETNAMESE).lower()


def _day(uri: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise InvalidVocabulary(f"{uri}: ngày hiệu lực phải theo dạng 2025-07-01") from error


def _scheme(statements: Sequence[_Statement], schemes: Sequence[Node], drafts: Iterable[_Draft], name: str) -> Scheme:
    """The scheme that most concepts are in, as the file describes it."""
    members = Counter(uri for draft in drafts for uri in set(draft.schemes))
    named = [str(node) for node in schemes if isinstance(node, URIRef)]
    if not named:
        return Scheme(name)
    uri = max(sorted(named), key=lambda uri: members[uri])
    said: dict[Node, list[Node]] = {}
    for subject, predicate, value in statements:
        if str(subject) == uri and isinstance(value, Literal | URIRef):
            said.setdefault(predicate, []).append(value)
    texts = {part: next(filter(None, map(_first, map(said.get, names))), "") for part, names in _HEADING.items()}
    return Scheme(name, uri=uri, **texts)


def _first(values: Sequence[Node] | None) -> str:
    """One of a property's values: in Vietnamese where there is one, else the first by language and letters."""
    tagged = ((getattr(value, "language", None) or VIETNAMESE, term(str(value))) for value in values or ())
    ranked = sorted(tagged, key=lambda pair: (pair[0] != VIETNAMESE, pair))
    return ranked[0][1] if ranked else ""
