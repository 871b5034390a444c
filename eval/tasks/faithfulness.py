"""Faithfulness: summaries made false in one place must be noticed there, true ones left alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from eval.datasets import dataset
from eval.generators.facts import Facts
from eval.generators.faithfulness import Case, cases
from eval.rows import OURS, Recorder, Row
from newsroom_ai.article import Article
from newsroom_ai.summarisation.faithfulness import unsupported
from newsroom_ai.summarisation.types import Unsupported

CASES: Final = 1_000
FALSE: Final = ("substituted", "negated", "swapped")


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on up to 1,000 cases of each kind (or ``sample``) made from vietnews dev; the source is the body."""
    recorder = Recorder("faithfulness", seed)
    corpus = dataset(data, "vietnews")
    rows = {row["id"]: row for row in corpus.rows()}
    made = list(cases(list(rows.values()), sample or CASES, seed))
    found = [unsupported(case.summary, Article(case.source, body=rows[case.source]["body"])) for case in made]
    pairs = list(zip(made, found, strict=True))
    for truth in FALSE:
        noticed = [float(_noticed(case, facts)) for case, facts in pairs if case.truth == truth]
        if noticed:
            recorder.mean(truth, corpus.sha256, OURS, "recall", noticed)
    alarms = [(len(facts), len(Facts(case.summary).all)) for case, facts in pairs if case.truth == "true"]
    if alarms:
        counts = np.array(alarms)
        recorder.statistic("true", corpus.sha256, OURS, "false_alarms", lambda drawn: _rate(counts[drawn]), len(alarms))
    return recorder.rows


def _noticed(case: Case, facts: Sequence[Unsupported]) -> bool:
    """Whether something was reported at the words that were changed."""
    return any(fact.start < end and start < fact.end for fact in facts for start, end in case.spans)


def _rate(counts: npt.NDArray[np.int64]) -> float:
    """Reports for each fact of true summaries, all of which their sources hold."""
    reports, facts = counts.sum(axis=0)
    return float(reports / max(1, facts))
