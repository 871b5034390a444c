"""A name model's own reading of a corpus, corrected by what most mentions of a name are: labels for the next model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.entities.decoding import Decoded, decode
from newsroom_ai.entities.known import LONGEST, KnownNames, known_names, ngrams, span_hash
from newsroom_ai.entities.labels import IGNORED, OUTSIDE, span_labels
from newsroom_ai.entities.network import Network
from newsroom_ai.entities.tokens import Tokens, laid_out
from newsroom_ai.entities.types import KINDS
from newsroom_ai.text.segmenter_gaps import Codes
from newsroom_ai.training.silver_names import Silver

_TOGETHER: Final = 64
_COUNTED: Final = 0.5
"""A name counts as found from this sureness on."""
_SURE: Final = 0.8
"""A name keeps the model's kind from this sureness on."""
_LEAST: Final = 2
_DOUBT: Final = 0.85
"""Below this probability of being outside every name, a syllable without a name teaches nothing."""


def relabelled(
    texts: Sequence[Tokens], network: Network, tell: Callable[[str], None]
) -> tuple[list[Silver], KnownNames]:
    """Read texts with a model; returns their labels and the names met often.

    A name of which the model is sure keeps its kind. Of others the corpus decides, where nearly all mentions of the
    name agree; what is left in doubt does not count in training.
    """
    read: list[tuple[list[Decoded], npt.NDArray[np.bool_]]] = []
    counts: dict[int, list[float]] = {}
    for done, (tokens, place, found, doubtful) in enumerate(_readings(texts, network)):
        names = [one for one in found if place.start <= one.start < place.stop]
        for name in names:
            if name.sure >= _COUNTED and name.end - name.start <= LONGEST:
                counts.setdefault(span_hash(tokens, name.start, name.end), [0.0] * len(KINDS))[name.kind] += 1
        moved = [name._replace(start=name.start - place.start, end=name.end - place.start) for name in names]
        read.append((moved, doubtful[place].copy()))
        if done % 10_000 == 9_999:
            tell(f"read {done + 1:,} of {len(texts):,} texts")
    known = known_names(counts, _seen(texts, counts))
    tell(f"{len(known.keys):,} names known")
    return [_labelled(one, names, doubt, known) for one, (names, doubt) in zip(texts, read, strict=True)], known


def _readings(
    texts: Sequence[Tokens], network: Network
) -> Iterator[tuple[Tokens, slice, list[Decoded], npt.NDArray[np.bool_]]]:
    for first in range(0, len(texts), _TOGETHER):
        tokens, places = laid_out(texts[first : first + _TOGETHER])
        probabilities = network.probabilities(tokens)
        found = decode(probabilities, tokens)
        doubtful = probabilities[:, OUTSIDE] < _DOUBT
        at = 0
        for place in places:
            end = at
            while end < len(found) and found[end].start < place.stop:
                end += 1
            yield tokens, place, found[at:end], doubtful
            at = end


def _seen(texts: Sequence[Tokens], counts: dict[int, list[float]]) -> dict[int, int]:
    """How often the words of each name stand in the texts at all."""
    keys: Codes = np.array(sorted(key for key, found in counts.items() if sum(found) >= _LEAST), np.uint32)
    seen = np.zeros(len(keys), np.int64)
    if not len(keys):
        return {}
    for first in range(0, len(texts), _TOGETHER):
        tokens, _ = laid_out(texts[first : first + _TOGETHER])
        for _, _, hashes in ngrams(tokens):
            places = np.minimum(np.searchsorted(keys, hashes), len(keys) - 1)
            seen += np.bincount(places[keys[places] == hashes], minlength=len(keys))
    return dict(zip(keys.tolist(), seen.tolist(), strict=True))


def _labelled(tokens: Tokens, names: Sequence[Decoded], doubtful: npt.NDArray[np.bool_], known: KnownNames) -> Silver:
    labels = np.full(len(tokens.forms), OUTSIDE, np.int8)
    labels[doubtful] = IGNORED
    for name in names:
        usual = _usual(tokens, name, known)
        if usual is None and name.sure < _SURE:
            labels[max(0, name.start - 1) : name.end + 1] = IGNORED
        else:
            kind = name.kind if usual is None or name.sure >= _SURE else usual
            labels[name.start : name.end] = span_labels(KINDS[kind], name.end - name.start)
    return Silver(tokens, labels)


def _usual(tokens: Tokens, name: Decoded, known: KnownNames) -> int | None:
    """The kind that nearly all mentions of a name have; None where it is rare or they differ."""
    if name.end - name.start > LONGEST or not len(known.keys):
        return None
    key = span_hash(tokens, name.start, name.end)
    place = min(int(np.searchsorted(known.keys, key)), len(known.keys) - 1)
    found = int(known.classes[place])
    return found // 2 if int(known.keys[place]) == key and found % 2 == 0 else None
