"""One list of tags from several taggers, and the options of a request applied to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from newsroom_ai.article import Article, Span
from newsroom_ai.entities.minors import Minors
from newsroom_ai.tagging.types import Tag, Tagger, TagKind, TagOptions
from newsroom_ai.text.fold import fold

_NAMES: Final = frozenset((TagKind.PERSON, TagKind.ORGANISATION, TagKind.PLACE, TagKind.EVENT, TagKind.LAW))
_LISTED: Final = frozenset((TagKind.SECTION, TagKind.TOPIC))


class CombinedTagger:
    """Runs several taggers; what two of them name shows once, under the more telling kind.

    A section shows beside a topic of the same name: they go into different fields.
    Earlier taggers win: put laws, places and names before keyphrases. The name of a child is never offered.
    """

    def __init__(self, taggers: Sequence[Tagger]) -> None:
        self._taggers = tuple(taggers)

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of score, no two with the same folded label."""
        kept: dict[tuple[bool, str], Tag] = {}
        named: list[Tag] = []
        minors = Minors(article)
        for tagger in self._taggers:
            for tag in tagger.tag(article):
                if minors.named_in(tag.label) or minors.part_of_name(tag.label):
                    continue
                if tag.kind is TagKind.KEYPHRASE and _inside(tag, named):
                    continue
                kept.setdefault((tag.kind is TagKind.SECTION, fold(tag.label)), tag)
                if tag.kind in _NAMES:
                    named.append(tag)
        return sorted(kept.values(), key=lambda tag: -tag.score)


def apply_options(tags: Sequence[Tag], options: TagOptions, known: Callable[[str], int]) -> list[Tag]:
    """Keep what a request asked for, in order, at most ``options.limit``.

    ``known`` gives how often the archive uses a label; ``is_new`` is set from it and never for what a vocabulary
    lists. A tag without
    confidence passes only where no confidence is asked for.
    """
    chosen: list[Tag] = []
    for tag in tags:
        if options.kinds and tag.kind not in options.kinds:
            continue
        if options.min_confidence > 0 and (tag.confidence is None or tag.confidence < options.min_confidence):
            continue
        is_new = known(tag.label) == 0 and not (tag.kind in _LISTED and tag.uri)
        if is_new and options.strategy == "existing_only":
            continue
        chosen.append(replace(tag, is_new=is_new))
    return chosen[: options.limit]


def _inside(phrase: Tag, named: Sequence[Tag]) -> bool:
    """Whether most mentions of a keyphrase touch a name that is already a tag."""
    spans = [span for tag in named for span in tag.evidence]
    touched = sum(any(_meet(one, span) for span in spans) for one in phrase.evidence)
    return touched * 2 > len(phrase.evidence)


def _meet(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
