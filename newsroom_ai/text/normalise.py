"""One encoding for one text: what arrives from outside leaves in NFC, nothing invisible left."""

import re
import unicodedata
from typing import Final

INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
"""Soft hyphen, zero-width and direction characters, as the inside of a regex class."""

SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Every space that is neither the plain one nor a line break, as the inside of a regex class."""

_SHAPES: Final = "\u0302\u0306"  # circumflex, breve; the horn orders itself (class 216)
_MOST_MARKS: Final = 30  # no script sets more on one letter, and ordering a run costs its square
_CROWD: Final = re.compile(r"[^\w\s]{16,}+")  # what may hold such a run; one mark may stand for two
_MARK_RUN: Final = re.compile("[\u0300-\u036f]{2,}")
_LINE_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_DROPPED: Final = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f{INVISIBLE}\ufff9-\ufffb\ud800-\udfff]")
_SPACE: Final = re.compile(f"[{SPACES}]")
_SPACE_RUN: Final = re.compile("  +")
_LINE_EDGE: Final = re.compile("[ \t]+(?=\n)|(?<=\n)[ \t]+")


def nfc(text: str) -> str:
    r"""Compose the text so that any order of combining marks gives the same letters.

    Unicode keeps the order of a circumflex or breve and a tone, since both sit above the letter;
    typed tone first they would never compose.

    >>> nfc("e\u0301\u0302") == nfc("e\u0302\u0301") == "ế"
    True
    >>> nfc("ê\u0323"), nfc("ẹ\u0302")
    ('ệ', 'ệ')
    """
    composed = unicodedata.normalize("NFC", uncrowded(text))
    if not any(shape in composed for shape in _SHAPES):
        return composed
    reordered = _MARK_RUN.sub(_shapes_first, unicodedata.normalize("NFD", composed))
    return unicodedata.normalize("NFC", reordered)


def uncrowded(text: str) -> str:
    r"""Cut every run of combining marks to 30, since normalising takes the square of its length.

    >>> len(uncrowded("a" + "\u0301\u0323" * 1000))
    31
    """
    return text if text.isascii() else _CROWD.sub(_fewer_marks, text)


def clean(text: str) -> str:
    r"""Make text from outside safe to keep: NFC, visible characters, plain spaces and line breaks.

    Dashes and quotes stay as typed; blank lines stay, since they part paragraphs.

    >>> clean("  Bộ\u00a0Y  tế \r\n\u200bHà Nội ")
    'Bộ Y tế\nHà Nội'
    """
    text = _LINE_BREAK.sub("\n", text)
    text = _SPACE.sub(" ", _DROPPED.sub("", text))
    text = _SPACE_RUN.sub(" ", nfc(text))
    return _LINE_EDGE.sub("", text).strip(" \t\n")


def _fewer_marks(crowd: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in crowd[0]:
        marks = marks + len(unicodedata.normalize("NFD", char)) if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _shapes_first(marks: re.Match[str]) -> str:
    return "".join(sorted(marks[0], key=lambda mark: mark not in _SHAPES))
