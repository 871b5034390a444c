"""Annif: subjects of a controlled vocabulary for a text, by its backends tfidf, svc and omikuji.

Its own analyzers fetch NLTK's tokenizer when they are made. Here texts come cut into words, and an analyzer
registered with Annif parts them at spaces: nothing is fetched, and every system reads the same words.
"""

# mypy: disable-error-code="import-not-found,import-untyped,misc"
from __future__ import annotations

import csv
import tempfile
from configparser import ConfigParser
from pathlib import Path
from typing import Any

from annif.analyzer import register_analyzer
from annif.analyzer.analyzer import Analyzer
from annif.corpus import Document, DocumentList, SubjectSet
from annif.registry import AnnifRegistry
from annif.vocab import VocabFileCSV

from eval.peers.serve import serve

LANGUAGE = "vi"


class Words(Analyzer):
    """Parts a text at spaces and keeps every word; Annif's default would drop those of fewer than three letters."""

    name = "words"

    def __init__(self, param: str | None = None, **_: Any) -> None:
        self.param = param  # Analyzer.__init__ is what fetches

    def tokenize_sentences(self, text: str) -> list[str]:
        return text.splitlines()

    def tokenize_words(self, text: str, filter: bool = True) -> list[str]:
        return text.split()


register_analyzer(Words)


class Subjects:
    """``vocabulary`` takes (uri, label), ``train`` collects (text, uris), ``fit`` learns from them.

    Texts are cut into words beforehand, parted by spaces. One peer can fit several backends, one after another.
    """

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="annif-")
        self._vocabulary: list[tuple[str, str]] = []
        self._documents: list[tuple[str, list[str]]] = []
        self._project: Any = None

    def vocabulary(self, subjects: list[tuple[str, str]]) -> None:
        self._vocabulary += subjects

    def train(self, documents: list[tuple[str, list[str]]]) -> None:
        self._documents += documents

    def fit(self, _: list[None], backend: str, **settings: Any) -> None:
        """Make a project of one backend and train it; ``settings`` are the backend's own (ngram, min_df)."""
        folder = Path(tempfile.mkdtemp(dir=self._folder.name))
        config = ConfigParser()
        config[backend] = {
            "name": backend, "language": LANGUAGE, "backend": backend, "analyzer": Words.name, "vocab": "subjects",
            **{name: str(value) for name, value in settings.items()},
        }  # fmt: skip
        with (folder / "projects.cfg").open("w", encoding="utf-8") as file:
            config.write(file)
        registry = AnnifRegistry(str(folder / "projects.cfg"), str(folder / "data"), init_projects=False)
        registry.get_vocab("subjects").load_vocabulary(VocabFileCSV(str(self._written(folder / "subjects.csv"))))
        self._project = registry.get_project(backend)
        known = self._project.subjects
        documents = [
            Document(text=text, subject_set=SubjectSet([known.by_uri(uri) for uri in uris]))
            for text, uris in self._documents
        ]
        self._project.train(DocumentList(documents), jobs=1)
        self._project.initialize()

    def _written(self, path: Path) -> Path:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("uri", f"label_{LANGUAGE}"), *self._vocabulary])
        return path

    def suggest(self, texts: list[str], limit: int) -> list[list[tuple[str, float]]]:
        """The best subjects of each text, best first, with their scores in 0..1."""
        known = self._project.subjects
        found = self._project.suggest([Document(text=text) for text in texts]).filter(limit=limit)
        return [[(known[one.subject_id].uri, one.score) for one in found[at]] for at in range(len(texts))]


if __name__ == "__main__":
    serve(Subjects())
