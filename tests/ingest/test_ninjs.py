"""ninjs of all generations: names, bodies, statuses, embargo, items that are wrong."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.article import BODY_LIMIT, Kind, Status
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.ingest.records import read_article
from tests.ingest.reading import BODY, HTML, PUBLISHED, SAPO, TITLE, articles, lines

COMMON = {"uri": "urn:newsml:datlanh.example:20240312:7", "language": "vi-VN", "version": "2", "urgency": 4}
ITEMS: dict[str, dict[str, Any]] = {
    "1.3": COMMON
    | {
        "type": "text", "pubstatus": "usable", "firstcreated": PUBLISHED, "versioncreated": "2024-03-12T10:00:00+07:00",
        "headline": TITLE, "description_text": SAPO, "body_xhtml": f"<div>{HTML}</div>", "body_text": "kém hơn",
        "byline": "Lan Anh", "subject": [{"code": "x", "name": "Việc làm"}], "person": [{"name": "Trần Quốc Đạt"}],
        "place": [{"name": "Quảng Nam"}], "infosource": [{"name": "Đất Lành"}],
    },
    "2.1": COMMON
    | {
        "standard": {"name": "ninjs", "version": "2.1"}, "type": "text", "pubstatus": "usable",
        "firstcreated": PUBLISHED, "versioncreated": "2024-03-12T10:00:00+07:00",
        "headlines": [{"role": "sub", "value": "Tít phụ"}, {"role": "main", "value": TITLE}],
        "descriptions": [{"role": "text", "value": SAPO}],
        "bodies": [
            {"role": "text", "contenttype": "text/plain", "value": "kém hơn"},
            {"role": "nitf", "contenttype": "application/xml", "value": "<nitf/>"},
            {"role": "html5", "contenttype": "text/html", "value": HTML},
        ],
        "by": "Lan Anh", "subjects": [{"name": "Việc làm"}], "people": [{"name": "Trần Quốc Đạt"}],
        "places": [{"name": "Quảng Nam"}, {"rel": "no name"}], "infosources": [{"name": "Đất Lành"}],
    },
    "3.1": COMMON
    | {
        "type": "text", "pubStatus": "usable", "firstCreated": PUBLISHED, "versionCreated": "2024-03-12T10:00:00+07:00",
        "headlines": [{"role": "main", "value": TITLE}], "descriptions": [{"value": SAPO}],
        "bodies": [{"role": "main", "contentType": "application/xhtml+xml", "value": HTML}], "by": "Lan Anh",
        "subjects": [{"name": "Việc làm"}], "people": [{"name": "Trần Quốc Đạt"}], "places": [{"name": "Quảng Nam"}],
        "infoSources": [{"name": "Đất Lành"}],
    },
}  # fmt: skip


@pytest.mark.parametrize("generation", ITEMS)
@pytest.mark.parametrize("shape", ["object", "array", "lines"])
def test_every_generation_gives_the_same_article(generation: str, shape: str, tmp_path: Path) -> None:
    item = ITEMS[generation]
    path = tmp_path / ("a.jsonl" if shape == "lines" else "a.json")
    text = json.dumps([item] if shape == "array" else item, ensure_ascii=False, indent=None if shape == "lines" else 2)
    path.write_text(text, encoding="utf-8")
    (article,) = articles(path)
    assert (article.id, article.title, article.sapo, article.body) == (COMMON["uri"], TITLE, SAPO, BODY)
    assert article.tags == ("Việc làm", "Trần Quốc Đạt", "Quảng Nam")
    assert (article.byline, article.source, article.language) == ("Lan Anh", "Đất Lành", "vi")
    assert article.published_at is not None
    assert article.published_at.isoformat() == PUBLISHED
    assert article.updated_at is not None
    assert article.extra["ninjs"]["version"] == "2"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("usable", Status.PUBLISHED), ("withheld", Status.DRAFT), ("canceled", Status.WITHDRAWN),
        ("cancelled", Status.WITHDRAWN), (None, Status.PUBLISHED),
    ],
)  # fmt: skip
def test_statuses(given: str | None, status: Status) -> None:
    (article,) = articles(json.dumps(ITEMS["1.3"] | {"pubstatus": given}).encode(), "ninjs")
    assert article.status is status


def test_an_embargo_is_the_time_of_publication_and_a_picture_is_media() -> None:
    later = "2024-03-13T06:00:00+07:00"
    item = ITEMS["1.3"] | {
        "embargoed": later,
        "type": "picture",
        "evolvedfrom": "urn:x:6",
        "uri": "https://a.example/7",
    }
    (article,) = articles(json.dumps(item).encode(), "ninjs")
    assert article.published_at is not None
    assert (article.published_at.isoformat(), article.kind, article.supersedes) == (later, Kind.MEDIA, "urn:x:6")
    assert article.url == "https://a.example/7"


WRONG: list[Any] = [
    {"headline": 3}, {"bodies": "text"}, {"bodies": [3, None]}, {"subject": {"name": ["x"]}}, {"person": "x"},
    {"headlines": {"value": {}}}, {"pubstatus": []}, {"language": {}}, {"keywords": [1]},
    {"body_html": "<div>" * 5_000},
    {"versioncreated": 7, "firstcreated": []}, {"pubstatus": "unknown"}, {"subjects": [{"name": {"vi": "x"}}]},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_item_is_refused_or_read_without_what_is_wrong(wrong: dict[str, Any]) -> None:
    raw = "\n".join(json.dumps(item) for item in (ITEMS["1.3"] | wrong, ITEMS["1.3"]))
    first, second = lines(raw.encode(), "ninjs")
    if first.record is not None:
        try:
            read_article(first.record, need_id=True)
        except InvalidArticle as error:
            assert error.errors
    assert second.record is not None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("<p>x"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("name", "value", "role")), inner),
    max_leaves=6,
)


@settings(deadline=None)
@given(item=st.dictionaries(st.sampled_from([name for item in ITEMS.values() for name in item]), VALUES))
def test_any_item_is_a_record_or_refused(item: dict[str, Any]) -> None:
    (line,) = lines(json.dumps(item).encode(), "ninjs")
    assert (line.record is None) != (line.error is None)
    if line.record is not None:
        with suppress(InvalidArticle):
            read_article(line.record)


def test_an_item_that_is_no_object_and_a_long_body() -> None:
    long = "Đoạn " * (BODY_LIMIT // 5 - 1)
    item = ITEMS["1.3"] | {"body_xhtml": f"<p>{long}</p>"}
    bad, good = lines(json.dumps([3, item]).encode(), "ninjs")
    assert bad.error is not None
    assert len(read_article(good.record or {}).body) == len(long) - 1
