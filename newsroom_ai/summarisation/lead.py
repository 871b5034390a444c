"""The lead as summary: the first sentences that can stand alone, within the limits of a style."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from newsroom_ai.article import Article, Span, suggestion_id
from newsroom_ai.entities.minors import Minors
from newsroom_ai.errors import FieldError, InvalidArticle, InvalidQuery, ModelUnavailable
from newsroom_ai.summarisation.compression import trimmed, uncut
from newsroom_ai.summarisation.faithfulness import unsupported
from newsroom_ai.summarisation.sentences import Sentence, repeats, usable
from newsroom_ai.summarisation.shorten import Cut, shorten
from newsroom_ai.summarisation.types import Style, Summary, SummaryOptions, SummarySentence
from newsroom_ai.text.syllables import count, exact_forms

_SYLLABLES: Final[dict[Style, int]] = {"sapo": 40, "bullets": 150, "push": 400, "social": 400}
_CHARACTERS: Final[dict[Style, int]] = {"push": 120, "social": 280}
_BULLETS: Final = 5
_FEWEST: Final = 3
_BULLET_SYLLABLES: Final = 30
_CONSIDERED: Final = 12
_SHORTEST_ARTICLE: Final = 15
_HASHTAGS: Final = 3
_HASHTAGGED: Final = 30  # syllables from which there is room for hashtags
_LONGEST_HASHTAG: Final = 30
_WORTH_ADDING: Final = 8
_BULLET: Final = "- "
_FIRST: Final = 6
_CHILDREN: Final = re.compile(
    r"(?<!\w)(?:cháu|bé|em|tuổi|sn|lớp \d+|sinh(?! viên)[^.\n]{0,20}\d+)(?!\w)", re.IGNORECASE
)
"""Without one of these words nothing tells that a name is a child's."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a whole text may not exceed."""

    syllables: int
    characters: int | None

    def allows(self, text: str) -> bool:
        return (self.characters is None or len(text) <= self.characters) and count(text) <= self.syllables


class LeadSummariser:
    """Takes the first sentences that say something by themselves; shortens them only at the borders of clauses.

    A sapo is made of whole sentences; one is cut only where none fits, and then only of brackets and of a last
    clause of time, aim or source. Sentences that name a child are taken only where
    there are no others.
    The sapo and the bullets are made from the body, the push and social texts from the sapo where there is one.
    The limits hold always: sapo 40 syllables, bullets 3-5 items, push 120 and social 280 characters, and
    ``max_syllables`` over all of them.

    >>> body = ("Sáng 3/2, mưa lớn làm ngập nhiều tuyến phố ở Hà Nội. Tuy nhiên, giao thông đã thông suốt. "
    ...         "Học sinh được nghỉ học.")
    >>> LeadSummariser().summarise(Article("a1", title="Hà Nội ngập nặng", body=body), SummaryOptions()).text
    'Sáng 3/2, mưa lớn làm ngập nhiều tuyến phố ở Hà Nội. Tuy nhiên, giao thông đã thông suốt. Học sinh được nghỉ học.'
    """

    model = "lead.v1"

    def choose(
        self, article: Article, candidates: Sequence[Sentence], limit: Limit, options: SummaryOptions
    ) -> list[SummarySentence]:
        """The sentences of the summary, in order; none where nothing fits."""
        return lead(article, candidates, limit, options)

    def summarise(self, article: Article, options: SummaryOptions) -> Summary:
        """A summary whose every sentence names its sources.

        Raises:
            InvalidArticle: sapo and body together are too short, or only repeat the title.
            InvalidQuery: ``max_syllables`` is outside 5-400.
            ModelUnavailable: an abstractive summary was asked for; no model is configured.
        """
        if options.method == "abstractive":
            raise ModelUnavailable("Chưa cấu hình mô hình tóm tắt trừu tượng; hãy dùng phương pháp “extractive”.")
        limit, hashtags = limit_of(options), _hashtags(article, options)
        if hashtags and limit.characters:
            limit = Limit(limit.syllables - count(hashtags), limit.characters - len(hashtags))
        candidates = _candidates(article, options.style)
        unnamed = _without_children(article, candidates)
        chosen = self.choose(article, unnamed, limit, options)
        if not chosen and len(unnamed) < len(candidates):
            chosen = self.choose(article, candidates, limit, options)
        if not chosen:
            detail = "Nội dung chỉ lặp lại tít hoặc không có câu nào đủ ý để tóm tắt."
            raise InvalidArticle(detail, [FieldError("/body", detail)])
        return self._summary(article, options.style, chosen, hashtags)

    def _summary(self, article: Article, style: Style, chosen: Sequence[SummarySentence], hashtags: str) -> Summary:
        if style == "bullets":
            text = "\n".join(f"{_BULLET}{sentence.text}" for sentence in chosen)
        else:
            text = " ".join(sentence.text for sentence in chosen)
        missing = tuple(unsupported(text, article))
        text += hashtags
        return Summary(
            id=article.id,
            suggestion_id=suggestion_id(article.sha256, f"summary.{style}", text, self.model),
            style=style,
            text=text,
            sentences=tuple(chosen),
            faithful=not missing,
            unsupported=missing,
            method="extractive",
            model=self.model,
        )


def limit_of(options: SummaryOptions) -> Limit:
    """The limit of a style, and of ``max_syllables``.

    Raises:
        InvalidQuery: ``max_syllables`` is outside 5-400.
    """
    asked = options.max_syllables
    if asked is not None and not 5 <= asked <= 400:
        raise InvalidQuery("max_syllables phải nằm trong khoảng 5-400.")
    return Limit(asked or _SYLLABLES[options.style], _CHARACTERS.get(options.style))


def _hashtags(article: Article, options: SummaryOptions) -> str:
    """Up to three of the article's tags for a social text, "" where the text is to be very short."""
    if options.style != "social" or (options.max_syllables or _HASHTAGGED) < _HASHTAGGED:
        return ""
    made = ["".join(word[:1].upper() + word[1:] for word in re.findall(r"[^\W_]+", tag)) for tag in article.tags]
    short = [f" #{tag}" for tag in made if 0 < len(tag) <= _LONGEST_HASHTAG]
    return "".join(short[:_HASHTAGS])


def _without_children(article: Article, candidates: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that name no child."""
    minors = children(article)
    return [one for one in candidates if not minors.named_in(one.text)] if minors else list(candidates)


def children(article: Article) -> Minors | None:
    """The children an article names; None where not even a word speaks of any, which is told fast."""
    spoken = any(_CHILDREN.search(text) for text in (article.title, article.sapo, article.body))
    return Minors(article) if spoken else None


def _candidates(article: Article, style: Style) -> list[Sentence]:
    """The sentences to choose from, in order of preference."""
    length = count(article.sapo) + count(article.body)
    if length < _SHORTEST_ARTICLE:
        missing = "body" if not article.body.strip() else "sapo và body"
        detail = f"Bài quá ngắn để tóm tắt: {missing} có {length} âm tiết, cần ít nhất {_SHORTEST_ARTICLE}."
        raise InvalidArticle(detail, [FieldError("/body", detail)])
    sapo, body = usable(article, "sapo"), usable(article, "body")
    return [*sapo, *body] if style in {"push", "social"} else body or sapo


def lead(
    article: Article, candidates: Sequence[Sentence], limit: Limit, options: SummaryOptions
) -> list[SummarySentence]:
    """The first sentences that say something by themselves, in the form that the style asks for."""
    if options.style == "sapo":
        return _whole(article, candidates, limit)
    one = options.style == "push"
    return (
        (bullets(article, candidates, limit, options) if options.style == "bullets" else [])
        or _lead(article, candidates, limit, one=one)
        or _lead(article, candidates, limit, one=one, force=True)
    )


def _whole(article: Article, candidates: Sequence[Sentence], limit: Limit) -> list[SummarySentence]:
    """The first whole sentences that fit, from six; else one without brackets or last clause; else one cut with "…"."""
    ordered = _independent_first(candidates)
    first, rest = ordered[:_FIRST], ordered[_FIRST:]
    for pool in (first, rest):
        taken = _together(article, pool, limit) or _one(article, pool, limit, _trimmed)
        if taken:
            return taken
    return _one(article, ordered, limit, _broken_off)


def _together(article: Article, pool: Sequence[Sentence], limit: Limit) -> list[SummarySentence]:
    taken: list[SummarySentence] = []
    before: Sentence | None = None
    free = any(not sentence.bound for sentence in pool)
    for sentence in pool:
        follows = before is not None and before.field == sentence.field and before.at + 1 == sentence.at
        if (sentence.bound and not follows and free) or (before is not None and before.start > sentence.start):
            continue
        fits = _room(taken, limit)
        cut = next(uncut(article, sentence), None)
        if cut is None or not fits(cut.text) or (not taken and repeats(cut.text, article.title)):
            continue
        if any(alike(cut.text, other.text) for other in taken):
            continue
        taken.append(taken_from(article, sentence, cut))
        before = sentence
        if len(taken) == _FIRST:
            break
    return taken


def _one(
    article: Article,
    pool: Sequence[Sentence],
    limit: Limit,
    forms: Callable[[Article, Sentence, Limit], Iterator[Cut]],
) -> list[SummarySentence]:
    free = any(not sentence.bound for sentence in pool)
    for sentence in pool:
        if sentence.bound and free:
            continue
        for cut in forms(article, sentence, limit):
            if limit.allows(cut.text) and not repeats(cut.text, article.title):
                return [taken_from(article, sentence, cut)]
    return []


def _trimmed(article: Article, sentence: Sentence, _: Limit) -> Iterator[Cut]:
    return trimmed(article, sentence)


def _broken_off(article: Article, sentence: Sentence, limit: Limit) -> Iterator[Cut]:
    """The last resort: as many words as fit, and "…"."""
    cut = shorten(
        article.text(sentence.field),
        sentence.start,
        sentence.end,
        lambda text: text.endswith("…") and limit.allows(text),
        force=True,
    )
    if cut is not None:
        yield cut


def _lead(
    article: Article, candidates: Sequence[Sentence], limit: Limit, *, one: bool, force: bool = False
) -> list[SummarySentence]:
    """Sentences from the top while they fit; the first is shortened as far as needed."""
    taken: list[SummarySentence] = []
    before: Sentence | None = None
    for sentence in _independent_first(candidates):
        follows = before is not None and before.field == sentence.field and before.at + 1 == sentence.at
        if taken and (one or not follows):
            break
        if sentence.bound and not follows and any(not other.bound for other in candidates):
            continue
        if not taken and repeats(sentence.text, article.title):
            continue
        cut = _cut(article, sentence, _room(taken, limit), gently=bool(taken), force=force and not taken)
        if cut is None or (not taken and repeats(cut.text, article.title)):
            continue
        if taken and count(cut.text) < min(_WORTH_ADDING, count(sentence.text)):
            break
        taken.append(taken_from(article, sentence, cut))
        before = sentence
    return taken


def _independent_first(candidates: Sequence[Sentence]) -> list[Sentence]:
    """The candidates from the first that stands alone; the ones before it only when there is none."""
    for at, sentence in enumerate(candidates):
        if not sentence.bound:
            return [*candidates[at:]]
    return list(candidates)


def bullets(
    article: Article,
    candidates: Sequence[Sentence],
    limit: Limit,
    options: SummaryOptions,
    ranked: Sequence[Sentence] = (),
) -> list[SummarySentence]:
    """Three to five points that say different things, in the order of the article.

    They come from ``ranked``, the best first, or else from the upper part of the article.
    """
    new = [sentence for sentence in candidates if not repeats(sentence.text, article.title)]
    alone = [sentence for sentence in new if not sentence.bound]
    considered = alone if len(alone) >= _FEWEST else new
    title = set(exact_forms(article.title)) if options.use_title else set()
    if ranked:
        ranked = [sentence for sentence in ranked if sentence in considered]
    else:
        upper = considered[:_CONSIDERED]
        ranked = sorted(upper, key=lambda sentence: -_worth(sentence, upper.index(sentence), title))
    most = min(_BULLETS, max(1, limit.syllables // 10))
    each = Limit(min(_BULLET_SYLLABLES, limit.syllables // most), None)
    points: list[tuple[Sentence, SummarySentence]] = []
    for sentence in ranked:
        cut = _cut(article, sentence, each.allows)
        if cut is None or any(alike(cut.text, point.text) for _, point in points):
            continue
        points.append((sentence, taken_from(article, sentence, cut)))
        if len(points) == most:
            break
    return [point for _, point in sorted(points, key=lambda pair: pair[0].start)]


def _worth(sentence: Sentence, place: int, title: set[str]) -> float:
    """Early sentences, those near the title and those with figures come first; cut quotes and questions last."""
    words = exact_forms(sentence.text)
    shared = len(title.intersection(words)) / len(title) if title else 0.0
    figures = any(word[:1].isdigit() for word in words)
    return 1.0 / (1.0 + 0.2 * place) + 0.5 * shared + 0.1 * figures - 0.5 * sentence.text.endswith("?")


def alike(one: str, other: str) -> bool:
    """Whether two sentences say much the same: over 60 % of the syllables of the shorter."""
    first, second = set(exact_forms(one)), set(exact_forms(other))
    return len(first & second) > 0.6 * min(len(first), len(second))


def _room(taken: Sequence[SummarySentence], limit: Limit) -> Callable[[str], bool]:
    """Whether a further sentence still fits behind those taken."""
    before = " ".join(sentence.text for sentence in taken)
    return lambda text: limit.allows(f"{before} {text}".strip())


def _cut(
    article: Article, sentence: Sentence, fits: Callable[[str], bool], *, gently: bool = False, force: bool = False
) -> Cut | None:
    text = article.text(sentence.field)
    return shorten(text, sentence.start, sentence.end, fits, gently=gently, force=force)


def taken_from(article: Article, sentence: Sentence, cut: Cut) -> SummarySentence:
    """What was left of a sentence, with the words it rests on."""
    return SummarySentence(cut.text, tuple(Span.of(article, sentence.field, a, b) for a, b in cut.spans))
