"""Copies of articles as people make them: reworded, shortened, rearranged, retyped, or copied in part."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from eval.generators.formats import other_forms
from eval.generators.texts import (
    Row,
    Sentence,
    Span,
    chance,
    changed,
    field,
    in_common,
    other_tones,
    row_id,
    shuffled,
    split,
    without_marks,
)
from eval.generators.wording import Lexicon, reworded
from newsroom_ai.text.syllables import count as syllable_count

Kind = Literal["words", "dropped", "moved", "joined", "stripped", "tones", "numbers", "mixed", "partial"]
KINDS: Final[tuple[Kind, ...]] = (
    "words", "dropped", "moved", "joined", "stripped", "tones", "numbers", "mixed",
)  # fmt: skip
STRONGEST: Final = 0.3
"""Largest share of words changed; a text changed further is another text."""

SHARES: Final = (0.2, 1.0)
"""Smallest and largest part of a draft that is copied."""

_RETYPED: Final = frozenset({"stripped", "tones", "numbers"})
_FEWEST: Final = 6  # sentences of an article worth copying
_SHORTEST: Final = 100  # syllables of it: a fifth of fewer is no passage
_JOINTS: Final = ("; ", ", ", ", đồng thời ", " và ", " - ")
_NOT_THE_HOST: Final = 0.02  # of a donor that may stand in its host by itself: set phrases


class Passage(NamedTuple):
    """What was copied: code points of the draft's body, and of the body it comes from, edits inside included."""

    draft: Span
    match: Span


class Edited(NamedTuple):
    """A draft's body with the passages it truly shares with its source, in order of the draft.

    ``strength`` is the share of what the kind touches (words, sentences, borders between sentences) that was
    changed; of a partial copy, the share of the draft's characters that is copied.
    """

    body: str
    passages: tuple[Passage, ...]
    kind: Kind
    strength: float


class Case(NamedTuple):
    """A draft, the article it copies, and for a partial copy the article that it was copied into.

    The host must not be in the archive that the draft is looked up in: the draft is a copy of it as well.
    """

    id: str
    source: str
    host: str
    draft: Edited


_Edit = Callable[[list[Sentence], float, random.Random, Lexicon], list[Sentence]]


def edited(row: Row, kind: Kind, strength: float, rng: random.Random, lexicon: Lexicon | None = None) -> Edited:
    """Make an edited copy of a body, to see whether it is still found and where it is found to agree.

    ``strength`` is in 0..0.3; ``stripped``, ``tones`` and ``numbers`` retype the whole text whatever it is, and say
    1.0. Other words are drawn from ``lexicon``, without one from the article itself.

    Raises:
        KeyError: there is no such kind of edit.
    """
    body = field(row, "body")
    done = _EDITS[kind](split(body), strength, rng, lexicon or Lexicon([body]))
    text, passages = _assembled(done, _separator(body))
    return Edited(text, passages, kind, 1.0 if kind in _RETYPED else strength)


def partial(host: Row, donor: Row, share: float, rng: random.Random) -> Edited:
    """Copy sentences of the donor into the host's body, in one to three runs at borders of sentences.

    The donor's share of the draft's characters is at least ``share``, and the nearest to it that whole sentences
    allow; at 1.0 nothing of the host is left. Copying is literal: ``edited`` is there for the rest.
    """
    taken = split(field(donor, "body"))
    kept = [sentence._replace(first=-1, last=-1) for sentence in split(field(host, "body"))]
    room = min(_size(taken), _size(kept)) if share < 1 else _size(taken)
    copied = _run(taken, share * room, rng)
    limit = _size(copied) * (1 - share) / share
    rest = _fitting(kept, limit)
    pieces = _pieces(copied, rng) if rest else [copied]
    for place, piece in sorted(zip(_places(len(rest), len(pieces), rng), pieces, strict=True), reverse=True):
        rest[place:place] = piece
    body, passages = _assembled(rest, _separator(field(host, "body")))
    return Edited(body, passages, "partial", _size(copied) / max(1, _size(rest)))


def cases(rows: Sequence[Row], count: int, seed: int) -> Iterator[Case]:
    """Drafts of every kind in turn, as many partial copies as edited ones, strengths evenly spread.

    Articles of fewer than six sentences or 100 syllables are passed over, and for a kind of edit those in which it
    finds nothing to change. The same rows, count and seed give the same cases.
    """
    rng = chance(seed, "edits")
    order = [row for row in shuffled(rows, rng) if _worth_copying(field(row, "body"))]
    if len(order) < 2:
        return
    hosts = order[: max(1, len(order) // 4)]
    donors = order[len(hosts) :]
    lexicon = Lexicon.of(donors)
    for number in range(count):
        if number % 2:
            row = donors[number % len(donors)]
            host = _host(row, hosts, rng)
            yield _case(number, row, host, partial(host, row, rng.uniform(*SHARES), rng))
            continue
        kind, strength = KINDS[number // 2 % len(KINDS)], rng.uniform(0, STRONGEST)
        for at in range(len(donors)):
            row = donors[(number + at) % len(donors)]
            draft = edited(row, kind, strength, rng, lexicon)
            if draft.body != field(row, "body"):
                yield _case(number, row, {}, draft)
                break


def _worth_copying(body: str) -> bool:
    return len(split(body)) >= _FEWEST and syllable_count(body) >= _SHORTEST


def _case(number: int, row: Row, host: Row, draft: Edited) -> Case:
    return Case(f"{row_id(row)}+{draft.kind}-{number}", row_id(row), row_id(host), draft)


def _host(donor: Row, hosts: Sequence[Row], rng: random.Random) -> Row:
    """A host that shares nothing with the donor before the copying: aggregators hold the same story many times."""
    body = field(donor, "body")
    tried = (rng.choice(hosts) for _ in range(10))
    fresh = (host for host in tried if in_common(field(host, "body"), body) < _NOT_THE_HOST)
    return next(fresh, hosts[0])


def _words(found: list[Sentence], strength: float, rng: random.Random, lexicon: Lexicon) -> list[Sentence]:
    texts = reworded([sentence.text for sentence in found], strength, lexicon, rng)
    return [sentence._replace(text=text) for sentence, text in zip(found, texts, strict=True)]


def _dropped(found: list[Sentence], strength: float, rng: random.Random, _: Lexicon) -> list[Sentence]:
    gone = set(rng.sample(range(len(found)), min(_some(strength, found), len(found) - 1)))
    return [sentence for at, sentence in enumerate(found) if at not in gone]


def _moved(found: list[Sentence], strength: float, rng: random.Random, _: Lexicon) -> list[Sentence]:
    """Lift sentences out and put each in at another place than its own."""
    lifted = set(rng.sample(range(len(found)), _some(strength, found)))
    order = [at for at in range(len(found)) if at not in lifted]
    for at in sorted(lifted):
        behind = order.index(at - 1) + 1 if at - 1 in order else 0
        order.insert(rng.choice([place for place in range(len(order) + 1) if place != behind] or [0]), at)
    return [found[at] for at in order]


def _joined(found: list[Sentence], strength: float, rng: random.Random, _: Lexicon) -> list[Sentence]:
    """Make one sentence of two that follow one another, as a sub-editor does."""
    small = {word for sentence in found for word in sentence.text.split() if word.islower()}
    joints = set(rng.sample(range(1, len(found)), min(_some(strength, found), len(found) - 1)))
    done: list[Sentence] = []
    for at, sentence in enumerate(found):
        follows = bool(done) and sentence.first == done[-1].last + 1
        if at in joints and follows and done[-1].text.endswith("."):
            before = done.pop()
            text = before.text[:-1] + rng.choice(_JOINTS) + _lowered(sentence.text, small)
            done.append(Sentence(text, before.first, sentence.last, before.start, sentence.end))
        else:
            done.append(sentence)
    return done


def _lowered(text: str, small: set[str]) -> str:
    """The sentence without its capital, unless its first word may be a name."""
    first = text.split(maxsplit=1)[0].strip(",;:") if text.split() else ""
    return text[:1].lower() + text[1:] if first.lower() in small else text


def _stripped(found: list[Sentence], _: float, _rng: random.Random, _lexicon: Lexicon) -> list[Sentence]:
    return [sentence._replace(text=without_marks(sentence.text)) for sentence in found]


def _tones(found: list[Sentence], _: float, _rng: random.Random, _lexicon: Lexicon) -> list[Sentence]:
    text = other_tones("\n".join(sentence.text for sentence in found))
    places = _places_of(found)
    return [sentence._replace(text=text[a:b]) for sentence, (a, b) in zip(found, places, strict=True)]


def _numbers(found: list[Sentence], _: float, _rng: random.Random, _lexicon: Lexicon) -> list[Sentence]:
    return [sentence._replace(text=changed(sentence.text, other_forms(sentence.text))) for sentence in found]


def _mixed(found: list[Sentence], strength: float, rng: random.Random, lexicon: Lexicon) -> list[Sentence]:
    """Everything at once: words at full strength, sentences at half of it, figures and tones retyped."""
    done = _joined(found, strength / 2, rng, lexicon)
    done = _moved(_dropped(done, strength / 2, rng, lexicon), strength / 2, rng, lexicon)
    done = _words(_numbers(done, strength, rng, lexicon), strength, rng, lexicon)
    return _tones(done, strength, rng, lexicon)


_EDITS: Final[dict[Kind, _Edit]] = {
    "words": _words,
    "dropped": _dropped,
    "moved": _moved,
    "joined": _joined,
    "stripped": _stripped,
    "tones": _tones,
    "numbers": _numbers,
    "mixed": _mixed,
}


def _assembled(found: Sequence[Sentence], separator: str) -> tuple[str, tuple[Passage, ...]]:
    """The sentences as one body, and the passages of it: sentences that follow one another in both texts."""
    passages: list[tuple[Sentence, Passage]] = []
    for sentence, draft in zip(found, _places_of(found, len(separator)), strict=True):
        if sentence.first < 0:
            continue
        copied = Passage(draft, Span(sentence.start, sentence.end))
        if passages:
            last, before = passages[-1]
            if sentence.first == last.last + 1 and draft.start == before.draft.end + len(separator):
                copied = Passage(Span(before.draft.start, draft.end), Span(before.match.start, sentence.end))
                passages.pop()
        passages.append((sentence, copied))
    return separator.join(sentence.text for sentence in found), tuple(passage for _, passage in passages)


def _places_of(found: Sequence[Sentence], gap: int = 1) -> list[Span]:
    places, start = [], 0
    for sentence in found:
        places.append(Span(start, start + len(sentence.text)))
        start += len(sentence.text) + gap
    return places


def _separator(body: str) -> str:
    return "\n" if "\n" in body else " "


def _some(strength: float, found: Sequence[Sentence]) -> int:
    """So many of the sentences: at least one unless the strength is 0."""
    return min(len(found), max(1, round(strength * len(found)))) if strength > 0 else 0


def _size(found: Sequence[Sentence]) -> int:
    return sum(len(sentence.text) for sentence in found)


def _run(found: list[Sentence], size: float, rng: random.Random) -> list[Sentence]:
    """Neighbouring sentences of about this size in all, anywhere in the text."""
    starts = [at for at in range(len(found)) if _size(found[at:]) >= size]
    start = rng.choice(starts) if starts else 0
    return _prefix(found[start:], size) or found[start : start + 1]


def _prefix(found: list[Sentence], limit: float) -> list[Sentence]:
    """The first sentences that together stay within a size."""
    size, end = 0, 0
    while end < len(found) and size + len(found[end].text) <= limit + 1e-6:
        size += len(found[end].text)
        end += 1
    return found[:end]


def _fitting(found: list[Sentence], limit: float) -> list[Sentence]:
    """The sentences, in order, that fit in what room is left when each is reached."""
    fit: list[Sentence] = []
    for sentence in found:
        if len(sentence.text) <= limit:
            limit -= len(sentence.text)
            fit.append(sentence)
    return fit


def _pieces(copied: list[Sentence], rng: random.Random) -> list[list[Sentence]]:
    """Cut what is copied into one to three runs, none of them under two sentences."""
    parts = min(rng.randint(1, 3), max(1, len(copied) // 2))
    cuts = [0, *(len(copied) * part // parts for part in range(1, parts)), len(copied)]
    return [copied[a:b] for a, b in pairwise(cuts)]


def _places(size: int, count: int, rng: random.Random) -> list[int]:
    """Where the runs go in: in order, and apart where the host is long enough."""
    borders = range(size + 1)
    drawn = rng.sample(borders, count) if len(borders) >= count else rng.choices(borders, k=count)
    return sorted(drawn)
