"""Web pages, one by one or a folder of them -> records: the article's text without menus, its data from the head."""

from __future__ import annotations

import codecs
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from newsroom_ai.errors import InvalidArticle, NewsroomError, TooLarge, UnreadableFile
from newsroom_ai.ingest.decoding import AUTO, UNKNOWN, decoded, provenance
from newsroom_ai.ingest.fields import distinct, filled, identifier, line, moment, paragraphs, web_address
from newsroom_ai.ingest.html import html_to_text
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.ingest.streams import Stream, opened
from newsroom_ai.text.encodings import Decoded

PAGE_LIMIT = 16 * 1024 * 1024
SUFFIXES = (".html", ".htm", ".xhtml")

_CHARSET = re.compile(rb"""<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?([A-Za-z0-9._-]{1,40})""", re.IGNORECASE)
_SITE_NAME = r"\s*[-|–—·»]\s*{}\s*$"

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is said to be one by the validator


def read_page(stream: Stream, encoding: str = AUTO) -> Iterator[Line]:
    """Read one page; a page that cannot be read is one rejected line."""
    yield _line(1, stream, stream.name, encoding)


def read_folder(folder: Path, encoding: str = AUTO) -> Iterator[Line]:
    """Read every .html, .htm and .xhtml file under a folder, by path; links are not followed.

    ``position`` counts the bytes of the files read so far.
    """
    position = 0
    paths = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES)
    for number, path in enumerate((path for path in paths if path.is_file() and not path.is_symlink()), start=1):
        name = path.relative_to(folder).as_posix()
        try:
            with opened(path) as stream:
                found = _line(number, stream, name, encoding)
        except UnreadableFile as error:
            found = Line(number, position, None, UnreadableFile(f"{name}: {error.detail}"))
        position += path.stat().st_size
        yield found._replace(position=position)


def _line(number: int, stream: Stream, name: str, encoding: str) -> Line:
    refusal: NewsroomError
    try:
        raw = stream.plain.read(PAGE_LIMIT + 1)
        if len(raw) > PAGE_LIMIT:
            raise TooLarge(f"{name}: trang dài hơn {PAGE_LIMIT >> 20} MiB")
        found = _decoded(raw, encoding)
        if found is None:
            raise InvalidArticle(f"{name}: {UNKNOWN}")
        record = page_record(found.text, name) | provenance(raw, found.encoding)
    except (InvalidArticle, TooLarge) as error:
        refusal = error
    except (ValueError, etree.ParserError):
        refusal = InvalidArticle(f"{name}: không có nội dung hoặc HTML lồng nhau quá sâu")
    else:
        return Line(number, stream.position, record, None)
    return Line(number, stream.position, None, refusal)


def _decoded(raw: bytes, encoding: str) -> Decoded | None:
    """By name, UTF-8 or statistics; what the page says of itself only helps where these know nothing."""
    found = decoded(raw, encoding)
    if encoding != AUTO or (found is not None and found.encoding != "cp1252"):
        return found
    declared = _CHARSET.search(raw[:4_096])
    try:
        name = codecs.lookup(declared[1].decode()).name if declared else ""
        return Decoded(raw.decode(name), name, 1.0) if name else found
    except (LookupError, UnicodeDecodeError):
        return found


def page_record(html: str, name: str) -> dict[str, Any]:
    """The record of a page; its id is its canonical address, else ``name``.

    JSON-LD (NewsArticle) stands before Open Graph and ``article:`` properties, these before plain ``meta``.

    Raises:
        ValueError: elements nest too deep.
        lxml.etree.ParserError: there is no element at all.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    root = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    told = _json_ld(root)
    meta = _meta(root)
    site = line(_name_of(told.get("publisher")) or meta.get("og:site_name", ""))
    title = line(
        _text(told.get("headline")) or meta.get("og:title", "") or _element(root, "h1") or _element(root, "title")
    )
    title = re.sub(_SITE_NAME.format(re.escape(site)), "", title) if site else title
    sapo = line(_text(told.get("description")) or meta.get("og:description", "") or meta.get("description", ""))
    canonical = next((str(link.get("href")) for link in root.iter("link") if link.get("rel") == "canonical"), "")
    url = next(filter(None, map(web_address, (canonical, meta.get("og:url", ""), _text(told.get("url"))))), "")
    author = _names_of(told.get("author")) or [meta.get("article:author", ""), meta.get("author", "")]
    sections = [*_texts(told.get("articleSection")), meta.get("article:section", "")]
    return filled(
        {
            "id": identifier(url or name),
            "title": title,
            "sapo": sapo,
            "body": _body(html, root, told, (title, sapo)),
            "section": next(iter(distinct(map(line, sections))), ""),
            "tags": distinct(map(line, _tags(told, meta)))[:100],
            "byline": next(iter(distinct([", ".join(distinct(map(line, _people(author))))])), ""),
            "source": site,
            "url": url,
            "language": _language(root, told),
            "published_at": moment(_text(told.get("datePublished")) or meta.get("article:published_time", "")),
            "updated_at": moment(_text(told.get("dateModified")) or meta.get("article:modified_time", "")),
            "extra": filled({"image": web_address(meta.get("og:image", ""))}),
        }
    )


def _json_ld(root: Any) -> Mapping[str, Any]:
    """The first article that the page's JSON-LD describes."""
    for script in root.xpath("//script[@type='application/ld+json']"):
        try:
            found = list(_objects(json.loads(script.text or "", strict=False)))
        except (ValueError, RecursionError):
            continue
        for item in found:
            if any(kind.endswith(("Article", "BlogPosting")) for kind in _texts(item.get("@type"))):
                return item
    return {}


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            yield item
            yield from _objects(item.get("@graph") or [])


def _meta(root: Any) -> dict[str, str]:
    """The first content of each property; all ``article:tag`` together, one a line."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (element.get("property") or element.get("name") or "").strip().lower()
        content = (element.get("content") or "").strip()
        if name == "article:tag" and name in found:
            found[name] += "\n" + content
        elif content:
            found.setdefault(name, content)
    return found


def _text(value: Any) -> str:
    return next(iter(_texts(value)), "")


def _texts(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item]


def _name_of(value: Any) -> str:
    return next(iter(_names_of(value)), "")


def _names_of(value: Any) -> list[str]:
    """Names of people or organisations, given as text or as objects."""
    items = value if isinstance(value, list) else [value]
    names = [_text(item.get("name")) if isinstance(item, Mapping) else item for item in items]
    return [name for name in names if isinstance(name, str) and name]


def _people(names: Iterable[str]) -> list[str]:
    return [name for name in names if not web_address(name)]  # article:author may be a profile's address


def _element(root: Any, tag: str) -> str:
    return next((str(element.text_content()) for element in root.iter(tag)), "")


def _language(root: Any, told: Mapping[str, Any]) -> str:
    language = (
        (_text(told.get("inLanguage")) or str(root.get("lang") or "")).lower().replace("_", "-").partition("-")[0]
    )
    return language if re.fullmatch("[a-z]{2,3}", language) else ""


def _tags(told: Mapping[str, Any], meta: Mapping[str, str]) -> list[str]:
    given = _texts(told.get("keywords")) or meta.get("article:tag", "").split("\n")
    given = given if any(given) else [meta.get("news_keywords", "") or meta.get("keywords", "")]
    return [tag for words in given for tag in words.split(",")]


def _body(html: str, root: Any, told: Mapping[str, Any], above: tuple[str, ...]) -> str:
    """The article's text, without the title and sapo that stand above it."""
    text = trafilatura.extract(html, include_comments=False, include_tables=True, output_format="txt") or ""
    if not text.strip():
        article = next(iter(root.xpath("//article | //main")), None)
        told_text = paragraphs(_text(told.get("articleBody")))
        text = told_text or (
            html_to_text(lxml_html.tostring(article, encoding="unicode")) if article is not None else ""
        )
    lines = text.split("\n")
    while lines and (not lines[0].strip() or line(lines[0].lstrip("# ")) in above):
        lines.pop(0)
    return "\n".join(lines).strip()
