"""Word segmentation: against gold words, against underthesea on news, and how fast."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from eval.datasets import dataset
from eval.peers.one import with_peer
from eval.peers.process import Peer
from eval.rows import Recorder, Row
from eval.tasks.scores import micro_f1
from newsroom_ai.metrics.segmentation import borders, word_counts
from newsroom_ai.text.syllables import count
from newsroom_ai.text.words import DEFAULT, SEGMENTERS, WordSegmenter, segmenter

NEWS: Final = 1_000
PEER: Final = "underthesea"
Words = list[list[tuple[int, int]]]


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on all ud_vtb sentences (or ``sample``) and on bodies of vietnews dev (1,000, or ``sample``).

    Ours are all segmenters of the product but the one that is underthesea itself.
    """
    recorder = Recorder("words", seed)
    treebank, news = dataset(data, "ud_vtb"), dataset(data, "vietnews")
    rows = treebank.sample(sample, seed)
    bodies = [row["body"] for row in news.sample(min(sample or NEWS, NEWS), seed)]
    texts = [row["text"] for row in rows]
    gold = [_worded(row["words"]) for row in rows]
    peer = with_peer("underthesea_text", lambda running: (_peer(running, texts), *_timed_peer(running, bodies)))
    if peer is not None:
        _f1(recorder, treebank.sha256, PEER, peer[0], gold)
        recorder.figure("news", news.sha256, PEER, "syllables_per_s", peer[2], len(bodies))
    for name in SEGMENTERS:
        if name == PEER:
            continue
        ours, system = segmenter(name), "newsroom" if name == DEFAULT else f"newsroom:{name}"
        _f1(recorder, treebank.sha256, system, [_ours(ours, text) for text in texts], gold)
        start = time.perf_counter()
        found = [_ours(ours, body) for body in bodies]
        speed = sum(map(count, bodies)) / (time.perf_counter() - start)
        recorder.figure("news", news.sha256, system, "syllables_per_s", speed, len(bodies))
        if peer is not None:
            agreement = [word_counts(one, other).f1 for one, other in zip(found, peer[1], strict=True)]
            recorder.mean("news", news.sha256, system, "agreement", agreement)
    return recorder.rows


def _f1(recorder: Recorder, stamp: str, system: str, found: Words, gold: Words) -> None:
    counts = [word_counts(one, other) for one, other in zip(found, gold, strict=True)]
    recorder.statistic("ud_vtb", stamp, system, "f1", partial(micro_f1, counts), len(counts))


def _worded(words: Sequence[str]) -> list[tuple[int, int]]:
    """Spans without spaces of the words that hold a letter or digit: signs are no words here."""
    return [span for word, span in zip(words, borders(words), strict=True) if any(char.isalnum() for char in word)]


def _ours(ours: WordSegmenter, text: str) -> list[tuple[int, int]]:
    """Our spans, counted without the text's spaces."""
    before = [0]
    for char in text:
        before.append(before[-1] + (not char.isspace()))
    return [(before[start], before[end]) for start, end in ours.words(text)]


def _peer(peer: Peer, texts: Sequence[str]) -> Words:
    return [_worded(words) for words in peer.call("words", texts)]


def _timed_peer(peer: Peer, bodies: Sequence[str]) -> tuple[Words, float]:
    before = peer.seconds
    found = _peer(peer, bodies)
    return found, sum(map(count, bodies)) / (peer.seconds - before)
