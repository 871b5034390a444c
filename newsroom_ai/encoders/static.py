"""The static encoder: a text is the weighted sum of the vectors of its syllables and syllable pairs."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.artefacts import MANIFEST, model_folder, verified
from newsroom_ai.encoders.pieces import Pieces
from newsroom_ai.encoders.products import weighted_sum
from newsroom_ai.errors import ModelUnavailable

MODEL: Final = "encoder-static.v1"
SYLLABLES: Final = "syllables.txt"
PAIRS: Final = "pairs.npy"
VECTORS: Final = "vectors.npy"
SCALES: Final = "scales.npy"

Vectors = npt.NDArray[np.float32]


class StaticEncoder:
    """No network, no torch: one look-up a piece and one sum a text. Thread-safe; the weights stay mapped on disk.

    The vector of a piece is ``scale * vector`` with whole numbers of one byte; how long it is says how much the piece
    tells about a text, which training has found out.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the shipped model, or one trained into another folder.

        Raises:
            ModelUnavailable: the model is missing, damaged, or not of this kind.
        """
        place = verified(folder) if folder else model_folder(MODEL)
        self.name = MODEL if folder is None else f"{folder.name}@{_digest(folder)}"
        try:
            syllables = (place / SYLLABLES).read_text(encoding="utf-8").split("\n")
            self._pieces = Pieces(syllables, np.load(place / PAIRS, allow_pickle=False))
            self._vectors: npt.NDArray[np.int8] = np.load(place / VECTORS, mmap_mode="r", allow_pickle=False)
            self._scales: npt.NDArray[np.float32] = np.load(place / SCALES, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(f"Không đọc được mô hình “{place.name}” để mã hóa văn bản; hãy cài lại.") from error
        if not len(self._pieces) == len(self._vectors) == len(self._scales):
            raise ModelUnavailable(f"Mô hình “{place.name}” không đúng định dạng; hãy cài lại.")

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As ``Encoder.encode``; a text of which no piece is known has an all-zero row."""
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(out, texts, strict=True):
            rows, weights = self._pieces.bag(text)
            if len(rows):
                row[:] = weighted_sum(weights * self._scales[rows], self._vectors[rows])
        return normalised(out)


def save(folder: Path, syllables: Sequence[str], pairs: npt.NDArray[np.integer], vectors: Vectors) -> None:
    """Write the weights of an encoder, one byte a number with a scale of its own for each row."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / 127
    (folder / SYLLABLES).write_text("\n".join(syllables), encoding="utf-8")
    np.save(folder / PAIRS, pairs.astype(np.int32))
    np.save(folder / VECTORS, np.rint(vectors / scales[:, None]).astype(np.int8))
    np.save(folder / SCALES, scales.astype(np.float32))


def normalised(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; all-zero rows stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)


def _digest(folder: Path) -> str:
    return sha256((folder / MANIFEST).read_bytes()).hexdigest()[:12]
