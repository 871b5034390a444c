"""Headline candidates without a model: the title, cleaned and cut, or the lead sentences made short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from newsroom_ai.article import Article, Field, Span, suggestion_id
from newsroom_ai.entities.minors import Minors
from newsroom_ai.errors import FieldError, InvalidArticle
from newsroom_ai.summarisation.faithfulness import Source
from newsroom_ai.summarisation.sentences import usable
from newsroom_ai.summarisation.shorten import PREDICATES, shorten
from newsroom_ai.summarisation.types import Headline, Headlines
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import count, exact_forms

_MOST: Final = 18
_LEAST: Final = 4
_SHOWN: Final = 5
_LEADS: Final = 6
_MARK_BEFORE: Final = re.compile(r"^(?:\([^()]{2,30}\)|[A-ZĐ]{2,6}O)\s*[-–:]\s*")
_MARK_AFTER: Final = re.compile(
    r"\s*(?:[-–|]\s*(?:Báo|Tạp chí|Đài)\s[^-–|]+|\|[^|]+|[-–]\s*\w+\.(?:vn|com|net)\S*)\s*$"
)
_LOOSE: Final = re.compile(
    r"(?<!\w)(?:và|hoặc|hay|nhưng|mà|thì|là|rằng|của|cho|với|tại|ở|từ|đến|tới|về|theo|trong|trên|dưới|giữa|vì|do|bởi|"
    r"để|nhằm|khi|nếu|như|bằng|các|những|một|gồm|bao gồm|sau khi|trước khi|trong khi|được|bị|đã|sẽ|đang|không|chưa)$",
    re.IGNORECASE,
)
_LIST: Final = re.compile(r":\s|(?<!\w)(?:gồm|như sau)(?!\w)")
_TURNS: Final = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|nhưng|song|tuy nhiên|bác bỏ|phủ nhận|trừ|ngoại trừ|nếu)(?!\w)", re.IGNORECASE
)
_MORE_VERBS: Final = frozenset(
    exact_forms(
        "nói hỏi kể viết đọc đòi hứa mong chờ lo giữ chống bảo vệ siết dừng ngừng hoãn hủy khai lên về trở lại chìm "
        "bốc hút đón rời nghỉ làm khám chữa dạy nuôi trồng ăn uống ngủ sống đứng ngồi treo sửa thay đổi cấp dọn lấy "
        "gửi rút hồi biến tạo dành giành vẫn còn hết nên thiếu thừa dư mắc gặp hiến đăng thông hạn cấm lùi gia"
    )
)
_BORDER: Final = re.compile(r":\s|\s[-–]\s|[;?!]\s")


class _Candidate(NamedTuple):
    text: str
    field: Field
    spans: tuple[tuple[int, int], ...]
    score: float
    own: bool = False


class VariantHeadlines:
    """The title as it is, without source marks and full stop, and its clauses; else shortened lead sentences.

    Every candidate is checked against sapo and body, so that a figure only the title has is reported. A piece that
    breaks off, asks half a question or says nothing is left out, and so is one that names a child; the editor's own
    title stays as it is.

    >>> article = Article("a1", title="(Báo Mẫu) - Bão số 3: Hà Nội cho học sinh nghỉ học.",
    ...                   body="Bão số 3 đổ bộ, Hà Nội cho học sinh nghỉ học từ ngày mai.")
    >>> [headline.text for headline in VariantHeadlines().headlines(article).candidates][:2]
    ['Bão số 3: Hà Nội cho học sinh nghỉ học', 'Hà Nội cho học sinh nghỉ học']
    """

    model = "variants.v1"

    def headlines(self, article: Article) -> Headlines:
        """Candidates, distinct after folding, best first.

        Raises:
            InvalidArticle: there is neither a title nor a sentence to make one from.
        """
        source, sha256, minors = Source.of(article), article.sha256, Minors(article)
        made: dict[str, Headline] = {}
        for candidate in _candidates(article):
            key = fold(candidate.text).strip(" .?!:;-")
            too_short = candidate.field != "title" and count(candidate.text) < _LEAST
            if key in made or too_short:
                continue
            if not candidate.own and (not _says_something(candidate.text) or minors.named_in(candidate.text)):
                continue
            missing = tuple(source.unsupported(candidate.text))
            made[key] = Headline(
                suggestion_id(sha256, "headline", candidate.text, self.model),
                candidate.text,
                not missing,
                missing,
                tuple(Span.of(article, candidate.field, a, b) for a, b in candidate.spans),
                round(candidate.score * (0.8 if missing else 1.0), 4),
            )
        if not made:
            detail = "Không có tít và không có câu nào đủ ý trong sapo hay thân bài để đặt tít."
            raise InvalidArticle(detail, [FieldError("/title", detail)])
        best = sorted(made.values(), key=lambda headline: -headline.score)[:_SHOWN]
        return Headlines(article.id, tuple(best), self.model)


def _candidates(article: Article) -> Iterator[_Candidate]:
    if article.title.strip():
        yield from _from_title(article.title)
    yield from _from_leads(article, 0.5 if article.title.strip() else 0.9)


def _from_title(title: str) -> Iterator[_Candidate]:
    before, after = _MARK_BEFORE.search(title), _MARK_AFTER.search(title)
    start, end = before.end() if before else 0, after.start() if after else len(title)
    yield _piece(title, start, end, 1.0)._replace(own=True)
    asks = title[start:end].rstrip().endswith("?")
    borders = [b for b in _BORDER.finditer(title, start, end) if b.start() > start and not _joins_names(title, b)]
    for border in borders:
        for a, b, score in ((border.end(), end, 0.8), (start, border.start() + (border[0][0] in "?!"), 0.7)):
            half = (asks and b < end and title[b - 1] != "?") or (b < end and _TURNS.match(title, border.end()))
            if not half and count(title[a:b]) >= _LEAST + 1 and title.count('"', a, b) % 2 == 0:
                yield _piece(title, a, b, score)


def _says_something(text: str) -> bool:
    """Whether a piece ends where words may end and holds a word that looks like a verb."""
    if _LOOSE.search(text.rstrip(" .?!:;,-–")):
        return False
    words = text.split() if text.isupper() else [word for word in text.split() if word[:1].islower()]
    return not (PREDICATES | _MORE_VERBS).isdisjoint(exact_forms(" ".join([*words, *text.split()[:1]])))


def _joins_names(title: str, border: re.Match[str]) -> bool:
    """Whether a dash stands between two names: "Nga - Mỹ", "Quy hoạch - Kiến trúc"."""
    before = title[: border.start()].split()[-2:]
    return border[0].strip() in "-–" and title[border.end()].isupper() and any(word[0].isupper() for word in before)


def _piece(title: str, start: int, end: int, score: float) -> _Candidate:
    while end > start and title[end - 1] in " .;:,–-":
        if title[:end].endswith(("...", "…")):
            break
        end -= 1
    while start < end and title[start] == " ":
        start += 1
    text = title[start:end]
    return _Candidate(text[:1].upper() + text[1:], "title", ((start, end),), score)


def _from_leads(article: Article, score: float) -> Iterator[_Candidate]:
    """Lead sentences that are a headline once cut at the border of a clause."""
    fields: tuple[Field, ...] = ("sapo", "body")
    leads = [s for field in fields for s in usable(article, field) if not s.bound][:_LEADS]
    for at, sentence in enumerate(leads):
        text = article.text(sentence.field)
        gently = score < 0.9 or at > 0
        cut = shorten(text, sentence.start, sentence.end, lambda form: count(form) <= _MOST, gently=gently)
        if cut is None or cut.text.endswith(("?", "…")):
            continue
        dropped = text[cut.spans[-1][1] : sentence.end]
        if not (any(c.isalnum() for c in dropped) and (_LIST.search(cut.text) or _TURNS.search(dropped))):
            yield _Candidate(cut.text.rstrip("."), sentence.field, cut.spans, score - 0.05 * at)
