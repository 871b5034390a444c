from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pytest

from newsroom_ai.article import Article, Status
from newsroom_ai.duplicates.check import DuplicateCheck
from newsroom_ai.duplicates.events import HALF_LIFE, Reports, too_far_apart
from newsroom_ai.duplicates.events import SAME as SAME_EVENT
from newsroom_ai.duplicates.fingerprints import fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import exact_forms
from tests.duplicates.conftest import BRIDGE, HARVEST, NOW

SAME = Article(
    id="thong-xe",
    title="Cầu Vàm Rạch thông xe, cù lao hết cảnh chờ phà",
    sapo="Hôm 5/3, người dân hai bờ sông Cái Nhỏ lần đầu đi xe máy qua cầu Vàm Rạch.",
    body="Công trình dài 612 m, vốn 480 tỷ đồng, trễ hẹn tám tháng. Giám đốc ban quản lý dự án Lê Văn Thuỷ thừa nhận "
    "giải phóng mặt bằng và giá thép làm chậm tiến độ. Học sinh cù lao từ nay không còn phải đón chuyến phà sáng sớm, "
    "bà Trần Thị Hoà không còn lo đò đêm. Xe buýt qua cầu dự tính chạy từ tháng tới, lên bệnh viện huyện chỉ mười lăm "
    "phút.",
    source="Tin Đồng Bằng",
    published_at=BRIDGE.published_at,
)


class Counted:
    """How often syllables occur in a small archive, among a thousand articles that hold none of them."""

    def __init__(self, *articles: Article) -> None:
        self._counts = Counter(
            form for one in articles for form in set(exact_forms(f"{one.title} {one.sapo} {one.body}"))
        )

    def document_count(self) -> int:
        return 1_000

    def document_frequency(self, form: str) -> int:
        return 300 if len(form) < 3 else self._counts[form]


def over(index: FingerprintIndex, *articles: Article) -> DuplicateCheck:
    """A check whose neighbours are the whole archive."""
    stored = dict(enumerate(articles))
    index.apply([(key, fingerprint(article)) for key, article in stored.items()], [], len(stored))

    def neighbours(article: Article, limit: int) -> Sequence[tuple[int, float]]:
        return [(key, 1.0) for key in stored][:limit]

    return DuplicateCheck(
        index,
        lambda keys: {key: stored[key] for key in keys if key in stored},
        frozenset(),
        neighbours=neighbours,
        statistics=Counted(*articles),
        now=lambda: NOW,
    )


def test_two_reports_of_one_day_are_on_one_event(index: FingerprintIndex) -> None:
    result = over(index, BRIDGE, HARVEST).check(SAME)
    assert result.verdict == "same_event"
    (match,) = result.matches
    assert (match.id, match.relation, match.passages, match.containment) == ("cau", "same_event", (), 0)
    assert SAME_EVENT <= match.score < 1


def test_given_articles_are_judged_likewise(index: FingerprintIndex) -> None:
    assert over(index, BRIDGE, HARVEST).compare(SAME, [BRIDGE, HARVEST]).verdict == "same_event"


def test_whoever_asks_for_copies_only_gets_no_events(index: FingerprintIndex) -> None:
    assert over(index, BRIDGE).check(SAME, events=False).matches == ()


def test_a_copy_comes_before_a_report_of_the_same_event(index: FingerprintIndex) -> None:
    copy = replace(BRIDGE, id="chep", body=BRIDGE.body[: len(BRIDGE.body) // 2])
    result = over(index, SAME, copy).check(replace(BRIDGE, id="moi"))
    assert [match.relation for match in result.matches] == ["same_text", "same_event"]
    assert result.verdict == "same_text"


def test_what_a_colleague_is_writing_about_is_not_told(index: FingerprintIndex) -> None:
    archive = over(index, replace(BRIDGE, status=Status.DRAFT))
    assert archive.check(SAME).matches == ()
    assert archive.check(SAME, may_read=lambda _: True).verdict == "same_event"


@pytest.mark.parametrize("days", [0, 30, 60])
def test_likeness_halves_with_every_month_between_two_reports(days: int) -> None:
    reports = Reports(Counted(BRIDGE, SAME))
    assert SAME.published_at is not None
    later = replace(SAME, published_at=SAME.published_at + timedelta(days=days))
    first, second = reports.of(Reading.of(BRIDGE)), reports.of(Reading.of(later))
    undated = reports.of(Reading.of(replace(SAME, published_at=None)))
    assert reports.likeness(first, second) == pytest.approx(reports.likeness(first, undated) * 0.5 ** (days / 30))
    assert reports.likeness(first, second) == pytest.approx(reports.likeness(second, first))


def test_a_text_of_unknown_words_is_like_nothing() -> None:
    reports = Reports(Counted())
    empty = reports.of(Reading.of(Article(id="a")))
    assert reports.likeness(empty, empty) < SAME_EVENT


def test_names_that_both_reports_hold_speak_for_one_event() -> None:
    reports = Reports(Counted(BRIDGE, SAME))
    first = reports.of(Reading.of(BRIDGE))
    named = reports.of(Reading.of(SAME))
    small = {field: getattr(SAME, field).lower() for field in ("title", "sapo", "body")}
    lower = reports.of(Reading.of(replace(SAME, **small)))
    assert ("vam", "rach") in {(fold(one, marks=False), fold(two, marks=False)) for one, two in named.names}
    assert len(lower.names) < len(named.names)
    assert reports.likeness(first, lower) < reports.likeness(first, named)


class Pointing:
    """An encoder for which all that speaks of a bridge points one way, the rest another."""

    name = "encoder-static.v1"
    dimensions = 2

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return np.array([(1, 0) if "cầu" in text else (0, 1) for text in texts], np.float32)


def test_vectors_replace_words_where_there_is_an_encoder() -> None:
    reports = Reports(Counted(BRIDGE, SAME, HARVEST), Pointing())
    bridge, same, harvest = (reports.of(Reading.of(one)) for one in (BRIDGE, SAME, HARVEST))
    assert bridge.weights == {}
    assert reports.likeness(bridge, same) >= SAME_EVENT > reports.likeness(bridge, harvest)


def test_what_is_too_far_apart_can_be_no_same_event() -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    assert not too_far_apart(first, first - timedelta(days=HALF_LIFE * 0.99))
    assert too_far_apart(first, first + timedelta(days=HALF_LIFE * 1.01))
    assert not too_far_apart(None, first)
    assert not too_far_apart(first, None)
