from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from newsroom_ai.article import Article, Kind, Status
from newsroom_ai.duplicates.check import DuplicateCheck
from newsroom_ai.duplicates.fingerprints import fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex
from newsroom_ai.duplicates.types import Duplicates

Archive = Callable[..., DuplicateCheck]


@pytest.fixture
def copied(bridge: Article) -> Article:
    """A draft of another paper that copies most of an article, with a few words changed."""
    body = bridge.body.replace("Cây cầu", "Công trình").replace("xin lỗi bà con", "mong bà con thông cảm")
    return replace(bridge, id="moi", title="Hết cảnh chờ phà", body=body, source="Tin Đồng Bằng", published_at=None)


def test_a_copy_is_the_same_text_with_its_evidence(
    check: Archive, bridge: Article, harvest: Article, copied: Article
) -> None:
    result = check(harvest, bridge).check(copied)
    assert (result.id, result.verdict, result.origin) == ("moi", "same_text", None)
    (match,) = result.matches
    assert (match.id, match.title, match.source, match.url) == (bridge.id, bridge.title, bridge.source, bridge.url)
    assert (match.relation, match.earlier, match.hidden) == ("same_text", True, False)
    assert match.containment > 0.9
    assert match.resemblance > 0.6
    assert 0 < match.score <= match.containment
    for passage in match.passages:
        assert copied.text(passage.draft.field)[passage.draft.start : passage.draft.end] == passage.draft.text
        assert bridge.text(passage.match.field)[passage.match.start : passage.match.end] == passage.match.text


def test_a_new_story_is_original(check: Archive, bridge: Article, harvest: Article) -> None:
    assert check(bridge).check(harvest) == Duplicates(harvest.id, "original", None, ())


def test_an_article_is_not_a_duplicate_of_itself(check: Archive, bridge: Article) -> None:
    assert check(bridge).check(bridge).verdict == "original"
    assert check(bridge).compare(bridge, [bridge]).verdict == "original"


@pytest.mark.parametrize("text", ["", "Mưa lớn ở miền Tây", "Mưa lớn ở miền Tây khiến nhiều xã ngập sâu suốt đêm qua"])
def test_a_very_short_draft_is_original(check: Archive, text: str) -> None:
    draft = Article(id="a", title=text)
    archive = check(replace(draft, id="b", body=text))
    assert (
        archive.check(draft)
        == archive.compare(draft, [replace(draft, id="b")])
        == Duplicates("a", "original", None, ())
    )


def test_every_fourth_word_changed_is_rewritten(check: Archive, bridge: Article) -> None:
    words = bridge.body.split(" ")
    body = " ".join("khác" if place % 4 == 0 else word for place, word in enumerate(words))
    draft = Article(id="moi", body=body, source="Tin Đồng Bằng")
    result = check(bridge).compare(draft, [bridge])
    assert result.verdict == "rewritten"
    assert 0.4 <= result.matches[0].score / result.matches[0].containment <= 0.85


def test_our_own_earlier_story_is_an_own_update(check: Archive, bridge: Article, copied: Article) -> None:
    update = replace(copied, source="báo ven sông ")
    assert check(bridge).check(update).verdict == "own_update"
    assert bridge.published_at is not None
    first = replace(update, published_at=bridge.published_at - timedelta(days=1))
    assert check(bridge).check(first).verdict == "same_text"


def test_what_the_draft_supersedes_is_an_own_update_whatever_its_source(
    check: Archive, bridge: Article, copied: Article
) -> None:
    assert check(bridge).check(replace(copied, supersedes=bridge.id)).verdict == "own_update"


def test_a_paper_that_copied_our_story_does_not_make_it_theirs(
    check: Archive, bridge: Article, copied: Article
) -> None:
    theirs = replace(bridge, id="chep", source="Trang Khác")
    result = check(bridge, theirs).check(replace(copied, source="Báo Ven Sông"))
    assert result.verdict == "own_update"
    assert {match.relation for match in result.matches} == {"same_text", "own_update"}


def test_more_of_another_paper_than_of_ours_is_a_copy(check: Archive, bridge: Article, copied: Article) -> None:
    ours = replace(bridge, id="nua", body="\n".join(bridge.body.split("\n")[:2]))
    theirs = replace(bridge, id="chep", source="Trang Khác")
    result = check(ours, theirs).check(replace(copied, source="Báo Ven Sông"))
    assert result.verdict == "same_text"


def test_matches_come_by_score_and_no_more_than_asked_for(check: Archive, bridge: Article, copied: Article) -> None:
    half = replace(bridge, id="nua", body="\n".join(bridge.body.split("\n")[:2]))
    archive = check(half, bridge)
    result = archive.check(copied)
    assert [match.id for match in result.matches] == [bridge.id, "nua"]
    assert result.matches[0].score > result.matches[1].score
    assert archive.check(copied, limit=1).matches == result.matches[:1]
    assert archive.compare(copied, [half, bridge]).matches == result.matches


def test_the_press_release_behind_a_draft_is_its_origin(check: Archive, bridge: Article, copied: Article) -> None:
    release = replace(bridge, id="thong-cao", kind=Kind.PRESS_RELEASE, source="UBND tỉnh")
    origin = check(release).check(copied).origin
    assert origin is not None
    assert (origin.kind, origin.id) == ("press_release", "thong-cao")


def test_a_draft_of_somebody_else_is_hidden(check: Archive, bridge: Article, copied: Article) -> None:
    draft = replace(bridge, status=Status.DRAFT, kind=Kind.PRESS_RELEASE)
    result = check(draft).check(copied)
    (match,) = result.matches
    assert (result.verdict, result.origin) == ("same_text", None)
    assert (match.hidden, match.section, match.relation) == (True, "Thời sự", "same_text")
    assert (match.id, match.title, match.source, match.url, match.published_at, match.passages) == (
        *(None,) * 5,
        (),
    )
    assert bridge.id not in repr(match).replace("'Thời sự'", "")


def test_who_may_read_drafts_sees_them(check: Archive, bridge: Article, copied: Article) -> None:
    draft = replace(bridge, status=Status.DRAFT)
    (match,) = check(draft).check(copied, may_read=lambda article: True).matches
    assert (match.id, match.hidden, match.earlier) == (bridge.id, False, False)
    assert match.passages


@pytest.mark.parametrize("state", ["withdrawn", "embargoed"])
def test_what_the_public_cannot_see_is_not_there(check: Archive, bridge: Article, copied: Article, state: str) -> None:
    assert bridge.published_at is not None
    if state == "withdrawn":
        other = replace(bridge, status=Status.WITHDRAWN)
    else:
        other = replace(bridge, published_at=bridge.published_at + timedelta(days=30))
    archive = check(other)
    assert archive.check(copied).matches == ()
    (match,) = archive.check(copied, may_read=lambda article: True).matches
    assert (match.id, match.earlier) == (bridge.id, state == "withdrawn")


def test_articles_that_left_the_archive_are_passed_over(
    index: FingerprintIndex, bridge: Article, copied: Article
) -> None:
    index.apply([(1, fingerprint(bridge))], [], 1)
    assert DuplicateCheck(index, lambda keys: {}, frozenset()).check(copied).verdict == "original"


def test_without_a_date_a_published_article_has_run_already(check: Archive, bridge: Article, copied: Article) -> None:
    (match,) = check(replace(bridge, published_at=None)).check(copied).matches
    assert match.earlier


def test_articles_without_ids_are_compared(check: Archive, bridge: Article, copied: Article) -> None:
    assert check().compare(replace(copied, id=""), [replace(bridge, id="")]).verdict == "same_text"
