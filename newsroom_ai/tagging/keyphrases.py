"""Keyphrases: repeated runs of syllables, weighed by place and rarity."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from string import ascii_lowercase
from typing import Final, NamedTuple

from newsroom_ai.article import Article, Field, Span, TermStatistics
from newsroom_ai.entities.page import Page, pages
from newsroom_ai.tagging.evidence import make_tag, usual_form
from newsroom_ai.tagging.stopwords import BREAKS, COMMON, NOT_FIRST, NOT_LAST, PARTLY, WORDS
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.text.syllables import Syllable
from newsroom_ai.text.words import WordSegmenter, segmenter
from newsroom_ai.vocabulary.cased import VIETNAMESE

_LONGEST: Final = 5
_WINDOW: Final = 6
_VARIED: Final = 3
_WEIGHT: Final = {"title": 3.0, "sapo": 2.0, "body": 1.0}
_HALF: Final = 3.0
_SHOWN: Final = 20
_INITIALS: Final = frozenset(ascii_lowercase) - {"y"}  # y tế
_JOINT: Final = re.compile("[ -]")

Phrase = tuple[str, ...]


class _Run(NamedTuple):
    """Syllables of one field with nothing between them but spaces."""

    page: Page
    at: Sequence[Syllable]
    forms: Phrase


class KeyphraseTagger:
    """TF-IDF over runs of two to five syllables that an article repeats.

    A run counts when it is closed (no longer run stands as often) and when it is whole words in half the places where
    it stands; the other places do not count. The weight is the occurrences (title 3, sapo 2, body 1) times the mean
    rarity of the syllables in the archive; without an archive (``document_count()`` 0) every syllable is equally rare
    and a list of everyday words does the work.

    >>> body = "Giá xăng dầu tăng. Theo Bộ Công Thương, giá xăng dầu còn tăng nữa."
    >>> [tag.label for tag in KeyphraseTagger().tag(Article("a1", title="Giá xăng dầu lại tăng", body=body))]
    ['Giá xăng dầu']
    """

    model = "keyphrases.v1"

    def __init__(self, statistics: TermStatistics | None = None, words: WordSegmenter | None = None) -> None:
        """Load the default segmenter unless another is given.

        Raises:
            ModelUnavailable: its model is missing or damaged.
        """
        self._statistics = statistics
        self._words = words if words is not None else segmenter()

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of score."""
        found = _occurrences(pages(article), self._words)
        scored = sorted(((self._score(phrase, spans), phrase) for phrase, spans in found.items()), reverse=True)
        kept = _without_parts(scored, found)[:_SHOWN]
        sha256 = article.sha256 if kept else ""
        return [
            make_tag(sha256, TagKind.KEYPHRASE, usual_form(_cased(found[p])), found[p], model=self.model, score=score)
            for score, p in kept
        ]

    def _score(self, phrase: Phrase, spans: Sequence[Span]) -> float:
        weight = sum(_WEIGHT[span.field] for span in spans)
        length = 1.0 + 0.15 * (min(len(phrase), 4) - 2)
        value = math.log1p(weight) * self._rarity(phrase) * length
        return value / (value + _HALF)

    def _rarity(self, phrase: Phrase) -> float:
        """Mean inverse document frequency, 1 for a syllable of medium rarity (one article in a hundred)."""
        count = self._statistics.document_count() if self._statistics is not None else 0
        if self._statistics is None or count == 0:
            return 1.0
        seen = [self._statistics.document_frequency(form) for form in phrase]
        mean = sum(math.log((count + 1) / (df + 0.5)) for df in seen) / len(seen)
        return max(mean, 0.05) / math.log(100)


class _Borders(NamedTuple):
    """Offsets in one field at which a word begins, and at which one ends."""

    starts: set[int]
    ends: set[int]


def _occurrences(read: Sequence[Page], words: WordSegmenter) -> dict[Phrase, list[Span]]:
    """The phrases worth weighing and where they stand as whole words."""
    borders = _borders(read, words)
    runs = [run for page in read for run in _runs(page, borders[page.field])]
    counts: Counter[Phrase] = Counter()
    for run in runs:
        forms, length = run.forms, len(run.forms)
        counts.update(
            forms[i : i + size] for size in range(1, min(_WINDOW, length) + 1) for i in range(length - size + 1)
        )
    closed = _bounded(runs, _closed(counts))
    found: dict[Phrase, list[Span]] = defaultdict(list)
    for run in runs:
        for phrase, span in _spans(run, closed):
            found[phrase].append(span)
    named = {phrase: spans for phrase, spans in found.items() if len(phrase) > 1 or _is_name(spans)}
    return _whole(named, borders)


def _borders(read: Sequence[Page], words: WordSegmenter) -> dict[Field, _Borders]:
    """Where the words of each page begin and end; no word goes on over the line breaks that part the pages here."""
    borders = {page.field: _Borders(set(), set()) for page in read}
    found = iter(words.words("\n".join(page.text for page in read)))
    word = next(found, None)
    offset = 0
    for page in read:
        stop = offset + len(page.text)
        while word is not None and word[0] < stop:
            borders[page.field].starts.add(word[0] - offset)
            borders[page.field].ends.add(word[1] - offset)
            word = next(found, None)
        offset = stop + 1
    return borders


def _whole(found: dict[Phrase, list[Span]], borders: dict[Field, _Borders]) -> dict[Phrase, list[Span]]:
    """The phrases that fit the words around them in most places, with those places."""
    kept = {}
    for phrase, spans in found.items():
        fitting = [span for span in spans if _fits(phrase, span, borders[span.field])]
        if fitting and 2 * len(fitting) >= len(spans):
            kept[phrase] = fitting
    return kept


def _fits(phrase: Phrase, span: Span, borders: _Borders) -> bool:
    """Whether a place is whole words of which the first and the last may open and end a phrase.

    "nhà máy" may open one, "nhà" may not, unless the phrase is one of WORDS ("người lao động").
    """
    if span.start not in borders.starts or span.end not in borders.ends:
        return False
    if " ".join(phrase) in WORDS:
        return True
    first, last = len(_JOINT.split(span.text)[0]), len(_JOINT.split(span.text)[-1])
    opens_badly = phrase[0] in NOT_FIRST and span.start + first in borders.ends
    return not opens_badly and not (phrase[-1] in NOT_LAST and span.end - last in borders.starts)


def _runs(page: Page, borders: _Borders) -> Iterator[_Run]:
    """Cut a field at punctuation, numbers and function words; y is none in "y tế", nor bị in "bị cáo"."""
    run: list[Syllable] = []
    for syllable, gap in zip(page.found, page.gaps, strict=False):
        number = syllable.exact.isdigit()
        joined = gap == "-" if number else gap == " "  # Covid-19
        alone = syllable.start in borders.starts and syllable.end in borders.ends
        broken = (alone and syllable.exact in BREAKS) or (number and not joined)
        if run and (broken or not joined):
            yield _Run(page, run, tuple(s.exact for s in run))
            run = []
        if not broken and (run or not number):
            run.append(syllable)
    if run:
        yield _Run(page, run, tuple(s.exact for s in run))


def _closed(counts: Counter[Phrase]) -> set[Phrase]:
    """Repeated phrases that no longer phrase contains as often."""
    repeated = {phrase: count for phrase, count in counts.items() if count > 1}
    inside = {
        part for phrase, count in repeated.items() for part in (phrase[1:], phrase[:-1]) if repeated.get(part) == count
    }
    return {phrase for phrase in repeated if phrase not in inside and len(phrase) <= _LONGEST and _is_phrase(phrase)}


def _bounded(runs: Sequence[_Run], wanted: set[Phrase]) -> set[Phrase]:
    """The phrases that somewhere begin, and somewhere end, at a break, or whose neighbours there vary."""
    before: dict[Phrase, set[str]] = defaultdict(set)
    after: dict[Phrase, set[str]] = defaultdict(set)
    sizes = {len(phrase) for phrase in wanted}
    for run in runs:
        for size in sizes:
            for i in range(len(run.forms) - size + 1):
                phrase = run.forms[i : i + size]
                if phrase in wanted:
                    before[phrase].add(run.forms[i - 1] if i else "")
                    after[phrase].add(run.forms[i + size] if i + size < len(run.forms) else "")
    return {p for p, met in before.items() if _free(met) and _free(after[p])}


def _free(neighbours: set[str]) -> bool:
    return "" in neighbours or len(neighbours) >= _VARIED


def _is_phrase(phrase: Phrase) -> bool:
    if " ".join(phrase) in COMMON or phrase[0] in PARTLY or phrase[-1] in PARTLY:
        return False
    return not any(len(form) == 1 and form in _INITIALS for form in phrase)


def _spans(run: _Run, wanted: set[Phrase]) -> Iterator[tuple[Phrase, Span]]:
    text, field = run.page.text, run.page.field
    for size in range(1, min(_LONGEST, len(run.forms)) + 1):
        for i in range(len(run.forms) - size + 1):
            phrase = run.forms[i : i + size]
            if phrase in wanted:
                start, end = run.at[i].start, run.at[i + size - 1].end
                yield phrase, Span(field, start, end, text[start:end])


def _is_name(spans: Sequence[Span]) -> bool:
    """Whether one syllable is a name of its own: iPhone, FLC, Bitcoin."""
    text = usual_form(spans)
    foreign = VIETNAMESE.fullmatch(text.lower()) is None or text.isupper()
    return len(text) > 2 and text.isascii() and text.isalnum() and not text.islower() and foreign


def _without_parts(scored: list[tuple[float, Phrase]], found: dict[Phrase, list[Span]]) -> list[tuple[float, Phrase]]:
    """Drop phrases that stand mostly inside a better or longer one already kept."""
    kept: list[tuple[float, Phrase]] = []
    for score, phrase in scored:
        spans = found[phrase]
        around = [s for _, other in kept if len(other) != len(phrase) for s in found[other]]
        covered = sum(any(o.field == s.field and o.start < s.end and s.start < o.end for o in around) for s in spans)
        if covered * 2 <= len(spans):
            kept.append((score, phrase))
    return kept


def _cased(spans: Sequence[Span]) -> Sequence[Span]:
    """The spans not written in capitals throughout, if there are any: a title in capitals says nothing of case."""
    cased = [span for span in spans if not span.text.isupper()]
    return cased or spans
