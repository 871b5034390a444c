"""Raw bytes of a record -> text, and what is kept of the bytes when they were in an old encoding."""

from __future__ import annotations

import hashlib
from typing import Any

from newsroom_ai.text.encodings import SURE, Decoded, decode

AUTO = "auto"
UNKNOWN = "không phải UTF-8 và không chắc là bảng mã nào; hãy chọn --encoding"
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
