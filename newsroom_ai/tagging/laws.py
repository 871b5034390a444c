"""Tags from references to laws and official papers."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from newsroom_ai.article import FIELDS, Article, Span
from newsroom_ai.tagging.evidence import make_tag, prominence, usual_form
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.text.laws import law_references

_RARE: Final = 0.35
"""A named paper says more about an article than one mention of a town."""


class LawTagger:
    """One tag for each official paper an article names, labelled as printed.

    >>> [tag.label for tag in LawTagger().tag(Article("a1", body="Theo Nghị định 85/2016/NĐ-CP, ..."))]
    ['85/2016/NĐ-CP']
    """

    model = "laws.v1"

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of score."""
        found: dict[str, list[Span]] = defaultdict(list)
        for field in FIELDS:
            for law in law_references(article.text(field)):
                found[law.key].append(Span(field, law.start, law.end, article.text(field)[law.start : law.end]))
        sha256 = article.sha256 if found else ""
        tags = [
            make_tag(
                sha256,
                TagKind.LAW,
                usual_form(spans),
                spans,
                model=self.model,
                score=_RARE + (1 - _RARE) * prominence(spans),
                uri=f"urn:newsroom:law:{key}",
            )
            for key, spans in found.items()
        ]
        return sorted(tags, key=lambda tag: -tag.score)
