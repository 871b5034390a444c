"""Summaries stay within the limits of their styles, headlines within theirs: counted on many articles."""

from __future__ import annotations

from pathlib import Path
from typing import Final, get_args

from eval.datasets import dataset
from eval.rows import OURS, Recorder, Row
from newsroom_ai.article import Article
from newsroom_ai.config import Services
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.summarisation.lead import limit_of
from newsroom_ai.summarisation.registry import summariser
from newsroom_ai.summarisation.types import Style, Summary, SummaryOptions

ARTICLES: Final = 5_000
BULLETS: Final = 5


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Summarise 5,000 articles of vietnews dev (or ``sample``), the styles in turn.

    ``over_limit`` is the share of summaries longer than their style allows, ``unfaithful`` of those with an unsupported
    fact, ``refused`` of articles that give none.
    """
    recorder = Recorder("limits", seed)
    corpus = dataset(data, "vietnews")
    ours, styles = summariser(Services().summariser), get_args(Style)
    made: list[tuple[SummaryOptions, Summary | None]] = []
    for at, row in enumerate(corpus.sample(sample or ARTICLES, seed)):
        options = SummaryOptions(style=styles[at % len(styles)])
        try:
            article = Article(row["id"], title=row["title"], body=row["body"], tags=("Tin trong ngày",))
            made.append((options, ours.summarise(article, options)))
        except InvalidArticle:
            made.append((options, None))
    for style in styles:
        found = [(options, summary) for options, summary in made if options.style == style]
        told = [(options, summary) for options, summary in found if summary is not None]
        recorder.mean(style, corpus.sha256, OURS, "refused", [float(summary is None) for _, summary in found])
        recorder.mean(style, corpus.sha256, OURS, "over_limit", [float(_over(*one)) for one in told] or [0.0])
        recorder.mean(
            style, corpus.sha256, OURS, "unfaithful", [float(not summary.faithful) for _, summary in told] or [0.0]
        )
    return recorder.rows


def _over(options: SummaryOptions, summary: Summary) -> bool:
    """Whether a summary is longer than its style allows, or has more than five bullets."""
    points = summary.text.count("\n") + 1
    return not limit_of(options).allows(summary.text) or (options.style == "bullets" and points > BULLETS)
