"""The formats that articles come in: a table of readers, imported on call, and how a file's format is told."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from newsroom_ai.errors import UnreadableFile
from newsroom_ai.ingest.decoding import AUTO
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.ingest.streams import Source, opened
from newsroom_ai.registry import Implementation, make

FORMATS = {
    "jsonl": Implementation("newsroom_ai.ingest.jsonl", "read_json"),
    "csv": Implementation("newsroom_ai.ingest.csv", "read_csv"),
    "rss": Implementation("newsroom_ai.ingest.feeds", "read_feed"),
    "html": Implementation("newsroom_ai.ingest.pages", "read_page"),
    "ninjs": Implementation("newsroom_ai.ingest.ninjs", "read_ninjs"),
    "wxr": Implementation("newsroom_ai.ingest.wordpress", "read_wordpress"),
}
"""A reader takes ``stream`` and ``encoding`` and gives one ``Line`` an item."""

_SUFFIXES = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".csv": "csv", ".tsv": "csv", ".rss": "rss",
    ".atom": "rss", ".rdf": "rss", ".html": "html", ".htm": "html", ".xhtml": "html", ".wxr": "wxr", ".xml": "rss",
}  # fmt: skip
_PACKED = (".gz", ".zst")
_NINJS = re.compile(
    rb'"(?:versioncreated|pubstatus|representationtype|body_x?html|body_text|headlines|bodies)"\s*:', re.IGNORECASE
)
_URI = re.compile(rb'"uri"\s*:\s*"')
_OURS = re.compile(rb'"id"\s*:')
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")
_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HEAD = 64 * 1024


def read(source: Source | None, form: str = AUTO, encoding: str = AUTO) -> Iterator[Line]:
    """Read articles of a format from a file, a folder of web pages, bytes, or standard input (None).

    Args:
        source: where they are.
        form: a name of ``FORMATS``, or ``auto`` to tell it by the first bytes and the suffix.
        encoding: a name of ``newsroom_ai.text.encodings.ENCODINGS``, or ``auto``.

    Raises:
        InvalidConfig: there is no such format.
        UnreadableFile: the file is missing, broken, dangerous or of an unknown format; what could be read before
            comes first.
    """
    if isinstance(source, Path) and source.is_dir():
        yield from _folder(source, form, encoding)
        return
    with opened(sys.stdin.buffer if source is None else source) as stream:
        chosen = detect(stream.name, stream.head()) if form == AUTO else form
        yield from make(FORMATS, chosen, stream=stream, encoding=encoding)


def detect(name: str, head: bytes) -> str:
    """The format of a file by its first bytes, and by its suffix where these say nothing.

    Raises:
        UnreadableFile: neither is known.

    >>> detect("a.txt", b'{"uri": "urn:x:1", "pubstatus": "usable"}'), detect("a.tsv", b"a")
    ('ninjs', 'csv')
    """
    head = head[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip()
    by_suffix = _SUFFIXES.get(_suffix(name), "")
    if head.startswith(b"<"):
        return _markup(head) or by_suffix or "rss"
    if head.startswith((b"{", b"[")) and by_suffix != "csv":
        return "ninjs" if _URI.search(head) and _NINJS.search(head) and not _OURS.match(head[1:].lstrip()) else "jsonl"
    if by_suffix:
        return by_suffix
    if not head:
        return "jsonl"
    raise UnreadableFile(f"{name}: không nhận ra định dạng; hãy chọn --format ({', '.join(FORMATS)})")


def size(source: Path) -> int:
    """Bytes on disk of what ``read`` would read of a file or folder, for progress."""
    if source.is_dir():
        return sum(path.stat().st_size for path in source.rglob("*") if _SUFFIXES.get(path.suffix.lower()) == "html")
    return source.stat().st_size if source.is_file() else 0


def _suffix(name: str) -> str:
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in _PACKED else path.suffix


def _markup(head: bytes) -> str:
    if b"wordpress.org/export/" in head and _FEED.search(head):
        return "wxr"
    if _PAGE.search(head[:2_048]):
        return "html"
    return "rss" if _FEED.search(head) else ""


def _folder(folder: Path, form: str, encoding: str) -> Iterator[Line]:
    if form not in (AUTO, "html"):
        raise UnreadableFile(f"{folder}: là thư mục; chỉ đọc được thư mục trang HTML")
    from newsroom_ai.ingest.pages import read_folder  # noqa: PLC0415 - brings trafilatura

    yield from read_folder(folder, encoding)
