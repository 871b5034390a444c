"""Care of the tags an archive uses and of the vocabularies behind them: what to drop, merge, add and watch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from newsroom_ai.archive.jobs import Job
from newsroom_ai.archive.tag_usage import TagUsage
from newsroom_ai.batch.drift import DriftReport, drift
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.aliases import own_aliases, shipped_aliases
from newsroom_ai.vocabulary.near_duplicates import NearDuplicate, near_duplicates
from newsroom_ai.vocabulary.places import gazetteer
from newsroom_ai.vocabulary.vocabularies import Vocabulary

QUIET_YEARS: Final = 2
FEWEST_ARTICLES: Final = 3
"""Articles with a tag before its absence from the vocabularies is worth a look."""


class Example(NamedTuple):
    """One article that bears a tag."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class UnusedConcept:
    """A concept for use whose names stand in no article, as tag or section."""

    vocabulary: str
    uri: str
    label: str


@dataclass(frozen=True, slots=True)
class QuietTag:
    """A tag that at most so many articles bear, none of the last years; ``last_year`` None: none has a date."""

    tag: str
    articles: int
    last_year: int | None
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class MergeProposal:
    """Two tags that are probably one, and articles with the one to be given up."""

    pair: NearDuplicate
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class MissingTag:
    """A tag that no vocabulary in use knows.

    ``articles`` bear it; ``added`` times an editor added it by hand or wrote it in the place of a suggestion.
    ``nearest`` is a label of a vocabulary that is probably the same, so that the tag is a synonym of it.
    """

    tag: str
    articles: int
    added: int
    nearest: str | None
    examples: tuple[Example, ...]


class VocabularyCare:
    """Answers from the record as of now; nothing here changes an article."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom

    def unused_concepts(self) -> list[UnusedConcept]:
        """Concepts of the vocabularies in use that nobody uses, vocabulary by vocabulary, in their order."""
        usage = self._usage()
        used = {_key(tag) for tag in usage.counts}
        return [
            UnusedConcept(vocabulary.name, concept.uri, concept.label)
            for vocabulary in self._vocabularies()
            for concept in vocabulary
            if not concept.deprecated and not used.intersection(map(_key, concept.names()))
        ]

    def quiet_tags(self, most: int = 1, years: int = QUIET_YEARS) -> list[QuietTag]:
        """Tags on at most ``most`` articles, none of them from the newest ``years`` years of the archive."""
        usage = self._usage()
        newest = max(usage.years, default=0)
        found = [
            (tag, count, max(usage.by_year.get(tag, ()), default=None))
            for tag, count in usage.counts.items()
            if count <= most
        ]
        quiet = [one for one in found if one[2] is None or one[2] <= newest - years]
        quiet.sort(key=lambda one: (one[2] or 0, one[0]))
        examples = self._examples(usage, [tag for tag, *_ in quiet])
        return [QuietTag(tag, count, year, examples[tag]) for tag, count, year in quiet]

    def near_duplicates(self) -> list[MergeProposal]:
        """Tags to merge, those first that are surest and touch most articles."""
        usage = self._usage()
        labels = self._labels()
        aliases = (*own_aliases(self._newsroom.config.data, self._newsroom.config.search.aliases), *shipped_aliases())
        pairs = near_duplicates(usage.counts, aliases, lambda tag: labels.get(_key(tag)))
        examples = self._examples(usage, [pair.tag for pair in pairs])
        return [MergeProposal(pair, examples[pair.tag]) for pair in pairs]

    def missing_tags(self, fewest: int = FEWEST_ARTICLES) -> list[MissingTag]:
        """Tags that editors use and no vocabulary in use knows, those first that were added by hand most often.

        A tag counts with ``fewest`` articles, or when it was added by hand once. Provinces and other known places are
        left out: they are found by the gazetteer, not by a vocabulary.
        """
        usage, labels, added = self._usage(), self._labels(), self._added()
        wanted = {tag for tag, count in usage.counts.items() if count >= fewest} | added.keys()
        missing = [tag for tag in wanted if _key(tag) and _key(tag) not in labels and not _is_place(tag)]
        counts = {tag: usage.counts.get(tag, 0) for tag in missing} | dict.fromkeys(labels.values(), 0)
        known = set(labels.values())
        pairs = near_duplicates(counts, shipped_aliases(), lambda tag: labels.get(_key(tag)))
        nearest = {pair.tag: pair.into for pair in pairs if pair.into in known}
        missing.sort(key=lambda tag: (-added[tag], -usage.counts.get(tag, 0), tag))
        examples = self._examples(usage, missing)
        return [
            MissingTag(tag, usage.counts.get(tag, 0), added[tag], nearest.get(tag), examples[tag]) for tag in missing
        ]

    def drift(self, year: int | None = None) -> DriftReport:
        """Tags that a year's articles bear more or less often than those of the years before."""
        usage = self._usage()
        return drift(usage.by_year, usage.years, year)

    def merge(self, tags: Sequence[str], into: str, author: str) -> Job:
        """Make a job that puts ``into`` in the place of tags; it changes nothing until it is applied.

        Raises:
            InvalidQuery: as for ``MergeStore.create``.
        """
        return self._newsroom.jobs.get(self._newsroom.merges.create(tags, into, author))

    def _usage(self) -> TagUsage:
        return self._newsroom.tag_usage.read()

    def _vocabularies(self) -> Iterator[Vocabulary]:
        """Those the topics come from, and the newsroom's own."""
        chosen = self._newsroom.config.services.vocabularies
        for held in self._newsroom.vocabularies.all():
            if held.origin == "own" or held.vocabulary.name in chosen:
                yield held.vocabulary

    def _labels(self) -> Mapping[str, str]:
        """Every Vietnamese name of a concept in use, folded -> the preferred label."""
        return {
            _key(name): concept.label
            for vocabulary in self._vocabularies()
            for concept in vocabulary
            for name in concept.names()
        }

    def _added(self) -> Counter[str]:
        said = (recorded.feedback for recorded in self._newsroom.feedback.all())
        return Counter(
            one.value
            for one in said
            if one.action in {"add", "edit"} and one.value and one.kind in {"topic", "keyphrase"}
        )

    def _examples(self, usage: TagUsage, tags: Iterable[str]) -> Mapping[str, tuple[Example, ...]]:
        keys = {tag: usage.examples.get(tag, ()) for tag in tags}
        articles = self._newsroom.archive.by_keys(sorted({key for some in keys.values() for key in some}))
        return {
            tag: tuple(Example(articles[key].id, articles[key].title) for key in some if key in articles)
            for tag, some in keys.items()
        }


def _key(name: str) -> str:
    return " ".join(exact_forms(name))


def _is_place(tag: str) -> bool:
    return any((mention.start, mention.end) == (0, len(tag)) for mention in gazetteer().find(tag))
