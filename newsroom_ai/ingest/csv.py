"""CSV and TSV, as spreadsheets and databases write them -> records; columns are known by their Vietnamese names too."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from newsroom_ai.errors import FieldError, InvalidArticle, TooLarge, UnreadableFile
from newsroom_ai.ingest.decoding import AUTO, UNKNOWN, decoded, provenance
from newsroom_ai.ingest.fields import filled, identifier, moment
from newsroom_ai.ingest.html import html_to_text
from newsroom_ai.ingest.jsonl import LINE_LIMIT, Line
from newsroom_ai.ingest.streams import Stream
from newsroom_ai.text.encodings import decode
from newsroom_ai.text.fold import fold

DELIMITERS = ",;\t|"
ROW_LIMIT = 2 * LINE_LIMIT

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "article id", "post id", "mã", "mã bài", "mã bài viết"),
    "title": ("title", "headline", "tiêu đề", "tít", "tựa đề", "tên bài", "tên bài viết"),
    "sapo": ("sapo", "lead", "description", "summary", "excerpt", "tóm tắt", "mô tả", "dẫn", "lời dẫn"),
    "body": ("body", "content", "text", "nội dung", "thân bài", "toàn văn"),
    "section": ("section", "category", "chuyên mục", "danh mục", "mục"),
    "tags": ("tags", "tag", "keywords", "thẻ", "từ khóa"),
    "byline": ("byline", "author", "tác giả", "bút danh", "người viết", "phóng viên"),
    "source": ("source", "nguồn"),
    "url": ("url", "link", "đường dẫn", "liên kết", "địa chỉ"),
    "language": ("language", "lang", "ngôn ngữ"),
    "published_at": (
        "published at", "published", "date", "pubdate", "publish date", "ngày đăng", "ngày xuất bản", "thời gian đăng",
        "ngày", "ngày giờ đăng",
    ),
    "updated_at": ("updated at", "updated", "modified", "ngày cập nhật", "ngày sửa"),
    "status": ("status", "trạng thái"),
    "kind": ("kind", "loại"),
    "supersedes": ("supersedes", "thay cho"),
    "body_format": ("body format", "định dạng"),
}  # fmt: skip
_STATUSES = {
    "đã đăng": "published", "đã xuất bản": "published", "xuất bản": "published", "đăng": "published",
    "nháp": "draft", "bản nháp": "draft", "chưa đăng": "draft", "chờ duyệt": "draft",
    "đã gỡ": "withdrawn", "gỡ": "withdrawn", "gỡ bỏ": "withdrawn", "hủy": "withdrawn",
}  # fmt: skip
_NOT_LETTERS = re.compile(r"[\W_]+")
_HTML = re.compile(r"</(?:p|div|h[1-6]|ul|ol|table)>|<br ?/?>", re.IGNORECASE)
_TAG_BREAK = re.compile(r"\s*[;|]\s*")


def read_csv(stream: Stream, encoding: str = AUTO) -> Iterator[Line]:
    """Read rows under a header line; a bad row costs itself only.

    The delimiter (comma, semicolon, tab or bar) is the one under which the header names most of our fields.
    Without a column for the id, the URL is the id. A row may have fewer cells than the header, not more. A quote
    that is never closed swallows rows up to the next quote, 8 MiB or the end; they are refused as one.

    Raises:
        UnreadableFile: the header line cannot be read.
    """
    csv.field_size_limit(LINE_LIMIT)
    lines = _Lines(stream, encoding)
    try:
        header, delimiter = _header(lines)
    except (UnicodeDecodeError, csv.Error, TooLarge) as wrong:
        raise UnreadableFile(f"{stream.name}: không đọc được dòng tiêu đề cột") from wrong
    if not header:
        return
    fields = _fields(header)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    number = lines.number
    while True:
        number, error = lines.begin(), None
        row: Sequence[str] = ()
        try:
            row = next(rows)
        except StopIteration:
            return
        except UnicodeDecodeError:
            error = _refused(number, UNKNOWN if encoding == AUTO else f"không phải {encoding}")
        except csv.Error as wrong:
            error = _refused(number, f"dấu ngoặc kép hoặc ô bị hỏng, mất đến hết dòng {lines.number} ({wrong})")
        except TooLarge as wrong:
            yield Line(number, stream.position, None, TooLarge(f"dòng {number}: {wrong.detail}"))
            continue
        if error is None and len(row) > len(header):
            error = _refused(number, f"có {len(row)} ô, dòng tiêu đề có {len(header)}")
        if error is not None:
            yield Line(number, stream.position, None, error)
        elif any(cell.strip() for cell in row):
            record = _record(dict(zip(fields, row, strict=False))) | lines.provenance()
            yield Line(number, stream.position, record, None)


def _refused(number: int, reason: str) -> InvalidArticle:
    return InvalidArticle(f"dòng {number}: {reason}", [FieldError("", reason)])


class _Lines:
    """The decoded lines of a file for the CSV reader; it remembers the bytes of the row under way."""

    def __init__(self, stream: Stream, encoding: str) -> None:
        self._stream = stream
        self._named = encoding
        self._found = _legacy(stream.head()) if encoding == AUTO else None
        self._row = bytearray()
        self._used = "utf-8"
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._stream.plain.readline(ROW_LIMIT + 1)
        if not raw:
            raise StopIteration
        self.number += 1
        if len(raw) + len(self._row) > ROW_LIMIT:
            while raw and not raw.endswith(b"\n"):
                raw = self._stream.plain.readline(ROW_LIMIT)
            raise TooLarge(f"một hàng dài hơn {ROW_LIMIT} byte")
        self._row += raw
        return self._text(raw)

    def begin(self) -> int:
        """A new row starts with the line after this one; its number is returned."""
        self._row.clear()
        self._used = "utf-8"
        return self.number + 1

    def provenance(self) -> dict[str, Any]:
        """What is kept of the row's bytes."""
        return provenance(bytes(self._row), self._used)

    def _text(self, raw: bytes) -> str:
        if self._named in (AUTO, "utf-8"):
            try:
                return raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
            except UnicodeDecodeError:
                self._found = self._found or _legacy(raw)
                if self._named != AUTO or self._found is None:
                    raise
        self._used = self._found or self._named
        return raw.decode("cp1252") if self._used == "cp1252" else decode(raw, self._used).text


def _legacy(head: bytes) -> str | None:
    """The encoding of a file that is not in Unicode; None where it is, or where nobody can say."""
    piece = head[: head.rfind(b"\n") + 1] or head
    found = decoded(piece)
    return found.encoding if found and provenance(piece, found.encoding) else None


def _header(lines: _Lines) -> tuple[list[str], str]:
    """The names of the columns and the delimiter; no names for an empty file."""
    first = ""
    for text in lines:
        first = text.strip("\r\n")
        told = re.fullmatch(r"sep=(.)", first)
        if told:
            return next(csv.reader([next(lines, "")], delimiter=told[1]), []), told[1]
        if first.strip():
            break
    choices = [(next(csv.reader([first], delimiter=mark), []), mark) for mark in DELIMITERS]
    return max(choices, key=lambda choice: (sum(map(_known, choice[0])), len(choice[0])))


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub(" ", fold(name, marks=False)).strip()


_FIELD_OF = {_plain(name): field for field, names in COLUMNS.items() for name in names}


def _known(name: str) -> bool:
    return _plain(name) in _FIELD_OF


def _fields(header: Sequence[str]) -> list[str]:
    """Our field for each column; a column nobody knows, or the second for a field, keeps its own name."""
    fields: list[str] = []
    for place, name in enumerate(header, start=1):
        ours = _FIELD_OF.get(_plain(name), "")
        free = [ours, name.strip(), f"{name.strip()} ({place})".strip()]
        fields.append(next(choice for choice in free if choice and choice not in fields))
    return fields


def _record(cells: dict[str, str]) -> dict[str, Any]:
    record: dict[str, Any] = filled({name: cell.strip() for name, cell in cells.items()})
    readers: Mapping[str, Callable[[str], Any]] = {
        "published_at": moment,
        "updated_at": moment,
        "tags": _tags,
        "status": lambda cell: _STATUSES.get(cell.casefold(), cell),
    }
    record |= {name: read(record[name]) for name, read in readers.items() if name in record}
    if "body_format" not in record and _HTML.search(record.get("body", "")):
        record |= _body(record["body"])
    if "id" not in record and "url" in record:
        record["id"] = identifier(record["url"])
    return record


def _body(html: str) -> dict[str, Any]:
    try:
        return {"body": html_to_text(html)}
    except ValueError:  # the validator says so
        return {"body_format": "html"}


def _tags(cell: str) -> list[str]:
    """Tags parted by semicolons or bars, or by commas where there is neither."""
    parts = _TAG_BREAK.split(cell)
    return [tag.strip() for tag in (parts if len(parts) > 1 else cell.split(",")) if tag.strip()]
