"""Sections: one label an article, beside a linear support vector machine and Annif's backends, of the same rows.

Where a set has labels to learn from, ours learns from the same rows as the peers. On the annotated articles the shipped
models answer: sections, and topics of the half that their training leaves alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from eval.datasets import Dataset, dataset
from eval.peers.one import with_peer
from eval.peers.process import Peer
from eval.rows import OURS, Recorder, Row, say
from eval.tasks.annotated import Annotated, annotated, stamp
from newsroom_ai.metrics.calibration import expected_calibration_error
from newsroom_ai.metrics.macro import macro
from newsroom_ai.tagging.section_model import Guess
from newsroom_ai.tagging.sections import SectionTagger
from newsroom_ai.tagging.topics import TopicTagger
from newsroom_ai.tagging.types import Tag
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.training import sections
from newsroom_ai.training.topics import learned_from
from newsroom_ai.vocabulary.shipped import shipped

SHARED: Final = {"world": "Thế giới", "sport": "Thể thao", "business": "Kinh doanh", "tech": "Công nghệ"}
"""Labels of dantri_unc -> sections that rss3 has as well."""


BACKENDS: Final[dict[str, dict[str, int]]] = {
    "tfidf": {}, "svc": {"ngram": 2, "min_df": 2}, "omikuji": {"ngram": 2, "min_df": 2},
}  # fmt: skip
"""Annif's backends with the settings that LinearSVC has as well."""

ANNOTATED: Final = "topics.jsonl"
LABOUR: Final = "ldxh:"
SURE: Final = 0.5

ANNIF: Final = "vntc10"  # the set that Annif is run on: omikuji takes minutes for it


class Labelled(NamedTuple):
    """A text with its label."""

    text: str
    label: str


class Split(NamedTuple):
    """What one figure is learnt from and measured on."""

    name: str
    train: Dataset
    test: Dataset
    read_train: Callable[[dict[str, Any]], Labelled | None]
    read_test: Callable[[dict[str, Any]], Labelled | None]


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on vntc10, rss3 (VnExpress' four), dantri_unc, and across papers; ``sample`` bounds both sides."""
    recorder = Recorder("sections", seed)
    for split in _splits(data):
        train = _labelled(split.train.sample(sample, seed), split.read_train)
        test = _labelled(split.test.sample(sample, seed), split.read_test)
        both = hashlib.sha256((split.train.sha256 + split.test.sha256).encode()).hexdigest()
        guesses = _ours(train, test, seed)
        gold = [one.label for one in test]
        record(recorder, split.name, both, OURS, [guess.label for guess in guesses], gold)
        sure = [guess.confidence for guess in guesses]
        right = [guess.label == label for guess, label in zip(guesses, gold, strict=True)]
        recorder.figure(split.name, both, OURS, "ece", expected_calibration_error(sure, right), len(gold))
        for system, labels in _peers(train, test, with_annif=split.name == ANNIF):
            record(recorder, split.name, both, system, labels, gold)
    _annotated(recorder, data)
    recorder.compare()
    return recorder.rows


def _ours(train: Sequence[Labelled], test: Sequence[Labelled], seed: int) -> list[Guess]:
    rows = [sections.Labelled(str(at), one.text, one.label, "") for at, one in enumerate(train)]
    return sections.fit(rows, seed, say).guesses([one.text for one in test])


def _annotated(recorder: Recorder, data: Path) -> None:
    """Record the shipped models on annotated articles; what they are not sure of counts as missed."""
    cases = annotated(data, ANNOTATED)
    names = shipped("sections")
    if not cases or names is None:
        return
    tagger = SectionTagger()
    found = [tagger.tag(case.article) for case in cases]
    labels = [tags[0].notation if tags else None for tags in found]
    gold = [case.row["section"] for case in cases]
    record(recorder, "annotated", stamp(ANNOTATED), OURS, labels, gold)
    sure = [tags[0].confidence or 0.0 for tags in found if tags]
    right = [tags[0].notation == label for tags, label in zip(found, gold, strict=True) if tags]
    recorder.figure("annotated", stamp(ANNOTATED), OURS, "answered", len(sure) / len(cases), len(cases))
    recorder.figure(
        "annotated", stamp(ANNOTATED), OURS, "right_if_answered", sum(right) / max(1, len(right)), len(right)
    )
    recorder.figure("annotated", stamp(ANNOTATED), OURS, "ece", expected_calibration_error(sure, right), len(sure))
    _topics(recorder, [case for case in cases if not learned_from(case.article.id)])


def _topics(recorder: Recorder, cases: Sequence[Annotated]) -> None:
    """Record exact codes: what is said with a confidence of one half or more, and calibration of all that is shown."""
    tagger = TopicTagger()
    tagged = [(case.row["topics"], tagger.tag(case.article)) for case in cases]
    _codes(recorder, "annotated.topics", tagged, "")
    _codes(recorder, "annotated.labour", tagged, LABOUR)


def _codes(recorder: Recorder, name: str, tagged: Sequence[tuple[list[str], list[Tag]]], scheme: str) -> None:
    """Record the codes of one scheme, or of all."""
    shown = [(tag, gold) for gold, tags in tagged for tag in tags if (tag.notation or "").startswith(scheme)]
    right = [tag.notation in gold for tag, gold in shown]
    sure = [tag.confidence or 0.0 for tag, _ in shown]
    wanted = sum(code.startswith(scheme) for gold, _ in tagged for code in gold)
    given = [hit for hit, value in zip(right, sure, strict=True) if value >= SURE]
    file = stamp(ANNOTATED)
    recorder.figure(name, file, OURS, "precision", sum(given) / max(1, len(given)), len(given))
    recorder.figure(name, file, OURS, "recall", sum(given) / max(1, wanted), wanted)
    recorder.figure(name, file, OURS, "recall_shown", sum(right) / max(1, wanted), wanted)
    recorder.figure(name, file, OURS, "precision_shown", sum(right) / max(1, len(right)), len(right))
    recorder.figure(name, file, OURS, "ece", expected_calibration_error(sure, right), len(sure))


def record(
    recorder: Recorder, name: str, stamp: str, system: str, labels: Sequence[str | None], gold: Sequence[str]
) -> None:
    """Record accuracy and the macro means of one system's labels."""
    recorder.mean(name, stamp, system, "accuracy", [float(a == b) for a, b in zip(labels, gold, strict=True)])
    for place, metric in enumerate(("macro_f1", "precision", "recall")):
        recorder.statistic(name, stamp, system, metric, partial(_macro, labels, gold, place), len(gold))


def _macro(labels: Sequence[str | None], gold: Sequence[str], place: int, drawn: npt.NDArray[np.int64]) -> float:
    """One of the macro means of the drawn documents."""
    return macro([labels[at] for at in drawn], [gold[at] for at in drawn])[place]


def _splits(data: Path) -> list[Split]:
    vntc, rss, dantri = (
        (dataset(data, name, "train"), dataset(data, name)) for name in ("vntc10", "rss3", "dantri_unc")
    )
    return [
        Split("vntc10", *vntc, _vntc10, _vntc10),
        Split("rss3", *rss, _rss3, _rss3),
        Split("dantri_unc", *dantri, _dantri, _dantri),
        Split("across", rss[0], dantri[1], _rss3, _dantri_shared),
    ]


def _labelled(rows: Sequence[dict[str, Any]], read: Callable[[dict[str, Any]], Labelled | None]) -> list[Labelled]:
    return [found for found in map(read, rows) if found is not None]


def _vntc10(row: dict[str, Any]) -> Labelled:
    return Labelled(row["text"], row["label"])


def _rss3(row: dict[str, Any]) -> Labelled | None:
    return Labelled(f"{row['title']}\n{row['sapo']}", row["section"]) if row["section"] else None


def _dantri(row: dict[str, Any]) -> Labelled:
    return Labelled(f"{row['title']}\n{row['body']}", row["label"])


def _dantri_shared(row: dict[str, Any]) -> Labelled | None:
    return Labelled(f"{row['title']}\n{row['body']}", SHARED[row["label"]]) if row["label"] in SHARED else None


def _peers(
    train: Sequence[Labelled], test: Sequence[Labelled], *, with_annif: bool
) -> Iterator[tuple[str, Sequence[str | None]]]:
    """The peers that run, each with its labels of the test rows."""
    systems: dict[str, tuple[str, Callable[[Peer], Sequence[str | None]]]] = {
        "linearsvc": ("linearsvc", partial(_linearsvc, train, test))
    }
    if with_annif:
        for backend in BACKENDS:
            systems[f"annif-{backend}"] = ("annif_subjects", partial(_annif, backend, train, test))
    for system, (module, use) in systems.items():
        if (labels := with_peer(module, use)) is not None:
            yield system, labels


def _linearsvc(train: Sequence[Labelled], test: Sequence[Labelled], peer: Peer) -> list[str]:
    peer.call("train", train)
    peer.call("fit", [None])
    return peer.call("label", [one.text for one in test])


def _annif(backend: str, train: Sequence[Labelled], test: Sequence[Labelled], peer: Peer) -> list[str | None]:
    """The best subject of each text, where labels are the vocabulary; None where Annif suggests none."""
    labels = {f"urn:section:{at}": label for at, label in enumerate(sorted({one.label for one in train}))}
    uris = {label: uri for uri, label in labels.items()}
    peer.call("vocabulary", list(labels.items()))
    peer.call("train", [(_words(one.text), [uris[one.label]]) for one in train])
    peer.call("fit", [None], backend=backend, **BACKENDS[backend])
    found = peer.call("suggest", [_words(one.text) for one in test], limit=1)
    return [labels[best[0][0]] if best else None for best in found]


def _words(text: str) -> str:
    return " ".join(exact_forms(text))
