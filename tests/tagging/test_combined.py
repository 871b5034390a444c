from __future__ import annotations

from newsroom_ai.article import Article, Span
from newsroom_ai.entities.rules import RuleRecogniser
from newsroom_ai.tagging.combined import CombinedTagger, apply_options
from newsroom_ai.tagging.evidence import make_tag
from newsroom_ai.tagging.keyphrases import KeyphraseTagger
from newsroom_ai.tagging.laws import LawTagger
from newsroom_ai.tagging.names import NameTagger
from newsroom_ai.tagging.places import PlaceTagger
from newsroom_ai.tagging.types import Tag, Tagger, TagKind, TagOptions
from newsroom_ai.text.fold import fold

ARTICLE = Article(
    "a1",
    title="Hà Giang mở rộng bảo hiểm y tế",
    body="Bảo hiểm y tế đến với Hà Giang. Ông Lê Văn Nam ở Hà Giang nói bảo hiểm y tế cần thiết. Lê Văn Nam là bác sĩ.",
)


def suggested() -> list[Tag]:
    taggers: list[Tagger] = [LawTagger(), PlaceTagger(), NameTagger(RuleRecogniser()), KeyphraseTagger()]
    return CombinedTagger(taggers).tag(ARTICLE)


def test_what_two_taggers_name_shows_once() -> None:
    labels = [fold(tag.label) for tag in suggested()]
    assert len(labels) == len(set(labels))
    kinds = {tag.label: tag.kind for tag in suggested()}
    assert kinds["Hà Giang"] is TagKind.PLACE
    assert kinds["Lê Văn Nam"] is TagKind.PERSON
    assert TagKind.KEYPHRASE in kinds.values()
    assert not any("Nam" in label for label, kind in kinds.items() if kind is TagKind.KEYPHRASE)


def test_the_list_is_ranked() -> None:
    scores = [tag.score for tag in suggested()]
    assert scores == sorted(scores, reverse=True)


def test_options_choose_in_order() -> None:
    tags = suggested()
    assert apply_options(tags, TagOptions(limit=1), lambda label: 0)[0].label == tags[0].label
    places = apply_options(tags, TagOptions(kinds=(TagKind.PLACE,)), lambda label: 0)
    assert [tag.kind for tag in places] == [TagKind.PLACE]


def test_novelty_comes_from_the_archive() -> None:
    counts = {"Hà Giang": 7}
    tags = apply_options(suggested(), TagOptions(), lambda label: counts.get(label, 0))
    assert {tag.label for tag in tags if not tag.is_new} == {"Hà Giang"}
    known = apply_options(suggested(), TagOptions(strategy="existing_only"), lambda label: counts.get(label, 0))
    assert [tag.label for tag in known] == ["Hà Giang"]


def test_what_has_no_confidence_passes_only_where_none_is_asked_for() -> None:
    assert apply_options(suggested(), TagOptions(min_confidence=0.01), lambda label: 1) == []
    assert apply_options(suggested(), TagOptions(min_confidence=0.0), lambda label: 1) != []


def test_a_child_is_never_offered_as_a_tag() -> None:
    body = (
        "Cháu Lý Gia Hân, 7 tuổi, đi lạc. Công an tìm Lý Gia Hân suốt đêm. Lý Gia Hân đã về nhà. Bà Lý Thị Mai cảm ơn."
    )
    combined = CombinedTagger((NameTagger(RuleRecogniser()), KeyphraseTagger()))
    found = [tag.label for tag in combined.tag(Article("a1", title="Tìm thấy Lý Gia Hân", body=body))]
    assert "Lý Thị Mai" in found
    assert not any("Hân" in label or "Lý Gia" in label for label in found)


class Fixed:
    """Gives the same tags for every article."""

    def __init__(self, *tags: Tag) -> None:
        self._tags = list(tags)

    def tag(self, article: Article) -> list[Tag]:
        return self._tags


def given(kind: TagKind, label: str, uri: str | None = None) -> Tag:
    return make_tag("0", kind, label, [Span.of(ARTICLE, "title", 0, 8)], model="test.v1", score=0.5, uri=uri)


def test_a_section_shows_beside_a_topic_of_the_same_name() -> None:
    section = given(TagKind.SECTION, "Giáo dục", "urn:s")
    topic, phrase = given(TagKind.TOPIC, "giáo dục", "urn:t"), given(TagKind.KEYPHRASE, "giáo dục")
    assert [tag.kind for tag in CombinedTagger((Fixed(section, topic, phrase),)).tag(ARTICLE)] == ["section", "topic"]


def test_what_a_vocabulary_lists_is_not_new() -> None:
    tags = [
        given(TagKind.TOPIC, "giáo dục", "urn:t"),
        given(TagKind.SECTION, "Mục riêng"),
        given(TagKind.LAW, "x", "urn:l"),
    ]
    assert [tag.is_new for tag in apply_options(tags, TagOptions(), lambda label: 0)] == [False, True, True]
