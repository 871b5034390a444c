"""Hits as a file: every spreadsheet opens it, and none takes a cell for a formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.errors import InvalidQuery
from newsroom_ai.search.export import COLUMNS, ExportedHit, csv_lines, export_file, json_lines

HIT = ExportedHit(
    "a1", "Giá xăng", "Giảm", "Kinh tế", ("xăng", "giá"), "Lê Thơ", "Đất Lành", "https://a.example/1",
    datetime(2024, 8, 28, tzinfo=UTC), 1.5,
)  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_columns_and_values() -> None:
    head = export_file("csv").head
    assert head.encode().startswith(b"\xef\xbb\xbf")
    (names,) = rows(head.removeprefix("\ufeff"))
    assert tuple(names) == COLUMNS
    (cells,) = rows(csv_lines([HIT]))
    assert dict(zip(names, cells, strict=True)) == {
        "id": "a1", "title": "Giá xăng", "sapo": "Giảm", "section": "Kinh tế", "tags": "xăng; giá", "byline": "Lê Thơ",
        "source": "Đất Lành", "url": "https://a.example/1", "published_at": "2024-08-28T00:00:00+00:00", "score": "1.5",
    }  # fmt: skip
    assert json.loads(json_lines([HIT]))["tags"] == ["xăng", "giá"]
    assert set(json.loads(json_lines([HIT]))) == set(COLUMNS)


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=3))
def test_cells_come_back_as_they_were_but_for_the_apostrophe(title: str, sapo: str, tags: list[str]) -> None:
    hit = ExportedHit("a", title, sapo, "", tuple(tags), "", "", "", None, 0.0)
    (cells,) = rows(csv_lines([hit]))
    for cell, text in ((cells[1], title), (cells[2], sapo), (cells[4], "; ".join(tags))):
        assert cell in (text, "'" + text)
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert json.loads(json_lines([hit]))["title"] == title


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formulas_become_text(start: str) -> None:
    payload = start + 'HYPERLINK("http://evil.example","x")'
    hit = ExportedHit(payload, payload, payload, payload, (payload, "b"), payload, payload, payload, None, 1.0)
    (cells,) = rows(csv_lines([hit]))
    assert all(cell.startswith("'" + start) for cell in cells[:8])
    assert json.loads(json_lines([hit]))["title"] == payload


def test_a_line_of_json_is_one_line() -> None:
    hit = ExportedHit("a", "một\nhai\u2028ba", "", "", (), "", "", "", None, 0.0)
    assert json_lines([hit, hit]).count("\n") == 2


def test_an_unknown_file_is_refused() -> None:
    with pytest.raises(InvalidQuery, match="csv, jsonl"):
        export_file("xlsx")
