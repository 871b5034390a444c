"""How likely a concept is a topic of an article, from where and how its terms stand there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.errors import ModelUnavailable

MODEL: Final = "topics-linear.v2"
WEIGHTS: Final = "weights.json"
CENTROIDS: Final = "centroids.npz"

FEATURES: Final = (
    "said", "title", "sapo", "body", "early", "rarity", "preferred", "terms", "length", "relatives", "share", "cosine",
    "best", "title_cosine", "both", "behind", "cosine_above", "cosine_below", "said_above", "said_below", "narrower",
    "depth",
)  # fmt: skip
"""What is seen of a concept in an article: its terms (the first nine), its meaning, and the concepts around it."""

Rows = npt.NDArray[np.float32]


class TopicModel(NamedTuple):
    """A logistic model: one weight a feature, in their order, and the intercept.

    ``centroids`` are for concepts of which enough articles were found by their terms, by uri: the middle of these
    articles' vectors, which says better than a label what articles on the concept are like.
    """

    weights: tuple[float, ...]
    intercept: float
    centroids: Mapping[str, Rows]

    @classmethod
    def load(cls, folder: Path | None = None) -> TopicModel:
        """Open the shipped model, or one trained into another folder.

        Raises:
            ModelUnavailable: the model is missing, damaged, or of other features.
        """
        place = verified(folder) if folder else model_folder(MODEL)
        try:
            told: dict[str, Any] = json.loads((place / WEIGHTS).read_text(encoding="utf-8"))
            weights = tuple(float(told["weights"][name]) for name in FEATURES)
            with np.load(place / CENTROIDS, allow_pickle=False) as read:
                rows = read["vectors"].astype(np.float32)
                centroids = dict(
                    zip(read["uris"].tolist(), rows / np.linalg.norm(rows, axis=1, keepdims=True), strict=True)
                )
            return cls(weights, float(told["intercept"]), centroids)
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise ModelUnavailable(f"Không đọc được mô hình “{place.name}” để gắn chủ đề; hãy cài lại.") from error

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        told = {"weights": dict(zip(FEATURES, self.weights, strict=True)), "intercept": self.intercept}
        (folder / WEIGHTS).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        uris = sorted(self.centroids)
        rows = np.array([self.centroids[uri] for uri in uris], np.float32).reshape(len(uris), -1)
        scales = np.maximum(np.abs(rows).max(axis=1, keepdims=True, initial=0), 1e-12) / 127
        np.savez_compressed(
            folder / CENTROIDS, uris=np.array(uris, str), vectors=np.rint(rows / scales).astype(np.int8)
        )

    def confidence(self, rows: Rows) -> Sequence[float]:
        """The probability of each row of features, shape ``(n, len(FEATURES))``."""
        raised = np.exp(-(rows @ np.array(self.weights, np.float32) + self.intercept))
        found: list[float] = (1 / (1 + raised)).tolist()
        return found
