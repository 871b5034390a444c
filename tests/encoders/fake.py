"""An encoder for tests: each syllable is a fixed direction, so that texts with common words are close."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from newsroom_ai.text.syllables import exact_forms


class FakeEncoder:
    """Deterministic; another ``name`` gives other vectors."""

    def __init__(self, name: str = "fake.v1", dimensions: int = 32) -> None:
        self.name = name
        self.dimensions = dimensions
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.encoded += len(texts)
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for place, text in enumerate(texts):
            for form in exact_forms(text):
                rows[place] += self._direction(form)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: npt.NDArray[np.float32] = rows / np.maximum(lengths, 1e-9)
        return unit

    def _direction(self, form: str) -> npt.NDArray[np.float32]:
        seed = hashlib.sha256(f"{self.name}\x1f{form}".encode()).digest()[:8]
        return np.random.default_rng(int.from_bytes(seed)).standard_normal(self.dimensions, np.float32)
