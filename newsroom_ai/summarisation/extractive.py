"""The ranked summary: the sentences of an article that together say most of what its sapo would."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from newsroom_ai.article import Article
from newsroom_ai.summarisation.compression import shorter, uncut
from newsroom_ai.summarisation.lead import LeadSummariser, Limit, alike, bullets, lead, taken_from
from newsroom_ai.summarisation.ranker import (
    Places,
    Ranker,
    Weighed,
    by_place,
    promising,
    sets_of,
    shipped,
    with_forms,
)
from newsroom_ai.summarisation.sentences import Sentence, repeats, shares_title
from newsroom_ai.summarisation.shorten import PREDICATES, Cut
from newsroom_ai.summarisation.types import SummaryOptions, SummarySentence
from newsroom_ai.text.syllables import count, exact_forms

LONG: Final = 80
"""From here on a budget is filled sentence by sentence; below, the best one to three sentences are looked for."""

_BULLETED: Final = 16
_CAPTION: Final = 15  # syllables of a caption at most
_MORE_VERBS: Final = frozenset(
    exact_forms(
        "nói hỏi kể viết đọc đòi hứa mong chờ lo chống bảo vệ siết dừng ngừng hoãn hủy khai lên về trở lại chìm bốc "
        "hút đón nghỉ làm khám chữa dạy nuôi trồng ăn uống ngủ sống đứng ngồi treo sửa thay đổi cấp dọn lấy gửi rút "
        "hồi biến tạo dành giành vẫn còn hết nên thiếu thừa mắc hiến đăng hạn cấm lùi"
    )
)


class _Form(NamedTuple):
    """A sentence as it may stand in the summary."""

    sentence: Sentence
    cut: Cut


class ExtractiveSummariser(LeadSummariser):
    """Chooses sentences with a small trained ranker; limits and styles are those of ``LeadSummariser``.

    A sapo is the best of all sets of one to three whole sentences that fit, in the order of the article: no set opens
    with a sentence that leans on one left out, says a thing twice, or merely repeats the title. Where a
    sentence is too long it is tried without brackets and last clause. What the ranker cannot serve, the lead does.

    >>> body = ("Mưa to từ đêm qua. Sáng 3/2, mưa lớn làm ngập nhiều tuyến phố ở Hà Nội. "
    ...         "Tuy nhiên, giao thông đã thông suốt vào buổi chiều cùng ngày.")
    >>> ExtractiveSummariser().summarise(Article("a1", body=body), SummaryOptions(max_syllables=14)).text
    'Sáng 3/2, mưa lớn làm ngập nhiều tuyến phố ở Hà Nội.'
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the shipped ranker, or one trained into another folder.

        Raises:
            ModelUnavailable: the model is missing, damaged, or not of this kind.
        """
        self._ranker = Ranker(folder) if folder else shipped()
        self.model = self._ranker.name

    def choose(
        self, article: Article, candidates: Sequence[Sentence], limit: Limit, options: SummaryOptions
    ) -> list[SummarySentence]:
        """The sentences of the summary, in order; none where nothing fits."""
        title = article.title if options.use_title else ""
        candidates = [one for one in candidates if _tells(one.text)] or candidates
        if not candidates:
            return []
        if options.style == "bullets":
            ranked = self._ranked(candidates, title)[:_BULLETED]
            found = bullets(article, candidates, limit, options, ranked)
            return found or lead(article, candidates, limit, options)
        if options.style in {"push", "social"} and article.sapo.strip():
            return lead(article, candidates, limit, options)
        found = self._best(article, candidates, limit, title)
        if found and options.style == "sapo" and limit.syllables > LONG:
            found = self._filled(article, candidates, limit, title, found)
        return found or lead(article, candidates, limit, options)

    def _ranked(self, candidates: Sequence[Sentence], title: str) -> list[Sentence]:
        weighed = self._weighed(candidates, title)
        return [candidates[int(at)] for at in np.argsort(-weighed.worth, kind="stable")]

    def _weighed(self, candidates: Sequence[Sentence], title: str) -> Weighed:
        return self._ranker.weigh([one.text for one in candidates], [one.bound for one in candidates], title)

    def _best(
        self, article: Article, candidates: Sequence[Sentence], limit: Limit, title: str
    ) -> list[SummarySentence]:
        """The best set of sentences that fits."""
        forms = [_Form(one, cut) for one in candidates for cut in uncut(article, one)]
        whole = self._ranker.weigh([form.cut.text for form in forms], [form.sentence.bound for form in forms], title)
        longest = min(limit.syllables, LONG)
        forms = forms[: len(whole.lengths)]
        cuts = [(at, cut) for at in promising(whole) for cut in shorter(article, forms[at].sentence)]
        weighed = with_forms(whole, [(at, cut.text) for at, cut in cuts], [form.sentence.bound for form in forms])
        forms += [_Form(forms[at].sentence, cut) for at, cut in cuts]
        longest_text = limit.characters or len(article.body) + len(article.sapo)
        fitting = promising(
            weighed, lambda at: weighed.lengths[at] <= longest and len(forms[at].cut.text) <= longest_text
        )
        sets = [places for places in sets_of(fitting, weighed, longest) if _stands(places, forms, weighed)]
        if not sets:
            return []
        ordered = by_place(self._ranker.scores(weighed, sets), sets)
        taken = next(_accepted(article, ordered, forms, limit, title), ())
        return [taken_from(article, forms[at].sentence, forms[at].cut) for at in taken]

    def _filled(
        self,
        article: Article,
        candidates: Sequence[Sentence],
        limit: Limit,
        title: str,
        found: Sequence[SummarySentence],
    ) -> list[SummarySentence]:
        """The best set and, while the budget lasts, further sentences by their worth that say something new."""
        begun = {(s.sources[0].field, s.sources[0].start): s for s in found}
        taken = dict(begun)
        for sentence in self._ranked(candidates, title):
            cut = next(uncut(article, sentence), None)
            if cut is None or sentence.bound or any(alike(cut.text, other.text) for other in taken.values()):
                continue
            if limit.allows(" ".join([*(s.text for s in taken.values()), cut.text])):
                new = taken_from(article, sentence, cut)
                taken[new.sources[0].field, new.sources[0].start] = new
        return [taken[key] for key in sorted(taken)]


def _tells(text: str) -> bool:
    """Whether a sentence is long, or holds a word that looks like a verb: the caption of a picture often has none."""
    if count(text) >= _CAPTION:
        return True
    words = exact_forms(" ".join(word for word in text.split() if word[:1].islower()))
    return not (PREDICATES | _MORE_VERBS).isdisjoint(words)


def _stands(places: Places, forms: Sequence[_Form], weighed: Weighed) -> bool:
    """Whether no sentence stands twice or without the one it leans on."""
    chosen = [forms[at].sentence for at in places]
    free = any(not form.sentence.bound for form in forms)
    for at, sentence in enumerate(chosen):
        before = chosen[at - 1] if at else None
        follows = before is not None and before.field == sentence.field and before.at + 1 == sentence.at
        if sentence.bound and not follows and (free or at):
            return False
        if before is not None and before.start >= sentence.start:
            return False
    return True


def _accepted(
    article: Article, ordered: Sequence[Places], forms: Sequence[_Form], limit: Limit, title: str
) -> Iterator[Places]:
    """Sets that fit and are more than the title, best first; those that share most of it last."""
    put_off: list[Places] = []
    for places in ordered:
        texts = [forms[at].cut.text for at in places]
        text = " ".join(texts)
        if not limit.allows(text) or any(alike(a, b) for i, a in enumerate(texts) for b in texts[:i]):
            continue
        if repeats(text, article.title):
            continue
        if title and shares_title(text, title):
            put_off.append(places)
        else:
            yield places
    yield from put_off
