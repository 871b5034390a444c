"""The ends of a period as people type them: a day means all of it, in Vietnam's time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from newsroom_ai.article import VIETNAM
from newsroom_ai.errors import InvalidQuery


def start_of(text: str) -> datetime:
    """The first moment of a period that begins with ``text``, a date or a time in ISO 8601.

    Raises:
        InvalidQuery: it is neither.

    >>> start_of("2024-08-28").isoformat()
    '2024-08-28T00:00:00+07:00'
    """
    return _moment(text, "from", days=0)


def end_of(text: str) -> datetime:
    """The first moment after a period that ends with ``text``: a date counts to its end.

    Raises:
        InvalidQuery: it is neither a date nor a time.

    >>> end_of("2024-08-28").isoformat()
    '2024-08-29T00:00:00+07:00'
    """
    return _moment(text, "to", days=1)


def _moment(text: str, name: str, days: int) -> datetime:
    try:
        if len(text) == len("2024-08-28"):
            moment = datetime.combine(date.fromisoformat(text) + timedelta(days=days), time(), VIETNAM)
        else:
            moment = datetime.fromisoformat(text)
        if not 1900 <= moment.year <= 2200:
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise InvalidQuery(f"{name}: “{text}” không phải ngày hay thời điểm ISO 8601, ví dụ 2024-08-28") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
