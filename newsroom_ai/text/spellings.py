"""All ways in which a folded form may stand in a text, as patterns: what ``fold`` does, the other way round."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final

from newsroom_ai.text.fold import MARKS, fold
from newsroom_ai.text.normalise import INVISIBLE
from newsroom_ai.text.syllables import bare_form

_SCRIPTS: Final = "\x00-\u02af\u0370-\u052f\u1e00-\u1fff"  # Latin, Greek, Cyrillic: a mark is part of its letter
_SIGNS: Final = "\u2000-\u20cf\u2100-\u2bff\U0001f000-\U0001faff"
_UNUSUAL: Final = re.compile(
    f"[^{_SCRIPTS}{_SIGNS}]|[{INVISIBLE}{MARKS}ðÐɖƉΣςİ]"
)  # the last are folded by rules of their own
_END: Final = r"(?![^\W_])"
_BETWEEN: Final = r"[\W_]+"
_ENDINGS: Final = (
    *((f"{old}{last}", f"{first}{new}") for first, last, olds, news in (
        ("o", "a", "òóỏõọ", "àáảãạ"), ("o", "e", "òóỏõọ", "èéẻẽẹ"), ("u", "y", "ùúủũụ", "ỳýỷỹỵ")
    ) for old, new in zip(olds, news, strict=True)),
    *zip("yỳýỷỹỵ", "iìíỉĩị", strict=True),
)  # fmt: skip
"""How a folded form may end, and how it may have ended before: hòa was hoà, sỹ was sĩ."""


def is_ordinary(text: str) -> bool:
    """Whether a text is composed, in scripts whose letters stand for themselves, and without anything invisible."""
    return _UNUSUAL.search(text) is None and unicodedata.is_normalized("NFC", text)


def pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds every spelling of forms, exact or bare, in small letters of ordinary text.

    It may find more: ends of longer words, marks that a form does not have. A form without marks finds those with
    any, since it may be a bare one. The text must be ordinary and in
    small letters.

    >>> pattern(["hòa", "sy"]).findall("hoà hòa hoa sĩ sỹ")
    ['hoà', 'hòa', 'sĩ', 'sỹ']
    """
    return _compiled(tuple(sorted(forms)))


def phrase_pattern(forms: Iterable[str]) -> re.Pattern[str]:
    """The same for forms that follow each other; overlapping places are all found, as group 1."""
    return _compiled_phrase(tuple(forms))


@lru_cache(maxsize=256)
def _compiled(forms: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(way for form in forms for way in _ways(form))}){_END}")


@lru_cache(maxsize=256)
def _compiled_phrase(forms: tuple[str, ...]) -> re.Pattern[str]:
    words = (f"(?:{'|'.join(_ways(form))})" for form in forms)
    return re.compile(f"(?=({_BETWEEN.join(words)}){_END})")


@lru_cache(maxsize=4096)
def _ways(form: str) -> tuple[str, ...]:
    """Patterns that begin with a plain letter each, which makes the search for them fast."""
    ways = [form, *(form[: -len(new)] + old for new, old in _ENDINGS if form.endswith(new))]
    if form != bare_form(form):
        return tuple(map(re.escape, ways))
    return tuple(
        re.escape(first) + "".join(_class(letter) for letter in way[1:]) for way in ways for first in _marked(way[0])
    )


def _class(letter: str) -> str:
    letters = _marked(letter)
    return f"[{letters}]" if len(letters) > 1 else re.escape(letter)


def _marked(letter: str) -> str:
    """A plain letter and all that it may have been under marks."""
    return letter + _under_marks().get(letter, "")


@cache
def _under_marks() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for char in map(chr, (*range(0xA0, 0x530), *range(0x1E00, 0x2000))):
        plain = fold(f"n{char}n", marks=False)[1:-1]  # between other letters, where no spelling changes
        if char.islower() and plain != char and len(plain) == 1:
            found[plain] = found.get(plain, "") + char
    return found
