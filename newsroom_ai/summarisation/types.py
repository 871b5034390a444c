"""What summarisation gives back, and what a summariser is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, cast, get_args

from newsroom_ai.article import Article, Span
from newsroom_ai.errors import InvalidQuery

Style = Literal["sapo", "bullets", "push", "social"]
Method = Literal["auto", "extractive", "abstractive"]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A fact of a text that its source does not hold: code points ``start`` to ``end`` of that text."""

    kind: Literal["number", "date", "money", "percent", "name", "place", "law", "quote", "negation", "swapped"]
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of a summary and the words of the article it was made from."""

    text: str
    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A summary; ``faithful`` is False when anything in it is unsupported."""

    id: str
    suggestion_id: str
    style: Style
    text: str
    sentences: tuple[SummarySentence, ...]
    faithful: bool
    unsupported: tuple[Unsupported, ...]
    method: Literal["extractive", "abstractive"]
    model: str


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline candidate; ``score`` in 0..1 ranks the candidates of one article."""

    suggestion_id: str
    text: str
    faithful: bool
    unsupported: tuple[Unsupported, ...]
    sources: tuple[Span, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Headlines:
    """Headline candidates of one article, best first."""

    id: str
    candidates: tuple[Headline, ...]
    model: str


@dataclass(frozen=True, slots=True)
class SummaryOptions:
    """``max_syllables`` 5-400, None for the style's own limit; ``use_title`` lets the title steer the choice."""

    style: Style = "sapo"
    max_syllables: int | None = None
    method: Method = "auto"
    use_title: bool = True


class Summariser(Protocol):
    """Writes a summary of an article within the limits of a style."""

    def summarise(self, article: Article, options: SummaryOptions) -> Summary:
        """A summary whose every sentence names its sources."""
        ...


def summary_options(style: str, max_syllables: int | None, method: str, use_title: bool) -> SummaryOptions:
    """Check options from outside.

    Raises:
        InvalidQuery: a value is unknown or out of range.
    """
    for name, value, known in (("style", style, get_args(Style)), ("method", method, get_args(Method))):
        if value not in known:
            raise InvalidQuery(f"{name} phải là một trong: {', '.join(known)}")
    if max_syllables is not None and not 5 <= max_syllables <= 400:
        raise InvalidQuery("max_syllables phải từ 5 đến 400")
    return SummaryOptions(cast("Style", style), max_syllables, cast("Method", method), use_title)


class HeadlineWriter(Protocol):
    """Proposes headlines for an article."""

    def headlines(self, article: Article) -> Headlines:
        """Candidates, distinct after folding, best first."""
        ...
