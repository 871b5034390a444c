"""The report of a scan: groups of copies with titles and dates, as records or as a page to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from newsroom_ai.article import Article, to_dict
from newsroom_ai.duplicates.scan import Group, Texts
from newsroom_ai.duplicates.types import Relation

_TEMPLATE: Final = Path(__file__).with_name("report.html")
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ReportedArticle:
    """One article of a group."""

    id: str
    title: str
    source: str
    url: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportedCopy:
    """Two articles of a group by id: ``containment`` is the share of the shorter that stands in the longer."""

    shorter: str
    longer: str
    relation: Relation
    containment: float
    similarity: float


@dataclass(frozen=True, slots=True)
class ReportedGroup:
    """Articles that are copies of one another, the earliest first; undated ones last."""

    articles: tuple[ReportedArticle, ...]
    copies: tuple[ReportedCopy, ...]


def reported(groups: Iterable[Group], texts: Texts) -> Iterator[ReportedGroup]:
    """Fill groups with what the archive says now; groups that lost all but one article are passed over."""
    for group in groups:
        articles = texts(group.keys)
        if len(articles) > 1:
            yield _filled(group, articles)


def page(groups: Sequence[ReportedGroup], newspaper: str) -> str:
    """The report as one HTML page without scripts."""
    from jinja2 import Environment  # noqa: PLC0415 - only this needs it

    records = to_dict(groups)
    articles = sum(len(group.articles) for group in groups)
    template = Environment(autoescape=True).from_string(_TEMPLATE.read_text(encoding="utf-8"))
    return template.render(groups=records, articles=articles, newspaper=newspaper)


def _filled(group: Group, articles: Mapping[int, Article]) -> ReportedGroup:
    by_date = sorted(articles.values(), key=lambda one: (one.published_at or _NEVER, one.id))
    return ReportedGroup(
        tuple(ReportedArticle(one.id, one.title, one.source, one.url, one.published_at) for one in by_date),
        tuple(
            ReportedCopy(
                articles[one.shorter].id, articles[one.longer].id, one.relation, one.containment, one.similarity
            )
            for one in group.copies
            if one.shorter in articles and one.longer in articles
        ),
    )
