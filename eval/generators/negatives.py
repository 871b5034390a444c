"""Pairs of articles that look alike and are no copies: what a duplicate check must keep quiet about.

A copy is defined by a fifth of a text, or 60 syllables in a row, standing in another at a similarity above 0.85. Pairs
that come near to that are left out, for a person would have to judge them; the kind ``law_long`` passes the bound of
60 syllables on purpose and is counted apart.
"""

from __future__ import annotations

import math
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import tantivy

from eval.generators.boilerplate import LAWS, LEADS, RELEASES
from eval.generators.texts import Row, chance, field, in_common, longest_run, row_id, shuffled, split, whole
from newsroom_ai.article import Article
from newsroom_ai.search.lexical import LexicalIndex, document, stored_keys
from newsroom_ai.text.dates import dates
from newsroom_ai.text.syllables import count as syllable_count
from newsroom_ai.text.syllables import exact_forms

Kind = Literal["nearest", "event", "recurring", "law", "law_long", "release"]

COPIED: Final = 0.2
COPIED_RUN: Final = 60
"""Share of runs of five and length of a run from which on a text is a copy in part."""

DOUBTFUL: Final = 0.09
"""Share of runs of five that are left of a fifth of a text where one syllable in seven is changed: 0.2 * 0.85 ** 5."""

DOUBTFUL_RUN: Final = 40

FORMATS: Final = {
    "gold": r"giá vàng|vàng SJC",
    "lottery": r"xổ số|vietlott|XSM[BNT]",
    "weather": r"thời tiết",
    "matches": r"lịch (?:thi đấu|trực tiếp|phát sóng|truyền hình)|bảng xếp hạng|kết quả (?:bóng đá|các trận)|BXH",
    "rates": r"t[ỷỉ] giá",
    "fuel": r"giá xăng",
    "stocks": r"chứng khoán|VN-?Index",
    "stars": r"tử vi|con giáp|cung hoàng đạo",
}
"""Articles that a newsroom writes anew each day on one pattern, by words of their titles."""

_TERMS: Final = 40  # of an article that ask for its like
_NEAR: Final = 10  # candidates looked at
_LOOKED_AT: Final = 200
_BATCH: Final = 2_000
_QUOTED_SHARE: Final = 0.15  # of an article that a constructed quotation may be
_LONGEST_QUOTED: Final = 55  # syllables of a quotation that is beyond doubt no copy
_NAME: Final = 6  # syllables of a line that is an author's name


class Negative(NamedTuple):
    """A draft and an archived article that must not be called copies of one another, and why they look like it."""

    id: str
    kind: Kind
    draft: Row
    other: Row


def unlike(first: Row, second: Row, share: float = DOUBTFUL, run: int = DOUBTFUL_RUN) -> bool:
    """Whether two articles are beyond doubt no copies of one another, in whole or in part."""
    one, two = whole(first), whole(second)
    return in_common(one, two) < share and longest_run(one, two) < run


def nearest(rows: Sequence[Row], count: int, seed: int) -> Iterator[Negative]:
    """Make pairs of an article and the one BM25 puts nearest to it among those that are no copies of it.

    These are the hardest that a corpus has: what a candidate search hands to the aligner.
    """
    rng = chance(seed, "nearest")
    with tempfile.TemporaryDirectory() as folder:
        index = _index(Path(folder) / "lexical", rows)
        near = _Near(index, len(rows))
        made = 0
        for place in rng.sample(range(len(rows)), len(rows)):
            if made >= count:
                break
            others = (rows[key] for key in near.to(rows[place]) if key != place)
            other = next((other for other in others if unlike(rows[place], other)), None)
            if other is not None:
                yield _negative("nearest", made, rows[place], other)
                made += 1
        index.end_writing()


def same_event(clusters: Sequence[Mapping[str, Any]], count: int, seed: int) -> Iterator[Negative]:
    """Make pairs of reports of one event by different hands: rows ``cluster`` and ``docs`` of vmds and vims.

    They share names, figures and quotations, but were written apart; a cluster also holds agency copies, which
    ``unlike`` leaves out. A pair is taken once, at most three of a cluster.
    """
    rng = chance(seed, "event")
    pairs = [pair for cluster in clusters for pair in _pairs(cluster, rng)]
    for number, (draft, other) in enumerate(rng.sample(pairs, min(count, len(pairs)))):
        yield _negative("event", number, draft, other)


def recurring(rows: Sequence[Row], count: int, seed: int) -> Iterator[Negative]:
    """Make pairs of one recurring format on two different days: gold prices, lottery, weather, match tables.

    Both titles must name their day, and not the same one: two papers' reports of one day may well be copies. Of
    the articles of other days, the most alike is taken. That they follow one pattern is no doubt here, so only what
    the definition calls a copy is left out.
    """
    rng = chance(seed, "recurring")
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if (name := recurring_format(field(row, "title"))) and _days(row):
            groups[name].append(row)
    drafts = shuffled([row for group in groups.values() for row in group], rng)
    made = 0
    for draft in drafts:
        if made >= count:
            break
        group = groups[recurring_format(field(draft, "title")) or ""]
        days = set(_days(draft))
        other = _most_alike(draft, [row for row in group if days.isdisjoint(_days(row))], rng)
        if other is not None:
            yield _negative("recurring", made, draft, other)
            made += 1


def recurring_format(title: str) -> str | None:
    """Name the recurring format of a title, if it is one."""
    return next((name for name, words in FORMATS.items() if re.search(words, title, re.IGNORECASE)), None)


def quotations(rows: Sequence[Row], count: int, seed: int, *, long: bool = False) -> Iterator[Negative]:
    """Make pairs of unrelated articles on subjects of one law that quote the same article of it in full.

    Quotations have up to 55 syllables and are at most 15 % of either text; ``long`` ones have 60 to 150, which the
    bare rule of "one passage of 60 syllables" would call a copy, so they are a kind of their own.
    """
    kind: Kind = "law_long" if long else "law"
    rng = chance(seed, kind)
    for number, (subject, draft, other) in enumerate(_strangers(rows, count, rng, list(LAWS))):
        quoted = _quotation(LAWS[subject], rng, long=long)
        lead = rng.sample(LEADS, 2)
        yield _negative(kind, number, _quoting(draft, lead[0] + quoted, rng), _quoting(other, lead[1] + quoted, rng))


def releases(rows: Sequence[Row], count: int, seed: int) -> Iterator[Negative]:
    """Make pairs of unrelated articles that end with the same paragraph about a firm, as its press office sends it."""
    rng = chance(seed, "release")
    for number, (subject, draft, other) in enumerate(_strangers(rows, count, rng, list(RELEASES))):
        yield _negative("release", number, _ending(draft, RELEASES[subject]), _ending(other, RELEASES[subject]))


def cases(rows: Sequence[Row], count: int, seed: int) -> Iterator[Negative]:
    """Make negatives of every kind that needs no clusters, ``count`` of each at most."""
    yield from nearest(rows, count, seed)
    yield from recurring(rows, count, seed)
    yield from quotations(rows, count, seed)
    yield from quotations(rows, count, seed, long=True)
    yield from releases(rows, count, seed)


def _negative(kind: Kind, number: int, draft: Row, other: Row) -> Negative:
    return Negative(f"{kind}-{number}", kind, draft, other)


def _index(folder: Path, rows: Sequence[Row]) -> LexicalIndex:
    index = LexicalIndex(folder)
    for start in range(0, len(rows), _BATCH):
        batch = [(place, document(_article(row))) for place, row in enumerate(rows[start : start + _BATCH], start)]
        index.apply(batch, [], start + len(batch))
    return index


def _article(row: Row) -> Article:
    return Article(row_id(row), title=field(row, "title"), sapo=field(row, "sapo"), body=field(row, "body"))


class _Near:
    """Finds the articles that share the weightiest syllables of one."""

    def __init__(self, index: LexicalIndex, size: int) -> None:
        self._index = index
        self._searcher = index.searcher()
        self._size = size

    def to(self, row: Row) -> list[int]:
        counts = Counter(exact_forms(whole(row)))
        weights = {form: times * self._rarity(form) for form, times in counts.items()}
        terms = sorted(weights, key=lambda form: (-weights[form], form))[:_TERMS]
        schema = self._index.schema
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "exact", form, "freq")) for form in terms]
        )
        hits = self._searcher.search(query, _NEAR + 1, count=False).hits
        return stored_keys(self._searcher, [address for _, address in hits])

    def _rarity(self, form: str) -> float:
        return math.log(1 + self._size / (1 + self._index.document_frequency(form)))


def _pairs(cluster: Mapping[str, Any], rng: random.Random) -> list[tuple[Row, Row]]:
    docs = [{**doc, "id": f"{cluster['cluster']}/{doc.get('doc', at)}"} for at, doc in enumerate(cluster["docs"])]
    pairs = [(one, two) for at, one in enumerate(docs) for two in docs[at + 1 :] if unlike(one, two)]
    return rng.sample(pairs, min(3, len(pairs)))


def _days(row: Row) -> list[str]:
    """The days (``MM-DD``) that a title names; months, quarters and years are none."""
    values = [day.value for day in dates(field(row, "title"))]
    return [value[-5:] for value in values if value.startswith("--") or len(value) == len("2024-08-28")]


def _most_alike(draft: Row, others: list[Row], rng: random.Random) -> Row | None:
    """The article that shares most syllables with a draft and is no copy, of a few hundred at most."""
    ours = Counter(exact_forms(whole(draft)))

    def likeness(row: Row) -> tuple[float, str]:
        theirs = Counter(exact_forms(whole(row)))
        return -(ours & theirs).total() / max(ours.total(), theirs.total()), row_id(row)

    near = sorted(rng.sample(others, min(_LOOKED_AT, len(others))), key=likeness)[:_NEAR]
    return next((row for row in near if unlike(draft, row, COPIED, COPIED_RUN)), None)


def _strangers(
    rows: Sequence[Row], count: int, rng: random.Random, subjects: Sequence[str]
) -> Iterator[tuple[str, Row, Row]]:
    """Pairs of articles on one subject, long enough to quote, that have nothing to do with one another.

    Subjects are words of title or sapo, and are taken in turn.
    """
    long = [row for row in shuffled(rows, rng) if syllable_count(field(row, "body")) * _QUOTED_SHARE > _LONGEST_QUOTED]
    pairs = [_paired(subject, long) for subject in subjects]
    in_turn = (pair for turn in zip_longest(*pairs) for pair in turn if pair is not None)
    apart = (pair for pair in in_turn if in_common(whole(pair[1]), whole(pair[2])) < COPIED / 10)
    return islice(apart, count)


def _paired(subject: str, rows: Sequence[Row]) -> Iterator[tuple[str, Row, Row]]:
    about = re.compile(rf"(?<!\w)(?:{subject})(?!\w)", re.IGNORECASE)
    found = [row for row in rows if about.search(f"{field(row, 'title')} {field(row, 'sapo')}")]
    return ((subject, one, two) for one, two in zip(found[::2], found[1::2], strict=False))


def _quotation(articles: Sequence[str], rng: random.Random, *, long: bool) -> str:
    """An article of a law, or for a long quotation several of them."""
    order = rng.sample(articles, len(articles))
    if not long:
        return next(text for text in order if syllable_count(text) <= _LONGEST_QUOTED)
    size, quoted = rng.randint(COPIED_RUN + 5, 120), order[0]
    for text in order[1:]:
        if syllable_count(quoted) >= size:
            break
        quoted = f"{quoted} {text}"
    return quoted


def _quoting(row: Row, paragraph: str, rng: random.Random) -> Row:
    """The row with a paragraph put in between two of its sentences, where nobody is being quoted."""
    body = field(row, "body")
    starts = [sentence.start for sentence in split(body)[1:]]
    places = [
        at for at in starts if body.count('"', 0, at) % 2 == 0 and body.count("“", 0, at) == body.count("”", 0, at)
    ]
    return _with(row, paragraph, rng.choice(places) if places else len(body))


def _ending(row: Row, paragraph: str) -> Row:
    """The row with a paragraph at its end, before the author's name if that is on a line of its own."""
    body = field(row, "body")
    start = body.rfind("\n") + 1
    signed = start > 0 and body[-1:].isalnum() and syllable_count(body[start:]) <= _NAME
    return _with(row, paragraph, start if signed else len(body))


def _with(row: Row, paragraph: str, place: int) -> Row:
    body = field(row, "body")
    return {**row, "body": "\n".join(filter(None, (body[:place].rstrip(), paragraph, body[place:])))}
