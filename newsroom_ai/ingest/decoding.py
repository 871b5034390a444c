"""Raw bytes of a record -> text, and what is kept of the bytes when they were in an old encoding."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from newsroom_ai.text.encodings import SURE, Decoded, decode, misread

AUTO = "auto"
UNKNOWN = "không phải UTF-8 và không chắc là bảng mã nào; hãy chọn --encoding"
_READ = ("title", "sapo", "body", "section", "byline", "source", "tags")
_UNICODE = ("ascii", "utf-8", "utf-16")


def decoded(raw: bytes, encoding: str = AUTO) -> Decoded | None:
    """Text where its encoding is named or beyond doubt, else None: a guess is never stored."""
    try:
        found = decode(raw, None if encoding == AUTO else encoding)
    except UnicodeDecodeError:
        return None
    return found if found.confidence >= SURE else None


def provenance(raw: bytes, encoding: str) -> dict[str, Any]:
    r"""What a record keeps of its bytes: nothing for Unicode and ASCII, else their encoding and SHA-256.

    >>> provenance(b"abc", "tcvn3"), sorted(provenance(b"b\xb6o", "tcvn3"))
    ({}, ['raw_encoding', 'raw_sha256'])
    """
    if encoding in _UNICODE or raw.isascii():
        return {}
    return {"raw_encoding": encoding, "raw_sha256": hashlib.sha256(raw).hexdigest()}


def mended(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Undo what an old export broke: fields whose old encoding was taken for Windows-1252 become Vietnamese.

    All texts of a record together must leave no doubt; ``misread_encoding`` then tells what they were in. Lists stay
    lists; other fields are left alone.

    >>> mended({"title": "B¶o hiÓm", "body": ["B¶o hiÓm x· héi", "ViÖt Nam"]})["body"]
    ['Bảo hiểm xã hội', 'Việt Nam']
    """
    texts = [(name, part) for name in _READ for part in _parts(record.get(name)) if not part.isascii()]
    if not texts or (found := misread("\n".join(part for _, part in texts))) is None:
        return record
    lines = iter(found.text.split("\n"))
    whole = {part: "\n".join(next(lines) for _ in part.split("\n")) for _, part in texts}
    changed = {name: _replaced(record[name], whole) for name in {name for name, _ in texts}}
    return {**record, **changed, "misread_encoding": found.encoding}


def _parts(value: Any) -> list[str]:
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, str)]


def _replaced(value: Any, whole: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_replaced(part, whole) for part in value]
    return whole.get(value, value) if isinstance(value, str) else value
