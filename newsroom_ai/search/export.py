"""Hits as a file: CSV that spreadsheets open as it is, or JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from newsroom_ai.article import to_dict
from newsroom_ai.errors import InvalidQuery

ExportFormat = Literal["csv", "jsonl"]
EXPORT_LIMIT: Final = 10_000  # hits
COLUMNS: Final = (
    "id", "title", "sapo", "section", "tags", "byline", "source", "url", "published_at", "score",
)  # fmt: skip
_BYTE_ORDER_MARK: Final = "\ufeff"  # without it Excel takes UTF-8 for the system's own encoding
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class ExportedHit:
    """One hit of an export; the fields are the columns."""

    id: str
    title: str
    sapo: str
    section: str
    tags: tuple[str, ...]
    byline: str
    source: str
    url: str
    published_at: datetime | None
    score: float


def csv_lines(hits: Iterable[ExportedHit]) -> str:
    """Hits as lines of CSV (RFC 4180); tags are parted by "; "."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    for hit in hits:
        record = to_dict(hit) | {"tags": "; ".join(hit.tags)}
        writer.writerow([inert(value) if isinstance(value, str) else value for value in map(record.get, COLUMNS)])
    return lines.getvalue()


def json_lines(hits: Iterable[ExportedHit]) -> str:
    """Hits as lines of JSON."""
    return "".join(json.dumps(to_dict(hit), ensure_ascii=False) + "\n" for hit in hits)


@dataclass(frozen=True, slots=True)
class ExportFile:
    """How one kind of file is written: what stands at its head, and hits as its lines."""

    media_type: str
    head: str
    lines: Callable[[Iterable[ExportedHit]], str]


FILES: Final[dict[str, ExportFile]] = {
    "csv": ExportFile("text/csv; charset=utf-8", _BYTE_ORDER_MARK + ",".join(COLUMNS) + "\r\n", csv_lines),
    "jsonl": ExportFile("application/x-ndjson", "", json_lines),
}


def export_file(name: str) -> ExportFile:
    """The kind of file called ``name``.

    Raises:
        InvalidQuery: there is none.
    """
    if name not in FILES:
        raise InvalidQuery(f"Không xuất được dạng {name}; các dạng: {', '.join(FILES)}")
    return FILES[name]


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe in front makes it text.

    >>> inert("=HYPERLINK(1)"), inert("Giá xăng")
    ("'=HYPERLINK(1)", 'Giá xăng')
    """
    return "'" + cell if cell.startswith(_FORMULA) else cell
