"""The record of truth: versions, the change log, and that a write is whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import FILE_NAME, Database
from newsroom_ai.article import Article
from newsroom_ai.errors import Conflict, NotFound, UnreadableFile
from tests.articles import article


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return ArticleStore(database)


def test_an_article_comes_back_as_it_went_in(store: ArticleStore) -> None:
    given = article(tags=("việc làm", "Quảng Nam"), extra={"caption": "Ảnh: N.T.", "views": 3})
    assert store.put(given, "lan") == ("a1", 1, "created")
    assert store.get("a1").article == given


def test_the_same_content_is_no_new_version(store: ArticleStore) -> None:
    store.put(article(), "lan")
    assert store.put(article(), "minh").status == "unchanged"
    assert store.last_change() == 1


def test_every_version_is_kept_with_its_author(store: ArticleStore) -> None:
    for title, author in (("Một", "lan"), ("Hai", "minh"), ("Ba", "lan")):
        store.put(article(title=title), author)
    assert [(v.version, v.article.title, v.author) for v in store.versions("a1")] == [
        (3, "Ba", "lan"), (2, "Hai", "minh"), (1, "Một", "lan"),
    ]  # fmt: skip


def test_a_write_against_another_version_changes_nothing(store: ArticleStore) -> None:
    store.put(article(), "lan", if_version=0)
    with pytest.raises(Conflict):
        store.put(article(title="Khác"), "minh", if_version=2)
    assert store.get("a1").article.title == article().title
    assert store.put(article(title="Khác"), "minh", if_version=1).version == 2


def test_deleting_takes_the_versions_along_and_is_logged(store: ArticleStore) -> None:
    store.put(article(), "lan")
    store.put(article(title="Khác"), "lan")
    store.delete("a1", "minh")
    for read in (store.get, store.versions):
        with pytest.raises(NotFound):
            read("a1")
    assert [change.action for change in store.changes(0, 10)] == ["put", "put", "delete"]
    with pytest.raises(NotFound):
        store.delete("a1", "minh")


def test_a_key_is_never_used_twice(store: ArticleStore) -> None:
    store.put(article(), "lan")
    store.delete("a1", "lan")
    store.put(article(), "lan")
    first, _, second = store.changes(0, 10)
    assert first.key != second.key


def test_a_batch_is_written_whole_or_not_at_all(store: ArticleStore) -> None:
    def broken() -> Iterator[Article]:
        yield article("a1")
        raise RuntimeError("mất điện")

    with pytest.raises(RuntimeError):
        store.put_many(broken(), "lan")
    assert store.count() == 0
    assert store.last_change() == 0


def test_many_writers_lose_nothing(store: ArticleStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.put(article(f"a{n}"), "lan"), range(60)))
    assert store.count() == 60
    assert [change.seq for change in store.changes(0, 100)] == list(range(1, 61))


def test_a_file_that_is_no_archive_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, but somebody's file " * 100)
    with pytest.raises(UnreadableFile):
        Database(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes().startswith(b"not a database")


def test_an_archive_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    Database(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UnreadableFile):
        Database(tmp_path)


def test_a_backup_opens_as_an_archive_and_is_never_overwritten(
    store: ArticleStore, database: Database, tmp_path: Path
) -> None:
    store.put(article(), "lan")
    target = tmp_path / "copy"
    database.backup(target)
    copy = Database(target)
    copy.check()
    assert ArticleStore(copy).get("a1").article == article()
    copy.close()
    with pytest.raises(Conflict):
        database.backup(target)
