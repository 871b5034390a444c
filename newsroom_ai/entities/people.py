"""People by title, role and surname: which capitals are a person's name."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from newsroom_ai.entities.lexicon import (
    COMPLETIONS,
    FEMALE,
    MALE,
    NAMED_LIKE_PEOPLE,
    OFFICE_TITLES,
    PERSONAL_TITLES,
    PLACE_HEADS,
    PROVINCIAL,
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
_PROVINCIAL_OFFICES: Final = word_set("ubnd hđnd nhân_dân tỉnh_ủy chủ_tịch bí_thư công_an đoàn_đbqh")
_CREDITS: Final = word_set("ảnh video clip nguồn theo đồ_họa")
_PERSONAL_VERBS: Final = word_set(
    "nói kể khai cười khóc hỏi đáp viết hát cho_biết cho_rằng cho_hay chia_sẻ khẳng_định nhấn_mạnh phát_biểu trả_lời "
    "tâm_sự thừa_nhận khai_nhận bày_tỏ nhận_định giải_thích ghi_bàn kết_hôn qua_đời sinh_năm tử_vong bị_bắt bị_khởi"
)
_ALSO_ENDINGS: Final = word_set("lộ bản làng")
"""Words of a place that also end others: tiết lộ, văn bản."""
_NO_NAMES: Final = COMPLETIONS | ROLE_STARTS
_NOT_IN_NAMES: Final = word_set("và của tại theo ngày tháng năm tết covid sea euro world facebook google youtube")


class NameFound(NamedTuple):
    """A person's name on a page; ``titled`` when a title or role says that it is one.

    ``place`` says that the words before it make it the name of a place, a road or a firm.
    """

    at: Stretch
    titled: bool
    gender: Gender
    place: bool = False


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
            end = roads_end = max(capitals_end(page, at, blocked), at + 1)
            if page.form(at - 1) not in _ALSO_ENDINGS:
                found.append(NameFound(Stretch(at, end), False, "", place=True))
            at = end
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
    end = capitals_end(page, at, blocked)
    if end == at or (title not in PERSONAL_TITLES and _like_a_person(page, at, end)):
        return None
    if title:
        if end - at == 1 and title not in PERSONAL_TITLES and not _single(page, at, title):
            return None
        return NameFound(Stretch(at, end), True, _gender(title))
    if not _untitled(page, at, end):
        return None
    behind = page.gap(at) == " " and (page.form(at - 1) in PLACE_HEADS or page.pair(at - 2) in PLACE_HEADS)
    before_place = page.gap(end) == " " and end in page.places and page.capital(end)
    cued = _cue_follows(page, end) and not behind
    return NameFound(Stretch(at, end), cued, "", place=behind or before_place)


def _like_a_person(page: Page, at: int, end: int) -> bool:
    """Whether a run is a known district, island or firm, with what the gazetteer took from its end."""
    whole = max(end, page.places.get(end, end)) if page.gap(end) == " " else end
    return any(" ".join(page.forms[at:stop]) in NAMED_LIKE_PEOPLE for stop in (end, whole))


def _cue_follows(page: Page, at: int) -> bool:
    """Whether a role, an age or a verb of a person stands right behind a name."""
    gap, form = page.gap(at).strip(), page.form(at)
    if gap in {",", "(", "-", "–"}:
        aged = form.isdecimal() and page.form(at + 1) == "tuổi"
        role = page.pair(at) in ROLE_TITLES | ROLE_STARTS or (form in {"phó", "nguyên", "cựu"} and not page.capital(at))
        return aged or role or form in {"sn", "sinh", "trú", "ngụ", "quê"}
    return gap == "" and page.gap(at) == " " and (form in _PERSONAL_VERBS or page.pair(at) in _PERSONAL_VERBS)


def _title_before(page: Page, at: int, blocked: bytearray) -> str:
    """The title or role that stands right before a syllable, folded; "" without one."""
    gap = page.gap(at)
    if at == 0 or gap not in {" ", ".", ". "}:
        return ""
    if blocked[at - 1]:  # "Chủ tịch UBND tỉnh Thái Bình Nguyễn Khắc Thận"
        named = page.form(at) in SURNAMES or VIETNAMESE.fullmatch(page.form(at)) is None
        return "chủ tịch" if gap == " " and named and page.capital(at + 1) and page.gap(at + 1) == " " else ""
    word, pair = page.form(at - 1), page.pair(at - 2)
    if word in PROVINCIAL and gap == " " and page.form(at) in SURNAMES and page.capital(at + 1):
        before = range(max(0, at - 6), at - 1)
        near = {*map(page.form, before), *map(page.pair, before)}
        return "chủ tịch" if near & _PROVINCIAL_OFFICES else ""
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


def capitals_end(page: Page, at: int, blocked: bytearray) -> int:
    """Where the capitals that open at a syllable stop being one name."""
    end = at
    while end < len(page) and end - at < _LONGEST and not blocked[end]:
        if end > at and not _continues(page, end):
            break
        if not page.capital(end) and page.gap(end) != "-":
            break
        if page.word(end)[-1:].isdigit() or page.form(end) in _NOT_IN_NAMES:
            break
        if page.pair(end) in _NO_NAMES and not page.capital(end + 1):
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
