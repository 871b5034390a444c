"""Records that an old export broke come back as Vietnamese; others stay as they are."""

from __future__ import annotations

from pathlib import Path

from newsroom_ai.config import Config
from newsroom_ai.ingest.decoding import mended
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.text.encodings import encode

TITLE = "Phiên chợ việc làm"
BODY = ["Sáng nay, hơn ba trăm lao động đến phiên chợ.", "Nhiều doanh nghiệp nhận hồ sơ tại chỗ."]


def broken(text: str, encoding: str = "tcvn3") -> str:
    return encode(text, encoding).decode("cp1252")


def test_every_text_of_a_record_is_mended_by_what_all_of_them_say() -> None:
    record = {"id": "a1", "title": broken(TITLE), "body": [broken(line) for line in BODY], "tags": ["x", broken("chợ")]}
    found = mended(record)
    assert (found["title"], found["body"], found["tags"]) == (TITLE, BODY, ["x", "chợ"])
    assert (found["id"], found["misread_encoding"]) == ("a1", "tcvn3")


def test_lines_of_a_body_stay_lines() -> None:
    assert mended({"title": "", "body": broken("\n".join(BODY) + "\n")})["body"] == "\n".join(BODY) + "\n"


def test_what_is_right_doubtful_or_no_text_stays() -> None:
    for record in ({"title": TITLE, "body": BODY}, {"title": broken("chợ")}, {"title": 5, "body": None}, {}):
        assert mended(record) is record


def test_ingest_stores_what_was_meant(tmp_path: Path) -> None:
    newsroom = Newsroom.open(Config(tmp_path))
    record = {"id": "a1", "title": broken(TITLE), "body": "\n".join(map(broken, BODY))}
    (item,) = newsroom.ingest([Line(1, 10, record, None)], "test")
    assert item.status == "created"
    stored = newsroom.archive.get("a1").article
    newsroom.close()
    assert (stored.title, stored.body) == (TITLE, "\n".join(BODY))
    assert stored.extra["misread_encoding"] == "tcvn3"
