"""scikit-learn: the n-grams of a text with the highest TF-IDF against a background of other articles."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from eval.peers.serve import serve
from eval.peers.stopwords import FUNCTION_WORDS


class Tfidf:
    """Items are texts cut into syllables beforehand, parted by spaces; runs are parted by line ends."""

    def __init__(self) -> None:
        self._background: list[str] = []
        self._vectoriser = TfidfVectorizer(analyzer=_phrases, min_df=2, sublinear_tf=True, dtype="float32")

    def add(self, texts: list[str]) -> None:
        self._background += texts

    def fit(self, _: list[None]) -> None:
        self._vectoriser.fit(self._background)
        self._background = []

    def phrases(self, texts: list[str], count: int) -> list[list[str]]:
        weights, names = self._vectoriser.transform(texts), self._vectoriser.get_feature_names_out()
        found = []
        for row in range(weights.shape[0]):
            line = weights[row]
            best = np.argsort(-line.data, kind="stable")[:count]
            found.append([str(names[line.indices[place]]) for place in best])
        return found


def _phrases(text: str) -> list[str]:
    """Runs of two to four syllables that neither begin nor end in a function word."""
    found = []
    for run in text.splitlines():
        words = run.split()
        for size in (2, 3, 4):
            for start in range(len(words) - size + 1):
                phrase = words[start : start + size]
                if phrase[0] not in FUNCTION_WORDS and phrase[-1] not in FUNCTION_WORDS:
                    found.append(" ".join(phrase))
    return found


if __name__ == "__main__":
    serve(Tfidf())
