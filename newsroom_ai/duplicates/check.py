"""The duplicate check: has this draft, or a part of it, run before, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

from newsroom_ai.article import Article, Kind, Status, TermStatistics
from newsroom_ai.duplicates.alignment import Alignment
from newsroom_ai.duplicates.boilerplate import boilerplate
from newsroom_ai.duplicates.events import SAME, Reports, too_far_apart
from newsroom_ai.duplicates.fingerprints import marks
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.duplicates.kinds import Mask
from newsroom_ai.duplicates.meetings import Meetings
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.relations import STRONGEST_FIRST, relation
from newsroom_ai.duplicates.types import Duplicates, Match, Neighbours, Origin, Relation
from newsroom_ai.encoders.types import Encoder

SHORTEST: Final = 20
"""Syllables below which a draft is not compared: a headline alone says nothing of its origin."""

_CANDIDATES: Final = 30  # aligned for a draft, at the most unless more matches are asked for
_NEIGHBOURS: Final = 20  # looked at for the same event, likewise

_LONG: Final = 240
"""Syllables of a draft of which any copied part worth telling shares two kept shingles with its source."""

_FIRST: Final = 6  # candidates that two shared shingles are enough for; behind them three must be shared

_GROWN: Final = 0.6
"""Share of the earlier text that a newer version of it keeps."""


def only_published(article: Article) -> bool:
    """Say no to whatever the public cannot see: ``may_read`` of a caller without further rights."""
    return False


@dataclass(frozen=True, slots=True)
class _Found:
    """A match before it is known what its reader may see of it; ``score`` in 0..1."""

    article: Article
    alignment: Alignment
    relation: Relation
    earlier: bool
    score: float


@dataclass(frozen=True)
class _Draft:
    """A draft with what the archive says of its words, worked out when first asked for."""

    reading: Reading
    met: Meetings
    texts: Callable[[Sequence[int]], dict[int, Article]]

    @cached_property
    def boilerplate(self) -> Mask:
        return boilerplate(self.reading, self.met, self.texts)

    def aligned(self, other: Reading) -> Alignment:
        """Align the draft; its boilerplate is looked for only where an alignment says anything at all."""
        found = Alignment.of(self.reading, other)
        if relation(found) is None or not self.boilerplate.any():
            return found
        return Alignment.of(self.reading, other, self.boilerplate)


class DuplicateCheck:
    """Compares drafts with the archive, or with articles at hand.

    ``texts`` reads archived articles by their keys and leaves out those that are gone; ``own_sources`` are the
    names under which the newsroom itself publishes, compared without regard to case; ``now`` is the clock.
    ``neighbours`` and ``statistics`` tell reports of the same event; without them nothing is called so. ``encoder``,
    the one that ``events.ENCODER`` names, tells them better.
    """

    def __init__(
        self,
        index: FingerprintIndex,
        texts: Callable[[Sequence[int]], dict[int, Article]],
        own_sources: frozenset[str],
        *,
        neighbours: Neighbours | None = None,
        statistics: TermStatistics | None = None,
        encoder: Encoder | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._index = index
        self._texts = texts
        self._own_sources = frozenset(map(_source, own_sources))
        self._neighbours = neighbours
        self._statistics = statistics
        self._encoder = encoder
        self._now = now

    def check(
        self,
        draft: Article,
        *,
        limit: int = 10,
        may_read: Callable[[Article], bool] = only_published,
        events: bool = True,
    ) -> Duplicates:
        """Compare a draft with the archive; without ``events`` nothing is looked for but shared text.

        ``may_read`` is asked about articles that the public cannot see. A draft it refuses is returned hidden:
        its section and relation only; withdrawn articles and those of the future that it refuses are not there.
        """
        reading = Reading.of(draft)
        if len(reading) < SHORTEST:
            return _verdict(draft, [], limit, may_read)
        read = self._read(reading)
        likely = _likely(read, max(_CANDIDATES, 2 * limit))
        events = events and self._statistics is not None
        near: list[int] = []
        if events and self._neighbours is not None:
            near = [key for key, _ in self._neighbours(draft, max(_NEIGHBOURS, 2 * limit))]
        now = self._now()
        stored = self._texts(list(dict.fromkeys([*likely, *near])))
        copied = frozenset(likely)
        seen = [(one, key in copied) for key, one in stored.items() if _is_public(one, now) or _may_know(one, may_read)]

        def may_see(article: Article) -> bool:
            return _is_public(article, now) or may_read(article)

        found = self._matches(read, seen, now, events=events)
        # Whoever may not read a draft learns that words are shared, not what a colleague is writing about.
        told = [one for one in found if one.relation != "same_event" or may_see(one.article)]
        return _verdict(draft, told, limit, may_see)

    def compare(self, draft: Article, others: Sequence[Article], limit: int = 10) -> Duplicates:
        """Compare a draft with each of the articles given, all of which the caller may read."""
        reading = Reading.of(draft)
        if len(reading) < SHORTEST:
            return _verdict(draft, [], limit, lambda _: True)
        given = [(other, True) for other in others]
        found = list(self._matches(self._read(reading), given, self._now(), events=self._statistics is not None))
        return _verdict(draft, found, limit, lambda _: True)

    def _read(self, reading: Reading) -> _Draft:
        return _Draft(reading, self._index.meetings(marks(reading.hashes[reading.bounds[1] :])), self._texts)

    def _matches(
        self, draft: _Draft, others: Iterable[tuple[Article, bool]], now: datetime, *, events: bool
    ) -> Iterator[_Found]:
        """Matches among other articles, each with whether it may share text: aligning costs most of a check."""
        article = draft.reading.article
        reports = Reports(self._statistics, self._encoder) if events and self._statistics is not None else None
        report = reports.of(draft.reading, now) if reports else None
        for other, shares in others:
            if other.id and other.id == article.id:
                continue
            if not shares and too_far_apart(article.published_at or now, other.published_at):
                continue
            reading = Reading.of(other)
            alignment = draft.aligned(reading) if shares else Alignment(draft.reading, reading, (), ())
            earlier = _is_earlier(other, article, now)
            if named := relation(alignment):
                kind: Relation = "own_update" if self._updates(article, other, named[1], earlier) else named[0]
                yield _Found(other, named[1], kind, earlier, named[1].containment * named[1].similarity)
            elif reports and report and (likeness := reports.likeness(report, reports.of(reading))) >= SAME:
                yield _Found(other, replace(alignment, stretches=(), standings=()), "same_event", earlier, likeness)

    def _updates(self, draft: Article, other: Article, shared: Alignment, earlier: bool) -> bool:
        """Whether the draft carries on a story of our own, which shares text by right.

        It says so, or both are ours; or, from one source, the earlier text is kept and has grown.
        """
        if draft.supersedes and draft.supersedes == other.id:
            return True
        sources = {_source(draft.source), _source(other.source)}
        if not earlier:
            return False
        grown = len(shared.draft) > len(shared.other) and shared.reverse >= _GROWN
        return sources <= self._own_sources or (len(sources) == 1 and sources != {""} and grown)


def _likely(draft: _Draft, limit: int) -> list[int]:
    """Keys of the articles worth aligning, those that share the most first.

    A copied paragraph of 60 syllables shares about six kept shingles; with three words in ten changed, one or two.
    """
    ranked = draft.met.ranked(limit)
    if len(draft.reading) < _LONG:
        return [one.key for one in ranked]
    return [one.key for rank, one in enumerate(ranked) if one.hits >= (2 if rank < _FIRST else 3)]


def _verdict(draft: Article, found: Sequence[_Found], limit: int, may_read: Callable[[Article], bool]) -> Duplicates:
    best = sorted(found, key=lambda one: (one.relation == "same_event", -one.score, one.article.id))
    verdict: Relation = min((one.relation for one in best), key=STRONGEST_FIRST.index, default="original")
    if any(one.relation == "own_update" and one.score >= best[0].score for one in best):
        verdict = "own_update"  # a paper that copied our story does not make it theirs
    copied = (one.article for one in best if one.relation != "same_event" and may_read(one.article))
    release = next((article for article in copied if article.kind is Kind.PRESS_RELEASE), None)
    origin = Origin("press_release", release.id) if release else None
    matches = [_match(one) if may_read(one.article) else _hidden(one) for one in best[:limit]]
    return Duplicates(draft.id, verdict, origin, tuple(matches))


def _match(found: _Found) -> Match:
    article, alignment = found.article, found.alignment
    return Match(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        section=article.section,
        published_at=article.published_at,
        earlier=found.earlier,
        relation=found.relation,
        score=found.score,
        containment=alignment.containment,
        resemblance=alignment.resemblance,
        passages=alignment.passages(),
    )


def _hidden(found: _Found) -> Match:
    """Say that there is something, and in which section, so that the reporter can ask the desk."""
    return Match(
        id=None,
        title=None,
        source=None,
        url=None,
        section=found.article.section,
        published_at=None,
        earlier=False,
        relation=found.relation,
        score=0.0,
        containment=0.0,
        resemblance=0.0,
        passages=(),
        hidden=True,
    )


def _is_public(article: Article, now: datetime) -> bool:
    published = article.published_at
    return article.status is Status.PUBLISHED and (published is None or published <= now)


def _may_know(article: Article, may_read: Callable[[Article], bool]) -> bool:
    """Whether the caller may learn at all that there is such an article: of any draft, else what they may read."""
    return article.status is Status.DRAFT or may_read(article)


def _is_earlier(other: Article, draft: Article, now: datetime) -> bool:
    """Whether an article ran before the draft, which without a date is being written now.

    A published article without a date is taken to have run already.
    """
    if other.status is Status.DRAFT:
        return False
    return other.published_at is None or other.published_at < (draft.published_at or now)


def _source(name: str) -> str:
    return name.strip().casefold()
