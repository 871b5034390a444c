"""Several articles on one matter -> a background box: what they say between them, each thing once, by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from newsroom_ai.article import VIETNAM, Article, Span
from newsroom_ai.entities.minors import Minors
from newsroom_ai.errors import FieldError, InvalidArticle, InvalidQuery
from newsroom_ai.summarisation.compression import uncut
from newsroom_ai.summarisation.lead import alike, taken_from
from newsroom_ai.summarisation.salience import Codes, codes, pair_codes
from newsroom_ai.summarisation.sentences import Sentence, usable
from newsroom_ai.summarisation.types import SummarySentence
from newsroom_ai.text.dates import dates

FEWEST: Final = 2
MOST: Final = 20
BUDGET: Final = 200
LEAST: Final = 20
LARGEST: Final = 600

_SENTENCES: Final = 40  # of an article
_SHORTEST: Final = 8
_EARLY: Final = 3.0
_LENGTH: Final = 0.6  # long sentences are charged less than their length
_SHARED: Final = 1.5


@dataclass(frozen=True, slots=True)
class BackgroundSentence:
    """One sentence: the day it tells of, or else of publication, and the article and words it was taken from."""

    text: str
    date: str | None
    article_id: str
    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """Sentences in order of their dates; those of undated articles keep the order in which articles were given."""

    sentences: tuple[BackgroundSentence, ...]


class _Candidate(NamedTuple):
    """A sentence of one of the articles, what it says as pairs of words, and its value as news."""

    article: int
    sentence: SummarySentence
    pairs: Codes
    syllables: int
    worth: float


def background(articles: Sequence[Article], max_syllables: int = BUDGET) -> Background:
    """The most that can be told of what the articles have in common, within a budget of syllables.

    Word pairs that several articles use are what the box should tell (Gillick and Favre 2009, "A scalable global model
    for summarization"); sentences are taken greedily by the new pairs they bring for their length, early ones first.
    Sentences that name a child, lean on another one, or say what was said already are left out.

    >>> one = Article("a", body="Bão số 3 đổ bộ vào Hải Phòng sáng 7/9. Hàng cây bên đường đổ rạp vì gió lớn.")
    >>> two = Article("b", body="Bão số 3 đổ bộ vào Hải Phòng sáng 7/9. Sau bão, thành phố thiệt hại 100 tỷ đồng.")
    >>> [s.article_id for s in background([one, two], 40).sentences]
    ['a', 'a', 'b']

    Raises:
        InvalidQuery: there are fewer than 2 or more than 20 articles, or the budget is outside 20-600.
        InvalidArticle: none of them has a sentence to take.
    """
    if not FEWEST <= len(articles) <= MOST:
        raise InvalidQuery(f"Cần từ {FEWEST} đến {MOST} bài; có {len(articles)} bài.")
    if not LEAST <= max_syllables <= LARGEST:
        raise InvalidQuery(f"max_syllables phải từ {LEAST} đến {LARGEST}")
    found = [candidate for at, article in enumerate(articles) for candidate in _candidates(at, article)]
    taken = _chosen(found, len(articles), max_syllables)
    if not taken:
        detail = "Không bài nào có câu đủ ý để đưa vào hộp diễn biến."
        raise InvalidArticle(detail, [FieldError("/articles", detail)])
    told = [_dated(one, articles[one.article]) for one in sorted(taken, key=lambda one: _order(one, articles))]
    return Background(tuple(told))


def _candidates(at: int, article: Article) -> list[_Candidate]:
    minors = Minors(article)
    found = []
    body = usable(article, "body") or usable(article, "sapo")
    for place, sentence in enumerate(body[:_SENTENCES]):
        cut = next(uncut(article, sentence), None)
        if cut is None or (sentence.bound and _free(body)) or minors.named_in(cut.text):
            continue
        words = codes(cut.text)
        if len(words) < _SHORTEST:
            continue
        worth = 1.0 + _EARLY / (1.0 + place)
        pairs = np.unique(pair_codes(words))
        found.append(_Candidate(at, taken_from(article, sentence, cut), pairs, len(words), worth))
    return found


def _free(sentences: Sequence[Sentence]) -> bool:
    return any(not sentence.bound for sentence in sentences)


def _chosen(found: Sequence[_Candidate], articles: int, budget: int) -> list[_Candidate]:
    """Greedy choice by new weight for length; the weight of a pair grows with the articles that use it."""
    used = _used(found, articles)
    taken: list[_Candidate] = []
    covered: set[int] = set()
    left = budget
    open_ones = [one for one in found if one.syllables <= budget]
    while open_ones:
        gains = [
            one.worth * sum(used[pair] for pair in one.pairs.tolist() if pair not in covered) / one.syllables**_LENGTH
            for one in open_ones
        ]
        best = open_ones.pop(int(np.argmax(gains)))
        if not any(alike(best.sentence.text, other.sentence.text) for other in taken):
            taken.append(best)
            covered.update(best.pairs.tolist())
            left -= best.syllables
        open_ones = [one for one in open_ones if one.syllables <= left]
    return taken


def _used(found: Sequence[_Candidate], articles: int) -> dict[int, float]:
    seen: dict[int, set[int]] = {}
    for one in found:
        for pair in one.pairs.tolist():
            seen.setdefault(pair, set()).add(one.article)
    return {pair: (len(where) / articles) ** _SHARED for pair, where in seen.items()}


def _order(one: _Candidate, articles: Sequence[Article]) -> tuple[str, int, int]:
    published = articles[one.article].published_at
    day = published.astimezone(VIETNAM).isoformat() if published else ""
    return day, one.article, one.sentence.sources[0].start


def _dated(one: _Candidate, article: Article) -> BackgroundSentence:
    published = article.published_at.astimezone(VIETNAM).date() if article.published_at else None
    told = _told_day(one.sentence.text, published)
    day = told or (published.isoformat() if published else None)
    return BackgroundSentence(one.sentence.text, day, article.id, one.sentence.sources)


def _told_day(text: str, published: date | None) -> str | None:
    """The one day a sentence tells of; a year that it leaves out is that of the last such day before publication."""
    days = {found.value for found in dates(text, published)}
    day = next(iter(days)) if len(days) == 1 else ""
    if len(day) == len("2024-08-28"):
        return day
    if day.startswith("--") and published is not None:
        for year in (published.year, published.year - 1):
            try:
                when = date.fromisoformat(f"{year}{day[1:]}")
            except ValueError:
                return None
            if when <= published:
                return when.isoformat()
    return None
