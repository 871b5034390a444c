"""The duplicate check: has this draft, or a part of it, run before, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from newsroom_ai.article import Article, Kind, Status
from newsroom_ai.duplicates.alignment import Alignment
from newsroom_ai.duplicates.fingerprints import fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.relations import STRONGEST_FIRST, relation
from newsroom_ai.duplicates.types import Duplicates, Match, Origin, Relation

SHORTEST: Final = 20
"""Syllables below which a draft is not compared: a headline alone says nothing of its origin."""

_CANDIDATES: Final = 30  # aligned for a draft, at the least; one costs about a millisecond


def only_published(article: Article) -> bool:
    """Say no to whatever the public cannot see: ``may_read`` of a caller without further rights."""
    return False


@dataclass(frozen=True, slots=True)
class _Found:
    """A match before it is known what its reader may see of it."""

    article: Article
    alignment: Alignment
    relation: Relation
    earlier: bool

    @property
    def score(self) -> float:
        """Share of the draft's syllables that stand in the other article: containment times similarity."""
        return self.alignment.containment * self.alignment.similarity


class DuplicateCheck:
    """Compares drafts with the archive, or with articles at hand.

    ``texts`` reads archived articles by their keys and leaves out those that are gone; ``own_sources`` are the
    names under which the newsroom itself publishes, compared without regard to case; ``now`` is the clock.
    """

    def __init__(
        self,
        index: FingerprintIndex,
        texts: Callable[[Sequence[int]], dict[int, Article]],
        own_sources: frozenset[str],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._index = index
        self._texts = texts
        self._own_sources = frozenset(map(_source, own_sources))
        self._now = now

    def check(
        self, draft: Article, *, limit: int = 10, may_read: Callable[[Article], bool] = only_published
    ) -> Duplicates:
        """Compare a draft with the archive.

        ``may_read`` is asked about articles that the public cannot see. A draft it refuses is returned hidden:
        its section and relation only; withdrawn articles and those of the future that it refuses are not there.
        """
        reading = Reading.of(draft)
        if len(reading) < SHORTEST:
            return _verdict(draft, [], limit, may_read)
        ranked = self._index.candidates(fingerprint(draft), max(_CANDIDATES, 3 * limit))
        stored = self._texts([key for key, _ in ranked])
        now = self._now()
        articles = [stored[key] for key, _ in ranked if key in stored]
        seen = [article for article in articles if _is_public(article, now) or _may_know(article, may_read)]
        return _verdict(
            draft, self._matches(reading, seen, now), limit, lambda one: _is_public(one, now) or may_read(one)
        )

    def compare(self, draft: Article, others: Sequence[Article], limit: int = 10) -> Duplicates:
        """Compare a draft with each of the articles given, all of which the caller may read."""
        reading = Reading.of(draft)
        compared = others if len(reading) >= SHORTEST else ()
        return _verdict(draft, self._matches(reading, compared, self._now()), limit, lambda _: True)

    def _matches(self, draft: Reading, others: Iterable[Article], now: datetime) -> list[_Found]:
        found = []
        for other in others:
            if other.id and other.id == draft.article.id:
                continue
            if named := relation(Alignment.of(draft, Reading.of(other))):
                earlier = _is_earlier(other, draft.article, now)
                kind: Relation = "own_update" if self._updates(draft.article, other, earlier) else named[0]
                found.append(_Found(other, named[1], kind, earlier))
        return found

    def _updates(self, draft: Article, other: Article, earlier: bool) -> bool:
        """Whether the draft carries on a story of our own, which shares text by right."""
        if draft.supersedes == other.id:
            return True
        return earlier and {_source(draft.source), _source(other.source)} <= self._own_sources


def _verdict(draft: Article, found: Sequence[_Found], limit: int, may_read: Callable[[Article], bool]) -> Duplicates:
    best = sorted(found, key=lambda one: (-one.score, one.article.id))
    verdict: Relation = min((one.relation for one in best), key=STRONGEST_FIRST.index, default="original")
    if any(one.relation == "own_update" and one.score >= best[0].score for one in best):
        verdict = "own_update"  # a paper that copied our story does not make it theirs
    releases = (one.article for one in best if one.article.kind is Kind.PRESS_RELEASE and may_read(one.article))
    release = next(releases, None)
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
