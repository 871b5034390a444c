"""newsroom.toml: read once, refused where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom_ai.config import Config, Encoding
from newsroom_ai.errors import InvalidConfig


def load(folder: Path, text: str) -> Config:
    (folder / "newsroom.toml").write_text(text, encoding="utf-8")
    return Config.load(folder)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert Config.load(tmp_path) == Config(tmp_path)


def test_values_are_read(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        '[newspaper]\nname = "Đất Lành"\nown_sources = ["Đất Lành"]\n[server]\nport = 80\nsecure_cookies = true\n',
    )
    assert config.newspaper.own_sources == ("Đất Lành",)
    assert (config.server.port, config.server.secure_cookies) == (80, True)


def test_an_encoder_is_chosen_by_name_or_folder(tmp_path: Path) -> None:
    assert Config(tmp_path).encoder.name == "encoder-static.v1"
    text = (
        '[encoder]\nname = "/srv/models/e5"\nquery_prefix = "query: "\npassage_prefix = "passage: "\nmax_length = 256\n'
    )
    assert load(tmp_path, text).encoder == Encoding("/srv/models/e5", "query: ", "passage: ", 256)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[serwer]", "serwer"), ("[server]\nprot = 1", "server.prot"), ('[server]\nport = "80"', "server.port"),
        ("[server]\nport = true", "server.port"), ("[server]\nport = -1", "server.port"), ("server = 1", "[server]"),
        ("[newspaper]\nown_sources = 'x'", "own_sources"), ("[newspaper]\nown_sources = [1]", "own_sources"),
        ("[server", "TOML"), ('data = "/"', "data"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(InvalidConfig, match=r"newsroom\.toml") as raised:
        load(tmp_path, text)
    assert named in raised.value.detail


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfig):
        Config.load(tmp_path, tmp_path / "other.toml")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "newsroom.toml").write_bytes("[newspaper]\nname = 'Đất'".encode("utf-16"))
    with pytest.raises(InvalidConfig):
        Config.load(tmp_path)
