"""Other words for a text: set synonyms of the newsroom, then words that stand in the same frame elsewhere."""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from eval.generators.texts import Change, Row, Span, field
from newsroom_ai.text.sentences import sentences
from newsroom_ai.vocabulary.cased import VIETNAMESE

SYNONYMS: Final = {
    **{"cho biết": "thông tin", "cho hay": "cho biết", "thông tin": "cho hay", "tuy nhiên": "thế nhưng"},
    **{"hiện nay": "hiện tại", "hiện tại": "lúc này", "sau đó": "tiếp đó", "trước đó": "trước đấy"},
    **{"do đó": "vì vậy", "vì vậy": "bởi vậy", "ngoài ra": "bên cạnh đó", "đồng thời": "song song"},
    **{"thực hiện": "tiến hành", "tiến hành": "triển khai", "triển khai": "thực hiện", "phát hiện": "tìm ra"},
    **{"xảy ra": "diễn ra", "diễn ra": "tổ chức", "khẳng định": "nhấn mạnh", "nhấn mạnh": "khẳng định"},
    **{"gia tăng": "tăng lên", "giảm sút": "suy giảm", "khó khăn": "trở ngại", "hỗ trợ": "giúp đỡ"},
    **{"giúp đỡ": "hỗ trợ", "nguyên nhân": "lý do", "lý do": "nguyên do", "khu vực": "địa bàn", "địa bàn": "khu vực"},
    **{"người dân": "bà con", "học sinh": "các em", "thiệt hại": "tổn thất", "nhanh chóng": "mau chóng"},
    **{"nghiêm trọng": "nặng nề", "quan trọng": "cần thiết", "cần thiết": "quan trọng", "toàn bộ": "tất cả"},
    **{"tất cả": "toàn bộ", "bắt đầu": "khởi đầu", "kết thúc": "khép lại", "liên quan": "dính dáng", "vẫn": "còn"},
    **{"nhưng": "song", "và": "cùng", "để": "nhằm", "nhằm": "để", "khoảng": "chừng", "gần": "xấp xỉ", "hơn": "trên"},
    **{"cũng": "đều", "rất": "khá", "nhiều": "lắm", "tại": "ở", "ở": "tại", "khi": "lúc", "lúc": "khi", "như": "tựa"},
    **{"theo đó": "cụ thể", "cụ thể": "chi tiết", "đặc biệt": "nhất là", "dự kiến": "ước tính", "yêu cầu": "đề nghị"},
    **{"đề nghị": "kiến nghị", "bị thương": "thương tích", "tử vong": "thiệt mạng", "thiệt mạng": "tử vong"},
}  # fmt: skip
"""Words that an editor puts for one another; near enough in meaning, not always in style."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_LEAST: Final = 5  # times that a pair must be seen to be a word
_USUAL: Final = 3  # times that a word must be seen to be put for another
_BOUND: Final = 0.55  # normalised pointwise mutual information from which a pair is one word
_EXCHANGED: Final = 0.5  # how often a known synonym is taken where there is one
_READ: Final = 1_000


class Word(NamedTuple):
    """A word of one or two syllables in small letters, with its neighbours."""

    span: Span
    text: str
    left: str
    right: str


class Lexicon:
    """Words of a corpus and the frames ("left _ right") they stand in."""

    def __init__(self, texts: Iterable[str]) -> None:
        read = [sentence for text in texts for sentence in _lines(text)]
        self._pairs = _pairs(read)
        frames: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._all: dict[int, list[str]] = {1: [], 2: []}
        seen: Counter[str] = Counter()
        for sentence in read:
            for word in self.words(sentence):
                frames[word.left, word.right].add(word.text)
                seen[word.text] += 1
        usual = {
            text for text, count in seen.items() if count >= _USUAL and all(map(VIETNAMESE.fullmatch, text.split()))
        }
        for text in sorted(usual):
            self._all[text.count(" ") + 1].append(text)
        self._frames = {frame: sorted(words & usual) for frame, words in frames.items() if all(frame)}
        self._frames = {frame: words for frame, words in self._frames.items() if len(words) > 1}

    @classmethod
    def of(cls, rows: Iterable[Row], limit: int = _READ) -> Lexicon:
        """Learn the words of the bodies of the first ``limit`` rows."""
        return cls(field(row, "body") for _, row in zip(range(limit), rows, strict=False))

    def words(self, text: str) -> Iterator[Word]:
        """The words in small letters, in order; names, acronyms and figures are none: copiers keep those.

        Nor is what follows a capital: it may be the other half of a word (Quốc phòng).
        """
        found = list(_WORD.finditer(text))
        at = 0
        while at < len(found):
            end = at + 1 + self._joins(text, found, at)
            span = Span(found[at].start(), found[end - 1].end())
            printed = text[span.start : span.end]
            half = at > 0 and found[at - 1][0][0].isupper() and text[found[at - 1].end() : span.start] == " "
            if printed.islower() and not half:
                left = found[at - 1][0].lower() if at else ""
                right = found[end][0].lower() if end < len(found) else ""
                yield Word(span, printed, left, right)
            at = end

    def _joins(self, text: str, found: list[re.Match[str]], at: int) -> bool:
        """Whether a syllable and the next are one word, and not rather the next and the one behind it."""
        score = self._score(text, found, at)
        return score > 0 and score >= self._score(text, found, at + 1)

    def _score(self, text: str, found: list[re.Match[str]], at: int) -> float:
        if at + 1 >= len(found) or text[found[at].end() : found[at + 1].start()] != " ":
            return 0.0
        return self._pairs.get((found[at][0], found[at + 1][0]), 0.0)

    def other(self, word: Word, rng: random.Random) -> str:
        """Another word for this one: a synonym, a word seen in the same frame, or any of the same length."""
        synonym = SYNONYMS.get(word.text)
        if synonym and rng.random() < _EXCHANGED:
            return synonym
        mates = [mate for mate in self._frames.get((word.left, word.right), ()) if _differs(mate, word.text)]
        if mates:
            return rng.choice(mates)
        if synonym:
            return synonym
        pool = self._all[word.text.count(" ") + 1] or self._all[1]
        others = [other for other in (rng.choice(pool) for _ in range(8)) if _differs(other, word.text)] if pool else []
        return others[0] if others else "khác"


def reworded(texts: list[str], share: float, lexicon: Lexicon, rng: random.Random) -> list[str]:
    """The texts with words exchanged until ``share`` of all their syllables has been touched."""
    words = [(at, word) for at, text in enumerate(texts) for word in lexicon.words(text)]
    wanted = share * sum(len(_WORD.findall(text)) for text in texts)
    rng.shuffle(words)
    changes: dict[int, list[Change]] = defaultdict(list)
    touched = 0
    for at, word in words:
        size = word.text.count(" ") + 1
        if touched + size / 2 > wanted:
            break
        touched += size
        changes[at].append(Change(*word.span, lexicon.other(word, rng)))
    return [_with(text, changes[at]) for at, text in enumerate(texts)]


def _with(text: str, changes: list[Change]) -> str:
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _differs(one: str, other: str) -> bool:
    return not set(one.split()) & set(other.split())


def _lines(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _pairs(texts: list[str]) -> dict[tuple[str, str], float]:
    """Pairs of syllables in small letters that are one word, with how firmly they hold together.

    Normalised pointwise mutual information (Bouma, 2009), in -1..1.
    """
    single: Counter[str] = Counter()
    double: Counter[tuple[str, str]] = Counter()
    for text in texts:
        for clause in re.split(r"[^\w ]+", text):
            forms = clause.split()
            single.update(forms)
            double.update(pairwise(forms))
    total = max(1, single.total())
    scores = {}
    for (left, right), count in double.items():
        if count >= _LEAST and left.islower() and right.islower():
            together = math.log(count * total / (single[left] * single[right])) / -math.log(count / total)
            if together >= _BOUND:
                scores[left, right] = together
    return scores
