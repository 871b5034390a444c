"""Tags from people, organisations and events."""

from __future__ import annotations

from newsroom_ai.article import Article
from newsroom_ai.entities.lexicon import is_initials
from newsroom_ai.entities.minors import Minors
from newsroom_ai.entities.types import Entity, Recogniser
from newsroom_ai.tagging.evidence import make_tag
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.cased import VIETNAMESE

_KINDS = {"person": TagKind.PERSON, "organisation": TagKind.ORGANISATION, "event": TagKind.EVENT}


class NameTagger:
    """The people, organisations and events that a recogniser finds; never initials, lone given names or children.

    A tag's confidence is the recogniser's, where it has one: the probability that the name is one of this kind.

    >>> from newsroom_ai.entities.rules import RuleRecogniser
    >>> article = Article("a1", body="Ông Trần Văn Hùng và cháu N.T.H. đến Bộ Y tế.")
    >>> [tag.label for tag in NameTagger(RuleRecogniser()).tag(article)]
    ['Trần Văn Hùng', 'Bộ Y tế']
    """

    model = "names.v1"

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of score."""
        minors = Minors(article)
        entities = [
            e
            for e in self._recogniser.entities(article)
            if e.kind in _KINDS and not _hides(e) and not (e.kind == "person" and minors.named_in(e.label))
        ]
        sha256 = article.sha256 if entities else ""
        return [
            make_tag(
                sha256, _KINDS[e.kind], e.label, e.mentions, model=self.model, score=e.salience, confidence=e.confidence
            )
            for e in entities
        ]


def _hides(entity: Entity) -> bool:
    """Whether a person's name says too little, or is meant to: initials, or one Vietnamese syllable."""
    if entity.kind != "person":
        return False
    forms = exact_forms(entity.label)
    return is_initials(entity.label) or (len(forms) == 1 and VIETNAMESE.fullmatch(forms[0]) is not None)
