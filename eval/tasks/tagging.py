"""Full tagging through the command line: articles a second, memory, evidence, beside underthesea's names and words."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from eval.datasets import dataset
from eval.peers.one import with_peer
from eval.peers.process import Peer
from eval.rows import OURS, Recorder, Row
from newsroom_ai.text.sentences import sentences

ARTICLES: Final = 20_000
WORKERS: Final = 2
EVIDENCE: Final = 200
PEER: Final = 40
DATASET: Final = "vietnews"
_LOOK: Final = 1.0  # seconds between two looks at the memory
_FIELDS: Final = ("title", "sapo", "body")


class Memory(threading.Thread):
    """Watches the resident anonymous memory of a process and its children, in MB, until ``stop``."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.seen: list[float] = []
        self._process = process
        self._stopped = threading.Event()

    def run(self) -> None:
        """Look again and again."""
        while not self._stopped.wait(_LOOK):
            self.seen.append(sum(map(_anonymous, _family(self._process))))

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self.join()

    def growth(self) -> float:
        """The highest value of the last quarter, as a share of the highest of the second quarter."""
        quarter = max(1, len(self.seen) // 4)
        early = max(self.seen[quarter : 2 * quarter] or self.seen)
        return max(self.seen[-quarter:]) / early if early else 1.0


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Tag 20,000 articles of vietnews train (or ``sample``) with two workers, and some of them by underthesea.

    ``articles_per_s`` is by the clock, start and output included; ``articles_per_cpu_s`` is by one core's time, which a
    machine shared with others bears better. A tag ``slices_back`` where each of its spans is its words.
    """
    recorder = Recorder("tagging", seed)
    news = dataset(data, DATASET, "train")
    rows = news.sample(sample or ARTICLES, seed)
    stamp = news.sha256
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _write(folder / "articles.jsonl", rows)
        _tag(recorder, stamp, folder, len(rows))
        _evidence(recorder, stamp, folder / "tags.jsonl", {row["id"]: row for row in rows})
    _peer(recorder, stamp, rows[:PEER])
    return recorder.rows


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    lines = (json.dumps({name: row[name] for name in ("id", *_FIELDS)}, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _tag(recorder: Recorder, stamp: str, folder: Path, count: int) -> None:
    command = [sys.executable, "-m", "api", "tag", str(folder / "articles.jsonl"), "--data", str(folder / "var")]
    before, start = _children_seconds(), time.perf_counter()
    with (folder / "tags.jsonl").open("wb") as out:
        process = subprocess.Popen([*command, "--workers", str(WORKERS)], stdout=out)
        memory = Memory(process.pid)
        memory.start()
        status = process.wait()
        memory.stop()
    seconds, spent = time.perf_counter() - start, _children_seconds() - before
    if status:
        raise RuntimeError(f"newsroom tag ended with {status}")
    recorder.figure(DATASET, stamp, OURS, "articles_per_s", count / seconds, count)
    recorder.figure(DATASET, stamp, OURS, "articles_per_cpu_s", count / spent, count)
    recorder.figure(DATASET, stamp, OURS, "anonymous_mb", max(memory.seen, default=0.0), count)
    recorder.figure(DATASET, stamp, OURS, "memory_growth", memory.growth() if memory.seen else 1.0, count)


def _evidence(recorder: Recorder, stamp: str, path: Path, rows: dict[str, dict[str, Any]]) -> None:
    """Record the share of tags with evidence that is cut out of the article, over evenly spaced articles."""
    lines = path.read_text(encoding="utf-8").splitlines()
    good = []
    for line in lines[:: max(1, len(lines) // EVIDENCE)][:EVIDENCE]:
        told = json.loads(line)
        article = rows[told["id"]]
        for tag in told["tags"]:
            spans = tag["evidence"]
            good.append(bool(spans) and all(article[s["field"]][s["start"] : s["end"]] == s["text"] for s in spans))
    recorder.figure(DATASET, stamp, OURS, "slices_back", sum(good) / max(1, len(good)), len(good))


def _peer(recorder: Recorder, stamp: str, rows: Sequence[dict[str, Any]]) -> None:
    """Record underthesea's ``ner``, with and without its ``word_tokenize``, sentence by sentence on one core."""
    texts = ["\n".join(row[name] for name in _FIELDS) for row in rows]
    parts = [text[start:end] for text in texts for start, end in sentences(text)]

    def seconds(peer: Peer) -> tuple[float, float]:
        peer.call("names", parts[:20])
        peer.call("words", parts[:20])
        start = peer.cpu_seconds()
        peer.call("names", parts)
        named = peer.cpu_seconds()
        peer.call("words", texts)
        return named - start, peer.cpu_seconds() - named

    if (taken := with_peer("underthesea_text", seconds)) is not None:
        recorder.figure(DATASET, stamp, "underthesea", "articles_per_cpu_s", len(rows) / sum(taken), len(rows))
        recorder.figure(DATASET, stamp, "underthesea-ner", "articles_per_cpu_s", len(rows) / taken[0], len(rows))


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(process: int) -> list[int]:
    """A process and its children, and theirs."""
    found = [process]
    for one in found:
        try:
            tasks = list(Path(f"/proc/{one}/task").iterdir())
            found += [int(child) for task in tasks for child in (task / "children").read_text().split()]
        except OSError:  # it has ended
            continue
    return found


def _anonymous(process: int) -> float:
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("RssAnon")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0
