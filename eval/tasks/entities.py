"""Names: exact span and type against stand-off annotations, beside underthesea.

A line of ``eval/annotations/entities.jsonl`` is one annotated stretch of a corpus's text, without the text:
``{"set", "split", "id", "field", "start", "end", "entities": [[start, end, kind], …]}``; offsets count code points of
the field, kind is person, place or organisation, and all names of the stretch are listed.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
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
from newsroom_ai.metrics.spans import Typed, span_counts

ANNOTATIONS: Final = Path(__file__).parents[1] / "annotations" / "entities.jsonl"
KINDS: Final = ("person", "place", "organisation")
LABELS: Final = {"PER": "person", "LOC": "place", "ORG": "organisation"}


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
    """Measure on the annotated stretches, all together and set by set."""
    recorder = Recorder("entities", seed)
    if not ANNOTATIONS.exists():
        say(f"entities: left out, there is no {ANNOTATIONS.relative_to(ANNOTATIONS.parents[2])} yet")
        return recorder.rows
    stamp = sha256(ANNOTATIONS.read_bytes()).hexdigest()
    stretches = read(data, ANNOTATIONS)[:sample]
    _record(recorder, stamp, OURS, stretches, _ours(stretches))
    found = with_peer("underthesea_text", lambda peer: _peer(peer, stretches))
    if found is not None:
        _record(recorder, stamp, "underthesea", stretches, found)
    return recorder.rows


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


def _ours(stretches: Sequence[Stretch]) -> list[frozenset[Typed]]:
    """Each article is read whole, as the product does; names outside the stretch do not count."""
    ours = recogniser(Services().recogniser)
    start = time.perf_counter()
    read = {one.article.id: ours.entities(one.article) for one in stretches}
    say(f"entities: {len(read) / (time.perf_counter() - start):.0f} articles/s")
    return [
        frozenset(
            (span.start, span.end, entity.kind)
            for entity in read[one.article.id]
            for span in entity.mentions
            if span.field == one.field and one.start <= span.start and span.end <= one.end
        )
        for one in stretches
    ]


def _peer(peer: Peer, stretches: Sequence[Stretch]) -> list[frozenset[Typed]]:
    tagged = peer.call("names", [one.text for one in stretches])
    return [
        frozenset((one.start + start, one.start + end, kind) for start, end, kind in spans_of(one.text, tokens))
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
    recorder: Recorder, stamp: str, system: str, stretches: Sequence[Stretch], found: Sequence[frozenset[Typed]]
) -> None:
    sets = sorted({one.set for one in stretches})
    for name in ("", *sets):
        kept = [at for at, one in enumerate(stretches) if name in ("", one.set)]
        for kind in (None, *KINDS):
            counts = [span_counts(found[at], stretches[at].entities, kind) for at in kept]
            label, metric = f"annotated.{name}" if name else "annotated", f"f1_{kind}" if kind else "f1"
            recorder.statistic(label, stamp, system, metric, partial(micro_f1, counts), len(counts))
