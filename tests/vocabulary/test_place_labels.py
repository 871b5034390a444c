import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.place_labels import MARGIN, glance
from newsroom_ai.vocabulary.places import gazetteer
from tests.text.strategies import vietnamese_text

_PIECES = (
    "tỉnh", "TP", "TP.", "ông", "Nguyễn", "Hà Giang", "Hòa Bình", "Hoà Bình", "hòa bình", "Anh", "nước", "Mỹ", "và",
    "TP.HCM", "Đăk Lăk", "Vinh", "thành phố", "sông Hồng", "Pháp", "phường", "bệnh viện", "Lào", "HÀ NỘI", "hà nội",
    "…", ",", ".", "\n", "-", "mưa lớn", "đã xảy ra", "cho biết hôm nay", "vì lý do đó mà nhiều người phải rời đi",
)  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join) | vietnamese_text())
def test_a_glance_sees_what_the_gazetteer_finds(text: str) -> None:
    seen = glance(text)
    assert seen.exact == exact_forms(text)
    assert seen.labels == [mention.label for mention in gazetteer().find(text)]


@pytest.mark.parametrize("between", [0, 1, MARGIN, 2 * MARGIN, 2 * MARGIN + 1, 5 * MARGIN])
def test_places_near_and_far_from_each_other_are_seen_once(between: int) -> None:
    text = f"Mưa ở Cà Mau {'rất to ' * between}rồi sang Hà Giang."
    assert glance(text).labels == ["Cà Mau", "Hà Giang"]
