"""Keyphrases: what an article says and repeats, ranked as editors would, in the form that the archive uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.article import Article, Span
from newsroom_ai.tagging.adjustment import UNADJUSTED, Adjustment
from newsroom_ai.tagging.candidates import Candidates, candidates
from newsroom_ai.tagging.evidence import make_tag, usual_form
from newsroom_ai.tagging.keyphrase_ranker import LEAST, MODEL, load_trees, rank
from newsroom_ai.tagging.phrases import PhraseCounts
from newsroom_ai.tagging.reading import reading, shared_segmenter
from newsroom_ai.tagging.trees import Floats
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.text.words import WordSegmenter
from newsroom_ai.vocabulary.aliases import AliasGroup, shipped_aliases

TagCounts = Callable[[set[str]], dict[str, int]]
"""Labels -> how many articles of the archive bear each as a tag."""


class RankedKeyphrases:
    """Candidates of whole words, ranked by boosted trees; the same phrase in two forms is one tag.

    A phrase that has aliases ("tai nạn LĐ", "tai nạn lao động") is labelled with the form that the archive uses most,
    else with the fullest. Evidence stays the words of the text.

    >>> body = "Giá xăng dầu tăng. Theo Bộ Công Thương, giá xăng dầu còn tăng nữa."
    >>> [tag.label for tag in RankedKeyphrases().tag(Article("a1", title="Giá xăng dầu lại tăng", body=body))][:1]
    ['giá xăng dầu']
    """

    model = MODEL

    def __init__(
        self,
        folder: Path | None = None,
        words: WordSegmenter | None = None,
        aliases: Sequence[AliasGroup] | None = None,
        used: TagCounts | None = None,
    ) -> None:
        """Load the shipped model, or one trained into another folder.

        Args:
            folder: of another model.
            words: the default segmenter unless another is given.
            aliases: forms that mean the same; the shipped ones unless others are given.
            used: how often the archive uses a tag; nothing is known without it.

        Raises:
            ModelUnavailable: a model is missing or damaged.
        """
        place = verified(folder) if folder else model_folder(MODEL)
        self._counts = PhraseCounts.load(place)
        self._trees = load_trees(place)
        self._adjusted = Adjustment.load(place)
        self._words = words if words is not None else shared_segmenter()
        self._used = used
        groups = shipped_aliases() if aliases is None else aliases
        self._forms = {_key(form): group.forms for group in groups if len(group.forms) > 1 for form in group.forms}

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of score."""
        found = candidates(reading(article, self._words), self._counts)
        ranked = rank(found, self._sure(found), self._adjusted.confidence(LEAST, ""))
        if not ranked:
            return []
        sha256 = article.sha256
        merged: dict[str, Tag] = {}
        for at, sure in ranked:
            spans = found.spans[at]
            label = self._label(_inside(usual_form(_cased(spans)), spans))
            key = _key(label)
            if key in merged:
                more = {*merged[key].evidence, *spans}
                kept = merged[key]
                merged[key] = replace(kept, evidence=_ordered(more))
            else:
                merged[key] = make_tag(
                    sha256, TagKind.KEYPHRASE, label, spans, model=self.model, score=sure, confidence=round(sure, 4)
                )
        return sorted(merged.values(), key=lambda tag: -tag.score)

    def confidences(self, article: Article) -> dict[str, float]:
        """The confidence of every candidate by its key, before editors' decisions change it."""
        found = candidates(reading(article, self._words), self._counts)
        sure: dict[str, float] = {}
        for forms, value in zip(found.forms, self._trees.probabilities(found.features).tolist(), strict=True):
            key = self._canonical(" ".join(forms))
            sure[key] = max(value, sure.get(key, 0.0))
        return sure

    def keys(self, value: str) -> list[str]:
        """The one key of a phrase, the same for all its forms."""
        return [self._canonical(_key(value))]

    def _sure(self, found: Candidates) -> Floats:
        sure = self._trees.probabilities(found.features)
        if self._adjusted is UNADJUSTED:
            return sure
        pairs = zip(sure.tolist(), found.forms, strict=True)
        told = [self._adjusted.confidence(value, self._canonical(" ".join(forms))) for value, forms in pairs]
        return np.array(told, np.float32)

    def _canonical(self, key: str) -> str:
        return _key(self._forms[key][0]) if key in self._forms else key

    def _label(self, text: str) -> str:
        """The form of a phrase that the archive uses most; of equals the fullest of its aliases, or the text's own."""
        forms = self._forms.get(_key(text), ())
        choice = {text, _lowered(text), *forms}
        used = self._used(choice) if self._used is not None else {}
        best = max(choice, key=lambda form: (used.get(form, 0), len(form) if form in forms else 0, form == text))
        return best if used.get(best, 0) or forms else text


def _key(text: str) -> str:
    return " ".join(exact_forms(text))


def _inside(text: str, spans: Sequence[Span]) -> str:
    """The form inside sentences, where there is one: a capital at the start of one says nothing."""
    lowered = _lowered(text)
    return lowered if any(span.text == lowered for span in spans) else text


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _ordered(spans: set[Span]) -> tuple[Span, ...]:
    fields = ("title", "sapo", "body")
    return tuple(sorted(spans, key=lambda span: (fields.index(span.field), span.start)))


def _cased(spans: Sequence[Span]) -> Sequence[Span]:
    """The spans not written in capitals throughout, if there are any: a title in capitals says nothing of case.

    Nor does a capital at the start of a sentence, where the phrase stands elsewhere without.
    """
    return [span for span in spans if not span.text.isupper()] or list(spans)
