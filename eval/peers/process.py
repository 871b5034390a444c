"""Our side of the protocol: starts a peer, hands it items, times it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = ROOT / ".bench" / "bin" / "python"
OWN: Final = {"annif_subjects": ROOT / ".bench-annif" / "bin" / "python"}
"""Peers that cannot share the others' environment -> their own."""

BATCH: Final = 500


class PeerMissing(Exception):
    """The peers' environment is not installed."""


class PeerFailed(Exception):
    """A peer broke off or reported an error; the message is its own."""


class Peer:
    """One peer, running while the ``with`` block lasts.

    ``seconds`` is what its verbs have taken so far, without the exchange of JSON. It runs on one core.
    """

    def __init__(self, name: str, python: Path | None = None) -> None:
        """Name of the module in ``eval/peers``.

        Raises:
            PeerMissing: its environment is not installed.
        """
        python = python or OWN.get(name, PYTHON)
        if not python.exists():
            raise PeerMissing(f"{name}: left out, the peers are not installed; run `make bench-install`")
        self.name = name
        self.seconds = 0.0
        self._command = [str(python), "-m", f"eval.peers.{name}"]

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True,
            encoding="utf-8", env=_one_core(),
        )  # fmt: skip
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()
        self._errors.close()

    def call(self, verb: str, items: Sequence[Any], **options: Any) -> list[Any]:
        """Hand items over in batches; returns what came back, in order.

        Raises:
            PeerFailed: with the peer's own words.
        """
        answers: list[Any] = []
        for start in range(0, len(items), BATCH):
            answers += self.at_once(verb, items[start : start + BATCH], **options)
        return answers

    def at_once(self, verb: str, items: Sequence[Any], **options: Any) -> list[Any]:
        """Hand all items over in one message."""
        message = {"verb": verb, "items": list(items), "options": options}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise PeerFailed(self._last_words()) from error
        line = self._process.stdout.readline()
        if not line:
            raise PeerFailed(self._last_words())
        answer = json.loads(line)
        if "error" in answer:
            raise PeerFailed(f"{self.name}: {answer['error']}")
        self.seconds += answer["seconds"]
        return list(answer["items"])

    def cpu_seconds(self) -> float:
        """The processor time the peer has used since it started: fair where the machine is shared."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        return f"{self.name}: {self._errors.read().strip().rpartition(chr(10))[2] or 'ended without a word'}"


def _one_core() -> dict[str, str]:
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    return os.environ | dict.fromkeys(threads, "1") | {"PYTHONIOENCODING": "utf-8"}
