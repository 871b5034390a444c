r"""A vocabulary as a CSV table that a spreadsheet can keep, in and out.

Columns are those of ``COLUMNS``, the texts among them with a language (``label_vi``, ``alternative_en``; without one
it is Vietnamese). Cells that hold several part them by ``|``; ``\|`` is a bar and ``\\`` a backslash. Lines above
the header that start with ``#`` say what the vocabulary is: ``# title: …``, ``# version: …``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final, NamedTuple

from newsroom_ai.errors import InvalidVocabulary
from newsroom_ai.text.normalise import clean
from newsroom_ai.text.syllables import bare_forms
from newsroom_ai.vocabulary.concepts import VIETNAMESE, Concept, Scheme, term, unique
from newsroom_ai.vocabulary.validation import CONCEPT_LIMIT, is_language
from newsroom_ai.vocabulary.vocabularies import Vocabulary

TEXTS: Final = ("label", "definition", "scope_note")
TERMS: Final = ("alternative", "hidden")
LINKS: Final = ("broader", "related", "replaced_by")
MATCHES: Final = ("exact_match", "close_match")
DAYS: Final = ("valid_from", "valid_to")
COLUMNS: Final = ("uri", "notation", *TEXTS, *TERMS, *LINKS, *MATCHES, *DAYS, "deprecated")

_COLUMN_LIMIT: Final = 200
_DELIMITERS: Final = ",;\t"
_HEADING: Final = tuple(item.name for item in fields(Scheme) if item.name != "name")
_HEADING_LINE: Final = re.compile(r"#\s*(\w+)\s*:\s*(.*)", re.DOTALL)
_FORMULA: Final = re.compile("'*[=+\\-@＝＋－＠]")
_PART: Final = re.compile(r"((?:[^\\|]|\\.)*)(?:\||$)", re.DOTALL)
_TRUE: Final = frozenset({"true", "1", "x", "có", "yes"})
_FALSE: Final = frozenset({"", "false", "0", "không", "no"})


def write_csv(vocabulary: Vocabulary) -> str:
    """The vocabulary as CSV (RFC 4180) under its header; columns without a value are left out."""
    rows = [_cells(concept) for concept in vocabulary]
    columns = sorted({name for row in rows for name in row}, key=_place)
    lines = io.StringIO()
    writer = csv.writer(lines)
    heading = [(part, getattr(vocabulary.scheme, part)) for part in _HEADING]
    writer.writerows([f"# {part}: {text}"] for part, text in heading if text)
    writer.writerow(columns)
    writer.writerows([_inert(row.get(name, "")) for name in columns] for row in rows)
    return lines.getvalue()


def read_csv(text: str, name: str) -> Vocabulary:
    """Read a vocabulary from CSV, TSV or a semicolon-separated table.

    A concept without ``uri`` gets one made of its notation or label. ``broader``, ``related`` and ``replaced_by``
    name concepts by uri, notation or Vietnamese label.

    Raises:
        InvalidVocabulary: no header, an unknown column, a wrong cell, or as ``Vocabulary.of``; names the line.
    """
    table = _Table(text)
    drafts = [_Row(line, row, table.columns) for line, row in table.rows()]
    known = _Known(name, drafts)
    concepts = [row.concept(uri, known.resolve) for row, uri in zip(drafts, known.uris, strict=True)]
    places = {uri: f"dòng {row.number}" for row, uri in zip(drafts, known.uris, strict=True)}
    return Vocabulary.of(Scheme(name, **table.heading), concepts, places)


def _cells(concept: Concept) -> dict[str, str]:
    """Column -> what stands in it."""
    cells = {"uri": concept.uri, "notation": concept.notation or ""}
    for name, texts in zip(TEXTS, (concept.labels, concept.definition, concept.scope_note), strict=True):
        cells |= {f"{name}_{tag}": text for tag, text in texts.items()}
    for name, terms in zip(TERMS, (concept.alternative, concept.hidden), strict=True):
        cells |= {f"{name}_{tag}": _joined(parts) for tag, parts in terms.items()}
    cells |= {name: _joined(getattr(concept, name)) for name in (*LINKS, *MATCHES)}
    cells |= {name: day.isoformat() for name in DAYS if (day := getattr(concept, name))}
    cells["deprecated"] = "true" if concept.deprecated else ""
    return {name: text for name, text in cells.items() if text}


def _place(column: str) -> tuple[int, bool, str]:
    name, tag = _named(column)
    return COLUMNS.index(name), tag != VIETNAMESE, tag


def _named(column: str) -> tuple[str, str]:
    """What a column holds, and in which language.

    >>> _named("label_en-gb"), _named("definition"), _named("valid_from")
    (('label', 'en-gb'), ('definition', 'vi'), ('valid_from', ''))
    """
    for name in (*TEXTS, *TERMS):
        if column == name:
            return name, VIETNAMESE
        if column.startswith(f"{name}_") and is_language(column[len(name) + 1 :]):
            return name, column[len(name) + 1 :]
    return column, ""


def _joined(parts: Sequence[str]) -> str:
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def _parts(cell: str) -> list[str]:
    r"""The parts of a cell that holds several.

    >>> _parts("việc làm | a\\|b|")
    ['việc làm', 'a|b']
    """
    found = (re.sub(r"\\(.)", r"\1", match[1], flags=re.DOTALL) for match in _PART.finditer(cell))
    return [part for part in map(term, found) if part]


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; ``_active`` undoes it.

    >>> _inert("=1"), _active(_inert("=1")), _active(_inert("'=1")), _inert("'a")
    ("'=1", '=1', "'=1", "'a")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _active(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


class _Table:
    """The lines of a table: what stands above the header, the header, and the rows."""

    def __init__(self, text: str) -> None:
        self.heading: dict[str, str] = {}
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        self.columns = self._header()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that is not empty, with the number of its last line."""
        for count, row in enumerate(self._lines(), 1):
            if count > CONCEPT_LIMIT:
                raise _wrong(self._reader.line_num, f"quá {CONCEPT_LIMIT} khái niệm")
            if len(row) > len(self.columns) and any(row[len(self.columns) :]):
                raise _wrong(self._reader.line_num, f"có {len(row)} ô, tiêu đề chỉ có {len(self.columns)} cột")
            yield self._reader.line_num, row

    def _header(self) -> list[tuple[str, str]]:
        for row in self._lines():
            if row[0].startswith("#"):
                match = _HEADING_LINE.fullmatch(row[0])
                if match and match[1].lower() in _HEADING:
                    self.heading[match[1].lower()] = term(match[2])
                continue
            while not row[-1]:  # a spreadsheet's empty columns
                row.pop()
            if len(row) > _COLUMN_LIMIT:
                raise _wrong(self._reader.line_num, f"có {len(row)} cột, tối đa {_COLUMN_LIMIT}")
            columns = [_named(term(cell).lower()) for cell in row]
            for at, (name, tag) in enumerate(columns):
                if name not in COLUMNS:
                    known = ", ".join(COLUMNS)
                    raise _wrong(self._reader.line_num, f"không có cột “{name[:40]}”; các cột: {known}")
                if (name, tag) in columns[:at]:
                    raise _wrong(self._reader.line_num, f"cột “{name}” có hai lần")
            return columns
        raise InvalidVocabulary("không có dòng tiêu đề")

    def _lines(self) -> Iterator[list[str]]:
        try:
            for row in self._reader:
                cells = [_active(cell.strip()) for cell in row]
                if any(cells):
                    yield cells
        except csv.Error as error:
            raise _wrong(self._reader.line_num, "dấu ngoặc kép hoặc ô không đúng dạng CSV") from error


def _delimiter(text: str) -> str:
    """The sign that parts the cells of the header: the one under which most of our columns are there."""
    header = next((line for line in text.splitlines() if line.strip() and not line.lstrip('"').startswith("#")), "")
    names = {sign: [_named(cell.strip(' "').lower())[0] for cell in header.split(sign)] for sign in _DELIMITERS}
    return max(_DELIMITERS, key=lambda sign: sum(name in COLUMNS for name in names[sign]))


class _Row(NamedTuple):
    """One row: the number of its line, its cells, and what the columns hold."""

    number: int
    cells: list[str]
    columns: list[tuple[str, str]]

    def get(self, name: str, tag: str = "") -> str:
        """The cell of a column, "" where there is none."""
        at = self.columns.index((name, tag)) if (name, tag) in self.columns else len(self.cells)
        return self.cells[at] if at < len(self.cells) else ""

    def concept(self, uri: str, resolve: Callable[[str, int], str]) -> Concept:
        """The concept of this row, its references resolved."""
        links = {name: unique(resolve(part, self.number) for part in _parts(self.get(name))) for name in LINKS}
        matches = {name: unique(_parts(self.get(name))) for name in MATCHES}
        return Concept(
            uri=uri,
            notation=term(self.get("notation")) or None,
            labels=self._texts("label", term),
            alternative=self._terms("alternative"),
            hidden=self._terms("hidden"),
            definition=self._texts("definition", clean),
            scope_note=self._texts("scope_note", clean),
            valid_from=self._day("valid_from"),
            valid_to=self._day("valid_to"),
            deprecated=self._truth("deprecated"),
            **links,
            **matches,
        )

    def _texts(self, name: str, tidy: Callable[[str], str]) -> dict[str, str]:
        return {tag: text for column, tag in self.columns if column == name and (text := tidy(self.get(name, tag)))}

    def _terms(self, name: str) -> dict[str, tuple[str, ...]]:
        given = ((tag, unique(_parts(self.get(name, tag)))) for column, tag in self.columns if column == name)
        return {tag: parts for tag, parts in given if parts}

    def _day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(text) if (text := self.get(name)) else None
        except ValueError as error:
            raise _wrong(self.number, f"{name} phải là ngày theo dạng 2025-07-01") from error

    def _truth(self, name: str) -> bool:
        text = self.get(name).lower()
        if text not in _TRUE | _FALSE:
            raise _wrong(self.number, f"{name} phải là true hoặc để trống")
        return text in _TRUE


class _Known:
    """The uris of the rows, and how a row may name another."""

    def __init__(self, name: str, rows: Sequence[_Row]) -> None:
        self.uris = [term(row.get("uri")) or _minted(name, row) for row in rows]
        self._by_name: dict[str, Any] = {}
        for row, uri in zip(rows, self.uris, strict=True):
            if label := term(row.get("label", VIETNAMESE)):
                self._by_name[label] = uri if label not in self._by_name else None
        for row, uri in zip(rows, self.uris, strict=True):
            if notation := term(row.get("notation")):
                self._by_name[notation] = uri

    def resolve(self, reference: str, line: int) -> str:
        """The uri that a reference means."""
        found = self._by_name.get(reference, reference)
        if found is None:
            raise _wrong(line, f"có nhiều khái niệm mang nhãn “{reference[:80]}”; hãy dùng URI hoặc mã")
        return str(found)


def _minted(name: str, row: _Row) -> str:
    slug = "-".join(bare_forms(row.get("notation") or row.get("label", VIETNAMESE)))
    if not slug:
        raise _wrong(row.number, "cần uri, notation hoặc label")
    return f"urn:newsroom:vocabulary:{name}:{slug}"


def _wrong(line: int, what: str) -> InvalidVocabulary:
    return InvalidVocabulary(f"dòng {line}: {what}")
