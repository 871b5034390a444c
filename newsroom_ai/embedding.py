"""Which encoder's vectors serve, and which are being made: one folder an encoder in each generation of indexes.

``vectors.json`` in the generation's folder names the folder in use and the settings its encoder is made from. When
the settings ask for another encoder, the old vectors serve until the new ones have caught up with the archive; where
the old encoder can no longer be made, nothing is found by meaning for that long.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import Article
from newsroom_ai.config import Encoding
from newsroom_ai.encoders import registry
from newsroom_ai.encoders.types import Encoder, Prefixed, article_text
from newsroom_ai.errors import NewsroomError
from newsroom_ai.search.vectors import VectorIndex

_POINTER: Final = "vectors.json"

MakeEncoder: TypeAlias = Callable[[Encoding], Encoder]


class Embedded(NamedTuple):
    """A vector index with the encoder of its articles and the same encoder for queries."""

    vectors: VectorIndex
    passages: Encoder
    queries: Encoder
    settings: Encoding

    @property
    def prepare(self) -> Callable[[Sequence[Article]], Sequence[npt.NDArray[np.float32]]]:
        """What makes the vectors of articles."""
        return partial(_encoded, self.passages)


def make_encoder(settings: Encoding) -> Encoder:
    """The encoder that settings ask for; errors as for ``encoders.registry.encoder``."""
    return registry.encoder(settings.name, max_length=settings.max_length)


def opened(folder: Path, settings: Encoding, make: MakeEncoder) -> Embedded | None:
    """The vectors that the settings ask for, in a generation's folder; None where they ask for none.

    Raises:
        NewsroomError: there is no such encoder.
    """
    if not settings.name:
        return None
    encoder = make(settings)
    passages = Prefixed(encoder, settings.passage_prefix)
    vectors = VectorIndex.open(folder / _folder_name(passages.name), passages.name)
    return Embedded(vectors, passages, Prefixed(encoder, settings.query_prefix), settings)


def serving(folder: Path, asked: Embedded | None, last_change: int, make: MakeEncoder) -> Embedded | None:
    """The vectors to answer from: those asked for if they are complete, else those in use until now, if any.

    ``asked`` are complete when they are in use already, or hold all changes up to ``last_change``.
    """
    if asked is None:
        return None
    if asked.vectors.applied >= last_change or (in_use(folder, asked) and asked.vectors.applied):
        return asked
    try:
        pointer = _pointer(folder)
        before = opened(folder, Encoding(**pointer["encoder"]), make)
    except (OSError, ValueError, KeyError, TypeError, NewsroomError):  # none before, or it cannot be made any more
        return None
    return before if before and before.vectors.applied and in_use(folder, before) else None


def in_use(folder: Path, embedded: Embedded) -> bool:
    """Whether these vectors were the last to be put into use."""
    try:
        return bool(_pointer(folder)["folder"] == embedded.vectors.folder.name)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def put_into_use(folder: Path, embedded: Embedded) -> None:
    """Remember that these vectors are complete, and remove all others; for the holder of the lock."""
    pointer = {"folder": embedded.vectors.folder.name, "encoder": dataclasses.asdict(embedded.settings)}
    scratch = folder / f"{_POINTER}.new"
    scratch.write_text(json.dumps(pointer, ensure_ascii=False), encoding="utf-8")
    scratch.replace(folder / _POINTER)
    for other in folder.glob("vectors-*"):
        if other.name != embedded.vectors.folder.name:
            shutil.rmtree(other, ignore_errors=True)  # who still reads them has them mapped


def _pointer(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / _POINTER).read_text(encoding="utf-8"))
    return found


def _folder_name(encoder: str) -> str:
    readable = re.sub(r"[^a-z0-9.]+", "-", encoder.lower()).strip("-.")[:40]
    return f"vectors-{readable}-{hashlib.sha256(encoder.encode()).hexdigest()[:8]}"


def _encoded(encoder: Encoder, articles: Sequence[Article]) -> Sequence[npt.NDArray[np.float32]]:
    return list(encoder.encode([article_text(article) for article in articles]))
