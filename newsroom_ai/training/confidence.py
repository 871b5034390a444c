"""Judged articles -> how sure keyphrases are: ``python -m newsroom_ai.training.confidence --model DIR …``.

The ranker learns its confidence from what it is trained on: mostly phrases that title, sapo and body share. How many of
its suggestions people would keep is another question; two numbers, learned from some hundred judged articles, answer it
(Platt 1999). They go into ``adjustment.json`` beside the model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.article import FIELDS, Article
from newsroom_ai.metrics.calibration import expected_calibration_error
from newsroom_ai.tagging.adjustment import FILE, Adjustment, logit
from newsroom_ai.tagging.ranked_keyphrases import RankedKeyphrases
from newsroom_ai.tagging.types import Tag, Tagger
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.training.keyphrases import read
from newsroom_ai.training.topics import learned_from

DEPTH: Final = 10  # suggestions of an article that are judged


class Judged(NamedTuple):
    """How sure a suggestion was, and whether it was right."""

    confidence: float
    right: bool


def suggestions(tagger: Tagger, articles: Sequence[Article], rows: Mapping[str, dict[str, Any]]) -> Iterator[Judged]:
    """The first suggestions for judged articles; ``rows`` are those of ``eval/annotations/keyphrases.jsonl``, by id."""
    for article in articles:
        row = rows[article.id]
        for tag in tagger.tag(article)[:DEPTH]:
            yield Judged(tag.confidence or 0.0, _right(tag, article, row))


def adjustment(judged: Sequence[Judged]) -> Adjustment:
    """Scale and shift of the logarithmic odds under which the verdicts are likeliest."""
    odds = np.array([[logit(one.confidence)] for one in judged])
    learned = LogisticRegression(C=10.0).fit(odds, [one.right for one in judged])
    return Adjustment(round(float(learned.coef_[0, 0]), 4), round(float(learned.intercept_[0]), 4), {})


def learn(model: Path, judged: Path, paths: Sequence[Path]) -> tuple[int, float, float]:
    """Write the adjustment of a model; returns how many suggestions were judged, and the error before and after."""
    lines = map(json.loads, judged.read_text(encoding="utf-8").splitlines())
    rows = {line["id"]: line for line in lines if learned_from(line["id"])}
    articles = [one for path in paths for one in read(path, {}) if one.id in rows]
    (model / FILE).unlink(missing_ok=True)
    write_manifest(model)
    found = list(suggestions(RankedKeyphrases(model), articles, rows))
    learned = adjustment(found)
    learned.save(model)
    write_manifest(model)
    right = [one.right for one in found]
    before = expected_calibration_error([one.confidence for one in found], right)
    after = expected_calibration_error([learned.confidence(one.confidence, "") for one in found], right)
    return len(found), before, after


def _right(tag: Tag, article: Article, row: Mapping[str, Any]) -> bool:
    phrases = [article.text(FIELDS[FIELDS.index(field)])[start:end] for field, start, end in row["present"]]
    return exact_forms(tag.label) in [exact_forms(phrase) for phrase in phrases]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m newsroom_ai.training.confidence", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of the model")
    parser.add_argument("--judged", type=Path, required=True, help="rows of eval/annotations")
    parser.add_argument("--from", dest="sources", type=Path, action="append", required=True, help="file of articles")
    told = parser.parse_args()
    count, before, after = learn(told.model, told.judged, told.sources)
    parser.exit(message=f"{count} suggestions; calibration error {before:.3f}, after {after:.3f} on the same\n")


if __name__ == "__main__":
    main()
