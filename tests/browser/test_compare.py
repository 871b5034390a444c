"""The page that sets two articles side by side."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.visits import Site, Visit, expect

pytestmark = pytest.mark.browser


def numbers(page: Any, side: str) -> list[str]:
    """The numbers of the passages on one side, in order of the text."""
    found: list[str] = page.locator(f"#{side} mark[data-number]").evaluate_all(
        "all => all.map(one => one.dataset.number)"
    )
    return found


def test_an_archived_article_is_set_beside_its_copy(visit: Visit) -> None:
    page = visit.log_in().go("/compare?article=dl-0003")
    page.wait_for_selector("#sides:not([hidden]) #right mark")
    visit.shoot("compare")
    expect(page.locator("#draft-form")).to_be_hidden()
    assert numbers(page, "left") == [str(at + 1) for at in range(len(numbers(page, "left")))]
    assert sorted(numbers(page, "right")) == sorted(numbers(page, "left"))
    page.locator("#next").click()
    expect(page.locator("#passage-status")).to_contain_text("Đoạn 1 trong")
    expect(page.locator("#left mark.current[data-number='1']")).to_have_count(1)
    expect(page.locator("#right mark.current").first).to_be_attached()
    page.keyboard.press("n")
    page.keyboard.press("p")
    expect(page.locator("#passage-status")).to_contain_text("Đoạn 1 trong")


def test_a_pasted_text_is_looked_for_in_the_archive(visit: Visit, site: Site) -> None:
    stored = site.newsroom.archive.get("dl-0001")
    page = visit.log_in().go("/compare")
    page.fill("textarea[name=body]", stored.article.body)
    page.locator("#draft-form button[type=submit]").click()
    page.wait_for_selector("#right mark")
    assert "dl-0001" in page.locator("#matches button[aria-pressed=true]").evaluate_all(
        "all => all.map(one => one.dataset.id)"
    )
    page.fill(
        "textarea[name=body]",
        "Một câu chuyện chưa ai kể, về con đường làng và hàng cau trước ngõ nhà bà ngoại tôi ngày ấy.",
    )
    page.locator("#draft-form button[type=submit]").click()
    page.wait_for_selector("#matches .state-empty")
    expect(page.locator("#sides")).to_be_hidden()


def test_two_articles_are_compared_where_both_are_named(visit: Visit) -> None:
    page = visit.log_in().go("/compare?article=dl-0001&with=dl-0050")
    page.wait_for_selector("#sides:not([hidden])")
    expect(page.locator("#passage-status")).to_have_text("Hai bài không có đoạn nào trùng.")
    expect(page.locator("#next")).to_be_disabled()


def test_the_article_view_and_the_start_page_lead_there(visit: Visit) -> None:
    page = visit.log_in().go("/archive?article=dl-0001")
    page.wait_for_selector("#article a[href='/compare?article=dl-0001']")
    page = visit.go("/")
    expect(page.locator("main a[href='/compare']")).to_have_count(1)


def test_on_paper_only_the_two_texts_are_left(visit: Visit) -> None:
    page = visit.log_in().go("/compare?article=dl-0003")
    page.wait_for_selector("#right mark")
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator("#matches")).to_be_hidden()
    expect(page.locator("#left mark").first).to_be_visible()
