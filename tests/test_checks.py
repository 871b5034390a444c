from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from newsroom_ai import checks as module
from newsroom_ai.article import Article, Span
from newsroom_ai.checks import Check, checks
from newsroom_ai.duplicates.types import Duplicates, Match, Passage, Relation
from newsroom_ai.summarisation.types import Summary, Unsupported

GOOD = Article(
    "a1",
    title="Ba xã ven biển mất điện",
    sapo="Bão làm 10 cột điện đổ hôm 3/2, nhiều trường học đóng cửa.",
    body="Ngày 3 tháng 2, bão làm 10 cột điện đổ tại ba xã. " + "Công nhân sửa chữa suốt đêm để cấp điện trở lại. " * 6,
    tags=("bão",),
)
MATCH = Match(
    id="b7",
    title="Bão làm mất điện",
    source="Báo Mẫu",
    url=None,
    section="Xã hội",
    published_at=datetime(2026, 2, 3, tzinfo=UTC),
    earlier=True,
    relation="same_text",
    score=0.9,
    containment=0.62,
    resemblance=0.4,
    passages=(Passage(Span.of(GOOD, "body", 0, 13), Span("body", 0, 13, "Ngày 3 tháng 2"), 0.95),),
)


def codes(found: list[Check]) -> dict[str, str]:
    return {check.code: check.severity for check in found}


def test_a_good_article_has_nothing_to_look_at() -> None:
    assert checks(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "code", "severity"),
    [
        ({"title": " "}, "missing_title", "stop"),
        ({"sapo": ""}, "missing_sapo", "warn"),
        ({"title": "mưa " * 21}, "title_too_long", "warn"),
        ({"sapo": "mưa " * 61}, "sapo_too_long", "warn"),
        ({"body": "Bão làm 10 cột điện đổ hôm 3/2."}, "body_too_short", "warn"),
        ({"body": ""}, "body_too_short", "stop"),
        ({"tags": ()}, "missing_tags", "info"),
        ({"body": GOOD.body + " Bé gái Trần Thị Hoa bị thương."}, "minor_named", "warn"),
    ],
)
def test_each_point_has_its_code(changes: dict[str, object], code: str, severity: str) -> None:
    assert codes(checks(replace(GOOD, **changes))) == {code: severity}  # type: ignore[arg-type]


def test_figures_of_title_and_sapo_must_stand_in_the_body() -> None:
    article = replace(GOOD, title="12 cột điện đổ", sapo="Bão làm 10 cột điện đổ hôm 4/2, giảm 5% phụ tải.")
    found = [check.span for check in checks(article) if check.code == "number_not_in_body"]
    assert [(span.field, span.text) for span in found if span] == [("title", "12"), ("sapo", "4/2"), ("sapo", "5%")]


@pytest.mark.parametrize(
    ("relation", "severity"),
    [("same_text", "warn"), ("rewritten", "warn"), ("own_update", "info"), ("same_event", None)],
)
def test_duplicates_are_named_with_their_words(relation: Relation, severity: str | None) -> None:
    found = checks(GOOD, duplicates=Duplicates("a1", relation, None, (replace(MATCH, relation=relation),)))
    assert [check.severity for check in found] == ([severity] if severity else [])
    for check in found:
        assert "Bão làm mất điện" in check.message
        assert check.span == MATCH.passages[0].draft


def test_a_hidden_match_tells_its_section_only() -> None:
    hidden = replace(MATCH, hidden=True, id=None, title=None, containment=0.0, passages=())
    (check,) = checks(GOOD, duplicates=Duplicates("a1", "same_text", None, (hidden,)))
    assert check.message == "Có một bản nháp ở chuyên mục Xã hội trùng với bài này."


def test_an_unfaithful_summary_is_reported() -> None:
    wrong = (Unsupported("number", "99", 0, 2),)
    summary = Summary("a1", "s", "sapo", "99 xã", (), False, wrong, "extractive", "m")
    assert codes(checks(GOOD, summary=summary)) == {"unfaithful_summary": "warn"}


def test_a_child_by_initials_is_right() -> None:
    assert checks(replace(GOOD, body=GOOD.body + " Cháu N.T.H. và bé ăn cơm ngon lành.")) == []


def test_each_child_is_named_once_with_the_whole_name() -> None:
    body = " Cháu Lê Thị Thu Hà, 8 tuổi, đi lạc. Bé Hà được tìm thấy. Nạn nhân Trần Minh Quân (14 tuổi) đã tỉnh."
    body += " Em Phạm Văn Sơn (19 tuổi) đưa cháu Lê Thị Thu Hà về."
    found = [check for check in checks(replace(GOOD, body=GOOD.body + body)) if check.code == "minor_named"]
    assert [check.span.text for check in found if check.span] == ["Lê Thị Thu Hà", "Trần Minh Quân"]
    assert {check.severity for check in found} == {"warn"}


def test_gravest_first_and_every_code_documented() -> None:
    found = checks(Article("a1", sapo="Có 5 người."))
    assert [check.severity for check in found] == sorted(
        (check.severity for check in found), key=["stop", "warn", "info"].index
    )
    assert all(f"``{check.code}``" in (module.__doc__ or "") for check in found)
