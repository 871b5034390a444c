"""What comes from outside: every limit, every wrong type, and that good input keeps its words."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.article import BODY_LIMIT, SAPO_LIMIT, TITLE_LIMIT, Kind, Status
from newsroom_ai.errors import InvalidArticle
from newsroom_ai.ingest.html import html_to_text
from newsroom_ai.ingest.records import read_article
from newsroom_ai.ingest.source_marks import cut_source_mark


def wrong(record: Any, **options: Any) -> list[str]:
    with pytest.raises(InvalidArticle) as raised:
        read_article(record, "/articles/0", **options)
    assert raised.value.detail
    return [error.pointer for error in raised.value.errors]


def test_a_full_record_is_read() -> None:
    article = read_article(
        {
            "id": "a1", "title": "Tít", "sapo": "Sapo", "body": "Một.\nHai.", "section": "An sinh", "tags": ["x", "x"],
            "byline": "PV", "source": "Đất Lành", "url": "https://datlanh.example/1", "language": "vi",
            "published_at": "2024-08-28T17:15:00", "status": "draft", "kind": "press_release", "supersedes": "a0",
            "photo": {"by": "N.T."}, "extra": {"views": 3},
        }
    )  # fmt: skip
    assert (article.status, article.kind, article.tags) == (Status.DRAFT, Kind.PRESS_RELEASE, ("x",))
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-08-28T17:15:00+07:00"
    assert article.extra == {"views": 3, "photo": {"by": "N.T."}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * (TITLE_LIMIT + 1)), ("sapo", "x" * (SAPO_LIMIT + 1)), ("body", "x" * (BODY_LIMIT + 1)),
        ("title", 3), ("body", ["a", 3]), ("body", "a\x00b"), ("title", "a\ud800b"), ("tags", "x"), ("tags", [3]),
        ("tags", ["x"] * 101), ("url", "javascript:alert(1)"), ("url", "x"), ("language", "Vietnamese"),
        ("published_at", "hôm qua"), ("published_at", "0001-01-01"), ("published_at", 3), ("status", "deleted"),
        ("kind", []), ("section", "a\nb"), ("id", "a\nb"), ("id", "x" * 201), ("body_format", "markdown"),
        ("extra", []), ("caption", "x" * 70_000), ("caption", float("nan")), ("caption", {"a": "\x00"}),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(field: str, value: Any) -> None:
    record = {"id": "a1", "title": "Tít", "body": "Thân bài", field: value}
    (pointer,) = wrong(record)
    assert pointer.startswith("/articles/0/")
    assert pointer.split("/")[3] in (field, "extra")


def test_every_wrong_field_is_named_at_once() -> None:
    assert wrong({"title": 1, "url": "x", "status": "?"}, need_id=True) == [
        "/articles/0/id", "/articles/0/title", "/articles/0/url", "/articles/0/status",
    ]  # fmt: skip


@pytest.mark.parametrize("record", [{}, {"id": "a1"}, {"title": "  ", "body": "\n"}])
def test_an_article_without_words_is_refused(record: Any) -> None:
    assert wrong(record) == ["/articles/0/body"]


@pytest.mark.parametrize("record", [None, 3, "x", []])
def test_what_is_no_object_is_refused(record: Any) -> None:
    assert wrong(record) == ["/articles/0"]


def test_decomposed_text_is_composed_and_counted_composed() -> None:
    title = "ệ" * TITLE_LIMIT
    assert read_article({"title": unicodedata.normalize("NFD", title)}).title == title


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_json_is_read_or_refused(value: Any) -> None:
    for record in (value, {"title": value}, {"body": value, "id": value}, {"tags": value, "x": value, "title": "Tít"}):
        try:
            read_article(record)
        except InvalidArticle as error:
            assert error.errors


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Một</p><p>Hai</p>", "Một\nHai"),
        ("Một<br>Hai", "Một\nHai"),
        ("<p>Giá <b>xăng</b>&nbsp;giảm</p>", "Giá xăng giảm"),
        ("a<!-- lời bình -->b", "ab"),
        ("<script>x()</script>Tin<style>p{}</style>", "Tin"),
        ("<ul><li>Một<li>Hai</ul>", "Một\nHai"),
        ("5 < 6 &lt; 7", "5 < 6 < 7"),
        ("", ""),
        ("<!-- -->", ""),
        ("<p>", ""),
        ("<div>" * 100 + "sâu", "sâu"),
    ],
)
def test_html_becomes_the_text_a_reader_sees(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize("html", ["<div>" * 40_000 + "x", "<table><tr><td>" * 12_000])
def test_html_that_nests_without_end_is_refused(html: str) -> None:
    (pointer,) = wrong({"title": "Tít", "body": html, "body_format": "html"})
    assert pointer == "/articles/0/body"


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", '<a b="', "</", "&#x", "<![CDATA[", "<script>", "&"])
def test_broken_html_is_read_all_the_same(piece: str) -> None:
    assert isinstance(html_to_text((piece * 70_000)[:200_000]), str)


def test_a_body_in_html_is_marked_as_such() -> None:
    article = read_article({"body": "<p>Một</p>", "body_format": "html"})
    assert (article.body, article.plain_text) == ("Một", True)


@pytest.mark.parametrize(
    ("sapo", "rest"),
    [
        ("(Dân trí) - Sáng nay trời rét.", "Sáng nay trời rét."),
        ("(NLĐO) – Sáng nay trời rét.", "Sáng nay trời rét."),
        ("TTO - Sáng nay trời rét.", "Sáng nay trời rét."),
        ("VTV-Cab tăng giá.", "VTV-Cab tăng giá."),
        ("(Ảnh minh họa) - Trời mưa.", "(Ảnh minh họa) - Trời mưa."),
        ("Thanh Niên - lực lượng xung kích.", "Thanh Niên - lực lượng xung kích."),
        ("(Q.1) - Cháy lớn.", "(Q.1) - Cháy lớn."),
        ("Hà Nội - Sáng nay trời rét.", "Hà Nội - Sáng nay trời rét."),
        ("WHO - tổ chức của Liên Hợp Quốc - họp.", "WHO - tổ chức của Liên Hợp Quốc - họp."),
        ("UBND - HĐND họp.", "UBND - HĐND họp."),
        ("(Dân trí) -", "(Dân trí) -"),
        ("", ""),
    ],
)
def test_source_marks_are_cut_and_datelines_are_not(sapo: str, rest: str) -> None:
    assert cut_source_mark(sapo) == rest
