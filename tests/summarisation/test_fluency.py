from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.summarisation.fluency import FEATURES, Fluency

TITLES = ["Mưa lớn gây ngập ở Hà Nội", "Xe tải tông xe máy ở Huế", "Hà Nội: Bắt nhóm trộm 12 xe máy"] * 10


@pytest.fixture(scope="module")
def style() -> Fluency:
    return Fluency.count(TITLES)


def test_what_was_counted_is_likelier_than_a_cut_or_a_jumble(style: Fluency) -> None:
    whole, cut, jumbled = style.features(["Mưa lớn gây ngập ở Huế", "Mưa lớn gây ngập ở", "Ngập lớn ở mưa gây Huế"])
    assert whole[3] > cut[3]  # the end
    assert whole[0] > jumbled[0]
    assert whole[2] > jumbled[2]  # the beginning


def test_a_text_is_judged_the_same_alone_and_among_others(style: Fluency) -> None:
    texts = ["Bắt nhóm trộm 7 xe máy", "Hà Nội: Mưa lớn", "Lạ", TITLES[1]]
    together = style.features(texts)
    assert together.shape == (4, FEATURES)
    np.testing.assert_allclose(together, np.concatenate([style.features([text]) for text in texts]), rtol=1e-5)
    assert style.features([]).shape == (0, FEATURES)


def test_figures_count_as_one_and_signs_are_seen(style: Fluency) -> None:
    one, other = style.features(["Bắt nhóm trộm 12 xe máy", "Bắt nhóm trộm 99 xe máy"])
    np.testing.assert_array_equal(one, other)
    assert style.features(["Hà Nội: mưa, gió"])[0, 7:].tolist() == [1, 1]


def test_counts_are_kept_and_missing_ones_are_told(style: Fluency, tmp_path: Path) -> None:
    style.save(tmp_path)
    again = Fluency.open(tmp_path)
    np.testing.assert_array_equal(again.features(TITLES[:3]), style.features(TITLES[:3]))
    with pytest.raises(ModelUnavailable):
        Fluency.open(tmp_path / "none")
