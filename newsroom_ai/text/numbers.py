"""Numbers, shares and sums of money, with Vietnamese or English separators."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from newsroom_ai.text.dates import SCORE, DateMention, dates
from newsroom_ai.text.fold import fold_map
from newsroom_ai.text.laws import LawReference, law_references


class Number(NamedTuple):
    """A number of a text; ``upper`` is the end of a range, ``kind`` number, percent or money."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str | None
    kind: str


# They read folded text: lower case, one kind of dash and space, "tỷ" for "tỉ".
_AMOUNTS: Final = {  # in Vietnamese "1.5 triệu" and "10,000" are slips with one meaning only
    "vi": r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+,\d{3}|\d{1,3},000|\d+(?:[.,]\d+)?",
    "en": r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?",
}
_THOUSANDS: Final = {"nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "nghìn tỷ": 12, "ngàn tỷ": 12}
_FACTORS: Final = {
    **{"chục": 1, "trăm": 2, "nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9},
    **{"nghìn tỷ": 12, "ngàn tỷ": 12, "triệu tỷ": 15},
    **{f"chục {word}": power + 1 for word, power in _THOUSANDS.items()},
    **{f"trăm {word}": power + 2 for word, power in _THOUSANDS.items()},
    **{"thousand": 3, "million": 6, "billion": 9, "bn": 9, "trillion": 12},
}
_UNITS: Final = {
    **dict.fromkeys(["%", "phần trăm", "percent", "per cent"], "%"),
    **dict.fromkeys(["đồng", "đ", "vnđ", "vnd"], "VND"),
    **dict.fromkeys(["usd", "us$", "$", "đô la", "đôla", "dollars", "dollar"], "USD"),
    **dict.fromkeys(["euro", "eur", "€"], "EUR"),
    **{"nhân dân tệ": "CNY", "yên": "JPY", "won": "KRW", "bảng anh": "GBP", "£": "GBP"},
    **{unit: unit for unit in ("kg", "tấn", "km", "km2", "m2", "m3", "m", "cm", "mm", "ha", "lít", "km/h")},
    **{"km²": "km2", "m²": "m2", "m³": "m3"},
}


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NO_MONEY: Final = "chí|nghiệp|đội|phạm|bào|hương|môn|minh|hồ"  # "5 đồng chí" are people
_QUANTITIES: Final = {
    language: re.compile(
        rf"(?<![\w/])(?<!\d[.,:])(?<![^\W\d]-)(?P<sign>(?<=[ (])-)?"
        rf"(?:(?P<prefix>us\$|\$|€|£|usd|vnd) ?)?(?P<amount>{amount})(?![.,:]?\d|/\d)"
        rf"(?: ?(?P<factor>{_any(_FACTORS)})(?!\w))?(?P<half> rưỡi(?!\w))?"
        rf"(?: ?(?P<unit>{_any(_UNITS)})(?!\w)(?!(?<=đồng) (?:{_NO_MONEY})(?!\w)))?(?![^\W\d_])"
    )
    for language, amount in _AMOUNTS.items()
}
_SLIP: Final = re.compile(r"\d+\.(?!\d{3}$)\d+|\d{1,3}(?:,\d{3})+,\d{3}|\d{1,3},000")
_TO: Final = re.compile(r" ?- ?| (?:đến|tới|to) ")


class _Quantity(NamedTuple):
    start: int
    end: int
    amount: Decimal
    power: int
    unit: str | None
    upper: Decimal | None = None

    @property
    def value(self) -> Decimal:
        return self.amount.scaleb(self.power)


def numbers(text: str, language: str = "vi") -> list[Number]:
    """Find the numbers of a text with their units; those of dates and law references are none.

    >>> [(str(n.value), n.unit) for n in numbers("1.234,5 tấn, 12 tỉ đồng, 50%, ngày 28/8/2024")]
    [('1234.5', 'tấn'), ('12000000000', 'VND'), ('50', '%')]
    >>> numbers("3.000-5.000 người")[0][2:4]
    (Decimal('3000'), Decimal('5000'))
    >>> numbers("10,000 workers", "en")[0].value
    Decimal('10000')
    """
    folded = fold_map(text)
    elsewhere: list[DateMention | LawReference] = [*dates(text), *law_references(text)]
    taken = {offset for mention in elsewhere for offset in range(mention.start, mention.end)}
    found = []
    for quantity in _joined(folded.text, _quantities(folded.text, language)):
        start, end = folded.source_span(quantity.start, quantity.end)
        if taken.isdisjoint(range(start, end)):
            found.append(_number(start, end, quantity))
    return found


def _number(start: int, end: int, quantity: _Quantity) -> Number:
    unit = quantity.unit
    kind = "percent" if unit == "%" else "money" if unit and len(unit) == 3 and unit.isupper() else "number"
    upper = None if quantity.upper is None else _plain(quantity.upper)
    return Number(start, end, _plain(quantity.value), upper, unit, kind)


def _plain(value: Decimal) -> Decimal:
    """Write 1.2E+6 as 1200000, as people and JSON read it."""
    return Decimal(f"{value:f}")


def _quantities(folded: str, language: str) -> Iterator[_Quantity]:
    for match in _QUANTITIES.get(language, _QUANTITIES["vi"]).finditer(folded):
        amount = match["amount"]
        if len(amount) > 8 and amount.startswith("0"):  # a telephone number
            continue
        value = _value(amount, language)
        power = _FACTORS.get(match["factor"] or "", 0)
        if match["half"]:
            value += Decimal("0.5")
        unit = _UNITS.get(match["unit"] or "") or _UNITS.get(match["prefix"] or "")
        yield _Quantity(*match.span(), -value if match["sign"] else value, power, unit)


def _value(amount: str, language: str) -> Decimal:
    thousands, decimal = (",", ".") if language == "en" or _SLIP.fullmatch(amount) else (".", ",")
    return Decimal(amount.replace(thousands, "").replace(decimal, "."))


def _joined(folded: str, quantities: Iterator[_Quantity]) -> list[_Quantity]:
    """Join "1 tỷ 200 triệu" to one number and "3-5 triệu" to one range."""
    joined: list[_Quantity] = []
    for right in quantities:
        if joined:
            left = joined.pop()
            left = _shared(folded, left, right)
            together = _sum(folded, left, right) or _range(folded, left, right)
            joined += [together] if together else [left, right]
        else:
            joined.append(right)
    return joined


def _sum(folded: str, left: _Quantity, right: _Quantity) -> _Quantity | None:
    parts = left.power > right.power > 0 and left.unit is None and left.upper is None
    if not parts or right.value >= Decimal(1).scaleb(left.power):
        return None
    if folded[left.end : right.start] != " ":
        return None
    return _Quantity(left.start, right.end, left.value + right.value, 0, right.unit)


def _range(folded: str, left: _Quantity, right: _Quantity) -> _Quantity | None:
    if left.upper is not None or left.unit not in (None, right.unit):
        return None
    if not _TO.fullmatch(folded[left.end : right.start]) or left.value >= right.value:
        return None
    if SCORE.search(folded[max(0, left.start - 20) : left.start]):
        return None
    return _Quantity(left.start, right.end, left.value, 0, right.unit, right.value)


def _shared(folded: str, left: _Quantity, right: _Quantity) -> _Quantity:
    """Give the first of "3-5 triệu" the factor that is said once for both."""
    if left.power or left.unit or left.amount >= 10 * right.amount:
        return left
    if _TO.fullmatch(folded[left.end : right.start]):
        return left._replace(power=right.power)
    return left
