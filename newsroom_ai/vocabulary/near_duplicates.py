"""Tags that are probably one: the same words in another spelling, order or abbreviation, or with a slip of the hand.

Pairs come from keys that equal spellings share, never from comparing all with all, so that a hundred thousand tags
take seconds. Each pair says why it was made. What would name two different things is left out rather than offered low:
other digits, other marks on marked letters (Hùng, Hưng), names in swapped roles (Nga đánh Ukraine, Ukraine đánh Nga).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal, NamedTuple

from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import bare_form, exact_forms, has_marks
from newsroom_ai.vocabulary.aliases import AliasGroup
from newsroom_ai.vocabulary.places import gazetteer

Reason = Literal["spelling", "spacing", "place", "abbreviation", "marks", "order", "title", "typo", "initials"]

SCORES: Final[dict[Reason, float]] = {
    "spelling": 0.99,
    "spacing": 0.97,
    "place": 0.95,
    "abbreviation": 0.93,
    "marks": 0.9,
    "title": 0.85,
    "order": 0.8,
    "typo": 0.75,
    "initials": 0.6,
}
"""The reasons in the order in which pairs of editors' tags were found right; no calibrated probabilities."""

_CROWD: Final = 12  # tags that share one key: more are no near duplicates but a family ("U22 …")
_KNOWN_SYLLABLE: Final = 3  # tags a syllable must stand in to be the right one of two
_TITLES: Final = frozenset(
    (
        "ca sĩ", "diễn viên", "hoa hậu", "á hậu", "người mẫu", "người đẹp", "nghệ sĩ", "danh hài", "nhạc sĩ",
        "đạo diễn", "hlv", "huấn luyện viên", "cầu thủ", "thủ môn", "tiền đạo", "tiền vệ", "hậu vệ", "thủ tướng",
        "phó thủ tướng", "tổng thống", "chủ tịch", "chủ tịch nước", "tổng bí thư", "bộ trưởng", "tỷ phú", "mc",
        "rapper", "bác sĩ", "ông", "bà",
    )
)  # fmt: skip
_CONTESTS: Final = frozenset(  # a beauty queen of these, not by these names
    ("trái đất", "hoàn vũ", "thế giới", "hòa bình", "quốc tế", "siêu quốc gia", "đại dương", "du lịch", "đại sứ")
)
_SYMBOL: Final = re.compile(r"[+#&%$€]")
_NUMBER: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """``tag``, on ``count`` articles, is probably ``into``, which stands on ``into_count``; ``score`` in 0..1."""

    tag: str
    count: int
    into: str
    into_count: int
    reason: Reason
    score: float


class _Tag(NamedTuple):
    text: str
    uses: int
    forms: tuple[str, ...]


def near_duplicates(
    counts: Mapping[str, int],
    aliases: Sequence[AliasGroup] = (),
    preferred: Callable[[str], str | None] = lambda tag: None,
) -> list[NearDuplicate]:
    """Find tags to merge, those first that are surest and touch most articles.

    Args:
        counts: tag -> number of articles that carry it.
        aliases: groups of forms of equal meaning; those with days are left out, for a tag knows no day.
        preferred: the label that a vocabulary prefers for a tag, None where none knows it. It wins over frequency.

    Returns:
        each tag at most once as ``tag``, and none both as ``tag`` and as ``into``.

    >>> [(one.tag, one.into) for one in near_duplicates({"Covid-19": 9, "COVID 19": 2, "hoà giải": 1, "hòa giải": 5})]
    [('COVID 19', 'Covid-19'), ('hoà giải', 'hòa giải')]
    """
    tags = [_Tag(text, count, tuple(forms)) for text, count in sorted(counts.items()) if (forms := exact_forms(text))]
    best: dict[tuple[_Tag, _Tag], Reason] = {}
    for reason, one, other in _pairs(tags, aliases):
        if SCORES[reason] > SCORES.get(best.get((one, other), "initials"), 0) or (one, other) not in best:
            best[one, other] = reason
    return _stars(best, preferred)


def _pairs(tags: Sequence[_Tag], aliases: Sequence[AliasGroup]) -> Iterator[tuple[Reason, _Tag, _Tag]]:
    written, syllables = _Abbreviations(aliases), _Syllables(tags)
    keys: dict[Reason, Callable[[_Tag], Iterable[object]]] = {
        "spelling": lambda tag: (tag.forms,),
        "spacing": _joined,
        "place": _place,
        "abbreviation": lambda tag: (written.out(tag.forms),),
        "marks": lambda tag: (tuple(map(bare_form, tag.forms)),) if len(tag.forms) > 1 else (),
        "order": lambda tag: (tuple(sorted(tag.forms)),) if len(tag.forms) > 2 else (),
        "title": _untitled,
        "typo": lambda tag: _with_a_gap(tag) if len(tag.forms) > 1 else (),
        "initials": _initials,
    }
    admits: dict[Reason, Callable[[_Tag, _Tag], bool]] = {
        "marks": syllables.one_unmarked,
        "order": _not_swapped,
        "typo": syllables.one_slip,
        "initials": lambda one, other: (len(one.forms) == 1) != (len(other.forms) == 1),
    }
    for reason, key in keys.items():
        table: dict[object, list[_Tag]] = defaultdict(list)
        for tag in tags:
            for value in key(tag):
                table[value].append(tag)
        limit = 2 if reason == "initials" else _CROWD
        for sharing in table.values():
            if 1 < len(sharing) <= limit:
                for one, other in combinations(sharing, 2):
                    if _same_signs(one, other) and (reason not in admits or admits[reason](one, other)):
                        yield reason, one, other


def _stars(pairs: Mapping[tuple[_Tag, _Tag], Reason], preferred: Callable[[str], str | None]) -> list[NearDuplicate]:
    """One tag in the middle, to which others are joined directly: chains would lead from one thing to another."""
    beside: dict[_Tag, dict[_Tag, Reason]] = defaultdict(dict)
    for (one, other), reason in pairs.items():
        beside[one][other] = beside[other][one] = reason
    known = {tag: preferred(tag.text) for tag in beside}
    careless = {tag for (one, other), reason in pairs.items() for tag in _careless(one, other, reason)}
    best_first = sorted(
        beside, key=lambda tag: (known[tag] != tag.text, tag in careless, -tag.uses, *_oddness(tag.text))
    )
    taken: set[_Tag] = set()
    found = []
    for middle in best_first:
        if middle in taken:
            continue
        joined = [tag for tag in beside[middle] if tag not in taken and _may_join(known[tag], known[middle])]
        taken.update(joined, (middle,))
        for tag in joined:
            reason = beside[middle][tag]
            found.append(NearDuplicate(tag.text, tag.uses, middle.text, middle.uses, reason, SCORES[reason]))
    return sorted(found, key=lambda one: (-one.score, -one.count, one.into, one.tag))


def _careless(one: _Tag, other: _Tag, reason: Reason) -> Iterator[_Tag]:
    """The one of two that was typed without marks, or with capitals at no place or at all, however often it is used."""
    for tag, better in ((one, other), (other, one)):
        if reason == "marks" and has_marks(better.text):
            yield tag
        elif reason == "spelling" and len(tag.forms) > 1 and not better.text.isupper():
            capitals = sum(word[:1].isupper() for word in better.text.split())
            if tag.text.isupper() or (tag.text.islower() and capitals > 1):
                yield tag


def _oddness(text: str) -> tuple[bool, bool, str]:
    """Of tags used as often, the one with marks stays, then the one in the usual tone placement."""
    return not has_marks(text), fold(text) != text.lower(), text


def _may_join(one: str | None, other: str | None) -> bool:
    """Two tags that a vocabulary knows are one only where it says so itself."""
    return one is None or other is None or one == other


def _same_signs(one: _Tag, other: _Tag) -> bool:
    """C, C# and C++ have the same letters."""
    return sorted(_SYMBOL.findall(one.text)) == sorted(_SYMBOL.findall(other.text))


def _joined(tag: _Tag) -> Iterable[str]:
    joined = "".join(tag.forms)
    return () if joined.isdigit() or len(joined) < 4 else (joined,)


def _place(tag: _Tag) -> Iterable[str]:
    return (
        mention.label for mention in gazetteer().find(tag.text) if (mention.start, mention.end) == (0, len(tag.text))
    )


def _untitled(tag: _Tag) -> Iterable[tuple[str, ...]]:
    """A person with and without the title; where a place follows, it is no person: hoa hậu Việt Nam."""
    yield tag.forms
    words = tag.text.split()
    for length in (3, 2, 1):
        rest = words[length:]
        if " ".join(words[:length]).lower() in _TITLES and len(rest) > 1 and all(word[:1].isupper() for word in rest):
            if " ".join(rest).lower() not in _CONTESTS and not gazetteer().find(" ".join(rest)):
                yield tag.forms[length:]
            return


def _initials(tag: _Tag) -> Iterable[str]:
    """What four letters or more may stand for; of three, half the pairs were wrong (BTS, "bạc tăng sốc")."""
    if len(tag.forms) == 1 and tag.text.isupper() and len(tag.forms[0]) > 3:
        yield tag.forms[0]
    elif len(tag.forms) > 3 and not _NUMBER.search(tag.text):
        yield "".join(form[0] for form in tag.forms)


def _not_swapped(one: _Tag, other: _Tag) -> bool:
    """Words in another order, unless what stood on both sides of something changed places."""
    if one.forms == other.forms:
        return False
    longest = len(one.forms)
    start = next(at for at in range(longest) if one.forms[at] != other.forms[at])
    end = next(at for at in range(1, longest + 1) if one.forms[-at] != other.forms[-at])
    inside, turned = one.forms[start : longest - end + 1], other.forms[start : longest - end + 1]
    return any(inside[cut:] + inside[:cut] == turned for cut in range(1, len(inside)))


def _with_a_gap(tag: _Tag) -> Iterator[tuple[int, tuple[str, ...]]]:
    for at in range(len(tag.forms)):
        yield at, (*tag.forms[:at], "", *tag.forms[at + 1 :])


class _Abbreviations:
    """Writes out the abbreviations inside a tag."""

    def __init__(self, aliases: Iterable[AliasGroup]) -> None:
        self._forms: dict[tuple[str, ...], tuple[str, ...]] = {}
        for group in aliases:
            if group.valid_from or group.valid_to:
                continue
            forms = sorted({tuple(exact_forms(form)) for form in group.forms}, key=lambda form: (len(form), form))
            self._forms |= dict.fromkeys(forms[:-1], forms[-1])
        self._longest = max(map(len, self._forms), default=0)

    def out(self, forms: tuple[str, ...]) -> tuple[str, ...]:
        written: list[str] = []
        at = 0
        while at < len(forms):
            for length in range(min(self._longest, len(forms) - at), 0, -1):
                if full := self._forms.get(forms[at : at + length]):
                    written.extend(full)
                    break
            else:
                length = 1
                written.append(forms[at])
            at += length
        return tuple(written)


class _Syllables:
    """How many tags hold each syllable: it tells a slip from another word, and a bare word from one typed bare."""

    def __init__(self, tags: Sequence[_Tag]) -> None:
        self._all: Counter[str] = Counter()
        self._among_marked: Counter[str] = Counter()
        for tag in tags:
            self._all.update(set(tag.forms))
            if has_marks(tag.text):
                self._among_marked.update(set(tag.forms))

    def one_unmarked(self, one: _Tag, other: _Tag) -> bool:
        """Whether the tags are one, typed once with marks and once without any.

        Two syllables may be a word by themselves: "danh ca" is not "đánh cá" where both stand in marked tags.
        """
        if has_marks(one.text) == has_marks(other.text):
            return False
        bare = one if has_marks(other.text) else other
        return len(bare.forms) > 2 or not all(self._among_marked[form] for form in bare.forms)

    def one_slip(self, one: _Tag, other: _Tag) -> bool:
        """Whether the tags differ in one syllable, by one letter or mark, and one of the two is no syllable."""
        if one.forms == other.forms:
            return False
        left, right = next(pair for pair in zip(one.forms, other.forms, strict=True) if pair[0] != pair[1])
        rare, usual = sorted((left, right), key=self._all.__getitem__)
        if self._all[rare] > 1 or self._all[usual] < _KNOWN_SYLLABLE or _NUMBER.search(rare + usual):
            return False
        return len(rare) > 2 and (bare_form(rare) == bare_form(usual) or _one_edit(rare, usual))


def _one_edit(one: str, other: str) -> bool:
    """Whether one letter was left out, put in, replaced, or two neighbours changed places."""
    short, long = sorted((one, other), key=len)
    at = next((place for place in range(len(short)) if short[place] != long[place]), len(short))
    if len(short) != len(long):
        return short[at:] == long[at + 1 :]
    swapped = long[:at] + long[at : at + 2][::-1] + long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or short == swapped
