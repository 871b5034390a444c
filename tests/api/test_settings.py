from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import app
from api.settings import Settings
from newsroom_ai.errors import InvalidConfig


def test_an_empty_environment_means_the_defaults() -> None:
    assert Settings.from_environment({"PORT": "", "NEWSROOM_DATA": ""}) == Settings()


def test_the_environment() -> None:
    environment = {"NEWSROOM_DATA": "/d", "NEWSROOM_CONFIG": "/c.toml", "HOST": "::", "PORT": "81"}
    assert Settings.from_environment(environment) == Settings(Path("/d"), Path("/c.toml"), "::", 81)


@pytest.mark.parametrize("port", ["x", "-1", "65536", "８０"])
def test_a_port_that_cannot_be(port: str) -> None:
    with pytest.raises(InvalidConfig):
        Settings.from_environment({"PORT": port})


def test_an_app_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSROOM_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("NEWSROOM_CONFIG", raising=False)
    with TestClient(app.from_environment()) as client:
        assert client.get("/readyz").json()["articles"] == 0
    assert (tmp_path / "data").is_dir()
