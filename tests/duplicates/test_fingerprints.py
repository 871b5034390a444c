from __future__ import annotations

import pickle
import random
import subprocess
import sys
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.article import Article
from newsroom_ai.duplicates.fingerprints import SURE, fingerprint, marks
from newsroom_ai.duplicates.shingles import jaccard, numbers, shingles
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import bare_forms

WORDS = st.lists(st.sampled_from(["mưa", "gió", "nắng", "sông", "đồng", "lúa", "cầu", "đường", "chợ"]), max_size=40)


def test_title_case_marks_and_punctuation_do_not_count(bridge: Article) -> None:
    other = replace(bridge, id="x", title="Tít khác", body=fold(bridge.body, marks=False).upper().replace(",", ""))
    assert fingerprint(other) == fingerprint(bridge)


def test_where_the_sapo_ends_does_not_count(bridge: Article) -> None:
    assert fingerprint(replace(bridge, sapo="", body=f"{bridge.sapo}\n{bridge.body}")) == fingerprint(bridge)


def test_one_changed_word_changes_little(bridge: Article) -> None:
    first, second = (
        fingerprint(bridge).marks(),
        fingerprint(replace(bridge, body=bridge.body.replace("480", "490"))).marks(),
    )
    assert 0.85 < len(np.intersect1d(first, second)) / len(first) < 1


def test_about_one_shingle_in_eight_is_kept(bridge: Article) -> None:
    text = numbers(bare_forms(bridge.sapo) + bare_forms(bridge.body))
    kept = fingerprint(bridge).marks()
    assert set(kept) <= set(marks(text))
    assert len(text) / 13 < len(kept) < len(text) / 6


@given(st.integers(0, 10_000), st.integers(SURE, 60))
def test_a_literal_copy_of_a_few_lines_shares_a_kept_shingle_whatever_stands_around_it(seed: int, size: int) -> None:
    chosen = random.Random(seed)
    copied = [f"chung{chosen.randrange(500)}" for _ in range(size)]
    around = [[f"riêng{chosen.randrange(500)}" for _ in range(chosen.randrange(80))] for _ in range(4)]
    draft, other = ([*around[at], *copied, *around[at + 1]] for at in (0, 2))
    kept = fingerprint(Article(id="b", body=" ".join(other))).marks()
    assert np.intersect1d(marks(numbers(bare_forms(" ".join(draft)))), kept).size


def test_an_article_without_text_has_a_fingerprint() -> None:
    assert fingerprint(Article(id="a", title="Chỉ có tít")).kept == b""


def test_a_text_of_one_word_has_one_shingle() -> None:
    assert len(fingerprint(Article(id="a", body="mưa")).marks()) == 1


def test_fingerprints_travel_between_processes_and_are_the_same_there(bridge: Article) -> None:
    made = fingerprint(bridge)
    assert pickle.loads(pickle.dumps(made)) == made
    code = (
        "import pickle, sys; from newsroom_ai.duplicates.fingerprints import fingerprint;"
        "sys.stdout.write(fingerprint(pickle.loads(bytes.fromhex(sys.stdin.read()))).kept.hex())"
    )
    sent = pickle.dumps(replace(bridge, extra={})).hex()
    done = subprocess.run([sys.executable, "-c", code], input=sent, capture_output=True, text=True, check=True)
    assert done.stdout == made.kept.hex()


def test_the_result_types_load_nothing_heavy() -> None:
    code = "import sys, newsroom_ai.duplicates.types; print({'numpy', 'sqlite3'} & set(sys.modules))"
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
