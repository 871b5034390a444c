"""sumy: LexRank, TextRank and Luhn.

Sentences and syllables come from outside, cut by our splitter: sumy has no Vietnamese tokeniser, and its English one
would break sentences at abbreviations and syllables at their marks. No stemmer, no stop words.
"""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

from typing import Any

from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from eval.peers.serve import serve

METHODS = {"lexrank": LexRankSummarizer, "textrank": TextRankSummarizer, "luhn": LuhnSummarizer}


class Words:
    """What sumy takes for a tokeniser: the sentence's text is its syllables parted by spaces."""

    def to_words(self, text: str) -> tuple[str, ...]:
        return tuple(text.split())


class Sumy:
    """Items are articles: lists of sentences, each a string of syllables parted by spaces."""

    def summarise(self, articles: list[list[str]], method: str, count: int) -> list[list[int]]:
        """The places of the chosen sentences, in the text's order."""
        summarise = METHODS[method]()
        return [self._chosen(summarise, article, count) for article in articles]

    @staticmethod
    def _chosen(summarise: Any, article: list[str], count: int) -> list[int]:
        made = [Sentence(text, Words()) for text in article]
        if len(made) <= count:
            return list(range(len(made)))
        places = {id(sentence): place for place, sentence in enumerate(made)}
        document = ObjectDocumentModel([Paragraph(made)])
        return [places[id(sentence)] for sentence in summarise(document, count)]


if __name__ == "__main__":
    serve(Sumy())
