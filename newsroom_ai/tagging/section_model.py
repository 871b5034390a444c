"""A linear model from texts to sections: counted grams -> a margin for each section."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.encoders.products import weighted_sum
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.tagging.grams import SLOT_BITS, VIEWS, Bag, Weights, bag

MODEL: Final = "sections-linear.v1"
LABELS: Final = "labels.json"
WEIGHTS: Final = "weights.npz"

_PLACES: Final = 127


@dataclass(frozen=True, slots=True)
class Settings:
    """What is not a weight: the sections, and how margins become confidence.

    ``sharpness`` and ``offsets`` (one a section) make probabilities of margins: softmax(sharpness · margin + offset).
    Below the probability ``abstain`` the model had better say nothing.
    """

    labels: tuple[str, ...]
    sharpness: float
    offsets: tuple[float, ...]
    abstain: float


class Guess(NamedTuple):
    """The likeliest section of a text and its probability, in 0..1."""

    label: str
    confidence: float


class SectionModel:
    """Sections of a text with their probabilities; needs numpy only. Thread-safe."""

    def __init__(self, settings: Settings, arrays: dict[str, npt.NDArray[Any]]) -> None:
        """Put a model together.

        Args:
            settings: see there.
            arrays: ``grams`` int8 (slots, sections) with ``scales`` float32 (sections,); ``rarity`` float16 (slots,);
                ``bias`` float32 (sections,).
        """
        self.settings = settings
        self._grams: npt.NDArray[np.int8] = arrays["grams"]
        self._scales: Weights = arrays["scales"]
        self._rarity: Weights = arrays["rarity"].astype(np.float32)
        self._bias: Weights = arrays["bias"]

    @classmethod
    def load(cls, folder: Path | None = None) -> SectionModel:
        """Open the shipped model, or one trained into another folder.

        Raises:
            ModelUnavailable: the model is missing, damaged, or not of this kind.
        """
        place = verified(folder) if folder else model_folder(MODEL)
        try:
            told: dict[str, Any] = json.loads((place / LABELS).read_text(encoding="utf-8"))
            settings = Settings(**told | {"labels": tuple(told["labels"]), "offsets": tuple(told["offsets"])})
            with np.load(place / WEIGHTS, allow_pickle=False) as read:
                model = cls(settings, dict(read))
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise ModelUnavailable(f"Không đọc được mô hình “{place.name}” để xếp chuyên mục; hãy cài lại.") from error
        sections = len(settings.labels)
        if model._grams.shape != (1 << SLOT_BITS, sections) or len(settings.offsets) != sections:
            raise ModelUnavailable(f"Mô hình “{place.name}” không đúng định dạng; hãy cài lại.")
        return model

    def save(self, folder: Path) -> None:
        """Write the model into a folder; equal models give equal files."""
        told = {name: getattr(self.settings, name) for name in Settings.__slots__}
        (folder / LABELS).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        np.savez_compressed(
            folder / WEIGHTS,
            grams=self._grams,
            scales=self._scales,
            rarity=self._rarity.astype(np.float16),
            bias=self._bias,
        )

    def margins(self, texts: Sequence[str]) -> Weights:
        """How far each text lies on each section's side, shape ``(n, sections)``."""
        out = np.tile(self._bias, (len(texts), 1))
        for row, text in zip(out, texts, strict=True):
            found = bag(text)
            sums = weighted_sum(weighed(found, self._rarity), self._grams[found.slots])
            np.add(row, sums * self._scales, out=row)
        return out

    def probabilities(self, texts: Sequence[str]) -> Weights:
        """Shape ``(n, sections)``; each row sums to 1."""
        return softmax(self.settings.sharpness * self.margins(texts) + np.array(self.settings.offsets, np.float32))

    def guesses(self, texts: Sequence[str]) -> list[Guess]:
        """The likeliest section of each text, however unlikely it is."""
        rows = self.probabilities(texts)
        return [
            Guess(self.settings.labels[at], float(row[at])) for row, at in zip(rows, rows.argmax(axis=1), strict=True)
        ]

    def contributions(self, slots: npt.NDArray[np.int64], label: str) -> Weights:
        """How much one occurrence of each slot speaks for a section rather than for the mean of all; same shape."""
        at = self.settings.labels.index(label)
        rows = self._grams[slots] * self._scales
        speaks: Weights = self._rarity[slots] * (rows[:, at] - rows.mean(axis=1))
        return speaks


def weighed(found: Bag, rarity: Weights) -> Weights:
    """The values of a text's slots: occurrences times rarity, each view scaled to its length in ``VIEWS``."""
    values = found.weights * rarity[found.slots]
    squares = np.bincount(found.views, weights=values * values, minlength=len(VIEWS))
    scales = np.array(VIEWS) / np.sqrt(np.maximum(squares, 1e-12))
    return (values * scales[found.views]).astype(np.float32)


def packed(weights: Weights) -> tuple[npt.NDArray[np.int8], Weights]:
    """Weights of shape (slots, sections) as whole numbers of one byte, and the scale of each section."""
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-12) / _PLACES
    return np.rint(weights / scales).astype(np.int8), scales.astype(np.float32)


def softmax(rows: Weights) -> Weights:
    """Probabilities of rows of logits."""
    raised = np.exp(rows - rows.max(axis=1, keepdims=True))
    share: Weights = raised / raised.sum(axis=1, keepdims=True)
    return share
