"""The static encoder: its pieces, its arithmetic, and what it does with spellings."""

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.encoders.pieces import UNKNOWN, Pieces, runs
from newsroom_ai.encoders.static import VECTORS, StaticEncoder, save
from newsroom_ai.errors import ModelUnavailable

SYLLABLES = ["bảo", "hiểm", "thủy", "sản", "bão"]
PAIRS = np.array([[0, 1], [2, 3]])


def model(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    vectors = np.eye(7, 8, dtype=np.float32) * np.arange(1, 8, dtype=np.float32)[:, None]
    save(folder, SYLLABLES, PAIRS, vectors)
    write_manifest(folder)
    return folder


def test_a_bag_holds_each_syllable_and_pair_once_with_its_damped_count() -> None:
    bag = Pieces(SYLLABLES, PAIRS).bag("Bảo hiểm, bảo hiểm thủy lợi")

    assert bag.rows.tolist() == [0, 1, 2, 5]
    assert bag.weights.tolist() == pytest.approx([1 + np.log(2), 1 + np.log(2), 1, 1 + np.log(2)])


def test_an_unknown_syllable_parts_a_pair() -> None:
    pieces = Pieces(SYLLABLES, PAIRS)

    assert 5 not in pieces.rows(np.array([0, UNKNOWN, 1]))
    assert 5 in pieces.rows(np.array([UNKNOWN, 0, 1]))


@pytest.mark.parametrize("form", ["THUỶ SẢN", "thuỷ sản", unicodedata.normalize("NFD", "Thủy sản"), "thủy\u200b sản"])
def test_spellings_of_one_word_have_one_vector(form: str, tmp_path: Path) -> None:
    encoder = StaticEncoder(model(tmp_path / "m"))

    one, other = encoder.encode(["thủy sản", form])

    assert one.any()
    np.testing.assert_allclose(one, other)


def test_a_vector_is_the_normalised_weighted_sum_of_its_pieces(tmp_path: Path) -> None:
    encoder = StaticEncoder(model(tmp_path / "m"))

    found = encoder.encode(["bảo hiểm", "không biết gì", ""])

    expected = np.zeros(8)
    expected[[0, 1, 5]] = [1, 2, 6]  # the rows of both syllables and of their pair
    np.testing.assert_allclose(found[0], expected / np.linalg.norm(expected), rtol=1e-2)
    assert not found[1:].any()


def test_a_model_of_ones_own_is_named_by_its_folder_and_content(tmp_path: Path) -> None:
    folder = model(tmp_path / "encoder-toa-soan")

    assert StaticEncoder(folder).name.startswith("encoder-toa-soan@")


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    folder = model(tmp_path / "m")
    (folder / VECTORS).write_bytes(b"not numbers")

    with pytest.raises(ModelUnavailable):
        StaticEncoder(folder)


def test_runs_are_letters_and_digits() -> None:
    assert runs("TP.HCM: tăng 6,5% (Covid-19)") == ["tp", "hcm", "tăng", "6", "5", "covid", "19"]
