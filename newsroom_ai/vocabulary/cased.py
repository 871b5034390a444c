"""A text seen as syllables with their case and what stands between them: what name finding looks at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal

from newsroom_ai.text.syllables import Syllable, exact_forms, syllables

_NOTHING: Final = [""] * 8
_OPENING: Final = frozenset('.!?…:;"“‘')


class CasedText:
    """Questions about the syllables of one text, by position; up to eight past either end there is nothing."""

    def __init__(self, text: str, found: Sequence[Syllable] | None = None) -> None:
        self.text = text
        self.found = syllables(text) if found is None else found
        self.forms = [syllable.exact for syllable in self.found] + _NOTHING
        between = [text[end:start] for (_, end, _, _), (start, _, _, _) in pairwise(self.found)]
        self.gaps = [*[""][: len(self.found)], *between, *_NOTHING, ""]
        self.capitals = [text[start].isupper() for start, _, _, _ in self.found] + [False] * len(_NOTHING)

    def __len__(self) -> int:
        return len(self.found)

    @cached_property
    def case(self) -> Literal["mixed", "lower", "upper"]:
        """Whether the text has letters of both cases; a text without letters is ``lower``."""
        if self.text == self.text.lower():
            return "lower"
        return "upper" if self.text == self.text.upper() else "mixed"

    def capital(self, at: int) -> bool:
        """Whether a syllable opens with a capital letter."""
        return self.capitals[at]

    def form(self, at: int) -> str:
        """The exact folded form of a syllable."""
        return self.forms[at]

    def pair(self, at: int) -> str:
        """The forms of a syllable and the next, where only a space parts them."""
        return f"{self.forms[at]} {self.forms[at + 1]}" if self.gaps[at + 1] == " " else ""

    def gap(self, at: int) -> str:
        """The characters between a syllable and the one before it."""
        return self.gaps[at]

    def word(self, at: int) -> str:
        """A syllable as printed."""
        return self.text[self.found[at].start : self.found[at].end] if 0 <= at < len(self.found) else ""

    def opens(self, at: int) -> bool:
        """Whether a syllable opens a sentence, a quotation or the text, so that its capital says nothing."""
        gap = self.gaps[at]
        return at == 0 or "\n" in gap or (gap.strip()[-1:] in _OPENING and not gap.isspace())

    def acronym(self, at: int) -> bool:
        """Whether a syllable is written in capitals only, two or more."""
        word = self.word(at)
        return len(word) > 1 and word.isupper()


def word_set(text: str) -> frozenset[str]:
    """The folded forms of a list of words; ``_`` joins the syllables of one word.

    >>> sorted(word_set("bác_sĩ ông"))
    ['bác sỹ', 'ông']
    """
    return frozenset(" ".join(exact_forms(word.replace("_", " "))) for word in text.split())


SURNAMES: Final = word_set(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trịnh lương mai tô lâm trương "
    "đào thái cao hà tạ phùng chu châu văn tăng quách la thạch kiều kim vương lưu doãn bạch từ lại hứa tống mạc triệu "
    "giang đàm viên nghiêm khổng thân ninh quàng lò vàng giàng sùng hầu mã khuất trang phí cù vi điểu danh sơn lục"
)
"""Vietnamese surnames, the common ones first."""

VIETNAMESE: Final = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?[aeiouyàáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
"""The shape of a Vietnamese syllable, folded."""
