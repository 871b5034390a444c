"""Judged topics -> the weights of topic evidence: ``newsroom train topics --from … --judged …``.

A judgement says of a concept that an article names whether it is a topic of the article. Some hundreds are enough: the
model has a dozen weights, and none of a concept's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from newsroom_ai.artefacts import write_manifest
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
STRENGTH: Final = 0.1  # C of the logistic regression, on features of unit variance
SURE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """How to train."""

    judged: Path


class Report(NamedTuple):
    """Figures of six-fold cross-validation over articles; precision and recall at a confidence of one half."""

    judgements: int
    precision: float
    recall: float
    ece: float


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
    judged = judgements(paths, mapping, options.judged)
    if len(judged.right) < FEWEST or judged.right.all() or not judged.right.any():
        raise InvalidArticle(f"Cần ít nhất {FEWEST} nhận xét đúng và sai về chủ đề của các bài đã cho.")
    tell(f"{len(judged.right):,} judgements, {judged.right.mean():.0%} right")
    report = validated(judged)
    out.mkdir(parents=True, exist_ok=True)
    fit(judged.features, judged.right).save(out)
    write_manifest(out)
    return report


def judgements(paths: Sequence[Path], mapping: Mapping[str, str], file: Path) -> Judged:
    """What is judged in ``file`` (rows of ``id``, ``uri``, ``right``) of concepts that the articles really name."""
    said: dict[str, dict[str, bool]] = defaultdict(dict)
    for line in read_jsonl(file):
        row: Any = line.record or {}
        if isinstance(row.get("right"), bool):
            said[str(row.get("id"))][str(row.get("uri"))] = row["right"]
    tagger = TopicTagger(trained=False)
    features: list[tuple[float, ...]] = []
    right: list[bool] = []
    articles: list[int] = []
    for number, article in enumerate(one for path in paths for one in read(path, mapping) if one.id in said):
        for candidate in tagger.candidates(article):
            verdict = said[article.id].get(tagger.concepts[candidate.concept].uri)
            if verdict is not None:
                features.append(candidate.features)
                right.append(verdict)
                articles.append(number)
    return Judged(np.array(features, np.float32), np.array(right, bool), np.array(articles, np.int64))


def fit(features: Rows, right: Flags) -> TopicModel:
    """Logistic regression on features of unit variance, whose scale then goes into the weights."""
    means, deviations = features.mean(axis=0), features.std(axis=0) + 1e-6
    learned = LogisticRegression(C=STRENGTH).fit((features - means) / deviations, right)
    weights = learned.coef_[0] / deviations
    intercept = float(learned.intercept_[0] - (weights * means).sum())
    return TopicModel(tuple(round(float(weight), 4) for weight in weights), round(intercept, 4))


def validated(judged: Judged) -> Report:
    """Each article is judged by a model that has not seen it."""
    sure = np.zeros(len(judged.right))
    for fold in range(FOLDS):
        apart = judged.articles % FOLDS == fold
        if apart.any():
            model = fit(judged.features[~apart], judged.right[~apart])
            sure[apart] = model.confidence(judged.features[apart])
    given = sure >= SURE
    hits = int((given & judged.right).sum())
    error = expected_calibration_error(sure.tolist(), judged.right.tolist())
    return Report(len(sure), hits / max(1, int(given.sum())), hits / max(1, int(judged.right.sum())), error)
