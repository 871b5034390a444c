from __future__ import annotations

import json
import shutil
from pathlib import Path

from newsroom_ai.artefacts import model_folder, verified
from newsroom_ai.tagging.keyphrase_ranker import MODEL
from newsroom_ai.tagging.ranked_keyphrases import RankedKeyphrases
from newsroom_ai.training.confidence import DEPTH, Judged, adjustment, learn
from newsroom_ai.training.topics import learned_from
from tests.training.test_adjustments import articles


def test_confidence_meets_how_many_are_right() -> None:
    judged = [Judged(0.1, number % 2 == 0) for number in range(100)]
    judged += [Judged(0.4, number % 5 > 0) for number in range(100)]
    learned = adjustment(judged)
    assert abs(learned.confidence(0.1, "") - 0.5) < 0.05
    assert abs(learned.confidence(0.4, "") - 0.8) < 0.05


def test_a_model_tells_what_share_was_judged_right(tmp_path: Path) -> None:
    model = tmp_path / "keyphrases-own.v1"
    shutil.copytree(model_folder(MODEL), model)
    drawn, tagger = articles(60), RankedKeyphrases()
    lines: list[dict[str, object]] = [
        {"id": one.id, "title": one.title, "sapo": one.sapo, "body": one.body} for one in drawn
    ]
    written(tmp_path / "articles.jsonl", lines)
    firsts = [tagger.tag(one)[0].evidence[0] for one in drawn]
    rows: list[dict[str, object]] = [
        {"id": one.id, "present": [[s.field, s.start, s.end]]} for one, s in zip(drawn, firsts, strict=True)
    ]
    written(tmp_path / "judged.jsonl", rows)
    count, _, _ = learn(model, tmp_path / "judged.jsonl", [tmp_path / "articles.jsonl"])
    own = RankedKeyphrases(model)
    sure = [tag.confidence or 0.0 for one in drawn if learned_from(one.id) for tag in own.tag(one)[:DEPTH]]
    right = sum(learned_from(one.id) for one in drawn)
    assert len(sure) == count
    assert abs(sum(sure) - right) / count < 0.02
    assert verified(model) == model


def written(path: Path, lines: list[dict[str, object]]) -> None:
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
