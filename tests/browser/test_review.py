"""From a job to its end: judged by keyboard, audited, accepted in bulk, written, taken back; and the care of tags."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from newsroom_ai.archive.access import Role
from newsroom_ai.archive.decisions import Decision
from newsroom_ai.article import Article
from newsroom_ai.newsroom import Newsroom
from tests.batch.reviewed import job
from tests.browser.test_editor import accessible
from tests.browser.visits import ATTACK, DESKTOP, HOSTILE, Site, Visit, eventually, expect

pytestmark = pytest.mark.browser
desktop_only = pytest.mark.parametrize("visit", [DESKTOP], indirect=True, ids=["desktop"])
NUMBERS = count(1)
LONG_TAG = "nhãndàikhôngdấucách" * 10 + "kết thúc"


def archived(newsroom: Newsroom, size: int) -> dict[int, Article]:
    """The first articles of the sample, by key."""
    keys = sorted(newsroom.archive.keys())[:size]
    return newsroom.archive.by_keys(keys)


@pytest.fixture
def review(site: Site) -> Iterator[str]:
    """A job: 45 articles get a sure tag, 5 an uncertain one; names differ from test to test."""
    articles = archived(site.newsroom, 45)
    sure, unsure = f"người lao động {next(NUMBERS)}", f"đời sống {next(NUMBERS)}"
    tags = {key: [(sure, 0.96)] + ([(unsure, 0.5)] if place < 5 else []) for place, key in enumerate(articles)}
    yield job(site.newsroom.jobs, articles, tags)


def counts(site: Site, id: str) -> dict[str, int]:
    """How many suggestions stand in which state, but for states without any."""
    found = site.newsroom.decisions.suggestions.progress(id).counts
    return {name: number for name, number in found.items() if number}


def opened(visit: Visit, id: str, role: Role = Role.ARCHIVIST) -> Any:
    page = visit.log_in(role).go(f"/review?job={id}")
    page.wait_for_selector("#card .card")
    return page


@desktop_only
def test_a_job_is_judged_by_keyboard_audited_accepted_applied_and_rolled_back(
    visit: Visit, site: Site, review: str
) -> None:
    before = {one.id: site.newsroom.archive.get(one.id) for one in archived(site.newsroom, 45).values()}
    page = visit.log_in(Role.ARCHIVIST).go("/review")
    visit.shoot("review-jobs")
    page.locator(f".job-list a[href='/review?job={review}']").click()
    page.wait_for_selector("#card .card")
    visit.shoot("review-queue")
    assert "5 bài sẽ nhận thẻ “đời sống" in page.locator("#queue-title").inner_text()
    for key in "aru":
        page.keyboard.press(key)
    expect(page.locator("#queue-status")).to_contain_text("Đã hoàn tác")
    for key in "rse":
        page.keyboard.press(key)
    page.locator("#edit-value").fill("Đời sống hằng ngày")
    page.keyboard.press("Enter")
    page.keyboard.press("a")
    eventually(
        page, lambda: counts(site, review), {"open": 45, "accepted": 2, "rejected": 1, "edited": 1, "skipped": 1}
    )
    expect(page.locator("#queue-title")).to_contain_text("45 bài sẽ nhận thẻ “người lao động")

    page.select_option("#audit-threshold", "0.95")
    page.select_option("#audit-scope", label="cả việc")
    page.locator("#audit-form button").click()
    expect(page.locator("#queue-title")).to_contain_text("Mẫu kiểm tra: còn 30")
    visit.shoot("review-audit")
    for left in range(30, 0, -1):
        expect(page.locator("#queue-title")).to_contain_text(f"còn {left} ")
        page.keyboard.press("r" if left == 1 else "a")
    expect(page.locator(".precision")).to_contain_text("Đúng 97 % trong 30/30")
    visit.shoot("review-audited")
    accessible(page)
    page.locator("#accept-all").click()
    expect(page.locator("#audit-result")).to_contain_text("Đã nhận 15 gợi ý")
    assert counts(site, review)["bulk"] == 15

    page.locator("#skipped").click()
    expect(page.locator("#queue-title")).to_contain_text("Xem lại 1 gợi ý để sau")
    page.keyboard.press("r")
    eventually(page, lambda: counts(site, review).get("skipped", 0), 0)

    page.locator("#preview").click()
    expect(page.locator("#write-result")).to_contain_text("Sẽ ghi")
    visit.shoot("review-preview")
    accessible(page)
    page.locator(".write-now").click()
    expect(page.locator("#write-result")).to_contain_text("Đã ghi")
    changed = [id for id, old in before.items() if site.newsroom.archive.get(id) != old]
    assert len(changed) >= 44
    assert {site.newsroom.archive.get(id).author for id in changed} == {f"job:{review}"}
    page.locator("#rollback").click()
    page.locator(".write-now").click()
    expect(page.locator("#write-result")).to_contain_text(f"Đã trả {len(changed)} bài")
    assert {id: site.newsroom.archive.get(id) for id in before} == before


def test_the_queue_fits_the_window_and_is_accessible(visit: Visit, site: Site, review: str) -> None:
    page = opened(visit, review, Role.EDITOR)
    visit.shoot("review")
    accessible(page)
    assert visit.width() <= page.viewport_size["width"]
    assert page.locator("#write").is_hidden()
    page.locator("[data-act=accept]").click()
    eventually(page, lambda: counts(site, review).get("accepted", 0), 1)
    page.locator("[data-act=edit]").click()
    assert page.locator("#edit-value").is_visible()
    visit.shoot("review-edit")
    accessible(page)
    page.keyboard.press("Escape")
    assert page.locator("#edit").is_hidden()
    page.locator("[data-act=undo]").click()
    eventually(page, lambda: counts(site, review).get("accepted", 0), 0)


@pytest.mark.parametrize("visit", [(390, 844)], indirect=True, ids=["390"])
def test_a_telephone_of_390_points_shows_what_is_judged_and_how(visit: Visit, review: str) -> None:
    page = opened(visit, review)
    visit.shoot("review-390")
    assert visit.width() <= 390
    assert page.locator("[data-act=accept]").is_visible()
    assert page.locator(".card-title").is_visible()
    page = visit.go("/tags")
    page.wait_for_selector(".care-list li")
    visit.shoot("tags-390")
    assert visit.width() <= 390


@desktop_only
def test_the_words_it_rests_on_are_marked_in_their_sentence(visit: Visit, site: Site) -> None:
    articles = archived(site.newsroom, 1)
    ((key, article),) = articles.items()
    words = article.body.split(". ")[1].split()
    label = " ".join(words[1:4])
    id = job(site.newsroom.jobs, articles, {key: [(label, 0.7)]})
    page = opened(visit, id)
    assert page.locator(".context mark.mark-evidence").first.inner_text() == label
    assert label in page.locator(".context").first.inner_text()


@desktop_only
def test_the_second_of_two_reviewers_is_told_who_was_first(visit: Visit, site: Site, review: str) -> None:
    page = opened(visit, review)
    seq = int(page.locator(".card").get_attribute("data-seq"))
    site.newsroom.decisions.decide(review, [Decision(seq, "reject")], "chị Mai")
    page.keyboard.press("a")
    expect(page.locator("#queue-status")).to_contain_text("chị Mai đã từ chối")
    (kept,) = site.newsroom.decisions.suggestions.by_seqs(review, [seq])
    assert (kept.state, kept.decided_by) == ("rejected", "chị Mai")


@desktop_only
def test_a_decision_that_is_not_recorded_comes_back(visit: Visit, review: str) -> None:
    visit.expected = ("Failed to load resource",)
    page = opened(visit, review)
    seq = page.locator(".card").get_attribute("data-seq")
    page.route("**/review", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    page.keyboard.press("a")
    expect(page.locator(".state-error")).to_contain_text("Không nối được tới máy chủ")
    assert page.locator(".card").get_attribute("data-seq") == seq
    page.unroute("**/review")


@desktop_only
def test_keys_can_be_switched_off_and_do_nothing_while_one_writes(visit: Visit, site: Site, review: str) -> None:
    page = opened(visit, review)
    page.keyboard.press("e")
    page.locator("#edit-value").fill("")
    page.keyboard.type("rau sạch")
    assert page.locator("#edit-value").input_value() == "rau sạch"
    page.keyboard.press("Escape")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert counts(site, review) == {"open": 50}
    page.locator("#keys-on").check()


def test_hostile_and_endless_names_are_only_words(visit: Visit, site: Site) -> None:
    articles = archived(site.newsroom, 3)
    everything = site.newsroom.archive.by_keys(sorted(site.newsroom.archive.keys()))
    (hostile,) = (key for key, article in everything.items() if article.id == HOSTILE.id)
    articles |= site.newsroom.archive.by_keys([hostile])
    id = job(site.newsroom.jobs, articles, {key: [(ATTACK, 0.5), (LONG_TAG, 0.6)] for key in articles})
    page = opened(visit, id)
    visit.shoot("review-hostile")
    assert ATTACK in page.locator("#queue-title").inner_text()
    accessible(page)
    assert visit.width() <= page.viewport_size["width"]
    for _ in range(4):
        page.locator("[data-act=accept]").click()
    expect(page.locator("#queue-title")).to_contain_text(LONG_TAG[:100])
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_empty_wrong_and_forbidden_states_say_what_to_do(visit: Visit, site: Site) -> None:
    visit.expected = ("Failed to load resource",)
    page = visit.log_in().go("/review?job=j-none")
    page.wait_for_selector(".state-error")
    assert "Không có việc j-none" in page.locator(".state-error").inner_text()
    id = job(site.newsroom.jobs, archived(site.newsroom, 1), {})
    page = visit.log_in(Role.ARCHIVIST).go(f"/review?job={id}")
    page.wait_for_selector(".state-empty")
    accessible(page)
    page = visit.log_in(Role.REPORTER).go("/review")
    assert "editor" in page.locator(".state-error").inner_text()


def test_tags_are_cared_for_and_a_merge_is_shown_before_it_is_written(visit: Visit, site: Site) -> None:
    page = visit.log_in(Role.ARCHIVIST).go("/tags")
    page.wait_for_selector(".care-list li")
    visit.shoot("tags")
    accessible(page)
    assert visit.width() <= page.viewport_size["width"]
    row = page.locator(".care-list > li", has_text="COVID-19")
    row.locator(".merge").click()
    expect(row).to_contain_text("Sẽ ghi 1 bài")
    visit.shoot("tags-merge")
    accessible(page)
    bearing = site.newsroom.tag_usage.read().counts["COVID-19"]
    row.locator(".write-now").click()
    expect(row).to_contain_text("Đã ghi 1 bài")
    assert bearing == 1
    assert site.newsroom.tag_usage.read().counts["COVID-19"] == 0
    row.get_by_role("button", name="Hoàn tác").click()
    row.locator(".write-now").click()
    expect(row).to_contain_text("Đã trả 1 bài")
    assert site.newsroom.tag_usage.read().counts["COVID-19"] == 1


@pytest.mark.parametrize("part", ["missing-tags", "quiet-tags", "unused-concepts", "drift"])
def test_every_part_of_the_care_shows_its_list_or_says_why_not(visit: Visit, part: str) -> None:
    page = visit.log_in().go(f"/tags?part={part}")
    page.wait_for_selector(".care-list li, .state-empty")
    visit.shoot(f"tags-{part}")
    accessible(page)
    assert page.locator(".state-error").count() == 0
    assert visit.width() <= page.viewport_size["width"]
    assert page.locator(f".parts a[data-part={part}]").get_attribute("aria-current") == "page"
