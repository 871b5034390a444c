"""News in JSON (ninjs 1.x, 2.x, 3.x), as agencies and CMSs exchange it -> records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from newsroom_ai.errors import FieldError, InvalidArticle
from newsroom_ai.ingest.decoding import AUTO
from newsroom_ai.ingest.fields import distinct, filled, identifier, line, moment, paragraphs, web_address
from newsroom_ai.ingest.jsonl import Line, json_documents, json_lines
from newsroom_ai.ingest.streams import Stream

_STATUSES = {"usable": "published", "withheld": "draft", "canceled": "withdrawn", "cancelled": "withdrawn"}
_LISTS = {
    "subject": "subjects", "person": "people", "organisation": "organisations", "place": "places", "event": "events",
}  # fmt: skip
_KEPT = (
    "standard", "version", "type", "profile", "urgency", "slugline", "slug", "located", "ednote", "usageterms",
    "copyrightholder", "copyrightnotice", "altids", "embargoed", "embargoeduntil", "expires",
)  # fmt: skip
_PROVENANCE = ("raw_encoding", "raw_sha256")


def read_ninjs(stream: Stream, encoding: str = AUTO) -> Iterator[Line]:
    """Read one item, an array of items, or JSON Lines of them; a bad item costs itself only.

    Raises:
        UnreadableFile: a document that is no JSON Lines is longer than 256 MiB.
    """
    by_line = stream.name.removesuffix(".gz").removesuffix(".zst").endswith((".jsonl", ".ndjson"))
    lines = json_lines(stream, encoding=encoding) if by_line else json_documents(stream, encoding)
    for found in lines:
        yield found if found.record is None else _line(found, found.record)


def _line(found: Line, item: Mapping[str, Any]) -> Line:
    try:
        return found._replace(record=_record(item))
    except (ValueError, TypeError, AttributeError) as error:
        reason = "HTML lồng nhau quá sâu" if isinstance(error, ValueError) else "không đúng cấu trúc ninjs"
        refusal = InvalidArticle(f"mục {found.number}: {reason}", [FieldError("", reason)])
        return found._replace(record=None, error=refusal)


def _record(given: Mapping[str, Any]) -> dict[str, Any]:
    """One item; 3.x writes its names in camel case, 1.x some of its lists in the singular."""
    item = {_LISTS.get(name.lower(), name.lower()): value for name, value in given.items()}
    embargo = _text(item, "embargoeduntil", "embargoed")
    first = embargo or _text(item, "firstpublished", "firstcreated", "contentcreated", "versioncreated")
    subjects = _names(item.get("subjects"))
    section = (_names(item.get("service")) or _names(item.get("genre")) or _names(item.get("genres")) or [""])[0]
    named = [name for field in ("people", "organisations", "places", "events") for name in _names(item.get(field))]
    status = _text(item, "pubstatus") or "usable"
    uri = _text(item, "uri", "guid")
    kept = {name: given[name] for name in _PROVENANCE if name in given}
    return kept | filled(
        {
            "id": identifier(uri),
            "title": line(_of_role(item.get("headlines")) or _text(item, "headline", "title")),
            "sapo": line(_sapo(item)),
            "body": _body(item),
            "section": section,
            "tags": distinct([*subjects, *_keywords(item.get("keywords")), *named])[:100],
            "byline": line(_byline(item)),
            "source": _source(item),
            "url": web_address(_text(item, "url", "canonicalurl")) or web_address(uri),
            "language": _text(item, "language").lower().partition("-")[0],
            "published_at": moment(first),
            "updated_at": moment(_text(item, "versioncreated")),
            "status": _STATUSES.get(status.lower(), status),
            "kind": "article" if _text(item, "type") in ("", "text", "composite", "article") else "media",
            "supersedes": identifier(_text(item, "evolvedfrom")),
            "extra": filled({"ninjs": filled({name: item[name] for name in _KEPT if name in item})}),
        }
    )


def _text(item: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds a text."""
    return next((str(item[name]).strip() for name in names if isinstance(item.get(name), str | int) and item[name]), "")


def _items(value: Any) -> Sequence[Mapping[str, Any]]:
    found = value if isinstance(value, list) else [value]
    return [part for part in found if isinstance(part, Mapping)]


def _names(value: Any) -> list[str]:
    return distinct(line(str(part.get("name") or "")) for part in _items(value))


def _keywords(value: Any) -> list[str]:
    return [line(word) for word in value if isinstance(word, str)] if isinstance(value, list) else []


def _value(part: Mapping[str, Any]) -> str:
    value = part.get("value")
    return value if isinstance(value, str) else ""


def _of_role(value: Any) -> str:
    """The text of the part whose role is main, else of the first."""
    parts = [part for part in _items(value) if _value(part)]
    main = [part for part in parts if str(part.get("role", "")).lower() in ("main", "headline", "")]
    return _value((main or parts)[0]) if parts else ""


def _sapo(item: Mapping[str, Any]) -> str:
    described = _text(item, "description_text", "description_html", "description_xhtml", "description")
    return _of_role(item.get("descriptions")) or described


def _body(item: Mapping[str, Any]) -> str:
    """The body as text, from HTML where there is any, since that knows its paragraphs."""
    html = _text(item, "body_xhtml", "body_html")
    plain = _text(item, "body_text")
    for part in _items(item.get("bodies")):
        form = str(part.get("contenttype") or part.get("contentType") or part.get("role") or "").lower()
        if "html" in form:
            html = html or _value(part)
        elif "xml" not in form:
            plain = plain or _value(part)
    return paragraphs(html) if html else plain


def _byline(item: Mapping[str, Any]) -> str:
    by = _text(item, "byline", "by")
    return by or ", ".join([*_names(item.get("bylines")), *_names(item.get("authors"))])


def _source(item: Mapping[str, Any]) -> str:
    named = _names(item.get("infosources")) or _names(item.get("infosource"))
    return line(_text(item, "source") or (named[0] if named else "") or _text(item, "copyrightholder"))
