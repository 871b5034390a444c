from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.article import Article
from newsroom_ai.duplicates.fingerprints import PERMUTATIONS, fingerprint
from newsroom_ai.duplicates.shingles import jaccard, numbers, shingles
from newsroom_ai.text.fold import fold

WORDS = st.lists(st.sampled_from(["mưa", "gió", "nắng", "sông", "đồng", "lúa", "cầu", "đường", "chợ"]), max_size=40)


def test_title_case_marks_and_punctuation_do_not_count(bridge: Article) -> None:
    other = replace(bridge, id="x", title="Tít khác", body=fold(bridge.body, marks=False).upper().replace(",", ""))
    assert fingerprint(other) == fingerprint(bridge)


def test_where_the_sapo_ends_does_not_count(bridge: Article) -> None:
    assert fingerprint(replace(bridge, sapo="", body=f"{bridge.sapo}\n{bridge.body}")) == fingerprint(bridge)


def test_one_changed_word_changes_the_content_but_little_of_the_signature(bridge: Article) -> None:
    first, second = fingerprint(bridge), fingerprint(replace(bridge, body=bridge.body.replace("480", "490")))
    assert first.content != second.content
    assert np.mean(first.minima() == second.minima()) > 0.85


def test_signatures_estimate_the_jaccard_similarity_of_the_shingles(bridge: Article) -> None:
    half = replace(bridge, sapo="", body=bridge.body[: len(bridge.body) // 2])
    estimated = np.mean(fingerprint(bridge).minima() == fingerprint(half).minima())
    sets = [shingles(numbers(fold(one.sapo + " " + one.body, marks=False).split())) for one in (bridge, half)]
    assert estimated == pytest.approx(jaccard(*sets), abs=0.15)


def test_an_article_without_text_has_a_fingerprint() -> None:
    empty = fingerprint(Article(id="a", title="Chỉ có tít"))
    assert empty.syllables == 0
    assert len(empty.signature) == 4 * PERMUTATIONS


def test_fingerprints_travel_between_processes_and_are_the_same_there(bridge: Article) -> None:
    made = fingerprint(bridge)
    assert pickle.loads(pickle.dumps(made)) == made
    code = (
        "import pickle, sys; from newsroom_ai.duplicates.fingerprints import fingerprint;"
        "sys.stdout.write(fingerprint(pickle.loads(bytes.fromhex(sys.stdin.read()))).signature.hex())"
    )
    sent = pickle.dumps(replace(bridge, extra={})).hex()
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, text=True, check=True)
    assert done.stdout == made.signature.hex()


def test_the_result_types_load_nothing_heavy() -> None:
    code = "import sys, newsroom_ai.duplicates.types; print({'numpy', 'rensa', 'sqlite3'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@given(WORDS, st.integers(1, 6))
def test_there_is_one_shingle_for_each_place(words: list[str], width: int) -> None:
    made = shingles(numbers(words), width)
    assert len(made) == (max(1, len(words) - width + 1) if words else 0)
    if len(words) >= width:
        runs = [tuple(words[start : start + width]) for start in range(len(words) - width + 1)]
        assert len(set(made.tolist())) == len(set(runs))


@given(WORDS, WORDS)
def test_jaccard_is_symmetric_and_within_0_and_1(first: list[str], second: list[str]) -> None:
    ours, theirs = shingles(numbers(first)), shingles(numbers(second))
    assert 0 <= jaccard(ours, theirs) == jaccard(theirs, ours) <= 1
    assert jaccard(ours, ours) == bool(first)
