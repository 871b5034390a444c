"""Which of the names in an article may be shown as its tags and facets."""

from __future__ import annotations

from newsroom_ai.article import Article
from newsroom_ai.entities.lexicon import is_initials
from newsroom_ai.entities.minors import Minors
from newsroom_ai.entities.types import Entity, Recogniser
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.cased import VIETNAMESE


def offered(article: Article, recogniser: Recogniser) -> list[Entity]:
    """The entities of an article in falling order of salience, without initials, lone given names and children."""
    minors = Minors(article)
    return [
        entity
        for entity in recogniser.entities(article)
        if entity.kind != "person" or not (_hides(entity) or minors.named_in(entity.label))
    ]


def _hides(entity: Entity) -> bool:
    """Whether a person's name says too little, or is meant to: initials, or one Vietnamese syllable."""
    forms = exact_forms(entity.label)
    return is_initials(entity.label) or (len(forms) == 1 and VIETNAMESE.fullmatch(forms[0]) is not None)
