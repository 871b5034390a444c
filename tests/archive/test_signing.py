"""The secret behind tokens: private, shared by processes, and in no copy of the archive."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsroom_ai.archive.access import Access, Principal, Role
from newsroom_ai.archive.database import FILE_NAME as ARCHIVE
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.signing import FILE_NAME, LENGTH, signing_secret
from newsroom_ai.archive.tokens import Tokens
from newsroom_ai.errors import Unauthenticated, UnreadableFile

CMS = "https://cms.example"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "data")
    yield opened
    opened.close()


def editor(database: Database) -> Principal:
    access = Access(database)
    return access.authenticate(access.add_key("cms", Role.EDITOR), "key")


def test_it_is_random_kept_and_only_its_owners(database: Database) -> None:
    secret = signing_secret(database)
    assert len(secret) == LENGTH
    assert signing_secret(database) == secret
    path = database.path.with_name(FILE_NAME)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [left.name for left in path.parent.glob("signing*")] == [FILE_NAME]


def test_all_who_start_at_once_sign_with_the_same_secret(database: Database) -> None:
    with ThreadPoolExecutor(8) as several:
        found = set(several.map(lambda _: signing_secret(Database(database.path.parent)), range(8)))
    assert len(found) == 1


def test_two_archives_have_two_secrets(database: Database, tmp_path: Path) -> None:
    other = Database(tmp_path / "other")
    assert signing_secret(other) != signing_secret(database)
    made = Tokens(database).make(editor(database), Role.EDITOR, "lan", [CMS], 5).token
    with pytest.raises(Unauthenticated):
        Tokens(other).read(made)
    other.close()


def test_neither_archive_nor_backup_holds_it(database: Database, tmp_path: Path) -> None:
    Tokens(database).make(editor(database), Role.EDITOR, "lan", [CMS], 5)
    secret = signing_secret(database)
    database.backup(tmp_path / "copy")
    files = [*database.path.parent.glob(f"{ARCHIVE}*"), *(tmp_path / "copy").iterdir()]
    assert files
    assert all(secret not in path.read_bytes() and path.name != FILE_NAME for path in files)


def test_a_restored_archive_ends_the_tokens_of_before(database: Database, tmp_path: Path) -> None:
    made = Tokens(database).make(editor(database), Role.EDITOR, "lan", [CMS], 5).token
    database.backup(tmp_path / "copy")
    restored = Database(tmp_path / "copy")
    with pytest.raises(Unauthenticated):
        Tokens(restored).read(made)
    restored.close()


def test_a_secret_that_an_earlier_release_kept_in_the_archive_is_dropped(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / ARCHIVE)) as old:
        old.execute("CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")
        old.execute("INSERT INTO secret VALUES ('tokens', ?)", (b"s" * LENGTH,))
        old.execute("PRAGMA user_version = 4")
        old.commit()
    database = Database(tmp_path)
    assert database.read().execute("SELECT name FROM sqlite_master WHERE name = 'secret'").fetchall() == []
    assert signing_secret(database) != b"s" * LENGTH
    database.close()


@pytest.mark.parametrize("content", [b"", b"short", b"x" * (LENGTH + 1)])
def test_a_damaged_file_is_named_and_never_signs(database: Database, content: bytes) -> None:
    database.path.with_name(FILE_NAME).write_bytes(content)
    with pytest.raises(UnreadableFile, match=FILE_NAME):
        Tokens(database).make(editor(database), Role.EDITOR, "lan", [CMS], 5)
