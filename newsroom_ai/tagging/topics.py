"""Topics: concepts of vocabularies, found without examples by their labels, synonyms and definitions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from newsroom_ai.article import FIELDS, Article, Span
from newsroom_ai.encoders.products import Matrix
from newsroom_ai.encoders.registry import encoder
from newsroom_ai.encoders.types import Encoder, article_text
from newsroom_ai.tagging.adjustment import UNADJUSTED, Adjustment
from newsroom_ai.tagging.evidence import make_tag
from newsroom_ai.tagging.phrases import PhraseCounts, shipped_counts
from newsroom_ai.tagging.reading import reading, shared_segmenter
from newsroom_ai.tagging.terms import Found, Terms, span_sets
from newsroom_ai.tagging.topic_model import FEATURES, MODEL, Rows, TopicModel
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.text.words import WordSegmenter
from newsroom_ai.vocabulary.concepts import Concept
from newsroom_ai.vocabulary.shipped import shipped
from newsroom_ai.vocabulary.vocabularies import Vocabulary

DEFAULT: Final = ("labour", "iptc")
"""Vocabularies in the order of preference where concepts of two have the same label."""

ENCODER: Final = "encoder-static.v1"
_LEAST: Final = 0.2
"""Confidence below which a concept is not worth showing to anybody."""

_SHOWN: Final = 10
_MEANT: Final = 30  # concepts nearest in meaning that are weighed although the text does not name them
_FEWEST: Final = 8  # syllables from which a text means anything beside what it names
_SAID: Final = 9  # features that are about terms
_READ: Final = 2_500  # characters of a field in which the nearest sentence is looked for
_EARLY: Final = 400  # characters of a body
_SPECIFIC: Final = 0.5  # a concept gives way to one below it that is at least so much as likely
_CAP: Final = 8  # natural logarithms of rarity


class Candidate(NamedTuple):
    """A concept that a text names or means, by its place in the list, with the places of its terms and its features."""

    concept: int
    found: tuple[Found, ...]
    features: tuple[float, ...]


class TopicTagger:
    """Concepts whose terms stand in the text, or whose meaning is nearest to it, by how much the text is about them.

    What counts is where the terms stand, how rare they are, and how near the meaning of the whole article is to the
    concept's: no concept is preferred for being frequent elsewhere. Of a concept and one below it the lower is given
    where it is likely enough. Every tag rests on words of the article: the terms, else the sentence nearest to it.

    >>> body = "Công nhân đình công đòi tăng lương. Cuộc đình công kéo dài ba ngày, công đoàn vào cuộc đối thoại."
    >>> TopicTagger().tag(Article("a1", title="Công nhân đình công vì nợ lương", body=body))[0].label
    'đình công'
    """

    model = MODEL

    def __init__(
        self,
        vocabularies: Sequence[Vocabulary] | None = None,
        words: WordSegmenter | None = None,
        encodes: Encoder | None = None,
        counts: PhraseCounts | None = None,
        folder: Path | None = None,
        *,
        trained: bool = True,
        centroids: Mapping[str, Rows] | None = None,
    ) -> None:
        """Read vocabularies, the shipped ones unless others are given; deprecated concepts are left out.

        Without ``trained`` no weights are loaded: such a tagger, with the ``centroids`` given, names candidates only.

        Raises:
            ModelUnavailable: a model is missing or damaged.
        """
        chosen = [found for name in DEFAULT if (found := shipped(name))] if vocabularies is None else vocabularies
        listed = [(one, vocabulary) for vocabulary in chosen for one in vocabulary if not one.deprecated]
        self.concepts: tuple[Concept, ...] = tuple(one for one, _ in listed)
        self._words = words if words is not None else shared_segmenter()
        self._counts = counts if counts is not None else shipped_counts()
        self._encoder = encodes if encodes is not None else encoder(ENCODER)
        self._model = TopicModel.load(folder) if trained else TopicModel((0.0,) * len(FEATURES), 0.0, centroids or {})
        self._adjusted = Adjustment.load(folder) if folder is not None else UNADJUSTED
        self._terms = Terms(self.concepts)
        places = {one.uri: place for place, one in enumerate(self.concepts)}
        self._above = [
            frozenset(places[above.uri] for above in vocabulary.ancestors(one.uri) if above.uri in places)
            for one, vocabulary in listed
        ]
        below: list[list[int]] = [[] for _ in listed]
        for place, all_above in enumerate(self._above):
            for one in all_above:
                below[one].append(place)
        self._below = [frozenset(one) for one in below]
        self._lists = [
            (np.array(sorted(a), np.intp), np.array(b, np.intp)) for a, b in zip(self._above, below, strict=True)
        ]
        self.vectors = self._encoder.encode([_described(one) for one in self.concepts])
        for place, concept in enumerate(self.concepts):
            if (centroid := self._model.centroids.get(concept.uri)) is not None and len(centroid) == len(
                self.vectors.T
            ):
                self.vectors[place] = centroid
        self._matrix = Matrix(self.vectors)
        self._rarity = {term.code: _rarity(self._counts, term.code) for term in self._terms.all}

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of confidence."""
        candidates = {one.concept: one for one in self.candidates(article)}
        found = self._likely(list(candidates.values()))
        sure = {at: self._adjusted.confidence(value, self.concepts[at].uri) for at, value in found.items()}
        chosen = [candidates[concept] for concept in self._shown(sure)]
        meant = self._sentences(article, [one.concept for one in chosen if not one.found])
        sha256 = article.sha256 if chosen else ""
        tags = []
        for one in chosen:
            concept, value = self.concepts[one.concept], round(sure[one.concept], 4)
            spans = [found.span for found in one.found] or [meant[one.concept]]
            tags.append(
                make_tag(
                    sha256, TagKind.TOPIC, concept.label, spans, model=self.model, score=value, uri=concept.uri,
                    notation=concept.notation, confidence=value,
                )
            )  # fmt: skip
        return tags

    def confidences(self, article: Article) -> dict[str, float]:
        """The confidence of every candidate, by uri, before editors' decisions change it."""
        return {self.concepts[at].uri: value for at, value in self._likely(self.candidates(article)).items()}

    def keys(self, value: str) -> list[str]:
        """The URIs of the concepts that a URI, a notation or a label means."""
        key = exact_forms(value)
        return [one.uri for one in self.concepts if value in (one.uri, one.notation) or exact_forms(one.label) == key]

    def _shown(self, sure: Mapping[int, float]) -> list[int]:
        """The concepts worth showing, given the confidence of each: the most specific ones, likeliest first."""
        likely = {concept: value for concept, value in sure.items() if value >= _LEAST}
        return sorted(self._specific(likely), key=lambda concept: -likely[concept])[:_SHOWN]

    def _likely(self, candidates: Sequence[Candidate]) -> dict[int, float]:
        if not candidates:
            return {}
        rows = np.array([one.features for one in candidates], np.float32)
        return dict(zip((one.concept for one in candidates), self._model.confidence(rows), strict=True))

    def candidates(self, article: Article) -> list[Candidate]:
        """Every concept that the text names, and those nearest in meaning, with their features."""
        sets = span_sets(self._terms.find(reading(article, self._words)))
        text = article_text(article)
        near, near_title = self._cosines([text, article.title])
        order = np.argsort(np.argsort(-near))
        enough = len(text.split(maxsplit=_FEWEST)) >= _FEWEST
        meant = np.flatnonzero((order < _MEANT) & (near > 0)).tolist() if enough else []
        weights = {concept: _weight(found) for concept, found in sets.items()}
        whole = max(sum(weights.values()), 1.0)
        length = max(1, len(article.body))
        chosen = list(dict.fromkeys([*sets, *meant]))
        nearest = float(near[chosen].max()) if chosen else 0.0
        candidates = []
        for concept in chosen:
            found = sets.get(concept, [])
            said = (1.0, *_placed(found, length), *self._told(concept, found)) if found else (0.0,) * _SAID
            best = 1 / math.log2(2 + float(order[concept]))
            features = (
                *said, math.log1p(self._relatives(concept, weights)), weights.get(concept, 0.0) / whole,
                float(near[concept]), best, float(near_title[concept]), best * said[0], nearest - float(near[concept]),
                *self._around(concept, near, weights),
            )  # fmt: skip
            candidates.append(Candidate(concept, tuple(found), features))
        return candidates

    def _around(self, concept: int, near: Rows, weights: Mapping[int, float]) -> tuple[float, ...]:
        """How near the concepts above and below are, how much they are said, and where in the tree the concept is."""
        above, below = self._lists[concept]
        return (
            float(near[above].max()) if len(above) else 0.0,
            float(near[below].max()) if len(below) else 0.0,
            max((weights[one] for one in self._above[concept] if one in weights), default=0.0),
            sum(weight for one, weight in weights.items() if one in self._below[concept]),
            math.log1p(len(below)),
            float(len(above)),
        )

    def named(self, article: Article) -> tuple[Rows, dict[int, float]]:
        """The vector of an article, and the concepts whose terms it says, weighed: title 3, sapo 2, body 1."""
        sets = span_sets(self._terms.find(reading(article, self._words)))
        vector = self._encoder.encode([article_text(article)])[0]
        return vector, {concept: _weight(found) for concept, found in sets.items()}

    def _cosines(self, texts: Sequence[str]) -> Rows:
        """How far above the mean of all concepts each lies, in standard deviations; shape ``(texts, concepts)``."""
        cosines = self._matrix.products(self._encoder.encode(texts))
        deviations = np.maximum(cosines.std(axis=1, keepdims=True), 1e-6)
        return np.asarray((cosines - cosines.mean(axis=1, keepdims=True)) / deviations, np.float32)

    def _sentences(self, article: Article, wanted: Sequence[int]) -> dict[int, Span]:
        """For each concept the sentence of the article that is nearest to it."""
        if not wanted:
            return {}
        spans = [
            Span.of(article, field, start, end)
            for field in FIELDS
            for start, end in sentences(article.text(field)[:_READ])
        ]
        cosines = self.vectors[list(wanted)] @ self._encoder.encode([span.text for span in spans]).T
        return {concept: spans[int(at)] for concept, at in zip(wanted, cosines.argmax(axis=1), strict=True)}

    def _told(self, concept: int, found: Sequence[Found]) -> tuple[float, float, float, float]:
        """How rare the rarest term is, whether the label itself stands, how many terms, how long the longest."""
        terms = {one.term.code: one.term for one in found}
        label = any(term.preferred[term.concepts.index(concept)] for term in terms.values())
        longest = max(len(term.forms) for term in terms.values())
        return max(self._rarity[code] for code in terms), float(label), math.log(len(terms)), min(longest, 5) / 5

    def _relatives(self, concept: int, weights: dict[int, float]) -> float:
        """The weight of the concepts found above, below and beside."""
        above = self._above[concept]
        return sum(
            weight
            for other, weight in weights.items()
            if other != concept and (other in above or concept in self._above[other] or above & self._above[other])
        )

    def _specific(self, sure: Mapping[int, float]) -> set[int]:
        """Without concepts that stand above others which are likely enough."""
        implied = {
            above
            for concept, value in sure.items()
            for above in self._above[concept]
            if above in sure and value >= _SPECIFIC * sure[above]
        }
        return set(sure) - implied


def _described(concept: Concept) -> str:
    """What stands for a concept's meaning: label twice, synonyms, definition."""
    names = concept.names()
    return ". ".join([concept.label, *names, *concept.definition.values()])


def _rarity(counts: PhraseCounts, code: int) -> float:
    seen = float(counts.documents(np.array([code], np.uint32))[0])
    return min(_CAP, math.log((counts.total + 1) / (seen + 1)))


def _weight(found: Iterable[Found]) -> float:
    return sum({"title": 3.0, "sapo": 2.0, "body": 1.0}[one.span.field] for one in found)


def _placed(found: Sequence[Found], length: int) -> tuple[float, float, float, float]:
    """In the title, in the sapo, how often in the body for its length, and whether early there."""
    fields = [one.span.field for one in found]
    body = [one.span.start for one in found if one.span.field == "body"]
    often = math.log1p(len(body)) / math.log1p(max(1.0, length / 500))
    return float("title" in fields), float("sapo" in fields), min(often, 3.0), float(bool(body) and min(body) < _EARLY)
