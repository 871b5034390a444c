"""Accepted suggestions -> new versions of articles, in the name of the job; and back."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from newsroom_ai.archive.job_changes import Accepted, Present, RolledBack
from newsroom_ai.archive.jobs import ENDED, Job, JobType
from newsroom_ai.archive.suggestions import Scope
from newsroom_ai.article import Article
from newsroom_ai.errors import Conflict
from newsroom_ai.ingest.records import TAGS_LIMIT
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.text.fold import fold

SHOWN: Final = 20
"""Differences, and articles that are left alone, that a report names one by one."""


class Difference(NamedTuple):
    """One field of one article before and after."""

    id: str
    field: str
    before: str | tuple[str, ...]
    after: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written or, with ``dry_run``, would be written.

    ``unchanged`` articles hold it all already; ``changed_since`` counts those whose text is no longer the one that
    the job read, which are left alone. Of them and of the ``differences`` the first are named.
    """

    job: str
    dry_run: bool
    articles: int
    fields: dict[str, int]
    unchanged: int
    changed_since: int
    left_alone: tuple[str, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was rolled back or, with ``dry_run``, would be; ``kept`` names every article that somebody changed since."""

    job: str
    dry_run: bool
    rolled_back: int
    deleted: int
    kept: tuple[str, ...]


def apply(newsroom: Newsroom, id: str, by: str, min_confidence: float | None = None, *, write: bool = False) -> Applied:
    """Write what people accepted of a job into the archive, or say what that would change.

    It may be repeated: what is there already is not written again, what was accepted since is added.

    Args:
        newsroom: the newsroom.
        id: of the job.
        by: who applies it.
        min_confidence: also take over open suggestions from this confidence on; a random sample of them must have
            been judged to its end.
        write: whether to write.

    Raises:
        NotFound: there is no such job.
        Conflict: the job has not ended, or no sample was judged at ``min_confidence``.
        InvalidQuery: ``min_confidence`` is outside 0..1.
    """
    job = newsroom.jobs.get(id)
    if job.status not in ENDED:
        raise Conflict(f"Việc {id} chưa xong ({job.status}); chờ việc xong hoặc hủy việc rồi mới ghi vào kho")
    if min_confidence is not None:
        newsroom.decisions.judged_audit(id, Scope(), min_confidence)
    tally = _Tally(job, dry_run=not write)
    changes = newsroom.job_changes
    for page in changes.apply(id, job.writer, partial(rewritten, job), min_confidence, by, write=write):
        for one in page:
            tally.add(one.before, one.after)
        if write:
            newsroom.wake()
    if write:
        changes.note(by, "job.apply", id)
    return tally.report()


def rollback(newsroom: Newsroom, id: str, by: str, *, write: bool = False) -> Restored:
    """Restore every article that a job changed, byte for byte, unless somebody has changed it since.

    Raises:
        NotFound: there is no such job.
    """
    job = newsroom.jobs.get(id)
    counts: Counter[str] = Counter()
    kept: list[str] = []
    for page in newsroom.job_changes.rollback(id, job.writer, write=write):
        counts.update(one.state for one in page)
        kept += _kept(page)
        if write:
            newsroom.wake()
    if write:
        newsroom.job_changes.note(by, "job.rollback", id)
    return Restored(id, not write, counts["rolled_back"], counts["deleted"], tuple(kept))


def _kept(page: Iterable[RolledBack]) -> list[str]:
    return [one.article_id for one in page if one.state == "kept"]


def rewritten(job: Job, present: Present, accepted: Sequence[Accepted]) -> Article | None:
    """The article with what was accepted for it.

    None where the text is not the one that the job read, or the field it would set was set by somebody since.
    """
    article = present.article
    if job.type is JobType.MERGE:
        return _merged(article, job)
    read = present.read
    if read is None or (read.title, read.sapo, read.body) != (article.title, article.sapo, article.body):
        return None
    values = {one.field: one.value for one in reversed(accepted)}  # the first in rank counts
    if "section" in values:
        if article.section != read.section:
            return None
        article = dataclasses.replace(article, section=values["section"])
    if "sapo" in values:
        article = dataclasses.replace(article, sapo=values["sapo"])
    return dataclasses.replace(
        article, tags=_united(article.tags, (one.value for one in accepted if one.field == "tags"))
    )


def _united(tags: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    """Tags with more behind them, none twice however it is written, as many as an article may have."""
    known = {fold(tag) for tag in tags}
    united = list(tags)
    for tag in more:
        if fold(tag) not in known:
            known.add(fold(tag))
            united.append(tag)
    return tuple(united[: max(TAGS_LIMIT, len(tags))])


def _merged(article: Article, job: Job) -> Article:
    """One tag in the place of the first of those it replaces."""
    replaced, into = set(job.selector["from"]), job.selector["into"]
    tags = dict.fromkeys(into if tag in replaced else tag for tag in article.tags)
    return dataclasses.replace(article, tags=tuple(tags))


class _Tally:
    def __init__(self, job: Job, *, dry_run: bool) -> None:
        self._job, self._dry_run = job.id, dry_run
        self._articles = self._unchanged = self._changed = 0
        self._fields: Counter[str] = Counter()
        self._left_alone: list[str] = []
        self._differences: list[Difference] = []

    def add(self, before: Present, after: Article | None) -> None:
        if after is None:
            self._changed += 1
            self._left_alone += [before.article.id][: SHOWN - len(self._left_alone)]
            return
        found = _differences(before.article, after)
        self._articles += bool(found)
        self._unchanged += not found
        self._fields.update(one.field for one in found)
        self._differences += found[: SHOWN - len(self._differences)]

    def report(self) -> Applied:
        return Applied(
            self._job, self._dry_run, self._articles, dict(self._fields), self._unchanged, self._changed,
            tuple(self._left_alone), tuple(self._differences),
        )  # fmt: skip


def _differences(before: Article, after: Article) -> list[Difference]:
    fields = ("tags", "section", "sapo")
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in fields]
    return [Difference(before.id, name, old, new) for name, old, new in pairs if old != new]
