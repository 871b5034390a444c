"""The shipped recogniser: a small network reads each article, the article and the newsroom's names settle doubts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Final

import numpy as np

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.article import FIELDS, Article, Field, Span
from newsroom_ai.entities.borders import addressed, borders
from newsroom_ai.entities.decoding import Decoded, decode
from newsroom_ai.entities.document import settled
from newsroom_ai.entities.events import events
from newsroom_ai.entities.network import WEIGHTS, Floats, Network
from newsroom_ai.entities.resolution import Resolver
from newsroom_ai.entities.tokens import Tokens, laid_out, read_tokens
from newsroom_ai.entities.types import KINDS, Entity, Mention
from newsroom_ai.vocabulary.aliases import AliasGroup

MODEL: Final = "entities-conv.v1"
_REMEMBERED: Final = 8

Texts = tuple[str, str, str]


class ConvRecogniser:
    """People, places, organisations and events by a model of syllables, their case, signs and known names.

    Needs numpy only. Safe from any number of threads. The last few articles are remembered, since several taggers
    ask about the same one.

    >>> body = "Ông Nguyễn Mạnh Hùng đến Hà Nội. Theo ông Hùng, Bộ Y tế đã đồng ý."
    >>> [(e.kind, e.label, len(e.mentions)) for e in ConvRecogniser().entities(Article("a1", body=body))]
    [('person', 'Nguyễn Mạnh Hùng', 2), ('place', 'Hà Nội', 1), ('organisation', 'Bộ Y tế', 1)]
    """

    def __init__(self, folder: Path | None = None, aliases: Sequence[AliasGroup] = ()) -> None:
        """Load the shipped model, or one trained into another folder.

        Args:
            folder: where ``python -m newsroom_ai.training.entities`` wrote a model; None for the shipped one.
            aliases: the newsroom's groups of equal names, beside the shipped ones.

        Raises:
            ModelUnavailable: the model is missing or damaged.
        """
        self._network = Network.load((verified(folder) if folder else model_folder(MODEL)) / WEIGHTS)
        self._resolver = Resolver(aliases)
        self._read = lru_cache(maxsize=_REMEMBERED)(self._mentions_of)
        self._resolved = lru_cache(maxsize=_REMEMBERED)(self._entities_of)

    def entities(self, article: Article) -> list[Entity]:
        """As ``Recogniser.entities``; ``confidence`` is the mean of the mentions' calibrated probabilities."""
        return list(self._resolved(article.title, article.sapo, article.body, article.published_at))

    def _entities_of(self, title: str, sapo: str, body: str, published: datetime | None) -> tuple[Entity, ...]:
        article = Article("", title=title, sapo=sapo, body=body, published_at=published)
        return tuple(self._resolver.entities(article, self.mentions(article)))

    def mentions(self, article: Article) -> tuple[Mention, ...]:
        """The names as they stand, in order of the text, each with its calibrated probability."""
        return self._read((article.title, article.sapo, article.body))

    def _mentions_of(self, texts: Texts) -> tuple[Mention, ...]:
        read = [(name, text, read_tokens(text)) for name, text in zip(FIELDS, texts, strict=True) if text]
        tokens, places = laid_out([one for _, _, one in read])
        if not len(tokens.forms):
            return ()
        names = decode(self._network.probabilities(tokens), tokens)
        found: list[Mention] = []
        for (name, text, _), place in zip(read, places, strict=True):
            inside = [one for one in names if place.start <= one.start < place.stop]
            found += self._in_field(name, text, tokens, inside)
        return tuple(settled(dict(zip(FIELDS, texts, strict=True)), found))

    def _in_field(self, name: Field, text: str, tokens: Tokens, names: Sequence[Decoded]) -> list[Mention]:
        named = [(start, end) for start, end, _ in events(text)]
        found = [Mention(Span(name, start, end, text[start:end]), "event", _LISTED) for start, end in named]
        for one, following in zip_longest(names, names[1:]):
            kind = KINDS[one.kind]
            end = int(tokens.ends[one.end - 1])
            span = borders(text, int(tokens.starts[one.start]), end, kind)
            if span and following and span[1] > tokens.starts[following.start]:
                span = span[0], end
            if span is None or any(span[0] < other_end and other < span[1] for other, other_end in named):
                continue
            if kind == "place" and addressed(text, *span):
                kind = "person"
            sure = calibrated(one, self._network.calibration)
            found.append(Mention(Span(name, *span, text[slice(*span)]), kind, sure))
        return sorted(found, key=lambda mention: mention.span.start)


_LISTED: Final = 0.8
"""The probability that a listed event is one where it stands: share that was right on annotated sentences."""


def calibrated(name: Decoded, weights: Floats) -> float:
    """The probability that a name is right: logistic in the log-odds of its sureness, with an offset for its kind."""
    if not len(weights):
        return name.sure
    odds = np.log(name.sure + 1e-4) - np.log(1 - name.sure + 1e-4)
    return float(1 / (1 + np.exp(-(weights[0] * odds + weights[1 + name.kind]))))
