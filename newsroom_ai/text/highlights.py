"""The places of a text that show why it was found, with the matched words marked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from newsroom_ai.text.fold import RUN, fold, fold_map
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.spellings import is_ordinary, pattern, phrase_pattern
from newsroom_ai.text.syllables import bare_form, span_of, syllables

_SEEN_BEFORE: Final = 0.05  # what a form is still worth once another window shows it
_EACH: Final = 0.01  # what each further match adds: enough to break ties
_READ: Final = 20_000  # code points; what lies further down seldom says why a text was found
_REMEMBERED: Final = 20_000  # spellings whose form is remembered
_CONTEXT: Final = 60  # code points beside a window that tell where its sentences end
_LONG_WORD: Final = 12  # a syllable this much over the edge of a window is seen whole


class Highlight(NamedTuple):
    """A window of a text and the matched words in it, all as spans of that text."""

    start: int
    end: int
    matches: tuple[tuple[int, int], ...]


class _Unit(NamedTuple):
    start: int
    end: int
    form: str


class _Stretch(NamedTuple):
    """Matches that fit one window, inside the free part of the text they lie in."""

    score: float
    start: int
    end: int
    free: tuple[int, int]


def highlights(
    text: str,
    exact: Collection[str],
    bare: Collection[str],
    phrases: Sequence[Sequence[str]] = (),
    *,
    width: int = 160,
    limit: int = 3,
) -> list[Highlight]:
    """Return the windows that hold most of what was searched, the best first.

    A syllable matches by its exact form in ``exact`` or its bare form in ``bare``; the forms of a
    phrase, of either kind, must follow each other. Words that a text repeats count for less than
    words it has once. Windows do not overlap and begin and end where a sentence or syllable does.
    Only the first 20,000 code points of a text are searched.

    Args:
        text: The original; all offsets are code points of it.
        exact: Exact forms, as ``syllables`` gives them.
        bare: Bare forms.
        phrases: Sequences of forms that match only together.
        width: The most code points a window may hold.
        limit: The most windows.

    >>> text = "Mức đóng bảo hiểm xã hội sẽ tăng từ tháng 7."
    >>> for start, end, matches in highlights(text, {"bảo", "hiểm"}, {"tang"}):
    ...     print(text[start:end], [text[i:j] for i, j in matches])
    Mức đóng bảo hiểm xã hội sẽ tăng từ tháng 7. ['bảo hiểm', 'tăng']
    """
    units = [u for u in _units(text, exact, bare, phrases) if u.end - u.start <= width]
    worth = {form: 1 + 1 / times for form, times in Counter(u.form for u in units).items()}
    found: list[Highlight] = []
    free = [(0, len(text))]
    while len(found) < limit and (best := _best(units, worth, width, free)):
        start, end = _window(text, best, width)
        shown = [u for u in units if start <= u.start and u.end <= end]
        found.append(Highlight(start, end, tuple(_merged(text, shown))))
        worth.update((u.form, _SEEN_BEFORE) for u in shown)
        free.remove(best.free)
        free += [(best.free[0], start), (end, best.free[1])]
    return found


def _units(text: str, exact: Collection[str], bare: Collection[str], phrases: Sequence[Sequence[str]]) -> list[_Unit]:
    """Find every match, in order of the text, a phrase before the syllables in it."""
    wanted = _Wanted(
        frozenset(exact), frozenset(bare), tuple(dict.fromkeys(tuple(phrase) for phrase in phrases if phrase))
    )
    head = text[: _READ + _LONG_WORD]
    small = head.lower()
    ordinary = len(small) == len(head) and is_ordinary(head)
    units = _spelt(small, wanted) if ordinary else _folded(head, wanted)
    return sorted((unit for unit in units if unit.end <= _READ), key=lambda unit: (unit.start, -unit.end))


class _Wanted(NamedTuple):
    exact: frozenset[str]
    bare: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]


def _spelt(small: str, wanted: _Wanted) -> Iterator[_Unit]:
    """Find the matches in ordinary text in small letters by their spellings, without folding what is around them."""
    if wanted.exact or wanted.bare:
        for match in pattern(wanted.exact | wanted.bare).finditer(small):
            if not _goes_on(small, match.start()):
                form = _form(match[0])
                if form in wanted.exact or bare_form(form) in wanted.bare:
                    yield _Unit(*match.span(), bare_form(form))
    for phrase in wanted.phrases:
        for match in phrase_pattern(phrase).finditer(small):
            if not _goes_on(small, match.start()):
                forms = [_form(run) for run in RUN.findall(match[1])]
                if all(one in (form, bare_form(form)) for one, form in zip(phrase, forms, strict=True)):
                    yield _Unit(*match.span(1), " ".join(phrase))


def _goes_on(text: str, start: int) -> bool:
    """Whether a word began before and goes on here."""
    return text[start - 1 : start].isalnum()


@lru_cache(maxsize=_REMEMBERED)
def _form(written: str) -> str:
    return fold(written)


def _folded(text: str, wanted: _Wanted) -> Iterator[_Unit]:
    """Find the matches in any text."""
    folded = fold_map(text)
    runs = list(RUN.finditer(folded.text))
    forms = [(run[0], bare_form(run[0])) for run in runs]
    for run, (exact, bare) in zip(runs, forms, strict=True):
        if exact in wanted.exact or bare in wanted.bare:
            yield _Unit(*span_of(run, folded, text), bare)
    places: dict[str, list[int]] = defaultdict(list)
    for at, both in enumerate(forms if wanted.phrases else ()):
        for form in set(both):
            places[form].append(at)
    for phrase in wanted.phrases:
        for first in _occurrences(phrase, forms, places):
            last = first + len(phrase) - 1
            start, end = span_of(runs[first], folded, text)[0], span_of(runs[last], folded, text)[1]
            yield _Unit(start, end, " ".join(phrase))


def _occurrences(phrase: tuple[str, ...], forms: list[tuple[str, str]], places: dict[str, list[int]]) -> Iterator[int]:
    """Find where a phrase begins, by way of the form in it that the text has least often."""
    rarest = min(range(len(phrase)), key=lambda i: len(places.get(phrase[i], ())))
    for at in places.get(phrase[rarest], ()):
        first = at - rarest
        whole = 0 <= first <= len(forms) - len(phrase)
        if whole and all(form in forms[first + i] for i, form in enumerate(phrase)):
            yield first


def _best(units: list[_Unit], worth: dict[str, float], width: int, free: list[tuple[int, int]]) -> _Stretch | None:
    stretches = (
        _densest([u for u in units if part[0] <= u.start and u.end <= part[1]], worth, width, part)
        for part in sorted(free)
    )
    return max(filter(None, stretches), key=lambda stretch: stretch.score, default=None)


def _densest(units: list[_Unit], worth: dict[str, float], width: int, free: tuple[int, int]) -> _Stretch | None:
    """Slide over the matches and return the stretch of at most ``width`` that is worth most."""
    best: _Stretch | None = None
    inside: Counter[str] = Counter()
    score = 0.0
    right = 0
    for left, first in enumerate(units):
        while right < len(units) and units[right].end - first.start <= width:
            form = units[right].form
            score += _EACH if inside[form] else _EACH + worth[form]
            inside[form] += 1
            right += 1
        if best is None or score > best.score + 1e-6:  # not for a rounding error
            best = _Stretch(score, *_essence(units[left:right]), free)
        inside[first.form] -= 1
        score -= _EACH if inside[first.form] else _EACH + worth[first.form]
    return best


def _essence(units: list[_Unit]) -> tuple[int, int]:
    """Return the span of the units without those at the edges that say a thing again."""
    times = Counter(unit.form for unit in units)
    first, last = 0, len(units) - 1
    while times[units[last].form] > 1:
        times[units[last].form] -= 1
        last -= 1
    while times[units[first].form] > 1:
        times[units[first].form] -= 1
        first += 1
    return units[first].start, max(unit.end for unit in units[first : last + 1])


def _window(text: str, stretch: _Stretch, width: int) -> tuple[int, int]:
    """Widen a stretch to where sentences, or at least syllables, begin and end."""
    slack = width - (stretch.end - stretch.start)
    first, last = max(0, stretch.start - slack - _CONTEXT), min(len(text), stretch.start + width + _CONTEXT)
    spans = [(first + start, first + end) for start, end in sentences(text[first:last])]
    starts = [start for start, _ in spans[first > 0 :]]  # the slice may have cut the first
    ends = [end for _, end in spans[: len(spans) - (last < len(text))]]

    floor = max(stretch.free[0], stretch.start - slack)
    start = max((s for s in starts if floor <= s <= stretch.start), default=-1)
    if start < stretch.start - slack // 2:  # too far back: a few words of context will do
        start = _word_start(text, max(floor, stretch.start - slack // 3), stretch.start)

    ceiling = min(stretch.free[1], start + width)
    end = max((e for e in ends if stretch.end <= e <= ceiling), default=-1)
    if end < start + width // 2:
        end = max(end, _word_end(text, stretch.end, ceiling))
    return start, end


def _word_start(text: str, floor: int, start: int) -> int:
    before = syllables(text[floor:start])[floor > 0 :]  # the first may be the rest of a longer one
    return floor + before[0].start if before else start


def _word_end(text: str, end: int, ceiling: int) -> int:
    last = min(len(text), ceiling + _LONG_WORD)
    after = syllables(text[end:last])
    whole = after[: len(after) - (last < len(text))]
    return max((end + s.end for s in whole if end + s.end <= ceiling), default=end)


def _merged(text: str, units: list[_Unit]) -> list[tuple[int, int]]:
    """Join matches that overlap or have nothing but spaces between them."""
    merged: list[tuple[int, int]] = []
    for unit in units:
        if merged and not text[merged[-1][1] : unit.start].strip(" \u00a0"):
            merged[-1] = (merged[-1][0], max(merged[-1][1], unit.end))
        else:
            merged.append((unit.start, unit.end))
    return merged
