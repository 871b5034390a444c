from __future__ import annotations

import subprocess
import sys
from datetime import date
from itertools import chain

import pytest

from newsroom_ai.text.normalise import clean
from newsroom_ai.vocabulary.concepts import Concept, term
from newsroom_ai.vocabulary.formats import FORMATS, read, write
from newsroom_ai.vocabulary.shipped import MEDIA_TOPICS, SHIPPED, shipped
from newsroom_ai.vocabulary.vocabularies import Vocabulary


def vocabulary(name: str) -> Vocabulary:
    found = shipped(name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("form", FORMATS)
def test_each_goes_out_and_comes_back(name: str, form: str) -> None:
    assert read(write(vocabulary(name), form), form, name) == vocabulary(name)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_says_what_it_is_and_is_clean(name: str) -> None:
    scheme = vocabulary(name).scheme
    assert scheme.name == name
    assert scheme.title
    assert scheme.version
    assert scheme.licence
    for concept in vocabulary(name):
        for text in chain(concept.names("vi"), concept.names("en-gb")):
            assert text == term(text)
        assert all(text == clean(text) for text in concept.definition.values())


def test_none_other_is_shipped() -> None:
    assert shipped("nothing") is None


def in_use(concept: Concept) -> bool:
    return not concept.deprecated


def test_media_topics_are_whole() -> None:
    topics = vocabulary("iptc")
    assert len(topics) == 1_286
    assert sum(map(in_use, topics)) == 1_133
    assert len(topics.roots) == 17
    assert "CC BY 4.0" in topics.scheme.attribution
    assert all("en-gb" in topic.labels for topic in topics)
    whole = {f"{MEDIA_TOPICS}{code}000000" for code in ("02", "03", "05", "07", "09", "11", "14")}
    for topic in filter(in_use, topics):
        above = topics.ancestors(topic.uri)
        if len(above) < 3 or above[-1].uri in whole:
            assert "vi" in topic.labels, topic.notation
            assert "vi" in topic.definition, topic.notation
            assert topic.alternative.get("vi"), topic.notation
    for topic in topics:
        assert topic.deprecated == (topic.valid_to is not None)
        if topic.deprecated:
            assert (set(topic.labels), topic.replaced_by) == ({"en-gb"}, ())


def test_the_export_names_whom_the_topics_are_from() -> None:
    for form in FORMATS:
        written = write(vocabulary("iptc"), form).decode()
        assert "International Press Telecommunications Council" in written
        assert "creativecommons.org/licenses/by/4.0" in written


def test_sections_and_labour() -> None:
    assert {"Thời sự", "Lao động - Việc làm", "Bạn đọc", "Ô tô - Xe máy"} <= {c.label for c in vocabulary("sections")}
    labour = vocabulary("labour")
    assert len(labour.roots) == 13
    assert max(len(labour.ancestors(topic.uri)) for topic in labour) == 1
    topics = vocabulary("iptc").concepts
    for concept in chain(labour, vocabulary("sections")):
        assert set(concept.close_match) <= set(topics), concept.label
        assert all(in_use(topics[uri]) for uri in concept.close_match), concept.label


def test_provinces_hold_on_their_days() -> None:
    provinces = vocabulary("provinces")
    for day, number in ((date(2020, 1, 1), 63), (date(2025, 7, 1), 34), (date(2026, 5, 1), 34)):
        assert sum(province.holds(day) for province in provinces) == number
    (old,) = (one for one in provinces.find("Hà Giang") if one.label == "Hà Giang")
    assert [provinces.concepts[uri].label for uri in old.replaced_by] == ["Tuyên Quang"]
    assert {one.label for one in provinces.find("Sài Gòn")} == {"TP.HCM"}


def test_ministries_pass_their_work_on() -> None:
    ministries = vocabulary("ministries")
    (labour,) = ministries.find("Bộ LĐ-TB&XH")
    assert (labour.valid_to, labour.deprecated) == (date(2025, 2, 28), True)
    assert {ministries.concepts[uri].label for uri in labour.replaced_by} == {
        "Bộ Nội vụ", "Bộ Giáo dục và Đào tạo", "Bộ Y tế",
    }  # fmt: skip
    assert "Bộ Nội vụ: " in labour.scope_note["vi"]


def test_importing_reads_and_loads_nothing() -> None:
    code = "import newsroom_ai.newsroom, newsroom_ai.vocabulary.shipped, sys; print('rdflib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout == "False\n"
