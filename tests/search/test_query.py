from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.errors import InvalidQuery
from newsroom_ai.search.query import Query, parse


def shape(query: Query) -> list[list[str]]:
    """The alternatives of each wanted clause, phrases in brackets."""
    return [
        [
            ("title:" if item.title else "") + (f"[{words}]" if item.quoted else words)
            for item in clause.items
            for words in [" ".join(form.exact for form in item.forms)]
        ]
        for unit in query.units
        for clause in unit.clauses
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bảo hiểm", [["bảo"], ["hiểm"]]),
        ('lương "hưu trí"', [["lương"], ["[hưu trí]"]]),
        ("“hưu trí”", [["[hưu trí]"]]),
        ('"hưu trí', [["[hưu trí]"]]),
        ("lương OR thưởng Tết", [["lương", "thưởng"], ["tết"]]),
        ("lương -thưởng OR Tết", [["lương"], ["tết"]]),
        ("title:lương tít:thưởng", [["title:lương"], ["title:thưởng"]]),
        ("TP.HCM 1331/QĐ-BLĐTBXH", [["tp hcm"], ["1331 qđ blđtbxh"]]),
        ("OR -", []),
    ],
)
def test_the_grammar(text: str, expected: list[list[str]]) -> None:
    assert shape(parse(text)) == expected


def test_curly_quotes_of_a_pasted_headline_are_no_operator() -> None:
    assert [unit for unit in parse("Cầu thủ “bay đêm” không có tên trong danh sách").units if unit.binding] == []
    assert [unit.binding for unit in parse("“bay đêm”").units] == [True]


def test_exclusions_are_no_units() -> None:
    query = parse('lương -"lương hưu" -2023')
    assert [[form.exact for form in clause.items[0].forms] for clause in query.excluded] == [["lương", "hưu"], ["2023"]]
    assert len(query.units) == 1


@given(st.text(alphabet='lương OR-"“”:titlehưu/.0 ', max_size=60))
def test_forms_lie_where_they_were_typed(text: str) -> None:
    try:
        query = parse(text)
    except InvalidQuery:
        return
    end = 0
    for form in query.forms:
        assert end <= form.start < form.end <= len(query.text)
        end = form.end
    for run in query.runs():
        assert all(unit.clauses[0].word for unit in query.units[run.start : run.stop])
