"""A job -> what was accepted of it, article by article."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from newsroom_ai.archive.job_changes import Accepted, Present
from newsroom_ai.archive.jobs import Job, JobType
from newsroom_ai.article import Article
from newsroom_ai.batch.apply import rewritten
from newsroom_ai.batch.write_back.types import Carried, Edit
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.text.fold import fold

CHANGED_SINCE = "bài đã được sửa sau khi việc này đọc"
TAKEN_BACK = "việc này đã được hoàn tác ở bài này"


def edits(newsroom: Newsroom, job: Job) -> Generator[Edit | Carried, None, None]:
    """The edits of a job by key of the article; what is not to be carried out stands among them with its reason.

    That is what was rolled back, and what was accepted for a text that has changed since.
    """
    taken_back = newsroom.job_changes.keys(job.id, "rolled_back")
    seen: list[tuple[Present, Sequence[Accepted], Article | None]] = []

    def note(present: Present, accepted: Sequence[Accepted]) -> Article | None:
        after = rewritten(job, present, accepted)
        seen.append((present, accepted, after))
        return after

    for _ in newsroom.job_changes.apply(job.id, job.writer, note, None, "", write=False):
        for present, accepted, after in seen:
            article = present.article
            if present.key in taken_back:
                yield Carried(Edit(present.key, article, article), "left_alone", (), TAKEN_BACK)
            elif after is None:
                yield Carried(Edit(present.key, article, article), "left_alone", (), CHANGED_SINCE)
            else:
                yield _edit(newsroom, job, present, accepted, after)
        seen.clear()


def _edit(newsroom: Newsroom, job: Job, present: Present, accepted: Sequence[Accepted], after: Article) -> Edit:
    versions = [stored.article for stored in newsroom.archive.versions(after.id)]
    before = _before(newsroom, job, present, versions)
    values = {one.field: one.value for one in reversed(accepted)}  # the first in rank counts, as for the archive
    merged = tuple(job.selector["from"]) if job.type is JobType.MERGE else ()
    kept = {fold(tag) for tag in after.tags}
    return Edit(
        key=present.key,
        article=after,
        before=before,
        tags=tuple(dict.fromkeys(one.value for one in accepted if one.field == "tags" and fold(one.value) in kept)),
        removed=tuple(tag for tag in merged if fold(tag) not in kept),
        section=values.get("section"),
        sapo=values.get("sapo"),
        known_sapos=frozenset(version.sapo for version in versions),
        suggestions=tuple(newsroom.decisions.suggestions.by_seqs(job.id, [one.seq for one in accepted])),
    )


def _before(newsroom: Newsroom, job: Job, present: Present, versions: Sequence[Article]) -> Article:
    """The article without what the job wrote, where it has written: the version it found."""
    found = newsroom.job_changes.sha_before(job.id, present.key)
    return next((version for version in versions if version.sha256 == found), present.article)
