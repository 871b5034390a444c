"""models/<name> -> a folder whose files are what their manifest says."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from newsroom_ai.errors import ModelUnavailable

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
"""Version of the manifest's own layout: ``{"format": 1, "files": {name: sha256}}``."""

ROOTS: Final = (Path(__file__).parent / "models", Path(__file__).parents[1] / "models")
"""Where shipped models lie: inside the installed package, or beside it in the repository."""

_NAME: Final = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def model_folder(name: str, roots: Sequence[Path] = ROOTS) -> Path:
    """Find a shipped model and verify its files, once a process.

    Raises:
        ModelUnavailable: no such model is here, or one of its files is missing or damaged.
    """
    for root in roots if _NAME.fullmatch(name) else ():
        if (root / name).is_dir():
            return verified(root / name)
    raise ModelUnavailable(f"Không có mô hình “{name}”: hãy cài lại newsroom-ai hoặc huấn luyện mô hình này.")


def shipped_models(roots: Sequence[Path] = ROOTS) -> list[str]:
    """The names of the models that came with the product."""
    return sorted({path.parent.name for root in roots for path in root.glob(f"*/{MANIFEST}")})


@lru_cache(maxsize=256)
def verified(folder: Path) -> Path:
    """Return the folder of a model after comparing each file with the manifest, once a process.

    Raises:
        ModelUnavailable: a file is missing or damaged, or the manifest is, or is of a later format.
    """
    for name, expected in _files(folder).items():
        try:
            found = _sha256(folder / name)
        except OSError as error:
            raise ModelUnavailable(f"Mô hình “{folder.name}” thiếu tệp {name}; hãy cài lại.") from error
        if found != expected:
            raise ModelUnavailable(f"Mô hình “{folder.name}” bị hỏng: tệp {name} không khớp {MANIFEST}; hãy cài lại.")
    return folder


def write_manifest(folder: Path) -> None:
    """Write the checksums of all files of a model's folder; the last step of training."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != MANIFEST)
    manifest = {"format": FORMAT, "files": {name: _sha256(folder / name) for name in names}}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _files(folder: Path) -> dict[str, str]:
    damaged = f"Mô hình “{folder.name}” bị hỏng: {MANIFEST} thiếu hoặc không đọc được; hãy cài lại."
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version, files = manifest["format"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelUnavailable(damaged) from error
    if version != FORMAT:
        raise ModelUnavailable(
            f"Mô hình “{folder.name}” có định dạng {version}, bản này đọc được định dạng {FORMAT}; hãy nâng cấp."
        )
    if not isinstance(files, dict) or not files or any(Path(name).name != name for name in files):
        raise ModelUnavailable(damaged)
    return files


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
