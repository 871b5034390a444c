"""What editors' decisions changed about the confidence of suggestions, kept beside the model they were made with."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsroom_ai.errors import ModelUnavailable

FILE: Final = "adjustment.json"
EDGE: Final = 1e-6  # how near confidences come to 0 and 1 before their odds are taken


class Adjustment(NamedTuple):
    """``logit' = scale · logit + shift + offsets[key]``: how sure in general, and what this newsroom likes or not.

    A key is the URI of a concept, or a folded phrase.
    """

    scale: float
    shift: float
    offsets: Mapping[str, float]

    @classmethod
    def load(cls, folder: Path) -> Adjustment:
        """Read the adjustment of a model; without a file nothing is adjusted.

        Raises:
            ModelUnavailable: the file is damaged.
        """
        path = folder / FILE
        if not path.exists():
            return UNADJUSTED
        try:
            told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            offsets = {str(key): float(value) for key, value in told["offsets"].items()}
            return cls(float(told["scale"]), float(told["shift"]), offsets)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelUnavailable(f"Không đọc được mô hình “{folder.name}”; hãy cài lại.") from error

    def save(self, folder: Path) -> None:
        """Write it beside a model; equal ones give equal files."""
        told = {"scale": self.scale, "shift": self.shift, "offsets": dict(sorted(self.offsets.items()))}
        (folder / FILE).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def confidence(self, confidence: float, key: str) -> float:
        """A confidence in 0..1 as the newsroom's editors would have it.

        >>> Adjustment(1.0, 0.0, {"an": -2.0}).confidence(0.5, "an") < 0.2
        True
        """
        if self is UNADJUSTED:
            return confidence
        return logistic(self.scale * logit(confidence) + self.shift + self.offsets.get(key, 0.0))


UNADJUSTED: Final = Adjustment(1.0, 0.0, {})


def logit(confidence: float) -> float:
    """The logarithm of the odds, of a confidence kept off 0 and 1.

    >>> logit(0.5), round(logistic(logit(0.9)), 3)
    (0.0, 0.9)
    """
    bounded = min(max(confidence, EDGE), 1 - EDGE)
    return math.log(bounded / (1 - bounded))


def logistic(odds: float) -> float:
    """The probability of logarithmic odds."""
    return 1 / (1 + math.exp(-odds)) if odds >= 0 else 1 - 1 / (1 + math.exp(odds))
