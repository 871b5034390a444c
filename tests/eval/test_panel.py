"""The measure of waiting: what counts as first, as tags, as whole, and as failed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count

import pytest

from eval.tasks.panel import Waited, _waited


def stream(*lines: Mapping[str, object]) -> list[bytes]:
    return [json.dumps(line).encode() for line in lines]


def test_first_tags_and_whole_are_times_of_their_lines() -> None:
    tags = {"part": "tags", "value": []}
    lines = stream({"part": "related", "value": {}}, tags, {"part": "summary", "problem": {}}, {"done": True})
    clock = count(10, 10)
    assert _waited(iter(lines), lambda: float(next(clock))) == Waited(10, 20, 40, 1)


def test_an_answer_that_breaks_off_is_no_answer() -> None:
    with pytest.raises(RuntimeError):
        _waited(iter(stream({"part": "tags", "value": []})), lambda: 1.0)
