from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest

from eval import archive
from eval.generators import queries
from eval.peers.process import Peer
from eval.rows import Row
from eval.run import TASKS
from eval.tasks import clusters, entities, keyphrases, library, scores, sections, summaries
from newsroom_ai.metrics.rouge import rouge
from tests.eval.corpora import news, renamed_place, write

pytestmark = pytest.mark.usefixtures("no_peers")


def measured(task: str, data: Path, sample: int | None = None) -> dict[tuple[str, str, str], Row]:
    rows: list[Row] = import_module(f"eval.tasks.{task}").run(data, sample, 0)
    found = {(row.dataset, row.system, row.metric): row for row in rows}
    assert len(found) == len(rows)
    assert all(row.task == task for row in rows)
    return found


@pytest.mark.parametrize("task", TASKS)
def test_every_task_runs_by_the_same_call(task: str) -> None:
    run = import_module(f"eval.tasks.{task}").run
    assert list(inspect.signature(run).parameters) == ["data", "sample", "seed"]


def test_search_finds_bodies_and_events(data: Path) -> None:
    rows = measured("search", data)
    assert rows["vietnews.sapo-body", "newsroom", "mrr@10"].value > 0.5
    assert rows["vietnews.title-body.nodiacritics", "newsroom", "ndcg@10"].n == 24
    assert rows["events.article@24", "newsroom", "ndcg@10"].value == 1
    assert rows["events.title@24", "newsroom", "ndcg@10"].n == 8


def test_a_sample_of_events_has_fewer_distractors_and_says_so(data: Path) -> None:
    rows = import_module("eval.tasks.search").run(data, 1, 0)
    assert {"events.title@20", "events.article@20", "queries.phrase@20"} <= {row.dataset for row in rows}


def test_keyphrases_are_measured_on_both_sets(data: Path) -> None:
    rows = measured("keyphrases", data)
    assert rows["keywords", "newsroom", "f1@5"].n == 1  # the other article has no body
    assert rows["silver", "newsroom", "recall@10"].n == 24


def test_silver_phrases_are_the_longest_that_all_fields_share() -> None:
    title, sapo = "Bảo hiểm thất nghiệp: chi trả sớm", "Từ nay, bảo hiểm thất nghiệp được chi trả."
    body = "Mức bảo hiểm thất nghiệp tăng. Việc chi trả của năm 2020 xong."
    assert keyphrases.shared_phrases(title, sapo, body) == {"bảo hiểm thất nghiệp", "chi trả"}
    assert keyphrases.shared_phrases("của năm 2020", "của năm 2020") == set()
    assert keyphrases.shared_phrases("giá xăng, dầu", "giá xăng dầu") == {"giá xăng"}


def test_summaries_of_one_and_of_several(data: Path) -> None:
    rows = measured("summaries", data)
    assert rows["vietnews.body", "oracle-3", "rouge1"].value >= rows["vietnews.body", "lead-2", "rouge1"].value
    assert rows["vietnews.body+title", "title", "ascii_rougeL"].value > 0
    assert rows["vims", "people", "rouge2"].n == 2
    assert {system for dataset, system, _ in rows if dataset == "vmds"} == {
        "lead",
        "lead-of-each",
        "newsroom",
        "people",
    }


def test_headlines_stand_beside_cuts_of_the_first_sentence(data: Path) -> None:
    rows = measured("headlines", data)
    for name in ("vietnews.body", "vietnews.sapo+body"):
        assert rows[name, "newsroom:best-of-5", "rouge1"].value >= rows[name, "newsroom", "rouge1"].value
        assert rows[name, "first-13", "rouge1"].n == rows[name, "newsroom", "none"].n


def test_limits_are_kept_in_every_style(data: Path) -> None:
    rows = measured("limits", data)
    kept = {name: row.value for (name, _, metric), row in rows.items() if metric == "over_limit"}
    assert kept == dict.fromkeys(("sapo", "bullets", "push", "social"), 0)


def test_the_oracle_takes_what_raises_the_score() -> None:
    parts = ["a b c", "x y", "d e"]
    assert summaries.oracle(parts, "a b c d e") == [0, 2]
    assert summaries.oracle(parts, "q") == []
    assert rouge(" ".join(parts[at] for at in (0, 2)), "a b c d e").rouge2 == 1


def test_lengths_are_kept_in_whole_syllables() -> None:
    assert scores.first("một hai ba", 2) == "một hai"
    assert scores.first("một", 5) == "một"
    assert clusters.fitting(["một hai", "ba bốn", "năm"], 4) == "một hai ba bốn"
    assert clusters.fitting(["một hai ba"], 2) == "một hai"


def test_several_references_are_averaged() -> None:
    score = scores.mean_rouge("a b", ["a b", "c d"], str.split)
    assert score == (0.5, 0.5, 0.5)


def test_words_against_gold(data: Path) -> None:
    # syllables: 4 + 2 words, gold 3 + 2, in common đến, trường, mưa, to: F1 2*4/11
    assert measured("words", data)["ud_vtb", "newsroom:syllables", "f1"].value == pytest.approx(8 / 11, abs=1e-4)


def test_sections_are_learned_where_there_are_labels(data: Path) -> None:
    rows = measured("sections", data)
    assert 0 <= rows["vntc10", "newsroom", "accuracy"].value <= 1
    assert rows["vntc10", "newsroom", "ece"].n == rows["vntc10", "newsroom", "accuracy"].n


def test_labels_are_annifs_vocabulary() -> None:
    class Fake:
        """Remembers what it is given and suggests the first subject it knows."""

        def call(self, verb: str, items: list[Any], **options: Any) -> list[Any]:
            calls[verb] = items
            return [[(calls["vocabulary"][0][0], 0.5)] if text else [] for text in items] if verb == "suggest" else []

    calls: dict[str, list[Any]] = {}
    train = [sections.Labelled("Thuỷ lợi, Y TẾ", "b"), sections.Labelled("Bóng đá", "a")]
    found = sections._annif(
        "svc", train, [sections.Labelled("Gì đó", "a"), sections.Labelled("", "b")], cast("Peer", Fake())
    )
    assert found == ["a", None]
    assert [label for _, label in calls["vocabulary"]] == ["a", "b"]
    assert calls["train"][0] == ("thủy lợi y tế", [calls["vocabulary"][1][0]])


def test_entities_say_what_is_missing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not entities.ANNOTATIONS.exists():
        assert not measured("entities", data)
        assert "left out" in capsys.readouterr().err


def test_annotations_point_into_the_corpora(tmp_path: Path) -> None:
    write(tmp_path, "vietnews", [{"id": "v1", "title": "", "sapo": "", "body": "Ông An ở Hà Nội. Bà Bình ở Huế."}])
    path = tmp_path / "entities.jsonl"
    path.write_text(
        '{"set": "vietnews", "split": "dev", "id": "v1", "field": "body", "start": 17, "end": 31, '
        '"entities": [[20, 24, "person"], [27, 30, "place"]]}\n',
        encoding="utf-8",
    )
    (stretch,) = entities.read(tmp_path, path)
    assert stretch.text == "Bà Bình ở Huế."
    assert {stretch.article.body[start:end] for start, end, _ in stretch.entities} == {"Bình", "Huế"}


def test_labelled_tokens_become_spans() -> None:
    tokens = [("Bình", "B-PER"), ("?", "I-PER"), ("Huế", "B-LOC"), ("An", "B-PER")]
    assert entities.spans_of("Bình Huế An", tokens) == [(0, 4, "person"), (5, 8, "place"), (9, 11, "person")]


def test_an_article_asks_for_the_others_of_its_cluster(data: Path) -> None:
    whole = library.read(data, [])
    assert len({one["id"] for one in whole.records}) == len(whole.clusters) == 8
    questions = list(library.about_events(whole))
    assert len(questions) == 16
    for question in questions:
        assert question.asking is not None
        assert question.right == {question.asking ^ 1}  # two articles a cluster


def test_an_old_name_asks_for_the_articles_of_today(data: Path) -> None:
    recent = library.of_today(data)
    assert [one["published_at"][:4] for one in recent.records] == ["2026"] * 4
    districts = queries.districts_of(renamed_place()[1:])
    (question,) = library.renamed(recent, districts, 5, 1)
    assert question.set == "queries.old_place"
    assert question.text == "Hà Giang Mèo Vạc"
    assert question.right == {0}


def test_converted_texts_come_back(data: Path) -> None:
    rows = measured("encodings", data)
    assert rows["converted", "newsroom", "recall"].value == 1
    assert rows["converted.vni", "newsroom", "precision"].value == 1


def test_false_summaries_are_noticed(data: Path) -> None:
    rows = measured("faithfulness", data)
    assert all(0 <= row.value <= 1 for row in rows.values())


def test_copies_are_found_and_negatives_left_alone(data: Path) -> None:
    rows = measured("duplicates", data, 4)
    assert rows["edits", "newsroom", "f1"].value > 0.5
    assert 0 <= rows["partial", "newsroom", "passage_char_f1"].value <= 1
    assert rows["events", "newsroom", "pair_f1"].n == 8


def test_a_scan_of_the_archive_is_measured_with_its_size(tmp_path: Path) -> None:
    long = [{**news(at), "body": "\n".join(news(at + 30 * part)["body"] for part in range(3))} for at in range(6)]
    for name, split in archive.SETS:
        write(tmp_path, name, [{**row, "id": f"{split}-{row['id']}"} for row in long], split)
    rows = measured("duplicates_scale", tmp_path, 4)
    figures = {metric: row.value for (_, _, metric), row in rows.items()}
    assert figures["bytes_per_article"] > 0
    assert figures["scan_groups"] == 6  # each article stands there four times
    assert figures["check_text_p95_ms"] >= figures["check_text_p50_ms"] > 0
    assert figures["insert_articles_per_s"] > 0


def test_tagging_is_timed_and_its_evidence_checked(data: Path) -> None:
    rows = measured("tagging", data, 6)
    assert rows["vietnews", "newsroom", "articles_per_s"].n == 6
    assert rows["vietnews", "newsroom", "slices_back"].value == 1
    assert rows["vietnews", "newsroom", "articles_per_cpu_s"].value > 0
