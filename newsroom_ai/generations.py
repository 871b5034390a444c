"""Where the derived indexes lie: one folder a generation, and a file that names the one in use.

A rebuild fills a new folder while the old one serves, then changes the name in one atomic step.
"""

from __future__ import annotations

import shutil
from pathlib import Path

_POINTER = "current"


class Generations:
    """The generations of derived indexes in one data directory."""

    def __init__(self, data: Path) -> None:
        self.root = data / "index"
        self.root.mkdir(parents=True, exist_ok=True)

    def current(self) -> Path:
        """The folder in use; the first one when none was ever named."""
        try:
            name = (self.root / _POINTER).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            name = ""
        return self.root / (name if name.startswith("generation-") else "generation-1")

    def create(self) -> Path:
        """A new empty folder for a rebuild."""
        numbers = [int(path.name.rpartition("-")[2]) for path in self.root.glob("generation-*")]
        folder = self.root / f"generation-{max(numbers, default=0) + 1}"
        folder.mkdir()
        return folder

    def activate(self, folder: Path) -> None:
        """Make this the folder in use, for every process that looks next."""
        temporary = self.root / f"{_POINTER}.new"
        temporary.write_text(folder.name, encoding="utf-8")
        temporary.replace(self.root / _POINTER)

    def sweep(self) -> None:
        """Remove the folders that are not in use: left over from rebuilds, finished or broken off."""
        used = self.current()
        for folder in self.root.glob("generation-*"):
            if folder != used:
                shutil.rmtree(folder, ignore_errors=True)
