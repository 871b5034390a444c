"""Which places a text names, for the index: what the gazetteer says, read only where a place may stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from newsroom_ai.text.fold import RUN, fold_map
from newsroom_ai.text.syllables import has_marks
from newsroom_ai.vocabulary.places import gazetteer

MARGIN: Final = 8  # syllables beside a name that the gazetteer's questions reach


class Glance(NamedTuple):
    """What one pass over a text gives: the exact forms of its syllables, and the labels of the places it names."""

    exact: list[str]
    labels: list[str]


def glance(text: str) -> Glance:
    """Read a text once for its syllables and its places.

    The labels are those of ``gazetteer().find``, in order, with repetitions, in a third of the time: of an ordinary
    text only the surroundings of capitalised words that make up a name are looked at.

    >>> glance("Mưa lớn ở TP.HCM và Hà Giang.").labels
    ['TP.HCM', 'Hà Giang']
    """
    folded = fold_map(text)
    spans = [run.span() for run in RUN.finditer(folded.text)]
    if not isinstance(folded.starts, range):  # something moved
        spans = [(folded.starts[start], folded.starts[end]) for start, end in spans]
    exact = RUN.findall(folded.text)
    parts = [text]
    if _ordinary(text):
        parts = [text[spans[first][0] : spans[last][1]] for first, last in _surroundings(text, exact, spans)]
        if not all(map(_ordinary, parts)):  # the gazetteer reads text without marks, or in one case, with caution
            parts = [text]
    return Glance(exact, [mention.label for part in parts for mention in gazetteer().find(part)])


def _ordinary(text: str) -> bool:
    """Whether a text has letters of both cases, and marks."""
    return text != text.lower() and text != text.upper() and has_marks(text)


def _surroundings(text: str, exact: Sequence[str], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """First and last syllable of each stretch around possible names; what is nearer than two margins is one."""
    stretch: tuple[int, int] | None = None
    for start, end in _possible(text, exact, spans):
        first, last = max(0, start - MARGIN), min(len(exact), end + MARGIN) - 1
        if stretch and first <= stretch[1] + 1:
            first = stretch[0]
        elif stretch:
            yield stretch
        stretch = (first, max(last, stretch[1] if stretch else 0))
    if stretch:
        yield stretch


def _possible(text: str, exact: Sequence[str], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The syllables of each name that ends on a capitalised one, as all names do in text of both cases."""
    names = _names()
    for at, known in enumerate(map(names.get, exact)):
        for name in known or ():
            end = at + len(name)
            if tuple(exact[at:end]) == name and text[spans[end - 1][0]].isupper():
                yield at, end


@cache
def _names() -> Mapping[str, Sequence[tuple[str, ...]]]:
    names: dict[str, list[tuple[str, ...]]] = {}
    for forms in gazetteer().spellings:
        names.setdefault(forms[0], []).append(forms)
    return names
