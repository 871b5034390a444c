"""The newsroom: the only module that knows every service; it wires them once."""

from __future__ import annotations

import dataclasses
import logging
import math
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from newsroom_ai.archive.access import Access
from newsroom_ai.archive.articles import ArticleStore, Written
from newsroom_ai.archive.confidences import ORIGINS, ConfidenceReader
from newsroom_ai.archive.database import FILE_NAME as DATABASE_NAME
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.decisions import DecisionStore
from newsroom_ai.archive.feedback import FeedbackStore
from newsroom_ai.archive.job_changes import JobChanges
from newsroom_ai.archive.jobs import JobStore
from newsroom_ai.archive.merges import MergeStore
from newsroom_ai.archive.selection import Selection
from newsroom_ai.archive.tag_usage import TagUsageReader
from newsroom_ai.archive.tokens import Tokens
from newsroom_ai.archive.vocabularies import VocabularyStore
from newsroom_ai.article import FIELDS, Answer, Article, Failed, Field, Status
from newsroom_ai.checks import Check, checks
from newsroom_ai.config import Config
from newsroom_ai.duplicates.check import DuplicateCheck
from newsroom_ai.duplicates.events import ENCODER as EVENT_ENCODER
from newsroom_ai.duplicates.report import ReportedGroup, reported
from newsroom_ai.duplicates.scan import Scan
from newsroom_ai.duplicates.types import Duplicates
from newsroom_ai.encoders.types import Encoder
from newsroom_ai.entities.registry import recogniser
from newsroom_ai.entity_facets import EntityFacets, Named, named
from newsroom_ai.errors import Conflict, InvalidQuery, ModelUnavailable, NewsroomError, NotFound, UnreadableFile
from newsroom_ai.follower import Followed, Follower, IndexLock
from newsroom_ai.indexes import Difference, Indexes, IndexSet, lexical_document
from newsroom_ai.ingest.decoding import mended
from newsroom_ai.ingest.jsonl import Line, mapped, read_jsonl
from newsroom_ai.ingest.records import read_article
from newsroom_ai.ingest.source_marks import cut_source_mark
from newsroom_ai.model_choice import choice_stamp, chosen_model
from newsroom_ai.overview import Overview, OverviewRequest, overview
from newsroom_ai.search.archive_search import ArchiveSearch
from newsroom_ai.search.expansion import Expander
from newsroom_ai.search.export import EXPORT_LIMIT, ExportedHit
from newsroom_ai.search.meaning import Meaning
from newsroom_ai.search.related import RelatedSearch
from newsroom_ai.search.suggestions import Suggestion, Suggestions
from newsroom_ai.search.types import (
    HIT_LIMIT,
    FacetValue,
    HighlightTerms,
    Page,
    QueryEcho,
    SearchRequest,
    Total,
    Why,
)
from newsroom_ai.search.vectors import VectorIndex
from newsroom_ai.summarisation.background import BUDGET, Background, background
from newsroom_ai.summarisation.registry import headline_writer, summariser
from newsroom_ai.summarisation.types import Headlines, Summary, SummaryOptions
from newsroom_ai.tagging.combined import CombinedTagger, apply_options
from newsroom_ai.tagging.registry import tagger
from newsroom_ai.tagging.types import Tag, TagOptions, Tags
from newsroom_ai.text.highlights import highlights
from newsroom_ai.text.language import language
from newsroom_ai.vocabulary.aliases import own_aliases, shipped_aliases
from newsroom_ai.vocabulary.vocabularies import Vocabulary

T = TypeVar("T")
Part = Literal["tags", "summary", "headlines", "duplicates", "related", "checks"]
PARTS: tuple[Part, ...] = ("tags", "summary", "headlines", "duplicates", "related", "checks")
SAMPLE = Path(__file__).parent / "ingest" / "sample" / "articles.jsonl"

INGEST_BATCH = 500  # articles a transaction
_READ = 256  # articles read for names between two commits …
_AT_ONCE = 4  # … and between two rests …
_REST = 0.5  # … which are as long as this share of the work, and longer while somebody is served …
_PATIENCE = 2.0  # … but no longer than so many seconds: names come in time on a server that never rests, too
_LOOK = 0.02
RELATED_LIMIT = 100
_CHECKED = 10  # matches that a duplicate check names unless asked for more
_COPIES = 15  # near copies looked for among what is related; a text that ran more often is rare, and each costs time
SNIPPETS: dict[Field, int] = {"title": 1, "sapo": 1, "body": 2}  # windows shown of each field of a hit
LANGUAGE_CHARACTERS = 2_000  # of a body, for telling its language

_log = logging.getLogger(__name__)
_TAGS = TagOptions()
_SAPO = SummaryOptions()


@dataclass(frozen=True, slots=True)
class HitHighlight:
    """Words around matches: ``matches`` are [start, end) offsets in the field, inside ``start``..``end``."""

    field: str
    start: int
    end: int
    text: str
    matches: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of a result list."""

    id: str
    title: str
    sapo: str
    url: str
    source: str
    section: str
    published_at: datetime | None
    score: float
    why: Why
    highlights: tuple[HitHighlight, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits, with totals and facets over the whole candidate set."""

    query: QueryEcho
    total: Total
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    next: str | None


@dataclass(frozen=True, slots=True)
class Export:
    """All hits of a search, some at a time; ``total`` may be more than an export holds."""

    total: Total
    pages: Iterator[list[ExportedHit]]


EntityKind = Literal["person", "organisation", "place"]
ENTITY_KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place")


@dataclass(frozen=True, slots=True)
class EntityPage:
    """What the archive holds on a person, organisation or place, over its published articles.

    ``months`` counts them by month of publication, oldest first; ``together`` names who and what stands in the same
    articles, by kind, the most frequent first; ``latest`` are the newest articles.
    """

    kind: EntityKind
    value: str
    total: int
    months: tuple[FacetValue, ...]
    together: dict[str, tuple[FacetValue, ...]]
    latest: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Articles on the same matter, without the article itself and its near copies unless asked."""

    id: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class ArticleVector:
    """The vector of an article, of length 1, by the encoder ``model``; all zero where no word is known."""

    id: str
    model: str
    vector: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """The article that an answer is about."""

    id: str


@dataclass(frozen=True, slots=True)
class AssistPart:
    """One part of ``assist``: its value, or the error in its place, and the time it took."""

    part: Part
    value: Any
    error: NewsroomError | None
    took_ms: float


@dataclass(frozen=True, slots=True)
class Assist:
    """Everything at once; a part that failed is None and stands in ``errors``."""

    id: str
    tags: tuple[Tag, ...] | None
    summary: Summary | None
    headlines: Headlines | None
    duplicates: Duplicates | None
    related: Related | None
    checks: tuple[Check, ...] | None
    timings_ms: dict[str, float]
    errors: dict[str, NewsroomError]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one line of input; ``position`` counts the bytes of the file read so far."""

    line: int
    position: int
    id: str | None
    status: Literal["created", "updated", "unchanged", "rejected"]
    error: NewsroomError | None = None


class _Later(Generic[T]):
    """What takes long to load, made when it is first asked for, once."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: T | None = None

    def __call__(self) -> T:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


@dataclass(frozen=True, slots=True)
class _Services:
    """The services over one generation of the indexes.

    ``vectors`` and ``encoder``, which is for queries, belong together; both are None where nothing can be found by
    meaning: no encoder is configured, or its first vectors are still being made.
    """

    indexes: IndexSet
    made_from: tuple[object, ...]
    vectors: VectorIndex | None
    encoder: Encoder | None
    tagger: _Later[CombinedTagger]
    search: ArchiveSearch
    related: RelatedSearch
    suggestions: Suggestions
    duplicates: DuplicateCheck


class Newsroom:
    """One newsroom over one data directory.

    Reads are safe from any number of threads. Writing to the archive is safe beside other processes; the derived
    indexes follow it in whichever process called ``start``, or else on ``catch_up``.
    """

    def __init__(self, config: Config, database: Database, indexes: Indexes) -> None:
        self.config = config
        self.archive = ArticleStore(database)
        self.access = Access(database)
        self.tokens = Tokens(database)
        self.feedback = FeedbackStore(database)
        self.vocabularies = VocabularyStore(database)
        self.jobs = JobStore(database)
        self.job_changes = JobChanges(database)
        self.decisions = DecisionStore(database)
        self.selection = Selection(database)
        self.merges = MergeStore(database)
        self.tag_usage = TagUsageReader(database)
        self._confidences = ConfidenceReader(database)
        self.busy: Callable[[], bool] = lambda: False  # whether somebody is served, for whom work behind waits
        self._database = database
        self._indexes = indexes
        self._aliases = own = own_aliases(config.data, config.search.aliases)
        self._recogniser = _Later(partial(recogniser, config.services.recogniser, aliases=own))
        self._summariser = summariser(config.services.summariser, config.abstractive)
        self._headlines = headline_writer(config.services.headlines)
        self._expander = Expander(own)
        self._facets = self._entity_facets(indexes.current)
        self._reader = Follower(
            self.archive, self._followed_facets, IndexLock(config.data, "entities.lock"), batch=_READ, chunk=_AT_ONCE
        )
        self._services = self._wired(indexes.current)

    @classmethod
    def open(cls, config: Config, workers: int = 1) -> Newsroom:
        """Open or make the data directory; follows no change log yet.

        ``workers`` above 1 lets that many processes prepare large backlogs for the indexes.
        """
        database = Database(config.data)
        return cls(config, database, Indexes(config.data, ArticleStore(database), workers, config.encoder))

    def _wired(self, indexes: IndexSet) -> _Services:
        embedded = indexes.embedded
        meaning = Meaning(embedded.vectors, embedded.queries, embedded.passages) if embedded else None
        search = ArchiveSearch(indexes.lexical, indexes.forward, meaning, self._expander)
        check = DuplicateCheck(
            indexes.fingerprints,
            self.archive.by_keys,
            frozenset(self.config.newspaper.own_sources),
            neighbours=partial(self._neighbours, indexes),
            statistics=indexes.lexical,
            encoder=embedded.passages if embedded and embedded.passages.name == EVENT_ENCODER else None,
        )
        return _Services(
            indexes,
            self._made_from(),
            embedded.vectors if embedded else None,
            embedded.queries if embedded else None,
            _Later(partial(self._combined_tagger, indexes)),
            search,
            RelatedSearch(indexes.lexical, meaning),
            Suggestions(indexes.lexical),
            check,
        )

    def _combined_tagger(self, indexes: IndexSet) -> CombinedTagger:
        options: dict[str, dict[str, Any]] = {
            "names.v1": {"recogniser": self._recogniser()},
            "places.v1": {"recogniser": self._recogniser()},
            "keyphrases.v1": {"statistics": indexes.lexical},
            "keyphrases-boosted.v2": {
                "aliases": (*self._aliases, *shipped_aliases()),
                "used": indexes.lexical.tag_counts,
                "folder": chosen_model(self.config.data, "keyphrases"),
            },
            "sections-linear.v1": {"folder": chosen_model(self.config.data, "sections")},
            "topics-linear.v2": {
                "vocabularies": self._topic_vocabularies(),
                "folder": chosen_model(self.config.data, "topics"),
            },
        }
        return CombinedTagger([tagger(name, **options.get(name, {})) for name in self.config.services.taggers])

    @staticmethod
    def _neighbours(indexes: IndexSet, article: Article, limit: int) -> Sequence[tuple[int, float]]:
        """Archive keys of articles on the same matter, by vectors where there are any, else by rare words."""
        if indexes.embedded is not None:
            return indexes.embedded.vectors.search(indexes.embedded.prepare([article])[0], limit)
        found = RelatedSearch(indexes.lexical).related(article, datetime.now(UTC), limit)
        return [(one.key, min(1.0, one.score)) for one in found]

    def _entity_facets(self, indexes: IndexSet) -> EntityFacets:
        name = self.config.services.recogniser
        return EntityFacets(indexes.folder, name, indexes.lexical, self.archive.records)

    def _followed_facets(self) -> Sequence[Followed]:
        current = self._indexes.current
        if not self._facets.of(current.lexical):
            self._facets = self._entity_facets(current)
        return (Followed(self._facets, self._named),)

    def _named(self, articles: Sequence[Article]) -> Sequence[Named]:
        start = time.perf_counter()
        found = named(articles, self._recogniser(), lexical_document)
        time.sleep((time.perf_counter() - start) * _REST)
        until = time.monotonic() + _PATIENCE
        while self.busy() and time.monotonic() < until:
            time.sleep(_LOOK)
        return found

    def _now_wired(self) -> _Services:
        """The services over the generation in use; wired anew when a rebuild, a vocabulary or a model changed it."""
        services = self._services
        if services.indexes is not self._indexes.current or services.made_from != self._made_from():
            self._services = services = self._wired(self._indexes.current)
        return services

    def _made_from(self) -> tuple[object, ...]:
        """What taggers are made from beside the indexes: equal while neither a vocabulary nor a model was changed."""
        return (choice_stamp(self.config.data), *map(id, self._topic_vocabularies()))

    def _topic_vocabularies(self) -> list[Vocabulary]:
        return [self.vocabularies.get(name).vocabulary for name in self.config.services.vocabularies]

    # Articles in

    def read(self, record: Mapping[str, Any], pointer: str = "", *, need_id: bool = False) -> Article:
        """Turn a JSON object from outside into an article.

        Raises:
            InvalidArticle: with one entry for each field that is wrong.
        """
        return read_article(record, pointer, need_id=need_id)

    def each(
        self, records: Iterable[Mapping[str, Any]], verb: Callable[[Article], Answer[T]]
    ) -> Iterator[Answer[T] | Failed]:
        """Serve records one by one, in order; an expected failure takes its record's place only."""
        for place, record in enumerate(records):
            try:
                yield verb(self.read(record, f"/articles/{place}"))
            except NewsroomError as error:
                id = record.get("id") if isinstance(record, Mapping) else None
                yield Failed(id if isinstance(id, str) else None, error)

    def store(self, article: Article, author: str, if_version: int | None = None) -> Written:
        """Put an article into the archive; the mark of its source is cut from the sapo.

        Raises:
            Conflict: ``if_version`` is not the stored version.
        """
        written = self.archive.put(_stored_form(article), author, if_version)
        self._indexes.wake()
        return written

    def wake(self) -> None:
        """Say that something was written to the archive, so that the indexes look at once."""
        self._indexes.wake()

    def remove(self, id: str, author: str) -> None:
        """Delete an article with its versions.

        Raises:
            NotFound: there is no such article.
        """
        self.archive.delete(id, author)
        self._indexes.wake()

    def ingest(
        self, lines: Iterable[Line], author: str, mapping: Mapping[str, str] | None = None
    ) -> Iterator[Ingested]:
        """Store articles line by line in transactions of some hundreds; a bad line is rejected, the rest goes on.

        A line is reported once its transaction is on disk.
        """
        batch: list[tuple[Line, Article | NewsroomError]] = []
        for line in lines:
            batch.append((line, self._line(line, mapping or {})))
            if len(batch) >= INGEST_BATCH:
                yield from self._stored(batch, author)
                batch = []
        yield from self._stored(batch, author)

    def load_sample(self) -> bool:
        """Fill an empty archive with the sample articles; says whether it was empty."""
        if self.archive.count():
            return False
        for _ in self.ingest(read_jsonl(SAMPLE), "sample"):
            pass
        return True

    def _line(self, line: Line, mapping: Mapping[str, str]) -> Article | NewsroomError:
        if line.record is None:
            return line.error or NotFound("dòng trống")
        try:
            return _stored_form(self.read(mended(mapped(line.record, mapping)), need_id=True))
        except NewsroomError as error:
            return error

    def _stored(self, batch: list[tuple[Line, Article | NewsroomError]], author: str) -> Iterator[Ingested]:
        articles = [article for _, article in batch if isinstance(article, Article)]
        written = iter(self.archive.put_many(articles, author))
        self._indexes.wake()
        for line, article in batch:
            if isinstance(article, Article):
                yield Ingested(line.number, line.position, article.id, next(written).status)
            else:
                given = (line.record or {}).get("id")
                id = given if isinstance(given, str) else None
                yield Ingested(line.number, line.position, id, "rejected", article)

    # Services

    def tag(self, article: Article, options: TagOptions = _TAGS) -> Answer[Tags]:
        """Suggest tags, best first, each with the words it rests on."""
        services = self._now_wired()
        found = services.tagger().tag(article)
        counts = services.indexes.lexical.tag_counts({tag.label for tag in found})
        return self._answer(article, Tags(article.id, tuple(apply_options(found, options, counts.__getitem__))))

    def summarise(self, article: Article, options: SummaryOptions = _SAPO) -> Answer[Summary]:
        """Summarise within the limits of a style."""
        return self._answer(article, self._summariser.summarise(article, options))

    def headlines(self, article: Article, limit: int = 5) -> Answer[Headlines]:
        """Suggest headlines, best first."""
        found = self._headlines.headlines(article)
        return self._answer(article, dataclasses.replace(found, candidates=found.candidates[:limit]))

    def backgrounds(self, articles: Sequence[Article], max_syllables: int = BUDGET) -> Background:
        """Tell what 2-20 articles on one matter say between them, by date.

        Raises:
            InvalidQuery: too few or too many articles, or a budget outside 20-600.
            InvalidArticle: none has a sentence to take.
        """
        return background(articles, max_syllables)

    def duplicates(
        self,
        article: Article,
        *,
        limit: int = _CHECKED,
        against: Sequence[Article] | None = None,
        drafts: bool = False,
    ) -> Answer[Duplicates]:
        """Say whether the text ran before, where, and which words.

        ``against`` None compares with the archive, else only with those articles. ``drafts`` True is for callers
        who may read drafts; to all others a draft that matches is hidden but for its section.
        """
        check = self._now_wired().duplicates
        if against is not None:
            return self._answer(article, check.compare(article, against, limit))
        return self._answer(article, check.check(article, limit=limit, may_read=lambda _: drafts))

    def duplicates_scan(self) -> Scan:
        """The scan of the whole archive for copies, whose state lies in the data directory."""
        folder = self.config.data / "duplicates-scan"
        return Scan(self._now_wired().indexes.fingerprints, self.archive.by_keys, folder)

    def duplicates_report(self) -> Iterator[ReportedGroup]:
        """The groups of copies that the last scan found, the largest first.

        Raises:
            NotFound: no scan has come to its end yet.
        """
        scan = self.duplicates_scan()
        if not scan.finished:
            raise NotFound("Chưa có lượt quét nào xong; chạy `newsroom duplicates scan`")
        return reported(scan.groups(), self.archive.by_keys)

    def related(
        self,
        article: Article,
        *,
        limit: int = 10,
        include_copies: bool = False,
        decay: float = 0.0,
        checked: Duplicates | None = None,
    ) -> Answer[Related]:
        """Find articles on the same matter.

        Args:
            article: a draft or an archived article; itself and its versions are left out.
            limit: hits wanted, 1-100.
            include_copies: keep near copies of the text.
            decay: days after which an article's score counts half; 0 for no decay.
            checked: what the duplicate check found already, which names the near copies.
        """
        if not 1 <= limit <= RELATED_LIMIT or not 0 <= decay < math.inf:
            raise InvalidQuery(f"limit phải từ 1 đến {RELATED_LIMIT}, decay không âm")
        services = self._now_wired()
        now = datetime.now(UTC)
        ranked = services.related.related(article, now, limit * 2 + 20)
        stored = self.archive.by_keys([one.key for one in ranked])
        left_out = {article.id} if include_copies else {article.id, *self._copies(article, services, checked)}
        scored = [
            (_decayed(one.score, stored[one.key], now, decay), stored[one.key], one.why)
            for one in ranked
            if one.key in stored
            and self.readable(stored[one.key])
            and not _same_story(article, stored[one.key])
            and stored[one.key].id not in left_out
        ]
        scored.sort(key=lambda item: -item[0])
        hits = [_hit(found, score, why, ()) for score, found, why in scored[:limit]]
        return self._answer(article, Related(article.id, tuple(hits)))

    @staticmethod
    def _copies(article: Article, services: _Services, checked: Duplicates | None) -> set[str]:
        def named(found: Duplicates) -> set[str]:
            return {match.id for match in found.matches if match.id is not None and match.relation != "same_event"}

        known = named(checked) if checked else set()
        if checked and len(known) < _CHECKED:  # copies come first: had there been more, they would fill it
            return known
        return named(services.duplicates.check(article, limit=_COPIES, events=False))

    def embed(self, article: Article) -> Answer[ArticleVector]:
        """Make the vector that search by meaning knows the article by.

        Raises:
            ModelUnavailable: the settings name no encoder.
        """
        embedded = self._now_wired().indexes.asked
        if embedded is None:
            raise ModelUnavailable("Cấu hình không đặt tên bộ mã hóa nào ([encoder] name)")
        vector = tuple(round(float(value), 6) for value in embedded.prepare([article])[0])
        return self._answer(article, ArticleVector(article.id, embedded.passages.name, vector))

    def search(self, request: SearchRequest) -> SearchResult:
        """Search the archive.

        Raises:
            InvalidQuery: a value is out of range, or the cursor belongs to another search.
            ModelUnavailable: a mode was asked for that needs a model which is not installed.
        """
        page = self._page(request)
        stored = self.archive.by_keys([hit.key for hit in page.ranked])
        hits = [
            _hit(stored[hit.key], hit.score, hit.why, _marked(stored[hit.key], page.terms))
            for hit in page.ranked
            if hit.key in stored and self._listed(stored[hit.key], request)
        ]
        return SearchResult(page.query, page.total, tuple(hits), page.facets, page.next)

    def _page(self, request: SearchRequest) -> Page:
        return self._now_wired().search.search(request, datetime.now(UTC))

    def export(self, request: SearchRequest, limit: int = EXPORT_LIMIT) -> Export:
        """Find the hits of a search for a file: at most ``limit``, read some at a time as the pages are asked for.

        Raises:
            InvalidQuery: as for ``search``, or the limit is not 1-10,000.
            ModelUnavailable: as for ``search``.
        """
        if not 1 <= limit <= EXPORT_LIMIT:
            raise InvalidQuery(f"limit phải từ 1 đến {EXPORT_LIMIT}")
        request = dataclasses.replace(request, limit=min(limit, HIT_LIMIT), cursor=None, facets=())
        first = self._page(request)
        return Export(first.total, self._exported(request, first, limit))

    def _exported(self, request: SearchRequest, page: Page, left: int) -> Iterator[list[ExportedHit]]:
        seen: set[int] = set()  # articles that come or change meanwhile move scores, and hits between pages
        while True:
            ranked = [hit for hit in page.ranked if hit.key not in seen][:left]
            seen.update(hit.key for hit in ranked)
            stored = self.archive.by_keys([hit.key for hit in ranked])
            found = ((stored[hit.key], hit.score) for hit in ranked if hit.key in stored)
            yield [_exported(article, score) for article, score in found if self._listed(article, request)]
            left -= len(ranked)
            if left <= 0 or page.next is None:
                return
            page = self._page(dataclasses.replace(request, cursor=page.next))

    def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
        """Suggest queries, values to filter by and published articles for what is typed so far.

        Raises:
            InvalidQuery: the text is longer than a query may be, or the limit is not 1-20.
        """
        suggestions = self._now_wired().suggestions
        keys = suggestions.titles(text, datetime.now(UTC))
        stored = self.archive.by_keys(keys)
        titles = [(stored[key].id, stored[key].title) for key in keys if key in stored and self.readable(stored[key])]
        return suggestions.choose(text, titles, limit)

    def entity_page(self, kind: EntityKind, value: str, limit: int = 10) -> EntityPage:
        """Gather what the archive holds on one value of the search facet ``kind``; nothing where no article has it.

        Args:
            kind: one of ``ENTITY_KINDS``.
            value: as the facet counts it.
            limit: articles, and names of each kind, at most; 1-100.

        Raises:
            InvalidQuery: the kind is none of them, or the limit is out of range.
        """
        if kind not in ENTITY_KINDS:
            raise InvalidQuery(f"Không có loại thực thể {kind}; các loại: {', '.join(ENTITY_KINDS)}")
        facets = ("month", *ENTITY_KINDS)
        asked = SearchRequest(filters={kind: (value,)}, mode="keyword", sort="newest", limit=limit, facets=facets)
        found = self.search(asked)
        others = {
            name: [one for one in found.facets[name] if (name, one.value) != (kind, value)] for name in ENTITY_KINDS
        }
        return EntityPage(
            kind,
            value,
            found.total.value,
            found.facets["month"],
            {name: tuple(values[:limit]) for name, values in others.items()},
            found.hits,
        )

    def overview(self, asked: OverviewRequest) -> Overview:
        """The published archive in numbers: by month, section, tag and province, with the holes it has."""
        confidences = [self._confidences.read(origin) for origin in ORIGINS]
        return overview(asked, self._now_wired().indexes.lexical, confidences, datetime.now(UTC))

    def _listed(self, article: Article, request: SearchRequest) -> bool:
        """Whether a hit still is what was asked for: the indexes may lag behind the record."""
        return self.readable(article) if request.status == "published" else article.status == request.status

    def assist(self, article: Article, want: Sequence[Part] = PARTS, *, drafts: bool = False) -> Answer[Assist]:
        """Run the services asked for; what fails is reported beside what worked."""
        done: dict[Part, Any] = {}
        ran = []
        for part in (part for part in PARTS if part in want):
            ran.append(self.assist_part(part, article, done, drafts=drafts))
            done[part] = ran[-1].value
        timings: dict[str, float] = {part.part: part.took_ms for part in ran}
        errors: dict[str, NewsroomError] = {part.part: part.error for part in ran if part.error is not None}
        values = {part: done.get(part) for part in PARTS}
        return self._answer(article, Assist(article.id, **values, timings_ms=timings, errors=errors))

    def assist_part(
        self, part: Part, article: Article, done: Mapping[Part, Any], *, drafts: bool = False
    ) -> AssistPart:
        """Run one service of ``assist``; an error becomes part of the result.

        ``checks`` judges what other parts have ``done``, by their values, and only that.
        """
        verbs: dict[Part, Callable[[], Any]] = {
            "tags": lambda: self.tag(article).result.tags,
            "summary": lambda: self.summarise(article).result,
            "headlines": lambda: self.headlines(article).result,
            "duplicates": lambda: self.duplicates(article, drafts=drafts).result,
            "related": lambda: self.related(article, checked=done.get("duplicates")).result,
            "checks": lambda: tuple(checks(article, done.get("tags"), done.get("summary"), done.get("duplicates"))),
        }
        value: Any = None
        failure: NewsroomError | None = None
        start = time.perf_counter()
        try:
            value = verbs[part]()
        except NewsroomError as error:
            failure = error
        except Exception as error:
            # The name of what was raised and where, but no message: it could hold words of the article.
            _log.error("part %s failed: %s at %s", part, type(error).__name__, _place(error))
            failure = NewsroomError("Phần này gặp lỗi trong máy chủ; các phần khác không bị ảnh hưởng")
        return AssistPart(part, value, failure, round((time.perf_counter() - start) * 1000, 1))

    def assist_head(self, article: Article) -> Answer[Subject]:
        """What every result of ``assist`` carries, for those who run it part by part."""
        return self._answer(article, Subject(article.id))

    @staticmethod
    def _answer(article: Article, result: T) -> Answer[T]:
        told = article.language or language(f"{article.title}\n{article.sapo}\n{article.body[:LANGUAGE_CHARACTERS]}")
        return Answer(result, article.sha256, told, article.body if article.plain_text else None)

    def readable(self, article: Article, drafts: bool = False) -> bool:
        """Whether a caller may see this archived article: it is published and out, or the caller may see drafts."""
        out = article.published_at is None or article.published_at <= datetime.now(UTC)
        return drafts or (article.status is Status.PUBLISHED and out)

    # Indexes

    def start(self) -> None:
        """Follow the archive in the background until ``close``.

        Raises:
            Conflict: another process does it already.
        """
        self._indexes.start()
        self._reader.start()

    def warm(self) -> None:
        """Load the models now, so that no request waits for them.

        Raises:
            NewsroomError: the settings name a model that is not there.
        """
        self._now_wired().tagger()

    def catch_up(self, *, serving: bool = False) -> bool:
        """Bring the indexes, or with ``serving`` those in use, up to date here and now; else names as facets, too.

        False when another process holds their lock and does it.
        """
        if not self._indexes.catch_up(serving=serving):
            return False
        return serving or self._reader.catch_up()

    @property
    def indexing(self) -> Literal["ok", "failing"]:
        """Whether the indexes follow the archive; while ``failing`` they try again every few seconds."""
        return "failing" if self._indexes.failure else "ok"

    def lag(self) -> int:
        """Changes of the archive that are not in the indexes in use yet; vectors still being made do not count."""
        return self._indexes.lag()

    def lags(self) -> dict[str, int]:
        """Changes that are not in each index yet; for vectors also while they are made and not yet in use.

        ``entities`` are the people and organisations that become facets after an article can be found.
        """
        return {**self._indexes.lags(), "entities": self._reader.lag()}

    def wait(self, timeout: float | None = None, *, serving: bool = False) -> bool:
        """Wait until the indexes, or with ``serving`` those in use, hold everything written so far.

        False after ``timeout`` seconds.
        """
        return self._indexes.wait(timeout, serving=serving)

    def rebuild(self) -> None:
        """Build the indexes anew from the archive while the old ones serve.

        Raises:
            Conflict: another rebuild is running.
        """
        self._indexes.rebuild()

    def examine(self) -> list[Difference]:
        """Compare the indexes with the archive."""
        return self._indexes.differences()

    def check_record(self) -> None:
        """Let the database examine itself.

        Raises:
            UnreadableFile: the archive's file is damaged.
        """
        self._database.check()

    def backup(self, folder: Path) -> Path:
        """Copy the record of truth into a folder; the indexes can be rebuilt and are left out.

        Raises:
            Conflict: the folder holds a copy already.
        """
        return self._database.backup(folder)

    def close(self) -> None:
        """Stop following and close all files."""
        self._reader.stop()
        self._indexes.close()
        self._database.close()


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def restore_backup(source: Path, data: Path) -> None:
    """Copy an archive from a backup into a data directory that has none.

    Raises:
        UnreadableFile: the backup is missing or damaged.
        Conflict: the data directory holds an archive already.
    """
    if not (source / DATABASE_NAME).is_file():
        raise UnreadableFile(f"{source} không có tệp {DATABASE_NAME}")
    left = [*data.glob(f"{DATABASE_NAME}*"), *data.glob("index")]
    if left:
        raise Conflict(f"{data} còn {left[0].name}; hãy khôi phục vào một thư mục mới, hoặc dời thư mục cũ đi trước")
    copy = Database(source)
    try:
        copy.check()
        copy.backup(data)
    finally:
        copy.close()


def _stored_form(article: Article) -> Article:
    return dataclasses.replace(article, sapo=cut_source_mark(article.sapo, article.source), plain_text=False)


def _decayed(score: float, article: Article, now: datetime, half_life: float) -> float:
    if not half_life or article.published_at is None:
        return score
    return score * math.pow(0.5, max(0.0, (now - article.published_at).total_seconds() / 86_400) / half_life)


def _same_story(article: Article, other: Article) -> bool:
    """Whether one is a version of the other by what the newsroom itself says."""
    return bool(other.id in (article.id, article.supersedes) or (article.id and other.supersedes == article.id))


def _marked(article: Article, terms: HighlightTerms) -> tuple[HitHighlight, ...]:
    return tuple(
        HitHighlight(field, mark.start, mark.end, article.text(field)[mark.start : mark.end], mark.matches)
        for field in FIELDS
        for mark in highlights(article.text(field), terms.exact, terms.bare, terms.phrases, limit=SNIPPETS[field])
    )


def _hit(article: Article, score: float, why: Why, marks: tuple[HitHighlight, ...]) -> Hit:
    return Hit(
        article.id, article.title, article.sapo, article.url, article.source, article.section, article.published_at,
        round(score, 4), why, marks,
    )  # fmt: skip


def _exported(article: Article, score: float) -> ExportedHit:
    return ExportedHit(
        article.id, article.title, article.sapo, article.section, article.tags, article.byline, article.source,
        article.url, article.published_at, round(score, 4),
    )  # fmt: skip
