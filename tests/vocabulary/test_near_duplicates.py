"""Tags that are one however they are written, and tags that only look so."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.fold import fold
from newsroom_ai.vocabulary.aliases import AliasGroup, shipped_aliases
from newsroom_ai.vocabulary.near_duplicates import near_duplicates
from tests.text.strategies import vietnamese_text

BHXH = AliasGroup(("BHXH", "bảo hiểm xã hội"))


def joined(counts: dict[str, int], aliases: tuple[AliasGroup, ...] = ()) -> dict[str, str]:
    return {one.tag: one.into for one in near_duplicates(counts, aliases)}


@pytest.mark.parametrize(
    ("rare", "usual", "reason"),
    [
        ("bảo hiểm Y tế", "bảo hiểm y tế", "spelling"),
        ("hoà giải cơ sở", "hòa giải cơ sở", "spelling"),
        ("bác sĩ gia đình", "bác sỹ gia đình", "spelling"),
        ("thu - chi ngân sách", "thu chi ngân sách", "spelling"),
        ("K-pop", "Kpop", "spacing"),
        ("TP.HCM", "TPHCM", "spacing"),
        ("tỉnh Quảng Ngãi", "Quảng Ngãi", "place"),
        ("đóng BHXH một lần", "đóng bảo hiểm xã hội một lần", "abbreviation"),
        ("tai nan lao dong", "tai nạn lao động", "marks"),
        ("ca sĩ Đỗ Hà Thu", "Đỗ Hà Thu", "title"),
        ("miễn phí sách giáo khoa", "sách giáo khoa miễn phí", "order"),
        ("HAGL", "Hoàng Anh Gia Lai", "initials"),
    ],
)
def test_the_rarer_of_two_spellings_is_joined_to_the_usual_one(rare: str, usual: str, reason: str) -> None:
    (found,) = near_duplicates({rare: 1, usual: 7, "thời tiết": 3}, (BHXH,))
    assert (found.tag, found.count, found.into, found.into_count, found.reason) == (rare, 1, usual, 7, reason)
    assert 0 < found.score < 1


def test_a_slip_is_told_from_another_word_by_what_others_write() -> None:
    counts = {"đột qụy": 1, "đột quỵ": 9, "cấp cứu đột quỵ": 2, "phòng đột quỵ": 2}
    assert joined(counts) == {"đột qụy": "đột quỵ"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn Hùng", "Nguyễn Văn Hưng"),
        ("iPhone 16", "iPhone 17"),
        ("U22 Việt Nam", "U23 Việt Nam"),
        ("C++", "C#"),
        ("danh ca", "đánh cá"),
        ("Nga tấn công Ukraine", "Ukraine tấn công Nga"),
        ("hoa hậu Việt Nam", "Việt Nam"),
        ("hoa hậu Trái Đất", "Trái Đất"),
        ("bảo hiểm", "bảo hiểm xã hội"),
        ("BTS", "bạc tăng sốc"),
        ("công nhân", "nhân công"),
        ("2011", "20 11"),
        ("thành phố Hồ Chí Minh", "đường Hồ Chí Minh"),
    ],
)
def test_what_only_looks_alike_is_left_alone(one: str, other: str) -> None:
    # tags beside them make every syllable a known one
    beside = {"danh hài": 4, "ca sĩ trẻ": 4, "đánh giá": 4, "cá tra": 4, "Hùng Vương": 4, "Hưng Yên": 4}
    pairs = near_duplicates({one: 2, other: 5, **beside}, shipped_aliases())
    assert [(found.tag, found.into) for found in pairs if {found.tag, found.into} == {one, other}] == []


def test_a_name_with_capitals_and_marks_stays_however_rare() -> None:
    assert joined({"SEA Games 33": 1, "sea games 33": 140}) == {"sea games 33": "SEA Games 33"}
    assert joined({"bảo hiểm nông nghiệp": 1, "bao hiem nong nghiep": 9}) == {
        "bao hiem nong nghiep": "bảo hiểm nông nghiệp"
    }


def test_the_label_of_a_vocabulary_stays_and_two_of_its_concepts_are_never_joined() -> None:
    known = {"hòa giải": "hòa giải", "hoà giải": "hòa giải"}
    (found,) = near_duplicates({"hoà giải": 9, "hòa giải": 1}, preferred=known.get)
    assert (found.tag, found.into) == ("hoà giải", "hòa giải")
    apart = {"thi tuyển công chức": "một", "công chức thi tuyển": "hai"}
    assert near_duplicates({"thi tuyển công chức": 1, "công chức thi tuyển": 2}, preferred=apart.get) == []


def test_groups_with_days_join_nothing() -> None:
    from datetime import date

    dated = AliasGroup(("tỉnh A cũ", "tỉnh B mới"), date(2025, 7, 1))
    assert joined({"tỉnh A cũ": 1, "tỉnh B mới": 2}, (dated,)) == {}


def test_the_surest_pairs_that_touch_most_articles_come_first() -> None:
    found = near_duplicates({"hoà giải": 1, "hòa giải": 9, "Kpop": 9, "K-pop": 5, "toà án": 3, "tòa án": 4})
    assert [one.tag for one in found] == ["toà án", "hoà giải", "K-pop"]


tags = st.dictionaries(
    st.one_of(vietnamese_text(), st.sampled_from(["hoà giải", "hòa giải", "HÒA GIẢI", "hoa giai"])),
    st.integers(1, 50),
    max_size=12,
)


@given(tags)
def test_each_tag_is_given_up_once_and_none_that_is_given_up_is_kept(counts: dict[str, int]) -> None:
    found = near_duplicates(counts)
    given_up = [one.tag for one in found]
    assert len(given_up) == len(set(given_up))
    assert not set(given_up) & {one.into for one in found}
    assert {*given_up, *(one.into for one in found)} <= counts.keys()
    assert all(
        one.tag != one.into and (one.count, one.into_count) == (counts[one.tag], counts[one.into]) for one in found
    )


@given(st.sampled_from(["hòa giải cơ sở", "thủy điện nhỏ", "mỹ thuật số"]))
def test_spellings_that_fold_alike_are_always_joined(tag: str) -> None:
    other = unicodedata.normalize("NFD", tag).upper()
    assert fold(tag) == fold(other)
    assert joined({tag: 3, other: 1}) == {other: tag}
