"""Summaries of one article, with and without its title, beside leads, titles, sumy and the oracle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval.datasets import dataset
from eval.peers.one import with_peer
from eval.peers.process import Peer
from eval.rows import OURS, Recorder, Row
from eval.tasks import clusters
from eval.tasks.scores import RANKERS, first, record_rouge
from newsroom_ai.article import Article
from newsroom_ai.config import Services
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.metrics.rouge import rouge
from newsroom_ai.summarisation.registry import summariser
from newsroom_ai.summarisation.types import SummaryOptions
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import exact_forms

DOCUMENTS: Final = 2_000
SENTENCES: Final = 2  # of LexRank, TextRank and Luhn
ORACLE: Final = 3
FREE: Final = 45
BUDGET: Final = 40
LONGEST: Final = 80
"""Syllables that ``newsroom:free`` may take: the ranker chooses the length."""
SHARED: Final = 0.6


class Story(NamedTuple):
    """An article cut into sentences."""

    article: Article
    reference: str
    sentences: tuple[str, ...]


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on 2,000 articles of vietnews dev (or ``sample``), reference the sapo; then on the clusters."""
    recorder = Recorder("summaries", seed)
    corpus = dataset(data, "vietnews")
    stories = [read(row) for row in corpus.sample(sample or DOCUMENTS, seed)]
    others = {**_baselines(stories), **_peers(stories)}
    ours = _ours(stories, titled=False)
    free = {**others, OURS: ours, f"{OURS}:free": _ours(stories, titled=False, syllables=LONGEST)}
    for name, systems in (
        ("vietnews.body", free),
        (
            "vietnews.body.40",
            {name: [first(text, BUDGET) for text in texts] for name, texts in others.items()} | {OURS: ours},
        ),
        ("vietnews.body+title", {**_titled(stories), "lead-2": free["lead-2"]}),
    ):
        for system, texts in systems.items():
            record_rouge(recorder, name, corpus.sha256, system, texts, [[story.reference] for story in stories])
    clusters.measure(recorder, data, sample)
    recorder.compare()
    return recorder.rows


def read(row: Mapping[str, Any]) -> Story:
    """A story from a row of vietnews: what is summarised has no sapo."""
    article = Article(row["id"], title=row["title"], body=row["body"])
    return Story(article, row["sapo"], tuple(row["body"][start:end] for start, end in sentences(row["body"])))


def oracle(parts: Sequence[str], reference: str, count: int = ORACLE) -> list[int]:
    """Places of the sentences that, taken greedily, raise ROUGE-1 + ROUGE-2 most (Nallapati et al., 2017)."""
    taken: list[int] = []
    best = 0.0
    while len(taken) < min(count, len(parts)):
        scored = [(_gain([*taken, at], parts, reference), at) for at in range(len(parts)) if at not in taken]
        score, at = max(scored, key=lambda pair: (pair[0], -pair[1]))
        if score <= best:
            break
        best = score
        taken.append(at)
    return sorted(taken)


def repeats_title(text: str, title: str) -> bool:
    """Whether a text shares more than 60 % of the title's syllable pairs, and so is no summary but the title.

    >>> repeats_title("Chiều nay giá xăng tăng mạnh.", "Giá xăng tăng mạnh")
    True
    """
    wanted = set(pairwise(exact_forms(title)))
    return len(wanted & set(pairwise(exact_forms(text)))) > SHARED * len(wanted) if wanted else False


def _gain(places: Sequence[int], parts: Sequence[str], reference: str) -> float:
    score = rouge(" ".join(parts[at] for at in sorted(places)), reference)
    return score.rouge1 + score.rouge2


def _baselines(stories: Sequence[Story]) -> dict[str, list[str]]:
    found = {f"lead-{count}": [" ".join(story.sentences[:count]) for story in stories] for count in (1, 2, 3)}
    for count in (FREE, BUDGET):
        found[f"first-{count}"] = [first(" ".join(story.sentences), count) for story in stories]
    found["oracle-3"] = [
        " ".join(story.sentences[at] for at in oracle(story.sentences, story.reference)) for story in stories
    ]
    return found


def _peers(stories: Sequence[Story]) -> dict[str, list[str]]:
    texts = [[" ".join(exact_forms(sentence)) for sentence in story.sentences] for story in stories]

    def use(peer: Peer) -> dict[str, list[str]]:
        chosen = {method: peer.call("summarise", texts, method=method, count=SENTENCES) for method in RANKERS}
        return {
            method: [
                " ".join(story.sentences[at] for at in places) for story, places in zip(stories, found, strict=True)
            ]
            for method, found in chosen.items()
        }

    return with_peer("sumy_summaries", use) or {}


def _ours(stories: Sequence[Story], *, titled: bool, syllables: int | None = None) -> list[str]:
    """What the product makes of each body in the style of a sapo; "" where it refuses to."""
    ours = summariser(Services().summariser)
    options = SummaryOptions(max_syllables=syllables, use_title=titled)
    texts = []
    for story in stories:
        article = story.article if titled else Article(story.article.id, body=story.article.body)
        try:
            texts.append(ours.summarise(article, options).text)
        except InvalidArticle:
            texts.append("")
    return texts


def _titled(stories: Sequence[Story]) -> dict[str, list[str]]:
    """With the title known. Ours counts as empty where it repeats the title; the title itself stands as the mark."""
    texts = {
        OURS: _ours(stories, titled=True),
        f"{OURS}:free": _ours(stories, titled=True, syllables=LONGEST),
    }
    kept = {
        name: [
            "" if repeats_title(text, story.article.title) else text for text, story in zip(made, stories, strict=True)
        ]
        for name, made in texts.items()
    }
    return {**kept, "title": [story.article.title for story in stories]}
