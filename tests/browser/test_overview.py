"""The page that shows the archive in numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.test_editor import accessible
from tests.browser.visits import ATTACK, DESKTOP, LONG, Visit

pytestmark = pytest.mark.browser
desktop_only = pytest.mark.parametrize("visit", [DESKTOP], indirect=True, ids=["desktop"])


def test_figures_fit_every_width_and_hostile_names_are_only_words(visit: Visit) -> None:
    page = visit.log_in().go("/overview")
    visit.shoot("overview")
    assert page.locator("svg[role=img]").count() > 30
    assert LONG.section in page.locator(".pictures-sections").inner_text()
    assert page.locator("main img, main script").count() == 0
    assert ATTACK not in page.content()
    assert visit.width() <= page.viewport_size["width"]
    assert page.locator("a[data-nav][aria-current]").inner_text() == "Toàn cảnh"
    for summary in page.locator(".numbers summary").all():
        summary.click()
    assert page.locator(".numbers table").first.is_visible()
    visit.shoot("overview-tables")
    assert visit.width() <= page.viewport_size["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_that_axe_knows_is_wrong(visit: Visit, scheme: Any) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.log_in().go("/overview?section=An+sinh")
    page.locator(".numbers summary").first.click()
    accessible(page)


@desktop_only
def test_filters_go_into_the_address_and_need_no_script_of_ours(visit: Visit) -> None:
    page = visit.log_in().go("/overview")
    page.locator("[name=from]").fill("2022-01-01")
    page.locator("[name=to]").fill("2022-12-31")
    page.locator(".choice summary").click()
    page.locator(".choice label", has_text="An sinh").locator("input").check()
    page.get_by_role("button", name="Xem").click()
    page.wait_for_url("**/overview?*section=An+sinh*")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"from": ["2022-01-01"], "to": ["2022-12-31"], "section": ["An sinh"]}
    assert page.locator(".pictures-sections figure").count() == 1
    with page.expect_download() as waiting:
        page.locator("a[download]").first.click()
    assert waiting.value.suggested_filename.startswith("months-")
    page.locator(".pictures-sections a").click()
    page.wait_for_url("**/archive?section=An+sinh")


def test_without_a_login_it_says_what_to_do(visit: Visit) -> None:
    visit.expected = ("401",)
    page = visit.go("/overview")
    assert "Bạn chưa đăng nhập" in page.locator(".state-login").inner_text()
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_on_paper_only_the_figures_are_left(visit: Visit) -> None:
    page = visit.log_in().go("/overview")
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible()
    assert not page.locator(".overview-filters").is_visible()
    assert page.locator("svg[role=img]").first.is_visible()
