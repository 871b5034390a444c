"""Any sequence-to-sequence model of the transformers library, by name or folder; needs the extra ``neural``."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from newsroom_ai.config import Abstractive
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.text.words import WordSegmenter, segmenter

_PIECES_A_SYLLABLE: Final = 3
_BATCH: Final = 8


class Seq2SeqWriter:
    """Loads the model on first use, on the configured device or the best there is; calls run one at a time.

    ViT5 wants ``prefix`` "vietnews: ", mT5 "summarize: "; BARTpho-word wants words joined by "_", which
    ``word_segmented`` makes and takes apart again in what comes back.
    """

    def __init__(self, settings: Abstractive) -> None:
        """Take a model by the name of its repository or by its folder; one not on this machine is fetched once.

        Raises:
            ModelUnavailable: the transformers library is not installed.
        """
        if find_spec("transformers") is None or find_spec("torch") is None:
            raise ModelUnavailable(f"“{settings.model}” cần cài thêm: pip install 'newsroom-ai[neural]'")
        self._settings = settings
        self._using = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        folder = Path(settings.model)
        self.name = folder.name if folder.is_dir() else settings.model

    def write(self, texts: Sequence[str], syllables: int) -> list[str]:
        """One summary a text, of about so many syllables at most; what the time limit cuts off is as it stands.

        Raises:
            ModelUnavailable: the model cannot be loaded, or fails.
        """
        with self._using:  # tokenizers of the transformers library are not safe in threads
            tokenizer, model = self._loaded or self._load()
            self._loaded = tokenizer, model
            try:
                return [
                    summary
                    for start in range(0, len(texts), _BATCH)
                    for summary in self._written(tokenizer, model, texts[start : start + _BATCH], syllables)
                ]
            except (RuntimeError, ValueError, IndexError) as error:
                raise ModelUnavailable(f"Mô hình “{self.name}” gặp lỗi khi tóm tắt.") from error

    def _load(self) -> tuple[Any, Any]:
        torch, library = import_module("torch"), import_module("transformers")
        device = self._settings.device or ("cuda" if torch.cuda.is_available() else "cpu")
        try:
            tokenizer = library.AutoTokenizer.from_pretrained(self._settings.model)
            model = library.AutoModelForSeq2SeqLM.from_pretrained(self._settings.model).to(device).eval()
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            raise ModelUnavailable(
                f"Không nạp được mô hình “{self.name}”; hãy kiểm tra abstractive.model trong newsroom.toml."
            ) from error
        return tokenizer, model

    def _written(self, tokenizer: Any, model: Any, texts: Sequence[str], syllables: int) -> list[str]:
        torch, settings = import_module("torch"), self._settings
        given = [settings.prefix + (self._joined(text) if settings.word_segmented else text) for text in texts]
        batch = tokenizer(
            given, return_tensors="pt", padding=True, truncation=True, max_length=settings.max_input or None
        )
        batch.pop("token_type_ids", None)
        with torch.inference_mode():
            made = model.generate(
                **batch.to(model.device),
                max_new_tokens=syllables * _PIECES_A_SYLLABLE,
                num_beams=settings.beams,
                no_repeat_ngram_size=3,
                max_time=float(settings.seconds),
            )
        found = tokenizer.batch_decode(made, skip_special_tokens=True)
        return [_apart(text) if settings.word_segmented else text.strip() for text in found]

    @cached_property
    def _segmenter(self) -> WordSegmenter:
        return segmenter()

    def _joined(self, text: str) -> str:
        """The text with "_" between the syllables of a word."""
        parts, at = [], 0
        for start, end in self._segmenter.words(text):
            parts += [text[at:start], "_".join(text[start:end].split())]
            at = end
        return "".join([*parts, text[at:]])


def _apart(text: str) -> str:
    return " ".join(text.replace("_", " ").split())
