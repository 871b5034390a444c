"""Headlines in the words of the article: clauses of its sentences, ranked by how real titles were made of theirs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from newsroom_ai.artefacts import model_folder
from newsroom_ai.article import Article, Span, suggestion_id
from newsroom_ai.errors import FieldError, InvalidArticle
from newsroom_ai.summarisation.faithfulness import Source
from newsroom_ai.summarisation.lead import alike, children
from newsroom_ai.summarisation.ranker import Ranker, Weighed, with_forms
from newsroom_ai.summarisation.sentences import Sentence, usable
from newsroom_ai.summarisation.shorten import DEPENDENT, PREDICATES, shorten, stands, without_asides
from newsroom_ai.summarisation.types import Headline, Headlines
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import count, exact_forms

MODEL: Final = "summariser-headline.v1"
SENTENCES: Final = 8
"""Sentences that headlines are made of, the weightiest of an article."""

_MOST: Final = 16
_LEAST: Final = 5
_CHARACTERS: Final = 90
_LONGER: Final = 24
_SHOWN: Final = 20
_WORTH_SHOWING: Final = 0.45  # of the best one's score
_FORMS: Final = 12  # of one sentence
_BORDER: Final = re.compile(
    r"[,;](?=\s)|(?<!\d)\s[-–](?=\s[a-zđ])|(?<! tự)(?<! trong)\s(?=(?:để|nhằm|khi|vì|do|nhưng|sau khi|trước khi|sau vụ|"
    r"(?:vào )?(?:sáng|trưa|chiều|tối|đêm|ngày|hôm)(?= (?:nay|qua|\d))) )"
)
_LEADING: Final = re.compile(
    r"(?:(?:Sáng|Trưa|Chiều|Tối|Đêm|Rạng sáng|Ngày|Hôm|Mới đây|Vừa qua|Theo|Tại|Trong|Sau|Liên quan|Trước đó|Đến|Từ|"
    r"Khoảng|Vào|Cùng ngày|Hiện|Lúc|Trao đổi|Ngoài ra|Tuy nhiên|Bên cạnh đó|Cụ thể|Đặc biệt|Đáng chú ý)\b"
    r"[^,;“\"]{0,90},)\s+"
)
_SAID: Final = re.compile(
    r"[^,;“\"]{3,80}?(?:cho biết|cho hay|khẳng định|nhận định|cho rằng)(?: thêm)?,? (?:rằng )?(?=\w)"
)
_LOOSE: Final = re.compile(
    r"(?<!\w)(?:và|hoặc|hay|nhưng|mà|thì|là|rằng|của|cho|với|tại|ở|từ|đến|tới|về|theo|trong|trên|dưới|giữa|vì|do|bởi|"
    r"để|nhằm|khi|nếu|như|bằng|các|những|một|gồm|bao gồm|sau khi|trước khi|trong khi|được|bị|đã|sẽ|đang|không|chưa|"
    r"cho biết|cho hay|nói|nêu|khẳng định|xác nhận|xác định|mang|nằm|ra|vào|lên|xuống|đối|gọi|việc|xuất phát|thông tin|"
    r"tuy nhiên|còn|đang|vẫn|cũng|hơn|mỗi|giữa|sự|cuộc|vụ|chiếc|ông|bà|anh|chị)$",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(r"(?:Được|Xác nhận|Phản đối|Điển hình|Thực tế|Tiến hành|Như|Bước đầu|Hoảng hốt|Cùng|Với)\b")
_TURNS: Final = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|nhưng|song|tuy nhiên|bác bỏ|phủ nhận|trừ|ngoại trừ|nếu)(?!\w)", re.IGNORECASE
)
_SPEAKER: Final = re.compile(r"(?<!\w)(?:tôi|chúng tôi|chúng ta|mình|bạn)(?!\w)", re.IGNORECASE)
_LEANS: Final = re.compile(
    r"(?:này|đó|ấy|trên|nói trên)$|^(?:Người|Vụ|Việc|Số|Nhóm|Con) (?:này|trên|đó)", re.IGNORECASE
)
_POINTS: Final = re.compile(r"^(?:[^\s]+ ){0,3}(?:này|ấy|nói trên)\b", re.IGNORECASE)
_LOOSE_END: Final = " \n,;:.–-"


class Form(NamedTuple):
    """What is left of a sentence: the text as a headline, and the spans of the source it was made of."""

    text: str
    spans: tuple[tuple[int, int], ...]


class ClauseHeadlines:
    """Clauses of the weightiest sentences, ranked by a small trained network, different from one another.

    The editor's own title is no suggestion and is not among them. Each candidate is checked against sapo and body;
    pieces that break off, drop a negation, lean on what came before or name a child are left out.

    >>> body = "Sáng 3/2, mưa lớn làm ngập nhiều tuyến phố ở Hà Nội, xe cộ phải quay đầu."
    >>> ClauseHeadlines().headlines(Article("a1", body=body)).candidates[0].text
    'Mưa lớn làm ngập nhiều tuyến phố ở Hà Nội, xe cộ phải quay đầu'
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the shipped ranker, or one trained into another folder.

        Raises:
            ModelUnavailable: the model is missing, damaged, or not of this kind.
        """
        self._ranker = Ranker(folder) if folder else _shipped()
        self.model = folder.name if folder else MODEL

    def headlines(self, article: Article) -> Headlines:
        """Candidates, distinct after folding, best first.

        Raises:
            InvalidArticle: there is no sentence to make one from.
        """
        found = sentences_of(article)
        made = list(self._made(article, found)) if found else []
        if not made:
            detail = "Không có câu nào đủ ý trong sapo hay thân bài để đặt tít."
            raise InvalidArticle(detail, [FieldError("/body", detail)])
        return Headlines(article.id, tuple(made), self.model)

    def _made(self, article: Article, found: Sequence[Sentence]) -> Iterator[Headline]:
        weighed = self._ranker.weigh([one.text for one in found], [one.bound for one in found])
        forms = candidates(article, found, weighed) or list(_longer(article, found))
        if not forms:
            return
        scores = self._ranker.scores(*scored(weighed, found, forms))
        minors, source, sha256 = children(article), Source.of(article), article.sha256
        taken = {_key(article.title)}
        texts: list[str] = []
        best = float(_chance(scores.max()))
        for at in np.argsort(-scores, kind="stable").tolist():
            place, form = forms[at]
            if _chance(scores[at]) < _WORTH_SHOWING * best:
                return
            new = _key(form.text) not in taken and not any(alike(form.text, text) for text in texts)
            if not new or (minors is not None and minors.named_in(form.text)):
                continue
            taken.add(_key(form.text))
            texts.append(form.text)
            missing = tuple(source.unsupported(form.text))
            spans = tuple(Span.of(article, found[place].field, a, b) for a, b in form.spans)
            score = round(float(_chance(scores[at])) * (0.8 if missing else 1.0), 4)
            id = suggestion_id(sha256, "headline", form.text, self.model)
            yield Headline(id, form.text, not missing, missing, spans, score)
            if len(texts) == _SHOWN:
                return


def _chance(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-score))


@cache
def _shipped() -> Ranker:
    return Ranker(model_folder(MODEL))


def sentences_of(article: Article) -> list[Sentence]:
    """The sentences headlines may be made of: those of the sapo, then those of the body."""
    return [*usable(article, "sapo"), *usable(article, "body")]


def candidates(article: Article, found: Sequence[Sentence], weighed: Weighed) -> list[tuple[int, Form]]:
    """Headlines that can be made of the weightiest sentences, each with the place of its sentence."""
    order = [int(at) for at in np.argsort(-weighed.worth, kind="stable") if not found[int(at)].bound]
    return [
        (place, form)
        for place in sorted(dict.fromkeys([*order[:SENTENCES], *order[:1]]))
        for form in forms(article.text(found[place].field), found[place].start, found[place].end)
    ]


def _longer(article: Article, found: Sequence[Sentence]) -> Iterator[tuple[int, Form]]:
    """Sentences that give no headline of the usual length, cut at a clause to twenty-four syllables."""
    for place, sentence in enumerate(found):
        text = article.text(sentence.field)
        cut = shorten(text, sentence.start, sentence.end, lambda form: count(form) <= _LONGER, gently=True)
        if cut is not None and not sentence.bound:
            yield place, Form(cut.text.rstrip("."), cut.spans)


def scored(
    weighed: Weighed, found: Sequence[Sentence], made: Sequence[tuple[int, Form]]
) -> tuple[Weighed, list[tuple[int, ...]]]:
    """Weighed sentences with the forms behind them, and each form as a set of its own."""
    first = len(weighed.lengths)
    more = with_forms(weighed, [(place, form.text) for place, form in made], [one.bound for one in found])
    return more, [(first + at,) for at in range(len(made))]


def forms(source: str, start: int, end: int) -> list[Form]:
    """Headlines that a sentence holds: from where its news begins to the border of a clause or phrase."""
    made: dict[str, Form] = {}
    for begin in _starts(source, start, end):
        bare = without_asides(source, begin, end)
        stops = [end, *(m.start() for m in _BORDER.finditer(source, begin, end))]
        for stop in stops:
            pieces = [(a, min(b, stop)) for a, b in bare if a < stop]
            form = _headline(source, pieces, source[stop:end])
            if form is not None:
                made.setdefault(_key(form.text), form)
        if len(made) >= _FORMS:
            break
    return list(made.values())[:_FORMS]


def _starts(source: str, start: int, end: int) -> list[int]:
    """Where the news of a sentence may begin: at its start, behind a phrase of time or place, behind the speaker."""
    found = [start]
    leading = _LEADING.match(source, start, end)
    if leading:
        found.append(leading.end())
    said = _SAID.match(source, found[-1], end)
    if said:
        found.append(said.end())
    return found[::-1]


def _headline(source: str, pieces: Sequence[tuple[int, int]], dropped: str) -> Form | None:
    """A form that can stand as a headline, without a stop at its end; None where it cannot."""
    trimmed = [(a, b) for a, b in pieces if source[a:b].strip(_LOOSE_END)]
    if not trimmed:
        return None
    first, last = trimmed[-1]
    last = first + len(source[first:last].rstrip(_LOOSE_END))
    trimmed[-1] = (first, last)
    text = " ".join("".join(source[a:b] for a, b in trimmed).split())
    if not _LEAST <= count(text) <= _MOST or len(text) > _CHARACTERS or text[-1] in "?…!":
        return None
    if _LOOSE.search(text) or _LEANS.search(text) or _POINTS.match(text) or _SPEAKER.search(text):
        return None
    shown = text[0].upper() + text[1:]
    if not _says(shown) or _TURNS.search(dropped) or not stands(source, trimmed):
        return None
    return Form(shown, tuple(trimmed))


def _says(text: str) -> bool:
    """Whether something is said behind a phrase of time, place or manner that opens a headline."""
    said = text
    while DEPENDENT.match(said) or _OPENS.match(said):
        said = said.partition(", ")[2]
        said = said[:1].upper() + said[1:]
    words = exact_forms(" ".join(word for word in said.split()[1:] if word[:1].islower()))
    return count(said) >= _LEAST - 1 and not PREDICATES.isdisjoint(words)


def _key(text: str) -> str:
    return fold(text).strip(" .?!:;-")
