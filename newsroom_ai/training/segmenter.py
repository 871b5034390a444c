"""Articles -> a word segmenter that imitates a slower one: ``python -m newsroom_ai.training.segmenter --help``."""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.errors import InvalidArticle, NewsroomError
from newsroom_ai.ingest.jsonl import read_jsonl
from newsroom_ai.text.segmenter import SLOT_BITS, WEIGHTS, GapSegmenter, WeightTable
from newsroom_ai.text.segmenter_gaps import NUMBER_BITS, Codes, Gaps, Shape, Sign, features, forget_case, read_gaps
from newsroom_ai.text.words import SEGMENTERS, WordSegmenter, segmenter

Flags = npt.NDArray[np.bool_]
Weights = npt.NDArray[np.float32]

FIELDS: Final = ("title", "sapo", "body", "text")
SYLLABLES: Final = 2_500_000
HELD_OUT: Final = 0.02

_TONED: Final = (("òóỏõọ", "o", "àáảãạ", "a"), ("òóỏõọ", "o", "èéẻẽẹ", "e"), ("ùúủũụ", "u", "ỳýỷỹỵ", "y"))
_OLD_TONES: Final = {
    case(new + last): case(first + old)
    for news, first, olds, last in _TONED
    for new, old in zip(news, olds, strict=True)
    for case in (str.lower, str.upper, str.title)
}
_NEW_TONES: Final = re.compile(rf"(?:{'|'.join(_OLD_TONES)})(?![^\W_])")

_CASELESS_SHARE: Final = 0.3
_RATE: Final = 0.5
_STEP: Final = 4096
_GROUP: Final = 20_000
_SCALE: Final = 20
"""Weights are kept as whole numbers of twentieths: more than 6 either way decides alone."""


class Example(NamedTuple):
    """A text's gaps, the teacher's decision on each, and whether the decision counts."""

    gaps: Gaps
    joins: Flags
    counts: Flags


class Report(NamedTuple):
    """What training used, and how often the model decides as its teacher on texts held out."""

    texts: int
    gaps: int
    agreement: float


def draw(paths: Sequence[Path], syllables: int, seed: int) -> list[str]:
    """Draw texts at random, about so many syllables from each file of articles; in random order."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    drawn: list[str] = []
    for path in paths:
        texts = list(_texts(path))
        chance.shuffle(texts)
        left = syllables
        for text in texts:
            left -= text.count(" ") + 1
            drawn.append(text)
            if left <= 0:
                break
        _tell(f"{path}: {syllables - left:,} syllables")
    chance.shuffle(drawn)
    return drawn


def label(texts: Sequence[str], teacher: WordSegmenter) -> list[Example]:
    """Ask the teacher about every gap.

    It reads hoà and thuỷ for hòa and thủy: underthesea knows many words in the old spelling only. Between two
    syllables in capitals its decision does not count: it takes them for a name.
    """
    examples = []
    for done, text in enumerate(texts, start=1):
        gaps = read_gaps(text)
        if len(gaps.signs):
            ends = np.array([end for _, end in teacher.words(old_spelling(text))], np.int64)
            joins = ~np.isin(gaps.ends[:-1], ends)
            examples.append(Example(gaps, joins, (gaps.signs < Sign.UNDERSCORE) & ~_shouted(text, gaps)))
        if done % 1000 == 0:
            _tell(f"labelled {done:,} of {len(texts):,} texts")
    return examples


def old_spelling(text: str) -> str:
    """Put the tone on the last vowel, as dictionaries did; no letter moves.

    >>> old_spelling("Thủy điện HÒA BÌNH, sức khỏe, hoàn, quý")
    'Thuỷ điện HOÀ BÌNH, sức khoẻ, hoàn, quý'
    """
    return _NEW_TONES.sub(lambda rime: _OLD_TONES[rime[0]], text)


def fit(examples: Sequence[Example], seed: int, epochs: int = 2) -> WeightTable:
    """Train twice: with room for every feature, then with the weightiest of each slot alone.

    Logistic regression by AdaGrad (Duchi, Hazan and Singer 2011, "Adaptive subgradient methods"). In part of the
    texts, drawn anew each time, the case of letters is forgotten, so that the model does without it.
    """
    chance = np.random.default_rng(seed)
    weights: Weights = np.zeros(1 << NUMBER_BITS, np.float32)
    history = np.zeros_like(weights)
    for epoch in range(epochs):
        _tell(f"epoch {epoch + 1} of {2 * epochs}")
        _pass(examples, weights, history, chance)
    slots = np.arange(1 << SLOT_BITS)
    tags = np.abs(weights.reshape(-1, 1 << SLOT_BITS)).argmax(axis=0)
    kept = tags << SLOT_BITS | slots
    alive = np.zeros(weights.shape, np.bool_)
    alive[kept] = True
    weights *= alive
    for epoch in range(epochs):
        _tell(f"epoch {epochs + epoch + 1} of {2 * epochs}, {np.count_nonzero(weights):,} features")
        _pass(examples, weights, history, chance, alive)
    whole = np.clip(np.rint(weights[kept] * _SCALE), -127, 127).astype(np.int8)
    return WeightTable(whole, np.where(whole, tags, 0).astype(np.uint8))


def agreement(model: GapSegmenter, examples: Sequence[Example]) -> float:
    """Share of the gaps that count on which the model decides as the teacher."""
    right = sum(int((model.joins(gaps) == joins)[counts].sum()) for gaps, joins, counts in examples)
    return right / max(1, sum(int(counts.sum()) for _, _, counts in examples))


def train(texts: Sequence[str], teacher: WordSegmenter, out: Path, seed: int = 0) -> Report:
    """Train a segmenter into a folder, with a card if it has none, and its manifest."""
    return train_on(label(texts, teacher), out, seed)


def train_on(examples: Sequence[Example], out: Path, seed: int = 0) -> Report:
    """Train on labelled texts; one in fifty is held out to report the agreement."""
    if not examples:
        raise InvalidArticle("Không có bài viết nào để huấn luyện bộ tách từ.")
    held = max(1, round(len(examples) * HELD_OUT)) if len(examples) > 1 else 0
    table = fit(examples[held:], seed)
    out.mkdir(parents=True, exist_ok=True)
    table.save(out / WEIGHTS)
    write_manifest(out)
    share = agreement(GapSegmenter(out), examples[: held or 1])
    report = Report(len(examples), sum(len(example.joins) for example in examples), share)
    if not (out / "README.md").exists():
        (out / "README.md").write_text(_card(out.name, report), encoding="utf-8")
    write_manifest(out)
    return report


def _pass(
    examples: Sequence[Example],
    weights: Weights,
    history: Weights,
    chance: np.random.Generator,
    alive: Flags | None = None,
) -> None:
    for group in _groups([examples[place] for place in chance.permutation(len(examples))]):
        numbers, joins = _stacked(group, chance)
        for first in range(0, len(joins), _STEP):
            _step(numbers[first : first + _STEP], joins[first : first + _STEP], weights, history, alive)


def _step(numbers: Codes, joins: Weights, weights: Weights, history: Weights, alive: Flags | None) -> None:
    surprise = 1 / (1 + np.exp(-weights[numbers].sum(axis=1))) - joins
    seen, places = np.unique(numbers, return_inverse=True)
    gradient = np.bincount(places.ravel(), np.repeat(surprise, numbers.shape[1])).astype(np.float32)
    if alive is not None:
        gradient *= alive[seen]
    history[seen] += gradient * gradient
    weights[seen] -= _RATE * gradient / np.sqrt(history[seen] + 1e-3)


def _groups(examples: Iterable[Example]) -> Iterator[list[Example]]:
    """Gather texts until they hold enough gaps to be worth a round of array operations."""
    group: list[Example] = []
    size = 0
    for example in examples:
        group.append(example)
        size += len(example.joins)
        if size >= _GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group


def _stacked(group: Sequence[Example], chance: np.random.Generator) -> tuple[Codes, Weights]:
    """Return the features and the answers of the gaps that count, some texts without their case."""
    line = np.array([Sign.LINE], np.uint32)
    shapes = [forget_case(gaps.shapes) if chance.random() < _CASELESS_SHARE else gaps.shapes for gaps, _, _ in group]
    stacked = Gaps(
        np.concatenate([gaps.starts for gaps, _, _ in group]),
        np.concatenate([gaps.ends for gaps, _, _ in group]),
        np.concatenate([gaps.forms for gaps, _, _ in group]),
        np.concatenate(shapes),
        np.concatenate([part for gaps, _, _ in group for part in (gaps.signs, line)])[:-1],
    )
    between = np.array([False])
    counts = np.concatenate([part for _, _, counts in group for part in (counts, between)])[:-1]
    joins = np.concatenate([part for _, joins, _ in group for part in (joins, between)])[:-1]
    return features(stacked)[counts], joins[counts].astype(np.float32)


def _texts(path: Path) -> Iterator[str]:
    for line in read_jsonl(path):
        if line.record is not None:
            for name in FIELDS:
                text = line.record.get(name)
                if isinstance(text, str) and text:
                    yield text


def _shouted(text: str, gaps: Gaps) -> Flags:
    """Say of each space whether words in capitals, rather than abbreviations, stand on both sides."""
    written = (text[start:end] for start, end in zip(gaps.starts, gaps.ends, strict=True))
    capitals = np.array([len(syllable) > 1 and syllable.isupper() for syllable in written], np.bool_)
    capitals &= gaps.shapes <= Shape.STRANGE
    shouted: Flags = capitals[:-1] & capitals[1:] & (gaps.signs == Sign.SPACE)
    return shouted


def _card(name: str, report: Report) -> str:
    return f"""# {name}

## Use
Splits Vietnamese text into words: `GapSegmenter(Path("{name}"))`.

## Data
{report.texts:,} texts of the newsroom's own archive, {report.gaps:,} gaps between syllables, labelled by the teacher.

## Training
`python -m newsroom_ai.training.segmenter --from PATH… --out {name}`

## Scores
Decides as its teacher on {report.agreement:.2%} of the gaps of texts held out.

## Limits
Not measured beyond that.
"""


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Train from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m newsroom_ai.training.segmenter", description=__doc__)
    parser.add_argument("--from", dest="paths", type=Path, nargs="+", required=True, metavar="PATH")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model, e.g. models/segmenter-gap.v2")
    parser.add_argument("--syllables", type=int, default=SYLLABLES, help="about how many to draw from each PATH")
    parser.add_argument(
        "--teacher", choices=[name for name in SEGMENTERS if name != "syllables"], default="underthesea"
    )
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    try:
        texts = draw(options.paths, options.syllables, options.seed)
        report = train(texts, segmenter(options.teacher), options.out, options.seed)
    except NewsroomError as error:
        _tell(f"{error.title}: {error.detail}")
        return 1
    _tell(f"{options.out}: {report.gaps:,} gaps, agreement {report.agreement:.4f} on texts held out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
