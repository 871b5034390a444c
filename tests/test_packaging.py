"""What leaves the repository: the wheel under its one licence, and the plug-in as WordPress installs it."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from newsroom_ai.artefacts import MANIFEST, shipped_models

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    hatchling = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    target = tmp_path_factory.mktemp("dist")
    (path,) = hatchling.WheelBuilder(str(ROOT)).build(directory=str(target), versions=["standard"])
    return zipfile.ZipFile(path)


def test_the_wheel_holds_the_product_and_its_models(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"newsroom_ai", "api"}
    assert {"api/static/newsroom-assistant.js", "api/pages/editor.html", "newsroom_ai/archive/schema.sql"} <= names
    models = shipped_models()
    assert models
    assert {f"newsroom_ai/models/{model}/{MANIFEST}" for model in models} <= names
    for model in models:
        files = {path.name for path in (ROOT / "models" / model).iterdir()}
        assert {f"newsroom_ai/models/{model}/{name}" for name in files} <= names


def test_the_wheel_is_under_one_licence(wheel: zipfile.ZipFile) -> None:
    assert not [name for name in wheel.namelist() if "cms" in name.split("/") or name.endswith(".php")]
    (metadata,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    assert "License-Expression: Apache-2.0\n" in wheel.read(metadata).decode()
    (licence,) = (name for name in wheel.namelist() if name.endswith("/licenses/LICENSE"))
    assert b"Apache License" in wheel.read(licence)


def test_the_plug_in_becomes_a_file_that_wordpress_installs(tmp_path: Path) -> None:
    inside = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "HEAD"], check=False, capture_output=True)
    if inside.returncode or shutil.which("make") is None:
        pytest.skip("no checkout, or no make")
    command = ["make", "-C", str(ROOT), "--silent", "wordpress-zip", f"DIST={tmp_path}"]
    subprocess.run(command, check=True, capture_output=True)
    with zipfile.ZipFile(tmp_path / "newsroom-assistant.zip") as packed:
        names = set(packed.namelist())
        licence = packed.read("newsroom-assistant/LICENSE")
    assert {name.split("/")[0] for name in names} == {"newsroom-assistant"}
    assert "newsroom-assistant/newsroom-assistant.php" in names
    assert b"GNU GENERAL PUBLIC LICENSE" in licence
