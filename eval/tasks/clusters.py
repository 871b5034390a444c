"""Summaries of several articles on one event: vims and vmds, the reference what people wrote.

``newsroom`` is the background box. Every system gets about the length people took: 200 syllables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval.datasets import dataset
from eval.peers.one import with_peer
from eval.peers.process import Peer
from eval.rows import OURS, Recorder
from eval.tasks.scores import RANKERS, first, record_rouge
from newsroom_ai.article import Article
from newsroom_ai.summarisation.background import FEWEST, MOST, background
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import count, exact_forms

BUDGET: Final = 200
CHOSEN: Final = 12  # sentences asked for, of which as many are kept as fit
SETS: Final = ("vims", "vmds")


class Cluster(NamedTuple):
    """Articles on one event, each cut into sentences, and the summaries people wrote."""

    id: str
    articles: tuple[tuple[str, ...], ...]
    references: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        """All sentences, article by article."""
        return [sentence for article in self.articles for sentence in article]


def measure(recorder: Recorder, data: Path, sample: int | None) -> None:
    """Record ROUGE on both sets; one reference of each cluster against the others stands for what people reach."""
    for name in SETS:
        corpus = dataset(data, name)
        found = [read(row) for row in corpus.rows()][:sample]
        systems = {
            "lead": [fitting(one.articles[0]) for one in found],
            "lead-of-each": [fitting(_in_turn(one.articles)) for one in found],
            **_peers(found),
            OURS: [_ours(one) for one in found],
        }
        for system, texts in systems.items():
            record_rouge(recorder, name, corpus.sha256, system, texts, [one.references for one in found])
        several = [one for one in found if len(one.references) > 1]
        people = [one.references[0] for one in several]
        others = [one.references[1:] for one in several]
        record_rouge(recorder, name, corpus.sha256, "people", people, others)


def read(row: dict[str, Any]) -> Cluster:
    """A cluster from a row of vims (``summaries``) or vmds (``refs``)."""
    references = [
        one["text"] if isinstance(one, dict) else one for one in row.get("summaries") or row.get("refs") or ()
    ]
    articles = [one["body"] for one in row["docs"]]
    return Cluster(
        str(row["cluster"]),
        tuple(tuple(body[start:end] for start, end in sentences(body)) for body in articles),
        tuple(references),
    )


def fitting(parts: Iterable[str], budget: int = BUDGET) -> str:
    """The first sentences that together stay within the budget of syllables; one at least, cut if it must be."""
    taken: list[str] = []
    left = budget
    for part in parts:
        left -= count(part)
        if left < 0:
            return " ".join(taken) if taken else first(part, budget)
        taken.append(part)
    return " ".join(taken)


def _in_turn(articles: Sequence[Sequence[str]]) -> list[str]:
    """First sentences of all articles, then the second ones."""
    return [part for parts in zip_longest(*articles) for part in parts if part is not None]


def _peers(found: Sequence[Cluster]) -> dict[str, list[str]]:
    texts = [[" ".join(exact_forms(part)) for part in one.sentences] for one in found]

    def use(peer: Peer) -> dict[str, list[str]]:
        return {
            method: [
                fitting(one.sentences[at] for at in places)
                for one, places in zip(found, peer.call("summarise", texts, method=method, count=CHOSEN), strict=True)
            ]
            for method in RANKERS
        }

    return with_peer("sumy_summaries", use) or {}


def _ours(one: Cluster) -> str:
    articles = [Article(str(at), body="\n".join(parts)) for at, parts in enumerate(one.articles)][:MOST]
    if len(articles) < FEWEST:
        return fitting(one.articles[0])
    return " ".join(sentence.text for sentence in background(articles, BUDGET).sentences)
