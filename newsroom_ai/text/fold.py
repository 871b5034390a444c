"""The form in which texts are compared and indexed; what people read is never rewritten."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from newsroom_ai.text.normalise import INVISIBLE, SPACES, nfc, uncrowded

MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Combining marks that belong to the letter before them, as the inside of a regex class."""

RUN: Final = re.compile(rf"[^\W_]+(?:[{MARKS}]+[^\W_]*)*")
"""A maximal run of letters and digits, in text without invisible characters."""

_PLAIN: Final = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    "…": "...",
    "ς": "σ",  # lower() would choose between them by context
    "ð": "đ",  # old fonts typed the Icelandic letter for Đ
    "ɖ": "đ",
}
_MARK: Final = re.compile(f"[{MARKS}]")
_STRAY_MARK: Final = re.compile(rf"(?<![^\W_])(?<![{MARKS}])[{MARKS}]+")
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_SPECIAL: Final = re.compile(f"[{SPACES}{''.join(_PLAIN)}]")
_PIECE: Final = re.compile("…|[^…]+")
_IRREGULAR: Final = re.compile(f"[{INVISIBLE}{MARKS}İ]")
_STROKED: Final = {"đ": "d", "ø": "o", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i"}

# The press prints hòa, thủy and mỹ far more often than hoà, thuỷ and mĩ: most text stays as it is.
_RESPELLING: Final = {
    **{f"o{new}": f"{old}a" for old, new in zip("òóỏõọ", "àáảãạ", strict=True)},
    **{f"o{new}": f"{old}e" for old, new in zip("òóỏõọ", "èéẻẽẹ", strict=True)},
    **{f"u{new}": f"{old}y" for old, new in zip("ùúủũụ", "ỳýỷỹỵ", strict=True)},
    **dict(zip("iìíỉĩị", "yỳýỷỹỵ", strict=True)),
}
_HEAD: Final = rf"(?<![^\W_])(?<![{MARKS}])"
_TAIL: Final = rf"(?![^\W_]|[{MARKS}])"
_OPEN: Final = rf"{_TAIL}(?:(?<=[bcdđghklmnprstvx]..)|(?<={_HEAD}..))"
_RESPELLED: Final = re.compile(  # the rare letter first, then a look back: three times as fast
    rf"o[àáảãạèéẻẽẹ]{_OPEN}|u[ỳýỷỹỵ]{_OPEN}"
    rf"|[iìíỉĩị]{_TAIL}(?:(?<={_HEAD}qu.)|(?<={_HEAD}[hklmst].)|(?<={_HEAD}.))"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its code points and its end, where that began before."""

    text: str
    starts: Sequence[int]
    """A ``range`` where nothing moved, which is nearly always."""

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that folded to ``text[start:end]``.

        >>> fold_map("Chờ… Đắk Lắk").source_span(7, 10)
        (5, 8)
        """
        if start >= end:
            return self.starts[start], self.starts[start]
        last = self.starts[end - 1]
        while end < len(self.text) and self.starts[end] == last:  # inside one that grew: "…"
            end += 1
        return self.starts[start], self.starts[end]


def fold(text: str, *, marks: bool = True) -> str:
    """Return the form in which spellings of one text are equal.

    Lower case, NFC, one tone placement (hoà = hòa), one i/y (bác sĩ = bác sỹ), plain dashes, quotes
    and spaces, nothing invisible; without ``marks`` also no diacritic, and d for đ.

    >>> fold("Luật Thuỷ sản – BÁC SĨ")
    'luật thủy sản - bác sỹ'
    >>> fold("Đắk Lắk", marks=False)
    'dak lak'
    """
    return _respell(_plain(text) if marks else _bare(_plain(text)))


def fold_map(text: str, *, marks: bool = True) -> Folded:
    """Fold a text and keep the way back to the original; ``fold_map(t).text == fold(t)``.

    >>> fold_map("Hoà…").starts
    (0, 1, 2, 3, 3, 3, 4)
    """
    regular = not _IRREGULAR.search(text) and uncrowded(text) == text and unicodedata.is_normalized("NFC", text)
    # then every code point stays one, but for "…"
    folded = _mapped(_PIECE.findall(text) if regular else _clusters(text), _plain)
    if not marks:
        bare = _bare(folded.text)
        if len(bare) == len(folded.text):
            folded = Folded(bare, folded.starts)
        else:  # some marks stood alone, as in Thai
            folded = _mapped(_clusters(text), lambda cluster: _bare(_plain(cluster)))
    return Folded(_respell(folded.text), folded.starts)


def _mapped(pieces: list[str], form: Callable[[str], str]) -> Folded:
    """Fold piece by piece; a form as long as its piece maps letter to letter, others to its start."""
    forms: list[str] = []
    starts: list[int] = []
    start = 0
    for piece in pieces:
        forms.append(folded := form(piece))
        end = start + len(piece)
        starts.extend(range(start, end) if len(folded) == len(piece) else [start] * len(folded))
        start = end
    folded = "".join(forms)
    return Folded(folded, range(start + 1) if len(forms) == 1 and len(folded) == start else (*starts, start))


def _plain(text: str) -> str:
    text = nfc(_INVISIBLE.sub("", text).replace("Σ", "σ").lower())
    text = _SPECIAL.sub(lambda sign: _PLAIN.get(sign[0], " "), text)
    return _STRAY_MARK.sub("", text) if _MARK.search(text) else text


def _bare(plain: str) -> str:
    return unicodedata.normalize("NFC", plain.translate(_BARE))


def _respell(plain: str) -> str:
    return _RESPELLED.sub(lambda rime: _RESPELLING[rime[0]], plain)


def _clusters(text: str) -> list[str]:
    """Cut before every code point that composes with nothing to its left."""
    starts: list[int] = []
    for at, char in enumerate(text):
        if starts and _joins(char):
            while len(starts) > 1 and _INVISIBLE.match(text, starts[-1]):
                starts.pop()  # invisible ones part no letter and mark
        else:
            starts.append(at)
    return [text[start:end] for start, end in pairwise([*starts, len(text)])]


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    # Korean vowels and finals are the only letters that compose
    return unicodedata.category(char).startswith("M") or "\u1160" <= char <= "\u11ff"


class _BareLetters(dict[int, str]):
    """Code point -> the letter under its diacritics, worked out when first met."""

    def __missing__(self, code: int) -> str:
        letters = unicodedata.normalize("NFD", chr(code))
        letters = "".join(c for c in letters if not unicodedata.category(c).startswith("M"))
        letters = unicodedata.normalize("NFC", letters)  # Korean comes apart too
        self[code] = bare = _STROKED.get(letters, letters)
        return bare


_BARE: Final = _BareLetters()
