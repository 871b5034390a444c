"""Which tags are used more or less often than before, told apart from chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Final, Literal

from newsroom_ai.metrics.wilson import wilson_interval

FEWEST_ARTICLES: Final = 100
"""Articles a year must have to be compared."""
FEWEST_USES: Final = 10
"""Uses of a tag, in all years compared, below which nothing is said of it."""
FALSE_SHARE: Final = 0.05
"""Share of the tags reported that may be there by chance."""
_YEARS_BEFORE: Final = 3


@dataclass(frozen=True, slots=True)
class YearCount:
    """Articles with a tag among all ``total`` articles of a year."""

    year: int
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Drift:
    """A tag whose share of the articles changed: ``ratio`` times what it was, ``low``..``high`` with 95 %.

    ``ratio`` and ``high`` are None where the tag is new. ``p`` is the chance of a difference as large if nothing had
    changed. ``years`` are all that have enough articles, oldest first.
    """

    tag: str
    direction: Literal["rising", "falling"]
    ratio: float | None
    low: float
    high: float | None
    p: float
    years: tuple[YearCount, ...]


@dataclass(frozen=True, slots=True)
class DriftReport:
    """What was compared, and the tags that changed, the surest first; ``year`` None: too few years have articles."""

    year: int | None
    before: tuple[int, ...]
    tested: int
    found: tuple[Drift, ...]


def drift(by_year: Mapping[str, Mapping[int, int]], totals: Mapping[int, int], year: int | None = None) -> DriftReport:
    """Compare a year (else the newest with enough articles) with up to three before it, tag by tag.

    Each tag is tested exactly: given all its uses, how many fall into the year is binomial if nothing changed
    (Przyborowski & Wilenski, Biometrika 31, 1940). Of many tags tested, those reported are chosen so that at most 5 %
    of them are expected to be there by chance (Benjamini & Hochberg, JRSS B 57, 1995).

    Args:
        by_year: tag -> year -> articles with it.
        totals: year -> all articles.
        year: the year to compare.
    """
    counted = sorted(one for one, total in totals.items() if total >= FEWEST_ARTICLES)
    chosen = year if year is not None else (counted[-1] if counted else None)
    before = tuple(one for one in counted if chosen is not None and one < chosen)[-_YEARS_BEFORE:]
    if chosen not in counted or not before:
        return DriftReport(None, (), 0, ())
    here, there = totals[chosen], sum(totals[one] for one in before)
    tested = []
    for tag, years in by_year.items():
        new, old = years.get(chosen, 0), sum(years.get(one, 0) for one in before)
        if new + old >= FEWEST_USES:
            p = binomial_p(new, new + old, here / (here + there))
            spans = tuple(YearCount(one, years.get(one, 0), totals[one]) for one in counted)
            tested.append(_drift(tag, new, old, there / here, p, spans))
    return DriftReport(chosen, before, len(tested), tuple(_surest(tested)))


def _drift(tag: str, new: int, old: int, scale: float, p: float, years: tuple[YearCount, ...]) -> Drift:
    """``scale`` turns the odds of a use to fall into the year into the ratio of the two shares."""
    share = wilson_interval(new, new + old)
    low = scale * share.low / (1 - share.low)
    if not old:
        return Drift(tag, "rising", None, low, None, p, years)
    ratio, high = (scale * one / (1 - one) for one in (share.value, share.high))
    return Drift(tag, "rising" if ratio > 1 else "falling", ratio, low, high, p, years)


def _surest(tested: Sequence[Drift]) -> Iterable[Drift]:
    ranked = sorted(tested, key=lambda one: (one.p, one.tag))
    kept = 0
    for rank, one in enumerate(ranked, 1):
        if one.p <= FALSE_SHARE * rank / len(ranked):
            kept = rank
    return ranked[:kept]


def binomial_p(successes: int, trials: int, chance: float) -> float:
    """Chance of a result at least as unlikely in one direction, doubled; ``chance`` in 0..1, both excluded.

    >>> round(binomial_p(9, 10, 0.5), 4), binomial_p(5, 10, 0.5)
    (0.0215, 1.0)
    """
    upper = sum(_probability(at, trials, chance) for at in range(successes, trials + 1))
    lower = sum(_probability(at, trials, chance) for at in range(successes + 1))
    return min(1.0, 2 * min(upper, lower))


def _probability(successes: int, trials: int, chance: float) -> float:
    ways = lgamma(trials + 1) - lgamma(successes + 1) - lgamma(trials - successes + 1)
    return exp(ways + successes * log(chance) + (trials - successes) * log(1 - chance))
