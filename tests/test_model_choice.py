from __future__ import annotations

from pathlib import Path

import pytest

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.errors import Conflict, InvalidConfig, InvalidQuery, ModelUnavailable
from newsroom_ai.model_choice import FILE_NAME, choice_stamp, chosen_model, use_earlier, use_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "sections-own.v1"
    folder.mkdir()
    (folder / "weights.npz").write_bytes(b"1")
    write_manifest(folder)
    return folder


def test_one_goes_to_a_model_and_back(tmp_path: Path, model: Path) -> None:
    assert chosen_model(tmp_path, "sections") is None
    stamp = choice_stamp(tmp_path)
    use_model(tmp_path, "sections", model)
    assert chosen_model(tmp_path, "sections") == model.resolve()
    assert chosen_model(tmp_path, "topics") is None
    assert choice_stamp(tmp_path) != stamp
    assert use_earlier(tmp_path, "sections") == "shipped"
    assert chosen_model(tmp_path, "sections") is None
    with pytest.raises(Conflict):
        use_earlier(tmp_path, "sections")


def test_what_cannot_be_used_is_refused(tmp_path: Path, model: Path) -> None:
    with pytest.raises(InvalidQuery):
        use_model(tmp_path, "weather", model)
    (model / "weights.npz").write_bytes(b"2")
    with pytest.raises(ModelUnavailable):
        use_model(tmp_path, "sections", model)
    assert chosen_model(tmp_path, "sections") is None


def test_a_damaged_file_of_choices_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("[", encoding="utf-8")
    with pytest.raises(InvalidConfig):
        chosen_model(tmp_path, "sections")
