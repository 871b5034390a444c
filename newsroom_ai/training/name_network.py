"""Labelled texts -> the weights of a name network, by gradient descent in torch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.entities import labels
from newsroom_ai.entities.known import HINTS, KnownNames
from newsroom_ai.entities.network import DILATIONS, Network, form_ids
from newsroom_ai.entities.tokens import MARGIN, Ids, Tokens, laid_out
from newsroom_ai.text.segmenter_gaps import Codes, forget_case
from newsroom_ai.training.silver_names import Silver

if TYPE_CHECKING:
    import torch

VOCABULARY: Final = 40_000
_LEAST: Final = 4
FORM_SIZE: Final = 48
_SHAPE, _SIGN, _HINT = 8, 4, 12
_SPREAD: Final = 0.3
_WIDTH: Final = 96
_WIDTHS: Final = (5, 3, 3)
_CHUNK: Final = 512
_BATCH: Final = 16
_RATE: Final = 2e-3
_CASELESS: Final = 0.06
_FORGOTTEN: Final = 0.3
"""Share of texts whose known names the network does not see, so that it learns to do without."""
_UNKNOWN: Final = 0.04
_NAMED_UNKNOWN: Final = 0.15
"""Shares of small and of capitalised syllables that are hidden, so that unknown ones are nothing new."""


class Course(NamedTuple):
    """One pass plan: the texts, how often they are read, the rate to start from, chunks to a step."""

    texts: Sequence[Silver]
    epochs: int
    rate: float = _RATE
    batch: int = _BATCH


class _Stream(NamedTuple):
    """All texts behind one another: inputs and labels, cut to whole chunks."""

    forms: Ids
    shapes: Ids
    signs: Ids
    hints: Ids
    labels: Ids


def vocabulary(texts: Sequence[Silver], size: int = VOCABULARY) -> Codes:
    """The most frequent forms of the texts, sorted."""
    forms, counts = np.unique(np.concatenate([text.tokens.forms for text in texts]), return_counts=True)
    often = counts >= min(_LEAST, int(counts.max()))
    forms, counts = forms[often], counts[often]
    kept: Codes = np.sort(forms[np.argsort(-counts, kind="stable")[:size]])
    return kept


def fit(
    courses: Sequence[Course],
    forms: Codes,
    known: KnownNames,
    seed: int,
    tell: Callable[[str], None],
    start: Network | None = None,
    vectors: npt.NDArray[np.float32] | None = None,
) -> Network:
    """Train on one course after the other.

    The weights start from ``start`` where it has the same vocabulary, else from chance, the table of forms from
    ``vectors`` where there are any.
    """
    import torch  # noqa: PLC0415 - an extra, and slow to load

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    try:
        net = _module(torch, len(forms))
        if vectors is not None:
            with torch.no_grad():
                net.forms.weight[:-1] = torch.from_numpy(vectors * _SPREAD)
        if start is not None and np.array_equal(start.vocabulary, forms):
            _take(torch, net, start)
        for course in courses:
            _train(torch, net, course, forms, known, chance, tell)
        return _network(net, forms, known)
    finally:
        torch.set_num_threads(threads)


def _module(torch: Any, vocabulary_size: int) -> Any:
    nn = torch.nn
    net = nn.Module()
    net.forms = nn.Embedding(vocabulary_size + 1, FORM_SIZE)
    net.shapes, net.signs = nn.Embedding(16, _SHAPE), nn.Embedding(32, _SIGN)
    net.hints = nn.Embedding(HINTS, _HINT)
    for table in (net.forms, net.shapes, net.signs, net.hints):
        nn.init.normal_(table.weight, std=_SPREAD)
    inputs = [FORM_SIZE + _SHAPE + _SIGN + _HINT, *[_WIDTH] * len(_WIDTHS)]
    net.layers = nn.ModuleList(
        nn.Conv1d(size, _WIDTH, width, padding=(width // 2) * apart, dilation=apart)
        for size, width, apart in zip(inputs, _WIDTHS, DILATIONS, strict=False)
    )
    net.last = nn.Conv1d(_WIDTH, labels.COUNT, 1)
    return net


def _forward(torch: Any, net: Any, parts: Sequence[Any]) -> Any:
    tables = (net.forms, net.shapes, net.signs, net.hints)
    seen = torch.cat([table(part) for table, part in zip(tables, parts, strict=True)], dim=2).transpose(1, 2)
    seen = torch.nn.functional.dropout(seen, 0.1, training=net.training)
    for layer in net.layers:
        out = torch.relu(layer(seen))
        seen = seen + out if out.shape == seen.shape else out
    return net.last(torch.nn.functional.dropout(seen, 0.1, training=net.training))


def _train(
    torch: Any, net: Any, course: Course, forms: Codes, known: KnownNames, chance: np.random.Generator,
    tell: Callable[[str], None],
) -> None:  # fmt: skip
    steps = course.epochs * max(1, sum(len(t.labels) + MARGIN for t in course.texts) // (_CHUNK * course.batch))
    optimiser = torch.optim.AdamW(net.parameters(), lr=course.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _cooled(step, steps))
    net.train()
    step = 0
    for epoch in range(course.epochs):
        losses: list[float] = []
        for stream in _streams(course.texts, forms, known, chance):
            chunks = len(stream.labels) // _CHUNK
            for places in np.array_split(chance.permutation(chunks), max(1, chunks // course.batch)):
                rows = [torch.from_numpy(part.reshape(chunks, _CHUNK)[places]) for part in stream]
                loss = torch.nn.functional.cross_entropy(
                    _forward(torch, net, rows[:-1]), rows[-1], ignore_index=labels.IGNORED
                )
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
                step += 1
                losses.append(float(loss.detach()))
        tell(f"epoch {epoch + 1} of {course.epochs}: {step} steps, loss {np.mean(losses[-200:]):.4f}")


def _cooled(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / 50) * (0.02 + 0.98 * (1 + math.cos(math.pi * min(1.0, step / max(1, steps)))) / 2)


def _streams(texts: Sequence[Silver], forms: Codes, known: KnownNames, chance: np.random.Generator) -> list[_Stream]:
    """Texts in random order, some thousands together, with what is hidden from the network hidden."""
    order = chance.permutation(len(texts))
    groups = np.array_split(order, max(1, len(texts) // 4000))
    return (_stream([texts[at] for at in group], forms, known, chance) for group in groups)  # type: ignore[return-value]


def _stream(texts: Sequence[Silver], forms: Codes, known: KnownNames, chance: np.random.Generator) -> _Stream:
    tokens = [_sometimes_caseless(text.tokens, chance) for text in texts]
    whole, places = laid_out(tokens)
    hints = known.hints(whole)
    marked = np.full(len(whole.forms), labels.IGNORED, np.intp)
    for text, place in zip(texts, places, strict=True):
        marked[place] = text.labels
        if chance.random() < _FORGOTTEN:
            hints[place] = 0
    ids = form_ids(forms, whole.forms)
    hidden = chance.random(len(ids)) < np.where(whole.capital(), _NAMED_UNKNOWN, _UNKNOWN)
    ids[hidden] = len(forms)
    size = -(-len(ids) // _CHUNK) * _CHUNK
    parts = (ids, whole.shapes.astype(np.intp), whole.signs.astype(np.intp), hints, marked)
    return _Stream(*(_padded(part, size, fill) for part, fill in zip(parts, (0, 0, 0, 0, labels.IGNORED), strict=True)))


def _padded(part: Ids, size: int, fill: int) -> Ids:
    return np.concatenate((part, np.full(size - len(part), fill, np.intp)))


def _sometimes_caseless(tokens: Tokens, chance: np.random.Generator) -> Tokens:
    return tokens._replace(shapes=forget_case(tokens.shapes)) if chance.random() < _CASELESS else tokens


def _network(net: Any, forms: Codes, known: KnownNames) -> Network:
    def array(tensor: torch.Tensor) -> npt.NDArray[np.float32]:
        return np.asarray(tensor.detach().numpy(), np.float32)

    table = array(net.forms.weight)
    scale = np.abs(table).max(axis=0) / 127
    layers = [(array(layer.weight).transpose(2, 1, 0).copy(), array(layer.bias)) for layer in [*net.layers, net.last]]
    return Network(
        forms, np.rint(table / scale).astype(np.int8), scale.astype(np.float32), array(net.shapes.weight),
        array(net.signs.weight), array(net.hints.weight), tuple(layers), known, np.zeros(0, np.float32),
    )  # fmt: skip


def _take(torch: Any, net: Any, start: Network) -> None:
    """Go on from trained weights."""
    with torch.no_grad():
        net.forms.weight.copy_(torch.from_numpy(start.forms * start.form_scale))
        for table, weights in ((net.shapes, start.shapes), (net.signs, start.signs), (net.hints, start.hints)):
            table.weight.copy_(torch.from_numpy(weights))
        for layer, (weight, bias) in zip([*net.layers, net.last], start.layers, strict=True):
            layer.weight.copy_(torch.from_numpy(weight.transpose(2, 1, 0).copy()))
            layer.bias.copy_(torch.from_numpy(bias))
