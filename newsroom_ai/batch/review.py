"""Judging what a job suggests: each suggestion beside its sentence, and how far a sample speaks for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from newsroom_ai.archive.decisions import AUDIT_SIZE, Audit
from newsroom_ai.archive.suggestions import Scope, State, Suggested
from newsroom_ai.article import Article, Field, Span, to_dict
from newsroom_ai.metrics.bootstrap import Interval
from newsroom_ai.metrics.wilson import wilson_interval
from newsroom_ai.newsroom import HitHighlight, Newsroom
from newsroom_ai.text.sentences import sentences

CONTEXTS: Final = 3  # sentences shown of an article, the title among them
_SHOWN: Final = (
    "seq", "article_id", "kind", "label", "uri", "notation", "field", "value", "confidence", "rank", "model", "state",
    "decided_value", "decided_by", "decided_at", "via",
)  # fmt: skip
_WINDOW: Final = 360  # characters of a sentence that are shown; longer ones are cut around the evidence
_BEFORE: Final = 120  # of them before the first word of evidence


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A suggestion as a person judges it.

    ``present`` is what the field holds now; ``contexts`` are sentences with the evidence in them, none where the
    article has changed so much that its words are gone.
    """

    suggestion: Suggested
    title: str
    section: str
    url: str
    published_at: datetime | None
    present: tuple[str, ...]
    contexts: tuple[HitHighlight, ...]

    def values(self) -> dict[str, Any]:
        """The item as JSON values, the suggestion's own fields first."""
        beside: dict[str, Any] = to_dict(self)
        one = beside.pop("suggestion")
        return {name: one[name] for name in _SHOWN} | beside


@dataclass(frozen=True, slots=True)
class AuditReport:
    """An audit with what it says: ``precision`` is None until something was judged.

    ``remaining`` counts the open suggestions of its scope from its threshold on: those it speaks for.
    """

    audit: Audit
    precision: Interval | None
    remaining: int

    def values(self) -> dict[str, Any]:
        """The report as JSON values."""
        audit = self.audit
        return {
            "kind": audit.kind,
            "label": audit.label,
            "threshold": audit.threshold,
            "size": len(audit.sample),
            "judged": audit.judged,
            "correct": audit.correct,
            "complete": audit.complete,
            "precision": self.precision._asdict() if self.precision else None,
            "remaining": self.remaining,
            "made_at": audit.made_at,
            "made_by": audit.made_by,
        }


class Review:
    """The review of one newsroom's jobs; decisions themselves are recorded by ``newsroom.decisions``."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._articles = newsroom.archive
        self._decisions = newsroom.decisions

    def items(
        self, job: str, scope: Scope, state: State = "open", limit: int = 20, offset: int = 0
    ) -> list[ReviewItem]:
        """Suggestions of a scope with their articles, in the order of ``SuggestionReader.items``."""
        return self.beside_articles(self._decisions.suggestions.items(job, scope, state, limit, offset))

    def sample(self, job: str, audit: Audit) -> list[ReviewItem]:
        """What is still to be judged of an audit's sample, in the order it was drawn."""
        drawn = self._decisions.suggestions.by_seqs(job, audit.sample)
        return self.beside_articles([one for one in drawn if one.state in {"open", "skipped"}])

    def beside_articles(self, suggestions: Sequence[Suggested]) -> list[ReviewItem]:
        """Suggestions with their articles, in order; those whose article is gone are left out."""
        articles = self._articles.by_keys([one.key for one in suggestions])
        return [_item(one, articles[one.key]) for one in suggestions if one.key in articles]

    def audit(self, job: str, scope: Scope, threshold: float, actor: str, size: int = AUDIT_SIZE) -> AuditReport:
        """Draw or enlarge the sample of an audit; errors as for ``DecisionStore.audit``."""
        return self._report(job, self._decisions.audit(job, scope, threshold, actor, size))

    def audits(self, job: str) -> list[AuditReport]:
        """Every audit of a job, oldest first."""
        return [self._report(job, audit) for audit in self._decisions.audits(job)]

    def accept_all(
        self, job: str, scope: Scope, threshold: float, actor: str, *, dry_run: bool = True
    ) -> tuple[int, AuditReport]:
        """Accept every open suggestion of a scope from a confidence on, or with ``dry_run`` only count them.

        Returns:
            how many are or would be accepted, and what the audit says of them.

        Raises:
            NotFound, Conflict: as for ``DecisionStore.judged_audit``.
        """
        report = self._report(job, self._decisions.judged_audit(job, scope, threshold))
        count = report.remaining if dry_run else self._decisions.accept_all(job, scope, threshold, actor)
        return count, report

    def _report(self, job: str, audit: Audit) -> AuditReport:
        precision = wilson_interval(audit.correct, audit.judged) if audit.judged else None
        remaining = self._decisions.count(job, Scope(audit.kind, audit.label), audit.threshold)
        return AuditReport(audit, precision, remaining)


def _item(one: Suggested, article: Article) -> ReviewItem:
    present = {"tags": article.tags, "section": (article.section,), "sapo": (article.sapo,)}[one.field]
    return ReviewItem(
        one,
        article.title,
        article.section,
        article.url,
        article.published_at,
        tuple(filter(None, present)),
        tuple(contexts(article, one.evidence)),
    )


def contexts(article: Article, evidence: Sequence[Span]) -> list[HitHighlight]:
    """The first sentences that hold evidence, in the order of the fields, with all evidence in them marked.

    A span whose words have moved in the article is looked for nearby; one whose words are gone is passed over.
    """
    placed = sorted({span for one in evidence if (span := _located(article, one))}, key=_place)
    found: list[HitHighlight] = []
    for name, spans in groupby(placed, key=lambda span: span.field):
        waiting = list(spans)
        for start, end in sentences(article.text(name)):
            if not waiting or len(found) == CONTEXTS:
                break
            inside = [span for span in waiting if start <= span.start < end]
            if inside:
                found.append(_window(article.text(name), name, start, end, inside))
                waiting = [span for span in waiting if span.start >= end]
    return found


def _window(text: str, name: Field, start: int, end: int, inside: Sequence[Span]) -> HitHighlight:
    if end - start > _WINDOW:
        start = max(start, inside[0].start - _BEFORE)
        end = min(end, start + _WINDOW)
    matches = tuple((span.start, min(span.end, end)) for span in inside if span.start < end)
    return HitHighlight(name, start, end, text[start:end], matches)


def _located(article: Article, span: Span) -> Span | None:
    text = article.text(span.field)
    if text[span.start : span.end] == span.text:
        return span
    if not span.text:
        return None
    places = [at for at in (text.find(span.text, span.start), text.rfind(span.text, 0, span.start)) if at >= 0]
    if not places:
        return None
    start = min(places, key=lambda at: abs(at - span.start))
    return Span(span.field, start, start + len(span.text), span.text)


def _place(span: Span) -> tuple[int, int]:
    return ("title", "sapo", "body").index(span.field), span.start
