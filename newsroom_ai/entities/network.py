"""A small convolutional network over syllables, run with numpy: which label each syllable bears."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from newsroom_ai.entities.known import KnownNames
from newsroom_ai.entities.tokens import Ids, Tokens
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.text.segmenter_gaps import Codes

Floats = npt.NDArray[np.float32]

WEIGHTS: Final = "weights.npz"
_ROWS: Final = 24
"""Rows multiplied at once: so few that OpenBLAS starts no threads, which on a busy server cost far more than they
bring."""

DILATIONS: Final = (1, 2, 3)
"""How far apart the neighbours are that each layer looks at."""


@dataclass(frozen=True, slots=True)
class Network:
    """The weights. ``layers`` hold ``(width, inputs, outputs)`` arrays and biases, the last maps to the labels.

    The table of forms is kept in bytes, ``form_scale`` makes them numbers; its last row stands for unknown forms.
    """

    vocabulary: Codes
    forms: npt.NDArray[np.int8]
    form_scale: Floats
    shapes: Floats
    signs: Floats
    hints: Floats
    layers: tuple[tuple[Floats, Floats], ...]
    known: KnownNames
    calibration: Floats

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights.

        Raises:
            ModelUnavailable: the file holds no such network.
        """
        try:
            with np.load(path, allow_pickle=False) as arrays:
                layers = tuple(
                    (arrays[f"w{at}"].astype(np.float32), arrays[f"b{at}"]) for at in range(len(DILATIONS) + 1)
                )
                known = KnownNames(arrays["known"], arrays["classes"])
                small = [arrays[name] for name in ("shapes", "signs", "hints")]
                return cls(
                    arrays["vocabulary"], arrays["forms"], arrays["form_scale"], small[0], small[1], small[2],
                    layers, known, arrays["calibration"],
                )  # fmt: skip
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise ModelUnavailable(f"Không đọc được mô hình nhận diện tên từ {path.name}; hãy cài lại.") from error

    def save(self, path: Path) -> None:
        """Write the weights; equal weights give equal files."""
        layers: dict[str, Any] = {f"w{at}": weight.astype(np.float16) for at, (weight, _) in enumerate(self.layers)}
        layers |= {f"b{at}": bias for at, (_, bias) in enumerate(self.layers)}
        np.savez_compressed(
            path, vocabulary=self.vocabulary, forms=self.forms, form_scale=self.form_scale, shapes=self.shapes,
            signs=self.signs, hints=self.hints, known=self.known.keys, classes=self.known.classes,
            calibration=self.calibration, **layers,
        )  # fmt: skip

    def ids(self, forms: Codes) -> Ids:
        """The row of each form in the table."""
        return form_ids(self.vocabulary, forms)

    def probabilities(self, tokens: Tokens) -> Floats:
        """The probability of every label for every syllable, in rows."""
        parts = (
            self.forms[self.ids(tokens.forms)] * self.form_scale,
            self.shapes[tokens.shapes],
            self.signs[tokens.signs],
            self.hints[self.known.hints(tokens)],
        )
        seen = np.concatenate(parts, axis=1)
        for (weight, bias), apart in zip(self.layers[:-1], DILATIONS, strict=True):
            out = _convolved(seen, weight, bias, apart)
            np.maximum(out, 0, out=out)
            if out.shape == seen.shape:
                out += seen
            seen = out
        weight, bias = self.layers[-1]
        scores = _product(_blocks(seen), weight[0], len(seen))
        scores += bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores


def form_ids(vocabulary: Codes, forms: Codes) -> Ids:
    """The places of forms in the sorted vocabulary; its length for those not in it."""
    places = np.searchsorted(vocabulary, forms)
    places[places == len(vocabulary)] = 0
    return np.where(vocabulary[places] == forms, places, len(vocabulary))


def _convolved(seen: Floats, weight: Floats, bias: Floats, apart: int) -> Floats:
    """Each row with its neighbours ``apart`` rows away, and theirs, through a linear map; rows past the ends are 0."""
    half = len(weight) // 2
    size = len(seen)
    blocks = _blocks(seen)
    out = _product(blocks, weight[half], size)
    out += bias
    for at in range(len(weight)):
        shift = (at - half) * apart
        if shift and abs(shift) < size:
            part = _product(blocks, weight[at], size)
            if shift < 0:
                out[-shift:] += part[:shift]
            else:
                out[:-shift] += part[shift:]
    return out


def _blocks(rows: Floats) -> Floats:
    """Rows in blocks of ``_ROWS``, empty ones at the end."""
    count = -(-len(rows) // _ROWS)
    padded = np.zeros((count * _ROWS, rows.shape[1]), np.float32)
    padded[: len(rows)] = rows
    return padded.reshape(count, _ROWS, -1)


def _product(blocks: Floats, weight: Floats, size: int) -> Floats:
    product: Floats = np.matmul(blocks, weight).reshape(-1, weight.shape[1])[:size]
    return product
