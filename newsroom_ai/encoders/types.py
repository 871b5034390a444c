"""What an encoder does, and which text stands for an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import Article

BODY_SYLLABLES: Final = 1_000
"""Nineteen of twenty bodies are shorter. Of what was tried for title and body (150, 250, 400, all), all was best."""


class Encoder(Protocol):
    """Turns texts into vectors. Thread-safe."""

    @property
    def name(self) -> str:
        """Identity with version: vectors of two names are never compared. Known before any weights are loaded."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One row a text, shape ``(n, dimensions)``: of length 1, or all zero where no word is known.

        Raises:
            ModelUnavailable: the model cannot be loaded.
        """
        ...


@dataclass(frozen=True, slots=True)
class Prefixed:
    """An encoder that sees a prefix before each text, as models like e5 were trained to."""

    encoder: Encoder
    prefix: str

    @property
    def name(self) -> str:
        """The encoder's name with the prefix: another prefix makes other vectors."""
        return f"{self.encoder.name} {self.prefix!r}" if self.prefix else self.encoder.name

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self.encoder.dimensions

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As ``Encoder.encode``."""
        return self.encoder.encode([self.prefix + text for text in texts])


def article_text(article: Article) -> str:
    """The text an article is known by: title, sapo and the first ``BODY_SYLLABLES`` syllables of the body, as lines.

    A syllable here is what stands between spaces, which is how Vietnamese is written.
    """
    body = " ".join(article.body.split(maxsplit=BODY_SYLLABLES)[:BODY_SYLLABLES])
    return "\n".join(text for text in (article.title, article.sapo, body) if text)
