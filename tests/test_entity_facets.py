"""People and organisations become facets behind the index of words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_ai.config import Config, Encoding, Services
from newsroom_ai.entity_facets import STATE
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.search.types import SearchRequest
from tests.articles import article

STORY = "Ông Trần Văn Hùng, giám đốc Sở Y tế Đồng Tháp, cho biết cháu N.T.H. đã xuất viện. Ông Hùng cảm ơn bác sĩ."


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    config = Config(tmp_path, encoder=Encoding(""), services=Services(recogniser="rules.v1"))
    newsroom = Newsroom.open(config)
    yield newsroom
    newsroom.close()


def people(newsroom: Newsroom, **fields: object) -> dict[str, int]:
    found = newsroom.search(SearchRequest(facets=("person",), **fields))  # type: ignore[arg-type]
    return {value.value: value.count for value in found.facets["person"]}


def test_names_become_facets_and_filters_after_the_words(newsroom: Newsroom) -> None:
    newsroom.store(article("a1", title="Bệnh nhi xuất viện", body=STORY), "lan")
    newsroom.catch_up(serving=True)
    assert people(newsroom) == {}
    assert newsroom.lags()["entities"] == 1
    newsroom.catch_up()
    assert people(newsroom) == {"Trần Văn Hùng": 1}
    assert newsroom.lags()["entities"] == 0
    hits = newsroom.search(SearchRequest(filters={"person": ("Trần Văn Hùng",)})).hits
    assert [hit.id for hit in hits] == ["a1"]


def test_a_deleted_article_is_not_written_again_by_names(newsroom: Newsroom) -> None:
    newsroom.store(article("a1", body=STORY), "lan")
    newsroom.catch_up(serving=True)
    newsroom.remove("a1", "lan")
    newsroom.catch_up()
    assert newsroom.search(SearchRequest()).total.value == 0


def test_an_article_that_changed_meanwhile_keeps_its_newer_words(newsroom: Newsroom) -> None:
    newsroom.store(article("a1", title="Cũ", body=STORY), "lan")
    newsroom.catch_up(serving=True)
    facets = newsroom._facets
    prepared = newsroom._named([newsroom.archive.get("a1").article])
    newsroom.store(article("a1", title="Mới", body="Bài đã viết lại."), "lan")
    newsroom.catch_up(serving=True)
    facets.apply([(1, prepared[0])], [], 2)
    assert newsroom.search(SearchRequest(q="mới")).total.value == 1
    assert people(newsroom) == {}


def test_another_recogniser_begins_anew(newsroom: Newsroom) -> None:
    newsroom.store(article("a1", body=STORY), "lan")
    newsroom.catch_up()
    state = next(newsroom.config.data.rglob(STATE))
    state.write_text(json.dumps({"recogniser": "other", "applied": 1}), encoding="utf-8")
    again = newsroom._entity_facets(newsroom._indexes.current)
    assert again.applied == 0


def test_a_server_fills_them_by_itself(newsroom: Newsroom) -> None:
    newsroom.start()
    newsroom.store(article("a1", body=STORY), "lan")
    assert newsroom._reader.wait(20)
    assert people(newsroom) == {"Trần Văn Hùng": 1}
