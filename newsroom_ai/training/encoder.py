"""Articles -> a static encoder: ``newsroom train encoder --from …``.

Title and sapo of an article are to lie closer to its own body than to the other bodies of the batch: the InfoNCE loss
(van den Oord, Li and Vinyals 2018, "Representation learning with contrastive predictive coding"), both ways. From the
third pass on a batch is made of groups of like articles, so that the other bodies are hard to tell from the right one.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import faiss
import numpy as np
import torch
from torch.nn import functional

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.encoders.pieces import Bag
from newsroom_ai.encoders.static import Vectors, save
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.metrics.reciprocal_rank import reciprocal_rank
from newsroom_ai.training.encoder_data import Bags, Lexicon, Tell, Tokens, Vocabulary, choose, read

DIMENSIONS: Final = 256
PAIRS: Final = 50_000
BARE_PAIRS: Final = 15_000
BATCH: Final = 1024
RATE: Final = 0.01
SHARPNESS: Final = 20.0  # cosines times this are the logits
BARE: Final = 0.15  # share of queries learned without marks
DROPPED: Final = 0.1  # share of a query's pieces left out, so that none is relied on alone
GROUP: Final = 64  # like articles side by side in a batch
CLUSTERS: Final = 512
HARD_FROM: Final = 2  # passes before batches are made of groups
FEWEST: Final = 200  # articles to learn anything from


@dataclass(frozen=True, slots=True)
class Options:
    """How to train; the defaults made the shipped model."""

    minutes: float = 30.0
    seed: int = 0
    threads: int = 2
    limit: int = 0


class Report(NamedTuple):
    """What was used, and the MRR@10 of held-back titles that look for their bodies among all held-back bodies."""

    articles: int
    pieces: int
    held_out: int
    mrr: float
    mrr_unmarked: float


class _Fields(NamedTuple):
    """The fields of the articles as bags; the first two also without marks."""

    title: Bags
    sapo: Bags
    body: Bags
    bare_title: Bags
    bare_sapo: Bags


def train(paths: Sequence[Path], out: Path, mapping: dict[str, str], options: Options, tell: Tell) -> Report:
    """Train an encoder and write it as a model folder.

    Raises:
        InvalidArticle: fewer than 200 articles have two of title, sapo and body.
        UnreadableFile: a file cannot be read.
    """
    articles, lexicon = read(paths, mapping, tell, options.limit, options.seed)
    if len(articles) < FEWEST:
        raise InvalidArticle(f"Cần ít nhất {FEWEST} bài có tít hoặc sapo kèm thân bài; chỉ đọc được {len(articles)}")
    learned = [article for article in articles if not article.held_out]
    apart = [article for article in articles if article.held_out]
    vocabulary = choose(learned, lexicon, PAIRS, BARE_PAIRS)
    tell(f"{len(vocabulary.pieces):,} pieces")
    model = _Trainer(vocabulary, _fields(learned, lexicon, vocabulary), options)
    held_out = _fields(apart, lexicon, vocabulary)
    vectors = model.fit(held_out, tell)
    out.mkdir(parents=True, exist_ok=True)
    save(out, vocabulary.syllables, vocabulary.pairs, vectors)
    write_manifest(out)
    found = model.scores(held_out)
    return Report(len(articles), len(vocabulary.pieces), len(apart), *found)


def _fields(articles: Sequence[Tokens], lexicon: Lexicon, vocabulary: Vocabulary) -> _Fields:
    return _Fields(
        *(Bags((article.fields[at] for article in articles), vocabulary) for at in range(3)),
        *(Bags((lexicon.bare[article.fields[at]] for article in articles), vocabulary) for at in range(2)),
    )


class _Trainer:
    """The weights while they are learned."""

    def __init__(self, vocabulary: Vocabulary, fields: _Fields, options: Options) -> None:
        torch.manual_seed(options.seed)
        torch.set_num_threads(options.threads)
        self._chance = np.random.default_rng(options.seed)
        self._fields = fields
        self._seconds = options.minutes * 60
        pieces = len(vocabulary.pieces)
        counts = fields.body.document_counts(pieces) + fields.sapo.document_counts(pieces)
        rarity = np.log((len(fields.body) + 1) / (counts + 1)) / math.log(len(fields.body) + 1)
        start = self._chance.normal(0, 1 / math.sqrt(DIMENSIONS), (pieces, DIMENSIONS)) * (0.1 + 2 * rarity[:, None])
        self._weights = torch.nn.Parameter(torch.from_numpy(start.astype(np.float32)))

    def fit(self, held_out: _Fields, tell: Tell) -> Vectors:
        """Pass over the articles again and again until the time is up; returns the weights."""
        start, step, passes = time.monotonic(), 0, 0
        optimiser = torch.optim.Adam([self._weights], lr=RATE, betas=(0.9, 0.99))
        while (spent := (time.monotonic() - start) / self._seconds) < 1:
            losses = []
            for batch in self._batches(passes):
                spent = (time.monotonic() - start) / self._seconds
                if spent >= 1:
                    break
                step += 1
                optimiser.param_groups[0]["lr"] = RATE * min(1.0, step / 50) * max(0.02, 1 - spent)
                losses.append(self._step(batch, optimiser))
            passes += 1
            mrr, unmarked = self.scores(held_out)
            tell(
                f"pass {passes}, {min(spent, 1.0):.0%} of the time, loss {np.mean(losses or [0]):.3f}, "
                f"title to body MRR@10 {mrr:.3f}, without marks {unmarked:.3f}"
            )
        return self._weights.detach().numpy()

    def _step(self, batch: Sequence[int], optimiser: torch.optim.Optimizer) -> float:
        pairs = [self._pair(place) for place in batch]
        queries, texts = (self._embedded(bags) for bags in zip(*pairs, strict=True))
        logits = queries @ texts.T * SHARPNESS
        right = torch.arange(len(batch))
        loss = (functional.cross_entropy(logits, right) + functional.cross_entropy(logits.T, right)) / 2
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        return float(loss.detach())

    def _pair(self, place: int) -> tuple[Bag, Bag]:
        """A query and the text it is to find: mostly the title or the sapo, and the body."""
        fields, draw, bare = self._fields, self._chance.random(), self._chance.random() < BARE
        title = (fields.bare_title if bare else fields.title)[place]
        sapo = (fields.bare_sapo if bare else fields.sapo)[place]
        body = fields.body[place]
        if not len(body.rows) or (draw >= 0.85 and len(sapo.rows)):
            return self._thinned(title), fields.sapo[place]
        by_sapo = not len(title.rows) or (draw >= 0.55 and len(sapo.rows))
        return self._thinned(sapo if by_sapo else title), body

    def _thinned(self, bag: Bag) -> Bag:
        kept = self._chance.random(len(bag.rows)) >= DROPPED
        return Bag(bag.rows[kept], bag.weights[kept])

    def _embedded(self, bags: Sequence[Bag]) -> torch.Tensor:
        ends = np.cumsum([0, *(len(bag.rows) for bag in bags)])
        summed = functional.embedding_bag(
            torch.from_numpy(np.concatenate([bag.rows for bag in bags])),
            self._weights,
            torch.from_numpy(ends[:-1]),
            mode="sum",
            per_sample_weights=torch.from_numpy(np.concatenate([bag.weights for bag in bags])),
        )
        return functional.normalize(summed)

    def _batches(self, passes: int) -> Iterator[list[int]]:
        order = self._chance.permutation(len(self._fields.body))
        if passes >= HARD_FROM:
            order = self._grouped(order)
        for start in range(0, max(1, len(order) - BATCH + 1), BATCH):
            yield order[start : start + BATCH].tolist()

    def _grouped(self, order: Any) -> Any:
        """Like articles side by side, the groups in random order."""
        vectors = np.concatenate([self._texts(order[at : at + BATCH]) for at in range(0, len(order), BATCH)])
        clusters = min(CLUSTERS, max(1, len(order) // (2 * GROUP)))
        means = faiss.Kmeans(DIMENSIONS, clusters, niter=6, seed=1, min_points_per_centroid=1)
        means.train(vectors)
        _, nearest = means.index.search(vectors, 1)
        alike = np.argsort(nearest[:, 0] + self._chance.random(len(order)) / 2, kind="stable")
        groups = np.array_split(order[alike], max(1, len(order) // GROUP))
        return np.concatenate([groups[at] for at in self._chance.permutation(len(groups))])

    def _texts(self, places: Sequence[int]) -> Vectors:
        fields = self._fields
        bags = [body if len((body := fields.body[place]).rows) else fields.sapo[place] for place in places]
        with torch.no_grad():
            found: Vectors = self._embedded(bags).numpy()
        return found

    def scores(self, held_out: _Fields) -> tuple[float, float]:
        """MRR@10 of titles that look for their bodies, with and without marks."""
        title, body = held_out.title, held_out.body
        places = [at for at in range(len(body)) if len(title[at].rows) and len(body[at].rows)]
        if not places:
            return 0.0, 0.0
        with torch.no_grad():
            bodies = self._embedded([body[at] for at in places])
            asked = [self._embedded([bags[at] for at in places]) for bags in (title, held_out.bare_title)]
        marked, unmarked = (_mrr((queries @ bodies.T).numpy()) for queries in asked)
        return marked, unmarked


def _mrr(cosines: Vectors) -> float:
    """Mean reciprocal rank of the diagonal."""
    best = np.argsort(-cosines, axis=1, kind="stable")[:, :10].tolist()
    return float(np.mean([reciprocal_rank(found, at, 10) for at, found in enumerate(best)]))
