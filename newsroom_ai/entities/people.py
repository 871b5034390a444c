"""People by title, role and surname: which capitals are a person's name."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from newsroom_ai.entities.lexicon import (
    COMPLETIONS,
    FEMALE,
    MALE,
    OFFICE_TITLES,
    PERSONAL_TITLES,
    ROADS,
    ROLE_STARTS,
    ROLE_TITLES,
)
from newsroom_ai.entities.page import Page, Stretch
from newsroom_ai.vocabulary.cased import SURNAMES, VIETNAMESE, word_set

Gender = Literal["male", "female", ""]

_LONGEST: Final = 6
_COMMON_SURNAMES: Final = word_set(
    "nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ ngô trương đinh trịnh lương đoàn tạ"
)
_ALWAYS_TITLES: Final = word_set("ông bà chị cô")
_ACADEMIC: Final = word_set("gs pgs ts ths bs ls kts nsnd nsưt")
_COMMON_NOUNS: Final = word_set("đàn_ông đàn_bà anh_em chị_em mẹ_con")
_CREDITS: Final = word_set("ảnh video clip nguồn theo đồ_họa")
_NOT_IN_NAMES: Final = word_set("và của tại theo ngày tháng năm tết covid sea euro world facebook google youtube")


class NameFound(NamedTuple):
    """A person's name on a page; ``titled`` when a title or role says that it is one."""

    at: Stretch
    titled: bool
    gender: Gender


def people(page: Page, taken: list[Stretch]) -> list[NameFound]:
    """The names of people on one page outside the stretches already ``taken``; none in text of one case."""
    if page.case != "mixed":
        return []
    blocked = bytearray(len(page) + 1)
    for stretch in taken:
        blocked[stretch.start : stretch.end] = b"\1" * (stretch.end - stretch.start)
    for start, end in page.places.items():
        blocked[start:end] = b"\1" * (end - start)
    roads_end = -1
    found: list[NameFound] = []
    at = 0
    while at < len(page):
        if not page.capital(at) or blocked[at]:
            at += 1
            continue
        if _names_a_road(page, at, roads_end):
            at = roads_end = max(_run(page, at, blocked), at + 1)
            continue
        name = _name_at(page, at, blocked)
        if name is not None:
            found.append(name)
        at = name.at.end if name is not None else at + 1
    return found


def _name_at(page: Page, at: int, blocked: bytearray) -> NameFound | None:
    title = _title_before(page, at, blocked)
    if page.form(at) in _ACADEMIC:
        return None
    if not title and (page.form(at) in _ALWAYS_TITLES or (page.opens(at) and page.form(at) in PERSONAL_TITLES)):
        return None  # the title itself has the capital: the name comes next
    end = _run(page, at, blocked)
    if end == at:
        return None
    if title:
        if end - at == 1 and title not in PERSONAL_TITLES and not _single(page, at, title):
            return None
        return NameFound(Stretch(at, end), True, _gender(title))
    return NameFound(Stretch(at, end), False, "") if _untitled(page, at, end) else None


def _title_before(page: Page, at: int, blocked: bytearray) -> str:
    """The title or role that stands right before a syllable, folded; "" without one."""
    gap = page.gap(at)
    if at == 0 or gap not in {" ", ".", ". "}:
        return ""
    if blocked[at - 1]:  # "Chủ tịch UBND tỉnh Thái Bình Nguyễn Khắc Thận"
        named = page.form(at) in SURNAMES or VIETNAMESE.fullmatch(page.form(at)) is None
        return "chủ tịch" if gap == " " and named and page.capital(at + 1) and page.gap(at + 1) == " " else ""
    word, pair = page.form(at - 1), page.pair(at - 2)
    if pair in _COMMON_NOUNS:
        return ""
    if word in PERSONAL_TITLES and (
        not page.capital(at - 1)
        or page.form(at - 1) in _ALWAYS_TITLES
        or page.opens(at - 1)
        or page.acronym(at - 1)
        or gap != " "
    ):
        return word
    if gap == " " and pair in ROLE_TITLES:
        return pair
    if pair in COMPLETIONS and page.capital(at - 2) and page.pair(at - 4) in ROLE_TITLES and gap == " ":
        return "bộ trưởng"  # "Bộ trưởng Ngoại giao Lê Hoài Trung"
    return ""


def _run(page: Page, at: int, blocked: bytearray) -> int:
    """Where the capitals that open at a syllable stop being one name."""
    end = at
    while end < len(page) and end - at < _LONGEST and not blocked[end]:
        if end > at and not _continues(page, end):
            break
        if not page.capital(end) and page.gap(end) != "-":
            break
        if page.word(end)[-1:].isdigit() or page.form(end) in _NOT_IN_NAMES:
            break
        if page.pair(end) in COMPLETIONS | ROLE_STARTS and not page.capital(end + 1):
            break
        if page.acronym(end) and len(page.word(end)) > 2 and page.gap(end) != ".":
            break
        end += 1
    return end


def _continues(page: Page, at: int) -> bool:
    gap = page.gap(at)
    if gap == " ":
        return True
    if gap == "-":  # Park Hang-seo, but not Mỹ-Trung
        return not page.capital(at) or page.form(at) not in SURNAMES
    shortened = gap in {".", ". "} and len(page.word(at - 1)) <= 2 and len(page.word(at)) <= 2
    return shortened and page.capital(at - 1)


def _untitled(page: Page, at: int, end: int) -> bool:
    """Whether a run without a title is a Vietnamese full name: a surname and one to four names."""
    size = end - at
    if page.opens(at) and (":" in page.gap(at) and page.form(at - 1) in _CREDITS):
        return False
    if page.opens(at) and end == len(page) and page.field == "body" and page.text[-1:].isalpha():
        return False  # the byline
    if not 2 <= size <= 4 or page.form(at) not in SURNAMES or any(page.acronym(i) for i in range(at, end)):
        return False
    if page.gap(at) == " " and page.capital(at - 1) and not page.opens(at - 1):
        return False
    return size > 2 or page.form(at) in _COMMON_SURNAMES


def _names_a_road(page: Page, at: int, roads_end: int) -> bool:
    """Whether a capital opens the name of a street, alone or in a list: "đường Lê Lợi, Trần Phú"."""
    if page.form(at) not in SURNAMES:
        return False
    behind = page.gap(at) == " " and page.form(at - 1) in ROADS
    listed = at == roads_end and page.gap(at) in {", ", " - ", " – ", "-"}
    return behind or listed or (at - 1 == roads_end and page.form(at - 1) in {"và", "với"})


def _single(page: Page, at: int, title: str) -> bool:
    """Whether one capitalised word behind a role is a person: "bị cáo Tiến", not "Chủ tịch Quốc hội"."""
    if page.acronym(at) or page.pair(at) in COMPLETIONS or page.capital(at + 1):
        return False
    return title not in OFFICE_TITLES or VIETNAMESE.fullmatch(page.form(at)) is None


def _gender(title: str) -> Gender:
    if title in MALE:
        return "male"
    return "female" if title in FEMALE else ""
