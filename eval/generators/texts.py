"""What the generators share: rows, seeded chance, sentences with their places, what two texts have in common."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from newsroom_ai.text.fold import fold
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import exact_forms

Row = Mapping[str, Any]
"""One article of a corpus: ``id`` (or ``url``), ``title``, ``sapo``, ``body``; what is missing counts as empty."""

WIDTH: Final = 5
"""Syllables of the runs by which two texts are called alike; not the width that the product uses."""

_PRESS: Final = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_SCHOOL: Final = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
TONES: Final = dict(zip(_PRESS.split(), _SCHOOL.split(), strict=True))
"""Rimes with the tone on the first vowel, as the press prints them, and on the second, as schools teach."""

_ENDS: Final = r"(?![^\W_])"
_OLD: Final = re.compile(rf"(?:{'|'.join(TONES)}){_ENDS}", re.IGNORECASE)
_NEW: Final = re.compile(rf"(?<![qQ])(?:{'|'.join(TONES.values())}){_ENDS}", re.IGNORECASE)


class Span(NamedTuple):
    """Code points ``start`` to ``end`` of a text."""

    start: int
    end: int


class Change(NamedTuple):
    """Put ``text`` in the place of the code points ``start`` to ``end``."""

    start: int
    end: int
    text: str


class Sentence(NamedTuple):
    """One sentence, or several joined: as it reads now, and the sentences and code points it was taken from.

    ``first`` and ``last`` count the sentences of the source; -1 where the text is of another article.
    """

    text: str
    first: int
    last: int
    start: int
    end: int


def row_id(row: Row) -> str:
    """The id of a row; rows of feeds have their address only."""
    return str(row.get("id") or row.get("url") or "")


def field(row: Row, name: str) -> str:
    """One field of a row as text."""
    return str(row.get(name) or "")


def whole(row: Row) -> str:
    """Title, sapo and body, a line each."""
    return "\n".join(filter(None, (field(row, name) for name in ("title", "sapo", "body"))))


def chance(seed: int, *names: str) -> random.Random:
    """The chance of one generator: the same for the same seed and names, in every process."""
    return random.Random("/".join((str(seed), *names)))  # noqa: S311 - cases, not secrets


def shuffled(rows: Iterable[Row], rng: random.Random) -> list[Row]:
    """The rows in random order; the rows handed in keep theirs."""
    drawn = list(rows)
    rng.shuffle(drawn)
    return drawn


def split(body: str) -> list[Sentence]:
    """The sentences of a body with their places in it."""
    return [Sentence(body[a:b], at, at, a, b) for at, (a, b) in enumerate(sentences(body))]


def changed(text: str, changes: Iterable[Change]) -> str:
    """The text with changes made that do not overlap, given in any order."""
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def without_marks(text: str) -> str:
    """The text as typed without Vietnamese marks; case, signs and length stay.

    ``fold`` would also lower the case and respell i and y, which no writer does.
    """
    letters = (unicodedata.normalize("NFD", letter)[0] for letter in unicodedata.normalize("NFC", text))
    return "".join(letters).translate({ord("đ"): "d", ord("Đ"): "D"})


def other_tones(text: str) -> str:
    """The text with the other placement of tones (hòa, thủy for hoà, thuỷ and the reverse): the one it uses less.

    ``fold`` makes both equal.
    """
    table = TONES
    found = len(_OLD.findall(text)) >= len(_NEW.findall(text))
    if not found:
        table = {new: old for old, new in table.items()}
    return (_OLD if found else _NEW).sub(lambda rime: _cased(table[rime[0].lower()], rime[0]), text)


def _cased(letters: str, like: str) -> str:
    return letters.upper() if like.isupper() else letters.capitalize() if like[0].isupper() else letters


def runs(forms: list[str], width: int = WIDTH) -> set[tuple[str, ...]]:
    """The runs of ``width`` syllables of a text."""
    return set(zip(*(forms[at:] for at in range(width)), strict=False))


def in_common(first: str, second: str) -> float:
    """How much of the shorter text stands in the other: the share of its runs of five syllables, in 0..1.

    It knows nothing of the product's alignment, so that it can say what is *not* a copy.
    """
    short, long = sorted((runs(exact_forms(first)), runs(exact_forms(second))), key=len)
    return len(short & long) / len(short) if short else 0.0


def longest_run(first: str, second: str) -> int:
    """Syllables of the longest run that stands in both texts, found by runs of five."""
    ours, theirs = exact_forms(first), exact_forms(second)
    known = runs(theirs)
    longest = current = 0
    for run in zip(*(ours[at:] for at in range(WIDTH)), strict=False):
        current = current + 1 if run in known else 0
        longest = max(longest, current)
    return longest + WIDTH - 1 if longest else 0


def forms_line(text: str) -> str:
    """The exact forms of a text in one line, a space at each end, so that ``" a b " in line`` finds whole syllables."""
    return f" {' '.join(exact_forms(text))} "


def same_words(first: str, second: str) -> bool:
    """Whether two texts have the same syllables, spelling variants apart."""
    return fold(first) == fold(second) or exact_forms(first) == exact_forms(second)
