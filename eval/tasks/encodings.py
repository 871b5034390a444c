"""Old Vietnamese encodings: what was converted comes back to the letter, and what was not stays as it is.

``converted`` are bytes, ``misread`` is text that a program made from such bytes taking them for Windows-1252.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from eval.datasets import dataset
from eval.rows import OURS, Recorder, Row
from newsroom_ai.text.encodings import ENCODINGS, decode, encode, misread
from newsroom_ai.text.fold import fold

ARTICLES: Final = 1_000
PLAIN: Final = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "..."})


class Converted(NamedTuple):
    """Bytes, what they say, and how they were made: one of the old encodings, or "utf-8" or "ascii"."""

    raw: bytes
    text: str
    encoding: str


def run(data: Path, sample: int | None, seed: int) -> list[Row]:
    """Measure on titles with sapos of vietnews dev, 1,000 (or ``sample``) in each encoding."""
    recorder = Recorder("encodings", seed)
    corpus = dataset(data, "vietnews")
    rows = corpus.sample(sample or ARTICLES, seed)
    cases = [case for row in rows for case in converted(f"{row['title']}\n{row['sapo']}".translate(PLAIN))]
    read = [decode(case.raw) for case in cases]
    for name in ("", *(one for one in ENCODINGS if one != "utf-8")):
        right = [
            float(found.text == case.text)
            for found, case in zip(read, cases, strict=True)
            if case.encoding == name or (not name and _old(case.encoding))
        ]
        claimed = [
            float(found.text == case.text)
            for found, case in zip(read, cases, strict=True)
            if found.encoding == name or (not name and _old(found.encoding))
        ]
        label = f"converted.{name}" if name else "converted"
        recorder.mean(label, corpus.sha256, OURS, "recall", right)
        recorder.mean(label, corpus.sha256, OURS, "precision", claimed or [0.0])
    whole = [case.text for case in cases if case.encoding == "utf-8"]
    broken = [(windows(case.raw), case.text) for case in cases if case.encoding != "ascii"]
    mended = [(misread(text), right) for text, right in broken if text != right]
    found_again = [float(found is not None and found.text == right) for found, right in mended]
    touched = [float(found.text == right) for found, right in mended if found] + [
        0.0 for text in whole if misread(text)
    ]
    recorder.mean("misread", corpus.sha256, OURS, "recall", found_again)
    recorder.mean("misread", corpus.sha256, OURS, "precision", touched or [0.0])
    return recorder.rows


def windows(raw: bytes) -> str:
    r"""What a program sees that takes bytes for Windows-1252; its five empty places are read as Latin-1.

    >>> windows(b"B\xb6o hi\xd3m \x93x\x81")
    'B¶o hiÓm “x\x81'
    """
    return raw.decode("cp1252", "surrogateescape").translate({0xDC00 + byte: byte for byte in range(128, 256)})


def converted(text: str) -> list[Converted]:
    """A text in each encoding that has all its letters, in UTF-8, and without marks in ASCII."""
    bare = fold(text, marks=False).encode("ascii", "ignore").decode("ascii")
    cases = [Converted(bare.encode("ascii"), bare, "ascii")]
    for encoding in ENCODINGS:
        try:
            cases.append(Converted(encode(text, encoding), text, encoding))
        except UnicodeEncodeError:
            continue
    return cases


def _old(encoding: str) -> bool:
    return encoding in ENCODINGS and encoding != "utf-8"
