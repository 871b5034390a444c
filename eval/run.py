"""``python -m eval.run TASK --data DIR``: measure, print a table, append rows to ``eval/results``."""

from __future__ import annotations

import argparse
import json
import os
import time
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

from eval.rows import Row, append, table

TASKS: Final = {
    "search": 100,
    "sections": 3_000,
    "entities": 200,
    "keyphrases": 200,
    "tagging": 400,
    "summaries": 300,
    "headlines": 300,
    "limits": 500,
    "faithfulness": 300,
    "duplicates": 200,
    "duplicates_scale": 100,
    "words": 300,
    "encodings": 300,
    "vectors": 100,
    "speed": 100,
    "batch": 200,
    "panel": 50,
}
"""Task (a module of ``eval/tasks`` with ``run(data, sample, seed)``) -> a sample that ends within two minutes.

Only ``speed``, ``duplicates_scale`` and ``panel`` take longer with it where no ingested archive is kept: their archive
is always whole.
"""


def main() -> None:
    """Run one task or all of them."""
    parser = argparse.ArgumentParser(prog="python -m eval.run", description=__doc__)
    parser.add_argument("task", choices=(*TASKS, "all"))
    parser.add_argument("--data", type=Path, default=os.environ.get("NEWSROOM_EVAL_DATA"), help="folder of the corpora")
    parser.add_argument("--sample", type=int, help="so many documents or queries instead of all")
    parser.add_argument("--quick", action="store_true", help="the task's own small sample")
    parser.add_argument("--articles", type=int, help="for speed: so large an archive, made of real sentences")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print rows as JSON lines instead of a table")
    parser.add_argument("--dry-run", action="store_true", help="append nothing to eval/results")
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("--data or NEWSROOM_EVAL_DATA must name the folder of the corpora")
    if arguments.articles and arguments.task != "speed":
        parser.error("--articles is for speed")
    for task in TASKS if arguments.task == "all" else (arguments.task,):
        start = time.monotonic()
        sample = TASKS[task] if arguments.quick and arguments.sample is None else arguments.sample
        module = import_module(f"eval.tasks.{task}")
        measure = partial(module.run_on, articles=arguments.articles) if arguments.articles else module.run
        rows: list[Row] = measure(Path(arguments.data), sample, arguments.seed)
        if not arguments.dry_run:
            append(rows)
        if arguments.json:
            print("\n".join(json.dumps(row._asdict(), ensure_ascii=False) for row in rows))
        else:
            print(f"## {task} ({time.monotonic() - start:.0f} s)\n\n{table(rows)}\n")


if __name__ == "__main__":
    main()
