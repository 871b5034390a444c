"""The phrases of an article that could be keyphrases, and what a ranker sees of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_lowercase
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import FIELDS, Span
from newsroom_ai.tagging.grams import hashes
from newsroom_ai.tagging.phrases import LONGEST, Codes, Floats, PhraseCounts, phrase_codes
from newsroom_ai.tagging.reading import Reading
from newsroom_ai.tagging.stopwords import BREAKS, COMMON, NOT_FIRST, NOT_LAST, PARTLY, WORDS
from newsroom_ai.vocabulary.cased import VIETNAMESE

FEATURES: Final = (
    "size", "words", "title", "body", "early", "place", "whole", "opens", "closes", "longer_left", "longer_right",
    "rarity", "known", "titled", "syllables", "rarest", "capitals", "badly_opened", "badly_closed", "has_title",
    "length",
)  # fmt: skip
"""What ``Candidates.features`` holds, in this order.

Whether a phrase stands in the sapo, and whether title, sapo and body share it, is left out on purpose: a part of what
rankers learn from is defined by just that, and they would look for nothing else. Annotated phrases were found far worse
with it.
"""

_SHORTEST_NAME: Final = 3
_INITIALS: Final = frozenset(ascii_lowercase) - {"y"}  # y tế

Numbers = npt.NDArray[np.int64]


class _Line(NamedTuple):
    """The syllables of an article one after another, title, sapo and body; ``run`` is -1 where no phrase passes."""

    hashes: Codes
    forms: list[str]
    field: Numbers
    start: Numbers
    end: Numbers
    run: Numbers
    opens: npt.NDArray[np.bool_]
    closes: npt.NDArray[np.bool_]
    capital: npt.NDArray[np.bool_]


class Candidates(NamedTuple):
    """Phrases with the places where they stand as whole words; ``features`` has the shape ``(n, len(FEATURES))``."""

    forms: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[Span, ...], ...]
    features: Floats


def candidates(read: Reading, counts: PhraseCounts) -> Candidates:
    """Runs of one to five syllables that the text repeats, or that stand in title or sapo, as whole words."""
    line = _line(read)
    if not len(line.hashes):
        return Candidates((), (), np.zeros((0, len(FEATURES)), np.float32))
    windows = _windows(line)
    table = _Table(line, windows, counts)
    chosen = [at for at in table.likely() if _is_phrase(table.forms(at), read, line, table.first(at))]
    forms = tuple(table.forms(at) for at in chosen)
    spans = zip(table.places(chosen), forms, strict=True)
    features = table.features(np.array(chosen, np.int64), read)
    return Candidates(forms, tuple(tuple(_found(read, line, places, len(one))) for places, one in spans), features)


def _line(read: Reading) -> _Line:
    """All pages one behind another; ``run`` counts up wherever no phrase goes on, so at the first syllable of a page.

    What a number stands behind only a hyphen keeps: Covid-19.
    """
    forms: list[str] = []
    gaps: list[str] = []
    capital: list[bool] = []
    start: list[int] = []
    end: list[int] = []
    opens: list[bool] = []
    closes: list[bool] = []
    for page in read.pages:
        size, borders = len(page), read.borders[page.field]
        first, last = [one.start for one in page.found], [one.end for one in page.found]
        opens += map(borders.starts.__contains__, first)
        closes += map(borders.ends.__contains__, last)
        forms, gaps, capital = forms + page.forms[:size], gaps + page.gaps[:size], capital + page.capitals[:size]
        start, end = start + first, end + last
    number = np.array([form.isdigit() for form in forms], np.bool_)
    joined = np.array([gap == "-" for gap in gaps], np.bool_)
    joined |= np.array([gap == " " for gap in gaps], np.bool_) & ~number
    opened, closed = np.array(opens, np.bool_), np.array(closes, np.bool_)
    stops = opened & closed & np.array([form in BREAKS for form in forms], np.bool_) | number & ~joined
    run: Numbers = np.cumsum(~joined, dtype=np.int64) + np.cumsum(stops, dtype=np.int64)
    run[stops] = -1
    field = np.repeat([FIELDS.index(page.field) for page in read.pages], [len(page) for page in read.pages])
    return _Line(
        hashes(forms), forms, field, np.array(start, np.int64), np.array(end, np.int64), run, opened, closed,
        np.array(capital, np.bool_),
    )  # fmt: skip


class _Windows(NamedTuple):
    """Every phrase at every place: its first syllable, its size and its number among the distinct phrases."""

    at: Numbers
    size: Numbers
    phrase: Numbers
    codes: Codes
    sizes: Numbers
    longer: Numbers
    """Of each window and size: its place among the windows, -1 where there is none; shape ``(LONGEST + 2, n)``."""


def _windows(line: _Line) -> _Windows:
    at_, size_, code_ = [], [], []
    for size in range(1, LONGEST + 2):
        last = len(line.run) - size + 1
        if last <= 0:
            break
        same = (line.run[:last] == line.run[size - 1 :]) & (line.run[:last] >= 0)
        places = np.flatnonzero(same)
        at_.append(places)
        size_.append(np.full(len(places), size))
        code_.append(phrase_codes(line.hashes, size)[places])
    at, sizes = np.concatenate(at_), np.concatenate(size_)
    codes, first, phrase = np.unique(np.concatenate(code_), return_index=True, return_inverse=True)
    longer = np.full((LONGEST + 3, len(line.run) + 1), -1, np.int64)
    longer[sizes, at] = phrase
    return _Windows(at, sizes, phrase, codes, sizes[first], longer)


class _Table:
    """What is counted of each distinct phrase."""

    def __init__(self, line: _Line, windows: _Windows, counts: PhraseCounts) -> None:
        self._line, self._windows, self._background = line, windows, counts
        self._count = len(windows.codes)
        field = line.field[windows.at]
        self.by_field = np.stack([self._sum(field == number) for number in range(3)])
        self.total = self.by_field.sum(axis=0)
        last = windows.at + windows.size - 1
        fits = line.opens[windows.at] & line.closes[last]
        self.fits = self._sum(fits)
        self._fitting = fits
        self._capitals = self._sum(line.capital[windows.at] & line.capital[last])
        before = np.concatenate([[-2], line.run[:-1]])
        after = np.concatenate([line.run[1:], [-2]])
        self._starts = self._sum(before[windows.at] != line.run[windows.at])
        self._stops = self._sum(after[last] != line.run[last])
        self._words = self._sum(self._word_count(last))
        order = np.arange(len(windows.at))[::-1]
        self._first = np.zeros(self._count, np.int64)
        self._first[windows.phrase[order]] = windows.at[order]
        self._first_body = np.full(self._count, len(line.run), np.int64)
        below = order[field[order] == 2]
        self._first_body[windows.phrase[below]] = windows.at[below]

    def likely(self) -> list[int]:
        """The phrases that title or sapo hold or the body repeats, whole words in half their places."""
        often = (self.by_field[0] + self.by_field[1] > 0) | (self.total > 1)
        found: list[int] = np.flatnonzero(
            often & (2 * self.fits >= self.total) & (self._windows.sizes <= LONGEST)
        ).tolist()
        return found

    def first(self, at: int) -> int:
        """The first syllable of a phrase's first place."""
        return int(self._first[at])

    def forms(self, at: int) -> tuple[str, ...]:
        """The folded syllables of a phrase."""
        start = self.first(at)
        return tuple(self._line.forms[start : start + int(self._windows.sizes[at])])

    def places(self, chosen: Sequence[int]) -> list[list[int]]:
        """For each of some phrases the first syllables of the places where it is whole words, in order."""
        number = np.full(self._count, -1, np.int64)
        number[list(chosen)] = np.arange(len(chosen))
        found: list[list[int]] = [[] for _ in chosen]
        held = self._fitting & (number[self._windows.phrase] >= 0)
        for one, place in zip(
            number[self._windows.phrase[held]].tolist(), self._windows.at[held].tolist(), strict=True
        ):
            found[one].append(place)
        return found

    def features(self, chosen: Numbers, read: Reading) -> Floats:
        """One row a phrase, see ``FEATURES``."""
        if not len(chosen):
            return np.zeros((0, len(FEATURES)), np.float32)
        line, windows = self._line, self._windows
        left, right = self._ratio(-1)[chosen], self._ratio(0)[chosen]
        total, size = self.total[chosen], windows.sizes[chosen]
        documents = self._background.documents(windows.codes[chosen])
        titles = self._background.titles(windows.codes[chosen])
        single = self._background.documents(phrase_codes(line.hashes, 1))
        rare = np.log((self._background.total + 1) / (single + 1))
        along = np.arange(LONGEST)
        by_place = np.append(rare, np.zeros(LONGEST, rare.dtype))[self._first[chosen, None] + along]
        outside = along >= size[:, None]
        bodies = np.flatnonzero(line.field == 2)
        start = int(bodies[0]) if len(bodies) else len(line.field)
        length = max(1, len(bodies))
        forms = [self.forms(at) for at in chosen.tolist()]
        held = {page.field for page in read.pages}
        columns = [
            size, self._words[chosen] / total, self.by_field[0][chosen], np.log1p(self.by_field[2][chosen]),
            np.log1p(np.maximum(self._first_body[chosen] - start, 0)),
            np.minimum((self._first_body[chosen] - start) / length, 1), self.fits[chosen] / total,
            self._starts[chosen] / total, self._stops[chosen] / total, left, right,
            np.log((self._background.total + 1) / (documents + 1)), documents > 0,
            np.log((titles + 0.5) / (documents + 10)), np.where(outside, 0, by_place).sum(axis=1) / size,
            np.where(outside, -np.inf, by_place).max(axis=1),
            self._capitals[chosen] / total, [one[0] in NOT_FIRST for one in forms],
            [one[-1] in NOT_LAST for one in forms],
            np.full(len(chosen), "title" in held),
            np.full(len(chosen), np.log1p(length)),
        ]  # fmt: skip
        return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)

    def _sum(self, values: npt.NDArray[np.bool_] | Numbers) -> Floats:
        found: Floats = np.bincount(self._windows.phrase, weights=values, minlength=self._count).astype(np.float32)
        return found

    def _word_count(self, last: Numbers) -> Numbers:
        before = np.concatenate([[0], np.cumsum(self._line.opens)])
        words: Numbers = before[last + 1] - before[self._windows.at]
        return words

    def _ratio(self, shift: int) -> Floats:
        """Of the runs one syllable longer to the left (-1) or right (0), how much of each phrase the best takes up."""
        windows = self._windows
        out = np.zeros(self._count, np.float32)
        at = windows.at + shift
        around = np.where(at >= 0, windows.longer[windows.size + 1, np.maximum(at, 0)], -1)
        has = around >= 0
        mine, theirs = windows.phrase[has], around[has]
        np.maximum.at(out, mine, self.total[theirs] / self.total[mine])
        return out


def _is_phrase(forms: tuple[str, ...], read: Reading, line: _Line, at: int) -> bool:
    if forms[0] in PARTLY or forms[-1] in PARTLY or " ".join(forms) in COMMON:
        return False
    if any(len(form) == 1 and form in _INITIALS for form in forms):
        return False
    if " ".join(forms) not in WORDS:  # "nhà máy" may open a phrase, "nhà" may not
        last = at + len(forms) - 1
        if (forms[0] in NOT_FIRST and line.closes[at]) or (forms[-1] in NOT_LAST and line.opens[last]):
            return False
    return len(forms) > 1 or _is_name(_text(read, line, at, at))


def _is_name(text: str) -> bool:
    """Whether one syllable is a name of its own: iPhone, FLC, Bitcoin."""
    foreign = VIETNAMESE.fullmatch(text.lower()) is None or text.isupper()
    return len(text) >= _SHORTEST_NAME and text.isascii() and text.isalnum() and not text.islower() and foreign


def _text(read: Reading, line: _Line, first: int, last: int) -> str:
    page = next(page for page in read.pages if page.field == FIELDS[line.field[first]])
    return page.text[line.start[first] : line.end[last]]


def _found(read: Reading, line: _Line, places: Sequence[int], size: int) -> Iterator[Span]:
    for first in places:
        last = first + size - 1
        text = _text(read, line, first, last)
        yield Span(FIELDS[line.field[first]], int(line.start[first]), int(line.end[last]), text)
