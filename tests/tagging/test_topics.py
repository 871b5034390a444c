from __future__ import annotations

import numpy as np
import pytest

from newsroom_ai.article import Article
from newsroom_ai.tagging.phrases import PhraseCounts, code_of
from newsroom_ai.tagging.reading import reading
from newsroom_ai.tagging.terms import Terms
from newsroom_ai.tagging.topics import TopicTagger
from newsroom_ai.text.words import SyllableSegmenter, segmenter
from newsroom_ai.vocabulary.concepts import Concept, Scheme
from newsroom_ai.vocabulary.vocabularies import Vocabulary

NOTHING = PhraseCounts(np.zeros(0, np.uint32), np.zeros(0, np.uint8), np.zeros(0, np.uint8), 100)
STRIKE = "urn:t:strike"


def concept(uri: str, label: str, *synonyms: str, broader: str = "") -> Concept:
    return Concept(
        f"urn:t:{uri}",
        labels={"vi": label},
        alternative={"vi": synonyms} if synonyms else {},
        broader=(f"urn:t:{broader}",) if broader else (),
    )


CONCEPTS = (
    concept("labour", "lao động"),
    concept("strike", "đình công", "ngừng việc tập thể", broader="labour"),
    concept("peace", "hòa bình"),
    concept("insurance", "bảo hiểm xã hội", "BHXH"),
    concept("lump", "bảo hiểm xã hội một lần", broader="insurance"),
)
VOCABULARY = Vocabulary.of(Scheme("t"), CONCEPTS)


def said(text: str, title: str = "") -> list[tuple[str, str]]:
    read = reading(Article("a", title=title, body=text), segmenter())
    return [(CONCEPTS[found.term.concepts[0]].label, found.span.text) for found in Terms(CONCEPTS).find(read)]


def test_labels_and_synonyms_are_found_in_any_case_and_tone_style() -> None:
    found = said("Công nhân Đình công. Họ ngừng việc tập thể vì hoà bình.")
    assert [label for label, _ in found] == ["đình công", "đình công", "hòa bình"]


def test_syllables_of_neighbouring_words_are_no_term() -> None:
    assert said("Nhà ở cho gia đình công nhân.") == []


def test_a_name_is_no_term() -> None:
    assert said("Mưa lớn ở tỉnh Hòa Bình.") == []
    assert said("Họ mong hòa bình.") != []


def test_the_longest_term_counts() -> None:
    assert said("Chị rút bảo hiểm xã hội một lần.") == [("bảo hiểm xã hội một lần", "bảo hiểm xã hội một lần")]


def test_an_abbreviation_must_be_written_as_one() -> None:
    assert said("Cơ quan BHXH trả lời.") == [("bảo hiểm xã hội", "BHXH")]
    assert said("Từ bhxh viết thường.") == []


def test_the_most_specific_topic_is_given_and_its_parents_are_implied() -> None:
    body = "Công nhân đình công ba ngày. Cuộc đình công kết thúc khi công ty trả lương cho người lao động."
    tags = TopicTagger([VOCABULARY], counts=NOTHING).tag(Article("a1", title="Công nhân đình công", body=body))
    assert [tag.uri for tag in tags][:1] == [STRIKE]
    assert "urn:t:labour" not in [tag.uri for tag in tags]


def test_every_topic_rests_on_words_of_the_article() -> None:
    body = "Giá vàng trong nước tăng mạnh theo thế giới.\nNgân hàng Nhà nước nói sẽ bình ổn thị trường vàng."
    article = Article("a1", title="Giá vàng lập đỉnh", sapo="Vàng miếng tăng hai triệu đồng một lượng.", body=body)
    tags = TopicTagger().tag(article)
    assert tags
    for tag in tags:
        assert tag.confidence == tag.score
        assert tag.evidence
        assert all(article.text(span.field)[span.start : span.end] == span.text for span in tag.evidence)


@pytest.mark.parametrize("body", ["", "...", "12"])
def test_nothing_said_is_no_topic(body: str) -> None:
    assert TopicTagger([VOCABULARY], SyllableSegmenter(), counts=NOTHING).tag(Article("a1", body=body)) == []


def test_rarity_is_looked_up_by_the_code_of_a_phrase() -> None:
    code = code_of(["bảo", "hiểm"])
    counts = PhraseCounts(
        np.array([code], np.uint32), np.array([round(8 * np.log1p(10))], np.uint8), np.zeros(1, np.uint8), 100
    )
    seen = counts.documents(np.array([code, code + 1], np.uint32))
    assert seen[0] == pytest.approx(10, rel=0.1)
    assert seen[1] == 0
