"""Any token classifier of the transformers library as a recogniser; needs the extra ``neural``."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsroom_ai.article import FIELDS, Article, Span
from newsroom_ai.entities.resolution import Resolver
from newsroom_ai.entities.types import Entity, EntityKind, Mention
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.vocabulary.aliases import AliasGroup

LABELS: Final[Mapping[str, EntityKind]] = {
    "PER": "person", "PERSON": "person", "LOC": "place", "LOCATION": "place", "GPE": "place", "ORG": "organisation",
    "ORGANIZATION": "organisation", "ORGANISATION": "organisation", "EVENT": "event", "EVT": "event",
}  # fmt: skip
"""Usual names of labels, without their B- or I-; others (MISC, DATE) are no names to us."""

_WINDOW: Final = 256
_OVERLAP: Final = 0.25
_BATCH: Final = 8
_BEGINS: Final = frozenset("BSU")


class _Piece(NamedTuple):
    """Characters ``start`` to ``end`` of a text, the likeliest label and its probability."""

    start: int
    end: int
    label: str
    probability: float


class TransformerRecogniser:
    """Loads the model on the first article, on the best device there is; calls run one at a time.

    The model must come with a fast tokenizer, which knows where its pieces lie in the text; one that wants its text
    cut into words beforehand (PhoBERT) is not of that kind. Its probabilities are not calibrated: entities have no
    confidence.
    """

    def __init__(
        self, model: str, aliases: Sequence[AliasGroup] = (), labels: Mapping[str, EntityKind] | None = None
    ) -> None:
        """Take a model by its folder or by the name of its repository, from which it is fetched once.

        Args:
            model: what transformers is to load.
            aliases: the newsroom's groups of equal names, beside the shipped ones.
            labels: kinds of the model's own labels ("NP-PER" -> "person"), where ``LABELS`` does not know them.

        Raises:
            ModelUnavailable: torch or transformers is not installed.
        """
        if find_spec("torch") is None or find_spec("transformers") is None:
            raise ModelUnavailable(f"“{model}” cần cài thêm: pip install 'newsroom-ai[neural]'")
        self._given = model
        self._labels = {**LABELS, **(labels or {})}
        self._resolver = Resolver(aliases, calibrated=False)
        self._using = threading.Lock()
        self._model: Any = None
        self._tokenizer: Any = None

    def entities(self, article: Article) -> list[Entity]:
        """As ``Recogniser.entities``."""
        found: list[Mention] = []
        for name in FIELDS:
            text = article.text(name)
            for start, end, kind, sure in self._names(text) if text.strip() else ():
                found.append(Mention(Span(name, start, end, text[start:end]), kind, sure))
        return self._resolver.entities(article, found)

    def _names(self, text: str) -> Iterator[tuple[int, int, EntityKind, float]]:
        """Names from labels in any of the schemes IO, BIO, BIOES: a name goes on while the kind does."""
        start = end = -1
        kind: EntityKind | None = None
        sure = 1.0
        for piece in _words(text, self._pieces(text)):
            prefix, _, rest = piece.label.partition("-")
            here = self._kind(piece.label, rest)
            begins = bool(rest) and prefix in _BEGINS
            if kind is not None and (here != kind or begins or "\n" in text[end : piece.start]):
                yield start, end, kind, sure
                kind = None
            if here is not None:
                if kind is None:
                    start, sure, kind = piece.start, 1.0, here
                end, sure = piece.end, min(sure, piece.probability)
        if kind is not None:
            yield start, end, kind, sure

    def _kind(self, label: str, rest: str) -> EntityKind | None:
        return self._labels.get(label) or self._labels.get(rest.upper()) or self._labels.get(label.upper())

    def _pieces(self, text: str) -> list[_Piece]:
        """The pieces of a text in order; where windows overlap, each from the window whose edges are further away."""
        with self._using:  # tokenizers of the transformers library are not safe in threads
            if self._model is None:
                self._load()
            windows = self._windows(text)
        best: dict[tuple[int, int], tuple[int, _Piece]] = {}
        for window in windows:
            for at, piece in enumerate(window):
                depth = min(at, len(window) - 1 - at)
                known = best.get((piece.start, piece.end))
                if known is None or depth > known[0]:
                    best[piece.start, piece.end] = depth, piece
        return [best[place][1] for place in sorted(best)]

    def _windows(self, text: str) -> list[list[_Piece]]:
        torch = import_module("torch")
        size = self._window()
        encoded = self._tokenizer(
            text, return_offsets_mapping=True, return_overflowing_tokens=True, truncation=True, max_length=size,
            stride=int(size * _OVERLAP), padding=True, return_tensors="pt",
        )  # fmt: skip
        offsets = encoded.pop("offset_mapping").tolist()
        encoded.pop("overflow_to_sample_mapping", None)
        names = self._model.config.id2label
        windows: list[list[_Piece]] = []
        for first in range(0, len(offsets), _BATCH):
            batch = {key: part[first : first + _BATCH].to(self._model.device) for key, part in encoded.items()}
            with torch.inference_mode():
                chances = self._model(**batch).logits.softmax(dim=-1).cpu()
            for places, rows in zip(offsets[first : first + _BATCH], chances, strict=True):
                most, which = rows.max(dim=-1)
                windows.append([
                    _Piece(start, end, str(names[label]), chance)
                    for (start, end), label, chance in zip(places, which.tolist(), most.tolist(), strict=True)
                    if end > start
                ])  # fmt: skip
        return windows

    def _window(self) -> int:
        positions = int(getattr(self._model.config, "max_position_embeddings", _WINDOW + 2)) - 2
        return max(8, min(_WINDOW, positions, int(self._tokenizer.model_max_length)))

    def _load(self) -> None:
        library, torch = import_module("transformers"), import_module("torch")
        try:
            tokenizer = library.AutoTokenizer.from_pretrained(self._given, use_fast=True)
            model = library.AutoModelForTokenClassification.from_pretrained(self._given)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise ModelUnavailable(
                f"Không nạp được mô hình “{Path(self._given).name}” để nhận diện tên; "
                "hãy kiểm tra services.recogniser trong newsroom.toml."
            ) from error
        if not tokenizer.is_fast:
            raise ModelUnavailable(f"Mô hình “{Path(self._given).name}” không có bộ tách từ nhanh (fast tokenizer).")
        model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
        self._model, self._tokenizer = model, tokenizer


def _words(text: str, pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Pieces of one word joined: the first says the label, so that no name ends inside a word."""
    word: _Piece | None = None
    for piece in pieces:
        start = piece.start + len(text[piece.start : piece.end]) - len(text[piece.start : piece.end].lstrip())
        if word is not None and start == word.end and text[start - 1].isalnum() and text[start].isalnum():
            word = word._replace(end=piece.end)
            continue
        if word is not None:
            yield word
        word = piece._replace(start=start) if start < piece.end else None
    if word is not None:
        yield word
