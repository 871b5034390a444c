"""Children named in an article: whose names are not to be spread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from newsroom_ai.article import Article, Span
from newsroom_ai.entities.lexicon import is_initials
from newsroom_ai.entities.page import Page, Stretch, pages
from newsroom_ai.entities.people import capitals_end
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.cased import CasedText, word_set

_ADULT: Final = 16
_LAST_GRADE: Final = 9
_TITLES: Final = word_set("cháu bé em")
_KIN: Final = word_set("em_trai em_gái con_em con_cháu anh_em chị_em nhỏ_bé các_em")
"""Pairs in which a title of a child is none: a sister, descendants, siblings, small."""
_BETWEEN: Final = word_set("trai gái bé tên là này nhỏ")
_ALSO_BETWEEN: Final = word_set("tuổi tháng mới lên")
_ALL_BETWEEN: Final = _BETWEEN | _ALSO_BETWEEN
_BEFORE_AGE: Final = word_set("mới năm nay hiện chỉ là học sinh lớp bé trai gái")
_OTHER_AGES: Final = word_set("nghề đảng quân")
_MOST_BETWEEN: Final = 5

Name = tuple[str, ...]


class Minors:
    """The children an article names; initials hide a child already and are left out.

    >>> found = Minors(Article("a1", body="Bé gái Trần Thị Hoa đi lạc. Nguyễn Minh An, 8 tuổi, cũng vậy."))
    >>> [span.text for span in found.spans], found.named_in("Tìm thấy Hoa ở chợ"), found.named_in("Chợ hoa đông")
    (['Trần Thị Hoa', 'Nguyễn Minh An'], True, False)
    """

    def __init__(self, article: Article) -> None:
        when = article.published_at or article.updated_at or date.today()  # a draft is of today
        self._first = _children(article.title, article.sapo, article.body, when.year)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The first mention of each name, the fullest form of it only."""
        return tuple(
            span
            for name, span in self._first.items()
            if not any(len(other) > len(name) and other[-len(name) :] == name for other in self._first)
        )

    def named_in(self, text: str) -> bool:
        """Whether a text holds the name of a child, whole or the end of it ("Hoa" of "Trần Thị Hoa")."""
        if not self._first:
            return False
        read = CasedText(text)
        return any(_holds(read, name) for name in self._first)

    def part_of_name(self, text: str) -> bool:
        """Whether a text is two or more syllables of a child's name."""
        forms = tuple(exact_forms(text))
        size = len(forms)
        return size > 1 and any(
            name[i : i + size] == forms for name in self._first for i in range(len(name) - size + 1)
        )


@lru_cache(maxsize=4)
def _children(title: str, sapo: str, body: str, year: int) -> dict[Name, Span]:
    """The first mention of each child; the last few articles are remembered, since several parts ask about one."""
    mentions: dict[Name, Span] = {}
    grown: set[Name] = set()
    for page in pages(Article("", title=title, sapo=sapo, body=body)):
        if page.case != "mixed":
            continue
        for at, age in _named(page, year):
            name = tuple(page.form(i) for i in range(at.start, at.end))
            if is_initials(page.span(at).text):
                continue
            if age is not None and age >= _ADULT:
                grown.add(name)
            else:
                mentions.setdefault(name, page.span(at))
    return {
        name: span
        for name, span in mentions.items()
        if not any(old[-len(name) :] == name and (len(name) > 1 or old == name) for old in grown)
    }


def _holds(read: CasedText, name: Name) -> bool:
    for at in range(len(read)):
        for size in range(len(name), 0, -1):
            end = at + size
            if end > len(read) or tuple(read.forms[at:end]) != name[-size:]:
                continue
            if size == len(name) > 1:
                return True
            before = read.capital(at - 1) and read.gap(at) == " " and not read.opens(at - 1) if at else False
            after = read.capital(end) and read.gap(end) == " "
            if read.capital(at) and not before and not after:
                return True
    return False


def _named(page: Page, year: int) -> Iterator[tuple[Stretch, int | None]]:
    """Names behind a child's title, and names with an age; the age where one is stated."""
    blocked = bytearray(len(page) + 1)
    for start, end in page.places.items():
        blocked[start:end] = b"\1" * (end - start)
    free = 0
    for at, capital in enumerate(page.capitals):
        if not capital or at < free or blocked[at]:
            continue
        start = at + 1 if page.opens(at) and page.form(at) in _TITLES else at
        end = capitals_end(page, start, blocked)
        if end > start:
            age = _age_after(page, end, year)
            whole = end - start > 1 or (not page.opens(start) and not page.acronym(start))
            if _titled(page, start) or (age is not None and whole):
                yield Stretch(start, end), age
        free = end


def _titled(page: Page, at: int) -> bool:
    """Whether a child's title stands before a name: "cháu", "bé gái", "bé trai 5 tuổi tên"."""
    for back in range(1, min(_MOST_BETWEEN, at) + 1):
        here = at - back
        if page.gap(here + 1) != " ":
            return False
        form = page.form(here)
        pair_after, pair_before = page.pair(here), page.pair(here - 1) if here else ""
        if form in _TITLES and pair_after not in _KIN and pair_before not in _KIN:
            return True
        if form not in _ALL_BETWEEN and not form.isdigit():
            return False
    return False


def _age_after(page: Page, at: int, year: int) -> int | None:
    """The age stated right behind a name: "(8 tuổi)", ", 14 tháng tuổi", "(SN 2015)", ", học sinh lớp 3"."""
    if page.gap(at).strip() not in {"", ",", "(", "-", "–", "["}:
        return None
    if page.pair(at) == "sinh viên":
        return _ADULT
    last = at
    while last < at + 4 and page.form(last) in _BEFORE_AGE:
        last += 1
    number = page.form(last)
    if page.form(last - 1) == "lớp" and number[:1].isdigit():
        grade = int("".join(c for c in number if c.isdecimal())[:2])
        return grade + 5 if grade <= _LAST_GRADE else None
    if page.form(last) in {"sn", "sinh"} or page.form(last - 1) == "sinh":
        return _age_by_year(page, last, year)
    if not number.isdecimal() or len(number) > 3:
        return None
    if page.form(last + 1) == "tuổi" and page.form(last + 2) not in _OTHER_AGES:
        return int(number)
    return 0 if page.form(last + 1) == "tháng" and page.form(last + 2) == "tuổi" else None


def _age_by_year(page: Page, at: int, published: int) -> int | None:
    for year in (page.form(i) for i in range(at, at + 4)):
        if len(year) == 4 and year.isdecimal():
            return published - int(year)
    return None
