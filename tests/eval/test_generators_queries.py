from __future__ import annotations

import re

import pytest

from eval.generators import queries
from eval.generators.texts import forms_line, whole, without_marks
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import exact_forms
from tests.eval.test_generators_rows import PEOPLE, ROWS

CORPUS = queries.Corpus(ROWS)
LINES = {row["id"]: forms_line(whole(row)) for row in ROWS}


def holders(words: str) -> set[str]:
    return {id for id, line in LINES.items() if forms_line(words) in line}


def test_known_items_ask_for_titles_that_one_article_bears() -> None:
    twin = ROWS[0] | {"id": "twin"}
    found = list(queries.known_items([*ROWS, twin], 99, 1))
    assert {query.right for query in found} == {(row["id"],) for row in ROWS[1:]}


def test_queries_without_marks_are_the_same_queries() -> None:
    marked, bare = list(queries.known_items(ROWS, 5, 1)), list(queries.without_diacritics(ROWS, 5, 1))
    assert [query.text for query in bare] == [without_marks(query.text) for query in marked]
    assert [query.right for query in bare] == [query.right for query in marked]


def test_phrases_stand_in_all_their_answers_and_in_few() -> None:
    found = list(queries.phrases(CORPUS, 9, 1))
    assert found
    for query in found:
        assert 4 <= len(exact_forms(query.text)) <= 6
        assert set(query.right) == holders(query.text)
        assert 0 < len(query.right) <= 5


def test_phrases_are_whole_words_and_names() -> None:
    body = "Hôm qua tổng công ty xây lắp Nguyễn Văn Trỗi đã hoàn thành nhà văn hóa thôn Bình Minh trước thời hạn."
    corpus = queries.Corpus([{"id": f"a{n}", "body": f"{body} Bài {n}."} for n in range(3)])
    found = {query.text for seed in range(60) for query in queries.phrases(corpus, 3, seed)}
    assert found
    for text in found:
        for name in ("Nguyễn Văn Trỗi", "Bình Minh", "công ty", "hoàn thành", "văn hóa"):
            parts = {word for word in name.split() if f" {word} " in f" {text} "}
            assert parts in (set(), set(name.split())), text


def test_stopped_syllables_bear_two_tones_only() -> None:
    body = "Đoàn khảo sát đã lập biên bản ngập lụt nghiêm trọng dọc quốc lộ trước bến phà cũ hôm nay."
    corpus = queries.Corpus([{"id": "a", "body": body}])
    found = {query.text for seed in range(80) for query in queries.wrong_tones(corpus, 3, seed)}
    wrong = {word for text in found for word in text.split()} - set(body.split())
    assert wrong
    assert not any(re.search("[ảãẩẫẻẽểễỉĩỏõổỗởỡủũửữỷỹ](?:c|ch|p|t)$", word) for word in wrong)


def test_wrong_tones_stand_nowhere_and_differ_in_one_mark() -> None:
    found = list(queries.wrong_tones(CORPUS, 9, 1))
    assert found
    for query in found:
        assert not holders(query.text)
        meant = next(one for one in queries.phrases(CORPUS, 18, 2) if query.id == f"{one.id}-tone")
        assert fold(query.text, marks=False) == fold(meant.text, marks=False)
        assert sum(a != b for a, b in zip(query.text, meant.text, strict=True)) == 1
        assert query.right == meant.right


def test_laws_are_found_in_whatever_form() -> None:
    rows = [
        {"id": "a", "body": "Theo Quyết định 1331/QĐ-BLĐTBXH."},
        {"id": "b", "body": "theo 1331/QD - BLDTBXH"},
        {"id": "c", "body": "Theo 133/QĐ –BLĐTBXH."},
    ]
    found = {query.text: query.right for query in queries.laws(queries.Corpus(rows), 9, 1)}
    assert found.pop("133/QĐ-BLĐTBXH") == ("c",)
    assert set(found.values()) == {("a", "b")}
    assert all(" " not in text for text in found)


def test_people_are_asked_for_by_full_name() -> None:
    found = list(queries.people(CORPUS, 9, 1))
    assert found
    assert {query.text for query in found} <= set(PEOPLE)
    assert len({query.text for query in found}) == len(found)
    assert all(set(query.right) == holders(query.text) for query in found)


def test_part_of_a_longer_name_is_not_asked_for() -> None:
    corpus = queries.Corpus(
        [{"id": "a", "body": "Ông Lê Bá Đạt họp."}, {"id": "b", "body": "Gặp anh Lê Bá Đạt Thành."}]
    )
    assert corpus.continued("Lê Bá Đạt", ["a", "b"])
    assert not corpus.continued("Lê Bá Đạt", ["a"])


def test_events_ask_one_report_for_the_others() -> None:
    cluster = {"cluster": "c1", "docs": [{"doc": "a", "title": "Mưa lớn"}, {"doc": "b", "title": "Ngập sâu"}]}
    (query,) = queries.events([cluster], 5, 1)
    assert {query.id.removesuffix("+event"), *query.right} == {"c1/a", "c1/b"}
    assert query.text == {"c1/a": "Mưa lớn", "c1/b": "Ngập sâu"}[query.id.removesuffix("+event")]


def test_districts_are_learnt_where_they_are_certain() -> None:
    rows = [
        {"body": "Tại huyện Mèo Vạc (Hà Giang) và huyện Mèo Vạc, tỉnh Hà Giang."},
        {"body": "Ở huyện Châu Thành, Bến Tre; huyện Châu Thành (Tiền Giang); huyện Châu Thành, Bến Tre."},
        {"body": "Một lần: huyện Quản Bạ, Hà Giang. Hai lần: TP Bến Tre, Bến Tre và TP Bến Tre (Bến Tre)."},
        {"body": "huyện Quảng Ninh, Quảng Bình; huyện Quảng Ninh (Quảng Bình)."},
        {"body": "Còn tỉnh: huyện Con Cuông, Nghệ An; huyện Con Cuông (Nghệ An)."},
    ]
    assert queries.districts_of(rows) == {"Mèo Vạc": "Hà Giang"}


def test_old_places_find_what_names_only_the_new_unit() -> None:
    rows = [
        {"id": "new", "title": "Mưa lũ tại xã Mèo Vạc, tỉnh Tuyên Quang"},
        {"id": "old", "title": "Mưa lũ tại huyện Mèo Vạc, tỉnh Hà Giang"},
        {"id": "both", "title": "Mèo Vạc (Tuyên Quang, trước là Hà Giang)"},
        {"id": "other", "title": "Mưa lũ tại Tuyên Quang"},
        {"id": "longer", "title": "Quán Mèo Vạc Hưng ở Tuyên Quang"},
    ]
    found = list(queries.old_places(queries.Corpus(rows), {"Mèo Vạc": "Hà Giang"}, 5, 1))
    assert [(query.text, query.right) for query in found] == [("Hà Giang Mèo Vạc", ("new",))]


@pytest.mark.parametrize("kind", ["known_item", "no_marks", "phrase", "wrong_tone", "law", "person"])
def test_cases_hold_every_kind(kind: str) -> None:
    assert 0 < sum(query.kind == kind for query in queries.cases(ROWS, 5, 1)) <= 5
