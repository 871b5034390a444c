"""YAKE: keyphrases by position, frequency and spread.

It knows no Vietnamese stop words; those of `stopwords.py` are given.
"""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import yake

from eval.peers.serve import serve
from eval.peers.stopwords import FUNCTION_WORDS


class Yake:
    def phrases(self, texts: list[str], count: int) -> list[list[str]]:
        """The best phrases of up to four syllables of each text, best first."""
        extractor = yake.KeywordExtractor(lan="vi", n=4, top=count, stopwords=set(FUNCTION_WORDS))
        return [[str(phrase) for phrase, _ in extractor.extract_keywords(text)] for text in texts]


if __name__ == "__main__":
    serve(Yake())
