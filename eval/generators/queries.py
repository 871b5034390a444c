"""What people type into an archive, by type, each query with all its right answers."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, Final, Literal, NamedTuple

from eval.generators.texts import Row, chance, field, forms_line, row_id, shuffled, split, whole, without_marks
from newsroom_ai.article import Article
from newsroom_ai.entities.lexicon import is_initials
from newsroom_ai.entities.registry import recogniser
from newsroom_ai.text.laws import law_references
from newsroom_ai.text.syllables import count as syllable_count
from newsroom_ai.text.syllables import exact_forms, has_marks
from newsroom_ai.text.words import WordSegmenter, segmenter
from newsroom_ai.vocabulary.cased import SURNAMES, VIETNAMESE
from newsroom_ai.vocabulary.places import gazetteer
from newsroom_ai.vocabulary.provinces import provinces, successors

Kind = Literal["known_item", "event", "no_marks", "wrong_tone", "old_place", "law", "person", "phrase"]

_FEW: Final = 5  # articles that may hold a phrase
_SOME: Final = 20  # articles that may name a person or a law: more is a topic, not a question
_SHORTEST_TITLE: Final = 5
_TRIED: Final = 20  # rows tried for each query wanted, before giving up
_TONES: Final = (
    "aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị", "oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự",
    "yỳýỷỹỵ",
)  # fmt: skip
_TONE_OF: Final = {letter: letters for letters in _TONES for letter in letters}
_UNIT_OF: Final = r"(?:huyện|thị xã|thị trấn|TP|thành phố|xã) ((?:[A-ZĐ]\w+ ){0,2}[A-ZĐ]\w+)"
_CAPITAL: Final = f"[{''.join(letter.upper() for letters in _TONES for letter in letters)}A-ZĐ]"
_SIDE: Final = r"(?:Đông|Tây|Nam|Bắc|Trung)(?!\w)"
_STOPPED: Final = re.compile(r"(?:c|ch|p|t)(?!\w)")
_REPORTED: Final = 2  # times that a district must be seen with its province


class Query(NamedTuple):
    """A query, what it asks for, and the ids of all right answers in the rows it was made from."""

    id: str
    kind: Kind
    text: str
    right: tuple[str, ...]


class Corpus:
    """Rows folded once, so that all that hold some words in a row can be told."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._lines = [forms_line(whole(row)) for row in rows]

    def holding(self, words: str, limit: int) -> list[str]:
        """The ids of the rows that hold these syllables side by side, or one more than ``limit`` of them."""
        wanted = forms_line(words)
        found = (row_id(row) for row, line in zip(self.rows, self._lines, strict=True) if wanted in line)
        return [id for _, id in zip(range(limit + 1), found, strict=False)]

    def continued(self, name: str, ids: Sequence[str]) -> bool:
        """Whether a name is followed by another capital in one of these rows, and so may be part of a longer one."""
        wanted = set(ids)
        longer = re.compile(rf"{re.escape(name)} {_CAPITAL}")
        return any(longer.search(whole(row)) for row in self.rows if row_id(row) in wanted)


def known_items(rows: Sequence[Row], count: int, seed: int) -> Iterator[Query]:
    """Make queries of titles, each for its own article; a title that two articles bear is left out.

    The article is to be indexed without its title, or the question is no question.
    """
    borne = Counter(forms_line(field(row, "title")) for row in rows)
    for row in _drawn(rows, "known_item", seed, count):
        title = field(row, "title")
        if borne[forms_line(title)] == 1 and len(exact_forms(title)) >= _SHORTEST_TITLE:
            yield Query(f"{row_id(row)}+title", "known_item", title, (row_id(row),))


def without_diacritics(rows: Sequence[Row], count: int, seed: int) -> Iterator[Query]:
    """Make the same queries as ``known_items`` as typed without marks, so that the two can be compared one by one."""
    for query in known_items(rows, count, seed):
        yield Query(f"{query.id}-bare", "no_marks", without_marks(query.text), query.right)


def events(clusters: Sequence[Mapping[str, Any]], count: int, seed: int) -> Iterator[Query]:
    """Make queries of the title of one report for the others' reports of the same event; ids are ``cluster/doc``."""
    rng = chance(seed, "event")
    for cluster in rng.sample(list(clusters), min(count, len(clusters))):
        ids = [f"{cluster['cluster']}/{doc.get('doc', at)}" for at, doc in enumerate(cluster["docs"])]
        asked = rng.randrange(len(ids))
        others = tuple(id for at, id in enumerate(ids) if at != asked)
        title = str(cluster["docs"][asked].get("title") or "")
        if others and title:
            yield Query(f"{ids[asked]}+event", "event", title, others)


def phrases(corpus: Corpus, count: int, seed: int) -> Iterator[Query]:
    """Make queries of four to six syllables that stand side by side in at most five articles.

    They are whole words inside a sentence, cut no name, and neither open nor end on a particle, as what people
    remember of an article does.
    """
    rng = chance(seed, "phrase")
    for row in _drawn(corpus.rows, "phrase", seed, count):
        phrase = _phrase(row, rng)
        right = corpus.holding(phrase, _FEW) if phrase else []
        if 0 < len(right) <= _FEW:
            yield Query(f"{row_id(row)}+phrase", "phrase", phrase, tuple(right))


def wrong_tones(corpus: Corpus, count: int, seed: int) -> Iterator[Query]:
    """Make phrases with the tone of one syllable wrong, which as typed stand nowhere; meant are those that hold it."""
    rng = chance(seed, "wrong_tone")
    for query in phrases(corpus, count * 2, seed + 1):
        wrong = _mistyped(query.text, rng)
        if wrong and not corpus.holding(wrong, 0):
            yield query._replace(id=f"{query.id}-tone", kind="wrong_tone", text=wrong)


def laws(corpus: Corpus, count: int, seed: int) -> Iterator[Query]:
    """Make queries of the number of a law or paper for all articles that refer to it, in whatever form."""
    rng = chance(seed, "law")
    holders: dict[str, dict[str, str]] = defaultdict(dict)
    for row in corpus.rows:
        for reference in law_references(whole(row)):
            holders[reference.key].setdefault(row_id(row), reference.text)
    keys = [key for key in sorted(holders) if len(holders[key]) <= _SOME]
    for key in rng.sample(keys, min(count, len(keys))):
        text = rng.choice(sorted(set(holders[key].values())))
        typed = re.sub(r"\s*([/-])\s*", r"\1", text.replace("–", "-"))
        yield Query(f"{key}+law", "law", typed, tuple(sorted(holders[key])))


def people(corpus: Corpus, count: int, seed: int) -> Iterator[Query]:
    """Make queries of full names for all articles that print the name; two people of one name count as one.

    A name that is part of a longer one somewhere is passed over.
    """
    asked: set[str] = set()
    rules = recogniser("rules.v1")
    for row in _drawn(corpus.rows, "person", seed, count):
        article = Article(row_id(row), sapo=field(row, "sapo"), body=field(row, "body"))
        found = [entity.label for entity in rules.entities(article) if entity.kind == "person"]
        full = [name for name in found if _is_full(name) and name not in asked]
        right = corpus.holding(full[0], _SOME) if full else []
        if 0 < len(right) <= _SOME and not corpus.continued(full[0], right):
            asked.add(full[0])
            yield Query(f"{row_id(row)}+person", "person", full[0], tuple(right))


def old_places(corpus: Corpus, districts: Mapping[str, str], count: int, seed: int) -> Iterator[Query]:
    """Make queries of an ended province and a place of it, for articles that name its successor instead.

    "Hà Giang Mèo Vạc" must find what says "Mèo Vạc (Tuyên Quang)": articles since the merger that name the district
    (``districts`` says of which province, ``districts_of`` finds them) and today's unit, and never the old name.
    Phú Mỹ Hưng is not Phú Mỹ; xã Tuy Phước Bắc is in Tuy Phước.
    """
    rng = chance(seed, "old_place")
    right: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in corpus.rows:
        text = whole(row)
        named = {place.label for place in gazetteer().find(text)}
        if not named & _NEW_UNITS:
            continue
        line = forms_line(text)
        for district, old in districts.items():
            renewed = named.intersection(successors(old)) and old not in named and forms_line(old) not in line
            if renewed and forms_line(district) in line and _names(district, text):
                right[old, district].append(row_id(row))
    pairs = sorted(right)
    for old, district in rng.sample(pairs, min(count, len(pairs))):
        yield Query(f"{old}/{district}+old", "old_place", f"{old} {district}", tuple(right[old, district]))


def districts_of(rows: Sequence[Row]) -> dict[str, str]:
    """District -> ended province, learnt from "huyện Mèo Vạc (Hà Giang)" and "huyện Mèo Vạc, tỉnh Hà Giang".

    Kept where it was seen twice and always with one province, and the name is of two syllables at least and no
    province's; of two spellings (Thái Thụy, Thái Thuỵ) one is kept.
    """
    labels = sorted({place.label for place in provinces()})
    named = {forms_line(label) for label in labels}
    near = re.compile(rf"{_UNIT_OF}(?:, | \()(?:tỉnh )?({'|'.join(map(re.escape, labels))})(?!\w)")
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for match in near.finditer(whole(row)):
            seen[match[1]][match[2]] += 1
    certain = {
        name: counts.most_common(1)[0]
        for name, counts in sorted(seen.items())
        if len(counts) == 1 and forms_line(name) not in named
    }
    found = {
        forms_line(name): (name, old)
        for name, (old, count) in certain.items()
        if count >= _REPORTED and " " in name and successors(old) and forms_line(name) not in forms_line(old)
    }
    return dict(found.values())


def cases(rows: Sequence[Row], count: int, seed: int) -> Iterator[Query]:
    """Make up to ``count`` queries of each type that needs neither clusters nor dates."""
    corpus = Corpus(rows)
    yield from _few(known_items(rows, count, seed), count)
    yield from _few(without_diacritics(rows, count, seed), count)
    makers: tuple[Callable[[Corpus, int, int], Iterator[Query]], ...] = (phrases, wrong_tones, laws, people)
    for make in makers:
        yield from _few(make(corpus, count, seed), count)


_NEW_UNITS: Final = frozenset(new for place in provinces() for new in successors(place.label))

_PARTICLES: Final = frozenset(
    exact_forms(
        "là và của cho có đã đang sẽ được bị do tại ở trong ngoài với từ đến để khi nếu vì nên mà thì cũng vẫn còn "
        "không này đó kia các những một như bằng hay hoặc nhưng rằng ra vào lên về theo cùng người ông bà anh chị "
        "ắt rồi nào lại vậy cuộc việc"
    )
)


def _names(place: str, text: str) -> bool:
    """Whether a text names this place, and not one whose longer name begins alike."""
    return re.search(rf"{place}(?! {_CAPITAL})|{place} {_SIDE}", text) is not None


def _is_full(name: str) -> bool:
    """Whether a name is a whole Vietnamese one: surname, middle and given name."""
    forms = exact_forms(name)
    return len(forms) > 2 and forms[0] in SURNAMES and all(map(VIETNAMESE.fullmatch, forms)) and not is_initials(name)


def _few(queries: Iterator[Query], count: int) -> Iterator[Query]:
    return (query for _, query in zip(range(count), queries, strict=False))


def _drawn(rows: Sequence[Row], kind: str, seed: int, count: int) -> list[Row]:
    """The rows in random order, no more than it takes to find so many queries."""
    return shuffled(rows, chance(seed, kind))[: count * _TRIED]


def _phrase(row: Row, rng: random.Random) -> str:
    """A run of whole words of the body as printed, or "" where the sentence drawn has none."""
    body = field(row, "body")
    found = split(body)
    if not found:
        return ""
    sentence = rng.choice(found).text
    words = [(start, end, syllable_count(sentence[start:end])) for start, end in _segmenter().words(sentence)]
    size = rng.randint(4, 6)
    if len(words) < 4:
        return ""
    first = rng.randint(1, len(words) - 2)
    sums = accumulate(length for _, _, length in words[first:-1])
    last = next((first + at for at, total in enumerate(sums) if total >= size), None)
    if last is None:
        return ""
    return _remembered(sentence, words[first][0], words[last][1])


@cache
def _segmenter() -> WordSegmenter:
    return segmenter("gap.v1")


def _remembered(sentence: str, start: int, end: int) -> str:
    """A stretch of a sentence, or "" if nobody would type it: a sign, a figure, half a name, a particle at an end."""
    text = sentence[start:end]
    words = exact_forms(text)
    plain = re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", text) is not None
    if not plain or not 4 <= len(words) <= 6 or not has_marks(text):
        return ""
    before, after = sentence[:start].split()[-1:], sentence[end:].split()[:1]
    if _both_capital(before, text.split()[:1]) or _both_capital(text.split()[-1:], after):
        return ""
    return text if _PARTICLES.isdisjoint((words[0], words[-1])) else ""


def _both_capital(left: list[str], right: list[str]) -> bool:
    return bool(left and right) and left[0][:1].isupper() and right[0][:1].isupper()


def _mistyped(text: str, rng: random.Random) -> str:
    """The text with another tone on a syllable in small letters; one that ends in c, ch, p or t can bear but two."""
    places = [at for at, letter in enumerate(text) if letter in _TONE_OF and _bears_tone(text, at)]
    if not places:
        return ""
    at = rng.choice(places)
    tones = _TONE_OF[text[at]]
    stopped = _STOPPED.match(text, at + 1) is not None
    others = [letter for letter in (tones[2] + tones[5] if stopped else tones[1:]) if letter != text[at]]
    return text[:at] + rng.choice(others) + text[at + 1 :]


def _bears_tone(text: str, at: int) -> bool:
    """Whether a syllable's tone sits, or would sit, on this letter; plain vowels without a tone are passed over."""
    start = text.rfind(" ", 0, at) + 1
    end = text.find(" ", at) if " " in text[at:] else len(text)
    vowels = [place for place in range(start, end) if text[place] in _TONE_OF]
    toned = [place for place in vowels if _TONE_OF[text[place]][0] != text[place]]
    shaped = [place for place in vowels if _TONE_OF[text[place]][0] in "ăâêôơư"]
    return at in (toned or shaped[-1:])
