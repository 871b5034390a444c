from __future__ import annotations

import re
from typing import Any

import pytest

from eval.generators import negatives
from eval.generators.boilerplate import LAWS, RELEASES
from eval.generators.texts import in_common, longest_run, whole
from newsroom_ai.text.syllables import count
from tests.eval.test_generators_rows import LONG_ROWS, LOOSE_ROWS, ROWS


def daily(id: str, day: str, words: str) -> dict[str, Any]:
    return {"id": id, "title": f"Giá vàng hôm nay {day}: {words}", "sapo": "", "body": f"Vàng miếng {words} {id}."}


def test_nearest_are_no_copies_and_never_the_article_itself() -> None:
    copy = LOOSE_ROWS[0] | {"id": "copy"}
    found = list(negatives.nearest([*LOOSE_ROWS, copy], 13, 1))
    assert found
    for pair in found:
        assert pair.draft["id"] != pair.other["id"]
        assert {pair.draft["id"], pair.other["id"]} != {"k0", "copy"}
        assert negatives.unlike(pair.draft, pair.other)


def test_copies_and_long_shared_runs_are_not_unlike() -> None:
    assert not negatives.unlike(ROWS[0], ROWS[0] | {"id": "copy"})
    shared = " ".join(f"chung{n}" for n in range(45))
    one, two = ({"body": " ".join(f"{side}{n}" for n in range(2_000)) + f" {shared}"} for side in "ab")
    assert not negatives.unlike(one, two)


def test_recurring_formats_pair_different_days_only() -> None:
    rows = [
        daily("a", "12/3", "tăng nhẹ"),
        daily("b", "12/3", "tăng nhẹ theo thế giới"),
        daily("c", "15/3", "giảm sâu"),
        daily("d", "", "không rõ ngày"),
    ]
    pairs = {frozenset((pair.draft["id"], pair.other["id"])) for pair in negatives.recurring(rows, 9, 1)}
    assert pairs == {frozenset("ac"), frozenset("bc")}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Kết quả xổ số Vietlott ngày 6/12", "lottery"),
        ("Lịch thi đấu bóng đá hôm nay 9/5", "matches"),
        ("Tỉ giá USD ngày 1/3", "rates"),
        ("Thời tiết ngày 20/6", "weather"),
        ("Khởi tố hai nhân viên", None),
    ],
)
def test_recurring_format(title: str, name: str | None) -> None:
    assert negatives.recurring_format(title) == name


def test_same_event_pairs_reports_of_one_cluster() -> None:
    docs = [[LOOSE_ROWS[4 * n + at] for at in range(3)] for n in range(2)]
    clusters = [{"cluster": f"c{n}", "docs": [*some, some[0] | {"doc": "agency"}]} for n, some in enumerate(docs)]
    found = list(negatives.same_event(clusters, 9, 1))
    assert found
    for pair in found:
        assert pair.draft["id"].split("/")[0] == pair.other["id"].split("/")[0]
        assert negatives.unlike(pair.draft, pair.other)


@pytest.mark.parametrize(("long", "low", "high"), [(False, 25, 60), (True, 60, 150)])
def test_quotations_are_shared_and_nothing_else_is(long: bool, low: int, high: int) -> None:
    found = list(negatives.quotations(LONG_ROWS, 4, 1, long=long))
    assert len(found) == 4
    for pair in found:
        one, two = whole(pair.draft), whole(pair.other)
        assert low < longest_run(one, two) < high
        assert pair.kind == ("law_long" if long else "law")
        if not long:
            assert in_common(one, two) < 0.2


def test_quotations_and_releases_suit_both_articles() -> None:
    for pair in negatives.quotations(LONG_ROWS, 4, 1):
        quoted = next(text for texts in LAWS.values() for text in texts if text in pair.draft["body"])
        words = next(words for words, texts in LAWS.items() if quoted in texts)
        assert quoted in pair.other["body"]
        assert all(re.search(words, row["title"], re.IGNORECASE) for row in (pair.draft, pair.other))
    rows = [row | {"title": "Đời sống"} for row in LONG_ROWS]
    assert not list(negatives.quotations(rows, 4, 1))
    assert not list(negatives.releases(rows, 4, 1))


def test_nobody_is_interrupted_by_a_law() -> None:
    rows = []
    for at in range(2):
        said, told = (" ".join(f"{word}{at}x{n}." for n in range(250)) for word in ("từ", "câu"))
        rows.append({"id": f"{at}", "title": "Tài xế", "body": f'Ông nói: "{said}" {told}'})
    for seed in range(9):
        (pair,) = negatives.quotations(rows, 1, seed)
        assert all(row["body"].partition("\n")[0].count('"') == 2 for row in (pair.draft, pair.other))


def test_releases_end_both_articles() -> None:
    for pair in negatives.releases(LONG_ROWS, 4, 1):
        last = pair.draft["body"].split("\n")[-1]
        assert last in RELEASES.values()
        assert pair.other["body"].endswith(last)


def test_authors_sign_below_a_release() -> None:
    rows = [row | {"body": f"{row['body']}\nLê Bảo An"} for row in LONG_ROWS]
    (pair, *_) = negatives.releases(rows, 1, 1)
    about, name = pair.draft["body"].split("\n")[-2:]
    assert about in RELEASES.values()
    assert name == "Lê Bảo An"


def test_boilerplate_is_as_long_as_it_says() -> None:
    paragraphs = [*RELEASES.values(), *(text for texts in LAWS.values() for text in texts)]
    assert all(30 <= count(text) <= 55 for text in paragraphs)


def test_cases_are_of_every_kind_that_needs_no_clusters() -> None:
    rows = [*LONG_ROWS, *LOOSE_ROWS, daily("a", "12/3", "tăng nhẹ"), daily("c", "15/3", "giảm sâu")]
    assert {case.kind for case in negatives.cases(rows, 3, 1)} == {"nearest", "recurring", "law", "law_long", "release"}
