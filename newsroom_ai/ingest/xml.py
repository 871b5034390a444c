"""XML from outside without its dangers: no DTD is obeyed, no entity expanded, no address fetched."""

from __future__ import annotations

import codecs
import re
from typing import Any

from newsroom_ai.errors import UnreadableFile

PROLOG_LIMIT = 1 << 17

PARSER_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
}
"""For lxml's parsers: depth at most 256, a text at most 10 MB, and nothing from outside the file."""

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,500}\?>")
_DECLARED = re.compile(rb"""<\?xml\b[^>]{0,500}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_BEFORE_ROOT = re.compile(r"\ufeff?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"""<!DOCTYPE(?:[^>\["']|"[^"]*"|'[^']*')*(?P<end>[\[>])""", re.IGNORECASE)


def refuse_entities(name: str, text: str) -> None:
    """Refuse a document whose DOCTYPE declares anything itself.

    A DOCTYPE that only names a DTD (RSS 0.91, XHTML) passes: that DTD is never fetched.

    Raises:
        UnreadableFile: there is an internal subset, or the prolog does not end within 128 Ki characters.
    """
    prolog = _BEFORE_ROOT.match(text, 0, PROLOG_LIMIT)
    rest = text[prolog.end() : prolog.end() + PROLOG_LIMIT] if prolog else text[:PROLOG_LIMIT]
    if not rest.upper().startswith("<!DOCTYPE"):
        if rest.startswith(("<!", "<?")) and not rest.upper().startswith("<![CDATA["):
            raise UnreadableFile(f"{name}: phần đầu XML dài bất thường")
        return
    found = _DOCTYPE.match(rest)
    if found is None or found["end"] == "[":
        raise UnreadableFile(f"{name}: XML khai báo thực thể (DTD) bị từ chối")


def declared_encoding(head: bytes) -> str | None:
    """The encoding an XML declaration names, if Python knows it.

    >>> declared_encoding(b'<?xml version="1.0" encoding="Windows-1258"?>'), declared_encoding(b"<rss/>")
    ('cp1258', None)
    """
    found = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8).lstrip())
    try:
        return codecs.lookup(found[1].decode()).name if found else None
    except LookupError:
        return None


def without_declaration(text: str) -> str:
    """The document without its XML declaration, for a parser that is told the encoding.

    >>> without_declaration('<?xml version="1.0" encoding="utf-16"?><rss/>')
    '<rss/>'
    """
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
