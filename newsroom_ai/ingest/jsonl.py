"""JSON Lines, plain, gzip or zstd, from a file or standard input -> records with their line numbers."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import zstandard

from newsroom_ai.errors import FieldError, InvalidArticle, NewsroomError, TooLarge, UnreadableFile

_PIECE = 1 << 17
LINE_LIMIT = 8 * 1024 * 1024
SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.zst", ".json")


class Line(NamedTuple):
    """One line of input: its number and its JSON object, or why it has none.

    ``position`` counts the bytes read so far of the file as it lies on disk, for progress.
    """

    number: int
    position: int
    record: dict[str, Any] | None
    error: NewsroomError | None


def read_jsonl(path: Path | None, limit: int = LINE_LIMIT) -> Iterator[Line]:
    """Read objects line by line in bounded memory; ``path`` None is standard input. Blank lines are skipped.

    Raises:
        UnreadableFile: the file is missing, or its compression is broken (after the lines before the break).
    """
    if path is None:
        yield from _lines(sys.stdin.buffer, sys.stdin.buffer, limit)
        return
    try:
        with path.open("rb") as raw:
            yield from _lines(_unpacked(path, raw), raw, limit)
    except (gzip.BadGzipFile, EOFError, zstandard.ZstdError) as error:
        raise UnreadableFile(f"{path.name}: tệp nén bị hỏng hoặc bị cắt cụt") from error
    except OSError as error:
        raise UnreadableFile(f"{path.name}: {error.strerror or 'không mở được'}") from error


def _unpacked(path: Path, raw: BinaryIO) -> BinaryIO:
    if path.name.endswith(".gz"):
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]
    if path.name.endswith(".zst"):
        return io.BufferedReader(_Zstd(raw), _PIECE)
    return raw


class _Zstd(io.RawIOBase):
    """Frames of zstd as one stream; unlike the library's own stream it notices a file that was cut off."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._begun = False
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            packed = self._frame.unused_data if self._frame.eof else b""
            packed = packed or self._raw.read(_PIECE)
            if not packed:
                if self._begun and not self._frame.eof:
                    raise EOFError
                return 0
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._begun = True
            self._ready = memoryview(self._frame.decompress(packed))
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def _lines(stream: BinaryIO, raw: BinaryIO, limit: int) -> Iterator[Line]:
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        position = raw.tell() if raw.seekable() else 0
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit)
            yield Line(number, position, None, TooLarge(f"dòng {number} dài hơn {limit} byte"))
        elif line.strip():
            yield _parsed(number, position, line)


def _parsed(number: int, position: int, line: bytes) -> Line:
    try:
        record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        reason = "không phải UTF-8" if isinstance(error, UnicodeDecodeError) else "không phải JSON hợp lệ"
        return Line(number, position, None, InvalidArticle(f"dòng {number}: {reason}", [FieldError("", reason)]))
    if not isinstance(record, dict):
        return Line(number, position, None, InvalidArticle(f"dòng {number}: không phải đối tượng JSON"))
    return Line(number, position, record, None)


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
    try:
        text = sys.stdin.buffer.read() if path is None else path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or 'không mở được'}") from error
    try:
        document = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):  # several lines of JSON are no JSON document: read them one by one
        yield from _lines(io.BytesIO(text), io.BytesIO(), LINE_LIMIT)
        return
    for number, record in enumerate(document if isinstance(document, list) else [document], start=1):
        wrong = None if isinstance(record, dict) else InvalidArticle(f"mục {number}: không phải đối tượng JSON")
        yield Line(number, 0, None if wrong else record, wrong)
