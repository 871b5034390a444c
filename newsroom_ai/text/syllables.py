"""Syllables, the unit of index, budgets and highlights, in an exact and a bare form."""

import re
from typing import Final, NamedTuple

from newsroom_ai.text.fold import RUN, Folded, fold, fold_map
from newsroom_ai.text.normalise import INVISIBLE, nfc

_MARKED: Final = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹ]")
_INVISIBLE: Final = re.compile(f"[{INVISIBLE}]")
_CACHED: Final = 200_000


class Syllable(NamedTuple):
    """One syllable (or number, or foreign word) of a text and its folded forms."""

    start: int
    end: int
    exact: str
    bare: str


class _Bare(dict[str, str]):
    """Exact form -> bare form, remembered: an article repeats itself, and so does the language."""

    def __missing__(self, exact: str) -> str:
        if len(self) >= _CACHED:
            self.clear()
        self[exact] = bare = fold(exact, marks=False)
        return bare


class _Both(dict[str, tuple[str, str]]):
    """Exact form -> the same and its bare form, so that equal forms are one string, whose hash is known."""

    def __missing__(self, exact: str) -> tuple[str, str]:
        if len(self) >= _CACHED:
            self.clear()
        self[exact] = both = exact, _BARE[exact]
        return both


_BARE: Final = _Bare()
_BOTH: Final = _Both()


def syllables(text: str) -> list[Syllable]:
    """Return the runs of letters and digits of a text, with their forms.

    ``exact`` is ``fold`` and ``bare`` is ``fold`` without marks of the run itself.

    >>> [s.exact for s in syllables("Số 1331/QĐ-BLĐTBXH, TP.HCM")]
    ['số', '1331', 'qđ', 'blđtbxh', 'tp', 'hcm']
    >>> syllables("Mỹ_Hoà")[1]
    Syllable(start=3, end=6, exact='hòa', bare='hoa')
    """
    folded = fold_map(text)
    if isinstance(folded.starts, range):  # nothing moved, nothing invisible: the common case
        return [Syllable(*run.span(), *_BOTH[run[0]]) for run in RUN.finditer(folded.text)]
    return [Syllable(*span_of(run, folded, text), run[0], _BARE[run[0]]) for run in RUN.finditer(folded.text)]


def span_of(run: re.Match[str], folded: Folded, text: str) -> tuple[int, int]:
    """Return the span in ``text`` of a run found in its folded form, nothing invisible behind it."""
    start, end = folded.starts[run.start()], folded.starts[run.end()]
    while end > start + 1 and _INVISIBLE.match(text, end - 1):
        end -= 1
    return start, end


def bare_form(exact: str) -> str:
    """Return the bare form of one exact form, from memory where it was met before.

    >>> bare_form("đắk")
    'dak'
    """
    return _BARE[exact]


def exact_forms(text: str) -> list[str]:
    """Return the exact forms of all syllables, in order: the fast path without offsets.

    >>> exact_forms("Bác sĩ – Y tá")
    ['bác', 'sỹ', 'y', 'tá']
    """
    return RUN.findall(fold(text))


def bare_forms(text: str) -> list[str]:
    """Return the bare forms of all syllables, in order: the fast path without offsets.

    >>> bare_forms("Đắk Lắk")
    ['dak', 'lak']
    """
    return forms(text)[1]


def forms(text: str) -> tuple[list[str], list[str]]:
    """Return the exact and the bare forms of all syllables together, at the price of one.

    >>> forms("Bác sĩ")
    (['bác', 'sỹ'], ['bac', 'sy'])
    """
    exact = exact_forms(text)
    return exact, [_BARE[form] for form in exact]


def has_marks(text: str) -> bool:
    """Say whether any letter carries a Vietnamese diacritic, or is đ.

    >>> has_marks("bảo hiểm"), has_marks("bao hiem")
    (True, False)
    """
    return _MARKED.search(nfc(text)) is not None


def count(text: str) -> int:
    """Count the syllables of a text, the measure of all length budgets.

    >>> count("Tăng lương 6% từ 1/7")
    6
    """
    return len(exact_forms(text))
