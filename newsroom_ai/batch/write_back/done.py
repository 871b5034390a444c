"""Which articles were carried to a target already, so that a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Final

from newsroom_ai.batch.write_back.types import Edit

FOLDER: Final = "write-back"
_SYNC_EVERY: Final = 20  # articles whose work a power cut may cost; they are compared again, and found unchanged


class Done:
    """A file of lines, one for each article with what was carried; it only grows."""

    def __init__(self, data: Path, job: str, target: str) -> None:
        """Open the file of a job and a target, an address for instance, in the data directory."""
        folder = data / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        self._path = folder / f"{job}-{hashlib.sha256(target.encode()).hexdigest()[:12]}.jsonl"
        self._known = dict(self._lines())
        self._file = self._path.open("a", encoding="utf-8")
        if self._file.tell() and not self._path.read_bytes().endswith(b"\n"):
            self._file.write("\n")  # a kill cut the last line off
        self._since = 0

    def has(self, edit: Edit) -> bool:
        """Whether this very edit was carried; what was accepted since is another edit."""
        return self._known.get(edit.key) == _digest(edit)

    def note(self, edit: Edit) -> None:
        """Remember that an edit was carried."""
        self._file.write(json.dumps([edit.key, _digest(edit)]) + "\n")
        self._since += 1
        if self._since >= _SYNC_EVERY:
            self._sync()

    def __enter__(self) -> Done:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sync()
        self._file.close()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._since = 0

    def _lines(self) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
                try:
                    key, digest = json.loads(line)
                    found.append((int(key), str(digest)))
                except (ValueError, TypeError):
                    continue
        return found


def _digest(edit: Edit) -> str:
    wanted = [edit.tags, edit.removed, edit.section, edit.sapo]
    return hashlib.sha256(json.dumps(wanted, ensure_ascii=False).encode()).hexdigest()[:16]
