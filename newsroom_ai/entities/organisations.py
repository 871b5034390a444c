"""Organisations by their head word: where a name begins, and how far it reaches."""

from __future__ import annotations

from typing import Final

from newsroom_ai.entities.lexicon import (
    COMPLETIONS,
    FUNCTION_WORDS,
    HEADS_ANY_CASE,
    HEADS_CAPITAL,
    INNER,
    PROVINCIAL,
    STANDALONE,
    UNIT_WORDS,
)
from newsroom_ai.entities.page import Page, Stretch
from newsroom_ai.vocabulary.cased import SURNAMES, VIETNAMESE, word_set

_LONGEST: Final = 14
_HYPHENS: Final = frozenset({" - ", "-", " – ", "–", "&", " & "})
_JOINING: Final = word_set("bộ sở viện đại_học học_viện trung_tâm ủy_ban cục tổng_cục ban phòng hội chi_cục vụ báo")
_ALL: Final = HEADS_CAPITAL | HEADS_ANY_CASE | STANDALONE
_SCHOOLS: Final = word_set(
    "thpt thcs đh cđ đại_học cao_đẳng tiểu_học trung_học mầm_non mẫu_giáo quốc_tế dân_lập phổ_thông"
)
_SHORT_WORDS: Final = word_set("đoàn đội phòng ban quỹ đảng hội đài vụ")
_ALSO_SMALL: Final = word_set("vận_tải nông_thôn môi_trường công_nghệ truyền_thông thể_thao du_lịch thương_mại")
_TELLS: Final = word_set("dự_báo thông_báo cảnh_báo tình_báo")
_TRAILING: Final = INNER - _ALSO_SMALL - word_set("trung_ương quốc_gia nhân_dân")


def _sizes() -> dict[str, tuple[int, ...]]:
    """First syllable of a head -> its lengths in syllables, longest first."""
    sizes: dict[str, set[int]] = {}
    for head in _ALL:
        sizes.setdefault(head.split()[0], set()).add(len(head.split()))
    return {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}


_SIZES: Final = _sizes()
_NEEDS_CAPITAL: Final = word_set("báo hãng trường")


def organisations(page: Page) -> list[Stretch]:
    """The organisations of one page, in order, the outermost of nested ones; none in text of one case."""
    if page.case != "mixed":
        return []
    found: list[Stretch] = []
    at = 0
    while at < len(page):
        end = page.places.get(at, 0) or _name_at(page, at)
        if end > at and at not in page.places:
            found.append(Stretch(at, end))
        at = max(end, at + 1)
    return found


def _name_at(page: Page, at: int) -> int:
    """Where the organisation that begins at a syllable ends, or ``at`` when none does."""
    for size in _SIZES.get(page.form(at), ()):
        forms = " ".join(page.forms[at : at + size])
        if forms not in _ALL or any(gap != " " for gap in page.gaps[at + 1 : at + size]):
            continue
        if forms in STANDALONE and page.capital(at) and (size > 1 or not page.capital(at - 1)):
            return at + size
        if (forms in HEADS_CAPITAL and page.capital(at)) or forms in HEADS_ANY_CASE:
            end = _reach(page, at + size, joining=forms in _JOINING)
            return end if _is_name(page, at, at + size, end) else at
    return at


def _is_name(page: Page, at: int, head_end: int, end: int) -> bool:
    """Whether what follows the head makes it a name rather than a description."""
    if end == head_end or (end - 1 == head_end and page.form(head_end) in UNIT_WORDS):
        return False
    if (end - 2 == head_end and page.pair(head_end) in INNER) or page.pair(at - 1) in _TELLS:
        return False
    if not page.capital(at):
        if page.form(at) in _NEEDS_CAPITAL and page.form(head_end) in UNIT_WORDS:
            return False
        return page.capital(head_end) or page.form(head_end) in UNIT_WORDS
    if head_end - at == 1 and page.form(at) in _SHORT_WORDS and page.pair(head_end) not in COMPLETIONS:
        return False
    if page.form(at) == "trường" and not page.opens(at):  # not Trường Sơn, Trường Giang
        return page.form(at + 1) in _SCHOOLS or page.pair(at + 1) in _SCHOOLS
    return any(page.capital(i) for i in range(head_end, end))


def _reach(page: Page, at: int, *, joining: bool) -> int:
    """Extend a name to the right as far as capitals and known compounds carry it."""
    start = end = at
    while end < len(page) and end - start < _LONGEST:
        step = _step(page, start, end, joining=joining)
        if not step:
            break
        end += step
    while end - 2 >= start and page.pair(end - 2) in _TRAILING and not page.capital(end - 2):
        end -= 2
    return end


def _step(page: Page, start: int, at: int, *, joining: bool) -> int:
    """How many syllables more belong to the name: 0 where it ends."""
    gap = page.gap(at)
    if gap != " ":
        return _over_mark(page, at, gap)
    if at in page.places:
        return page.places[at] - at
    if page.capital(at):
        if page.form(at - 1) in PROVINCIAL and at - 1 >= start and page.form(at) in SURNAMES and page.capital(at + 1):
            return 0  # no province of this name: a person, "UBND tỉnh Trần Văn Nam"
        return 0 if _person_begins(page, start, at) or _head_begins(page, start, at) else 1
    form = page.form(at)
    if page.capital(at - 1) and (page.pair(at - 1) in COMPLETIONS or _half_a_word(page, start, at)):
        return 1
    if form in UNIT_WORDS and (page.capital(at + 1) or page.form(at + 1).isdigit()) and page.gap(at + 1) == " ":
        return 1
    if form.isdigit():
        return 1 if page.form(at - 1) in UNIT_WORDS | {"số", "khu"} else 0
    if page.pair(at) in _ALSO_SMALL and page.capital(at - 2) and not page.capital(at - 1):
        return 2  # Sở Giao thông vận tải
    if page.pair(at) in INNER and at - start < 6:
        return 2
    if form == "và" and joining and page.pair(at + 1) in COMPLETIONS and page.capital(at + 1):
        return 1
    return 0


def _half_a_word(page: Page, start: int, at: int) -> bool:
    """Whether a lone capital before a small syllable is half of a word: "Cục Phòng vệ", "Sở Giao dịch"."""
    if at == start or at in page.place_ends:
        return False
    lone = at - 1 == start or not page.capital(at - 2)
    written = page.acronym(at - 1) or VIETNAMESE.fullmatch(page.form(at - 1)) is None
    return lone and not written and page.form(at) not in FUNCTION_WORDS and page.form(at - 2) not in UNIT_WORDS


def _over_mark(page: Page, at: int, gap: str) -> int:
    """Cross a hyphen, or the comma of "Văn hóa, Thể thao và Du lịch"."""
    if not page.capital(at):
        return 0
    if gap in _HYPHENS:
        return 1 if page.pair(at) in COMPLETIONS or gap in {"-", "–", "&"} else 0
    if gap == ", ":
        listed = page.pair(at - 2) in COMPLETIONS and page.pair(at) in COMPLETIONS
        return 1 if listed and page.form(at + 2) == "và" and page.pair(at + 3) in COMPLETIONS else 0
    return 1 if gap == "." and page.acronym(at) else 0


def _person_begins(page: Page, start: int, at: int) -> bool:
    """Whether a name begins after a finished institution: "Công an Hà Nội Nguyễn Văn Nam"."""
    if at == start or page.acronym(at) or page.acronym(at + 1) or at + 1 in page.places:
        return False
    named = page.form(at) in SURNAMES or VIETNAMESE.fullmatch(page.form(at)) is None
    follows = page.capital(at + 1) and page.gap(at + 1) == " " and page.pair(at) not in COMPLETIONS
    return named and follows and (at in page.place_ends or page.pair(at - 2) in COMPLETIONS)


def _head_begins(page: Page, start: int, at: int) -> bool:
    if at == start:
        return False
    return page.form(at) in {"bộ", "sở", "ubnd", "hđnd", "cục"} or page.pair(at) in {"công an", "chủ tịch", "giám đốc"}
