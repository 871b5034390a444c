"""Articles with titles -> a writer of headlines: ``python -m newsroom_ai.training.headlines --help``.

Networks as of the ranker of sentences learn which words of an article its title takes up. The titles of all articles
but those ranked are counted: that tells what reads like a headline. A network that sees both then learns to choose
among the forms of an article's sentences: it maximises the expected ROUGE-1 + ROUGE-2 + ROUGE-L against the real
title, weighed by the chance that the form is a title and no cut, as a network that sees fluency alone tells them apart.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import torch

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.ingest.jsonl import mapped, read_jsonl
from newsroom_ai.metrics.rouge import rouge
from newsroom_ai.summarisation.fluency import Fluency
from newsroom_ai.summarisation.headline_forms import Form
from newsroom_ai.summarisation.headlines import candidates, features_of, sentences_of
from newsroom_ai.summarisation.ranker import weigh
from newsroom_ai.summarisation.salience import Floats, Network, Tables
from newsroom_ai.text.syllables import count
from newsroom_ai.training.held_out import held_out
from newsroom_ai.training.summariser import (
    FEWEST,
    Choice,
    Options,
    Story,
    Tell,
    draw,
    fit_rows,
    fit_sets,
    learn_salience,
    make_tables,
    measured,
    save_networks,
)

USUAL: Final = Options(counted=25_000, ranked=15_000)
_STYLE_HIDDEN: Final = 16
_SHORT: Final = 3  # syllables of a title that tells nothing
_FLOOR: Final = 0.35
"""The share of its ROUGE that a form keeps which reads like no headline at all."""


class Report(NamedTuple):
    """What was used, and on held-back articles the mean ROUGE F1 of the first headline against the title."""

    articles: int
    held_out: int
    rouge: tuple[float, float, float]


class _Made(NamedTuple):
    """The forms of one story."""

    story: Story
    forms: list[Form]
    features: Floats


def train(paths: Sequence[Path], out: Path, mapping: dict[str, str], options: Options, tell: Tell) -> Report:
    """Train a writer of headlines and write it as a model folder.

    Raises:
        InvalidArticle: fewer than 200 articles have a body and a sapo of 12-90 syllables.
        UnreadableFile: a file cannot be read.
    """
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    drawn = draw(paths, mapping, options)
    if len(drawn) < FEWEST:
        raise InvalidArticle(f"Cần ít nhất {FEWEST} bài có tít, sapo và thân bài; chỉ đọc được {len(drawn)}")
    part = min(options.counted, len(drawn) * 2 // 3)
    tables = make_tables(drawn[:part], "headline", tell)
    ranked = {article.id for article in drawn[part:]}
    fluency = Fluency.count(_titles(paths, mapping, ranked))
    stories = [story for article in drawn[part:] if (story := _story(article)) is not None]
    tell(f"{part:,} articles counted, {len(stories):,} to rank")
    words, pairs = learn_salience(stories, tables, tell)
    made = list(_made(stories, tables, words, pairs, fluency, tell))
    style = _style(made, fluency)
    choices = [_choice(one, style, fluency) for one in made]
    chosen = fit_sets([choice for choice in choices if not choice.held_out], tell)
    out.mkdir(parents=True, exist_ok=True)
    fluency.save(out)
    save_networks(out, tables, {"words": words, "pairs": pairs, "sets": chosen})
    write_manifest(out)
    apart = [_plain(one) for one in made if one.story.held_out]
    return Report(len(drawn), len(apart), measured(apart, chosen))


def _titles(paths: Sequence[Path], mapping: dict[str, str], left_out: set[str]) -> Iterator[str]:
    for path in paths:
        for line in read_jsonl(path):
            record = mapped(line.record, mapping) if line.record else {}
            title = str(record.get("title") or "")
            if str(record.get("id", "")) not in left_out and count(title) > _SHORT:
                yield title


def _story(article: Article) -> Story | None:
    """A story to make headlines of; every other article keeps its sapo, as at work."""
    known = article if count(article.body) % 2 else replace(article, sapo="")
    found = sentences_of(known)
    if not found or count(article.title) <= _SHORT:
        return None
    return Story(known, found, "", article.title, held_out(article.id))


def _made(
    stories: Sequence[Story], tables: Tables, words: Network, pairs: Network, fluency: Fluency, tell: Tell
) -> Iterator[_Made]:
    for at, story in enumerate(stories):
        weighed = weigh(story.sentences, story.bound, "", tables, words, pairs)
        forms = candidates(story.article, story.found, weighed)
        if len(forms) > 1:
            yield _Made(story, [form for _, form in forms], features_of(weighed, story.found, forms, fluency))
        if at % 2_000 == 0:
            tell(f"{at:,} of {len(stories):,} articles cut")


def _style(made: Sequence[_Made], fluency: Fluency) -> Network:
    """Tell titles from cuts by fluency alone: as many of the one as of the other."""
    learning = [one for one in made if not one.story.held_out]
    titles = fluency.features([one.story.target for one in learning])
    cuts = fluency.features([one.forms[at % len(one.forms)].text for at, one in enumerate(learning)])
    said = np.concatenate([np.ones(len(titles)), np.zeros(len(cuts))]).astype(np.float32)
    return fit_rows(np.concatenate([titles, cuts]), said, _STYLE_HIDDEN, passes=60, batch=512)


def _plain(one: _Made) -> Choice:
    scores = np.array([rouge(form.text, one.story.target) for form in one.forms], np.float32)
    return Choice(one.features, scores, one.story.held_out, titled=False)


def _choice(one: _Made, style: Network, fluency: Fluency) -> Choice:
    choice = _plain(one)
    like = 1.0 / (1.0 + np.exp(-style(fluency.features([form.text for form in one.forms]))))
    kept = _FLOOR + (1 - _FLOOR) * np.minimum(1, 2 * like)
    return choice._replace(scores=(choice.scores * kept[:, None]).astype(np.float32))


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Train from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="paths", type=Path, nargs="+", required=True, help="articles as JSON Lines")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    parser.add_argument("--counted", type=int, default=USUAL.counted, help="articles that make the tables")
    parser.add_argument("--ranked", type=int, default=USUAL.ranked, help="other articles that the networks learn of")
    parser.add_argument("--seed", type=int, default=USUAL.seed)
    given = parser.parse_args(arguments)
    report = train(given.paths, given.out, {}, Options(given.counted, given.ranked, given.seed), _tell)
    sys.stdout.write(f"{report}\n")


if __name__ == "__main__":
    main()
