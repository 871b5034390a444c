"""Articles whose section is known -> a section model: ``newsroom train sections --from …``.

One linear support vector machine a section (Fan et al. 2008, "LIBLINEAR") on hashed grams, weighed by rarity. The
newest articles are held back and say how good the model is. (The vector of an encoder beside the grams made it worse.)
"""

from __future__ import annotations

import csv
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from scipy.special import logsumexp  # type: ignore[import-untyped]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.article import Article
from newsroom_ai.encoders.types import article_text
from newsroom_ai.errors import InvalidArticle, UnreadableFile
from newsroom_ai.ingest.jsonl import mapped, read_jsonl
from newsroom_ai.metrics.calibration import expected_calibration_error
from newsroom_ai.tagging.grams import SLOT_BITS, Bag, bag
from newsroom_ai.tagging.section_model import SectionModel, Settings, packed, weighed
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.training.held_out import held_out

Tell = Callable[[str], None]
Floats = npt.NDArray[np.float32]

NEWEST: Final = 0.1  # share of the dated articles held back
CALIBRATED: Final = 0.1  # share of the others that confidence is learned from
FEWEST: Final = 20  # articles of a section, or it is left out
COST: Final = 1.0  # C of the support vector machines
ABSTAIN: Final = 0.6


@dataclass(frozen=True, slots=True)
class Options:
    """How to train.

    ``sections`` renames what the articles call their sections ("" leaves such articles out). An article that tells
    none is of the one section of ``seeds`` whose phrases its title says; ``seeded`` of each section are drawn so.
    """

    seed: int = 0
    limit: int = 0
    sections: Mapping[str, str] = field(default_factory=dict)
    seeds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seeded: int = 500


class Labelled(NamedTuple):
    """The text of an article, its section, and when it ran in ISO 8601 ("" where nobody knows)."""

    id: str
    text: str
    section: str
    published: str


class SectionScore(NamedTuple):
    """How the held-back articles of one section fared; ``abstained`` of them got none."""

    section: str
    articles: int
    precision: float
    recall: float
    f1: float


class Report(NamedTuple):
    """What was learned from, and how good it is on the articles held back; ``ece`` is over all their guesses."""

    learned: int
    held_back: int
    accuracy: float
    macro_f1: float
    ece: float
    answered: float
    precision: float
    sections: tuple[SectionScore, ...]


def train(paths: Sequence[Path], out: Path, mapping: dict[str, str], options: Options, tell: Tell) -> Report:
    """Learn the sections of an archive into a model folder.

    Raises:
        InvalidArticle: there are not two sections with 20 articles each.
        UnreadableFile: a file cannot be read.
    """
    articles = known([one for path in paths for one in read(path, mapping, options, tell)])
    learned, apart = split(articles)
    tell(f"{len(learned):,} articles to learn from, {len(apart):,} held back")
    model = fit(learned, options.seed, tell)
    out.mkdir(parents=True, exist_ok=True)
    model.save(out)
    write_manifest(out)
    return report(model, len(learned), apart)


def read(path: Path, mapping: Mapping[str, str], options: Options, tell: Tell) -> list[Labelled]:
    """The articles of a file that tell their section, in ``section`` or ``label``, or in the title."""
    seeds = {section: [_padded(phrase) for phrase in phrases] for section, phrases in options.seeds.items()}
    found: list[Labelled] = []
    guessed: dict[str, list[Labelled]] = {section: [] for section in seeds}
    for line in read_jsonl(path):
        record: Any = mapped(line.record, mapping) if line.record else {}
        said = record.get("section") or record.get("label")
        section = options.sections.get(said, said) if isinstance(said, str) else None
        hinted = _hinted(record, seeds) if section is None else None
        if (section or hinted) and (text := _text(record)):
            when = str(record.get("published_at") or record.get("published") or "")
            one = Labelled(str(record.get("id") or record.get("url")), text, section or str(hinted), when)
            (guessed[hinted] if hinted else found).append(one)
    chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
    drawn = [one for some in guessed.values() for one in chance.sample(some, min(len(some), options.seeded))]
    tell(f"{path.name}: {len(found):,} articles with a section, {len(drawn):,} whose title gives it away")
    return (found[-options.limit :] if options.limit else found) + drawn


def read_table(path: Path) -> dict[str, str]:
    """A CSV file of two columns under a heading.

    Raises:
        UnreadableFile: it cannot be read, or a line has not two cells.
    """
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))[1:]
        return dict((one, other) for one, other in (line for line in lines if line))  # noqa: C402 - two cells, no more
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"{path.name} phải là tệp CSV hai cột, UTF-8, có dòng tiêu đề") from error


def _hinted(record: Mapping[str, Any], seeds: Mapping[str, Sequence[str]]) -> str | None:
    title = _padded(str(record.get("title") or ""))
    hinted = [section for section, phrases in seeds.items() if any(phrase in title for phrase in phrases)]
    return hinted[0] if len(hinted) == 1 else None


def _padded(text: str) -> str:
    return f" {' '.join(exact_forms(text))} "


def known(articles: Sequence[Labelled]) -> list[Labelled]:
    """The articles of sections that have enough of them.

    Raises:
        InvalidArticle: fewer than two sections have.
    """
    counts = Counter(one.section for one in articles)
    kept = {section for section, count in counts.items() if count >= FEWEST}
    if len(kept) < 2:
        raise InvalidArticle(f"Cần ít nhất hai chuyên mục, mỗi chuyên mục có từ {FEWEST} bài trở lên.")
    return [one for one in articles if one.section in kept]


def split(articles: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """What is learned from and what is held back: the newest of the dated articles, of the others by their ids."""
    dates = sorted(one.published for one in articles if one.published)
    newest = dates[int(len(dates) * (1 - NEWEST))] if dates else ""
    apart = [one.published >= newest if one.published else held_out(one.id) for one in articles]
    return (
        [one for one, back in zip(articles, apart, strict=True) if not back],
        [one for one, back in zip(articles, apart, strict=True) if back],
    )


def fit(articles: Sequence[Labelled], seed: int, tell: Tell) -> SectionModel:
    """Learn weights from nine tenths of the articles, confidence from the last; then weights from all of them."""
    labels = tuple(sorted({one.section for one in articles}))
    places = np.array([labels.index(one.section) for one in articles])
    chance = np.random.default_rng(seed)
    apart = chance.random(len(articles)) < CALIBRATED
    bags = [bag(one.text) for one in articles]
    rarity = _rarity(bags)
    plain = Settings(labels, 1.0, (0.0,) * len(labels), ABSTAIN)
    first = _machine(plain, [bags[at] for at in np.flatnonzero(~apart).tolist()], rarity, places[~apart], seed)
    tell("weights learned once; confidence next")
    margins = first.margins([articles[at].text for at in np.flatnonzero(apart).tolist()])
    sharpness, offsets = calibrated(margins, places[apart])
    settings = Settings(labels, sharpness, offsets, ABSTAIN)
    return _machine(settings, bags, rarity, places, seed)


def _rarity(bags: Sequence[Bag]) -> Floats:
    """ln((1 + n) / (1 + df)) + 1, as scikit-learn weighs terms; 0 for grams of one article, which teach nothing."""
    seen = np.zeros(1 << SLOT_BITS, np.int64)
    for one in bags:
        seen[one.slots] += 1
    weight = np.log((1 + len(bags)) / (1 + seen)) + 1
    return np.where(seen > 1, weight, 0).astype(np.float16).astype(np.float32)


def _machine(
    settings: Settings, bags: Sequence[Bag], rarity: Floats, places: npt.NDArray[np.int64], seed: int
) -> SectionModel:
    ends = np.cumsum([0, *(len(one.slots) for one in bags)])
    values = np.concatenate([weighed(one, rarity) for one in bags])
    slots = np.concatenate([one.slots for one in bags]).astype(np.int32)
    rows = csr_matrix((values, slots, ends), shape=(len(bags), 1 << SLOT_BITS))
    machine = LinearSVC(C=COST, random_state=seed).fit(rows, places)
    weights = machine.coef_.T.astype(np.float32)
    bias = machine.intercept_.astype(np.float32)
    if weights.shape[1] == 1:  # two sections are one machine
        weights, bias = np.hstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    if len(machine.classes_) < len(settings.labels):  # some sections have no article here: they are never meant
        weights, bias = _spread(weights, bias, machine.classes_, len(settings.labels))
    grams, scales = packed(weights)
    arrays = {"grams": grams, "scales": scales, "rarity": rarity, "bias": bias}
    return SectionModel(settings, arrays)


def _spread(weights: Floats, bias: Floats, known: npt.NDArray[np.int64], sections: int) -> tuple[Floats, Floats]:
    """Weights of the known sections at their places among all; the others lie a full margin on the wrong side."""
    spread = np.zeros((len(weights), sections), np.float32)
    spread[:, known] = weights
    away = np.full(sections, -1, np.float32)
    away[known] = bias
    return spread, away


def calibrated(margins: Floats, places: npt.NDArray[np.int64]) -> tuple[float, tuple[float, ...]]:
    """Sharpness and offsets that make the right sections likeliest (Guo et al. 2017, "vector scaling" with one scale).

    Offsets are held near 0, so that a section with few articles does not run away.
    """
    rows, sections = np.arange(len(places)), margins.shape[1]
    exact = margins.astype(np.float64)  # the slope is found by small differences

    def loss(values: npt.NDArray[np.float64]) -> float:
        raised = math.exp(values[0]) * exact + values[1:]
        shares = np.exp(raised - logsumexp(raised, axis=1, keepdims=True))
        return float(-np.log(np.maximum(shares[rows, places], 1e-12)).mean() + 0.01 * (values[1:] ** 2).mean())

    start = np.concatenate([[math.log(3.0)], np.zeros(sections)])
    found = minimize(loss, start, method="L-BFGS-B").x if len(places) else start
    return math.exp(found[0]), tuple(round(float(value), 4) for value in found[1:])


def report(model: SectionModel, learned: int, apart: Sequence[Labelled]) -> Report:
    """How the model does on articles it has not seen; the scores count what it withholds as missed."""
    guesses = model.guesses([one.text for one in apart])
    right = [guess.label == one.section for guess, one in zip(guesses, apart, strict=True)]
    sure = [guess.confidence >= model.settings.abstain for guess in guesses]
    given = [guess.label if ok else None for guess, ok in zip(guesses, sure, strict=True)]
    scores = tuple(_scores(given, [one.section for one in apart], model.settings.labels))
    count = max(1, len(apart))
    return Report(
        learned,
        len(apart),
        accuracy=sum(right) / count,
        macro_f1=sum(score.f1 for score in scores) / max(1, len(scores)),
        ece=expected_calibration_error([guess.confidence for guess in guesses], right) if apart else 0.0,
        answered=sum(sure) / count,
        precision=sum(a and b for a, b in zip(right, sure, strict=True)) / max(1, sum(sure)),
        sections=scores,
    )


def _scores(given: Sequence[str | None], gold: Sequence[str], labels: Iterable[str]) -> Iterator[SectionScore]:
    hits = Counter(one for one, other in zip(given, gold, strict=True) if one == other)
    said, wanted = Counter(given), Counter(gold)
    for label in labels:
        if wanted[label]:
            precision = hits[label] / said[label] if said[label] else 0.0
            recall = hits[label] / wanted[label]
            f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
            yield SectionScore(label, wanted[label], precision, recall, f1)


def _text(record: Mapping[str, Any]) -> str:
    parts = [record.get(name) for name in ("title", "sapo", "body")]
    title, sapo, body = ("\n".join(map(str, part)) if isinstance(part, list) else part or "" for part in parts)
    if not title and not body:
        body = str(record.get("text") or "")
    return article_text(Article("", title=str(title), sapo=str(sapo), body=str(body)))
