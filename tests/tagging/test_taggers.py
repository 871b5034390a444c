from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from newsroom_ai.article import Article, Status
from newsroom_ai.entities.rules import RuleRecogniser
from newsroom_ai.errors import InvalidConfig
from newsroom_ai.tagging.keyphrases import KeyphraseTagger
from newsroom_ai.tagging.laws import LawTagger
from newsroom_ai.tagging.names import NameTagger
from newsroom_ai.tagging.places import PlaceTagger
from newsroom_ai.tagging.registry import TAGGERS, tagger
from newsroom_ai.tagging.types import Tagger
from newsroom_ai.text.words import SyllableSegmenter

BODY = (
    "Ngày 3/2, Bộ Nội vụ ban hành Quyết định 1331/QĐ-BNV về bảo hiểm xã hội cho người lao động ở Hà Giang. "
    "Ông Trần Mạnh Hùng nói bảo hiểm xã hội là trụ cột. Theo ông Hùng, 1331/QĐ-BNV có hiệu lực ngay. "
    "Cháu N.T.H. được nhận trợ cấp. Người lao động tại Hà Giang đóng bảo hiểm xã hội từ tháng này."
)


def options(name: str) -> dict[str, Any]:
    return {"recogniser": RuleRecogniser()} if name == "names.v1" else {}


class Statistics:
    """An archive in which only "bảo hiểm xã hội" is everywhere."""

    def document_count(self) -> int:
        return 1000

    def document_frequency(self, form: str) -> int:
        return 990 if form in {"bảo", "hiểm", "xã", "hội"} else 10


@pytest.fixture(params=TAGGERS)
def implementation(request: pytest.FixtureRequest) -> Tagger:
    return tagger(request.param, **options(request.param))


def test_every_tag_shows_the_words_it_rests_on(implementation: Tagger) -> None:
    article = Article("a1", title="Bảo hiểm xã hội ở Hà Giang", body=BODY)
    tags = implementation.tag(article)
    assert tags
    assert [tag.score for tag in tags] == sorted((tag.score for tag in tags), reverse=True)
    assert len({tag.suggestion_id for tag in tags}) == len(tags)
    for tag in tags:
        assert tag.evidence
        assert tag.confidence is None or 0 <= tag.confidence <= 1
        assert 0 <= tag.score <= 1
        assert all(article.text(s.field)[s.start : s.end] == s.text for s in tag.evidence)
    assert implementation.tag(article) == tags


@pytest.mark.parametrize("body", ["", "   ", "...", "12 34", "A"])
def test_an_article_without_content_has_no_tags(implementation: Tagger, body: str) -> None:
    assert implementation.tag(Article("a1", body=body)) == []


def test_a_paper_is_one_tag_with_all_its_mentions() -> None:
    (tag,) = LawTagger().tag(Article("a1", body=BODY))
    assert (tag.label, tag.uri, len(tag.evidence)) == ("1331/QĐ-BNV", "urn:newsroom:law:1331/qd-bnv", 2)


@pytest.mark.parametrize(
    ("published", "status", "label"),
    [
        (datetime(2024, 8, 28, tzinfo=UTC), Status.PUBLISHED, "Hà Giang"),
        (datetime(2026, 2, 2, tzinfo=UTC), Status.PUBLISHED, "Tuyên Quang"),
        (datetime(2025, 6, 30, 18, tzinfo=UTC), Status.PUBLISHED, "Tuyên Quang"),  # 1 July in Vietnam
        (None, Status.DRAFT, "Tuyên Quang"),
        (None, Status.PUBLISHED, "Hà Giang"),
    ],
)
def test_a_place_is_labelled_with_the_unit_of_the_day(published: datetime | None, status: Status, label: str) -> None:
    article = Article("a1", body=BODY, published_at=published, status=status)
    (tag,) = PlaceTagger(today=lambda: date(2026, 2, 2)).tag(article)
    assert tag.label == label
    assert [span.text for span in tag.evidence] == ["Hà Giang", "Hà Giang"]


def test_names_are_offered_without_initials_and_lone_given_names() -> None:
    tags = NameTagger(RuleRecogniser()).tag(Article("a1", body=BODY + " Chị Lan cười. Ông Messi ghi bàn."))
    assert {tag.label for tag in tags} == {"Trần Mạnh Hùng", "Bộ Nội vụ", "Messi"}


def test_keyphrases_are_whole_and_repeated() -> None:
    tags = KeyphraseTagger().tag(Article("a1", title="Bảo hiểm xã hội", body=BODY))
    labels = [tag.label for tag in tags]
    assert labels[0].lower() == "bảo hiểm xã hội"
    assert len(tags[0].evidence) == 4
    assert "người lao động" in [label.lower() for label in labels]
    assert not {"bảo hiểm", "xã hội", "hiểm xã"} & {label.lower() for label in labels}


def test_no_keyphrase_cuts_a_word() -> None:
    insured = "Bảo hiểm y tế mở rộng. Người nghèo có bảo hiểm y tế. Bảo hiểm y tế chi trả thuốc."
    tried = "Tòa hỏi bị cáo. Bị cáo, 40 tuổi, cúi đầu."
    labels = [tag.label.lower() for tag in KeyphraseTagger().tag(Article("a1", body=f"{insured} {tried}"))]
    assert labels[0] == "bảo hiểm y tế"
    assert "bị cáo" in labels
    assert not {"bảo hiểm", "y tế"} & set(labels)


def test_a_segmenter_can_be_chosen() -> None:
    body = "Lễ hội hoa ban mở màn. Năm nay lễ hội hoa ban đông khách."
    tags = KeyphraseTagger(words=SyllableSegmenter()).tag(Article("a1", title="Lễ hội hoa ban", body=body))
    assert tags[0].label == "Lễ hội hoa ban"


def test_rarity_in_the_archive_outweighs_repetition() -> None:
    body = "Bảo hiểm xã hội. Bảo hiểm xã hội. Nấm linh chi. Nấm linh chi."
    labels = [tag.label for tag in KeyphraseTagger(Statistics()).tag(Article("a1", body=body))]
    assert labels[0] == "Nấm linh chi"


def test_a_title_in_capitals_does_not_set_the_form() -> None:
    tags = KeyphraseTagger().tag(Article("a1", title="GIÁ XĂNG DẦU TĂNG", body="Hôm nay giá xăng dầu lên."))
    assert tags[0].label == "giá xăng dầu"


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(InvalidConfig, match=r"laws\.v1"):
        tagger("khong-co")
