"""scikit-learn: TF-IDF of 1-2-grams and a linear support vector machine, the usual baseline for topics."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from eval.peers.serve import serve

SYLLABLE = r"\w+"


class Classifier:
    """``train`` collects (text, label) pairs, ``fit`` learns from them, ``label`` labels texts."""

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []
        vectoriser = TfidfVectorizer(
            token_pattern=SYLLABLE, ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype="float32"
        )
        self._pipeline = make_pipeline(vectoriser, LinearSVC(random_state=0))

    def train(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs += pairs

    def fit(self, _: list[None]) -> None:
        texts, labels = zip(*self._pairs, strict=True)
        self._pipeline.fit(texts, labels)
        self._pairs = []

    def label(self, texts: list[str]) -> list[str]:
        return [str(label) for label in self._pipeline.predict(texts)]


if __name__ == "__main__":
    serve(Classifier())
