"""WordPress exports (WXR 1.0-1.2), of any size, item by item -> records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from newsroom_ai.errors import FieldError, InvalidArticle, UnreadableFile
from newsroom_ai.ingest.decoding import AUTO
from newsroom_ai.ingest.fields import distinct, filled, line, moment, utc, web_address
from newsroom_ai.ingest.html import html_to_text
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.ingest.streams import Stream
from newsroom_ai.ingest.xml import PARSER_OPTIONS, refuse_entities

ITEM_LIMIT = 32 * 1024 * 1024

_STATUSES = {
    "publish": "published", "future": "published", "draft": "draft", "pending": "draft", "private": "draft",
    "trash": "withdrawn",
}  # fmt: skip
_SPACES = (
    ("excerpt", "wordpress.org/export/", "excerpt/"), ("wp", "wordpress.org/export/", ""),
    ("content", "purl.org/rss/1.0/modules/content/", ""), ("dc", "purl.org/dc/elements/", ""),
)  # fmt: skip
_NO_DATE = "0000-00-00 00:00:00"
_UNWRITABLE = bytes(code for code in range(32) if code not in b"\t\n\r")
_TAG = re.compile(r"(<[^<>]*>)")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|wp_caption|gallery|audio|video|playlist|embed)\b[^\[\]]*\]"
    r"|\[/?[a-z][a-z0-9_-]*(?: [^\[\]=]*=[^\[\]]*)\]"  # any other with attributes
)


class _Channel(NamedTuple):
    """What the items of an export share."""

    title: list[str]
    language: list[str]
    authors: dict[str, str]


def read_wordpress(stream: Stream, encoding: str = AUTO) -> Iterator[Line]:
    """Read the posts of an export; pages, attachments, menus and revisions are passed over.

    ``number`` counts all items. Memory holds one item at a time, of at most 32 MiB.

    Raises:
        UnreadableFile: it declares entities, is no UTF-8, is broken or cut off (after the posts before that).
    """
    if encoding not in (AUTO, "utf-8"):
        raise UnreadableFile(f"{stream.name}: tệp xuất của WordPress phải là UTF-8")
    refuse_entities(stream.name, stream.head().decode("utf-8", "replace"))
    source = _Bytes(stream)
    events = etree.iterparse(source, events=("start", "end"), encoding="utf-8", remove_comments=True, **PARSER_OPTIONS)
    try:
        yield from _lines(stream, source, events)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"{stream.name}: XML hỏng hoặc bị cắt cụt ở dòng {error.lineno}") from error


class _Bytes:
    """The export as the parser reads it: without control characters, of which WordPress writes some by mistake."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._item = 0

    def read(self, size: int = 1 << 15) -> bytes:
        """Up to ``size`` bytes.

        Raises:
            UnreadableFile: one item is over the limit.
        """
        piece = b""
        while not piece:
            raw = self._stream.plain.read(size)
            if not raw:
                return b""
            piece = raw.translate(None, _UNWRITABLE)
        self._item += len(piece)
        if self._item > ITEM_LIMIT:
            raise UnreadableFile(f"{self._stream.name}: một mục dài hơn {ITEM_LIMIT >> 20} MiB")
        return piece

    def next_item(self) -> None:
        """An item ended: the next may be as long again."""
        self._item = 0


def _lines(stream: Stream, source: _Bytes, events: Any) -> Iterator[Line]:
    channel = _Channel([], [], {})
    number = depth = 0
    for event, element in events:
        if event == "start":
            if depth == 0 and element.getroottree().docinfo.internalDTD is not None:
                raise UnreadableFile(f"{stream.name}: XML khai báo thực thể (DTD) bị từ chối")
            depth += 1
            continue
        depth -= 1
        name = _name(element)
        if name == "item" and depth == 2:
            number += 1
            line_ = _line(number, stream.position, element, channel)
            if line_ is not None:
                yield line_
        elif depth == 2:
            _remember(channel, name, element)
        if depth == 2:
            source.next_item()
            _forget(element)
        elif name in ("wp:comment", "wp:postmeta"):
            element.clear()


def _forget(element: Any) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def _name(element: Any) -> str:
    tag = element.tag if isinstance(element.tag, str) else ""
    space, _, local = tag.rpartition("}")
    prefix = next((p for p, part, end in _SPACES if part in space and space.endswith(end)), "")
    return f"{prefix}:{local}" if prefix else local


def _remember(channel: _Channel, name: str, element: Any) -> None:
    if name in ("title", "language") and not getattr(channel, name):
        getattr(channel, name).append(line(element.text or ""))
    elif name == "wp:author":
        fields = {_name(child): (child.text or "").strip() for child in element}
        channel.authors[fields.get("wp:author_login", "")] = fields.get("wp:author_display_name", "")


def _line(number: int, position: int, item: Any, channel: _Channel) -> Line | None:
    fields: dict[str, str] = {}
    categories: list[str] = []
    tags: list[str] = []
    for child in item:
        name = _name(child)
        if name == "category":
            {"category": categories, "post_tag": tags}.get(child.get("domain", ""), []).append(line(child.text or ""))
        else:
            fields.setdefault(name, child.text or "")
    if fields.get("wp:post_type", "post") != "post" or fields.get("wp:status") in ("auto-draft", "inherit"):
        return None
    try:
        return Line(number, position, _record(fields, distinct(categories), tags, channel), None)
    except ValueError:
        reason = "HTML lồng nhau quá sâu"
        return Line(number, position, None, InvalidArticle(f"mục {number}: {reason}", [FieldError("/body", reason)]))


def _record(fields: dict[str, str], categories: list[str], tags: list[str], channel: _Channel) -> dict[str, Any]:
    status = fields.get("wp:status", "publish")
    known = "draft" if fields.get("wp:post_password") else _STATUSES.get(status, status)
    login = fields.get("dc:creator", "").strip()
    post = fields.get("wp:post_id", "").strip()
    return filled(
        {
            "id": f"wp-{post}" if post else "",
            "title": line(fields.get("title", "")),
            "sapo": line(fields.get("excerpt:encoded", "")),
            "body": post_text(fields.get("content:encoded", "")),
            "section": categories[0] if categories else "",
            "tags": distinct([*categories[1:], *tags]),
            "byline": line(channel.authors.get(login) or login),
            "source": "".join(channel.title),
            "url": web_address(fields.get("link", "")),
            "language": "".join(channel.language).lower().partition("-")[0],
            "published_at": _time(fields, "wp:post_date"),
            "updated_at": _time(fields, "wp:post_modified"),
            "status": known,
            "extra": {"wordpress": filled({"status": status, "slug": fields.get("wp:post_name", "").strip()})},
        }
    )


def _time(fields: dict[str, str], name: str) -> str:
    """The time in UTC where WordPress knows it (drafts have none), else the local one."""
    for field, read in ((f"{name}_gmt", utc), (name, moment)):
        value = fields.get(field, "").strip()
        if value and value != _NO_DATE:
            return read(value)
    return ""


def post_text(content: str) -> str:
    r"""The text of a post: shortcodes disappear; a line break is one, as WordPress shows it, unless blocks say so.

    Raises:
        ValueError: elements nest too deep.

    >>> post_text('Một.\n\n[caption id="x"]<img src="a"> Ảnh: Lan[/caption]\nHai.')
    'Một.\nẢnh: Lan\nHai.'
    """
    content = _SHORTCODE.sub(" ", content)
    if "<!-- wp:" not in content:
        parts = _TAG.split(content)
        content = "".join(part if place % 2 else part.replace("\n", "<br>") for place, part in enumerate(parts))
    return html_to_text(content)
