from __future__ import annotations

from itertools import pairwise

import pytest

from eval.generators.edits import KINDS, SHARES, Edited, cases, edited, partial
from eval.generators.formats import other_forms
from eval.generators.texts import Change, chance, changed, in_common, longest_run, other_tones, without_marks
from eval.generators.wording import Lexicon
from newsroom_ai.text.fold import fold
from newsroom_ai.text.numbers import numbers
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import exact_forms
from tests.eval.test_generators_rows import ROWS

SOURCE = ROWS[3]
LEXICON = Lexicon.of(ROWS)


def made(kind: str, strength: float = 0.3, seed: int = 5) -> Edited:
    return edited(SOURCE, kind, strength, chance(seed, kind), LEXICON)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_passages_lie_in_both_texts_without_overlap(kind: str) -> None:
    copy = made(kind)
    assert copy.kind == kind
    assert copy.passages
    for passage in copy.passages:
        assert copy.body[passage.draft.start : passage.draft.end].strip()
        assert SOURCE["body"][passage.match.start : passage.match.end].strip()
    assert all(a.draft.end <= b.draft.start for a, b in pairwise(copy.passages))
    matches = sorted(passage.match for passage in copy.passages)
    assert all(a.end <= b.start for a, b in pairwise(matches))


@pytest.mark.parametrize("kind", ["dropped", "moved"])
def test_what_was_not_touched_is_literal(kind: str) -> None:
    copy = made(kind)
    for passage in copy.passages:
        draft = copy.body[passage.draft.start : passage.draft.end]
        assert draft == SOURCE["body"][passage.match.start : passage.match.end]


@pytest.mark.parametrize("kind", ["words", "joined", "stripped", "tones", "numbers"])
def test_one_passage_covers_a_text_whose_sentences_stay_in_order(kind: str) -> None:
    copy = made(kind)
    assert copy.passages[0].draft == (0, len(copy.body))
    assert copy.passages[0].match == (0, len(SOURCE["body"]))


def test_so_many_words_are_changed() -> None:
    before = exact_forms(SOURCE["body"])
    for strength in (0.0, 0.1, 0.3):
        after = exact_forms(made("words", strength).body)
        kept = len(set(before) & set(after)) / len(set(before))
        assert abs((1 - kept) - strength) < 0.15
    assert made("words", 0.0).body == SOURCE["body"]


def test_names_and_figures_keep_their_words() -> None:
    body = made("words").body
    assert "Phạm Thu Trang" in body
    assert "1.500" in body


def test_sentences_are_dropped_moved_and_joined() -> None:
    count = len(sentences(SOURCE["body"]))
    assert len(sentences(made("dropped").body)) < count
    assert len(sentences(made("joined").body)) < count
    moved = made("moved").body
    assert sorted(moved.split("\n")) == sorted(SOURCE["body"].split("\n"))
    assert moved != SOURCE["body"]


def test_retyped_texts_are_the_same_when_folded() -> None:
    stripped, tones = made("stripped").body, made("tones").body
    assert stripped == without_marks(SOURCE["body"])
    assert fold(stripped, marks=False) == fold(SOURCE["body"], marks=False)
    assert tones != SOURCE["body"]
    assert fold(tones) == fold(SOURCE["body"])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Thủy lợi, hoà bình và khỏe", "Thuỷ lợi, hoà bình và khoẻ"),
        ("Quý, quả, hoàn, suýt", "Quý, quả, hoàn, suýt"),
        ("HÒA BÌNH", "HOÀ BÌNH"),
        ("thuỷ", "thủy"),
    ],
)
def test_other_tones(text: str, other: str) -> None:
    assert other_tones(text) == other
    assert fold(other) == fold(text)


def test_without_marks_keeps_case_signs_and_length() -> None:
    text = "Đắk Lắk: “Ủy ban” – 50%"
    assert without_marks(text) == "Dak Lak: “Uy ban” – 50%"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("có 1.200 người", "có 1,2 nghìn người"),
        ("có 1,2 nghìn người", "có 1.200 người"),
        ("trị giá 1.500.000 đồng", "trị giá 1,5 triệu đồng"),
        ("trị giá 1,5 tỷ đồng", "trị giá 1.500 triệu đồng"),
        ("tăng 50% so với", "tăng 50 phần trăm so với"),
        ("ngày 28/8/2024 tại", "ngày 28 tháng 8 năm 2024 tại"),
        ("nợ 1.595 tỉ đồng", "nợ 1.595 tỉ đồng"),
        ("có 1.234.567 người", "có 1.234.567 người"),
    ],
)
def test_other_forms_keep_the_value(text: str, other: str) -> None:
    assert changed(text, other_forms(text)) == other
    assert [n.value for n in numbers(other)] == [n.value for n in numbers(text)]


def test_changes_are_made_in_any_order() -> None:
    assert changed("một hai ba", [Change(0, 3, "1"), Change(8, 10, "3")]) == "1 hai 3"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 1.0])
def test_partial_copies_are_literal_and_large_enough(share: float) -> None:
    draft = partial(ROWS[4], ROWS[9], share, chance(1, "partial"))
    copied = 0
    for passage in draft.passages:
        text = draft.body[passage.draft.start : passage.draft.end]
        assert text == ROWS[9]["body"][passage.match.start : passage.match.end]
        copied += len(text)
    assert draft.strength >= share - 1e-9
    assert abs(copied / len(draft.body) - draft.strength) < 0.02
    assert (share == 1.0) == (draft.body == ROWS[9]["body"])


def test_cases_keep_hosts_and_sources_apart() -> None:
    found = list(cases(ROWS, 40, 3))
    assert len(found) == 40
    assert {case.draft.kind for case in found} == {*KINDS, "partial"}
    hosts = {case.host for case in found} - {""}
    assert hosts
    assert hosts.isdisjoint({case.source for case in found})
    assert len({case.id for case in found}) == len(found)
    assert all(case.draft.strength >= SHARES[0] for case in found if case.draft.kind == "partial")


def test_every_edit_changes_something() -> None:
    plain = {
        "id": "plain",
        "body": " ".join(f"Bà con xóm dưới kể lại chuyện cũ thứ {n} cho nhau." for n in "abcdefghij"),
    }
    bodies = {row["id"]: row["body"] for row in (*ROWS, plain)}
    found = [case for case in cases([*ROWS, plain], 80, 3) if case.draft.kind != "partial"]
    assert {case.source for case in found} > {"plain"}
    assert all(case.draft.body != bodies[case.source] for case in found)
    assert not any(case.source == "plain" for case in found if case.draft.kind in {"numbers", "tones"})


def test_too_few_articles_make_no_cases() -> None:
    assert list(cases(ROWS[:1], 5, 0)) == []
    assert list(cases([{"id": "x", "body": "Một câu."}] * 3, 5, 0)) == []
    assert list(cases([{"id": "x", "body": "Một câu ngắn. " * 12}] * 3, 5, 0)) == []


def test_what_texts_have_in_common() -> None:
    text = "một hai ba bốn năm sáu bảy"
    assert in_common(text, f"đầu {text} cuối") == 1.0
    assert in_common(text, "không có gì chung ở đây cả") == 0.0
    assert longest_run(text, f"đầu {text} cuối") == 7
    assert longest_run(text, "một hai ba bốn") == 0
