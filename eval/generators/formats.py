"""The same figure written otherwise: 1.200 and 1,2 nghìn, 50% and 50 phần trăm, 28/8/2024 and 28 tháng 8 năm 2024."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from eval.generators.texts import Change, changed
from newsroom_ai.text.dates import dates
from newsroom_ai.text.numbers import Number, numbers

_WHOLE: Final = re.compile(r"\d{1,3}(?:\.\d{3})+(?!,\d)(?! ?(?:nghìn|ngàn|triệu|tỷ|tỉ))")
_SHORT: Final = re.compile(
    r"(?<![\d.,])(?P<amount>\d+(?:,\d{1,3})?) (?P<factor>nghìn|ngàn|triệu|tỷ|tỉ)(?! (?:tỷ|tỉ|rưỡi))"
)
_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_FACTORS: Final = ((Decimal(10) ** 9, "tỷ"), (Decimal(10) ** 6, "triệu"), (Decimal(10) ** 3, "nghìn"))
_POWERS: Final = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}


def other_forms(text: str) -> list[Change]:
    """The figures and dates of a text that can be written otherwise, each with its other form.

    A change is kept only where the parsers read the same value out of both forms.
    """
    found = [change for number in numbers(text) if (change := _other_number(text, number)) is not None]
    for day in dates(text):
        printed = text[day.start : day.end]
        if match := _DAY.fullmatch(printed):
            year = f" năm {match[3]}" if match[3] else ""
            found.append(Change(day.start, day.end, f"{match[1]} tháng {match[2]}{year}"))
    return [change for change in found if _values(text) == _values(changed(text, [change]))]


def _other_number(text: str, number: Number) -> Change | None:
    printed = text[number.start : number.end]
    if number.upper is not None:
        return None
    if printed.endswith("%"):
        return Change(number.start, number.end, f"{printed.removesuffix('%').rstrip()} phần trăm")
    if printed.endswith(" phần trăm"):
        return Change(number.start, number.end, f"{printed.removesuffix(' phần trăm')}%")
    if match := _WHOLE.search(printed):
        short = _shortened(Decimal(match[0].replace(".", "")))
    elif match := _SHORT.search(printed):
        short = _spelled_out(Decimal(match["amount"].replace(",", ".")), match["factor"])
    else:
        return None
    start = number.start + match.start()
    return Change(start, start + len(match[0]), short) if short else None


def _shortened(value: Decimal) -> str | None:
    """1.200 -> 1,2 nghìn; None where that would need more than two decimals."""
    for factor, word in _FACTORS:
        amount = value / factor
        if amount >= 1 and amount == amount.quantize(Decimal("0.01")):
            return f"{_plain(amount)} {word}"
    return None


def _spelled_out(amount: Decimal, factor: str) -> str | None:
    """1,2 nghìn -> 1.200; 1,5 tỷ -> 1.500 triệu; whole thousand millions have no other usual form."""
    power = _POWERS[factor]
    if power == 9 and amount == int(amount):
        return None
    if power == 9:
        return f"{_dotted(amount * 1000)} triệu"
    return _dotted(amount.scaleb(power))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _dotted(value: Decimal) -> str:
    return f"{int(value):,}".replace(",", ".") if value == int(value) else _plain(value)


def _values(text: str) -> tuple[list[tuple[Decimal, Decimal | None, str | None]], list[str]]:
    read = [(number.value, number.upper, number.unit) for number in numbers(text)]
    return read, [day.value for day in dates(text)]
