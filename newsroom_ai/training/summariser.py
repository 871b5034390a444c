"""Articles with a sapo -> a ranker of sentences: ``python -m newsroom_ai.training.summariser --help``.

A small network learns which words, and which pairs of neighbours, of a body its sapo takes up. Another one learns to
choose among summaries of one to three sentences: it maximises the expected ROUGE-1 + ROUGE-2 + ROUGE-L of the summary
drawn in proportion to exp(score), over all that can be made of the most promising sentences and their shorter forms.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.ingest.jsonl import mapped, read_jsonl
from newsroom_ai.summarisation.compression import shorter
from newsroom_ai.summarisation.ranker import WEIGHTS, Places, promising, set_features, sets_of, weigh, with_forms
from newsroom_ai.summarisation.salience import (
    SCALE,
    SLOTS,
    Floats,
    Network,
    Tables,
    codes,
    pair_codes,
    read,
    slots,
)
from newsroom_ai.summarisation.sentences import Sentence, usable
from newsroom_ai.text.syllables import count
from newsroom_ai.training.held_out import held_out
from newsroom_ai.training.rewards import rewards

Tell = Callable[[str], None]

FEWEST: Final = 200
SHORTEST: Final = 12  # syllables of a sapo to learn from
LONGEST: Final = 90
SHARPNESS: Final = 4.0
SHARED: Final = 0.6
"""A summary that holds a larger share of the title's pairs is none."""
_SMOOTH: Final = 20.0
_HIDDEN: Final = {"words": 16, "pairs": 16, "sets": 48}


@dataclass(frozen=True, slots=True)
class Options:
    """How to train; the defaults made the shipped model.

    ``counted`` articles make the tables, ``ranked`` others the networks.
    """

    counted: int = 30_000
    ranked: int = 20_000
    seed: int = 0
    threads: int = 1


Goal = Literal["sapo", "headline"]


class Story(NamedTuple):
    """An article to learn from: its sentences and the text it should become; ``title`` is what may be known of it."""

    article: Article
    found: list[Sentence]
    title: str
    target: str
    held_out: bool

    @property
    def sentences(self) -> list[str]:
        """The texts of the sentences."""
        return [one.text for one in self.found]

    @property
    def bound(self) -> list[bool]:
        """Whether each leans on the one before."""
        return [one.bound for one in self.found]


class Report(NamedTuple):
    """What was used, and the mean ROUGE F1 on held-back articles of what is chosen, without and with the title."""

    articles: int
    held_out: int
    untitled: tuple[float, float, float]
    titled: tuple[float, float, float]


class Choice(NamedTuple):
    """What can be chosen for one story: features of each summary, and its three scores."""

    features: Floats
    scores: Floats
    held_out: bool
    titled: bool


def train(paths: Sequence[Path], out: Path, mapping: dict[str, str], options: Options, tell: Tell) -> Report:
    """Train a ranker and write it as a model folder.

    Raises:
        InvalidArticle: fewer than 200 articles have a body and a sapo of 12-90 syllables.
        UnreadableFile: a file cannot be read.
    """
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    drawn = draw(paths, mapping, options)
    if len(drawn) < FEWEST:
        raise InvalidArticle(f"Cần ít nhất {FEWEST} bài có sapo và thân bài; chỉ đọc được {len(drawn)}")
    part = min(options.counted, len(drawn) * 2 // 3)
    tables = make_tables(drawn[:part], "sapo", tell)
    stories = [story for article in drawn[part:] if (story := _story(article)) is not None]
    tell(f"{part:,} articles counted, {len(stories):,} to rank")
    words, pairs = learn_salience(stories, tables, tell)
    choices = list(_choices(stories, tables, words, pairs, tell))
    chosen = fit_sets([choice for choice in choices if not choice.held_out], tell)
    out.mkdir(parents=True, exist_ok=True)
    save_networks(out, tables, {"words": words, "pairs": pairs, "sets": chosen})
    write_manifest(out)
    apart = [choice for choice in choices if choice.held_out]
    return Report(
        len(drawn), len(apart), *(measured([c for c in apart if c.titled == known], chosen) for known in (False, True))
    )


def draw(paths: Sequence[Path], mapping: dict[str, str], options: Options) -> list[Article]:
    """Articles with a body and a sapo, drawn at random."""
    chance = random.Random(options.seed)  # noqa: S311 - a sample, not a secret
    found: list[Article] = []
    seen, wanted = 0, options.counted + options.ranked
    for path in paths:
        for line in read_jsonl(path):
            record = mapped(line.record, mapping) if line.record else {}
            sapo, body = str(record.get("sapo") or ""), record.get("body") or ""
            body = body if isinstance(body, str) else "\n".join(map(str, body))
            if not (SHORTEST <= len(sapo.split()) <= LONGEST and body):
                continue
            article = Article(str(record.get("id", seen)), title=str(record.get("title") or ""), sapo=sapo, body=body)
            seen += 1
            if len(found) < wanted:
                found.append(article)
            elif (at := chance.randrange(seen)) < wanted:  # reservoir sampling
                found[at] = article
    chance.shuffle(found)
    return found


def _story(article: Article) -> Story | None:
    found = usable(article, "body")
    return (
        Story(article, found, article.title, article.sapo, held_out(article.id))
        if len(found) > 1 and count(article.title) > 1
        else None
    )


def make_tables(articles: Iterable[Article], goal: Goal, tell: Tell) -> Tables:
    """Count in how many bodies the words and pairs of a slot stand, and in how many of those the goal has them too."""
    bodies, taken = np.zeros(SLOTS), np.zeros(SLOTS)
    total = 0
    for article in articles:
        total += 1
        body, wanted = _both(article.body), _both(article.sapo if goal == "sapo" else article.title)
        bodies[body] += 1
        taken[np.intersect1d(body, wanted)] += 1
    tell(f"{total:,} bodies read")
    usual = taken.sum() / max(1.0, bodies.sum())
    share = (taken + _SMOOTH * usual) / (bodies + _SMOOTH)
    return Tables(_whole(np.log((total + 1) / (bodies + 1))), _whole(np.log(share / (1 - share))))


def _both(text: str) -> npt.NDArray[np.intp]:
    words = codes(text)
    return np.unique(np.concatenate([slots(words), slots(pair_codes(words))])) if len(words) else slots(words)


def _whole(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int8]:
    return np.clip(np.rint(values * SCALE), -127, 127).astype(np.int8)


def learn_salience(stories: Sequence[Story], tables: Tables, tell: Tell) -> tuple[Network, Network]:
    """Learn which words and pairs the target takes up; every other story with its title."""
    rows: dict[str, list[Floats]] = {"words": [], "pairs": []}
    said: dict[str, list[Floats]] = {"words": [], "pairs": []}
    for at, story in enumerate(stories):
        target = codes(story.target)
        counted = read([codes(text) for text in story.sentences], codes(story.title if at % 2 else ""), tables)
        for name, part, wanted in zip(rows, counted, (target, pair_codes(target)), strict=True):
            rows[name].append(part.features)
            said[name].append(np.isin(part.kinds, wanted).astype(np.float32))
    networks = {}
    for name, parts in rows.items():
        features, labels = np.concatenate(parts), np.concatenate(said[name])
        networks[name] = fit_rows(features, labels, _HIDDEN[name])
        tell(f"{name}: {len(labels):,} examples, {labels.mean():.3f} taken up")
    return networks["words"], networks["pairs"]


class _Layers(torch.nn.Module):
    """A ``Network`` in training, over inputs scaled to mean 0 and deviation 1."""

    def __init__(self, rows: Floats, hidden: int) -> None:
        super().__init__()
        self.mean = torch.from_numpy(rows.mean(axis=0))
        self.deviation = torch.from_numpy(rows.std(axis=0) + 1e-3)
        self.inner = torch.nn.Linear(rows.shape[1], hidden)
        self.outer = torch.nn.Linear(hidden, 1, bias=False)
        self.base = torch.nn.Parameter(torch.zeros(()))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        hidden = functional.relu(self.inner((rows - self.mean) / self.deviation))
        result: torch.Tensor = self.outer(hidden).squeeze(-1) + self.base
        return result

    def plain(self) -> Network:
        """The same function without scaling; the base goes in by a hidden unit that is always 1."""
        inner = (self.inner.weight / self.deviation).detach().numpy().T
        bias = self.inner.bias.detach().numpy() - self.mean.numpy() @ inner
        inner = np.concatenate([inner, np.zeros((len(inner), 1), np.float32)], axis=1)
        outer = np.append(self.outer.weight.detach().numpy()[0], float(self.base.detach()))
        return Network(inner.astype(np.float32), np.append(bias, 1).astype(np.float32), outer.astype(np.float32))


def fit_rows(rows: Floats, labels: Floats, hidden: int, passes: int = 3, batch: int = 8192) -> Network:
    model = _Layers(rows, hidden)
    optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
    steps = passes * (len(rows) // batch + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=1e-2, total_steps=steps)
    for _ in range(steps):
        at = torch.randint(len(rows), (batch,))
        loss = functional.binary_cross_entropy_with_logits(
            model(torch.from_numpy(rows[at.numpy()])), torch.from_numpy(labels[at.numpy()])
        )
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
    return model.plain()


def _choices(stories: Sequence[Story], tables: Tables, words: Network, pairs: Network, tell: Tell) -> Iterator[Choice]:
    for at, story in enumerate(stories):
        known: dict[tuple[str, ...], float] = {}
        for title in dict.fromkeys(("", story.title)):
            whole = weigh(story.sentences, story.bound, title, tables, words, pairs)
            cuts = [
                (place, cut.text) for place in promising(whole) for cut in shorter(story.article, story.found[place])
            ]
            weighed = with_forms(whole, cuts, story.bound)
            texts = [*story.sentences[: len(whole.lengths)], *(text for _, text in cuts)]
            sets = sets_of(promising(weighed), weighed)
            if len(sets) < 2:
                continue
            scores = rewards(texts, sets, story.target, known)
            if title:
                scores[_shared(texts, sets, title) > SHARED] = 0
            yield Choice(set_features(weighed, sets), scores, story.held_out, bool(title))
        if at % 2_000 == 0:
            tell(f"{at:,} of {len(stories):,} articles weighed")


def _shared(texts: Sequence[str], sets: Sequence[Places], title: str) -> Floats:
    """The share of the title's pairs of syllables that each summary holds."""
    wanted = np.unique(pair_codes(codes(title)))
    holds = np.array([np.isin(wanted, pair_codes(codes(text))) for text in texts], np.float32)
    member = np.zeros((len(sets), len(texts)), np.float32)
    for row, places in enumerate(sets):
        member[row, list(places)] = 1
    share: Floats = np.minimum(member @ holds, 1).sum(axis=1) / max(1, len(wanted))
    return share


def fit_sets(choices: Sequence[Choice], tell: Tell, passes: int = 12, batch: int = 64) -> Network:
    """Maximise the expected score of what is drawn in proportion to exp(score)."""
    rows = np.concatenate([choice.features for choice in choices])
    model = _Layers(rows, _HIDDEN["sets"])
    optimiser = torch.optim.Adam(model.parameters(), lr=2e-3)
    steps = passes * (len(choices) // batch + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=6e-3, total_steps=steps)
    widest = max(len(choice.scores) for choice in choices)
    total = 0.0
    for step in range(steps):
        drawn = [choices[int(at)] for at in torch.randint(len(choices), (batch,))]
        features = np.zeros((batch, widest, rows.shape[1]), np.float32)
        rewards = np.zeros((batch, widest), np.float32)
        for at, choice in enumerate(drawn):
            features[at, : len(choice.scores)] = choice.features
            rewards[at, : len(choice.scores)] = choice.scores.sum(axis=1)
        absent = torch.from_numpy(np.arange(widest) >= np.array([[len(c.scores)] for c in drawn]))
        logits = (SHARPNESS * model(torch.from_numpy(features))).masked_fill(absent, -1e9)
        target = torch.from_numpy(rewards)
        expected = (functional.softmax(logits, dim=1) * target).sum(dim=1).mean()
        best = functional.softmax((10 * target).masked_fill(absent, -1e9), dim=1)
        alike = -(best * functional.log_softmax(logits, dim=1)).sum(dim=1).mean()
        optimiser.zero_grad()
        (0.05 * alike - expected).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        total += float(expected.detach())
        if step % 500 == 499:
            tell(f"step {step + 1} of {steps}: {total / 500:.4f}")
            total = 0.0
    return model.plain()


def measured(choices: Sequence[Choice], network: Network) -> tuple[float, float, float]:
    if not choices:
        return 0.0, 0.0, 0.0
    best = [choice.scores[int(np.argmax(network(choice.features)))] for choice in choices]
    one, two, longest = np.mean(best, axis=0)
    return float(one), float(two), float(longest)


def save_networks(out: Path, tables: Tables, networks: dict[str, Network]) -> None:
    arrays = {f"{name}_{part}": each for name, one in networks.items() for part, each in one._asdict().items()}
    np.savez_compressed(out / WEIGHTS, **tables._asdict(), **arrays)


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line."""
    usual = Options()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="paths", type=Path, nargs="+", required=True, help="articles as JSON Lines")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    parser.add_argument("--counted", type=int, default=usual.counted, help="articles that make the tables")
    parser.add_argument("--ranked", type=int, default=usual.ranked, help="other articles that the networks learn of")
    parser.add_argument("--seed", type=int, default=usual.seed)
    given = parser.parse_args(arguments)
    options = Options(given.counted, given.ranked, given.seed)
    report = train(given.paths, given.out, {}, options, _tell)
    sys.stdout.write(f"{report}\n")


if __name__ == "__main__":
    main()
