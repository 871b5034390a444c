"""Vectors follow the archive beside the words, and another encoder takes over without a gap."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.config import Config, Encoding
from newsroom_ai.encoders.types import Encoder
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.indexes import Indexes
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.search.types import SearchRequest
from newsroom_ai.search.vectors import VectorIndex
from tests.articles import article
from tests.encoders.fake import FakeEncoder


class HeldEncoder(FakeEncoder):
    """Encodes some texts, then waits to be released."""

    def __init__(self, name: str, free: int = 0) -> None:
        super().__init__(name)
        self.free = free
        self.release = threading.Event()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if self.encoded >= self.free:
            assert self.release.wait(20)
        return super().encode(texts)


class SlowEncoder(FakeEncoder):
    """Takes its time for each call."""

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(name)
        self.seconds = seconds

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        time.sleep(self.seconds)
        return super().encode(texts)


class BrokenEncoder(FakeEncoder):
    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        raise ModelUnavailable("Không nạp được mô hình")


Opened = Callable[..., Newsroom]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Opens newsrooms over one data directory; the encoders that can be made are the ones given, by name."""
    made: list[Newsroom] = []

    def open_newsroom(*encoders: FakeEncoder, start: bool = True, query_prefix: str = "") -> Newsroom:
        """The first encoder is the one asked for; without any there is no search by meaning."""
        known = {encoder.name: encoder for encoder in encoders}
        config = Config(tmp_path, encoder=Encoding(encoders[0].name if encoders else "", query_prefix))

        def make(settings: Encoding) -> Encoder:
            if settings.name not in known:
                raise ModelUnavailable("Không có mô hình")
            return known[settings.name]

        database = Database(tmp_path)
        indexes = Indexes(tmp_path, ArticleStore(database), encoding=config.encoder, make=make)
        newsroom = Newsroom(config, database, indexes)
        made.append(newsroom)
        if start:
            newsroom.start()
        return newsroom

    yield open_newsroom
    for newsroom in made:
        newsroom.close()


def vectors(newsroom: Newsroom) -> VectorIndex:
    found = newsroom._now_wired().vectors
    assert found is not None
    return found


def nearest(newsroom: Newsroom, text: str) -> list[str]:
    """Ids of the articles found by meaning, best first."""
    services = newsroom._now_wired()
    assert services.vectors is not None
    assert services.encoder is not None
    keys = [key for key, _ in services.vectors.search(services.encoder.encode([text])[0], 5)]
    stored = newsroom.archive.by_keys(keys)
    return [stored[key].id for key in keys if key in stored]


def serves(newsroom: Newsroom) -> str | None:
    """The encoder whose vectors answer now."""
    found = newsroom._now_wired().vectors
    return found.encoder if found else None


def becomes(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def store(newsroom: Newsroom, count: int, start: int = 0) -> None:
    for n in range(start, start + count):
        newsroom.store(article(f"a{n}", title=f"Chuyện thứ {n}", sapo="", body=f"Bản tin số {n} của phường"), "lan")


def test_without_an_encoder_nothing_is_embedded(opened: Opened, tmp_path: Path) -> None:
    newsroom = opened()
    store(newsroom, 3)
    assert newsroom.wait(10)
    assert (newsroom._now_wired().vectors, newsroom._now_wired().encoder) == (None, None)
    assert set(newsroom.lags()) == {"lexical", "forward", "fingerprints", "entities"}
    assert not list((tmp_path / "index").rglob("vectors*"))


def test_articles_are_found_by_meaning_and_followed(opened: Opened) -> None:
    newsroom = opened(FakeEncoder())
    store(newsroom, 3)
    newsroom.store(article("cầu", title="Cầu Rạch Miễu thông xe", sapo="", body=""), "lan")
    assert newsroom.wait(10)
    assert nearest(newsroom, "rạch miễu thông xe")[0] == "cầu"
    newsroom.store(article("cầu", title="Giá xăng giảm", sapo="", body=""), "lan")
    assert newsroom.wait(10)
    assert nearest(newsroom, "giá xăng giảm")[0] == "cầu"
    assert nearest(newsroom, "chuyện thứ 1")[0] == "a1"
    assert all(newsroom.lags()[name] == 0 for name in ("lexical", "forward", "fingerprints", "vectors"))
    assert newsroom.examine() == []


def test_words_are_found_while_an_encoder_is_slow(opened: Opened) -> None:
    encoder = HeldEncoder("slow.v1")
    newsroom = opened(encoder)
    store(newsroom, 5)
    assert becomes(lambda: len(newsroom.search(SearchRequest(q="bản tin", mode="keyword")).hits) == 5, 5)
    lags = newsroom.lags()
    assert (lags["lexical"], lags["forward"], lags["fingerprints"], lags["vectors"]) == (0, 0, 0, 5)
    assert newsroom.lag() == 5
    encoder.release.set()
    assert newsroom.wait(10)
    assert len(vectors(newsroom)) == 5


def test_what_is_deleted_is_gone_within_a_second_also_while_many_are_encoded(opened: Opened) -> None:
    encoder = SlowEncoder("slow.v1", 0)
    newsroom = opened(encoder)
    store(newsroom, 2)
    assert newsroom.wait(10)
    key = min(vectors(newsroom).keys())
    encoder.seconds = 0.1
    newsroom.archive.put_many([article(f"b{n}", body=f"Bài {n}") for n in range(2_000)], "lan")
    assert becomes(lambda: encoder.encoded > 32, 5)
    newsroom.remove("a0", "lan")
    assert becomes(lambda: vectors(newsroom).vector(key) is None, 1)
    assert newsroom.lags()["vectors"] > 1_000


def test_an_article_deleted_after_it_was_encoded_does_not_come_back(opened: Opened) -> None:
    encoder = HeldEncoder("slow.v1", free=32)
    newsroom = opened(encoder)
    newsroom.archive.put_many([article(f"b{n}", body=f"Bài {n}") for n in range(100)], "lan")
    assert becomes(lambda: encoder.encoded >= 32, 5)
    newsroom.remove("b0", "lan")
    encoder.release.set()
    assert newsroom.wait(10)
    assert newsroom.examine() == []
    assert len(vectors(newsroom)) == 99


def test_another_encoder_takes_over_when_its_vectors_are_made(opened: Opened, tmp_path: Path) -> None:
    old, new = FakeEncoder("old.v1"), SlowEncoder("new.v1", 0.2)
    before = opened(old)
    store(before, 10)
    before.archive.put_many([article(f"b{n}", body=f"Bài {n}") for n in range(500)], "lan")
    assert before.wait(10)
    before.close()
    after = opened(new, old)
    assert serves(after) == "old.v1"
    assert "a7" in nearest(after, "chuyện thứ 7 bản tin số 7")
    assert after.wait(5, serving=True)
    assert (after.lag(), after.lags()["vectors"]) == (0, 510)
    key = min(vectors(after).keys())
    after.remove("a0", "lan")
    assert becomes(lambda: vectors(after).vector(key) is None, 1)
    assert serves(after) == "old.v1"
    assert after.wait(20)
    assert serves(after) == "new.v1"
    assert "a7" in nearest(after, "chuyện thứ 7 bản tin số 7")
    assert after.examine() == []
    assert len(list(tmp_path.glob("index/generation-1/vectors-*"))) == 1


def test_without_the_old_encoder_there_are_words_only_until_the_new_vectors_are_made(opened: Opened) -> None:
    before = opened(FakeEncoder("old.v1"))
    store(before, 3)
    assert before.wait(10)
    before.close()
    new = HeldEncoder("new.v1")
    after = opened(new)
    assert serves(after) is None
    assert len(after.search(SearchRequest(q="bản tin")).hits) == 3
    new.release.set()
    assert after.wait(10)
    assert serves(after) == "new.v1"


def test_an_encoder_added_later_catches_up(opened: Opened) -> None:
    before = opened()
    store(before, 3)
    assert before.wait(10)
    before.close()
    after = opened(FakeEncoder())
    assert after.wait(10)
    assert len(vectors(after)) == 3
    again = opened(FakeEncoder(), start=False)
    assert serves(again) == "fake.v1"


def test_a_restart_encodes_nothing_anew(opened: Opened) -> None:
    before = opened(FakeEncoder())
    store(before, 3)
    assert before.wait(10)
    before.close()
    encoder = FakeEncoder()
    after = opened(encoder)
    assert after.wait(10)
    assert encoder.encoded == 0
    assert len(vectors(after)) == 3


def test_another_query_prefix_leaves_the_vectors_alone(opened: Opened) -> None:
    before = opened(FakeEncoder())
    store(before, 3)
    assert before.wait(10)
    before.close()
    encoder = FakeEncoder()
    after = opened(encoder, query_prefix="query: ")
    assert after.wait(10)
    assert encoder.encoded == 0
    query = after._now_wired().encoder
    assert query is not None
    assert np.array_equal(query.encode(["cầu"]), FakeEncoder().encode(["query: cầu"]))


def test_a_rebuild_makes_vectors_too(opened: Opened) -> None:
    newsroom = opened(FakeEncoder())
    store(newsroom, 10)
    newsroom.remove("a3", "lan")
    assert newsroom.wait(10)
    other = opened(FakeEncoder(), start=False)
    other.rebuild()
    assert serves(other) == "fake.v1"
    newsroom.store(article("sau"), "lan")
    assert newsroom.wait(10)
    assert len(vectors(newsroom)) == 10
    assert newsroom.examine() == []


@pytest.mark.parametrize("damage", ["state", "pointer", "all"])
def test_lost_vectors_are_made_again(opened: Opened, tmp_path: Path, damage: str) -> None:
    before = opened(FakeEncoder())
    store(before, 4)
    assert before.wait(10)
    before.close()
    generation = tmp_path / "index" / "generation-1"
    for folder in generation.glob("vectors-*"):
        if damage == "all":
            shutil.rmtree(folder)
        elif damage == "state":
            (folder / "state.json").write_text(json.dumps([1]))
    if damage != "state":
        (generation / "vectors.json").write_bytes(b"\xff{")
    after = opened(FakeEncoder())
    assert after.wait(10)
    assert len(vectors(after)) == 4
    assert after.examine() == []


def test_doctor_sees_what_is_missing_from_the_vectors(opened: Opened) -> None:
    newsroom = opened(FakeEncoder())
    store(newsroom, 3)
    assert newsroom.wait(10)
    index = vectors(newsroom)
    index.apply([], [1], index.applied)
    (difference,) = newsroom.examine()
    assert (difference.index, difference.missing, difference.orphaned) == ("vectors", (1,), ())


def test_an_encoder_that_fails_leaves_the_words(opened: Opened) -> None:
    newsroom = opened(BrokenEncoder())
    store(newsroom, 2)
    assert becomes(lambda: len(newsroom.search(SearchRequest(q="bản tin")).hits) == 2, 5)
    assert becomes(lambda: newsroom.indexing == "failing", 5)
    with pytest.raises(ModelUnavailable):
        newsroom.wait(5)


def test_a_command_without_a_server_embeds_what_it_stored(opened: Opened) -> None:
    newsroom = opened(FakeEncoder(), start=False)
    store(newsroom, 3)
    assert newsroom.lags()["vectors"] == 3
    assert newsroom.catch_up()
    assert len(vectors(newsroom)) == 3
    reader = opened(FakeEncoder(), start=False)
    assert serves(reader) == "fake.v1"
    assert reader.lag() == 0
