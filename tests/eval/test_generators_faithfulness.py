from __future__ import annotations

from collections import Counter

import pytest

from eval.generators.facts import Facts
from eval.generators.faithfulness import Case, cases, swapped, true_summary
from eval.generators.negation import flips
from eval.generators.substitutes import Pool, substitute
from eval.generators.texts import chance, changed
from tests.eval.test_generators_rows import ROWS

BODIES = {row["id"]: row["body"] for row in ROWS}
SAPOS = {row["id"]: row["sapo"] for row in ROWS}
CASES = list(cases(ROWS, 12, 1))


def test_all_truths_are_made() -> None:
    assert set(Counter(case.truth for case in CASES)) == {"true", "substituted", "negated", "swapped"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_spans_are_the_only_difference_to_the_sapo(case: Case) -> None:
    rest = case.summary
    for (start, end), before in reversed(list(zip(case.spans, case.was, strict=True))):
        rest = rest[:start] + before + rest[end:]
    assert rest == SAPOS[case.source] or (case.kind == "law" and rest in BODIES[case.source].split("\n"))


@pytest.mark.parametrize("case", [case for case in CASES if case.truth == "substituted"], ids=lambda case: case.id)
def test_substituted_values_are_nowhere_in_the_source(case: Case) -> None:
    (start, end), source = case.spans[0], Facts(BODIES[case.source])
    new = case.summary[start:end]
    assert new != case.was[0]
    assert not source.holds_words(new)
    assert not any(source.may_hold(fact) for fact in Facts(case.summary).all if fact.span == (start, end))


def test_true_summaries_hold_in_every_form() -> None:
    for case in CASES:
        if case.truth == "true":
            source = Facts(BODIES[case.source])
            assert all(source.holds(fact) for fact in Facts(case.summary).all)


def test_laws_get_another_number() -> None:
    (case,) = [case for case in CASES if case.kind == "law"][:1]
    (start, end) = case.spans[0]
    assert case.summary[start:end].endswith("/QĐ-TTg")
    assert case.summary[start:end] not in BODIES[case.source]


def test_a_sapo_with_a_value_of_its_own_is_no_true_summary() -> None:
    assert true_summary(ROWS[0])
    assert not true_summary(ROWS[0] | {"sapo": ROWS[0]["sapo"].replace("31%", "32%")})
    assert not true_summary(ROWS[0] | {"sapo": ROWS[0]["sapo"].replace("Trần Quốc Đạt", "Trần Quốc Dũng")})
    assert not true_summary(ROWS[0] | {"sapo": ""})


def test_equal_values_in_another_form_are_held() -> None:
    source = Facts("Ngày 28/8, có 1,2 nghìn người ở Hà Nội theo 1331/QD-BLDTBXH.")
    said = Facts("Hôm 28 tháng 8, 1.200 người ở Hà Nội theo 1331/QĐ-BLĐTBXH.")
    assert [fact.kind for fact in said.all] == ["date", "number", "place", "law"]
    assert all(source.holds(fact) for fact in said.all)


@pytest.mark.parametrize(
    ("body", "summary", "absent"),
    [
        ("Có ba người bị thương.", "Có 3 người bị thương.", False),
        ("Ngày 12/4 có mưa.", "Ngày 12/4/2019 có mưa.", False),
        ("Số 1.200 bị xóa.", "Có 1.300 người.", True),
        ("Ông đi Hoa Kỳ.", "Ông đi Mỹ.", False),
    ],
)
def test_what_is_in_doubt_is_not_absent(body: str, summary: str, absent: bool) -> None:
    assert [Facts(body).may_hold(fact) for fact in Facts(summary).all] == [not absent]


def test_a_place_is_replaced_by_one_of_its_kind() -> None:
    pool = Pool.of([*ROWS, {"sapo": "Từ TP Hải Phòng, ông sang Nhật Bản và Tuyên Quang."}])
    said, source = Facts("Họp ở tỉnh Hà Giang."), Facts("Họp ở Hà Giang.")
    for seed in range(20):
        change = substitute(said.all[0], said, source, pool, chance(seed, "place"))
        assert change is not None
        new = changed(said.text, [change])
        assert "tỉnh " in new
        assert not any(word in new for word in ("Hải Phòng", "Nhật Bản", "Tuyên Quang", "Hà Giang"))


def test_small_counts_stay_near_and_foreign_names_foreign() -> None:
    pool = Pool.of([{"sapo": "Ông bay từ Paris sang Luân Đôn rồi về Đà Lạt."}])
    said = Facts("Lớp 10 ở Cửa Lò đón khách.")
    number, place = said.all
    for seed in range(20):
        near, other = (substitute(fact, said, Facts(said.text), pool, chance(seed, "s")) for fact in (number, place))
        assert near is not None
        assert 7 <= int(near.text) <= 13
        assert other is None or other.text != "Paris"


@pytest.mark.parametrize(
    ("amount", "zeros"),
    [("40.000 đồng", "0.000 đồng"), ("1.200.000 đồng", "00.000 đồng"), ("150 triệu đồng", "0 triệu đồng")],
)
def test_round_figures_stay_round(amount: str, zeros: str) -> None:
    said = Facts(f"Anh nộp {amount} cho quỹ.")
    for seed in range(20):
        change = substitute(said.all[0], said, Facts("Anh nộp tiền."), Pool((), ()), chance(seed, "s"))
        assert change is not None
        assert change.text.endswith(zeros)


def test_a_title_is_no_place() -> None:
    assert not Facts("Nhật hoàng phát biểu.").places
    assert Facts("Nhật Bản phát biểu.").places


@pytest.mark.parametrize(
    ("summary", "body", "flipped"),
    [
        ("Tỉnh đã công bố kết quả thi.", "Hôm nay tỉnh công bố kết quả thi.", ["Tỉnh chưa công bố kết quả thi."]),
        ("Tỉnh sẽ mở thêm hai lớp.", "Tỉnh sẽ mở thêm hai lớp.", ["Tỉnh sẽ không mở thêm hai lớp."]),
        ("Hộ này không đủ điều kiện vay.", "Hộ này không đủ điều kiện vay.", ["Hộ này đủ điều kiện vay."]),
        ("Xe không dừng lại chờ.", "Nhưng xe không dừng lại chờ.", ["Xe dừng lại chờ."]),
        ("Ông đã công bố kết quả thi.", "Ông chưa công bố kết quả thi.", []),  # the body says the opposite already
        ("Hãng hàng không mở thêm đường bay.", "Hãng hàng không mở thêm đường bay.", []),
        ("Anh không chỉ hát mà còn nhảy.", "Anh không chỉ hát mà còn nhảy.", []),
        ("Anh không chịu đựng được nổi nữa.", "Anh không chịu đựng được nổi nữa.", []),
        ("Chưa đầy một tuần, giá chưa đầy một triệu.", "giá chưa đầy một triệu", []),
        ("Có thể vài tuần tới sẽ họp, có thể vài tuần nữa.", "có thể vài tuần nữa", []),
        ("Tên lửa phòng không S-500 thử nghiệm.", "Tên lửa phòng không S-500 thử nghiệm.", []),
    ],
)
def test_flips(summary: str, body: str, flipped: list[str]) -> None:
    assert [changed(summary, [flip.change]) for flip in flips(summary, body)] == flipped


@pytest.mark.parametrize(
    ("sapo", "kinds"),
    [
        ("Lũ làm 12 người chết và cuốn trôi hơn 340 căn nhà.", {"number"}),
        ("Đoàn đã thăm Nghệ An, Bến Tre và Lào Cai.", set()),  # a list
        ("Đội Nghệ An gặp Phú Yên chiều nay trên sân nhà.", set()),  # mutual
        ("Ảnh vào tốp 50 của cuộc thi ảnh đẹp lần này 2019.", set()),  # a year and a count
        ("Nghệ An tặng 40 tấn gạo cho đồng bào Phú Yên.", {"place"}),
        ("Có 5 người và 20% số hộ bị ảnh hưởng nặng.", set()),  # of different kinds
    ],
)
def test_only_facts_that_tell_apart_are_swapped(sapo: str, kinds: set[str]) -> None:
    made = [swapped({"id": "x", "sapo": sapo, "body": sapo}, chance(seed, "s")) for seed in range(5)]
    assert {case.kind for case in made if case} == kinds
    assert all(sorted(case.summary) == sorted(sapo) for case in made if case)
