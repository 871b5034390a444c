"""RSS and Atom -> records."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from newsroom_ai.errors import FieldError, InvalidArticle, UnreadableFile
from newsroom_ai.ingest.decoding import AUTO, UNKNOWN, decoded, provenance
from newsroom_ai.ingest.fields import distinct, filled, identifier, line, moment, paragraphs, web_address
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.ingest.streams import Stream
from newsroom_ai.ingest.xml import declared_encoding, refuse_entities, without_declaration
from newsroom_ai.text.encodings import Decoded

FEED_LIMIT = 64 * 1024 * 1024
_ENDED = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>")
_ROOT_ENDED = re.compile(r"</(?:\w+:)?(?:rss|feed|RDF)\s*>")
_TAIL = 1 << 16
_TRIPPED = (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError)  # over broken markup
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read_feed(stream: Stream, encoding: str = AUTO) -> Iterator[Line]:
    """Read the entries of an RSS 0.9-2.0 or Atom feed; nothing it names is fetched.

    Raises:
        UnreadableFile: it is no feed, declares entities, is longer than 64 MiB, or is cut off (after the entries
            before the cut).
    """
    raw = stream.whole(FEED_LIMIT)
    found = _decoded(raw, encoding)
    if found is None:
        raise UnreadableFile(f"{stream.name}: {UNKNOWN}")
    refuse_entities(stream.name, found.text)
    text = without_declaration(found.text)
    try:  # a stream, since feedparser would take a string for an address to fetch
        feed = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=_HEADERS)
    except _TRIPPED as error:
        raise UnreadableFile(f"{stream.name}: nguồn tin bị hỏng") from error
    if not feed.get("version") and not feed.entries:
        raise UnreadableFile(f"{stream.name}: không phải RSS hoặc Atom, hoặc bị hỏng")
    whole = _ROOT_ENDED.search(text[-_TAIL:]) is not None
    entries = feed.entries if whole else feed.entries[: len(_ENDED.findall(text))]
    kept = provenance(raw, found.encoding)
    for number, entry in enumerate(entries, start=1):
        yield _line(number, stream.position, entry, feed.feed, kept)
    if not whole:
        raise UnreadableFile(f"{stream.name}: nguồn tin bị cắt cụt sau mục {len(entries)}")


def _decoded(raw: bytes, encoding: str) -> Decoded | None:
    """Text by name, by UTF-8, by the XML declaration, by statistics: in this order, the first that fits."""
    found = decoded(raw, encoding)
    declared = declared_encoding(raw[:1_000])
    if encoding != AUTO or declared in (None, "utf-8") or (found and found.encoding in ("ascii", "utf-8", "utf-16")):
        return found
    if found is None or found.encoding == "cp1252":
        try:
            return Decoded(raw.decode(str(declared)), str(declared), 1.0)
        except UnicodeDecodeError:
            return found
    return found


def _line(number: int, position: int, entry: Any, feed: Any, kept: dict[str, Any]) -> Line:
    try:
        return Line(number, position, _record(entry, feed) | kept, None)
    except ValueError:
        reason = "HTML lồng nhau quá sâu"
        return Line(number, position, None, InvalidArticle(f"mục {number}: {reason}", [FieldError("/body", reason)]))


def _record(entry: Any, feed: Any) -> dict[str, Any]:
    """One entry; the full text is the longest ``content``, the summary is the sapo."""
    body = max((paragraphs(_text(part, "value")) for part in entry.get("content", ())), key=len, default="")
    sapo = paragraphs(_text(entry, "summary"))
    if sapo == body:  # feedparser repeats the content where there is no summary
        sapo = ""
    link = web_address(_text(entry, "link"))
    guid = line(_text(entry, "id")) or link
    tags = distinct(line(_text(tag, "label") or _text(tag, "term")) for tag in entry.get("tags", ()))
    updated = _text(entry, "updated") if "updated" in entry else ""  # else its get() warns
    source = entry.get("source") or {}
    language = _text(feed, "language").lower().partition("-")[0]
    return filled(
        {
            "id": identifier(guid),
            "title": line(_text(entry, "title")),
            "sapo": sapo.replace("\n", " "),
            "body": body,
            "tags": tags,
            "byline": ", ".join(distinct(line(_text(a, "name")) for a in entry.get("authors", ()))),
            "source": line(_text(source, "title") or _text(feed, "title")),
            "url": link or web_address(guid),
            "language": language if re.fullmatch("[a-z]{2,3}", language) else None,
            "published_at": moment(_text(entry, "published") or updated),
            "updated_at": moment(updated),
            "extra": filled({"guid": guid if identifier(guid) != guid else "", "image": _image(entry)}),
        }
    )


def _text(part: Any, name: str) -> str:
    """A value of feedparser's, which are None where the feed is broken."""
    value = part.get(name)
    return value if isinstance(value, str) else ""


def _image(entry: Any) -> str:
    """The picture of an entry: its enclosure, its media, or the first of its summary."""
    media = [*entry.get("enclosures", ()), *entry.get("media_content", ()), *entry.get("media_thumbnail", ())]
    for item in media:
        if "image" in str(item.get("type") or item.get("medium") or "image"):
            return web_address(str(item.get("href") or item.get("url") or ""))
    found = re.search(r"""<img\b[^>]{0,2000}?\bsrc=["']([^"'>]{1,2000})""", _text(entry, "summary"))
    return web_address(found[1]) if found else ""
