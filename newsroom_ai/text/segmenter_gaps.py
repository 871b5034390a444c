"""What the word segmenter looks at: the gaps between neighbouring syllables, as arrays of numbers."""

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from newsroom_ai.text.fold import MARKS, fold
from newsroom_ai.text.normalise import INVISIBLE
from newsroom_ai.text.syllables import syllables

Codes = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]

NUMBER_BITS: Final = 26
"""Features are numbers below 2 to this power."""

_REMEMBERED: Final = 100_000
_LONGEST: Final = 32
_PLAIN_RUN: Final = re.compile(r"([^\W_]+)")
_IRREGULAR: Final = re.compile(f"[{INVISIBLE}{MARKS}İ]")
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}{MARKS}]")
_ONSET: Final = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_VIETNAMESE: Final = re.compile(rf"(?:{_ONSET})?[aăâeêioôơuưy]{{1,3}}(?:ng|nh|ch|[cmnpt])?")
_TONES: Final = {0x300: None, 0x301: None, 0x303: None, 0x309: None, 0x323: None}


class Shape(IntEnum):
    """How a syllable is written, as far as it tells where words end."""

    PLAIN = 0
    """Built like a Vietnamese syllable, case unknown: in a line without contrast of case, or in capitals."""
    STRANGE = 1
    """Built otherwise ("facebook", "ubnd"), case unknown."""
    LOWER = 2
    LOWER_STRANGE = 3
    TITLE = 4
    TITLE_STRANGE = 5
    CAPITALS = 6
    """Capitals not built like a syllable: mostly an abbreviation."""
    MIXED = 7
    """Small letters before capitals: "iPhone"."""
    LETTER = 8
    """One capital letter."""
    ALPHANUMERIC = 9
    DIGITS_1 = 10
    DIGITS_2 = 11
    DIGITS_3 = 12
    DIGITS_4 = 13
    DIGITS_MORE = 14


class Sign(IntEnum):
    """What stands between two syllables. A word may go on below ``UNDERSCORE``, does there, and never behind."""

    SPACE = 0
    HYPHEN = 1
    DOT = 2
    COMMA = 3
    SLASH = 4
    APOSTROPHE = 5
    AMPERSAND = 6
    COLON = 7
    AT = 8
    DOT_SPACE = 9
    UNDERSCORE = 10
    LINE = 11
    SENTENCE = 12
    PAUSE = 13
    DASH = 14
    BRACKET = 15
    OTHER = 16


_SIGNS: Final = {
    " ": Sign.SPACE, "-": Sign.HYPHEN, ".": Sign.DOT, ",": Sign.COMMA, "/": Sign.SLASH, "'": Sign.APOSTROPHE,
    "&": Sign.AMPERSAND, ":": Sign.COLON, "@": Sign.AT, ". ": Sign.DOT_SPACE, "_": Sign.UNDERSCORE,
    " - ": Sign.DASH,
}  # fmt: skip
_LINE_BREAK: Final = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE_RUN: Final = re.compile(r"\s+")

_UPPER: Final = 1 << 4
_LOWER: Final = 1 << 5
_EDGE: Final = np.array([Sign.LINE], np.uint32)


class Gaps(NamedTuple):
    """The syllables of a text and the gaps between them; there is one gap fewer than syllables."""

    starts: Offsets
    ends: Offsets
    forms: Codes
    """A hash of each syllable's folded form."""
    shapes: Codes
    signs: Codes


class _Syllables(dict[str, int]):
    """Syllable as written -> hash of its form, its shape and its cases in one number, worked out when first met."""

    def __missing__(self, written: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        form = fold(written)
        cases = _UPPER * (written != written.lower()) | _LOWER * (written != written.upper())
        number = (crc32(form.encode()) << 8) | cases | _shape(written, form)
        if len(written) <= _LONGEST:
            self[written] = number
        return number


class _Separators(dict[str, int]):
    """Text between two syllables -> its sign, worked out when first met."""

    def __missing__(self, separator: str) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        sign = _sign(separator)
        if len(separator) <= _LONGEST:
            self[separator] = sign
        return sign


_SYLLABLES: Final = _Syllables()
_SEPARATORS: Final = _Separators()


def read_gaps(text: str) -> Gaps:
    """Find the syllables of a text, the same as ``syllables.syllables``, and what stands between them."""
    written, separators, starts, ends = _cut(text)
    numbers = np.fromiter(map(_SYLLABLES.__getitem__, written), np.uint64, len(written))
    signs = np.fromiter(map(_SEPARATORS.__getitem__, separators), np.uint32, len(separators))
    forms = (numbers >> np.uint64(8)).astype(np.uint32)
    return Gaps(starts, ends, forms, _case_shapes(numbers.astype(np.uint32), signs), signs)


def _cut(text: str) -> tuple[Sequence[str], Sequence[str], Offsets, Offsets]:
    """Return the syllables as written, what stands between them, and their starts and ends."""
    if _IRREGULAR.search(text) or not unicodedata.is_normalized("NFC", text):
        return _cut_irregular(text)
    pieces = _PLAIN_RUN.split(text)
    ends = np.cumsum(np.fromiter(map(len, pieces), np.int64, len(pieces)))
    return pieces[1::2], pieces[2:-1:2], ends[0:-1:2], ends[1::2]


def _cut_irregular(text: str) -> tuple[Sequence[str], Sequence[str], Offsets, Offsets]:
    found = syllables(text)
    written = [text[syllable.start : syllable.end] for syllable in found]
    separators = [text[one.end : other.start] for one, other in pairwise(found)]
    starts = np.array([syllable.start for syllable in found], np.int64)
    return written, separators, starts, np.array([syllable.end for syllable in found], np.int64)


def _case_shapes(numbers: Codes, signs: Codes) -> Codes:
    """Forget the case of letters in lines that have only one: lower-cased text and text in capitals look alike."""
    shapes = numbers & np.uint32(15)
    if not len(shapes):
        return shapes
    firsts = np.flatnonzero(np.concatenate(([True], signs == Sign.LINE)))
    cases = np.bitwise_or.reduceat(numbers, firsts) & np.uint32(_UPPER | _LOWER)
    caseless = np.repeat(cases != (_UPPER | _LOWER), np.diff(np.append(firsts, len(shapes))))
    return np.where(caseless, _CASELESS[shapes], shapes)


def forget_case(shapes: Codes) -> Codes:
    """Return the shapes that the syllables of a lower-cased text have."""
    return _CASELESS[shapes]


def _caseless(shape: Shape) -> Shape:
    if shape in {Shape.LOWER, Shape.TITLE, Shape.LETTER}:
        return Shape.PLAIN
    if shape in {Shape.LOWER_STRANGE, Shape.TITLE_STRANGE, Shape.CAPITALS, Shape.MIXED}:
        return Shape.STRANGE
    return shape


_CASELESS: Final = np.array([_caseless(shape) for shape in Shape], np.uint32)


def _shape(written: str, form: str) -> Shape:
    if form.isdigit():
        return Shape(min(Shape.DIGITS_1 + len(form) - 1, Shape.DIGITS_MORE))
    if not form.isalpha():
        return Shape.ALPHANUMERIC
    vietnamese = _VIETNAMESE.fullmatch(_toneless(form)) is not None
    if written == written.lower():
        return Shape.LOWER if vietnamese else Shape.LOWER_STRANGE
    if len(form) == 1:
        return Shape.LETTER
    if written == written.upper():
        return Shape.PLAIN if vietnamese else Shape.CAPITALS
    if written[1:] == written[1:].lower():
        return Shape.TITLE if vietnamese else Shape.TITLE_STRANGE
    return Shape.MIXED


def _toneless(form: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", form).translate(_TONES))


def _sign(separator: str) -> Sign:
    if _LINE_BREAK.search(separator):
        return Sign.LINE
    plain = _SPACE_RUN.sub(" ", fold(_INVISIBLE.sub("", separator)))
    if plain in _SIGNS:
        return _SIGNS[plain]
    if set(plain) & set(".!?"):
        return Sign.SENTENCE
    if set(plain) & set(",;:"):
        return Sign.PAUSE
    return Sign.BRACKET if set(plain) & set("()[]\"'") else Sign.OTHER


def features(gaps: Gaps) -> Codes:
    """Number what is seen at each gap: one row a gap, each number hashed below ``2 ** NUMBER_BITS``.

    Seen are the two syllables, one more on either side unless a sign stands between (then the sign), and how they
    are written.
    """
    first, second, signs = gaps.forms[:-1], gaps.forms[1:], gaps.signs
    before = np.concatenate((_EDGE, signs))[:-1]
    after = np.concatenate((signs, _EDGE))[1:]
    earlier, later = _beside(gaps.forms, before, after, 0)
    earlier_shape, later_shape = _beside(gaps.shapes, before, after, 16)
    written = gaps.shapes[:-1] | gaps.shapes[1:] << np.uint32(4) | signs << np.uint32(8)
    around = earlier_shape | later_shape << np.uint32(6)
    seen = (
        (first, second, signs),
        (first, second, written),
        (earlier, first, second),
        (first, second, later),
        (earlier, first, None),
        (second, later, None),
        (first, signs, None),
        (second, signs, None),
        (first, written, None),
        (written, around, None),
        (written, None, None),
    )
    numbers = np.empty((len(signs), len(seen)), np.uint32)
    for column, parts in enumerate(seen):
        numbers[:, column] = _hashed(column, parts)
    return numbers


def _beside(values: Codes, before: Codes, after: Codes, offset: int) -> tuple[Codes, Codes]:
    """Return the value of the syllable ahead of each gap's two and behind them, or the sign that cuts it off."""
    earlier = np.concatenate((_EDGE, values))[: len(before)]
    later = np.concatenate((values, _EDGE))[2:]
    return (
        np.where(before == Sign.SPACE, earlier, before + np.uint32(offset)),
        np.where(after == Sign.SPACE, later, after + np.uint32(offset)),
    )


def _hashed(column: int, parts: Sequence[Codes | None]) -> Codes:
    """Mix some arrays of numbers into one, with the multipliers and shifts of xxHash32."""
    mixed: Codes = np.array([column * 0x9E3779B1 & 0xFFFFFFFF], np.uint32)
    for part in parts:
        if part is not None:
            mixed = (mixed ^ part) * np.uint32(0x85EBCA77)
            mixed ^= mixed >> np.uint32(15)
    mixed = mixed * np.uint32(0xC2B2AE3D)
    return mixed >> np.uint32(32 - NUMBER_BITS)
