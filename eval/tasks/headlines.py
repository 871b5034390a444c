"""Headlines against the titles editors gave, beside cuts of the first sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from eval.datasets import dataset
from eval.rows import OURS, Recorder, Row
from eval.tasks.scores import first, record_rouge
from newsroom_ai.article import Article
from newsroom_ai.config import Services
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.metrics.rouge import rouge
from newsroom_ai.summarisation.registry import headline_writer
from newsroom_ai.summarisation.types import Headline, HeadlineWriter
from newsroom_ai.text.sentences import sentences

ARTICLES: Final = 2_000
SHOWN: Final = 5
USUAL: Final = 13
"""Syllables of a title."""


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on 2,000 articles of vietnews dev (or ``sample``), of which the title is not known.

    ``newsroom`` is the first headline, ``newsroom:best-of-5`` the best of those shown. ``faithful`` is the share of the
    headlines shown that the body bears out, ``shown`` how many there are, ``none`` the share of articles without one.
    """
    recorder = Recorder("headlines", seed)
    corpus = dataset(data, "vietnews")
    rows = corpus.sample(sample or ARTICLES, seed)
    writer = headline_writer(Services().headlines)
    for name, with_sapo in (("vietnews.body", False), ("vietnews.sapo+body", True)):
        made = [_headlines(writer, row, with_sapo=with_sapo) for row in rows]
        systems = {
            OURS: [found[0].text if found else "" for found in made],
            f"{OURS}:best-of-{SHOWN}": [_best(found, row["title"]) for found, row in zip(made, rows, strict=True)],
            **_baselines([row["sapo"] if with_sapo else row["body"] for row in rows]),
        }
        for system, texts in systems.items():
            record_rouge(recorder, name, corpus.sha256, system, texts, [[row["title"]] for row in rows])
        recorder.mean(name, corpus.sha256, OURS, "shown", [float(len(found)) for found in made])
        recorder.mean(name, corpus.sha256, OURS, "none", [float(not found) for found in made])
        shown = [float(headline.faithful) for found in made for headline in found]
        recorder.mean(name, corpus.sha256, OURS, "faithful", shown or [0.0])
    recorder.compare()
    return recorder.rows


def _headlines(writer: HeadlineWriter, row: Mapping[str, Any], *, with_sapo: bool) -> Sequence[Headline]:
    article = Article(row["id"], sapo=row["sapo"] if with_sapo else "", body=row["body"])
    try:
        return writer.headlines(article).candidates[:SHOWN]
    except InvalidArticle:
        return ()


def _best(found: Sequence[Headline], title: str) -> str:
    return max((headline.text for headline in found), key=lambda text: sum(rouge(text, title)), default="")


def _baselines(texts: Sequence[str]) -> dict[str, list[str]]:
    """The first sentence, its first clause, and as much of it as a title is long."""
    opening = [text[slice(*next(iter(sentences(text)), (0, 0)))] for text in texts]
    return {
        "first-sentence": opening,
        "first-clause": [text.partition(", ")[0] for text in opening],
        f"first-{USUAL}": [first(text, USUAL) for text in texts],
    }
