"""The newsroom's own vocabularies over those that are shipped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_ai.archive.database import FILE_NAME, Database
from newsroom_ai.archive.vocabularies import VocabularyStore
from newsroom_ai.errors import NotFound
from newsroom_ai.vocabulary.formats import read
from newsroom_ai.vocabulary.shipped import SHIPPED, shipped
from newsroom_ai.vocabulary.vocabularies import Vocabulary


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> VocabularyStore:
    return VocabularyStore(database)


def own(name: str, *labels: str) -> Vocabulary:
    return read("\n".join(("label", *labels)).encode(), "csv", name)


def ledger(database: Database) -> list[tuple[str, str, str]]:
    rows = database.read().execute("SELECT actor, action, target FROM ledger ORDER BY seq")
    return [(actor, action, target) for actor, action, target in rows]


def test_what_is_shipped_is_there_from_the_start(store: VocabularyStore) -> None:
    assert [held.vocabulary.name for held in store.all()] == sorted(SHIPPED)
    held = store.get("sections")
    assert (held.origin, held.revision, held.author) == ("shipped", None, None)
    assert held.vocabulary is shipped("sections")
    with pytest.raises(NotFound):
        store.get("nothing")


def test_an_own_one_stands_before_a_shipped_one_until_it_is_removed(store: VocabularyStore, database: Database) -> None:
    assert store.put(own("sections", "Thời sự"), "lan") == ("sections", 1, "created", 1)
    assert store.put(own("sections", "Thời sự"), "minh") == ("sections", 1, "unchanged", 1)
    assert store.put(own("sections", "Thời sự", "Bạn đọc"), "minh") == ("sections", 2, "updated", 2)
    held = store.get("sections")
    assert (held.origin, held.revision, held.author, len(held.vocabulary)) == ("own", 2, "minh", 2)
    store.remove("sections", "hoa")
    assert store.get("sections").origin == "shipped"
    with pytest.raises(NotFound):
        store.remove("sections", "hoa")
    with pytest.raises(NotFound):
        store.remove("iptc", "hoa")
    assert store.put(own("sections", "Thời sự"), "lan") == ("sections", 4, "created", 1)
    assert ledger(database) == [
        ("lan", "vocabulary.put", "sections@1"),
        ("minh", "vocabulary.put", "sections@2"),
        ("hoa", "vocabulary.delete", "sections"),
        ("lan", "vocabulary.put", "sections@4"),
    ]


def test_every_revision_is_kept(store: VocabularyStore, database: Database) -> None:
    for label in ("Một", "Hai", "Ba"):
        store.put(own("thu", label), "lan")
    store.remove("thu", "lan")
    records = [row[0] for row in database.read().execute("SELECT record FROM vocabulary ORDER BY revision")]
    assert [record.splitlines()[-1].rpartition(",")[2] for record in records[:3]] == ["Một", "Hai", "Ba"]
    assert records[3] is None
    assert [held.vocabulary.name for held in store.all()] == sorted(SHIPPED)


def test_another_process_sees_it_at_once(store: VocabularyStore, tmp_path: Path) -> None:
    store.put(own("thu", "Một"), "lan")
    assert [one.label for one in store.get("thu").vocabulary] == ["Một"]
    other = Database(tmp_path)
    VocabularyStore(other).put(own("thu", "Hai"), "minh")
    other.close()
    assert [one.label for one in store.get("thu").vocabulary] == ["Hai"]
    assert [held.vocabulary.name for held in store.all()] == sorted([*SHIPPED, "thu"])


def test_labels_are_kept_from_the_one_in_use(store: VocabularyStore) -> None:
    released = b"uri,label_en-gb\nhttp://cv.iptc.org/newscodes/mediatopic/09000000,labor\n"
    filled = store.filled(read(released, "csv", "iptc"))
    assert next(iter(filled)).labels == {"en-gb": "labor", "vi": "lao động"}
    assert store.filled(own("thu", "Một")) == own("thu", "Một")


def test_an_archive_of_the_first_layout_gets_the_table(tmp_path: Path) -> None:
    Database(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("DROP TABLE vocabulary")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    database = Database(tmp_path)
    assert VocabularyStore(database).put(own("thu", "Một"), "lan").revision == 1
    database.close()
