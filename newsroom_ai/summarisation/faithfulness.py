"""Facts of a text that its source does not hold, or says of something else, or denies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Final, Literal

from newsroom_ai.article import VIETNAM, Article, Field
from newsroom_ai.entities.lexicon import COMPLETIONS, ROLE_STARTS
from newsroom_ai.summarisation.compression import leads_in
from newsroom_ai.summarisation.negation import flipped
from newsroom_ai.summarisation.readings import Reading
from newsroom_ai.summarisation.swaps import Held, Place, swapped
from newsroom_ai.summarisation.types import Unsupported
from newsroom_ai.text.dates import dates, same_date
from newsroom_ai.text.fold import fold
from newsroom_ai.text.laws import law_references
from newsroom_ai.text.numbers import Number, numbers
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import exact_forms, has_marks
from newsroom_ai.vocabulary.cased import VIETNAMESE, CasedText
from newsroom_ai.vocabulary.places import PlaceMention, gazetteer
from newsroom_ai.vocabulary.provinces import valid_on

Kind = Literal["number", "date", "money", "percent", "name", "place", "law", "quote", "negation", "swapped"]

_CAPITALS: Final = {
    "Washington": "Mỹ",
    "Bắc Kinh": "Trung Quốc",
    "Moskva": "Nga",
    "Moscow": "Nga",
    "Tokyo": "Nhật Bản",
    "Seoul": "Hàn Quốc",
    "Bình Nhưỡng": "Triều Tiên",
    "Tehran": "Iran",
    "Kiev": "Ukraine",
    "Ankara": "Thổ Nhĩ Kỳ",
    "Damascus": "Syria",
    "New Delhi": "Ấn Độ",
    "London": "Anh",
    "Paris": "Pháp",
    "Berlin": "Đức",
}
_WORDS: Final = dict(enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]))
_HALF_WORDS: Final = COMPLETIONS | ROLE_STARTS
_QUOTED: Final = re.compile(r"“([^“”]+)”|\"([^\"]+)\"")
_QUOTE_SYLLABLES: Final = 3
_FIGURE_OF_SPEECH: Final = 7  # syllables in quotation marks that nobody is said to have said
_SAYS: Final = re.compile(
    r"(?:(?<!\w)(?:nói|biết|hay|rằng|khẳng định|cho là|chia sẻ|tuyên bố|viết|gọi|kêu|bình luận|trả lời|đáp|hô)"
    r"(?: \w+){0,3} ?|:\s*)$",
    re.IGNORECASE,
)
_LOANS: Final = frozenset(exact_forms("ôtô camera video clip internet game taxi robot website container smartphone"))
_ENDS: Final = re.compile(r"(?![\w%]|[.,/:-]\d| (?:nghìn|ngàn|triệu|tỷ|tỉ|phần|rưỡi)(?!\w))")
_LONGEST_LEAD: Final = 120
_OPENED: Final = re.compile(r"(?:^|[.!?…\n])\s*(?=[^.!?…\n]*$)")
_ACRONYM: Final = re.compile(r"[A-ZĐ&-]{3,}")
_SKIPPED_IN_ACRONYMS: Final = frozenset({"và", "của"})


class Source:
    """The text that facts are looked up in, read once; what is not asked for is not read."""

    def __init__(self, texts: Sequence[str], published: date | None = None) -> None:
        self._text = "\n".join(texts)
        self._published = published

    @classmethod
    def of(cls, article: Article, fields: Sequence[Field] | None = None) -> Source:
        """The chosen fields of an article, or else what it rests on; relative dates count from its publication."""
        published = article.published_at
        day = published.astimezone(VIETNAM).date() if published else None
        return cls([article.text(field) for field in fields or _grounds(article)], day)

    def unsupported(self, text: str) -> list[Unsupported]:
        """What ``text`` says and the source does not, in order."""
        if all(self._quotes(text[start:end]) for start, end in sentences(text)):
            return []
        held: list[tuple[Kind, int, int]] = []
        found: list[Unsupported] = []
        for kind, start, end, known in self._facts(text):
            if any(start < b and a < end for _, a, b in held) or any(start < f.end and f.start < end for f in found):
                continue
            if known:
                held.append((kind, start, end))
            else:
                found.append(Unsupported(kind, text[start:end], start, end))
        found += self._turned(text, held, found)
        return sorted(found, key=lambda fact: fact.start)

    def _quotes(self, sentence: str) -> bool:
        """Whether a sentence stands in the source to the letter: then all of it is held.

        The end of it may be missing, and so may a phrase of time, place or source before it.
        """
        words = sentence.strip(" -").removesuffix(".")
        at = self._text.find(words) if words else -1
        if at < 0 and words:
            words = words[0].lower() + words[1:]
            at = self._text.find(words)
            behind = self._text[max(0, at - _LONGEST_LEAD) : at] if at > 0 else ""
            opens = next((m.end() for m in _OPENED.finditer(behind)), None)
            if opens is None or not leads_in(behind[opens:]):
                return False
        elif at < 0 or (at and self._text[max(0, at - 5) : at].rstrip(' "“')[-1:] not in ".!?…\n"):
            return False
        return _ENDS.match(self._text, at + len(words)) is not None

    def _copies(self, text: str) -> bool:
        """Whether every sentence of a quotation stands in the source word for word."""
        return all(self._has_words(exact_forms(text[start:end])) for start, end in sentences(text))

    def _turned(
        self, text: str, held: Sequence[tuple[Kind, int, int]], found: Sequence[Unsupported]
    ) -> Iterator[Unsupported]:
        """Negations added or dropped, and facts that the source has of something else."""
        reading = Reading(text)
        facts = [
            Held(kind, (reading.at(start), reading.at(end)), key, places)
            for kind, start, end in held
            for key, places in [self._where(kind, text[start:end])]
            if places
        ]
        wrong: list[tuple[Kind, int, int]] = [("negation", *span) for span in flipped(reading, self._reading)]
        found_at = reading.found
        wrong += [
            ("swapped", found_at[fact.at[0]].start, found_at[fact.at[1] - 1].end)
            for fact in swapped(reading, self._reading, facts)
        ]
        for kind, start, end in wrong:
            if not any(start < fact.end and fact.start < end for fact in found):
                yield Unsupported(kind, text[start:end], start, end)

    def _where(self, kind: Kind, printed: str) -> tuple[str, list[Place]]:
        """What a fact the source holds is equal to, and where the source has it, by syllables."""
        reading, words = self._reading, exact_forms(printed)
        literal = [(at, at + len(words)) for at in reading.occurrences(words)]
        if kind == "name" and not literal:  # a title that opens the sentence: "Ông Nam"
            literal = [(at, at + len(words) - 1) for at in reading.occurrences(words[1:])]
        spans: list[tuple[int, int]] = []
        key = " ".join(words)
        if kind == "date":
            value = next((day.value for day in dates(printed, self._published)), "")
            spans = [(day.start, day.end) for day in dates(self._text, self._published) if same_date(value, day.value)]
        elif kind in {"number", "money", "percent"}:
            for number in numbers(printed, "vi")[:1]:
                key = f"{number.value} {number.upper}"
                equal = (n for n in self._numbers if (n.value, n.upper) == (number.value, number.upper))
                spans = [(n.start, n.end) for n in equal]
        elif kind == "place":
            labels = {_state(mention.label) for mention in gazetteer().find(printed)}
            spans = [(mention.start, mention.end) for mention in self._mentions if _state(mention.label) in labels]
        return key, sorted({*literal, *((reading.at(start), reading.at(end)) for start, end in spans)})

    def _facts(self, text: str) -> Iterator[tuple[Kind, int, int, bool]]:
        """Facts with whether the source holds them; of two that meet, the first given counts."""
        for law in law_references(text):
            yield "law", law.start, law.end, law.key in self._laws
        for day in dates(text, self._published):
            yield "date", day.start, day.end, self._has_date(day.value)
        for number in numbers(text, "vi"):
            yield _kind(number), number.start, number.end, self._has_number(number, text[number.start : number.end])
        yield from self._names(text)
        for quote in _QUOTED.finditer(text):
            words = exact_forms(quote[0])
            said = len(words) > _FIGURE_OF_SPEECH or _SAYS.search(text, 0, quote.start())
            if len(words) >= _QUOTE_SYLLABLES and said:
                yield "quote", quote.start(), quote.end(), self._copies(quote[0].strip('“”"'))

    @cached_property
    def _cased(self) -> CasedText:
        return CasedText(self._text)

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self._text, self._cased.found)

    @cached_property
    def _folded(self) -> str:
        return fold(self._text)

    @cached_property
    def _forms(self) -> str:
        return f" {' '.join(exact_forms(self._text))} "

    @cached_property
    def _bare(self) -> str:
        return fold(self._forms, marks=False)

    @cached_property
    def _laws(self) -> frozenset[str]:
        return frozenset(law.key for law in law_references(self._text))

    @cached_property
    def _dates(self) -> frozenset[str]:
        return frozenset(day.value for day in dates(self._text, self._published))

    @cached_property
    def _numbers(self) -> list[Number]:
        return numbers(self._text, "vi")

    @cached_property
    def _places(self) -> frozenset[str]:
        found = self._mentions
        now = (valid_on(mention.label, self._published) for mention in found) if self._published else ()
        return frozenset({mention.uri for mention in found} | {unit.uri for unit in now if unit is not None})

    @cached_property
    def _mentions(self) -> list[PlaceMention]:
        return gazetteer().find(self._text, self._cased.found)

    @cached_property
    def _initials(self) -> tuple[str, list[bool]]:
        """First letters of the syllables, and whether each is a capital: Ủy ban nhân dân -> ubnd."""
        kept = [at for at, s in enumerate(self._cased.found) if s.exact not in _SKIPPED_IN_ACRONYMS]
        letters = "".join(self._cased.form(at)[0] for at in kept)
        return fold(letters, marks=False), [self._cased.capital(at) for at in kept]

    def _has_words(self, words: Sequence[str]) -> bool:
        return f" {' '.join(words)} " in self._forms

    def _has_date(self, value: str) -> bool:
        return any(same_date(value, known) or known.startswith(f"{value}-") for known in self._dates)

    def _has_number(self, number: Number, printed: str) -> bool:
        if self._prints(printed):
            return True
        percent = _kind(number) == "percent"
        for known in self._numbers:
            if known.value == number.value and known.upper == number.upper and percent == (_kind(known) == "percent"):
                return True
            bounds = (known.value, known.upper)
            if number.upper is None and number.value in bounds and percent == (_kind(known) == "percent"):
                return True
        word = _WORDS.get(int(number.value)) if number.value == int(number.value) and not percent else None
        return word is not None and f" {word} " in self._forms

    def _prints(self, printed: str) -> bool:
        """Whether a figure stands in the source to the letter, and not as part of a longer one."""
        whole = rf"(?<![\w.,/]){re.escape(fold(printed))}(?!\w|[.,/]\d| ?%)"
        return re.search(whole, self._folded) is not None

    def _names(self, text: str) -> Iterator[tuple[Kind, int, int, bool]]:
        page = CasedText(text)
        if page.case != "mixed":
            return
        mentions = gazetteer().find(text, page.found)
        for mention in mentions:
            known = self._has_words(exact_forms(text[mention.start : mention.end])) or mention.uri in self._places
            yield "place", mention.start, mention.end, known
        for first, last in _capital_runs(page):
            start, end = _beside(page, first, last, mentions)
            if start >= end or (end - start < last - first and self._has_words(page.forms[first:last])):
                continue
            span = page.found[start].start, page.found[end - 1].end
            yield "name", *span, self._has_name(page, start, end)

    def _has_name(self, page: CasedText, start: int, end: int) -> bool:
        words = page.forms[start:end]
        if self._has_words(words):
            return True
        if any(self._has_words(words[:cut]) and self._has_words(words[cut:]) for cut in range(2, len(words) - 1)):
            return True  # a place and a person that a bracket parted: "huyện Phú Ninh (...) Nguyễn Văn Nam"
        printed = page.text[page.found[start].start : page.found[end - 1].end]
        if not has_marks(printed) and f" {fold(' '.join(words), marks=False)} " in self._bare:
            return True
        if page.opens(start) and end - start > 1 and self._has_words(words[1:]):
            return VIETNAMESE.fullmatch(words[0]) is not None
        rest = [word for word in printed.split() if not (_ACRONYM.fullmatch(word) and self._has_acronym(word))]
        return len(rest) < len(printed.split()) and (not rest or self._has_words(exact_forms(" ".join(rest))))

    def _has_acronym(self, printed: str) -> bool:
        letters, capital = self._initials
        wanted = fold(re.sub("[&-]", "", printed), marks=False)
        at = letters.find(wanted)
        while at >= 0 and not capital[at]:
            at = letters.find(wanted, at + 1)
        return at >= 0


def unsupported(text: str, article: Article, fields: Sequence[Field] | None = None) -> list[Unsupported]:
    """Facts of ``text`` that the chosen fields of the article do not hold in an equal form, in order.

    Without a choice the source is the body: a sapo is itself to be checked, and counts only where there is no body.

    Equal are 1.200 and 1,2 nghìn, 28/8 and ngày 28 tháng 8, TP.HCM and Thành phố Hồ Chí Minh, UBND and Ủy ban nhân
    dân; a given name is held by the full name. A whole name is not held by its last part.

    >>> article = Article("a1", body="Ngày 28 tháng 8, ông Nguyễn Mạnh Hùng trao 1.200 suất quà ở Hà Nội.")
    >>> unsupported("Hôm 28/8, ông Hùng trao 1,2 nghìn suất quà tại Hà Nội.", article)
    []
    >>> [(fact.kind, fact.text) for fact in unsupported("Hôm 29/8, ông Dũng trao quà ở Đà Nẵng.", article)]
    [('date', '29/8'), ('name', 'Dũng'), ('place', 'Đà Nẵng')]
    """
    return Source.of(article, fields).unsupported(text)


def _grounds(article: Article) -> tuple[Field, ...]:
    """The field that everything else said of an article is to rest on."""
    return ("body",) if article.body.strip() else ("sapo",)


def _state(label: str) -> str:
    """The country whose government a capital stands for; any other place itself."""
    return _CAPITALS.get(label, label)


def _kind(number: Number) -> Literal["number", "money", "percent"]:
    if number.kind == "money":
        return "money"
    return "percent" if number.kind == "percent" else "number"


def _capital_runs(page: CasedText) -> Iterator[tuple[int, int]]:
    """Stretches of capitalised syllables; a lone Vietnamese one that opens a sentence tells nothing."""
    at = 0
    while at < len(page):
        end = at
        while end < len(page) and page.capital(end) and (end == at or _goes_on(page, end)):
            end += 1
        if end > at and page.pair(end - 1) in _HALF_WORDS and not page.capital(end):
            end += 1  # Viện Kiểm sát
        plain = VIETNAMESE.fullmatch(page.form(at)) or page.form(at) in _LOANS
        lone = end - at == 1 and page.opens(at) and plain
        title = end - at == 2 and not page.capital(end - 1)  # Thủ tướng
        if end > at and not lone and not title:
            yield at, end
        at = max(end, at + 1)


def _beside(page: CasedText, start: int, end: int, places: Sequence[PlaceMention]) -> tuple[int, int]:
    """What a stretch of capitals leaves beside places at its ends: "Mỹ Joe Nguyen" is a country and a man."""
    for place in places:
        while start < end and place.start <= page.found[start].start < place.end:
            start += 1
        while start < end and place.start < page.found[end - 1].end <= place.end:
            end -= 1
    return start, end


def _goes_on(page: CasedText, at: int) -> bool:
    """Whether a capitalised syllable belongs to the name before it; a full stop parts them but after initials."""
    gap, before = page.gap(at), page.word(at - 1)
    return gap in {" ", "-", "&"} or (gap in {".", ". "} and before.isupper() and before.isalpha() and len(before) <= 2)
