"""Keyphrases: editors' own, those that title, sapo and body share, and annotated ones, beside TF-IDF, YAKE and KeyBERT.

All systems read the same article (title, sapo, body). TF-IDF and our statistical tagger count rarity in the same
background articles. The second set is defined by what every system can see: it tells whether a system finds such
phrases, not whether editors want them, which the other two tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval.datasets import dataset
from eval.peers.one import with_peer
from eval.peers.process import Peer
from eval.peers.stopwords import FUNCTION_WORDS
from eval.rows import OURS, Recorder, Row
from eval.tasks.annotated import annotated, stamp
from newsroom_ai.article import Article
from newsroom_ai.encoders.registry import encoder
from newsroom_ai.encoders.types import Encoder
from newsroom_ai.metrics.calibration import expected_calibration_error
from newsroom_ai.metrics.keyphrases import f1_at
from newsroom_ai.metrics.recall import recall
from newsroom_ai.tagging.registry import tagger
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.training.topics import learned_from

BACKGROUND: Final = 10_000
SILVER: Final = 2_000
DEPTH: Final = 10
GRAMS: Final = 2_000  # of an article that are weighed by meaning
DEFAULT: Final = "keyphrases-boosted.v2"
STATISTICAL: Final = "keyphrases.v1"
ANNOTATED: Final = "keyphrases.jsonl"
_BREAK: Final = re.compile(r"[^\w\s-]|\n")


class Case(NamedTuple):
    """An article and its phrases, folded."""

    article: Article
    gold: frozenset[str]


class Background:
    """How many of the background articles hold a syllable."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._total = 0
        for text in texts:
            self._counts.update(set(exact_forms(text)))
            self._total += 1

    def document_count(self) -> int:
        """Number of articles counted."""
        return self._total

    def document_frequency(self, form: str) -> int:
        """Number of articles that hold this exact folded syllable."""
        return self._counts[form]


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on the articles of ``keywords`` that have a body and on 2,000 of vietnews dev (or ``sample`` of each)."""
    recorder = Recorder("keyphrases", seed)
    background = [row["body"] for row in dataset(data, "vietnews", "train").sample(BACKGROUND, seed)]
    edited, news = dataset(data, "keywords"), dataset(data, "vietnews")
    cases = {
        "keywords": (edited.sha256, editors(edited.rows())[:sample]),
        "silver": (news.sha256, silver(news.sample(sample or SILVER, seed))),
        "annotated": (stamp(ANNOTATED), judged(data)[:sample]),
    }
    cases = {name: found for name, found in cases.items() if found[1]}
    _record_calibration(recorder, cases)
    for system, sets in _systems(background, [found for _, found in cases.values()]):
        for (name, (file, found)), phrases in zip(cases.items(), sets, strict=True):
            pairs = [([_folded(one) for one in given], case.gold) for given, case in zip(phrases, found, strict=True)]
            recorder.mean(name, file, system, "f1@5", [f1_at(given, gold) for given, gold in pairs])
            distinct = [(list(dict.fromkeys(given)), gold) for given, gold in pairs]
            recorder.mean(name, file, system, "recall@10", [recall(given, gold, DEPTH) for given, gold in distinct])
    recorder.compare()
    return recorder.rows


def editors(rows: Iterable[dict[str, Any]]) -> list[Case]:
    """Articles with a body and with keywords that an editor gave; title and body, there is no sapo."""
    return [
        Case(Article(row["url"], title=row["title"], body=row["body"]), frozenset(map(_folded, row["keywords"])))
        for row in rows
        if row["body"] and row["keywords"]
    ]


def silver(rows: Iterable[dict[str, Any]]) -> list[Case]:
    """Articles with the phrases that their title, sapo and body share; those that share none are left out."""
    cases = []
    for row in rows:
        gold = shared_phrases(row["title"], row["sapo"], row["body"])
        if gold:
            article = Article(row["id"], title=row["title"], sapo=row["sapo"], body=row["body"])
            cases.append(Case(article, frozenset(gold)))
    return cases


def judged(data: Path) -> list[Case]:
    """Annotated articles with the phrases that stand in them."""
    return [
        Case(one.article, frozenset(_folded(phrase) for phrase in one.phrases())) for one in annotated(data, ANNOTATED)
    ]


def _record_calibration(recorder: Recorder, cases: Mapping[str, tuple[str, list[Case]]]) -> None:
    """Confidence was fitted to half of the annotated articles: the error is measured on the others."""
    ours = tagger(DEFAULT)
    for name, (file, found) in cases.items():
        unseen = [case for case in found if name != "annotated" or not learned_from(case.article.id)]
        tags = [(case, tag) for case in unseen for tag in ours.tag(case.article)[:DEPTH]]
        sure = [tag.confidence or 0.0 for _, tag in tags]
        right = [_folded(tag.label) in case.gold for case, tag in tags]
        recorder.figure(name, file, OURS, "ece", expected_calibration_error(sure, right), len(tags))


def shared_phrases(*texts: str) -> set[str]:
    """Runs of two to five syllables that stand in every text and in no longer such run.

    A run crosses no sign and neither begins nor ends in a function word or a number.

    >>> sorted(shared_phrases("Giá xăng dầu lại tăng", "Chiều nay giá xăng dầu tăng.", "Theo Bộ, giá xăng dầu giảm."))
    ['giá xăng dầu']
    """
    common = set.intersection(*(set(_grams(text)) for text in texts))
    return {one for one in common if not any(f" {one} " in f" {other} " for other in common if other != one)}


def _grams(text: str) -> Iterator[str]:
    for run in _BREAK.split(text):
        words = exact_forms(run)
        for size in range(2, 6):
            for start in range(len(words) - size + 1):
                gram = words[start : start + size]
                if not any(end in FUNCTION_WORDS or end.isdigit() for end in (gram[0], gram[-1])):
                    yield " ".join(gram)


def _systems(background: Sequence[str], sets: Sequence[list[Case]]) -> Iterator[tuple[str, list[list[list[str]]]]]:
    for system, ours in (
        (OURS, tagger(DEFAULT)),
        (f"{OURS}:{STATISTICAL}", tagger(STATISTICAL, statistics=Background(background))),
    ):
        yield system, [[[tag.label for tag in ours.tag(case.article)] for case in cases] for cases in sets]
    yield "keybert-static", [[keybert(case.article) for case in cases] for cases in sets]
    texts = [[_whole(case.article) for case in cases] for cases in sets]
    runs = [[_runs(text) for text in some] for some in texts]

    def tfidf(peer: Peer) -> list[list[list[str]]]:
        peer.call("add", [_runs(text) for text in background])
        peer.call("fit", [None])
        return [peer.call("phrases", some, count=DEPTH) for some in runs]

    for name, module, use in (
        ("tfidf", "tfidf_keyphrases", tfidf),
        ("yake", "yake_keyphrases", lambda peer: [peer.call("phrases", some, count=DEPTH) for some in texts]),
    ):
        found = with_peer(module, use)
        if found is not None:
            yield name, found


def keybert(article: Article) -> list[str]:
    """KeyBERT's way (Grootendorst 2020) with our static encoder: the phrases nearest to the article, not too alike.

    Runs of two to four syllables that neither begin nor end in a function word; maximal marginal relevance with
    diversity 0.5, which is KeyBERT's own choice.
    """
    grams = list(dict.fromkeys(_grams(_whole(article))))[:GRAMS]
    if not grams:
        return []
    vectors = _encoder().encode([_whole(article), *grams])
    near = vectors[1:] @ vectors[0]
    best = [int(near.argmax())]
    while len(best) < min(DEPTH, len(grams)):
        alike = (vectors[1:] @ vectors[1:][best].T).max(axis=1)
        worth = 0.5 * near - 0.5 * alike
        worth[best] = -2.0
        best.append(int(worth.argmax()))
    return [grams[at] for at in best]


@cache
def _encoder() -> Encoder:
    return encoder("encoder-static.v1")


def _whole(article: Article) -> str:
    return "\n".join(text for text in (article.title, article.sapo, article.body) if text)


def _runs(text: str) -> str:
    return "\n".join(" ".join(exact_forms(run)) for run in _BREAK.split(text))


def _folded(phrase: str) -> str:
    return " ".join(exact_forms(phrase))
