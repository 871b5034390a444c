"""Files for other systems: CSV for spreadsheets, ninjs 3.0 and JSON Lines for programs; one row or line an article."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from newsroom_ai.archive.suggestions import Suggested
from newsroom_ai.article import Article, Kind, Status
from newsroom_ai.batch.write_back.types import Carried, Difference, Edit
from newsroom_ai.errors import InvalidQuery, StorageFull, UnreadableFile
from newsroom_ai.search.export import inert

COLUMNS: Final = (
    "id", "url", "title", "section", "tags", "sapo", "section_before", "tags_added", "tags_removed", "sapo_before",
)  # fmt: skip
_STANDARD: Final = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
_PUB_STATUS: Final = {Status.PUBLISHED: "usable", Status.DRAFT: "withheld", Status.WITHDRAWN: "canceled"}
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")
_PLAIN: Final = "text/plain"


def csv_line(edit: Edit) -> str:
    """One row: the article as it is to be, and what is new in it; several tags are parted by "; "."""
    article, before = edit.article, edit.before
    added, removed = _without(article.tags, before.tags), _without(before.tags, article.tags)
    cells = (
        article.id, article.url, article.title, article.section, "; ".join(article.tags), article.sapo,
        before.section if before.section != article.section else "", "; ".join(added), "; ".join(removed),
        before.sapo if before.sapo != article.sapo else "",
    )  # fmt: skip
    line = io.StringIO()
    csv.writer(line).writerow([inert(cell) for cell in cells])
    return line.getvalue()


def json_line(edit: Edit) -> str:
    """The article as one line of JSON, which ``newsroom ingest`` takes."""
    return edit.article.to_json() + "\n"


def ninjs_line(edit: Edit) -> str:
    """The article as one ninjs 3.0 item on a line."""
    return json.dumps(ninjs(edit), ensure_ascii=False, separators=(",", ":")) + "\n"


def ninjs(edit: Edit) -> dict[str, Any]:
    """The article as a ninjs 3.0 item: its section as genre, its tags as subjects.

    A tag that a job suggested carries its concept, and how sure the model was in percent.
    """
    article = edit.article
    suggested = {one.decided_value or one.value: one for one in edit.suggestions if one.field == "tags"}
    item: dict[str, Any] = {
        "standard": _STANDARD,
        "uri": article.id if _URI.fullmatch(article.id) else f"urn:newsroom:article:{quote(article.id, safe='')}",
        "type": "composite" if article.kind is Kind.MEDIA else "text",
        "representationType": "full",
        "pubStatus": _PUB_STATUS[article.status],
        "language": article.language,
        "firstCreated": article.published_at.isoformat() if article.published_at else None,
        "versionCreated": article.updated_at.isoformat() if article.updated_at else None,
        "by": article.byline,
        "headlines": _texts("main", article.title),
        "descriptions": _texts("summary", article.sapo),
        "bodies": _texts("main", article.body),
        "genres": [{"name": article.section}] if article.section else [],
        "subjects": [_subject(tag, suggested.get(tag)) for tag in article.tags],
        "infoSources": [{"name": article.source}] if article.source else [],
        "altIds": [{"role": "newsroom", "value": article.id}],
    }
    return {name: value for name, value in item.items() if value not in (None, "", [])}


def _texts(role: str, text: str) -> list[dict[str, str]]:
    return [{"role": role, "contentType": _PLAIN, "value": text}] if text else []


def _subject(tag: str, suggestion: Suggested | None) -> dict[str, Any]:
    subject: dict[str, Any] = {"name": tag}
    if suggestion is not None:
        if suggestion.uri and suggestion.decided_value in (None, suggestion.value):
            subject["uri"] = suggestion.uri
        if suggestion.confidence is not None:
            subject["confidence"] = round(suggestion.confidence * 100)
        subject["creator"] = suggestion.model
    return subject


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How a file of one kind is written: its first bytes, and an edit as one line."""

    head: str
    line: Callable[[Edit], str]


FORMATS: Final[dict[str, FileFormat]] = {
    "csv": FileFormat("\ufeff" + ",".join(COLUMNS) + "\r\n", csv_line),
    "ninjs": FileFormat("", ninjs_line),
    "jsonl": FileFormat("", json_line),
}


class FileTarget:
    """Writes edits to a file that is there whole or not at all: the same edits give the same bytes."""

    def __init__(self, name: str, path: Path) -> None:
        """Take the format and the file, which is replaced where it exists.

        Raises:
            InvalidQuery: there is no such format.
        """
        if name not in FORMATS:
            raise InvalidQuery(f"Không ghi được dạng {name}; các dạng: {', '.join(FORMATS)}")
        self._format, self._path = FORMATS[name], path

    def carry(self, edits: Iterable[Edit], *, write: bool) -> Generator[Carried, None, None]:
        """Give each edit as ``changed`` where it differs from what the article was; all stand in the file.

        Raises:
            UnreadableFile: the file cannot be made.
            StorageFull: the disk is full; what was there before is there still.
        """
        if not write:
            yield from map(_compared, edits)
            return
        temporary = self._path.with_name(self._path.name + ".new")
        try:
            with temporary.open("wb") as file:
                yield from self._written(edits, file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path)
        except FileNotFoundError as error:
            raise UnreadableFile(f"Không ghi được {self._path}: {error.strerror}") from error
        except OSError as error:
            raise StorageFull(f"Không ghi được {self._path}: {error.strerror}") from error
        finally:
            temporary.unlink(missing_ok=True)

    def _written(self, edits: Iterable[Edit], file: BinaryIO) -> Generator[Carried, None, None]:
        file.write(self._format.head.encode())
        for edit in edits:
            file.write(self._format.line(edit).encode())
            yield _compared(edit)


def _compared(edit: Edit) -> Carried:
    found = differences(edit.before, edit.article)
    return Carried(edit, "changed" if found else "unchanged", found)


def differences(before: Article, after: Article) -> tuple[Difference, ...]:
    """The fields in which two versions of an article differ, of those that jobs write."""
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in ("tags", "section", "sapo")]
    return tuple(Difference(before.id, name, old, new) for name, old, new in pairs if old != new)


def _without(tags: Iterable[str], others: tuple[str, ...]) -> list[str]:
    return [tag for tag in tags if tag not in others]
