"""The section of an article, learned from articles whose section is known."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from newsroom_ai.article import FIELDS, Article, Span
from newsroom_ai.encoders.types import article_text
from newsroom_ai.tagging.evidence import make_tag
from newsroom_ai.tagging.grams import slots_of
from newsroom_ai.tagging.section_model import MODEL, SectionModel
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.text.syllables import Syllable, syllables
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
        said: list[tuple[float, Span]] = []
        for field in FIELDS:
            text = article.text(field)[:_READ]
            found = syllables(text)
            if not found:
                continue
            slots = slots_of([one.exact for one in found])
            for at, worth in enumerate(self._model.contributions(slots, label).tolist()):
                if worth > 0 and (span := _span(article, field, found, at)):
                    said.append((worth, span))
        return _best(said)


def _span(article: Article, field: str, found: list[Syllable], at: int) -> Span | None:
    """The place of the ``at``-th gram: first come the syllables, then the pairs; of these only those in one run."""
    first, last = (at, at) if at < len(found) else (at - len(found), at - len(found) + 1)
    start, end = found[first].start, found[last].end
    joined = first == last or article.text(field)[found[first].end : found[last].start] == " "  # type: ignore[arg-type]
    return Span.of(article, field, start, end) if joined else None  # type: ignore[arg-type]


def _best(said: list[tuple[float, Span]]) -> list[Span]:
    kept: list[Span] = []
    words: set[str] = set()
    for _, span in sorted(said, key=lambda one: -one[0]):
        text = span.text.lower()
        if text not in words and not any(_touch(span, other) for other in kept):
            words.add(text)
            kept.append(span)
        if len(kept) == _SHOWN:
            break
    return kept


def _touch(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
