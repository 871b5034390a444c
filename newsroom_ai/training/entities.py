"""Articles -> a recogniser of names: ``python -m newsroom_ai.training.entities --help``.

From rules: what rules prove in some of the articles teaches a first network. Each later round, the network reads the
corpus, the corpus settles what it doubts, and a new network learns from that; annotated sentences, where there are
any, weigh more and come last. From a trained model: one such round at a low rate, in which the model learns the names
of the articles and keeps its vocabulary.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from newsroom_ai.artefacts import model_folder, verified, write_manifest
from newsroom_ai.article import FIELDS, Article, Field
from newsroom_ai.entities.borders import borders
from newsroom_ai.entities.conv import MODEL
from newsroom_ai.entities.decoding import decode
from newsroom_ai.entities.known import LONGEST, KnownNames, known_names, span_hash
from newsroom_ai.entities.labels import IGNORED, OUTSIDE, span_labels
from newsroom_ai.entities.network import WEIGHTS, Network
from newsroom_ai.entities.tokens import Tokens, laid_out, read_tokens
from newsroom_ai.entities.types import KINDS
from newsroom_ai.errors import InvalidArticle, NewsroomError
from newsroom_ai.ingest.jsonl import read_jsonl
from newsroom_ai.training.context_vectors import context_vectors
from newsroom_ai.training.name_calibration import Judged, fit_calibration
from newsroom_ai.training.name_network import FORM_SIZE, Course, fit, vocabulary
from newsroom_ai.training.self_training import relabelled
from newsroom_ai.training.silver_names import Silver, silver

Tell = Callable[[str], None]

ARTICLES: Final = 40_000
BY_RULES: Final = 20_000
"""Articles that the first network learns from."""
ROUNDS: Final = 2
SYLLABLES: Final = 12_000_000
"""Syllables of a round's texts; names are counted in all of them."""
_RATE, _LATE_RATE, _LOW_RATE = 2e-3, 7e-4, 3e-4
_WEIGHT: Final = 4
_LATE_EPOCHS: Final = 30
_CONTEXT: Final = 8
_RULES: Final = "rules"


class Report(NamedTuple):
    """What training used: texts, annotated stretches, and the names the model remembers."""

    texts: int
    annotated: int
    names: int


class Annotated(NamedTuple):
    """Characters ``start`` to ``end`` of a field, in which all names are given: start, end, kind."""

    article: Article
    field: Field
    start: int
    end: int
    entities: tuple[tuple[int, int, str], ...]


def train(
    articles: Sequence[Article],
    out: Path,
    *,
    annotated: Sequence[Annotated] = (),
    judging: Sequence[Annotated] = (),
    start: Network | None = None,
    seed: int = 0,
    tell: Tell = lambda message: None,
) -> Report:
    """Train a recogniser into a folder, with a card if it has none, and its manifest.

    Args:
        articles: what to learn from.
        out: folder of the model.
        annotated: stretches to learn from, by hand.
        judging: other stretches, on which confidence is calibrated; without them that of ``start`` stays.
        start: a trained network to go on from; None to begin with rules.
        seed: of everything random.
        tell: hears of the progress.

    Raises:
        InvalidArticle: no article holds text.
        ModelUnavailable: torch is not installed.
    """
    texts = [tokens for article in articles for tokens in _texts(article)]
    if not texts:
        raise InvalidArticle("Không có bài viết nào để huấn luyện bộ nhận diện tên.")
    by_hand = [labelled(one) for one in annotated]
    if start is None:
        network = _from_rules(articles, texts, by_hand, seed, tell)
    else:
        network = _further(start, texts, by_hand, seed, tell)
    if judging:
        network = replace(network, calibration=fit_calibration(_judged(network, judging)))
    elif start is not None:
        network = replace(network, calibration=start.calibration)
    out.mkdir(parents=True, exist_ok=True)
    network.save(out / WEIGHTS)
    report = Report(len(texts), len(by_hand), len(network.known.keys))
    if not (out / "README.md").exists():
        (out / "README.md").write_text(_card(out.name, report), encoding="utf-8")
    write_manifest(out)
    return report


def _from_rules(
    articles: Sequence[Article], texts: Sequence[Tokens], by_hand: Sequence[Silver], seed: int, tell: Tell
) -> Network:
    proven = [part for parts in silver(articles[:BY_RULES]) for part in parts]
    tell(f"labelled {len(proven):,} texts by rules")
    forms = vocabulary([*(Silver(one, np.empty(0, np.int8)) for one in texts), *by_hand])
    vectors = context_vectors(texts, forms, FORM_SIZE, seed)
    late = Course(by_hand, _LATE_EPOCHS, _LATE_RATE, 4)
    courses = [Course([*proven, *by_hand], 1, _RATE), late]
    network = fit(courses, forms, _known(proven), seed, tell, vectors=vectors)
    for turn in range(1, ROUNDS + 1):
        tell(f"round {turn} of {ROUNDS}")
        read, known = relabelled(texts, network, tell)
        part = _within(read, SYLLABLES)
        courses = [Course([*part, *list(by_hand) * _WEIGHT], 1, _RATE), late]
        network = fit(courses, forms, known, seed + turn, tell, vectors=vectors)
    return network


def _further(start: Network, texts: Sequence[Tokens], by_hand: Sequence[Silver], seed: int, tell: Tell) -> Network:
    read, known = relabelled(texts, start, tell)
    courses = [Course([*_within(read, SYLLABLES), *list(by_hand) * _WEIGHT], 1, _LOW_RATE)]
    return fit(courses, start.vocabulary, start.known.joined(known), seed, tell, start=start)


def _known(texts: Iterable[Silver]) -> KnownNames:
    counts: dict[int, list[int]] = {}
    for tokens, labels in texts:
        for first in np.flatnonzero((labels > OUTSIDE) & (labels % 2 == 1)).tolist():
            end = first + 1
            while end < len(labels) and labels[end] == labels[first] + 1:
                end += 1
            if end - first <= LONGEST:
                kinds = counts.setdefault(span_hash(tokens, first, end), [0] * len(KINDS))
                kinds[(int(labels[first]) - 1) // 2] += 1
    return known_names(counts, {})


def _within(texts: Sequence[Silver], syllables: int) -> list[Silver]:
    kept: list[Silver] = []
    for text in texts:
        kept.append(text)
        syllables -= len(text.labels)
        if syllables <= 0:
            break
    return kept


def _texts(article: Article) -> list[Tokens]:
    read = (read_tokens(article.text(name)) for name in FIELDS if article.text(name))
    return [tokens for tokens in read if len(tokens.forms)]


def labelled(one: Annotated) -> Silver:
    """The syllables of an annotated stretch with some of the text around it, which does not count in training."""
    tokens = read_tokens(one.article.text(one.field))
    labels = np.full(len(tokens.forms), IGNORED, np.int8)
    inside = np.flatnonzero((tokens.starts >= one.start) & (tokens.ends <= one.end))
    labels[inside] = OUTSIDE
    for start, end, kind in one.entities:
        places = np.flatnonzero((tokens.starts >= start) & (tokens.ends <= end))
        if len(places):
            labels[places] = span_labels(kind, len(places))
    around = slice(max(0, int(inside[0]) - _CONTEXT), int(inside[-1]) + _CONTEXT + 1) if len(inside) else slice(0, 0)
    return Silver(tokens.part(around), labels[around])


def _judged(network: Network, judging: Sequence[Annotated]) -> list[Judged]:
    judged: list[Judged] = []
    for one in judging:
        text = one.article.text(one.field)
        tokens, _ = laid_out([read_tokens(text)])
        for name in decode(network.probabilities(tokens), tokens):
            kind = KINDS[name.kind]
            span = borders(text, int(tokens.starts[name.start]), int(tokens.ends[name.end - 1]), kind)
            if span is not None and one.start <= span[0] and span[1] <= one.end:
                judged.append(Judged(name, (*span, kind) in one.entities))
    return judged


def read_annotated(path: Path, articles: Mapping[str, Article]) -> list[Annotated]:
    """Stand-off rows whose articles are known; the layout is that of ``eval/annotations``."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        Annotated(
            articles[row["id"]], row["field"], row["start"], row["end"],
            tuple((start, end, kind) for start, end, kind in row["entities"]),
        )
        for row in rows
        if row["id"] in articles
    ]  # fmt: skip


def draw(
    paths: Sequence[Path], count: int, wanted: frozenset[str], seed: int
) -> tuple[list[Article], dict[str, Article]]:
    """At most ``count`` articles from each file at random, in random order, and those whose id is wanted."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    drawn: list[Article] = []
    kept: dict[str, Article] = {}
    for path in paths:
        part: list[Article] = []
        for place, line in enumerate(read_jsonl(path)):
            article = _article(line.record) if line.record is not None else None
            if article is None:
                continue
            if article.id in wanted:
                kept[article.id] = article
            if len(part) < count:
                part.append(article)
            elif (other := chance.randrange(place + 1)) < count:
                part[other] = article
        drawn += part
    chance.shuffle(drawn)
    return drawn, kept


def _article(record: Mapping[str, Any]) -> Article | None:
    texts = {name: record.get(name) for name in FIELDS}
    texts["body"] = texts["body"] or record.get("text")
    title, sapo, body = (text if isinstance(text, str) else "" for text in texts.values())
    identity = str(record.get("id") or record.get("url") or "")
    return Article(identity, title=title, sapo=sapo, body=body) if title or sapo or body else None


def _card(name: str, report: Report) -> str:
    return f"""# {name}

## Use
Finds people, places, organisations and events: `services.recogniser = ".../{name}"` in `newsroom.toml`.

## Data
{report.texts:,} texts of the newsroom's own archive, read by the model it started from; {report.annotated:,} stretches
annotated by hand. {report.names:,} names are remembered as hashes.

## Training
`python -m newsroom_ai.training.entities --from PATH… --out {name}`

## Scores
Not measured.

## Limits
As those of the model it started from.
"""


def _tell(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Train from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m newsroom_ai.training.entities", description=__doc__)
    parser.add_argument("--from", dest="paths", type=Path, nargs="+", required=True, metavar="PATH")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model, e.g. models/entities-conv.v2")
    parser.add_argument("--start", default="", help="folder to go on from (the shipped model), or “rules”")
    parser.add_argument("--annotated", type=Path, help="stand-off rows to learn from")
    parser.add_argument("--judging", type=Path, help="stand-off rows to calibrate on, whose articles are among --from")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="how many to draw from each PATH")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    try:
        report = run(options.paths, options.out, options.start, options.annotated, options.judging, options.articles,
                     options.seed, _tell)  # fmt: skip
    except NewsroomError as error:
        _tell(f"{error.title}: {error.detail}")
        return 1
    _tell(f"{options.out}: {report.texts:,} texts, {report.names:,} names known")
    return 0


def run(
    paths: Sequence[Path], out: Path, start: str, annotated: Path | None, judging: Path | None, count: int, seed: int,
    tell: Tell,
) -> Report:  # fmt: skip
    """Train from files of articles; ``start`` is a folder, "" for the shipped model, "rules" to begin anew."""
    network = None if start == _RULES else Network.load(_folder(start) / WEIGHTS)
    wanted = frozenset(
        json.loads(line)["id"]
        for path in (annotated, judging)
        if path is not None
        for line in path.read_text(encoding="utf-8").splitlines()
    )
    articles, named = draw(paths, count, wanted, seed)
    tell(f"drew {len(articles):,} articles: {dict(Counter(path.name for path in paths))}")
    by_hand = read_annotated(annotated, named) if annotated else []
    judged = read_annotated(judging, named) if judging else []
    return train(articles, out, annotated=by_hand, judging=judged, start=network, seed=seed, tell=tell)


def _folder(start: str) -> Path:
    return verified(Path(start)) if start else model_folder(MODEL)


if __name__ == "__main__":
    sys.exit(main())
