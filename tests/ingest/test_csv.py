"""CSV: delimiters, Vietnamese column names and dates, encodings, broken rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.article import BODY_LIMIT, Status
from newsroom_ai.ingest.csv import COLUMNS, ROW_LIMIT
from newsroom_ai.text.encodings import encode
from tests.ingest.reading import BODY, PUBLISHED, SAPO, TITLE, articles, lines

HEADER = (
    "Mã bài",
    "Tiêu đề",
    "Sapo",
    "Nội dung",
    "Chuyên mục",
    "Ngày đăng",
    "Thẻ",
    "Tác giả",
    "Trạng thái",
    "Lượt xem",
)
ROW = (
    "dl-7",
    TITLE,
    SAPO,
    BODY,
    "Lao động - Việc làm",
    "12/03/2024 08:30",
    "việc làm; thợ may",
    "Lan Anh",
    "Đã đăng",
    "12",
)


def table(*rows: tuple[str, ...], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_spreadsheet_is_read_whatever_wrote_it(delimiter: str, codec: str, tmp_path: Path) -> None:
    path = tmp_path / "bài.csv"
    path.write_bytes(table(HEADER, ROW, delimiter=delimiter).encode(codec))
    (article,) = articles(path)
    assert (article.id, article.title, article.sapo, article.body) == ("dl-7", TITLE, SAPO, BODY)
    assert (article.section, article.tags) == ("Lao động - Việc làm", ("việc làm", "thợ may"))
    assert article.published_at is not None
    assert article.published_at.isoformat() == PUBLISHED
    assert (article.byline, article.status) == ("Lan Anh", Status.PUBLISHED)
    assert article.extra == {"Lượt xem": "12"}


@pytest.mark.parametrize("encoding", ["cp1258", "tcvn3", "vni", "viscii"])
@pytest.mark.parametrize("named", [True, False])
def test_an_old_export_is_converted_row_by_row(encoding: str, named: bool) -> None:
    raw = encode(table(HEADER, ROW, ("dl-8", "Plain title", "", "Plain body", "", "", "", "", "", "")), encoding)
    first, second = articles(raw, "csv", encoding if named else "auto")
    assert (first.title, first.body, first.extra["raw_encoding"]) == (TITLE, BODY, encoding)
    assert "raw_encoding" not in second.extra


@pytest.mark.parametrize("field", COLUMNS)
def test_every_field_has_its_columns_in_any_case_and_without_marks(field: str) -> None:
    names = COLUMNS[field]
    for name in (names[0].upper(), names[-1].title(), names[0].replace(" ", "_")):
        (line,) = lines(f"{name},x\nvalue,y\n".encode(), "csv")
        assert field in (line.record or {})


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1/2/2024", "2024-02-01T00:00:00+07:00"), ("01-02-2024 9:05", "2024-02-01T09:05:00+07:00"),
        ("01.02.2024 21:05:09", "2024-02-01T21:05:09+07:00"), ("2024-02-01", "2024-02-01T00:00:00+07:00"),
        ("2024-02-01T09:05:00Z", "2024-02-01T09:05:00+00:00"),
        ("Thứ Năm, 01/02/2024, 09:05 (GMT+7)", "2024-02-01T09:05:00+07:00"),
        ("1/2/2024 9:05 PM", "2024-02-01T21:05:00+07:00"), ("09:05 01/02/2024", "2024-02-01T09:05:00+07:00"),
        ("1/2/2024 9:05 CH", "2024-02-01T21:05:00+07:00"), ("2/13/2024 9:05 AM", "2024-02-13T09:05:00+07:00"),
        ("Thu, 1 Feb 2024 02:05:00 GMT", "2024-02-01T02:05:00+00:00"),
    ],
)  # fmt: skip
def test_dates_are_read_day_first(written: str, iso: str) -> None:
    (article,) = articles(table(("id", "title", "Ngày đăng"), ("1", "x", written)).encode(), "csv")
    assert article.published_at is not None
    assert article.published_at.isoformat() == iso


def test_bad_rows_cost_themselves_only() -> None:
    raw = 'id,title\n1,một\n2,hai,thừa\n3,"ba"x\n4,bốn\n\n5\n'.encode() + b"6,\xff\xfe\x81\n7,b\xe1\xba\xa3y\n"
    found = lines(raw, "csv")
    assert [line.number for line in found] == [2, 3, 4, 5, 7, 8, 9]
    assert [(line.record or {}).get("id") for line in found] == ["1", None, None, "4", "5", None, "7"]


def test_a_quote_never_closed_is_said_and_bounded() -> None:
    raw = b'id,title\n1,"open\n' + b"2,two\n" * 100
    (found,) = lines(raw, "csv")
    assert found.error is not None
    assert "102" in found.error.detail
    huge = b'id,title\n1,"open\n' + (b"2," + b"x" * 9_000 + b"\n") * (ROW_LIMIT // 9_000)
    assert lines(huge, "csv")[0].error is not None


def test_html_bodies_long_bodies_and_ids_from_urls() -> None:
    long = "Đoạn " * (BODY_LIMIT // 5)
    rows = [
        ("link", "title", "body"),
        ("https://a.example/1", "x", "<p>Một.</p><p>Hai.</p>"),
        ("https://a.example/2", "x", long),
    ]
    one, two = articles(table(*rows).encode(), "csv")
    assert (one.id, one.body) == ("https://a.example/1", "Một.\nHai.")
    assert two.body == long.strip()


def test_a_line_that_names_the_delimiter_is_no_header() -> None:
    (article,) = articles("sep=;\r\nid;title\r\n1;một, hai\r\n".encode(), "csv")
    assert article.title == "một, hai"


@given(cells=st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30), min_size=3, max_size=3))
def test_what_a_writer_quotes_comes_back(cells: list[str]) -> None:
    raw = table(("id", "title", "body"), ("1", "tít " + cells[0], "thân " + cells[1])).encode()
    (line,) = lines(raw, "csv")
    assert line.record is not None
    assert line.record["title"] == ("tít " + cells[0]).strip()
