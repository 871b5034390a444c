"""Headlines in the words of the article: forms of its sentences, ranked by how real titles were made of theirs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.article import Article, Span, suggestion_id
from newsroom_ai.errors import FieldError, InvalidArticle
from newsroom_ai.summarisation.faithfulness import Source
from newsroom_ai.summarisation.fluency import Fluency
from newsroom_ai.summarisation.headline_forms import KINDS, Form, broken_off, forms, says
from newsroom_ai.summarisation.lead import alike, children
from newsroom_ai.summarisation.ranker import Ranker, Weighed, set_features, with_forms
from newsroom_ai.summarisation.salience import Floats
from newsroom_ai.summarisation.sentences import Sentence, usable
from newsroom_ai.summarisation.shorten import shorten
from newsroom_ai.summarisation.types import Headline, Headlines
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import count

MODEL: Final = "summariser-headline.v2"
SENTENCES: Final = 10
"""Sentences that headlines are made of, the weightiest of an article."""

_LONGER: Final = 24
_SHOWN: Final = 20
_OF_ONE: Final = 33  # of the features of a set; the rest tells of several sentences and their cuts
_UNSUPPORTED: Final = 0.5  # of the score of a headline that says what the article does not


class ClauseHeadlines:
    """Forms of the weightiest sentences, ranked by small trained networks, different from one another.

    The editor's own title is no suggestion and is not among them. Each candidate is checked against the body, where
    there is one: a headline made of the sapo may say what the article does not, and stands behind those that do not.
    Pieces that break off, drop a negation, lean on what came before or name a child are left out.

    >>> body = "Sáng 3/2, mưa lớn làm ngập nhiều tuyến phố ở Hà Nội, xe cộ phải quay đầu."
    >>> ClauseHeadlines().headlines(Article("a1", body=body)).candidates[0].text
    'Mưa lớn làm ngập nhiều tuyến phố ở Hà Nội, xe cộ phải quay đầu'
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the shipped model, or one trained into another folder.

        Raises:
            ModelUnavailable: the model is missing, damaged, or not of this kind.
        """
        self._ranker, self._fluency = (Ranker(folder), Fluency.open(verified(folder))) if folder else _shipped()
        self.model = folder.name if folder else MODEL

    def headlines(self, article: Article) -> Headlines:
        """Candidates, distinct after folding, best first; none where no sentence says enough by itself.

        Raises:
            InvalidArticle: sapo and body are empty.
        """
        if not (article.sapo.strip() or article.body.strip()):
            detail = "Không có sapo hay thân bài để đặt tít."
            raise InvalidArticle(detail, [FieldError("/body", detail)])
        made = sorted(self._made(article), key=lambda headline: -headline.score)
        return Headlines(article.id, tuple(made), self.model)

    def _made(self, article: Article) -> Iterator[Headline]:
        found = sentences_of(article)
        if not found:
            return
        weighed = self._ranker.weigh([one.text for one in found], [one.bound for one in found])
        made = candidates(article, found, weighed) or _longer(article, found)
        if not made:
            return
        scores = self._ranker.judge(features_of(weighed, found, made, self._fluency))
        minors, source, sha256 = children(article), Source.of(article), article.sha256
        for at in _different(made, scores, article.title):
            place, form = made[at]
            if minors is not None and minors.named_in(form.text):
                continue
            missing = tuple(source.unsupported(form.text))
            spans = tuple(Span.of(article, found[place].field, a, b) for a, b in form.spans)
            score = round(_chance(float(scores[at])) * (_UNSUPPORTED if missing else 1.0), 4)
            id = suggestion_id(sha256, "headline", form.text, self.model)
            yield Headline(id, form.text, not missing, missing, spans, score)


def _different(made: Sequence[tuple[int, Form]], scores: Floats, title: str) -> Iterator[int]:
    """Places of the best forms of which none says much the same as a better one, or is the title; at most twenty."""
    taken: list[str] = []
    for at in np.argsort(-scores, kind="stable").tolist():
        text = made[at][1].text
        if _key(text) == _key(title) or any(alike(text, other) for other in taken):
            continue
        taken.append(text)
        yield at
        if len(taken) == _SHOWN:
            return


def _chance(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-score))


@cache
def _shipped() -> tuple[Ranker, Fluency]:
    folder = model_folder(MODEL)
    return Ranker(folder), Fluency.open(folder)


def sentences_of(article: Article) -> list[Sentence]:
    """The sentences headlines may be made of: those of the sapo, then those of the body."""
    return [*usable(article, "sapo"), *usable(article, "body")]


def candidates(article: Article, found: Sequence[Sentence], weighed: Weighed) -> list[tuple[int, Form]]:
    """Headlines that can be made of the weightiest sentences, each with the place of its sentence."""
    order = [int(at) for at in np.argsort(-weighed.worth, kind="stable") if not found[int(at)].bound]
    early = [at for at in range(min(2, len(weighed.worth))) if not found[at].bound]
    return [
        (place, form)
        for place in sorted(dict.fromkeys([*early, *order[:SENTENCES]]))
        for form in forms(article.text(found[place].field), found[place].start, found[place].end)
    ]


def _longer(article: Article, found: Sequence[Sentence]) -> list[tuple[int, Form]]:
    """Sentences that give no headline of the usual length, cut at a clause to twenty-four syllables."""
    made: list[tuple[int, Form]] = []
    for place, sentence in enumerate(found):
        text = article.text(sentence.field)
        cut = shorten(text, sentence.start, sentence.end, lambda form: count(form) <= _LONGER, gently=True)
        if cut is not None and not sentence.bound and not broken_off(cut.text.rstrip(".")):
            made.append((place, Form(cut.text.rstrip("."), cut.spans)))
    return [(place, form) for place, form in made if says(form.text, cut=False)] or made


def features_of(
    weighed: Weighed, found: Sequence[Sentence], made: Sequence[tuple[int, Form]], fluency: Fluency
) -> Floats:
    """What tells how good a headline each form makes: as a summary, as a title, and how it was cut."""
    first = len(weighed.lengths)
    more = with_forms(weighed, [(place, form.text) for place, form in made], [one.bound for one in found])
    told = set_features(more, [(first + at,) for at in range(len(made))])[:, :_OF_ONE]
    cut = [
        [float(form.kind == kind) for kind in KINDS]
        + [float(form.ends == 2), float(form.ends == 1), float(form.left_out), float(found[place].field == "sapo")]
        for place, form in made
    ]
    return np.concatenate([told, fluency.features([form.text for _, form in made]), np.array(cut, np.float32)], axis=1)


def _key(text: str) -> str:
    return fold(text).strip(" .?!:;-")
