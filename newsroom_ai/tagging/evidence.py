"""How a tag is made from the words it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from newsroom_ai.article import FIELDS, Span, suggestion_id
from newsroom_ai.tagging.types import Tag, TagKind

_WEIGHT: Final = {"title": 3.0, "sapo": 2.0, "body": 1.0}
_HALF: Final = 4.0
_EARLY: Final = 400


def make_tag(
    sha256: str,
    kind: TagKind,
    label: str,
    evidence: Sequence[Span],
    *,
    model: str,
    score: float,
    uri: str | None = None,
    notation: str | None = None,
    confidence: float | None = None,
) -> Tag:
    """A tag; without ``confidence`` where nothing was calibrated. ``sha256`` is the article's."""
    ordered = tuple(sorted(set(evidence), key=lambda span: (FIELDS.index(span.field), span.start)))
    value = uri or label
    made = suggestion_id(sha256, kind, value, model)
    return Tag(made, kind, label, uri, notation, round(score, 4), confidence, False, ordered, model)


def prominence(evidence: Sequence[Span]) -> float:
    """How much an article is about what it names, in 0..1: mentions, most of all in title and sapo, then early."""
    weight = sum(_WEIGHT[span.field] + 0.5 * (span.field == "body" and span.start < _EARLY) for span in evidence)
    return weight / (weight + _HALF)


def usual_form(evidence: Sequence[Span]) -> str:
    """The spelling that stands most often; of equals the one with fewer capitals, which no sentence start made."""
    counts = Counter(span.text for span in evidence)
    return min(counts, key=lambda text: (-counts[text], sum(map(str.isupper, text))))
