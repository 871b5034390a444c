"""Values as other formats write them -> values as our record takes them; what cannot be read stays as it is.

A value that stays wrong is refused by name by the one validator, ``records.read_article``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any

from newsroom_ai.article import ID_LIMIT, VIETNAM
from newsroom_ai.ingest.html import html_to_text

_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\w{1,7}|[a-zA-Z]\w{1,30});")
_DAY_FIRST = re.compile(
    r"(?:\D*,\s*)?(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"
    r"(?:\s*(?:,|-|lúc)?\s*(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?P<half>[AaPpSsCc][MmAaHh])?)?"
    r"\s*(?:\(?(?:GMT|UTC)\s*(?P<offset>[+-]\d{1,2})(?::?(?P<more>\d{2}))?\)?)?"
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})(?::(?P<second>\d{2}))?\s*(?:,|-|ngày)?\s*"
    r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})(?P<half>)(?P<offset>)(?P<more>)"
)
_ZONE = re.compile(r"(?:GMT|UTC)\s*([+-])(\d{1,2}):?(\d{2})?$")


def moment(text: str) -> str:
    """A time as ISO 8601, from ISO 8601, RFC 822 or the Vietnamese day first; a time without offset is Vietnam's.

    A day before the month also where a US month would fit: "03/04/2024" is 3 April.

    >>> moment("28/8/2024 17:15"), moment("Wed, 28 Aug 2024 17:15:00 GMT+7")
    ('2024-08-28T17:15:00+07:00', '2024-08-28T17:15:00+07:00')
    >>> moment("2024-08-28 17:15:00"), moment("hôm qua")
    ('2024-08-28T17:15:00+07:00', 'hôm qua')
    """
    text = text.strip()
    for read in (_iso, _day_first, _mail):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if found is not None:
            return (found if found.tzinfo else found.replace(tzinfo=VIETNAM)).isoformat()
    return text


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _day_first(text: str) -> datetime | None:
    found = _DAY_FIRST.fullmatch(text) or _CLOCK.fullmatch(text)
    if found is None:
        return None
    day, month, year, hour, minute, second = (
        int(found[name] or 0) for name in ("day", "month", "year", "hour", "minute", "second")
    )
    half = (found["half"] or "").lower()
    if half in ("pm", "ch") and hour < 12:
        hour += 12
    if half in ("am", "sa") and hour == 12:
        hour = 0
    if month > 12 and half in ("am", "pm"):  # only a US clock writes so
        day, month = month, day
    zone = VIETNAM
    if found["offset"]:
        hours = int(found["offset"])
        zone = timezone(timedelta(hours=hours, minutes=int(found["more"] or 0) * (-1 if hours < 0 else 1)))
    return datetime(year, month, day, hour, minute, second, tzinfo=zone)


def _mail(text: str) -> datetime:
    return parsedate_to_datetime(_ZONE.sub(lambda zone: f"{zone[1]}{int(zone[2]):02}{zone[3] or '00'}", text))


def utc(text: str) -> str:
    """A time without offset that is known to be UTC.

    >>> utc("2024-08-28 10:15:00")
    '2024-08-28T10:15:00+00:00'
    """
    return moment(f"{text}+00:00" if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", text) else text)


def line(text: str) -> str:
    r"""Text on one line, markup and entities resolved if it has any.

    >>> line(" Giá xăng\n &amp; <b>dầu</b> giảm ")
    'Giá xăng & dầu giảm'
    """
    return _SPACE.sub(" ", html_to_text(text) if _MARKUP.search(text) else text).strip()


def paragraphs(text: str) -> str:
    r"""Text of a field that may or may not be HTML.

    >>> paragraphs("<p>Một.</p><p>Hai.</p>"), paragraphs("Một < hai.\nBa.")
    ('Một.\nHai.', 'Một < hai.\nBa.')
    """
    return html_to_text(text) if _MARKUP.search(text) else text.strip()


def identifier(text: str) -> str:
    """An id from a URL or GUID: itself, or a hash where it is longer than an id may be.

    >>> identifier("https://a.example/1"), len(identifier("https://a.example/" + "x" * 300))
    ('https://a.example/1', 36)
    """
    text = _SPACE.sub(" ", text).strip()
    return text if len(text) <= ID_LIMIT else f"url-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def distinct(values: Iterable[str]) -> list[str]:
    """Values that are not empty, once each, in order.

    >>> distinct(["Y tế", "", " Y tế "])
    ['Y tế']
    """
    return list(dict.fromkeys(value.strip() for value in values if value.strip()))


def filled(record: dict[str, Any]) -> dict[str, Any]:
    """The fields that hold anything.

    >>> filled({"id": "a", "sapo": "", "tags": [], "extra": {}})
    {'id': 'a'}
    """
    return {name: value for name, value in record.items() if value not in ("", [], {}, None)}


def web_address(text: str) -> str:
    """An address of the web; anything else is no address of an article.

    >>> web_address(" https://a.example/1 "), web_address("tag:a.example,2024:1")
    ('https://a.example/1', '')
    """
    text = text.strip()
    return text if text.lower().startswith(("http://", "https://")) else ""
