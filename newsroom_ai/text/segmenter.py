"""Words by one decision a gap: does the word go on over this space? A linear model, whole texts at once."""

from pathlib import Path
from typing import Final, NamedTuple, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.text.segmenter_gaps import NUMBER_BITS, Codes, Gaps, Sign, features, read_gaps

MODEL: Final = "segmenter-gap.v1"
WEIGHTS: Final = "weights.npz"
SLOT_BITS: Final = 21

_SLOT: Final = np.uint32((1 << SLOT_BITS) - 1)
_TAG_BITS: Final = NUMBER_BITS - SLOT_BITS


class WeightTable(NamedTuple):
    """The weights of the features worth keeping, one in each slot.

    The low bits of a feature's number say its slot, the high bits are its tag. A feature weighs something only
    where the slot holds its own tag, so that the many features never kept add (almost) no noise.
    """

    weights: npt.NDArray[np.int8]
    tags: npt.NDArray[np.uint8]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a table.

        Raises:
            ModelUnavailable: the file is not such a table.
        """
        try:
            with np.load(path, allow_pickle=False) as arrays:
                table = cls(arrays["weights"], arrays["tags"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise ModelUnavailable(f"Không đọc được mô hình tách từ {path}; hãy cài lại.") from error
        slots = (1 << SLOT_BITS,)
        if any(part.shape != slots for part in table) or table.weights.dtype != np.int8 or table.tags.dtype != np.uint8:
            raise ModelUnavailable(f"Mô hình tách từ {path} không đúng định dạng; hãy cài lại.")
        return table

    def save(self, path: Path) -> None:
        """Write the table; equal tables give equal files."""
        np.savez_compressed(path, weights=self.weights, tags=self.tags)


class GapSegmenter:
    """Joins neighbouring syllables where the model says so; the default for bulk work.

    Letter case tells little apart from names: text in small letters or in capitals is cut alike. A word never goes
    on over a line break, a comma with a space, a bracket, a quotation mark or a dash between spaces; inside one
    stay only the signs of numbers ("1.234,5"), dates ("28/8/2024"), initials ("N.T.H"), abbreviations ("TP.HCM",
    "QĐ-BLĐTBXH") and compounds ("Covid-19"), and the underscore of text that was segmented before.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Load the shipped model, or one trained into another folder.

        Raises:
            ModelUnavailable: the model is missing or damaged.
        """
        table = WeightTable.load((verified(folder) if folder else model_folder(MODEL)) / WEIGHTS)
        self._entries = table.tags.astype(np.uint16) << 8 | table.weights.view(np.uint8)

    def words(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of the words, each made of whole syllables.

        >>> text = "Học sinh Hà Nội được nghỉ học từ ngày 28/8/2024, theo TP.HCM"
        >>> [text[start:end] for start, end in GapSegmenter().words(text)]
        ['Học sinh', 'Hà Nội', 'được', 'nghỉ', 'học', 'từ', 'ngày', '28/8/2024', 'theo', 'TP.HCM']
        """
        gaps = read_gaps(text)
        if not len(gaps.starts):
            return []
        firsts = np.flatnonzero(np.concatenate(([True], ~self.joins(gaps))))
        lasts = np.append(firsts[1:], len(gaps.starts)) - 1
        return list(zip(gaps.starts[firsts].tolist(), gaps.ends[lasts].tolist(), strict=True))

    def joins(self, gaps: Gaps) -> npt.NDArray[np.bool_]:
        """Say of each gap whether one word goes on over it."""
        likely = self._scores(features(gaps)) > 0
        joined: npt.NDArray[np.bool_] = (likely & (gaps.signs < Sign.UNDERSCORE)) | (gaps.signs == Sign.UNDERSCORE)
        return joined

    def _scores(self, numbers: Codes) -> npt.NDArray[np.int32]:
        entries = self._entries[numbers & _SLOT]
        weights = entries.astype(np.uint8).view(np.int8)
        weights[entries >> 8 != numbers >> np.uint32(SLOT_BITS)] = 0
        scores: npt.NDArray[np.int32] = weights.sum(axis=1, dtype=np.int32)
        return scores
