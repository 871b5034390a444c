"""Names: exact span and type against stand-off annotations, beside underthesea.

A line of ``eval/annotations/entities-*.jsonl`` is one annotated stretch of a corpus's text, without the text:
``{"set", "split", "id", "field", "start", "end", "entities": [[start, end, kind], …]}``; offsets count code points of
the field, kind is person, place, organisation or event, and all names of the stretch are listed. ``f1`` is that of
people, places and organisations together; events have a row of their own.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval.datasets import dataset
from eval.peers.one import with_peer
from eval.peers.process import Peer
from eval.rows import OURS, Recorder, Row, say
from eval.tasks.scores import micro_f1
from newsroom_ai.article import Article
from newsroom_ai.config import Services
from newsroom_ai.entities.registry import recogniser
from newsroom_ai.entities.types import Recogniser
from newsroom_ai.metrics.calibration import expected_calibration_error
from newsroom_ai.metrics.counts import Counts
from newsroom_ai.metrics.spans import Typed, span_counts

ANNOTATIONS: Final = Path(__file__).parents[1] / "annotations"
KINDS: Final = ("person", "place", "organisation")
LABELS: Final = {"PER": "person", "LOC": "place", "ORG": "organisation"}
BASELINE: Final = "rules.v1"

WHOLE: Final = 300
"""Whole articles of vietnews dev read to measure speed; the peer reads ``WHOLE_BY_PEER`` of them, at two a second."""
WHOLE_BY_PEER: Final = 20


class Found(NamedTuple):
    """What a system found in a stretch, and how sure it was of each name, where it says so."""

    names: frozenset[Typed]
    confidence: Mapping[Typed, float]


class Stretch(NamedTuple):
    """An annotated stretch; offsets of its entities are those of the field."""

    set: str
    article: Article
    field: str
    start: int
    end: int
    entities: frozenset[Typed]

    @property
    def text(self) -> str:
        """The stretch itself."""
        return str(getattr(self.article, self.field))[self.start : self.end]


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on the annotated stretches, all together, set by set and file by file, and time whole articles."""
    recorder = Recorder("entities", seed)
    paths = sorted(ANNOTATIONS.glob("entities-*.jsonl"))
    if not paths:
        say(f"entities: left out, there is no {ANNOTATIONS.name}/entities-*.jsonl yet")
        return recorder.rows
    stamp = sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()
    parts = [(path.stem, one) for path in paths for one in read(data, path)[:sample]]
    files, stretches = [name for name, _ in parts], [one for _, one in parts]
    ours = recogniser(Services().recogniser)
    _record(recorder, stamp, OURS, files, stretches, _ours(ours, stretches))
    if Services().recogniser != BASELINE:
        found = _ours(recogniser(BASELINE), stretches)
        _record(recorder, stamp, f"{OURS}:{BASELINE}", files, stretches, found)
    peers = with_peer("underthesea_text", lambda peer: _peer(peer, stretches))
    if peers is not None:
        _record(recorder, stamp, "underthesea", files, stretches, peers)
    _record_speed(recorder, data, ours, seed)
    return recorder.rows


def _record_speed(recorder: Recorder, data: Path, ours: Recogniser, seed: int) -> None:
    """Articles a second on whole articles: ours after a warm-up on the first ten."""
    whole = dataset(data, "vietnews")
    articles = [_article(row) for row in whole.sample(WHOLE, seed)]
    for article in articles[:10]:
        ours.entities(article)
    start = time.perf_counter()
    for article in articles[10:]:
        ours.entities(article)
    rate = len(articles[10:]) / (time.perf_counter() - start)
    recorder.figure("vietnews", whole.sha256, OURS, "articles_per_s", rate, len(articles[10:]))
    texts = ["\n".join((one.title, one.sapo, one.body)) for one in articles[:WHOLE_BY_PEER]]
    seconds = with_peer("underthesea_text", lambda peer: _seconds(peer, texts))
    if seconds:
        recorder.figure("vietnews", whole.sha256, "underthesea", "articles_per_s", len(texts) / seconds, len(texts))


def _seconds(peer: Peer, texts: Sequence[str]) -> float:
    peer.call("names", texts[:1])
    before = peer.seconds
    peer.call("names", texts)
    return peer.seconds - before


def read(data: Path, path: Path) -> list[Stretch]:
    """The annotations with the articles they point into, which come from the corpora."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        wanted[line["set"], line["split"]].add(line["id"])
    articles = {
        (name, split, _id(row)): _article(row)
        for (name, split), ids in wanted.items()
        for row in dataset(data, name, split).rows()
        if _id(row) in ids
    }
    return [
        Stretch(
            line["set"], articles[line["set"], line["split"], line["id"]], line["field"], line["start"], line["end"],
            frozenset((start, end, kind) for start, end, kind in line["entities"]),
        )
        for line in lines
    ]  # fmt: skip


def _id(row: dict[str, Any]) -> str:
    return str(row.get("id") or row.get("url"))


def _article(row: dict[str, Any]) -> Article:
    body = row.get("body") or row.get("text") or ""
    return Article(_id(row), title=row.get("title") or "", sapo=row.get("sapo") or "", body=body)


def _ours(ours: Recogniser, stretches: Sequence[Stretch]) -> list[Found]:
    """Each article is read whole, as the product does; names outside the stretch do not count."""
    read = {(one.set, one.article.id): ours.entities(one.article) for one in stretches}
    found = []
    for one in stretches:
        names = {
            (span.start, span.end, str(entity.kind)): entity.confidence
            for entity in read[one.set, one.article.id]
            for span in entity.mentions
            if span.field == one.field and one.start <= span.start and span.end <= one.end
        }
        found.append(Found(frozenset(names), {name: sure for name, sure in names.items() if sure is not None}))
    return found


def _peer(peer: Peer, stretches: Sequence[Stretch]) -> list[Found]:
    tagged = peer.call("names", [one.text for one in stretches])
    return [
        Found(
            frozenset((one.start + start, one.start + end, kind) for start, end, kind in spans_of(one.text, tokens)), {}
        )
        for one, tokens in zip(stretches, tagged, strict=True)
    ]


def spans_of(text: str, tokens: Iterable[tuple[str, str]]) -> list[Typed]:
    """BIO-labelled tokens as spans of the text; a token whose letters are not found there in order is passed over.

    >>> spans_of("Ông An ở Hà Nội", [("Ông", "O"), ("An", "B-PER"), ("ở", "O"), ("Hà", "B-LOC"), ("Nội", "I-LOC")])
    [(4, 6, 'person'), (9, 15, 'place')]
    """
    found: list[Typed] = []
    at, open_kind = 0, ""
    for token, label in tokens:
        start = text.find(token, at)
        if start < 0:
            continue
        at, kind = start + len(token), LABELS.get(label[2:], "")
        if kind and label.startswith("I-") and kind == open_kind:
            found[-1] = (found[-1][0], at, kind)
        elif kind:
            found.append((start, at, kind))
        open_kind = kind
    return found


def _record(
    recorder: Recorder, stamp: str, system: str, files: Sequence[str], stretches: Sequence[Stretch],
    found: Sequence[Found],
) -> None:  # fmt: skip
    whole = list(range(len(stretches)))
    groups = {"annotated": whole}
    for name in sorted({one.set for one in stretches}):
        groups[f"annotated.{name}"] = [at for at in whole if stretches[at].set == name]
    for name in sorted(set(files)):
        groups[f"annotated.{name}"] = [at for at in whole if files[at] == name]
    for label, kept in groups.items():
        for kind in (None, *KINDS, "event"):
            counts = [_counts(found[at].names, stretches[at].entities, kind) for at in kept]
            metric = f"f1_{kind}" if kind else "f1"
            recorder.statistic(label, stamp, system, metric, partial(micro_f1, counts), len(counts))
        sure = [
            (chance, name in stretches[at].entities) for at in kept for name, chance in found[at].confidence.items()
        ]
        if sure:
            error = expected_calibration_error([chance for chance, _ in sure], [right for _, right in sure])
            recorder.figure(label, stamp, system, "ece", error, len(sure))


def _counts(found: frozenset[Typed], wanted: frozenset[Typed], kind: str | None) -> Counts:
    """Of one kind, or of the three that ``f1`` is about."""
    if kind:
        return span_counts(found, wanted, kind)
    return span_counts({one for one in found if one[2] in KINDS}, {one for one in wanted if one[2] in KINDS})
