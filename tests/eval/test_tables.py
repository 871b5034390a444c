from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import tables
from eval.rows import RESULTS, Row, append

PAGE = f"# Page\n\n{tables.BEGIN}\nold\n{tables.END}\n\nrest\n"


def row(system: str, value: float, **fields: object) -> Row:
    known = {
        "task": "search", "dataset": "vietnews.title-body", "sha256": "abc", "metric": "mrr@10", "low": value - 0.01,
        "high": value + 0.01, "n": 2_000, "seed": 0, "machine": "m", "commit": "c0ffee",
    }  # fmt: skip
    return Row(**{**known, "system": system, "value": value, **fields})  # type: ignore[arg-type]


def test_committed_tables_are_not_stale() -> None:
    assert sorted(tables.stale(tables.latest())) == [], "run python -m eval.tables --write"


def test_the_last_row_of_a_figure_counts(tmp_path: Path) -> None:
    append([row("newsroom", 0.80), row("bm25", 0.79), row("newsroom", 0.85), row("newsroom", 9, metric="x")], tmp_path)
    assert [(one.metric, one.system, one.value) for one in tables.latest(tmp_path)] == [
        ("mrr@10", "bm25", 0.79),
        ("mrr@10", "newsroom", 0.85),
        ("x", "newsroom", 9),
    ]


def test_no_results_make_no_tables(tmp_path: Path) -> None:
    assert tables.latest(tmp_path) == []
    assert tables.full([]) == tables.NOTHING
    assert tables.short([]).startswith(tables.NOTHING)


def test_short_table_shows_ours_beside_the_best_peer_and_what_is_asked() -> None:
    rows = [
        row("newsroom", 0.85),
        row("bm25", 0.794),
        row("dense", 0.626),
        row("newsroom:other", 0.9),
        row("oracle-3", 0.99),
    ]
    line = tables.short(rows).splitlines()[2]
    assert line == (
        "| search: a title finds its article, MRR@10 | 0.850 (0.840 – 0.860) | bm25 0.794 (0.784 – 0.804) | ≥ 0.84 "
        "| 2,000 |"
    )


def test_full_tables_show_every_system_and_mark_other_documents() -> None:
    rows = sorted([row("newsroom", 0.85), row("bm25", 0.794), row("old", 0.9, n=50, low=None, high=None)])
    text = tables.full(rows)
    assert "### search" in text
    assert "**0.850** (0.840 – 0.860) | old 0.900†<br>bm25 0.794 (0.784 – 0.804) | ≥ 0.84 | 2,000 | c0ffee |" in text


def test_of_errors_the_fewest_are_best() -> None:
    fields = {"task": "duplicates", "dataset": "negatives", "metric": "false_alarms"}
    line = tables.short([row("newsroom", 0.001, **fields), row("a", 0.2, **fields), row("b", 0.1, **fields)])
    assert "| b 0.100" in line
    assert tables.less_is_better("search_p95_ms")
    assert tables.less_is_better("disk_kb_per_article")
    assert not tables.less_is_better("ingest_articles_per_s")
    assert not tables.less_is_better("recall")


def test_a_figure_without_ours_is_shown_all_the_same() -> None:
    assert "| – | bm25 0.794" in tables.full([row("bm25", 0.794)])


def test_sections_are_replaced_and_nothing_else() -> None:
    renewed = tables.with_section(PAGE, "new \\1")
    assert renewed == PAGE.replace("old", "new \\1")
    assert tables.with_section(renewed, "new \\1") == renewed
    for page in ("nothing", PAGE + PAGE):
        with pytest.raises(ValueError, match="one section"):
            tables.with_section(page, "new")


def test_check_names_the_stale_file_and_write_mends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "docs").mkdir()
    for name in tables.PAGES:
        (tmp_path / name).write_text(PAGE, encoding="utf-8")
    results = tmp_path / "results"
    append([row("newsroom", 0.85)], results)
    with pytest.raises(SystemExit) as ended:
        tables.main(["--check"], tmp_path, results)
    assert ended.value.code == 1
    assert "docs/quality.md: stale" in capsys.readouterr().out
    tables.main(["--write"], tmp_path, results)
    tables.main(["--check"], tmp_path, results)
    assert "stale" not in capsys.readouterr().out
    assert "0.850" in (tmp_path / "README.md").read_text(encoding="utf-8")
    tables.main([], tmp_path, results)
    assert capsys.readouterr().out.startswith("### search")


def test_targets_are_named_once() -> None:
    figures = [tuple(target[:3]) for target in tables.ASKED]
    assert len(set(figures)) == len(figures)
    assert len(tables.HEADLINES) == 10


def test_rows_of_results_are_rows() -> None:
    for path in RESULTS.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert Row(**json.loads(line)).task == path.stem
