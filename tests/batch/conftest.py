"""A newsroom whose taggers are quick to load, with some articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsroom_ai.article import Article
from newsroom_ai.config import Config
from newsroom_ai.newsroom import Newsroom
from tests.articles import article

SETTINGS = '[services]\ntaggers = ["laws.v1", "places.v1"]\n\n[encoder]\nname = ""\n'
PLACES = ("Đà Nẵng", "Quảng Ngãi", "Cần Thơ", "Nghệ An", "Lâm Đồng")


def numbered(number: int, **fields: Any) -> Article:
    """An article that names a place and a law."""
    place = PLACES[number % len(PLACES)]
    asked = f"Sở Nội vụ {place} giải đáp {number + 3} câu hỏi về Bộ luật Lao động."
    body = f"{asked}\nNghị định {number + 1}/2020/NĐ-CP có hiệu lực."
    return article(f"bài-{number:04}", **({"title": f"{place}: chuyện thứ {number}", "body": body} | fields))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with settings."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "newsroom.toml").write_text(SETTINGS, encoding="utf-8")
    return folder


@pytest.fixture
def newsroom(data: Path) -> Iterator[Newsroom]:
    opened = Newsroom.open(Config.load(data))
    yield opened
    opened.close()


@pytest.fixture
def fill(newsroom: Newsroom) -> Callable[[int], None]:
    """Puts so many articles into the archive."""

    def put(count: int) -> None:
        newsroom.archive.put_many([numbered(n) for n in range(count)], "x")

    return put


def dump(newsroom: Newsroom) -> list[tuple[Any, ...]]:
    """Every article and every version, all columns."""
    connection = newsroom._database.read()
    articles = connection.execute("SELECT * FROM article ORDER BY key").fetchall()
    return [*articles, *connection.execute("SELECT * FROM version ORDER BY key, version").fetchall()]
