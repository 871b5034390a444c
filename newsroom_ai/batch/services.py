"""What each type of job does with one article, and what it suggests for the archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from newsroom_ai.archive.jobs import JobType, NewSuggestion
from newsroom_ai.article import Answer, Article, Span, to_dict
from newsroom_ai.config import Config
from newsroom_ai.errors import InvalidQuery
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.summarisation.types import Summary, SummaryOptions, summary_options
from newsroom_ai.tagging.types import Tag, TagKind, TagOptions, Tags, tag_options

DEFAULTS: Final[dict[JobType, dict[str, Any]]] = {
    JobType.TAG: {"limit": 20, "min_confidence": 0.0, "kinds": [], "strategy": "allow_new"},
    JobType.SUMMARISE: {"style": "sapo", "max_syllables": None, "method": "auto", "use_title": True},
    JobType.DUPLICATES: {"limit": 10},
    JobType.EMBED: {},
}
"""The options of each type of job with the values they have where nobody says otherwise."""

EVIDENCE: Final = 5  # spans kept with a suggestion: enough for a person to judge it


def checked_options(type: JobType, given: Mapping[str, Any]) -> dict[str, Any]:
    """All options of a job, checked.

    Raises:
        InvalidQuery: one is unknown or out of range.
    """
    known = DEFAULTS.get(type, {})
    if unknown := given.keys() - known.keys():
        raise InvalidQuery(f"Việc {type} không có tùy chọn {min(unknown)}; các tùy chọn: {', '.join(known) or 'không'}")
    options = {**known, **given}
    try:
        match type:
            case JobType.TAG:
                _tag_options(options)
            case JobType.SUMMARISE:
                _summary_options(options)
            case JobType.DUPLICATES if not 1 <= options["limit"] <= 100:
                raise InvalidQuery("limit phải từ 1 đến 100")
    except TypeError as error:
        raise InvalidQuery(f"Việc {type}: một tùy chọn có kiểu không đúng") from error
    return options


def models(type: JobType, config: Config) -> str:
    """The names of the models that answer, with spaces between."""
    match type:
        case JobType.TAG:
            return " ".join(config.services.taggers)
        case JobType.SUMMARISE:
            return config.services.summariser
        case JobType.EMBED:
            return config.encoder.name
        case _:
            return ""


def service(newsroom: Newsroom, type: JobType, options: Mapping[str, Any]) -> Callable[[Article], Answer[Any]]:
    """The verb of the newsroom that a type of job calls, with checked options."""
    match type:
        case JobType.TAG:
            return partial(newsroom.tag, options=_tag_options(options))
        case JobType.SUMMARISE:
            return partial(newsroom.summarise, options=_summary_options(options))
        case JobType.DUPLICATES:
            return partial(newsroom.duplicates, limit=options["limit"])
        case JobType.EMBED:
            return newsroom.embed
        case JobType.MERGE:
            raise InvalidQuery("Việc gộp thẻ không chạy qua từng bài")


def suggestions(answer: Answer[Any]) -> tuple[NewSuggestion, ...]:
    """What an answer suggests for fields of its article: tags, a section, a sapo; of other answers nothing."""
    result = answer.result
    if isinstance(result, Tags):
        return tuple(_tag(rank, tag) for rank, tag in enumerate(result.tags, start=1))
    if isinstance(result, Summary) and result.style == "sapo" and result.faithful:
        spans = [span for sentence in result.sentences for span in sentence.sources]
        return (NewSuggestion("summary", "sapo", "sapo", result.text, 1, result.model, evidence=_evidence(spans)),)
    return ()


def _tag(rank: int, tag: Tag) -> NewSuggestion:
    return NewSuggestion(
        tag.kind.value,
        tag.label,
        "section" if tag.kind is TagKind.SECTION else "tags",
        tag.label,
        rank,
        tag.model,
        tag.confidence,
        tag.uri,
        tag.notation,
        _evidence(tag.evidence),
    )


def _evidence(spans: tuple[Span, ...] | list[Span]) -> str:
    return json.dumps(to_dict(spans[:EVIDENCE]), ensure_ascii=False, separators=(",", ":"))


def _tag_options(options: Mapping[str, Any]) -> TagOptions:
    return tag_options(options["limit"], options["min_confidence"], options["kinds"], options["strategy"])


def _summary_options(options: Mapping[str, Any]) -> SummaryOptions:
    return summary_options(options["style"], options["max_syllables"], options["method"], options["use_title"])
