"""What an editor should look at before publishing.

Codes, which never change meaning:

- ``missing_title`` (stop): the article has no title.
- ``missing_sapo`` (warn): it has no sapo.
- ``title_too_long`` (warn): the title has more than 20 syllables.
- ``sapo_too_long`` (warn): the sapo has more than 60 syllables.
- ``body_too_short`` (warn): the body has fewer than 50 syllables; (stop) it is empty.
- ``missing_tags`` (info): the article has no tags; suggestions, where given, are counted in the message.
- ``number_not_in_body`` (warn): a number, date, percentage or sum of title or sapo that the body does not hold.
- ``unfaithful_summary`` (warn): the suggested summary says something the article does not.
- ``possible_duplicate`` (warn): the archive holds the same or a rewritten text; (info) an update of our own.
- ``minor_named`` (warn): a child seems to be called by name, once for each name of two syllables or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from newsroom_ai.article import Article, Field, Span
from newsroom_ai.duplicates.types import Duplicates, Match
from newsroom_ai.entities.minors import Minors
from newsroom_ai.summarisation.faithfulness import Source
from newsroom_ai.summarisation.types import Summary
from newsroom_ai.tagging.types import Tag
from newsroom_ai.text.syllables import count

_TITLE_SYLLABLES: Final = 20
_SAPO_SYLLABLES: Final = 60
_BODY_SYLLABLES: Final = 50
_FIGURES: Final = frozenset({"number", "date", "percent", "money"})
_HEADS: Final[tuple[Field, ...]] = ("title", "sapo")
_FIELD_NAMES: Final = {"title": "tít", "sapo": "sapo", "body": "thân bài"}
_KIND_NAMES: Final = {"number": "Con số", "date": "Ngày", "percent": "Tỷ lệ", "money": "Số tiền"}


@dataclass(frozen=True, slots=True)
class Check:
    """One point to look at; ``message`` is for people and in Vietnamese, ``span`` the words it is about."""

    code: str
    severity: Literal["info", "warn", "stop"]
    message: str
    span: Span | None


def checks(
    article: Article,
    tags: Sequence[Tag] | None = None,
    summary: Summary | None = None,
    duplicates: Duplicates | None = None,
) -> list[Check]:
    """The points to look at, gravest first. What was not computed (None) is not judged.

    >>> article = Article("a1", title="12 người bị thương", sapo="Vụ việc xảy ra sáng nay.", body="Có 10 người đau.")
    >>> [(check.code, check.span.text if check.span else "") for check in checks(article)]
    [('body_too_short', ''), ('number_not_in_body', '12'), ('missing_tags', '')]
    """
    found = [
        *_form(article),
        *_figures(article),
        *_tags(article, tags),
        *_summary(summary),
        *_duplicates(duplicates),
        *_minors(article),
    ]
    return sorted(found, key=lambda check: ("stop", "warn", "info").index(check.severity))


def _form(article: Article) -> Iterator[Check]:
    if not article.title.strip():
        yield Check("missing_title", "stop", "Bài chưa có tít.", None)
    elif (length := count(article.title)) > _TITLE_SYLLABLES:
        yield _too_long(article, "title", length, _TITLE_SYLLABLES)
    if not article.sapo.strip():
        yield Check("missing_sapo", "warn", "Bài chưa có sapo.", None)
    elif (length := count(article.sapo)) > _SAPO_SYLLABLES:
        yield _too_long(article, "sapo", length, _SAPO_SYLLABLES)
    if not article.body.strip():
        yield Check("body_too_short", "stop", "Bài chưa có thân bài.", None)
    elif (length := count(article.body)) < _BODY_SYLLABLES:
        yield Check("body_too_short", "warn", f"Thân bài chỉ có {length} âm tiết (nên từ {_BODY_SYLLABLES}).", None)


def _too_long(article: Article, field: Field, length: int, limit: int) -> Check:
    span = Span.of(article, field, 0, len(article.text(field)))
    name = _FIELD_NAMES[field].capitalize()
    return Check(f"{field}_too_long", "warn", f"{name} dài {length} âm tiết (nên tối đa {limit}).", span)


def _figures(article: Article) -> Iterator[Check]:
    if not article.body.strip():
        return
    source = Source.of(article, ("body",))
    for field in _HEADS:
        for fact in source.unsupported(article.text(field)):
            if fact.kind in _FIGURES:
                message = f"{_KIND_NAMES[fact.kind]} “{fact.text}” ở {_FIELD_NAMES[field]} không có trong thân bài."
                yield Check("number_not_in_body", "warn", message, Span.of(article, field, fact.start, fact.end))


def _tags(article: Article, tags: Sequence[Tag] | None) -> Iterator[Check]:
    if not article.tags:
        offered = f" Có {len(tags)} thẻ gợi ý." if tags else ""
        yield Check("missing_tags", "info", f"Bài chưa gắn thẻ.{offered}", None)


def _summary(summary: Summary | None) -> Iterator[Check]:
    if summary is not None and not summary.faithful:
        facts = ", ".join(f"“{fact.text}”" for fact in summary.unsupported)
        yield Check("unfaithful_summary", "warn", f"Bản tóm tắt gợi ý có chi tiết không thấy trong bài: {facts}.", None)


def _duplicates(duplicates: Duplicates | None) -> Iterator[Check]:
    for match in duplicates.matches if duplicates is not None else ():
        span = match.passages[0].draft if match.passages else None
        if match.relation in {"same_text", "rewritten"}:
            share = f"{100 * match.containment:.0f} %"
            message = f"{share} nội dung trùng với {_described(match)}."
            if match.hidden:  # how much is the same is hidden too
                message = f"Có {_described(match)} trùng với bài này."
            yield Check("possible_duplicate", "warn", message, span)
        elif match.relation == "own_update":
            yield Check("possible_duplicate", "info", f"Bài có vẻ cập nhật {_described(match)}.", span)


def _described(match: Match) -> str:
    if match.hidden:
        return f"một bản nháp ở chuyên mục {match.section}" if match.section else "một bản nháp"
    source = f" ({match.source})" if match.source else ""
    day = (
        f", {match.published_at.day}/{match.published_at.month}/{match.published_at.year}" if match.published_at else ""
    )
    return f"bài “{match.title}”{source}{day}"


def _minors(article: Article) -> Iterator[Check]:
    for span in Minors(article).spans:
        if count(span.text) > 1:
            message = f"Trẻ em có vẻ được nêu tên “{span.text}”; cân nhắc viết tắt tên."
            yield Check("minor_named", "warn", message, span)
