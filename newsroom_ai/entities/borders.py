"""Where a name that the model found really begins and ends, and whether it is one."""

from __future__ import annotations

import re
from typing import Final

from newsroom_ai.entities.lexicon import COMPLETIONS, HEADS_ANY_CASE, HEADS_CAPITAL, UNIT_WORDS
from newsroom_ai.entities.persons import forms_of
from newsroom_ai.entities.types import EntityKind
from newsroom_ai.text.syllables import has_marks
from newsroom_ai.vocabulary.cased import VIETNAMESE, word_set

_ONSETS: Final = frozenset(["Ch", "Gi", "Kh", "Ng", "Nh", "Ph", "Qu", "Th", "Tr"])
_QUOTES: Final = {"“": "”", '"': '"', "'": "'", "‘": "’"}
_NEXT: Final = re.compile(r" ([^\W\d_]+)")
_ITEM: Final = re.compile(r"(, | - | và )([^\W\d_]+ [^\W\d_]+)")
_OFFICES: Final = frozenset({"bộ", "sở", "phòng", "ủy", "uỷ", "viện", "trung", "đại", "học", "cục"})
_GLUED: Final = re.compile(r"([^\W\d_A-ZĐ]*[^\W\d_][^\W\d_A-ZĐ]+)([A-ZĐ]\w+)")
_QUOTED: Final = re.compile(r"[\"'“‘]")
_DAYS: Final = ("Tết", "TẾT", "tết")
_TAILS: Final = frozenset(
    "và các của tại ở với cho là ven những một này đã sẽ được tổ trong ngày năm".split()  # noqa: SIM905
)
_TITLES: Final = word_set("ông bà tờ bầu diva hlv mc nsnd nsưt gs ts ths bs ls kts pgs dj")
"""Words that the model at times takes into a name's beginning, and that open none."""

_COUNTED: Final = re.compile(
    r"(?:^|\W)(?:bảng|vitamin|cúm|nhóm|lớp|khối|loại|hạng|lô|khu|tổ|hình|phương án|viêm gan|nhóm máu|visa|hệ|mẫu) $",
    re.IGNORECASE,
)
_MODEL: Final = re.compile(r" ?-? ?\d")
"""Around a single capital that counts or names a make, not a person: "bảng D", "cúm A", "J-20"."""

_ADDRESS: Final = re.compile(r"(?:^|[^\w-])(?:ông|bà|anh|chị|cô|chú|bác|cụ|cậu|em|cháu|thầy|bầu) $", re.IGNORECASE)
_LONGEST_ADDRESS: Final = 6

_GENERIC: Final = (HEADS_CAPITAL | HEADS_ANY_CASE | UNIT_WORDS | word_set(
    "tổng ngoại cảng hội_đồng cty htx ngã khu_đô vườn_quốc đài_tiếng cao nhà sân đường cầu chợ sông hồ đảo trường_đh "
    "khoa khu chi_nhánh dự_án tổng_bí hoàng xuân"
)) - word_set("đảng đoàn")  # fmt: skip
"""Heads of names, and halves of words: alone they are no name."""


def borders(text: str, start: int, end: int, kind: EntityKind) -> tuple[int, int] | None:
    """The characters of a name; None where it is none.

    Titles are cut off; the dot of an initial, the quote that closes a nickname, and the small second syllable of a
    word ("Sở Y" [tế]) are taken in.

    >>> text = "Diva Lan và anh T.H. đến Sở Y tế, ở TP"
    >>> spans = [(0, 8, "person"), (16, 19, "person"), (25, 29, "organisation"), (36, 38, "place")]
    >>> [found and text[slice(*found)] for found in (borders(text, *span) for span in spans)]
    ['Lan', 'T.H.', 'Sở Y tế', None]
    """
    start, end = _unglued(text, _behind_titles(text, start, end), end)
    end = _whole(text, start, _without_tail(text, start, end, kind), kind)
    name = text[start:end]
    if name.startswith(_DAYS):
        return None
    if not any(char.isupper() or char.isdigit() for char in name) and not text.islower():
        return None
    if kind != "person" and " ".join(forms_of(name)) in _GENERIC:
        return None
    if len(name) == 1 and (_COUNTED.search(text[max(0, start - 12) : start]) or _MODEL.match(text, end)):
        return None
    return start, end


def addressed(text: str, start: int, end: int) -> bool:
    """Whether a name of one syllable follows a form of address: a person then, whatever else bears that name.

    >>> text = "bà Nga và bầu Đức đến Đức"
    >>> [addressed(text, *span) for span in ((3, 6), (14, 17), (22, 25))]
    [True, True, False]
    """
    return text[start:end].isalpha() and _ADDRESS.search(text[max(0, start - _LONGEST_ADDRESS) : start]) is not None


def _unglued(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut off what a lost space joined to a name: "VớiFox News", "Phạm Minh Chínhnhấn"."""
    words = text[start:end].split(" ")
    glued = _GLUED.fullmatch(words[0])
    if glued is not None and has_marks(glued[1]) and VIETNAMESE.fullmatch(glued[1].lower()):
        start += len(glued[1])
    last = words[-1]
    if last[:1].isupper() and last.isalpha() and VIETNAMESE.fullmatch(last.lower()) is None:
        for at in range(len(last) - 2, 1, -1):
            left, right = last[:at].lower(), last[at:]
            if right.islower() and has_marks(right) and VIETNAMESE.fullmatch(left) and VIETNAMESE.fullmatch(right):
                return start, end - len(right)
    return start, end


def _without_tail(text: str, start: int, end: int, kind: EntityKind) -> int:
    """Give back small words at the end: nearly all behind a person, only those that open a phrase behind others."""
    while " " in text[start:end]:
        last = text[start:end].rpartition(" ")[2]
        small = last.islower() and last.isalpha()
        if not small or (last not in _TAILS and not (kind == "person" and _QUOTED.search(text[start:end]) is None)):
            break
        end -= len(last) + 1
    return end


def _behind_titles(text: str, start: int, end: int) -> int:
    while " " in text[start:end]:
        first, _, _ = text[start:end].partition(" ")
        if " ".join(forms_of(first)) not in _TITLES:
            break
        start += len(first) + 1
    return start


def _whole(text: str, start: int, end: int, kind: EntityKind) -> int:
    if kind == "organisation":
        return _with_completion(text, start, end)
    last = text[start:end].rpartition(" ")[2].rpartition(".")[2]
    initial = last[:1].isupper() and (len(last) == 1 or last in _ONSETS)
    if kind == "person" and initial and text[end : end + 1] == ".":
        ends_sentence = text[end + 1 : end + 2] in {"", "\n"} and "." not in text[start:end]
        return end if ends_sentence else end + 1
    for opening, closing in _QUOTES.items():
        before, quote, nickname = text[start:end].partition(opening)
        if quote and before and closing not in nickname and text[end : end + 1] == closing:
            return end + 1
    return end


def _with_completion(text: str, start: int, end: int) -> int:
    following = _NEXT.match(text, end)
    if following is not None and following[1].islower():
        last = forms_of(text[start:end])[-1:]
        if " ".join((*last, *forms_of(following[1]))) in COMPLETIONS:
            end = following.end()
    return _with_list(text, start, end)


def _with_list(text: str, start: int, end: int) -> int:
    """Take in the rest of a list of offices, which a "và" closes: "Bộ Văn hóa" [, Thể thao và Du lịch]."""
    if text[start:end].partition(" ")[0].lower() not in _OFFICES:
        return end
    at = end
    while (item := _ITEM.match(text, at)) and item[2][0].isupper() and " ".join(forms_of(item[2])) in COMPLETIONS:
        at = item.end()
        if item[1] == " và ":
            return at
    return end
