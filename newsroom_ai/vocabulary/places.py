"""Provinces, countries, regions and well-known towns in running text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from newsroom_ai.text.syllables import Syllable, exact_forms, has_marks, syllables
from newsroom_ai.vocabulary.cased import SURNAMES, VIETNAMESE, CasedText, word_set
from newsroom_ai.vocabulary.provinces import province_aliases, provinces, read_table


class PlaceMention(NamedTuple):
    """Code points ``start`` to ``end`` of a text that name a place; ``label`` is its usual name.

    ``uri`` of a province is that of the latest unit of this name: which unit held it on a day is
    ``provinces.valid_on(label, day)``.
    """

    start: int
    end: int
    label: str
    uri: str


@dataclass(frozen=True, slots=True)
class _Name:
    """One spelling of a place; a ``bound`` one needs a unit word before it (``TP Vinh``)."""

    forms: tuple[str, ...]
    label: str
    uri: str
    kind: str
    bound: bool


class Gazetteer:
    """Finds known places by their longest name; spelling variants, alias and unit words included."""

    def __init__(self, names: Sequence[_Name]) -> None:
        self._exact = _index(names)
        self._bare = _index([_unmarked(name) for name in names if len(name.forms) > 1 or len(name.forms[0]) > 4])

    @property
    def spellings(self) -> Iterator[tuple[str, ...]]:
        """The exact forms of all names, as marked texts spell them."""
        return (name.forms for names in self._exact.values() for name in names)

    def find(self, text: str, found: Sequence[Syllable] | None = None) -> list[PlaceMention]:
        """The places a text names, in order, without overlaps; unit words belong to the span.

        In cased text a name must be capitalised; text in one case only is read with caution. ``found`` are the
        syllables of the text, where the caller has them already.

        >>> [text[m.start:m.end] for text in ["Tại tỉnh Hà Giang, ông Nguyễn Thái Bình mong hoà bình."]
        ...  for m in gazetteer().find(text)]
        ['tỉnh Hà Giang']
        >>> [(m.label, m.start) for m in gazetteer().find("Mưa lớn ở TP. HCM và Đăk Lăk")]
        [('TP.HCM', 10), ('Đắk Lắk', 21)]
        """
        return self.found_in(PlaceScan(text, found))

    def found_in(self, scan: PlaceScan) -> list[PlaceMention]:
        """As ``find``, of a text that somebody reads for other things too."""
        index = self._exact if has_marks(scan.text) else self._bare
        return [m for m in scan.named(index) if scan.case != "mixed" or not scan.doubtful(m, index)]


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the shipped vocabulary."""
    names: dict[tuple[str, ...], _Name] = {}
    for place in read_table("places.csv"):
        uri = f"urn:newsroom:place:{place['key']}"
        for label in (place["name"], *filter(None, map(str.strip, place["aliases"].split(";")))):
            _add(names, label, place["name"], uri, place["kind"])
    for province in provinces():  # after the others, and in order of time: the latest unit of a name wins
        for label in (province.name, *province_aliases().get(province.name, ())):
            _add(names, label, province.label, province.uri, "province")
    return Gazetteer(list(names.values()))


_BOUND: Final = frozenset({("hồ", "chí", "minh"), ("vinh",)})  # a president; a given name


def _add(names: dict[tuple[str, ...], _Name], spelling: str, label: str, uri: str, kind: str) -> None:
    forms = tuple(exact_forms(spelling))
    names[forms] = _Name(forms, label, uri, kind, forms in _BOUND)


def _unmarked(name: _Name) -> _Name:
    bare = tuple(s.bare for s in syllables(" ".join(name.forms)))
    return _Name(bare, name.label, name.uri, name.kind, name.bound)


def _index(names: Sequence[_Name]) -> dict[str, list[_Name]]:
    index: dict[str, list[_Name]] = {}
    for name in sorted(names, key=lambda n: -len(n.forms)):
        index.setdefault(name.forms[0], []).append(name)
    return index


_JOINS: Final = frozenset({" ", "-", " - ", " – ", "–", ".", ". "})
_UNITS: Final = word_set("tỉnh tp thành_phố tinh thanh_pho")
_TITLES: Final = word_set("ông bà anh chị cô chú bác cháu bé em")
_BEFORE_PEOPLE: Final = SURNAMES | _TITLES
_COMMON_NOUNS: Final = word_set("đàn_ông đàn_bà")
_ROADS: Final = word_set("đường phố lộ ngõ ngách hẻm")
_LOCAL_UNITS: Final = word_set("xã phường huyện quận thôn ấp làng bản trấn")
_FACILITIES: Final = word_set(
    "công_viên nhà_hát khách_sạn tập_đoàn quảng_trường công_ty ngân_hàng nhà_xuất nhà_máy siêu_thị giải_nobel "
    "bệnh_viện cửa_hàng nhà_hàng khu_tập chung_cư"
)
_HOLDERS: Final = word_set("thống tướng trưởng tịch sứ nghị cựu vương nước viên")
_GENERIC: Final = word_set("sông vịnh châu biển đồng bằng xứ liên bang vương quốc cộng hòa các tiểu")
_STARTS_OTHER_WORDS: Final = word_set("anh ý áo đức")
PROVEN: Final = frozenset({"Anh"})
"""Countries whose name ends so many names of people that something beside it must tell of a country."""
_LISTING: Final = frozenset({", ", " - ", "-", " – ", "–"})
_COMMON_IN_CAPITALS: Final = frozenset({"Hòa Bình", "Thái Bình", "Bình Định", "Bình Dương", "Long An"})


class PlaceScan(CasedText):
    """One text and the questions that a match must answer."""

    def named(self, index: Mapping[str, Sequence[_Name]]) -> Iterator[PlaceMention]:
        """The places of an index, in order, without overlaps."""
        free = 0
        for at, names in enumerate(map(index.get, self.forms)):
            if names is None or at < free:
                continue
            for name in names:
                end = at + len(name.forms)
                if self._matches(name, at, end) and (start := self._start(name, at, end)) is not None:
                    span = self.found[start].start, self.found[end - 1].end
                    yield PlaceMention(*span, name.label, name.uri)
                    free = end
                    break

    def doubtful(self, mention: PlaceMention, index: Mapping[str, Sequence[_Name]]) -> bool:
        """Whether a mention is as good as any name of a person: "Anh" without "nước" or another country beside it."""
        if self.text[mention.start : mention.end] not in PROVEN:
            return False
        at = bisect_left(self.found, mention.start, key=lambda syllable: syllable.start)
        if self.gap(at) == " " and at and self.form(at - 1) == "nước":
            return False
        before = after = 0
        if at and self.gap(at) in _LISTING:
            before = at
        elif at > 1 and self.form(at - 1) in {"và", "với"} and self.gap(at) == " " == self.gap(at - 1):
            before = at - 1
        if self.gap(at + 1) in _LISTING:
            after = at + 1
        elif self.form(at + 1) in {"và", "với"} and self.gap(at + 1) == " " == self.gap(at + 2):
            after = at + 2
        ends = (self._country(index, start, before) for start in range(max(0, before - 4), before))
        return not any(ends) and not (after and self._country_at(index, after))

    def _country(self, index: Mapping[str, Sequence[_Name]], start: int, end: int) -> bool:
        """Whether the syllables from start to end are a country that no other capital precedes."""
        alone = start == 0 or not (self.capital(start - 1) and self.gap(start) == " ") or self.opens(start - 1)
        return alone and any(
            name.kind == "country" and start + len(name.forms) == end and self._matches(name, start, end)
            for name in index.get(self.form(start), ())
        )

    def _country_at(self, index: Mapping[str, Sequence[_Name]], start: int) -> bool:
        for name in index.get(self.form(start), ()):
            end = start + len(name.forms)
            if name.kind == "country" and self._matches(name, start, end):
                return not (self.capital(end) and self.gap(end) == " ")
        return False

    def _matches(self, name: _Name, start: int, end: int) -> bool:
        if end > len(self.found):
            return False
        part = self.found[start:end]
        if any(s.exact != form for s, form in zip(part, name.forms, strict=True)):
            return False
        if any(self.gap(i) not in _JOINS for i in range(start + 1, end)):
            return False
        if self.case == "lower":
            return True
        free = _GENERIC if name.kind in {"region", "country"} else frozenset()
        return self.capital(end - 1) and all(self.capital(i) or self.found[i].exact in free for i in range(start, end))

    def _start(self, name: _Name, start: int, end: int) -> int | None:
        """Where the mention begins, with its unit word; None where the words are no mention of this place."""
        unit = self._unit_before(start) if name.kind in {"province", "city"} else start
        if self.case != "mixed":
            return unit if self._safe_in_one_case(name, start, unit) else None
        if not self._free_after(name, end, unit=unit < start):
            return None
        if unit < start:
            return unit
        return start if not name.bound and self._free_before(name, start) else None

    def _safe_in_one_case(self, name: _Name, start: int, unit: int) -> bool:
        if unit < start:
            return True
        if name.bound or (len(name.forms) == 1 and len(name.forms[0]) < 5):
            return False
        if self.case == "lower":
            return name.forms[-1] == "hcm" or len(name.forms) == 1
        before = self.found[start - 1].exact if start else ""
        return name.label not in _COMMON_IN_CAPITALS and before not in _BEFORE_PEOPLE

    def _unit_before(self, start: int) -> int:
        if start >= 2 and self.gap(start) == " " == self.gap(start - 1):
            pair = f"{self.found[start - 2].exact} {self.found[start - 1].exact}"
            if pair in _UNITS:
                return start - 2
        if start >= 1 and self.gap(start) in {" ", ".", ". "} and self.found[start - 1].exact in _UNITS:
            return start - 1
        return start

    def _free_before(self, name: _Name, start: int) -> bool:
        single = len(name.forms) == 1
        if self.opens(start):
            return not (single and name.forms[0] in _STARTS_OTHER_WORDS)
        if self.gap(start) != " ":
            return True
        word, pair = self.form(start - 1), self.pair(start - 2)
        if word in _TITLES and pair not in _COMMON_NOUNS and (single or name.kind == "province"):
            return False
        if (word in _ROADS and name.kind != "country") or pair in _FACILITIES:
            return False
        if word in _LOCAL_UNITS and name.kind == "province":
            return False
        if not self.capital(start - 1) or self.acronym(start - 1):
            return True
        return self.opens(start - 1) and word not in SURNAMES

    def _free_after(self, name: _Name, end: int, *, unit: bool) -> bool:
        if end >= len(self.found) or self.gap(end) != " " or not self.capital(end):
            return True
        if self.acronym(end):
            return unit
        if name.kind in {"country", "region"}:
            before = end - len(name.forms) - 1
            foreign = any(VIETNAMESE.fullmatch(form) is None for form in (name.forms[0], self.form(end)))
            named = self.form(end) in SURNAMES and self.gap(end + 1) == " " and self.capital(end + 1)
            return foreign or named or len(name.forms) > 1 or (before >= 0 and self.form(before) in _HOLDERS)
        a_name_follows = self.gap(end + 1) == " " and self.capital(end + 1)
        return self.found[end].exact in SURNAMES and (unit or a_name_follows)
