"""Summaries in words of a model's own, let through only where the article bears out every fact of them."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Final, Protocol

from newsroom_ai.article import Article, Span, suggestion_id
from newsroom_ai.config import Abstractive
from newsroom_ai.entities.minors import Minors
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.registry import Implementation, make
from newsroom_ai.summarisation.faithfulness import Source
from newsroom_ai.summarisation.lead import limit_of
from newsroom_ai.summarisation.sentences import Sentence, repeats, usable
from newsroom_ai.summarisation.types import Summariser, Summary, SummaryOptions, SummarySentence
from newsroom_ai.text.language import language
from newsroom_ai.text.normalise import nfc
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import count, exact_forms

WRITERS: Final = {
    "seq2seq": Implementation("newsroom_ai.summarisation.seq2seq", "Seq2SeqWriter", "neural"),
    "server": Implementation("newsroom_ai.summarisation.server", "ServerWriter"),
}

_SHORTEST: Final = 6
_SOURCES: Final = 2
_SHARE: Final = 0.25
_ARTICLE_SYLLABLES: Final = 1_500
_DECORATION: Final = re.compile(r"^(?:\s*(?:sapo|tóm tắt)\s*:\s*)?[\"“*#\s]*|[\"”*\s]*$", re.IGNORECASE)

_log = logging.getLogger(__name__)


class Writer(Protocol):
    """Writes summaries that nobody has checked yet. Thread-safe."""

    @property
    def name(self) -> str:
        """Which model it is."""
        ...

    def write(self, texts: Sequence[str], syllables: int) -> list[str]:
        """One summary a text, of about so many syllables at most.

        Raises:
            ModelUnavailable: the model cannot be reached or fails.
        """
        ...


def writer(settings: Abstractive) -> Writer:
    """The writer that the settings describe: a server where its address is given, else a model by name or folder."""
    made: Any = make(WRITERS, "server" if settings.server else "seq2seq", settings=settings)
    found: Writer = made
    return found


class GatedSummariser:
    """Serves what a writer wrote where it passes the gate, and the extractive summary where it does not.

    ``method`` and ``model`` of the summary say which of the two it is. The writer is asked for method ``abstractive``
    and, in the style of a sapo, ``auto``. A summary passes that is Vietnamese, within the limit, more than the title,
    names no child, rests sentence by sentence on the article, and holds no unsupported fact.
    """

    def __init__(self, settings: Abstractive, extractive: Summariser) -> None:
        """Make the writer; a model is loaded when it is first asked.

        Raises:
            InvalidConfig: the settings name no model, or no proper address.
            ModelUnavailable: the extra ``neural`` is not installed.
        """
        self._writer = writer(settings)
        self._extractive = extractive

    def summarise(self, article: Article, options: SummaryOptions) -> Summary:
        """As ``Summariser.summarise``; a failing model costs the caller nothing but time."""
        extractive = self._extractive.summarise(article, replace(options, method="extractive"))
        wanted = options.method == "abstractive" or (options.method == "auto" and options.style == "sapo")
        if not wanted or options.style == "bullets":
            return extractive
        try:
            (text,) = self._writer.write([_given(article)], limit_of(options).syllables)
        except ModelUnavailable as error:
            _log.warning("%s wrote no summary: %s", self._writer.name, error.detail)
            return extractive
        return self._let_through(article, options, text) or extractive

    def _let_through(self, article: Article, options: SummaryOptions, written: str) -> Summary | None:
        """The summary, or None where it does not pass; what was wrong is logged, without any text."""
        text = _fitting(_DECORATION.sub("", nfc(written)), options)
        told = _sources(article, text) if text else None
        reason = ""
        if not text or count(text) < _SHORTEST:
            reason = "empty or too long"
        elif language(text) != "vi":
            reason = "not Vietnamese"
        elif repeats(text, article.title):
            reason = "the title again"
        elif told is None:
            reason = "a sentence without a source"
        elif Minors(article).named_in(text):
            reason = "names a child"
        elif found := Source.of(article).unsupported(text):
            reason = f"unsupported: {', '.join(sorted({fact.kind for fact in found}))}"
        if reason or told is None:
            _log.info("%s did not pass the gate: %s", self._writer.name, reason)
            return None
        name = self._writer.name
        id = suggestion_id(article.sha256, f"summary.{options.style}", text, name)
        return Summary(article.id, id, options.style, text, told, True, (), "abstractive", name)


def _given(article: Article) -> str:
    """The text a model is given: the sentences of the body, or else of the sapo, up to 1,500 syllables."""
    parts, left = [], _ARTICLE_SYLLABLES
    for sentence in usable(article, "body") or usable(article, "sapo"):
        left -= count(sentence.text)
        if left < 0:
            break
        parts.append(" ".join(sentence.text.split()))
    return " ".join(parts)


def _fitting(text: str, options: SummaryOptions) -> str:
    """The whole sentences from the beginning that are within the limit; "" where the first is not, or breaks off."""
    flat, limit = " ".join(text.split()), limit_of(options)
    end = 0
    for _, stop in sentences(flat):
        if not limit.allows(flat[:stop]) or flat[:stop].rstrip('"”’)')[-1:] not in ".!?":
            break
        end = stop
    return flat[:end]


def _sources(article: Article, text: str) -> tuple[SummarySentence, ...] | None:
    """Each sentence with the one or two of the article that share most word pairs with it; None where one has none."""
    body = usable(article, "body") + usable(article, "sapo")
    pairs = [set(pairwise(exact_forms(sentence.text))) for sentence in body]
    told = []
    for start, end in sentences(text):
        wanted = set(pairwise(exact_forms(text[start:end])))
        found: list[Sentence] = []
        for _ in range(_SOURCES):
            shared = [len(wanted & held) for held in pairs]
            best = max(range(len(body)), key=shared.__getitem__, default=None)
            if best is None or not shared[best]:
                break
            found.append(body[best])
            wanted = wanted - pairs[best]
        whole = max(1, len(set(pairwise(exact_forms(text[start:end])))))
        if not found or 1 - len(wanted) / whole < _SHARE:
            return None
        spans = (Span.of(article, one.field, one.start, one.end) for one in sorted(found, key=lambda s: s.start))
        told.append(SummarySentence(text[start:end], tuple(spans)))
    return tuple(told)
