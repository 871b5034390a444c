"""The section of an article, learned from articles whose section is known."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from pathlib import Path
from typing import Final

import numpy as np

from newsroom_ai.article import FIELDS, Article, Field, Span
from newsroom_ai.encoders.types import article_text
from newsroom_ai.tagging.evidence import make_tag
from newsroom_ai.tagging.grams import gram_slots
from newsroom_ai.tagging.section_model import MODEL, SectionModel
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.text.segmenter_gaps import Gaps, read_gaps
from newsroom_ai.vocabulary.shipped import shipped

_SHOWN: Final = 3
_READ: Final = 3_000  # characters of a body in which evidence is looked for
_FEWEST: Final = 8  # syllables from which a text has a section


class SectionTagger:
    """One section, or none where the model is not sure enough; its evidence is what speaks for it most.

    >>> body = "Đội tuyển thắng trận chung kết nhờ hai bàn thắng của tiền đạo đội trưởng trong hiệp hai."
    >>> [tag.label for tag in SectionTagger().tag(Article("a1", title="Đội tuyển vô địch giải bóng đá", body=body))]
    ['Thể thao']
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Load the shipped model, or one trained into another folder.

        Raises:
            ModelUnavailable: the model is missing or damaged.
        """
        self._model = SectionModel.load(folder)
        self.model = MODEL if folder is None else folder.name

    def tag(self, article: Article) -> list[Tag]:
        """No tag or one; without words that speak for it there is none."""
        text = article_text(article)
        if len(text.split(maxsplit=_FEWEST)) < _FEWEST:
            return []
        guess = self._model.guesses([text])[0]
        if guess.confidence < self._model.settings.abstain:
            return []
        evidence = self._evidence(article, guess.label)
        if not evidence:
            return []
        known = [
            concept for vocabulary in (shipped("sections"),) if vocabulary for concept in vocabulary.find(guess.label)
        ]
        return [
            make_tag(
                article.sha256, TagKind.SECTION, guess.label, evidence, model=self.model, score=guess.confidence,
                uri=known[0].uri if known else None, notation=known[0].notation if known else None,
                confidence=guess.confidence,
            )
        ]  # fmt: skip

    def _evidence(self, article: Article, label: str) -> list[Span]:
        """The first places of the grams that speak for a section most, no two of them touching."""
        read = [(field, read_gaps(article.text(field)[:_READ])) for field in FIELDS]
        read = [(field, gaps) for field, gaps in read if len(gaps.forms)]
        worth = np.concatenate([self._model.contributions(gram_slots(gaps.forms), label) for _, gaps in read])
        firsts = list(accumulate((2 * len(gaps.forms) - 1 for _, gaps in read), initial=0))
        speaking = np.flatnonzero(worth > 0)
        kept: list[Span] = []
        words: set[str] = set()
        for at in speaking[np.argsort(-worth[speaking], kind="stable")].tolist():
            page = bisect_right(firsts, at) - 1
            span = _span(article, *read[page], at - firsts[page])
            if span is None or span.text.lower() in words or any(_touch(span, other) for other in kept):
                continue
            words.add(span.text.lower())
            kept.append(span)
            if len(kept) == _SHOWN:
                break
        return kept


def _span(article: Article, field: Field, gaps: Gaps, at: int) -> Span | None:
    """The place of the ``at``-th gram: first come the syllables, then the pairs; of these only those in one run."""
    size = len(gaps.forms)
    first, last = (at, at) if at < size else (at - size, at - size + 1)
    if first != last and article.text(field)[gaps.ends[first] : gaps.starts[last]] != " ":
        return None
    return Span.of(article, field, int(gaps.starts[first]), int(gaps.ends[last]))


def _touch(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
