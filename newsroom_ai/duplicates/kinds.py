"""What a passage is: copied words, or words that may stand in both texts by right.

People quoted, laws quoted and the archive's boilerplate are shown as what they are, and make no verdict.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import FIELDS
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.stretches import Stretch
from newsroom_ai.duplicates.types import PassageKind

Mask = npt.NDArray[np.bool_]
"""Which syllables of a text are something, shape ``(n,)``."""

_MOSTLY: Final = 0.7  # share of a passage that makes it boilerplate as a whole
_QUOTED_SHARE: Final = 0.6  # share of a passage between quotation marks, in both texts, that makes it a quotation
_ATTRIBUTION: Final = 16  # most syllables around it that say whose words they are; more are copied themselves
_ADJOINING: Final = 4  # most syllables between two passages that go on from one another
_LEAD: Final = 30  # syllables around the start of a passage that may name a law
_NORMATIVE: Final = 0.035  # share of words of duty among the syllables of a law
_NAMES: Final = 0.035  # share of capitals inside sentences from which a text is no law
_TITLE: Final = 45  # syllables of the longest title of a law
_SPOKEN: Final = 6  # syllables of the shortest quotation: fewer are a name or a word held at arm's length
_LONGEST: Final = 2_000  # characters of a quotation; beyond them a mark is missing

_QUOTED: Final = re.compile(rf"“[^“”]{{1,{_LONGEST}}}”|«[^«»]{{1,{_LONGEST}}}»|\"[^\"“”]{{1,{_LONGEST}}}\"")
_LAW: Final = re.compile(
    r"\b(?:luat|phap lenh|nghi dinh|thong tu|nghi quyet|hien phap|quy dinh|phap luat|dieu \d+|khoan \d+)\b"
)
_PAPER: Final = re.compile(r"(?:luat|bo luat|phap lenh|nghi dinh|thong tu|nghi quyet|quyet dinh|chi thi)\b")
_DUTY: Final = re.compile(
    r"\b(?:phai|duoc|khong duoc|bi phat|phat tien|phat tu|co quyen|co trach nhiem|nghia vu|nguoi nao|truong hop|"
    r"theo quy dinh|hanh vi|to chuc|ca nhan|co quan co tham quyen|tham quyen|vi pham|thi bi|thi duoc|it nhat|toi da|"
    r"khoan|diem|dieu|tu \d+|den \d+|tro len|quy dinh)\b"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The kind of a passage, and how many of its syllables in the draft count towards a verdict."""

    kind: PassageKind
    counted: int


def standings(
    draft: Reading, other: Reading, stretches: Sequence[Stretch], boilerplate: Mask | None = None
) -> tuple[Standing, ...]:
    """Judge each stretch; ``boilerplate`` says which syllables of the draft the archive is full of.

    A quotation that goes on from a copied passage in both texts was copied with it.
    """
    found = [_standing(draft, other, stretch, boilerplate) for stretch in stretches]
    copied = [stretch for stretch, standing in zip(stretches, found, strict=True) if standing.kind == "copied"]
    return tuple(
        Standing("copied", stretch.size)
        if standing.kind == "quotation" and any(_adjoin(stretch, one) for one in copied)
        else standing
        for stretch, standing in zip(stretches, found, strict=True)
    )


def _adjoin(first: Stretch, second: Stretch) -> bool:
    if second.draft < first.draft:
        first, second = second, first
    gaps = second.draft - first.draft_end, second.other - first.other_end
    return all(-_ADJOINING <= gap <= _ADJOINING for gap in gaps)


def _standing(draft: Reading, other: Reading, stretch: Stretch, boilerplate: Mask | None) -> Standing:
    if boilerplate is not None:
        common = boilerplate[stretch.draft : stretch.draft_end]
        if common.mean() >= _MOSTLY:
            return Standing("boilerplate", 0)
    else:
        common = np.zeros(stretch.size, np.bool_)
    quoted = quotations(draft)[stretch.draft : stretch.draft_end]
    theirs = quotations(other)[stretch.other : stretch.other_end].mean()
    if min(quoted.mean(), theirs) >= _QUOTED_SHARE and len(quoted) - quoted.sum() <= _ATTRIBUTION:
        return Standing("quotation", 0)
    if _is_law(draft, stretch.draft, stretch.draft_end) and _is_law(other, stretch.other, stretch.other_end):
        return Standing("law", 0)
    return Standing("copied", stretch.size - int(common.sum()))


def quotations(reading: Reading) -> Mask:
    """Which syllables stand inside quotation marks, in quotations of at least six syllables."""
    mask = np.zeros(len(reading), np.bool_)
    for field, name in enumerate(FIELDS):
        start, end = reading.bounds[field], reading.bounds[field + 1]
        spans = [quoted.span() for quoted in _QUOTED.finditer(reading.article.text(name))]
        if not spans or start == end:
            continue
        begins = np.array([place for place, _ in reading.places[start:end]])
        for first, last in np.searchsorted(begins, np.array(spans)) + start:
            if last - first >= _SPOKEN:
                mask[first:last] = True
    return mask


def _is_law(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch is words of a law, or its title: a law is named near it, it sets duties and names nobody."""
    field_start = reading.field_start(start)
    lead = " ".join(reading.forms[max(field_start, start - _LEAD) : min(start + _LEAD, end)])
    if not _LAW.search(lead):
        return False
    words = " ".join(reading.forms[start:end])
    if end - start <= _TITLE and _PAPER.match(words):
        return True
    duties = len(_DUTY.findall(words)) / (end - start)
    return duties >= _NORMATIVE and _capitals(reading, start, end) < _NAMES


def _capitals(reading: Reading, start: int, end: int) -> float:
    """Share of the syllables that begin with a capital inside a sentence."""
    text = reading.article.text(FIELDS[reading.field(start)])
    inside = (at for at in range(start, end) if text[reading.places[at][0]].isupper())
    return sum(not reading.opens(at) for at in inside) / (end - start)
