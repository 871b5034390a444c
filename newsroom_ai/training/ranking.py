"""Articles -> the weights of search's second stage: ``python -m newsroom_ai.training.ranking --help``.

Titles and sapos of held-back articles look for their own body among the bodies of others. What is learned is printed;
it belongs into ``newsroom_ai/search/scoring.py``. The weight of the title is not learned, since a title finds its own
article too easily.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from torch.nn import functional

from newsroom_ai.article import Article
from newsroom_ai.ingest.jsonl import read_jsonl
from newsroom_ai.search.archive_search import ArchiveSearch
from newsroom_ai.search.scoring import Scores, Signals
from newsroom_ai.search.types import SearchRequest
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.training.bodies import search_over
from newsroom_ai.training.held_out import held_out

OTHERS: Final = 22_000
LONGEST: Final = 64  # syllables of a query
STEPS: Final = 400
FITTED: Final = [at for at, name in enumerate(Signals._fields) if name != "title"]


class Window(NamedTuple):
    """The articles a query looked closely at: signals, shape ``(n, 7)``, and which of them is the right one."""

    signals: Scores
    right: int


def windows(search: ArchiveSearch, asked: Iterable[tuple[str, int]], mode: Any) -> Iterator[Window]:
    """What search looks closely at for each query; queries whose right article is not in the window teach nothing."""
    now = datetime.now(UTC)
    for text, right in asked:
        keys, signals = search.looked_at(SearchRequest(q=" ".join(exact_forms(text)[:LONGEST]), mode=mode), now)
        if right in keys:
            yield Window(signals, keys.index(right))


def fit(examples: Sequence[Window], fitted: Sequence[int]) -> Signals:
    """Weights that put the right article first, by softmax cross-entropy over the window."""
    widest = max(len(example.signals) for example in examples)
    signals = torch.zeros((len(examples), widest, len(fitted)))
    absent = torch.full((len(examples), widest), -1e9)
    for at, example in enumerate(examples):
        size = len(example.signals)
        signals[at, :size] = torch.from_numpy(example.signals[:, fitted])
        absent[at, :size] = 0
    right = torch.tensor([example.right for example in examples])
    weights = torch.zeros(len(fitted), requires_grad=True)
    optimiser = torch.optim.Adam([weights], lr=0.2)
    for _ in range(STEPS):
        optimiser.zero_grad()
        loss = functional.cross_entropy(signals @ weights + absent, right) + 1e-4 * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    learned = np.zeros(len(Signals._fields))
    learned[list(fitted)] = weights.detach().numpy()
    return Signals(*(round(float(weight), 1) for weight in learned))


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn the weights and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="path", type=Path, required=True, help="articles as JSON Lines")
    parser.add_argument("--encoder", default="encoder-static.v1")
    options = parser.parse_args(arguments)
    records = [line.record for line in read_jsonl(options.path) if line.record]
    apart = [record for record in records if held_out(str(record["id"]))]
    others = [record for record in records if not held_out(str(record["id"]))][: OTHERS - len(apart)]
    articles = [Article(str(record["id"]), body=record["body"]) for record in (*apart, *others)]
    asked = [(record[field], at) for at, record in enumerate(apart) for field in ("title", "sapo") if record.get(field)]
    with tempfile.TemporaryDirectory() as folder:
        search = search_over(Path(folder), articles, options.encoder)
        for mode in ("hybrid", "keyword"):
            examples = [*windows(search, asked, mode)]
            fitted = FITTED if mode == "hybrid" else FITTED[:-1]
            sys.stdout.write(f"{mode}: {len(examples)} of {len(asked)} queries, {fit(examples, fitted)}\n")


if __name__ == "__main__":
    main()
