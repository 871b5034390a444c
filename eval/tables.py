"""The tables of figures in README.md and docs/quality.md, generated from ``eval/results`` and checked for staleness.

``python -m eval.tables --write`` writes them, ``--check`` says which file is stale and ends with 1.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from eval.rows import OURS, RESULTS, Row

ROOT: Final = Path(__file__).parents[1]
BEGIN: Final = "<!-- figures:begin -->"
END: Final = "<!-- figures:end -->"
NOTHING: Final = "No figures have been recorded yet."


class Asked(NamedTuple):
    """What a figure ought to be."""

    task: str
    dataset: str
    metric: str
    target: str


ASKED: Final = (
    Asked("search", "vietnews.title-body", "mrr@10", "≥ 0.84"),
    Asked("search", "vietnews.sapo-body", "mrr@10", "≥ 0.92"),
    Asked("search", "vietnews.title-body.nodiacritics", "mrr@10", "≥ 90 % of the marked"),
    Asked("search", "events.title", "ndcg@10", "≥ 0.92"),
    Asked("search", "events.article", "ndcg@10", "≥ 0.98"),
    Asked("sections", "vntc10", "accuracy", "baseline + 0.01"),
    Asked("sections", "vntc10", "macro_f1", "baseline + 0.01"),
    Asked("sections", "rss3", "macro_f1", "≥ 0.85"),
    Asked("sections", "across", "macro_f1", "≥ 0.75"),
    Asked("sections", "annotated", "precision", "≥ 0.8"),
    Asked("sections", "annotated", "recall", "≥ 0.6"),
    Asked("entities", "annotated", "f1", "≥ 0.80"),
    Asked("entities", "annotated", "f1_person", "≥ 0.90"),
    Asked("keyphrases", "keywords", "f1@5", "≥ the best peer"),
    Asked("keyphrases", "silver", "f1@5", "1.3 × the best peer"),
    Asked("keyphrases", "annotated", "f1@5", "1.3 × the best peer"),
    *(
        Asked(task, dataset, "ece", "≤ 0.05")
        for task, datasets in (
            ("sections", ("vntc10", "rss3", "annotated")),
            ("entities", ("annotated",)),
            ("keyphrases", ("keywords", "silver", "annotated")),
        )
        for dataset in datasets
    ),
    Asked("summaries", "vietnews.body", "rouge1", "≥ 0.30"),
    Asked("summaries", "vietnews.body", "rouge2", "≥ 0.16"),
    Asked("summaries", "vietnews.body", "rougeL", "≥ 0.225"),
    Asked("summaries", "vietnews.body.40", "rouge1", "> every peer"),
    Asked("summaries", "vietnews.body+title", "rouge1", "≥ 0.325"),
    Asked("summaries", "vietnews.body+title", "rouge2", "≥ 0.175"),
    Asked("summaries", "vietnews.body+title", "rougeL", "≥ 0.245"),
    Asked("summaries", "vims", "rouge2", "> every peer"),
    Asked("summaries", "vmds", "rouge2", "> every peer"),
    Asked("faithfulness", "substituted", "recall", "≥ 0.98"),
    Asked("faithfulness", "negated", "recall", "≥ 0.90"),
    Asked("faithfulness", "swapped", "recall", "≥ 0.70"),
    Asked("faithfulness", "true", "false_alarms", "≤ 0.02"),
    Asked("duplicates", "edits", "f1", "≥ 0.99"),
    Asked("duplicates", "partial", "f1", "≥ 0.99"),
    Asked("duplicates", "edits", "passage_char_f1", "≥ 0.95"),
    Asked("duplicates", "partial", "passage_char_f1", "≥ 0.95"),
    Asked("duplicates", "negatives", "false_alarms", "≤ 0.001"),
    Asked("duplicates", "events", "pair_f1", "≥ 0.90"),
    Asked("duplicates", "relations", "accuracy", "≥ 0.90"),
    Asked("panel", "archive152k", "editors4_whole_p95_ms", "≤ 250"),
    Asked("panel", "archive152k", "editors1_cpu_ms", "≤ 100"),
)  # fmt: skip
"""The targets that the project has set itself, figure by figure."""


class Headline(NamedTuple):
    """One of the figures that README.md shows, in words."""

    label: str
    task: str
    dataset: str
    metric: str


HEADLINES: Final = (
    Headline("search: a title finds its article, MRR@10", "search", "vietnews.title-body", "mrr@10"),
    Headline("the same, typed without marks", "search", "vietnews.title-body.nodiacritics", "mrr@10"),
    Headline("search: other reports of the event, nDCG@10", "search", "events.title", "ndcg@10"),
    Headline("sections: ten topics, macro F1", "sections", "vntc10", "macro_f1"),
    Headline("people, places, organisations, F1", "entities", "annotated", "f1"),
    Headline("summary against the editor's sapo, ROUGE-L", "summaries", "vietnews.body", "rougeL"),
    Headline("a wrong value in a summary is noticed, recall", "faithfulness", "substituted", "recall"),
    Headline("copies are found, F1", "duplicates", "edits", "f1"),
    Headline("hard non-copies called copies", "duplicates", "negatives", "false_alarms"),
    Headline(
        "every service on one draft, 152,000 articles archived, p95 in ms", "speed", "archive152k", "assist_p95_ms"
    ),
)

_BOUND: Final = "oracle"  # has seen the answer: a bound, no peer
_LESS_IS_BETTER: Final = re.compile(r"ece|false_alarms|.*(?:_ms|_mb\w*|_kb\w*|failed\w*|ready_s)")

Key = tuple[str, str, str]
Systems = Mapping[str, Row]


def latest(folder: Path = RESULTS) -> list[Row]:
    """The last row of each task, dataset, system and metric, sorted by them."""
    found: dict[tuple[str, str, str, str], Row] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = Row(**json.loads(line))
                found[row.task, row.dataset, row.metric, row.system] = row
    return [found[key] for key in sorted(found)]


def by_figure(rows: Iterable[Row]) -> dict[Key, Systems]:
    """Task, dataset and metric -> the row of each system."""
    figures: dict[Key, dict[str, Row]] = {}
    for row in rows:
        figures.setdefault((row.task, row.dataset, row.metric), {})[row.system] = row
    return dict(figures)


def short(rows: Sequence[Row]) -> str:
    """The table of README.md: of the headline figures those that have been measured, ours beside the best peer."""
    figures = by_figure(rows)
    measured = [headline for headline in HEADLINES if OURS in figures.get(headline[1:], {})]
    link = "All figures and how they are made: [docs/quality.md](docs/quality.md)."
    if not measured:
        return f"{NOTHING} How they are made: [docs/quality.md](docs/quality.md)."
    lines = [
        _line(
            headline.label,
            _value(figures[headline[1:]][OURS]),
            _best_peer(figures[headline[1:]]),
            asked(*headline[1:]),
            f"{figures[headline[1:]][OURS].n:,}",
        )
        for headline in measured
    ]
    return "\n".join([*_head("figure", "ours (95 %)", "best peer (95 %)", "asked", "n"), *lines, "", link])


def full(rows: Sequence[Row]) -> str:
    """The tables of docs/quality.md: everything measured, a table for each task."""
    if not rows:
        return NOTHING
    parts = []
    for task, of_task in groupby(rows, key=lambda row: row.task):
        lines = [
            _line(dataset, metric, _ours(systems), _peers(systems), asked(task, dataset, metric), *_origin(systems))
            for (_, dataset, metric), systems in by_figure(of_task).items()
        ]
        head = _head("dataset", "metric", "ours (95 %)", "peers (95 %)", "asked", "n", "commit")
        parts.append("\n".join([f"### {task}", "", *head, *lines]))
    note = "†: not measured on the same documents as ours. A commit with + had changes that were not committed."
    return "\n\n".join([*parts, note])


def asked(task: str, dataset: str, metric: str) -> str:
    """The target of a figure, or "" where none is set."""
    return next((target for *figure, target in ASKED if figure == [task, dataset, metric]), "")


def less_is_better(metric: str) -> bool:
    """Whether a figure is a rate of errors, a time or a size."""
    return _LESS_IS_BETTER.fullmatch(metric) is not None


def same_documents(one: Row, other: Row) -> bool:
    """Whether two figures were measured on the same documents."""
    return (one.sha256, one.n, one.seed) == (other.sha256, other.n, other.seed)


def with_section(text: str, section: str) -> str:
    """A page with its generated section put in anew.

    Raises:
        ValueError: The page does not have exactly one section.
    """
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    renewed, count = pattern.subn(lambda _: f"{BEGIN}\n{section}\n{END}", text)
    if count != 1:
        raise ValueError(f"expected one section between {BEGIN} and {END}, found {count}")
    return renewed


PAGES: Final[Mapping[str, Callable[[Sequence[Row]], str]]] = {"README.md": short, "docs/quality.md": full}


def stale(rows: Sequence[Row], root: Path = ROOT) -> dict[str, str]:
    """Page -> what it should be, for the pages whose tables are not those of the rows."""
    found = {}
    for name, render in PAGES.items():
        text = (root / name).read_text(encoding="utf-8")
        renewed = with_section(text, render(rows))
        if renewed != text:
            found[name] = renewed
    return found


def main(words: Sequence[str] | None = None, root: Path = ROOT, results: Path = RESULTS) -> None:
    """Write the tables, check them, or print them; ``words`` are those of the command line."""
    parser = argparse.ArgumentParser(prog="python -m eval.tables", description=__doc__)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--write", action="store_true", help="put the tables into README.md and docs/quality.md")
    action.add_argument("--check", action="store_true", help="say which file is stale; exit 1 if any is")
    arguments = parser.parse_args(words)
    rows = latest(results)
    if not arguments.write and not arguments.check:
        print(full(rows))
        return
    found = stale(rows, root)
    for name, text in found.items():
        if arguments.write:
            (root / name).write_text(text, encoding="utf-8")
        print(f"{name}: {'written' if arguments.write else 'stale; run python -m eval.tables --write'}")
    if arguments.check and found:
        sys.exit(1)


def number(value: float) -> str:
    """A figure as printed: three decimals below ten, else four digits.

    >>> number(0.84), number(667.61), number(20_000.0)
    ('0.840', '667.6', '20000')
    """
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _value(row: Row) -> str:
    interval = "" if row.low is None or row.high is None else f" ({number(row.low)} – {number(row.high)})"
    return f"{number(row.value)}{interval}"


def _ours(systems: Systems) -> str:
    if OURS not in systems:
        return "–"
    figure, _, interval = _value(systems[OURS]).partition(" ")
    return f"**{figure}** {interval}".rstrip()


def _peers(systems: Systems) -> str:
    """Each other system with its figure, the better first; variants of ours are named in full."""
    ours = systems.get(OURS)
    rows = sorted(
        (row for name, row in systems.items() if name != OURS),
        key=lambda row: row.value if less_is_better(row.metric) else -row.value,
    )
    marks = ["†" if ours is not None and not same_documents(ours, row) else "" for row in rows]
    return "<br>".join(f"{row.system} {_value(row)}{mark}" for row, mark in zip(rows, marks, strict=True))


def _best_peer(systems: Systems) -> str:
    peers = {name: row for name, row in systems.items() if not name.startswith((OURS, _BOUND))}
    return _peers({OURS: systems[OURS], **peers}).partition("<br>")[0]


def _origin(systems: Systems) -> tuple[str, str]:
    row = systems.get(OURS) or next(iter(systems.values()))
    return f"{row.n:,}", row.commit


def _head(*names: str) -> list[str]:
    return [_line(*names), _line(*("---" for _ in names))]


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
