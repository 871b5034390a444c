from __future__ import annotations

import random
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom_ai.article import Article
from newsroom_ai.duplicates.alignment import Alignment, passages
from newsroom_ai.duplicates.reading import Reading
from newsroom_ai.duplicates.relations import relation
from newsroom_ai.duplicates.stretches import common_syllables
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import count

WORDS = ["mưa", "gió", "nắng", "sông", "đồng", "lúa", "cầu", "Huế", "ĐẮK", "lák", "hoà", "thuỷ", "12", "6%", "COVID-19"]
TEXT = st.lists(st.sampled_from([*WORDS, ".", "\n", "…", "“", "a\u0301", "\u200b"]), max_size=80).map(" ".join)


def align(draft: Article, other: Article) -> Alignment:
    return Alignment.of(Reading.of(draft), Reading.of(other))


def covered(draft: Article, other: Article) -> str:
    """The words of the draft's body that passages cover."""
    return " ".join(one.draft.text for one in passages(draft, other) if one.draft.field == "body")


@given(TEXT, TEXT, TEXT, TEXT)
@example("mưa " * 30, "", "", "mưa gió " * 15)
def test_spans_slice_back_lie_apart_and_shares_are_shares(title: str, sapo: str, body: str, other_body: str) -> None:
    draft, other = Article(id="a", title=title, sapo=sapo, body=body), Article(id="b", sapo=body, body=other_body)
    aligned = align(draft, other)
    found = aligned.passages()
    for one in found:
        for article, span in ((draft, one.draft), (other, one.match)):
            assert article.text(span.field)[span.start : span.end] == span.text != ""
        assert 0.4 <= one.similarity <= 1
    for field in ("title", "sapo", "body"):
        places = [(one.draft.start, one.draft.end) for one in found if one.draft.field == field]
        assert places == sorted(places)
        assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert 0 <= aligned.containment <= 1
    assert 0 <= aligned.similarity <= 1
    assert 0 <= aligned.resemblance <= 1


@given(TEXT, TEXT, TEXT)
@example("mưa", "gió", "mưa " * 40)
def test_a_text_is_the_same_text_as_itself(title: str, sapo: str, body: str) -> None:
    article = Article(id="a", title=title, sapo=sapo, body=body)
    aligned = align(article, article)
    if len(Reading.of(article)) < 12:
        assert aligned.containment in (0, 1)
        return
    assert aligned.containment == aligned.similarity == 1
    named = relation(aligned)
    assert named is not None
    assert named[0] == "same_text"


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: fold(text, marks=False),
        lambda text: text.replace("Thuỷ", "Thủy").replace("Hoà", "Hòa").replace("tỷ", "tỉ"),
        str.upper,
        lambda text: text.replace(",", "").replace(". ", " – ").replace("\n", " "),
    ],
    ids=["without marks", "tone style", "upper case", "punctuation"],
)
def test_typing_style_hides_no_copy(bridge: Article, edit: object) -> None:
    assert callable(edit)
    copy = Article(id="x", title=edit(bridge.title), sapo=edit(bridge.sapo), body=edit(bridge.body))
    for draft, other in ((copy, bridge), (bridge, copy)):
        assert align(draft, other).containment >= 0.95
        assert align(draft, other).similarity == pytest.approx(1, abs=0.01)


@given(st.integers(0, 10_000))
def test_changed_words_leave_one_passage_as_similar_as_they_are_many(seed: int) -> None:
    chosen = random.Random(seed)
    words = [f"từ{number}" for number in range(300)]
    changed = [f"lạ{number}" if chosen.random() < 0.2 else word for number, word in enumerate(words)]
    kept = sum(first == second for first, second in zip(words, changed, strict=True)) / 300
    aligned = align(Article(id="a", body=" ".join(changed)), Article(id="b", body=" ".join(words)))
    assert aligned.containment > 0.8
    assert aligned.similarity == pytest.approx(kept, abs=0.08)


def test_unrelated_articles_share_nothing(bridge: Article, harvest: Article) -> None:
    assert passages(bridge, harvest) == []
    assert align(bridge, harvest).containment == 0


def test_a_copied_paragraph_is_cut_out_exactly(bridge: Article, harvest: Article) -> None:
    lines, own = bridge.body.split("\n"), harvest.body.split("\n")
    draft = replace(harvest, body="\n".join([own[0], lines[2], *own[1:]]))
    (passage,) = passages(draft, bridge)
    assert passage.draft.text == passage.match.text == lines[2].rstrip(".")
    assert passage.similarity == 1


def test_words_changed_at_the_edge_of_a_sentence_belong_to_the_passage(harvest: Article, bridge: Article) -> None:
    line = bridge.body.split("\n")[2].replace("Trước đây, học sinh", "Ngày xưa, học sinh").replace("có đò", "thấy ghe")
    (passage,) = passages(replace(harvest, body=harvest.body + "\n" + line), bridge)
    assert passage.draft.text == line.rstrip(".")
    assert 0.85 < passage.similarity < 1


def test_moved_sentences_are_found_where_they_went(bridge: Article) -> None:
    lines = bridge.body.split("\n")
    moved = replace(bridge, body="\n".join([lines[3], lines[0], lines[2], lines[1]]))
    assert align(moved, bridge).containment == 1
    assert len([one for one in passages(moved, bridge) if one.draft.field == "body"]) >= 3


def test_an_inserted_sentence_is_left_out(bridge: Article) -> None:
    inserted = "Phóng viên có mặt từ sớm ghi nhận dòng người đổ về hai đầu cầu chụp ảnh và vẫy cờ suốt cả buổi."
    lines = bridge.body.split("\n")
    draft = replace(bridge, body="\n".join([*lines[:2], inserted, *lines[2:]]))
    assert "vẫy cờ" not in covered(draft, bridge)
    assert count(covered(draft, bridge)) == count(bridge.body)


def test_a_sapo_that_became_the_first_line_of_the_body_is_found(bridge: Article) -> None:
    draft = replace(bridge, sapo="", body=f"{bridge.sapo}\n{bridge.body}")
    assert align(draft, bridge).containment == 1
    assert ("body", "sapo") in {(one.draft.field, one.match.field) for one in passages(draft, bridge)}


def test_a_paragraph_told_twice_is_found_twice(bridge: Article, harvest: Article) -> None:
    line = bridge.body.split("\n")[1]
    draft = replace(harvest, body=f"{line}\n{harvest.body}\n{line}")
    assert len(passages(draft, bridge)) == 2


def test_a_short_set_phrase_is_no_passage(bridge: Article, harvest: Article) -> None:
    phrase = "giám đốc ban quản lý dự án, cho biết công trình"
    assert passages(replace(harvest, body=f"{harvest.body} Bà Tư, {phrase} nước sạch đã xong."), bridge) == []


def test_loose_passages_do_not_hide_a_literal_one(bridge: Article, harvest: Article) -> None:
    lines = bridge.body.split("\n")
    first, second = lines[3].split(". ")
    told = " ".join([lines[0], lines[1], second, bridge.sapo]).split()
    loose = ["khác" if place % 4 == 3 else word for place, word in enumerate(told)]
    draft = replace(harvest, title="", sapo="", body=f"{lines[2]} {first}.\n{harvest.body * 2}\n{' '.join(loose)}")
    assert align(draft, bridge).similarity < 0.85
    named = relation(align(draft, bridge))
    assert named is not None
    assert named[0] == "same_text"
    assert all(one.similarity > 0.85 for one in named[1].passages())


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("ba ", "ba "), ("ba ", "ba má "), ("một hai ba bốn ", "ba bốn một hai "), ("a b c a b ", "a b a c b ")],
)
def test_huge_repetitive_bodies_take_bounded_time(ours: str, theirs: str) -> None:
    draft = Reading.of(Article(id="a", body=(ours * 100_000)[:200_000]))
    other = Reading.of(Article(id="b", body=(theirs * 100_000)[:200_000]))
    began = time.process_time()
    Alignment.of(draft, other).passages()
    assert time.process_time() - began < 3


@given(st.lists(st.sampled_from("abcd"), max_size=20), st.lists(st.sampled_from("abcd"), max_size=20))
def test_common_syllables_is_the_longest_common_subsequence(first: list[str], second: list[str]) -> None:
    row = [0] * (len(second) + 1)
    for form in first:
        above = row[:]
        for place, other in enumerate(second):
            row[place + 1] = above[place] + 1 if form == other else max(above[place + 1], row[place])
    assert common_syllables(first, second) == row[-1]
