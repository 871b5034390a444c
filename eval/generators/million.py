"""A large archive out of a small one: new articles from runs of real sentences, each with where they came from.

``python -m eval.generators.million --data DIR --count N -o OUT.jsonl.zst``
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import zstandard

from eval.archive import article, sources

POOL: Final = 8_192
"""Real articles held in memory at a time."""

TIMES: Final = 7
"""New articles made for each real one before the next are read: 152,000 give a little over a million."""

_LENGTH: Final = 1_900  # characters of a body: real ones have a mean of about 2,100
_LONGEST_RUN: Final = 700
_BATCH: Final = 4_096
_STOP: Final = re.compile(r"(?<=[.!?…”\"]) (?=[“\"A-ZÀ-ỸĐ])|\n")


class _Run(NamedTuple):
    """Neighbouring sentences of one body: the text and where it stands."""

    text: str
    id: str
    start: int
    end: int


def articles(data: Path, count: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Make ``count`` articles from the corpora of ``eval.archive``; the first ones are the same for every count.

    Each has the title and sapo of one real article, and a body of runs of sentences drawn from others near it in the
    corpora. ``extra.origin`` lists the parts in order as ``[id, field, start, end]``, code points of the real field;
    dates, sections and sources are assigned as ``eval.archive`` does, by a hash of the id.
    """
    return islice(recombined(_endless(data), seed), count)


def recombined(rows: Iterable[tuple[str, dict[str, Any]]], seed: int, pool: int = POOL) -> Iterator[dict[str, Any]]:
    """Make seven articles of each row (id and row), a pool of rows at a time."""
    reader = iter(rows)
    number = count()
    turn = 0
    while batch := list(islice(reader, pool)):
        rng = np.random.default_rng((seed, turn))
        for made in _from_pool(batch, TIMES * len(batch), rng):
            yield article(f"m{next(number):07}", made) | {"extra": {"origin": made["origin"]}}
        turn += 1


def runs(id: str, body: str) -> list[_Run]:
    """Cut a body into runs of whole sentences of at most 700 characters, where sentences are that short.

    Ends are found by a full stop before a capital, or a line break: fast, and exact enough to look like prose.
    """
    found: list[_Run] = []
    start = end = behind = 0
    for stop in chain((match.span() for match in _STOP.finditer(body)), [(len(body), len(body))]):
        if stop[0] - start > _LONGEST_RUN and end > start:
            found.append(_Run(body[start:end], id, start, end))
            start = behind
        end, behind = stop  # the next run begins behind the space or line break
    if end > start:
        found.append(_Run(body[start:end], id, start, end))
    return found


def write(items: Iterable[dict[str, Any]], target: Path) -> int:
    """Write articles as ``.jsonl.zst`` while they are made; returns how many."""
    written = 0
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with target.open("wb") as raw, zstandard.ZstdCompressor(1, threads=1).stream_writer(raw) as out:
        reader = iter(items)
        while lines := [encode(item) for item in islice(reader, _BATCH)]:
            out.write("\n".join([*lines, ""]).encode())
            written += len(lines)
    return written


def main(words: Sequence[str] | None = None) -> None:
    """Write a large archive and say how fast; ``words`` are those of the command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.generators.million", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSROOM_EVAL_DATA"), help="folder of the corpora")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args(words)
    if arguments.data is None:
        parser.error("--data or NEWSROOM_EVAL_DATA must name the folder of the corpora")
    start = time.monotonic()
    written = write(articles(Path(arguments.data), arguments.count, arguments.seed), arguments.output)
    print(f"{written} articles, {written / (time.monotonic() - start):.0f} a second")


def _endless(data: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of all corpora with their ids, and then again from the start: drawn otherwise they make new articles."""
    while True:
        for source in sources(data):
            for row in source.rows():
                yield f"{source.name}-{row['id']}", row


def _from_pool(
    batch: Sequence[tuple[str, dict[str, Any]]], wanted: int, rng: np.random.Generator
) -> Iterator[dict[str, Any]]:
    pool = [run for id, row in batch for run in runs(id, row["body"] or "")]
    if not pool:
        return
    heads = rng.integers(0, len(batch), wanted).tolist()
    drawn = iter(_indices(len(pool), rng))
    lengths = rng.normal(_LENGTH, _LENGTH / 3, wanted).tolist()
    for head, length in zip(heads, lengths, strict=True):
        id, row = batch[head]
        parts: list[_Run] = []
        size = 0.0
        while size < length or not parts:
            part = pool[next(drawn)]
            parts.append(part)
            size += len(part.text)
        title, sapo = row["title"] or "", row["sapo"] or ""
        yield {
            "title": title,
            "sapo": sapo,
            "body": "\n".join([part.text for part in parts]),
            "origin": [
                [id, "title", 0, len(title)],
                [id, "sapo", 0, len(sapo)],
                *[[part.id, "body", part.start, part.end] for part in parts],
            ],
        }


def _indices(size: int, rng: np.random.Generator) -> Iterator[int]:
    """Random places, drawn a batch at a time."""
    while True:
        yield from rng.integers(0, size, _BATCH).tolist()


if __name__ == "__main__":
    main()
