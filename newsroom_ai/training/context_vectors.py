"""Texts -> a vector for each form, from the forms that stand beside it: where a name network starts from.

Positive pointwise mutual information with the neighbours one and two places away, each place counted apart, reduced
by a truncated singular value decomposition (Levy and Goldberg 2014, "Neural word embedding as implicit matrix
factorization"; Halko et al. 2011 for the randomised decomposition).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from newsroom_ai.entities.network import form_ids
from newsroom_ai.entities.tokens import Tokens, laid_out
from newsroom_ai.text.segmenter_gaps import Codes

Floats = npt.NDArray[np.float32]

_PLACES: Final = ((-1, 1200), (1, 1200), (-2, 500), (2, 500))
"""Neighbours looked at, and how many of the most frequent forms count as such."""
_SMOOTHING: Final = 0.75
_EXTRA: Final = 16
_ROUNDS: Final = 3
_TOGETHER: Final = 2000


def context_vectors(texts: Sequence[Tokens], vocabulary: Codes, size: int, seed: int) -> Floats:
    """One row for each form of the vocabulary, with a standard deviation of 1 over all numbers."""
    frequency = np.zeros(len(vocabulary) + 1, np.int64)
    for first in range(0, len(texts), _TOGETHER):
        forms = np.concatenate([text.forms for text in texts[first : first + _TOGETHER]])
        frequency += np.bincount(form_ids(vocabulary, forms), minlength=len(vocabulary) + 1)
    frequent = np.argsort(-frequency[:-1], kind="stable")
    parts = [_information(texts, vocabulary, frequent[:count], apart) for apart, count in _PLACES]
    vectors = _reduced(np.concatenate(parts, axis=1), size, np.random.default_rng(seed))
    return (vectors / max(float(vectors.std()), 1e-9)).astype(np.float32)


def _information(texts: Sequence[Tokens], vocabulary: Codes, neighbours: npt.NDArray[np.intp], apart: int) -> Floats:
    rank = np.full(len(vocabulary) + 1, -1, np.intp)
    rank[neighbours] = np.arange(len(neighbours))
    counts = np.zeros(len(vocabulary) * len(neighbours), np.float32)
    for first in range(0, len(texts), _TOGETHER):
        tokens, _ = laid_out(texts[first : first + _TOGETHER])
        ids = form_ids(vocabulary, tokens.forms)
        ids[tokens.forms == 0] = len(vocabulary)
        here, there = (ids[-apart:], ids[:apart]) if apart < 0 else (ids[:-apart], ids[apart:])
        column = rank[there]
        seen = (column >= 0) & (here < len(vocabulary))
        cells, times = np.unique(here[seen] * len(neighbours) + column[seen], return_counts=True)
        counts[cells] += times
    table = counts.reshape(len(vocabulary), len(neighbours))
    rows, columns = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True) ** _SMOOTHING
    expected = rows * columns / max(float(columns.sum()), 1.0)
    np.divide(table, np.maximum(expected, 1e-9), out=table)
    np.log(np.maximum(table, 1.0), out=table)
    return table


def _reduced(table: Floats, size: int, chance: np.random.Generator) -> Floats:
    basis = table @ chance.standard_normal((table.shape[1], size + _EXTRA), np.float32)
    for _ in range(_ROUNDS):
        basis, _ = np.linalg.qr(basis)
        basis = table @ (table.T @ basis)
    basis, _ = np.linalg.qr(basis)
    left, values, _ = np.linalg.svd(basis.T @ table, full_matrices=False)
    vectors: Floats = np.zeros((len(table), size), np.float32)
    found = (basis @ left[:, :size]) * np.sqrt(values[:size])
    vectors[:, : found.shape[1]] = found  # a small vocabulary has fewer directions
    return vectors
