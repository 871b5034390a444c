import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom_ai.artefacts import MANIFEST, ROOTS, model_folder, verified, write_manifest
from newsroom_ai.errors import ModelUnavailable

NAME = "mock-table.v1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / NAME
    made.mkdir()
    (made / "README.md").write_text("# Thẻ mô hình\n", encoding="utf-8")
    (made / "weights.bin").write_bytes(bytes(range(64)))
    write_manifest(made)
    return made


def test_a_whole_model_is_found_in_the_first_root_that_has_it(folder: Path, tmp_path: Path) -> None:
    assert model_folder(NAME, (tmp_path / "none", tmp_path)) == folder


def test_the_manifest_names_every_other_file(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert sorted(manifest["files"]) == ["README.md", "weights.bin"]


@pytest.mark.parametrize("name", ["absent.v1", "", "..", "../mock-table.v1", "a/b", "MOCK", "."])
def test_an_unknown_name_is_unavailable(folder: Path, name: str) -> None:
    with pytest.raises(ModelUnavailable, match="Không có mô hình"):
        model_folder(name, (folder.parent,))


def rewrite(change: Callable[[dict[str, object]], object]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        change(manifest)
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")

    return damage


@pytest.mark.parametrize(
    ("damage", "detail"),
    [
        (lambda folder: (folder / "weights.bin").write_bytes(b"x"), "weights.bin không khớp"),
        (lambda folder: (folder / "weights.bin").unlink(), "thiếu tệp weights.bin"),
        (lambda folder: (folder / MANIFEST).unlink(), "manifest.json thiếu"),
        (lambda folder: (folder / MANIFEST).write_text("[", encoding="utf-8"), "không đọc được"),
        (lambda folder: (folder / MANIFEST).write_text("[]", encoding="utf-8"), "không đọc được"),
        (rewrite(lambda manifest: manifest.update(format=2)), "định dạng 2"),
        (rewrite(lambda manifest: manifest.update(files={})), "bị hỏng"),
        (rewrite(lambda manifest: manifest.update(files={"../weights.bin": "0"})), "bị hỏng"),
    ],
)
def test_damage_is_told(folder: Path, damage: Callable[[Path], object], detail: str) -> None:
    damage(folder)
    with pytest.raises(ModelUnavailable, match=detail):
        verified(folder)


def test_a_model_is_verified_once_a_process(folder: Path) -> None:
    assert verified(folder) == folder
    (folder / "weights.bin").write_bytes(b"changed")
    assert verified(folder) == folder


@pytest.mark.parametrize("folder", [path.parent for root in ROOTS for path in root.glob(f"*/{MANIFEST}")])
def test_shipped_models_are_whole_and_have_a_card(folder: Path) -> None:
    assert model_folder(folder.name) == folder
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert sorted(manifest["files"]) == sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert all(word in card for word in ("## Use", "## Data", "## Training", "## Scores", "## Limits"))
