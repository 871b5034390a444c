"""JSON Lines, plain, gzip or zstd, from a file or standard input -> records with their line numbers."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from newsroom_ai.errors import FieldError, InvalidArticle, NewsroomError, TooLarge
from newsroom_ai.ingest.decoding import AUTO, UNKNOWN, decoded, provenance
from newsroom_ai.ingest.streams import Stream, opened

LINE_LIMIT = 8 * 1024 * 1024
DOCUMENT_LIMIT = 256 * 1024 * 1024


class Line(NamedTuple):
    """One line of input: its number and its JSON object, or why it has none.

    ``position`` counts the bytes read so far of the file as it lies on disk, for progress.
    """

    number: int
    position: int
    record: dict[str, Any] | None
    error: NewsroomError | None


def read_jsonl(path: Path | None, limit: int = LINE_LIMIT, encoding: str = AUTO) -> Iterator[Line]:
    """Read objects line by line in bounded memory; ``path`` None is standard input. Blank lines are skipped.

    Raises:
        UnreadableFile: the file is missing, or its compression is broken (after the lines before the break).
    """
    with opened(sys.stdin.buffer if path is None else path) as stream:
        yield from json_lines(stream, limit, encoding)


def json_lines(stream: Stream, limit: int = LINE_LIMIT, encoding: str = AUTO) -> Iterator[Line]:
    """Read objects line by line from an open stream; a line over ``limit`` bytes is passed over."""
    number = 0
    while line := stream.plain.readline(limit + 1):
        number += 1
        position = stream.position
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = stream.plain.readline(limit)
            yield Line(number, position, None, TooLarge(f"dòng {number} dài hơn {limit} byte"))
        elif line.strip():
            yield _parsed(number, position, line, encoding)


def json_documents(stream: Stream, encoding: str = AUTO) -> Iterator[Line]:
    """Read one JSON object, or an array of them, over several lines; several objects are read line by line.

    Raises:
        UnreadableFile: the document is longer than 256 MiB.
    """
    raw = stream.whole(DOCUMENT_LIMIT)
    found = decoded(raw, encoding)
    try:
        document = json.loads(found.text if found else "", parse_constant=_refuse)
    except (ValueError, RecursionError):  # several lines of JSON are no JSON document: read them one by one
        yield from json_lines(Stream(stream.name, io.BufferedReader(io.BytesIO(raw)), stream.raw), encoding=encoding)
        return
    for number, record in enumerate(document if isinstance(document, list) else [document], start=1):
        if not isinstance(record, dict):
            yield Line(number, stream.position, None, InvalidArticle(f"mục {number}: không phải đối tượng JSON"))
        else:
            kept = provenance(raw, found.encoding) if found else {}
            yield Line(number, stream.position, record | kept, None)


def read_json(stream: Stream, encoding: str = AUTO) -> Iterator[Line]:
    """Our own records: JSON Lines, or a whole document where the file is called ``.json``."""
    return json_documents(stream, encoding) if is_document(stream.name) else json_lines(stream, encoding=encoding)


def is_document(name: str) -> bool:
    """Whether a file's name says that it holds one JSON document.

    >>> is_document("a.json"), is_document("a.json.gz"), is_document("a.jsonl")
    (True, True, False)
    """
    return name.removesuffix(".gz").removesuffix(".zst").endswith(".json")


def _parsed(number: int, position: int, line: bytes, encoding: str) -> Line:
    found = decoded(line, encoding)
    try:
        if found is None:
            reason = UNKNOWN if encoding == AUTO else f"không phải {encoding}"
            return Line(number, position, None, InvalidArticle(f"dòng {number}: {reason}", [FieldError("", reason)]))
        record = json.loads(found.text.removeprefix("\ufeff"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        reason = "không phải JSON hợp lệ"
        return Line(number, position, None, InvalidArticle(f"dòng {number}: {reason}", [FieldError("", reason)]))
    if not isinstance(record, dict):
        return Line(number, position, None, InvalidArticle(f"dòng {number}: không phải đối tượng JSON"))
    return Line(number, position, record | provenance(line, found.encoding), None)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def mapped(record: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, Any]:
    """Rename fields: ``mapping`` says from which field of the record each of ours is taken.

    >>> mapped({"lead": "Sapo", "text": "Thân bài"}, {"sapo": "lead", "body": "text"})
    {'sapo': 'Sapo', 'body': 'Thân bài'}
    """
    if not mapping:
        return dict(record)
    taken = set(mapping.values())
    rest = {name: value for name, value in record.items() if name not in taken and name not in mapping}
    return rest | {ours: record[theirs] for ours, theirs in mapping.items() if theirs in record}


def read_records(path: Path | None) -> Iterator[Line]:
    """Articles handed to a service: JSON Lines, or one JSON object or array over several lines.

    Raises:
        UnreadableFile: the file is missing or broken.
    """
    if path is not None and not path.name.endswith(".json"):
        yield from read_jsonl(path)
        return
    with opened(sys.stdin.buffer if path is None else path) as stream:
        yield from json_documents(stream)
