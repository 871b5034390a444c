"""Any sentence-transformers model, by name or folder; needs the extra ``neural``."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.errors import ModelUnavailable

_SAMPLE: Final = 65_536  # bytes read at each end of a file: training anew changes weights everywhere


class TransformerEncoder:
    """Loads the model on the first call of ``encode``, on the best device there is; calls run one at a time."""

    def __init__(self, model: str, max_length: int = 0, batch_size: int = 32) -> None:
        """Take a model by the name of its repository or by its folder.

        Args:
            model: what sentence-transformers is to load; a model that is not on this machine is fetched once.
            max_length: tokens read of each text; 0 for what the model was made for.
            batch_size: texts the model sees at once.

        Raises:
            ModelUnavailable: sentence-transformers is not installed.
        """
        if find_spec("sentence_transformers") is None:
            raise ModelUnavailable(f"“{model}” cần cài thêm: pip install 'newsroom-ai[neural]'")
        self._given = model
        self._max_length = max_length
        self._batch_size = batch_size
        self._using = threading.Lock()
        self._model: Any = None
        self._dimensions = 0
        self.name = _identity(model, max_length)

    @property
    def dimensions(self) -> int:
        """Length of a vector; loads the model."""
        self._loaded()
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As ``Encoder.encode``; these models know some token of every text, so that no row is zero."""
        model = self._loaded()
        if not texts:
            return np.empty((0, self._dimensions), np.float32)
        with self._using:  # tokenizers of the transformers library are not safe in threads
            return self._vectors(model, texts)

    def _loaded(self) -> Any:
        with self._using:
            if self._model is None:
                self._load()
            return self._model

    def _load(self) -> None:
        library = import_module("sentence_transformers")
        try:
            model = library.SentenceTransformer(self._given)
            if self._max_length:
                model.max_seq_length = min(self._max_length, model.max_seq_length or self._max_length)
            self._dimensions = self._vectors(model, ["."]).shape[1]
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelUnavailable(
                f"Không nạp được mô hình “{Path(self._given).name}” để mã hóa văn bản; "
                "hãy kiểm tra encoder.name trong newsroom.toml."
            ) from error
        self._model = model

    def _vectors(self, model: Any, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = model.encode(
            list(texts), batch_size=self._batch_size, show_progress_bar=False, normalize_embeddings=True
        )
        return np.asarray(rows, np.float32)


def _identity(name: str, max_length: int) -> str:
    """The name; of a folder also what is in it, since another model may be put there under the same name."""
    folder = Path(name)
    parts = [folder.name, _digest(folder)] if folder.is_dir() else [name]
    return "@".join(parts) + (f":{max_length}" if max_length else "")


def _digest(folder: Path) -> str:
    """A hash of the folder's files by name, size, beginning and end, which takes milliseconds for gigabytes."""
    whole = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_SAMPLE)
            file.seek(max(0, size - _SAMPLE))
            whole.update(f"{path.relative_to(folder)}:{size}:".encode() + head + file.read())
    return whole.hexdigest()[:12]
