"""Summaries that say what their source does not, each with one thing wrong; and the true ones they were made from.

The source is the body alone: a case must be judged against an article without its sapo.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, Literal, NamedTuple

from eval.generators.facts import KINDS, Fact, Facts
from eval.generators.formats import other_forms
from eval.generators.negation import flips
from eval.generators.substitutes import Pool, substitute
from eval.generators.texts import Change, Row, Span, chance, changed, field, row_id, shuffled, split
from newsroom_ai.text.laws import law_references

Truth = Literal["true", "substituted", "negated", "swapped"]

NEGATED: Final = ("dropped", "added")

_LIMITS: Final = {"true": 1.0, "form": 0.25, "substituted": 1.0, "law": 0.1, "negated": 1.0, "swapped": 1.0}
_MOST: Final = {"substituted": 0.25, "swapped": 0.4}  # of a truth's cases, of one kind: places would crowd out the rest
_SHORTEST: Final = 60
_LONGEST: Final = 600
_POOL: Final = 1_500

_LISTED: Final = re.compile(
    r"[\s,;&()\"“”–/-]*(?:(?:và|hay|hoặc|với|cùng|đến|tới|ông|bà|anh|chị|tỉnh|huyện|TP\.?)[\s,]*)*"
)
_MUTUAL: Final = re.compile(r"(?<!\w)(?:gặp|với|cùng|giữa|đấu|lẫn|cách|sang|nối|vs)(?!\w)", re.IGNORECASE)
_JOINED: Final = re.compile(r"(?<!\w)(?:và|hay|hoặc)(?: \w+){0,3}\W*$")
_WORDS_BETWEEN: Final = 3


class Case(NamedTuple):
    """A summary of a body, whether it is true, and what was done to it.

    ``kind`` is the kind of fact that was changed, ``added`` or ``dropped`` for a negation, ``form`` for a figure
    written otherwise (still true), ``as_is`` for an untouched summary. ``spans`` are the changed words in
    ``summary`` (of a dropped negation, those that lost it), none where nothing was changed; ``was`` what stood there.
    """

    id: str
    source: str
    truth: Truth
    kind: str
    summary: str
    spans: tuple[Span, ...]
    was: tuple[str, ...]


def true_summary(row: Row) -> bool:
    """Whether all that a row's sapo names stands in its body: figures, dates, laws, people, places, other names."""
    sapo, body = field(row, "sapo"), field(row, "body")
    if not (_SHORTEST <= len(sapo) <= _LONGEST) or not body:
        return False
    said, source = Facts(sapo), Facts(body)
    return (
        bool(said.all)
        and all(source.holds_words(name) for name in said.names)
        and all(source.holds(fact) for fact in said.all)
    )


def substituted(row: Row, pool: Pool, rng: random.Random, order: Sequence[str] = KINDS) -> Case | None:
    """Put another value in the place of one that the body holds; the new one stands nowhere in it, in any form.

    Kinds are tried in the order given.
    """
    said, source = Facts(field(row, "sapo")), Facts(field(row, "body"))
    for kind in order:
        facts = [fact for fact in said.all if fact.kind == kind]
        if facts and (change := substitute(rng.choice(facts), said, source, pool, rng)) is not None:
            return _case(row, "substituted", kind, [change])
    return None


def other_law(row: Row, pool: Pool, rng: random.Random) -> Case | None:
    """Put another number in the place of a law's in a sentence of the body, which is a true summary of a part of it.

    Sapos hardly ever name a law by its number: three in twenty thousand.
    """
    body = field(row, "body")
    if not law_references(body):
        return None
    fitting = [one.text for one in split(body) if _SHORTEST <= len(one.text) <= _LONGEST and law_references(one.text)]
    return substituted({**row, "sapo": rng.choice(fitting)}, pool, rng, ("law",)) if fitting else None


def negated(row: Row, rng: random.Random, order: Sequence[str] = NEGATED) -> Case | None:
    """Add or drop one negation in a clause whose words the body repeats without the change."""
    found = flips(field(row, "sapo"), field(row, "body"))
    for kind in order:
        fitting = [flip for flip in found if flip.kind == kind]
        if fitting:
            return _case(row, "negated", kind, [rng.choice(fitting).change])
    return None


def swapped(row: Row, rng: random.Random, order: Sequence[str] = KINDS) -> Case | None:
    """Exchange two facts of one kind that are said of different things, each of them said once.

    Neighbours in a list and the two sides of a meeting are left alone: exchanged they say the same.
    """
    text = field(row, "sapo")
    facts = Facts(text).all
    said = Counter((fact.kind, fact.key) for fact in facts)
    once = [fact for fact in facts if said[fact.kind, fact.key] == 1]
    for kind in order:
        pairs = [
            (one, two)
            for one, two in combinations([fact for fact in once if fact.kind == kind], 2)
            if one.group == two.group and _tells_apart(text, one, two)
        ]
        if pairs:
            one, two = rng.choice(pairs)
            return _case(row, "swapped", kind, [Change(*one.span, two.text), Change(*two.span, one.text)])
    return None


def true(row: Row) -> Case:
    """Leave a true summary as it is."""
    return Case(f"{row_id(row)}+true", row_id(row), "true", "as_is", field(row, "sapo"), (), ())


def rewritten(row: Row, rng: random.Random) -> Case | None:
    """Write one figure of a true summary in another form, which leaves it true."""
    forms = other_forms(field(row, "sapo"))
    return _case(row, "true", "form", [rng.choice(forms)]) if forms else None


def cases(rows: Sequence[Row], count: int, seed: int) -> Iterator[Case]:
    """Make up to ``count`` cases of each truth from the rows whose sapo is true; each row gives one case of each.

    Of the kinds a row offers, the one that was made least often so far is taken; no more than a quarter of the
    substitutions, two fifths of the exchanges and half of the negations are of one kind, so with few rows there are
    fewer cases. On top come a quarter as many true ones with a figure in another form, and a tenth as many with
    another law.
    """
    rng = chance(seed, "faithfulness")
    drawn = shuffled(rows, rng)
    pool = Pool.of(drawn[:_POOL])
    made: Counter[tuple[str, str]] = Counter()
    for row in drawn:
        wanted = [name for name in _LIMITS if _total(made, name) < count * _LIMITS[name]]
        if not wanted:
            return
        if "law" in wanted:
            wanted.remove("law")
            if (case := other_law(row, pool, rng)) is not None:
                made["law", "law"] += 1
                yield case
        rare = wanted == ["negated"] and not flips(field(row, "sapo"), field(row, "body"))  # told sooner than truth
        if rare or not true_summary(row):
            continue
        for name in wanted:
            if (case := _made(name, row, pool, rng, made, count)) is not None:
                made[name, case.kind] += 1
                yield case


def _made(
    name: str, row: Row, pool: Pool, rng: random.Random, made: Counter[tuple[str, str]], count: int
) -> Case | None:
    most = count * _MOST.get(name, 1.0)
    order = sorted((kind for kind in KINDS if made[name, kind] < most), key=lambda kind: made[name, kind])
    if name == "substituted":
        return substituted(row, pool, rng, order)
    if name == "swapped":
        return swapped(row, rng, order)
    if name == "negated":
        return negated(row, rng, [kind for kind in NEGATED if made[name, kind] < (count + 1) // 2])
    return rewritten(row, rng) if name == "form" else true(row)


def _total(made: Counter[tuple[str, str]], name: str) -> int:
    return sum(count for (made_as, _), count in made.items() if made_as == name)


def _case(row: Row, truth: Truth, kind: str, changes: list[Change]) -> Case:
    sapo = field(row, "sapo")
    spans, shift = [], 0
    for start, end, new in sorted(changes):
        spans.append(Span(start + shift, start + shift + len(new)))
        shift += len(new) - (end - start)
    was = tuple(sapo[start:end] for start, end, _ in sorted(changes))
    return Case(f"{row_id(row)}+{truth}-{kind}", row_id(row), truth, kind, changed(sapo, changes), tuple(spans), was)


def _tells_apart(text: str, one: Fact, two: Fact) -> bool:
    """Whether it matters which of two facts stands where."""
    between = text[one.span.end : two.span.start]
    if one.text.lower() == two.text.lower() or one.text in two.text or two.text in one.text:
        return False
    if _LISTED.fullmatch(between) or _MUTUAL.search(between) or _MUTUAL.search(text[: one.span.start].rstrip()[-6:]):
        return False
    if one.kind in {"name", "place"} and _JOINED.search(between):
        return False
    words = [word for word in re.findall(r"\w+", between) if word.islower() and not word.isdigit()]
    return len(words) >= _WORDS_BETWEEN
