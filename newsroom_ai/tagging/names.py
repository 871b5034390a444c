"""Tags from people, organisations and events."""

from __future__ import annotations

from newsroom_ai.article import Article
from newsroom_ai.entities.offered import offered
from newsroom_ai.entities.types import Recogniser
from newsroom_ai.tagging.evidence import make_tag
from newsroom_ai.tagging.types import Tag, TagKind

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
        entities = [e for e in offered(article, self._recogniser) if e.kind in _KINDS]
        sha256 = article.sha256 if entities else ""
        return [
            make_tag(
                sha256, _KINDS[e.kind], e.label, e.mentions, model=self.model, score=e.salience, confidence=e.confidence
            )
            for e in entities
        ]
