"""The formats of vocabularies: their names, media types and endings of files; bytes -> vocabulary -> text."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, Literal, NamedTuple, get_args

from newsroom_ai.errors import InvalidQuery, InvalidVocabulary, TooLarge
from newsroom_ai.text.encodings import ENCODINGS, SURE, decode
from newsroom_ai.vocabulary.vocabularies import Vocabulary

Format = Literal["turtle", "jsonld", "csv"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
BYTES: Final = 8 * 1024 * 1024
"""Size of a file at most."""


class _Form(NamedTuple):
    """Where a format is read and written; rdflib is imported when a file needs it."""

    media_type: str
    suffixes: tuple[str, ...]
    reader: tuple[str, str]
    writer: tuple[str, str]


_FORMS: Final[dict[str, _Form]] = {
    "turtle": _Form("text/turtle", (".ttl", ".turtle"), ("skos", "read_turtle"), ("skos_writing", "write_turtle")),
    "jsonld": _Form(
        "application/ld+json", (".jsonld", ".json"), ("skos", "read_jsonld"), ("skos_writing", "write_jsonld")
    ),
    "csv": _Form("text/csv", (".csv", ".tsv", ".txt"), ("tables", "read_csv"), ("tables", "write_csv")),
}
MEDIA_TYPES: Final[dict[str, str]] = {form.media_type: name for name, form in _FORMS.items()}
"""Media type -> format."""


def media_type(form: str) -> str:
    """The media type of a format."""
    return _form(form).media_type


def suffix(form: str) -> str:
    """The end of a file's name in a format."""
    return _form(form).suffixes[0]


def format_of(file_name: str) -> str:
    """The format that the end of a file's name stands for.

    Raises:
        InvalidQuery: none does.

    >>> format_of("mediatopic.ttl")
    'turtle'
    """
    for name, form in _FORMS.items():
        if file_name.lower().endswith(form.suffixes):
            return name
    known = ", ".join(suffix for form in _FORMS.values() for suffix in form.suffixes)
    raise InvalidQuery(f"Không rõ dạng của {file_name}; các đuôi tệp: {known}")


def read(raw: bytes, form: str, name: str, encoding: str | None = None) -> Vocabulary:
    """Read a vocabulary to be called ``name``.

    CSV may be in an old Vietnamese encoding; where it says nothing of itself it is told by its letters.

    Args:
        raw: the file, 8 MiB at most.
        form: one of ``FORMATS``.
        name: as for ``Vocabulary.of``.
        encoding: one of ``ENCODINGS`` where it is known.

    Raises:
        InvalidQuery: no such format, encoding or name.
        InvalidVocabulary: the file cannot be read, or contradicts itself.
        TooLarge: it is over the limit, or spells out to more than is bearable.
    """
    reader = _form(form).reader
    if encoding is not None and encoding not in ENCODINGS:
        raise InvalidQuery(f"Không có bảng mã {encoding}; các bảng mã: {', '.join(ENCODINGS)}")
    if len(raw) > BYTES:
        raise TooLarge(f"Bộ từ vựng tối đa {BYTES // 1024**2} MiB")
    vocabulary: Vocabulary = _of(reader)(_text(raw, form, encoding), name)
    return vocabulary


def write(vocabulary: Vocabulary, form: str) -> bytes:
    """The vocabulary as a file in UTF-8, the same bytes for the same vocabulary; CSV with a mark that Excel needs.

    Raises:
        InvalidQuery: no such format.
    """
    return str(_of(_form(form).writer)(vocabulary)).encode("utf-8-sig" if form == "csv" else "utf-8")


def _form(name: str) -> _Form:
    if name not in _FORMS:
        raise InvalidQuery(f"Không có dạng {name}; các dạng: {', '.join(_FORMS)}")
    return _FORMS[name]


def _of(place: tuple[str, str]) -> Callable[..., Any]:
    module, function = place
    found: Callable[..., Any] = getattr(import_module(f"newsroom_ai.vocabulary.{module}"), function)
    return found


def _text(raw: bytes, form: str, encoding: str | None) -> str:
    try:
        if form != "csv" and encoding is None:
            return raw.decode("utf-8-sig")
        found = decode(raw, encoding)
    except UnicodeDecodeError as error:
        raise InvalidVocabulary("tệp không phải UTF-8") from error
    if found.confidence < SURE:
        raise InvalidVocabulary("không phải UTF-8 và không chắc là bảng mã nào; hãy cho biết bảng mã")
    return found.text
