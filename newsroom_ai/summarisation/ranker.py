"""Sentences -> the best few of them for a summary: small networks run with numpy."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.summarisation.salience import Codes, Counted, Floats, Network, Tables, chances, codes, pair_codes, read

MODEL: Final = "summariser-extractive.v1"
WEIGHTS: Final = "weights.npz"
CONSIDERED: Final = 9
"""Sentences that summaries are made of, the most promising of an article."""
LONGEST: Final = 80
"""Syllables of a summary of more than one sentence, where no limit is set."""

_TRIPLED: Final = 6
_USUAL: Final = 35.0  # syllables of a sapo
_SENTENCES: Final = 80
_REJECTED: Final = 0.6  # of the pairs of the title: such a summary is none
_DIGIT: Final = re.compile(r"\d")
_QUOTES: Final = re.compile(r"[“”\"]")
_SAYS: Final = re.compile(r"(?<!\w)(?:cho biết|cho hay|nói|chia sẻ|khẳng định|nhận định|theo)(?!\w)", re.IGNORECASE)
_WHEN: Final = re.compile(r"(?:Ngày|Sáng|Trưa|Chiều|Tối|Đêm|Hôm|Mới đây|Vừa qua|Khoảng|Rạng sáng|Lúc)\b")
_MANY: Final = re.compile(r"(?<!\w)(?:như vậy|tóm lại|nhằm|vì vậy|do đó|kết quả|quyết định|công bố|đề nghị)(?!\w)")
_CAPITAL: Final = re.compile(r"(?<=\s)[A-ZĐÀ-ÝẠ-ỸƠƯĂ]")

Places = tuple[int, ...]


class Weighed(NamedTuple):
    """The sentences of one article, weighed.

    ``worth`` orders them singly; ``words`` and ``pairs`` are what they hold, with the chances of each; ``at`` is the
    place in the text, which several forms of one sentence share; ``size`` counts the sentences and their syllables.
    """

    lengths: Floats
    words: Counted
    pairs: Counted
    word_chances: Floats
    pair_chances: Floats
    own: Floats
    worth: Floats
    at: npt.NDArray[np.intp]
    titled: bool
    size: tuple[int, float]


class Ranker:
    """The shipped model, or one trained into another folder. Thread-safe."""

    def __init__(self, folder: Path | None = None) -> None:
        """Read the weights.

        Raises:
            ModelUnavailable: the model is missing, damaged, or not of this kind.
        """
        place = verified(folder) if folder else model_folder(MODEL)
        self.name = place.name
        try:
            with np.load(place / WEIGHTS, allow_pickle=False) as stored:
                self.tables = Tables(stored["rarity"], stored["uptake"])
                self._words, self._pairs, self._sets = (
                    Network(*(stored[f"{name}_{part}"].astype(np.float32) for part in Network._fields))
                    for name in ("words", "pairs", "sets")
                )
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable(f"Không đọc được mô hình “{place.name}” để chọn câu; hãy cài lại.") from error

    def weigh(self, sentences: Sequence[str], bound: Sequence[bool], title: str = "") -> Weighed:
        """Weigh the sentences of an article, of which the first eighty are read; an empty title is unknown."""
        return weigh(sentences, bound, title, self.tables, self._words, self._pairs)

    def scores(self, weighed: Weighed, sets: Sequence[Places]) -> Floats:
        """How good a summary each set of sentences makes: comparable inside one article only."""
        return self.judge(set_features(weighed, sets))

    def judge(self, features: Floats) -> Floats:
        """As ``scores``, of features made elsewhere; as many columns are read as the model was trained with."""
        return self._sets(features[:, : len(self._sets.inner)])


@cache
def shipped() -> Ranker:
    """The shipped model, read once a process."""
    return Ranker()


def weigh(
    sentences: Sequence[str], bound: Sequence[bool], title: str, tables: Tables, words: Network, pairs: Network
) -> Weighed:
    """As ``Ranker.weigh``, with parts of a model that may still be in training."""
    texts = sentences[:_SENTENCES]
    coded, named = [codes(text) for text in texts], codes(title)
    of_words, of_pairs = read(coded, named, tables)
    word_chances, pair_chances = chances(of_words, words), chances(of_pairs, pairs)
    lengths = np.array([len(one) for one in coded], np.float32)
    one, two = of_words.holds @ word_chances, of_pairs.holds @ pair_chances
    worth = (one + two) / (lengths + _USUAL)
    own = np.array([_own(text, leans) for text, leans in zip(texts, bound, strict=False)], np.float32).reshape(-1, 8)
    size = len(sentences), float(lengths.sum())
    at = np.arange(len(texts))
    return Weighed(lengths, of_words, of_pairs, word_chances, pair_chances, own, worth, at, len(named) > 0, size)


def with_forms(weighed: Weighed, forms: Sequence[tuple[int, str]], bound: Sequence[bool]) -> Weighed:
    """The sentences and, behind them, other forms of some: pairs of the sentence's place and what is left of it.

    What the article says is counted without them.
    """
    coded = [codes(text) for _, text in forms]
    if not coded:
        return weighed
    places = np.array([place for place, _ in forms], np.intp)
    lengths = np.array([len(one) for one in coded], np.float32)
    words = _more(weighed.words, coded)
    pairs = _more(weighed.pairs, [pair_codes(one) if len(one) > 1 else one[:0] for one in coded])
    first = len(weighed.lengths)
    hits = words.holds[first:] @ weighed.word_chances + pairs.holds[first:] @ weighed.pair_chances
    own = np.array([_own(text, bound[place]) for place, text in forms], np.float32)
    return weighed._replace(
        lengths=np.concatenate([weighed.lengths, lengths]),
        words=words,
        pairs=pairs,
        own=np.concatenate([weighed.own, own]),
        worth=np.concatenate([weighed.worth, hits / (lengths + _USUAL)]),
        at=np.concatenate([weighed.at, places]),
    )


def _more(counted: Counted, coded: Sequence[Codes]) -> Counted:
    flat = np.concatenate(coded)
    row = np.repeat(np.arange(len(coded)), [len(one) for one in coded])
    place = np.minimum(np.searchsorted(counted.kinds, flat), max(0, len(counted.kinds) - 1))
    known = counted.kinds[place] == flat if len(counted.kinds) else np.zeros(len(flat), bool)
    holds = np.zeros((len(coded), len(counted.kinds)), np.float32)
    holds[row[known], place[known]] = 1
    return counted._replace(holds=np.concatenate([counted.holds, holds]))


def _own(text: str, leans: bool) -> tuple[float, ...]:
    """What is to be seen in a sentence by itself."""
    size = len(text) / 100 + 0.1
    return (
        float(leans),
        float(_QUOTES.search(text) is not None),
        float(_SAYS.search(text) is not None),
        float(_WHEN.match(text) is not None),
        float(_MANY.search(text) is not None),
        len(_DIGIT.findall(text)) / size / 5,
        len(_CAPITAL.findall(text)) / size / 5,
        float("(" in text),
    )


def promising(weighed: Weighed, fits: Callable[[int], bool] = lambda _: True, count: int = CONSIDERED) -> list[int]:
    """Places of the sentences worth combining, in order of the text: the weightiest and the first two.

    Of each sentence there is one whole form and the best of the shorter ones, those that fit only.
    """
    order = [int(at) for at in np.argsort(-weighed.worth, kind="stable")]
    early = [at for at in range(len(weighed.worth)) if weighed.at[at] < 2 and at == weighed.at[at]]
    kept: dict[tuple[int, bool], int] = {}
    sentences: dict[int, None] = {}
    for at in (*early, *order):
        place = int(weighed.at[at])
        key = place, at == place
        if key in kept or not fits(at) or (place not in sentences and len(sentences) == count):
            continue
        kept[key] = at
        sentences.setdefault(place)
    return [at for _, at in sorted((int(weighed.at[at]), at) for at in kept.values())]


def sets_of(places: Sequence[int], weighed: Weighed, longest: float = LONGEST) -> list[Places]:
    """The summaries that can be made of these forms: one to three sentences, several only within so many syllables.

    Sets of three are made of the six weightiest forms alone.
    """
    best = sorted(sorted(places, key=lambda at: -float(weighed.worth[at]))[:_TRIPLED], key=places.index)
    lengths, sentence = weighed.lengths, weighed.at
    return [
        chosen
        for size, pool in ((1, places), (2, places), (3, best))
        for chosen in combinations(pool, size)
        if size == 1
        or (sum(float(lengths[at]) for at in chosen) <= longest and len({int(sentence[at]) for at in chosen}) == size)
    ]


def set_features(weighed: Weighed, sets: Sequence[Places]) -> Floats:
    """What tells how good each summary is, a row a set."""
    size = len(weighed.lengths)
    member = np.zeros((len(sets), size), np.float32)
    for row, places in enumerate(sets):
        member[row, list(places)] = 1
    count = member.sum(axis=1)
    length = member @ weighed.lengths
    one, titled_one, new = _covered(member, weighed.words, weighed.word_chances)
    two, titled_two, _ = _covered(member, weighed.pairs, weighed.pair_chances)
    first = np.array([weighed.at[places[0]] for places in sets], np.float32)
    last = np.array([weighed.at[places[-1]] for places in sets], np.float32)
    held = np.maximum((member @ weighed.words.holds.sum(axis=1)), 1)
    sentences, total = weighed.size
    opening = weighed.own[[places[0] for places in sets]]
    columns = [
        length / 40,
        one / 20,
        two / 10,
        2 * one / (length + _USUAL),
        2 * two / (length + _USUAL),
        one / np.maximum(length, 1),
        two / np.maximum(length, 1),
        np.maximum(0, length - _USUAL) / 40,
        (count == 1),
        (count == 2),
        1 / (1 + first),
        first / max(1, min(sentences, _SENTENCES)),
        np.log1p(last),
        (first == 0),
        (last - first + 1 == count),
        new / held,
        titled_one,
        titled_two,
        np.full(len(sets), float(weighed.titled)),
        np.full(len(sets), np.log1p(sentences)),
        np.full(len(sets), np.log1p(total) / 5),
        (member @ weighed.worth) / count,
        *opening.T,
        *((member @ weighed.own[:, 1:4]) / count[:, None]).T,
        *_of_forms(weighed, member, sets),
        np.maximum(0, titled_two - _REJECTED),
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _of_forms(weighed: Weighed, member: Floats, sets: Sequence[Places]) -> tuple[Floats, ...]:
    """The share of shorter forms, whether one opens, and how far the mean worth is from the best."""
    count = member.sum(axis=1)
    cut = (weighed.at != np.arange(len(weighed.at))).astype(np.float32)
    below = (member @ weighed.worth) / count - weighed.worth.max(initial=0)
    return (member @ cut) / count, cut[[places[0] for places in sets]], below


def _covered(member: Floats, counted: Counted, chance: Floats) -> tuple[Floats, Floats, Floats]:
    """Expected hits of each set, the share of the title's words it has, and how many different words."""
    union = np.minimum(member @ counted.holds, 1)
    titled = counted.features[:, 9]
    return union @ chance, (union @ titled) / max(1.0, float(titled.sum())), union.sum(axis=1)


def by_place(scores: npt.NDArray[np.float32], sets: Sequence[Places]) -> list[Places]:
    """The sets in falling order of their scores."""
    return [sets[int(at)] for at in np.argsort(-scores, kind="stable")]
