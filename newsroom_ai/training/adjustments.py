"""What editors decided on topics and keyphrases -> how sure to be of them; used only where it wins on later decisions.

The model stays as it is. Learned are two numbers for all of its confidences, and one for each concept or phrase that
was decided on, held near 0 by a penalty: a few decisions move it a little, many move it far.
"""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.feedback import Feedback, FeedbackStore
from newsroom_ai.artefacts import MANIFEST, model_folder, write_manifest
from newsroom_ai.article import Article
from newsroom_ai.errors import InvalidArticle, NotFound
from newsroom_ai.model_choice import chosen_model, use_model
from newsroom_ai.tagging.adjustment import FILE, UNADJUSTED, Adjustment, logit
from newsroom_ai.tagging.types import TagKind

Tell = Callable[[str], None]

HELD_BACK: Final = 0.2  # share of the decisions, the newest, that judge both models
FEWEST: Final = 50
SPREAD: Final = 1.5  # standard deviation that is thought usual of the number of a concept or phrase
UNDONE: Final = "undo"  # the reason of a decision that takes back the one before


class Sure(Protocol):
    """A tagger that tells how sure it is of what it may suggest."""

    def confidences(self, article: Article) -> Mapping[str, float]:
        """Confidences by key, before editors' decisions changed them."""
        ...

    def keys(self, value: str) -> Sequence[str]:
        """The keys that a label, a notation or a URI may mean."""
        ...


class Decision(NamedTuple):
    """One decision: the confidence it was made on, before any adjustment, and whether the suggestion was kept."""

    key: str
    confidence: float
    kept: bool


class Learned(NamedTuple):
    """How the model in use and the new one fare on the decisions held back, and whether the new one is used now.

    ``before`` and ``after`` are the probability that each gives to what was decided (geometric mean). ``kept_before``
    and ``kept_after`` tell what part of the suggestions it is surest of, as many as were kept in all, was kept.
    """

    decisions: int
    held_back: int
    before: float
    after: float
    kept_before: float
    kept_after: float
    used: bool


def learn(
    data: Path, service: str, kind: TagKind, shipped: str, out: Path, made: Callable[[Path | None], Sure], tell: Tell
) -> Learned:
    """Learn from all decisions on one kind of tag into ``out``, a copy of the model in use; use it if it wins.

    Args:
        data: the data directory with articles and decisions.
        service: as ``newsroom models use`` calls it.
        kind: the kind of tag.
        shipped: name of the shipped model.
        out: the new model's folder.
        made: makes the tagger of a model folder.
        tell: says how far it is.

    Raises:
        InvalidArticle: there are fewer than 50 decisions on suggestions for archived articles.
    """
    chosen = chosen_model(data, service)
    decided = decisions(data, kind, made(chosen))
    if len(decided) < FEWEST:
        raise InvalidArticle(f"Cần ít nhất {FEWEST} quyết định về gợi ý cho bài trong kho; mới có {len(decided)}.")
    count = round(len(decided) * HELD_BACK)
    earlier, apart = decided[:-count], decided[-count:]
    tell(f"{len(earlier):,} decisions to learn from, {len(apart):,} to judge by")
    base = chosen or model_folder(shipped)
    old = Adjustment.load(base)
    new = fitted(earlier, old)
    likely = [likelihood(one, apart) for one in (old, new)]
    kept = [kept_share(one, apart) for one in (old, new)]
    used = likely[1] > likely[0] and kept[1] >= kept[0]
    _write(base, out, fitted(decided, old) if used else new)
    if used:
        use_model(data, service, out)
    return Learned(len(decided), len(apart), likely[0], likely[1], kept[0], kept[1], used)


def decisions(data: Path, kind: TagKind, tagger: Sure) -> list[Decision]:
    """The last decision on each suggestion for an archived article, in order of time; what was undone is none."""
    database = Database(data)
    try:
        store = ArticleStore(database)
        last: dict[tuple[str, str], Feedback] = {}
        for recorded in FeedbackStore(database).all():
            said = recorded.feedback
            if said.kind == kind and said.value:
                last.pop((said.article_id, said.value), None)
                if said.reason != UNDONE:
                    last[said.article_id, said.value] = said
        articles: dict[str, Article | None] = {}
        for id, _ in last:
            if id not in articles:
                articles[id] = _article(store, id)
    finally:
        database.close()
    sure = {id: tagger.confidences(article) for id, article in articles.items() if article is not None}
    found: list[Decision] = []
    for (id, value), said in last.items():
        known = [key for key in tagger.keys(value) if key in sure.get(id, {})]
        if known:
            key = max(known, key=sure[id].__getitem__)
            found.append(Decision(key, sure[id][key], said.action != "reject"))
    return found


def fitted(decided: Sequence[Decision], before: Adjustment = UNADJUSTED) -> Adjustment:
    """The likeliest adjustment under a normal prior: scale and shift as before ± ½ and ± 1, offsets 0 ± ``SPREAD``."""
    keys = sorted({one.key for one in decided})
    places = np.array([keys.index(one.key) for one in decided], np.int64)
    odds = np.array([logit(one.confidence) for one in decided])
    sign = np.array([1.0 if one.kept else -1.0 for one in decided])

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scale, shift, offsets = weights[0], weights[1], weights[2:]
        margin = sign * (scale * odds + shift + offsets[places])
        pull = -sign / (1 + np.exp(margin))
        apart, moved = scale - before.scale, shift - before.shift
        prior = 2 * apart**2 + moved**2 / 2 + (offsets**2).sum() / (2 * SPREAD**2)
        slope = np.bincount(places, weights=pull, minlength=len(keys)) + offsets / SPREAD**2
        gradient = np.concatenate([[(pull * odds).sum() + 4 * apart, pull.sum() + moved], slope])
        return float(np.logaddexp(0, -margin).sum() + prior), gradient

    start = np.concatenate([[before.scale, before.shift], np.zeros(len(keys))])
    best = minimize(loss, start, jac=True, method="L-BFGS-B").x
    offsets = {key: round(float(value), 4) for key, value in zip(keys, best[2:], strict=True)}
    return Adjustment(round(float(best[0]), 4), round(float(best[1]), 4), offsets)


def likelihood(adjustment: Adjustment, decided: Sequence[Decision]) -> float:
    """The geometric mean of the probabilities given to what was decided, in 0..1."""
    sure = [(adjustment.confidence(one.confidence, one.key), one.kept) for one in decided]
    logs = [math.log(max(value if kept else 1 - value, 1e-9)) for value, kept in sure]
    return math.exp(sum(logs) / max(1, len(logs)))


def kept_share(adjustment: Adjustment, decided: Sequence[Decision]) -> float:
    """Of the surest decided suggestions, as many as were kept, the share that was; 1 where none was kept."""
    ranked = sorted(decided, key=lambda one: -adjustment.confidence(one.confidence, one.key))
    count = sum(one.kept for one in decided)
    return sum(one.kept for one in ranked[:count]) / count if count else 1.0


def _article(store: ArticleStore, id: str) -> Article | None:
    try:
        return store.get(id).article
    except NotFound:
        return None


def _write(base: Path, out: Path, adjustment: Adjustment) -> None:
    """Copy a model's files and put an adjustment beside them."""
    out.mkdir(parents=True, exist_ok=True)
    for name in json.loads((base / MANIFEST).read_text(encoding="utf-8"))["files"]:
        if name != FILE:
            shutil.copyfile(base / name, out / name)
    adjustment.save(out)
    write_manifest(out)
