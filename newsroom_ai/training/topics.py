"""Articles and judged topics -> a topic model: ``newsroom train topics --from … --judged …``.

First the articles whose terms name a concept clearly show what articles on it are like (Rocchio 1971: the middle of
their vectors, away from the middle of all). Then judgements say of concepts whether they are topics of articles. Some
hundreds are enough: the model has some twenty weights, and none of a concept's own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.ingest.jsonl import read_jsonl
from newsroom_ai.metrics.calibration import expected_calibration_error
from newsroom_ai.tagging.topic_model import Rows, TopicModel
from newsroom_ai.tagging.topics import TopicTagger
from newsroom_ai.training.keyphrases import read

Tell = Callable[[str], None]
Flags = npt.NDArray[np.bool_]

FEWEST: Final = 60
FOLDS: Final = 6
STRENGTH: Final = 0.03  # C of the logistic regression, on features of unit variance
SURE: Final = 0.5

CLEAR: Final = 4.0  # weight of a concept's terms in an article (title 3, sapo 2, body 1) that names it clearly
CENTRAL: Final = 0.3  # share that weight must have of all terms found
ENOUGH: Final = 3  # articles that a centroid is made of
AWAY: Final = 0.8  # how much of the middle of all articles is taken off
PRIOR: Final = 5.0  # articles that the concept's own words count for
BODY_WORDS: Final = 220


@dataclass(frozen=True, slots=True)
class Options:
    """How to train; ``limit`` articles of each file without judged ones show what concepts are like."""

    judged: Path
    seed: int = 0
    limit: int = 14_000


class Report(NamedTuple):
    """Figures of six-fold cross-validation over articles; precision and recall at a confidence of one half."""

    judgements: int
    precision: float
    recall: float
    ece: float


class Row(NamedTuple):
    """What is known of one article: verdicts on single concepts, or all its topics, so that the others are wrong."""

    single: dict[str, bool]
    topics: frozenset[str] | None

    def verdict(self, uri: str, notation: str) -> bool | None:
        """Whether a concept is a topic of the article; None where nobody has said."""
        if self.topics is not None:
            return bool(self.topics & {uri, notation})
        return self.single.get(uri)


class Judged(NamedTuple):
    """Features of concepts that articles name, whether each is a topic, and the article of each."""

    features: Rows
    right: Flags
    articles: npt.NDArray[np.int64]


def train(paths: Sequence[Path], out: Path, mapping: dict[str, str], options: Options, tell: Tell) -> Report:
    """Learn from judged topics of the articles in ``paths`` into a model folder.

    Raises:
        InvalidArticle: fewer than 60 judgements belong to the articles.
        UnreadableFile: a file cannot be read.
    """
    chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
    rows = _rows(options.judged)
    drawn: list[Article] = []
    wanted: list[Article] = []
    for path in paths:
        articles = list(read(path, mapping))
        judged_here = [one for one in articles if one.id in rows]
        wanted += judged_here
        if not judged_here:  # a file with judged articles serves for these alone
            drawn += chance.sample(articles, min(len(articles), options.limit))
    middles = centroids(drawn, tell)
    tell(f"{len(middles):,} concepts seen in {len(drawn):,} articles")
    judged = judgements(wanted, rows, TopicTagger(trained=False, centroids=middles))
    if len(judged.right) < FEWEST or judged.right.all() or not judged.right.any():
        raise InvalidArticle(f"Cần ít nhất {FEWEST} nhận xét đúng và sai về chủ đề của các bài đã cho.")
    tell(f"{len(judged.right):,} judgements, {judged.right.mean():.0%} right")
    report = validated(judged)
    out.mkdir(parents=True, exist_ok=True)
    fit(judged.features, judged.right, middles).save(out)
    write_manifest(out)
    return report


def learned_from(id: str) -> bool:
    """Whether an annotated article is learned from; the other half is for measuring, by a hash of the id.

    >>> sum(learned_from(f"bai-{n}") for n in range(1000)) // 100
    5
    """
    return sha256(id.encode()).digest()[0] < 128


def centroids(articles: Iterable[Article], tell: Tell) -> dict[str, Rows]:
    """What articles on a concept are like, of concepts that enough articles name clearly; unit vectors by uri."""
    tagger = TopicTagger(trained=False)
    count = len(tagger.concepts)
    sums, weights = np.zeros((count, tagger.vectors.shape[1])), np.zeros(count)
    whole = np.zeros(tagger.vectors.shape[1])
    number = 0
    for number, article in enumerate(articles, start=1):
        body = " ".join(article.body.split(maxsplit=BODY_WORDS)[:BODY_WORDS])
        vector, named = tagger.named(replace(article, body=body))
        whole += vector
        total = sum(named.values())
        for concept, weight in named.items():
            if weight >= CLEAR and weight >= CENTRAL * total:
                sums[concept] += vector
                weights[concept] += 1
        if number % 5_000 == 0:
            tell(f"{number:,} articles read for concepts")
    mixed = sums - AWAY * weights[:, None] * whole / max(1, number) + PRIOR * tagger.vectors
    mixed /= np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9)
    enough = np.flatnonzero(weights >= ENOUGH).tolist()
    return {tagger.concepts[at].uri: mixed[at].astype(np.float32) for at in enough}


def judgements(articles: Sequence[Article], rows: Mapping[str, Row], tagger: TopicTagger) -> Judged:
    """The candidates of judged articles on which there is a verdict."""
    features: list[tuple[float, ...]] = []
    right: list[bool] = []
    numbers: list[int] = []
    for number, article in enumerate(articles):
        row = rows[article.id]
        for candidate in tagger.candidates(article):
            concept = tagger.concepts[candidate.concept]
            verdict = row.verdict(concept.uri, concept.notation or "")
            if verdict is not None:
                features.append(candidate.features)
                right.append(verdict)
                numbers.append(number)
    return Judged(np.array(features, np.float32), np.array(right, bool), np.array(numbers, np.int64))


def _rows(file: Path) -> dict[str, Row]:
    """The judgements of a file by article: lines of ``id``, ``uri``, ``right``, or of ``id`` and all its ``topics``."""
    rows: dict[str, Row] = {}
    for line in read_jsonl(file):
        said: Any = line.record or {}
        id = str(said.get("id"))
        if isinstance(said.get("topics"), list):
            if learned_from(id):
                rows[id] = Row({}, frozenset(map(str, said["topics"])))
        elif isinstance(said.get("right"), bool):
            rows.setdefault(id, Row({}, None)).single[str(said.get("uri"))] = said["right"]
    return rows


def fit(features: Rows, right: Flags, middles: Mapping[str, Rows]) -> TopicModel:
    """Logistic regression on features of unit variance, whose scale then goes into the weights."""
    means, deviations = features.mean(axis=0), features.std(axis=0) + 1e-6
    learned = LogisticRegression(C=STRENGTH).fit((features - means) / deviations, right)
    weights = learned.coef_[0] / deviations
    intercept = float(learned.intercept_[0] - (weights * means).sum())
    return TopicModel(tuple(round(float(weight), 4) for weight in weights), round(intercept, 4), middles)


def validated(judged: Judged) -> Report:
    """Each article is judged by a model that has not seen it."""
    sure = np.zeros(len(judged.right))
    for fold in range(FOLDS):
        apart = judged.articles % FOLDS == fold
        if apart.any():
            model = fit(judged.features[~apart], judged.right[~apart], {})
            sure[apart] = model.confidence(judged.features[apart])
    given = sure >= SURE
    hits = int((given & judged.right).sum())
    error = expected_calibration_error(sure.tolist(), judged.right.tolist())
    return Report(len(sure), hits / max(1, int(given.sum())), hits / max(1, int(judged.right.sum())), error)
