"""Articles -> a keyphrase ranker: ``newsroom train keyphrases --from …``.

It learns from the tags that editors gave, and from what an article with title, sapo and body says in all three.
Gradient-boosted trees (Ke et al. 2017, "LightGBM", as in scikit-learn) on what ``tagging.candidates`` sees.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier  # type: ignore[import-untyped]

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.ingest.jsonl import mapped, read_jsonl
from newsroom_ai.metrics.calibration import expected_calibration_error
from newsroom_ai.metrics.keyphrases import f1_at
from newsroom_ai.tagging.candidates import Candidates, candidates
from newsroom_ai.tagging.keyphrase_ranker import TREES, rank
from newsroom_ai.tagging.phrases import LONGEST, PhraseCounts, code_of
from newsroom_ai.tagging.reading import reading
from newsroom_ai.tagging.stopwords import BREAKS
from newsroom_ai.tagging.trees import Trees
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.text.words import WordSegmenter, segmenter
from newsroom_ai.training.held_out import held_out
from newsroom_ai.training.phrase_counts import Texts, count_phrases
from newsroom_ai.vocabulary.shipped import shipped

Tell = Callable[[str], None]

COUNTED: Final = 40_000  # articles that phrases are counted in
LEARNED: Final = 3_000  # articles without editors' tags that are learned from
FEWEST: Final = 50
EDITORS: Final = 3.0  # weight of what an editor chose
SHARED: Final = 0.3  # of what the article says everywhere
HIDDEN: Final = 0.4  # of the same where the sapo is hidden, so that articles without one are learned too
ROUNDS: Final = 120
LEAVES: Final = 16
RATE: Final = 0.08
LEAF_ROWS: Final = 60
DEPTH: Final = 8

_SIGN: Final = re.compile(r"[^\w\s-]|\n")


@dataclass(frozen=True, slots=True)
class Options:
    """How to train; ``limit`` bounds the articles without editors' tags that are learned from."""

    seed: int = 0
    limit: int = LEARNED


class Report(NamedTuple):
    """What was learned from, and F1@5 and calibration on articles held back, with editors' tags and without."""

    phrases: int
    articles: int
    held_back: int
    f1_editors: float
    f1_shared: float
    ece: float


class Case(NamedTuple):
    """The candidates of an article, which of them are right, what the right ones are in all, and their weight."""

    found: Candidates
    right: npt.NDArray[np.bool_]
    gold: frozenset[str]
    weight: float


def train(paths: Sequence[Path], out: Path, mapping: dict[str, str], options: Options, tell: Tell) -> Report:
    """Count phrases, learn a ranker, and write both into a model folder.

    Raises:
        InvalidArticle: fewer than 50 articles have tags, or title, sapo and body.
        UnreadableFile: a file cannot be read.
    """
    out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
    articles = [one for path in paths for one in read(path, mapping)]
    if len(articles) < FEWEST:
        raise InvalidArticle(f"Cần ít nhất {FEWEST} bài có thẻ, hoặc có đủ tít, sapo và thân bài.")
    learned = [one for one in articles if not held_out(one.id)]
    chance.shuffle(learned)
    texts = (Texts(one.title, f"{one.sapo}\n{one.body}") for one in learned[:COUNTED])
    counts = count_phrases(texts, vocabulary_codes())
    counts.save(out)
    tell(f"{counts.total:,} articles counted")
    words = segmenter()
    cases = list(examples(_some(learned, options.limit), counts, words, hidden=True))
    tell(f"{len(cases):,} articles with {sum(len(one.right) for one in cases):,} candidates")
    trees = fit(cases, options.seed)
    trees.save(out / TREES)
    write_manifest(out)
    apart = list(examples([one for one in articles if held_out(one.id)], counts, words, hidden=False))
    return _report(trees, counts, len(cases), apart)


def vocabulary_codes() -> set[int]:
    """The codes of all labels and synonyms of the shipped vocabularies, whose rarity topics need."""
    return {
        code_of(forms.split())
        for name in ("iptc", "labour")
        if (vocabulary := shipped(name))
        for forms in vocabulary.index
    }


def read(path: Path, mapping: Mapping[str, str]) -> Iterator[Article]:
    """The articles of a file; ``tags`` may also be called ``keywords``."""
    for line in read_jsonl(path):
        record: Any = mapped(line.record, mapping) if line.record else {}
        title, sapo, body = (_text(record.get(name)) for name in ("title", "sapo", "body"))
        tags = record.get("tags") or record.get("keywords") or ()
        if title or body:
            id = str(record.get("id") or record.get("url"))
            yield Article(id, title=title, sapo=sapo, body=body, tags=tuple(map(str, tags)))


def examples(
    articles: Iterable[Article], counts: PhraseCounts, words: WordSegmenter, *, hidden: bool
) -> Iterator[Case]:
    """What is learned from; with ``hidden`` every second article without tags once more without its sapo."""
    for number, article in enumerate(articles):
        found = candidates(reading(article, words), counts)
        if article.tags:
            gold = frozenset(" ".join(exact_forms(tag)) for tag in article.tags)
            yield _case(found, gold, EDITORS)
        elif article.title and article.sapo and article.body:
            gold = shared(article)
            yield _case(found, gold, SHARED)
            if hidden and number % 2:
                masked = replace(article, sapo="")
                yield _case(candidates(reading(masked, words), counts), gold, HIDDEN)


def shared(article: Article) -> frozenset[str]:
    """The runs of two to five syllables that stand in title, sapo and body, and in no longer such run.

    A run crosses no sign and neither begins nor ends in a function word or a number.

    >>> body = "Theo Bộ, giá xăng dầu giảm."
    >>> sorted(shared(Article("a1", title="Giá xăng dầu lại tăng", sapo="Chiều nay giá xăng dầu tăng.", body=body)))
    ['giá xăng dầu']
    """
    common = set.intersection(*(set(_runs(text)) for text in (article.title, article.sapo, article.body)))
    return frozenset(one for one in common if not any(f" {one} " in f" {other} " for other in common - {one}))


def _runs(text: str) -> Iterator[str]:
    for part in _SIGN.split(text):
        forms = exact_forms(part)
        for size in range(2, LONGEST + 1):
            for run in (forms[start : start + size] for start in range(len(forms) - size + 1)):
                if not any(end in BREAKS or end.isdigit() for end in (run[0], run[-1])):
                    yield " ".join(run)


def fit(cases: Sequence[Case], seed: int) -> Trees:
    """Grow the trees."""
    rows = np.concatenate([one.found.features for one in cases])
    right = np.concatenate([one.right for one in cases])
    weights = np.concatenate([np.full(len(one.right), one.weight) for one in cases])
    grower = HistGradientBoostingClassifier(
        max_iter=ROUNDS, max_leaf_nodes=LEAVES, learning_rate=RATE, min_samples_leaf=LEAF_ROWS, l2_regularization=1.0,
        max_depth=DEPTH, early_stopping=False, random_state=seed,
    )  # fmt: skip
    grower.fit(rows, right, sample_weight=weights)
    return grown(grower)


def grown(grower: Any) -> Trees:
    """The trees of scikit-learn as arrays; each of its trees is a structured array of nodes, the root first."""
    trees = [one[0].nodes for one in grower._predictors]
    roots = np.cumsum([0, *(len(nodes) for nodes in trees[:-1])])
    nodes = np.concatenate(trees)
    own = np.arange(len(nodes))
    shift = np.repeat(roots, [len(one) for one in trees])
    leaf = nodes["is_leaf"] > 0
    return Trees(
        roots.astype(np.int32),
        np.where(leaf, 0, nodes["feature_idx"]).astype(np.int32),
        np.where(leaf, 0, nodes["num_threshold"]).astype(np.float32),
        np.where(leaf, own, nodes["left"] + shift).astype(np.int32),
        np.where(leaf, own, nodes["right"] + shift).astype(np.int32),
        np.where(leaf, nodes["value"], 0).astype(np.float32),
        float(np.ravel(grower._baseline_prediction)[0]),
        DEPTH,
    )


def _case(found: Candidates, gold: frozenset[str], weight: float) -> Case:
    right = np.fromiter((" ".join(forms) in gold for forms in found.forms), bool, len(found.forms))
    return Case(found, right, gold, weight)


def _some(articles: Sequence[Article], limit: int) -> list[Article]:
    """All articles with tags, and so many of those without."""
    bare = [one for one in articles if not one.tags and one.title and one.sapo and one.body]
    return [one for one in articles if one.tags] + bare[:limit]


def _report(trees: Trees, counts: PhraseCounts, learned: int, apart: Sequence[Case]) -> Report:
    scores: dict[float, list[float]] = {EDITORS: [0.0], SHARED: [0.0]}
    sure: list[float] = []
    right: list[bool] = []
    for case in apart:
        ranked = rank(case.found, trees.probabilities(case.found.features))
        given = [" ".join(case.found.forms[at]) for at, _ in ranked]
        scores[case.weight].append(f1_at(given, case.gold))
        sure += [value for _, value in ranked[:5]]
        right += [one in case.gold for one in given[:5]]
    means = {weight: sum(values) / max(1, len(values) - 1) for weight, values in scores.items()}
    error = expected_calibration_error(sure, right) if sure else 0.0
    return Report(counts.total, learned, len(apart), means[EDITORS], means[SHARED], error)


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return value if isinstance(value, str) else ""
