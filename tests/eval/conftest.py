from __future__ import annotations

from pathlib import Path

import pytest

from eval.peers import process
from tests.eval.corpora import write_all


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_all(tmp_path_factory.mktemp("corpora"))


@pytest.fixture
def no_peers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As on a machine where nobody ran `make bench-install`."""
    monkeypatch.setattr(process, "PYTHON", tmp_path / "missing")
    monkeypatch.setattr(process, "OWN", {})
