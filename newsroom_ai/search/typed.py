"""What stands in a search box while somebody still types."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from unicodedata import normalize

from newsroom_ai.text.syllables import Syllable, syllables

_OPERATOR = re.compile(r"[\"“”]|(?:^|\s)-\w|\bOR\b|\b(?:[Tt]itle|[Tt]ít):")
_VOWELS: Final = (
    "aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ", "dđ",
)  # fmt: skip


def _marks(letter: str) -> set[str]:
    return {"stroke"} if letter == "đ" else set(normalize("NFD", letter)[1:])


# Letter -> those it may become: keyboards add marks as one types on, and take none away.
_BECOMES: Final = {
    letter: "".join(other for other in family if _marks(letter) <= _marks(other))
    for family in _VOWELS
    for letter in family
}


class Typed(NamedTuple):
    """What is typed so far: its exact and bare syllables, and where each starts in the text.

    ``open`` says that the last syllable may still grow; ``whole`` is its bare form for the case that it does not
    ("hi" is respelt as "hy" then, while "hiểm" begins with "hi").
    """

    exact: tuple[str, ...]
    bare: tuple[str, ...]
    starts: tuple[int, ...]
    open: bool
    whole: str

    @classmethod
    def of(cls, text: str) -> Typed:
        """Read a search box. Whoever writes operators knows what to ask: nothing is read then.

        >>> typed = Typed.of("bảo hi")
        >>> typed.exact, typed.bare, typed.open, typed.whole
        (('bảo', 'hi'), ('bao', 'hi'), True, 'hy')
        >>> Typed.of("bao hiem ").open, Typed.of('"bảo hi').exact
        (False, ())
        """
        found = [] if _OPERATOR.search(text) else syllables(text)
        if not found:
            return cls((), (), (), False, "")
        whole, growing = found[-1].bare, found[-1].end == len(text)
        if growing:  # with one more letter behind it, it is not respelt as a whole syllable would be
            last = syllables(text[found[-1].start :] + "x")[-1]
            found[-1] = Syllable(found[-1].start, found[-1].end, last.exact[:-1], last.bare[:-1])
        return cls(
            tuple(syllable.exact for syllable in found),
            tuple(syllable.bare for syllable in found),
            tuple(syllable.start for syllable in found),
            growing,
            whole,
        )

    def tail(self, first: int) -> Typed:
        """The syllables from ``first`` on."""
        return Typed(self.exact[first:], self.bare[first:], self.starts[first:], self.open, self.whole)

    @property
    def marked(self) -> bool:
        """Whether any syllable is typed with marks."""
        return self.exact != self.bare

    def ends(self) -> list[tuple[str, bool]]:
        """The bare forms that may stand in the last place, and whether more letters may follow each."""
        if not self.open:
            return [(self.bare[-1], False)]
        return [(self.bare[-1], True), *([(self.whole, False)] if self.whole != self.bare[-1] else [])]

    @property
    def grown(self) -> str:
        """A regex for what the last syllable may become, with its marks; syllables hold letters and digits only."""
        letters = (f"[{_BECOMES[letter]}]" if letter in _BECOMES else letter for letter in self.exact[-1])
        return "".join(letters) + (".*" if self.open else "")

    def fits(self, bare: Sequence[str]) -> bool:
        """Whether as many bare syllables are what is typed, its last one grown or not."""
        last = any(bare[-1].startswith(end) if grows else bare[-1] == end for end, grows in self.ends())
        return last and tuple(bare[:-1]) == self.bare[:-1]

    def closeness(self, exact: Sequence[str]) -> int:
        """How well exact syllables, of which the bare ones fit, are what was typed: 2 well, 1 perhaps, 0 not.

        A syllable typed with marks means itself, but the last one may still get marks.

        >>> [Typed.of(text).closeness(["đường", "sắt"]) for text in ("đường sa", "đường sá", "đường sâ", "dương sa")]
        [2, 2, 1, 0]
        """
        last = len(self.exact) - 1
        for place, (typed, bare) in enumerate(zip(self.exact, self.bare, strict=True)):
            if place == last and self.open:
                return 2 if re.match(self.grown, exact[place]) else 1
            if typed not in (bare, exact[place]):
                return 0
        return 2
