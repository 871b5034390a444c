"""What the archive page does beyond searching and reading: suggestions, files, likeness, modes, notices, keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.browser.visits import ATTACK, DESKTOP, HOSTILE, LONG, PHONE, Visit

pytestmark = pytest.mark.browser
desktop_only = pytest.mark.parametrize("visit", [DESKTOP], indirect=True, ids=["desktop"])
phone_only = pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])


def settle(page: Any) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_selector("#hits:not([aria-busy])", state="attached")


def state(page: Any) -> dict[str, list[str]]:
    """What the address says."""
    return parse_qs(urlsplit(page.url).query)


def type_in(page: Any, text: str) -> None:
    page.locator("#q").fill("")
    page.locator("#q").type(text)
    page.locator(".suggestion").first.wait_for()


def told(page: Any, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Let every search answer as ``change`` makes it."""

    def answer(route: Any) -> None:
        route.fulfill(json=change(route.fetch().json()))

    page.route("**/v1/search?*", answer)


def hold(page: Any, pattern: str, held: list[Any]) -> None:
    """Keep requests waiting for an answer."""

    def keep(route: Any) -> None:
        held.append(route)

    page.route(pattern, keep)


# --- Suggestions ---


def test_suggestions_are_a_combobox_for_keyboard_and_screen_reader(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    box = page.locator("#q")
    assert (box.get_attribute("role"), box.get_attribute("aria-expanded")) == ("combobox", "false")
    type_in(page, "sap gian giao ha n")
    visit.shoot("suggestions")
    assert box.get_attribute("aria-expanded") == "true"
    assert "gợi ý" in page.locator("#suggestions-status").inner_text()
    page.keyboard.press("ArrowDown")
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    assert "Hà Nội" in active.inner_text()
    page.keyboard.press("Enter")
    settle(page)
    assert state(page) == {"q": ["sap gian giao"], "place": ["Hà Nội"]}
    assert box.input_value() == "sap gian giao"
    assert not page.locator("#suggestions").is_visible()
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_escape_closes_the_suggestions_and_enter_searches_what_is_typed(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    type_in(page, "bao hi")
    page.keyboard.press("Escape")
    assert not page.locator("#suggestions").is_visible()
    assert page.locator("#q").input_value() == "bao hi"
    page.keyboard.press("ArrowDown")
    page.locator(".suggestion").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.locator("#q").get_attribute("aria-activedescendant") is None
    page.keyboard.press("Enter")
    settle(page)
    assert state(page) == {"q": ["bao hi"]}


@desktop_only
def test_suggestions_of_an_older_text_never_show(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    late: list[Any] = []
    hold(page, "**/v1/search/suggestions?q=bao&*", late)
    page.locator("#q").type("bao")
    page.wait_for_timeout(300)
    assert len(late) == 1
    page.locator("#q").type(" hiem that")
    page.locator(".suggestion", has_text="bảo hiểm thất nghiệp").first.wait_for()
    assert page.locator(".suggestion").filter(has_not_text="hiểm").count() == 0


@desktop_only
def test_a_suggested_title_opens_its_article(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=luong")
    type_in(page, "Bị máy dập mất")
    page.locator(".suggestion[data-kind=title]").first.click()
    page.wait_for_selector("#article .reading-headline")
    assert "Bị máy dập mất" in page.locator("#article .reading-headline").inner_text()
    assert state(page)["q"] == ["luong"], "the results beside the article stay"


def test_hostile_titles_are_only_words_in_suggestions(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    type_in(page, "hiem hoc")
    assert ATTACK in page.locator(".suggestion").first.inner_text()
    assert page.locator("main img, main script").count() == 0
    type_in(page, "kyluctit")
    visit.shoot("long-suggestion")
    assert visit.width() <= page.viewport_size["width"]
    visit.go("/archive?q=" + quote(LONG.title))
    visit.shoot("long-title")
    assert page.locator(".hit").count() >= 1
    assert visit.width() <= page.viewport_size["width"]
    visit.go("/archive?similar=" + quote(HOSTILE.id))
    assert ATTACK in page.locator("#notices").inner_text()


# --- Files ---


@desktop_only
def test_hits_are_downloaded_as_a_file(visit: Visit, tmp_path: Path) -> None:
    page = visit.log_in().go("/archive?q=tai+nan+lao+dong&section=An+sinh")
    count = page.locator("#count").inner_text()
    page.locator("#export summary").click()
    assert count in page.locator("#export-note").inner_text()
    with page.expect_download() as waiting:
        page.locator("#export-csv").click()
    waiting.value.save_as(tmp_path / "hits.csv")
    content = (tmp_path / "hits.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,title")
    assert content.count(b",An sinh,") == int(count.split()[0])
    assert not page.locator("#export-csv").is_visible()


# --- One article among others ---


def test_similar_articles_are_an_address_and_lead_back(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=sap+gian+giao")
    first = page.locator(".hit").first
    id, title = first.get_attribute("data-id"), first.locator(".hit-title").inner_text()
    first.locator(".hit-similar").click()
    page.wait_for_url("**similar=*")
    settle(page)
    visit.shoot("similar")
    assert title in page.locator("#notices").inner_text()
    ids = page.evaluate("[...document.querySelectorAll('.hit')].map((hit) => hit.dataset.id)")
    assert ids
    assert id not in ids
    page.reload()
    settle(page)
    assert "bài tương tự" in page.locator("#count").inner_text()
    page.get_by_role("link", name="Về kết quả tìm").click()
    settle(page)
    assert state(page) == {"q": ["sap gian giao"]}
    assert page.locator(".hit").first.get_attribute("data-id") == id


@desktop_only
def test_the_open_article_leads_to_those_like_it(visit: Visit) -> None:
    page = visit.log_in().go("/archive?article=dl-0001")
    page.get_by_role("link", name="Xem mọi bài tương tự").click()
    settle(page)
    assert state(page) == {"similar": ["dl-0001"]}
    visit.expected = ("404",)
    visit.go("/archive?similar=khong-co")
    assert "không còn trong kho" in page.locator("#hits").inner_text()


@desktop_only
def test_why_a_hit_stands_there_is_told_on_hover_and_focus(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=tai+nan+lao+dong")
    why = page.locator(".why").first
    assert not why.locator(".tip").is_visible()
    why.locator("button").focus()
    assert re.search(r"Khớp chữ \d+ %", why.locator(".tip").inner_text())
    assert "tai nạn" in why.locator(".tip").inner_text()
    assert why.locator("button").get_attribute("aria-describedby") == why.locator(".tip").get_attribute("id")
    visit.go("/archive?q=tai+nan&sort=newest")
    assert page.locator(".why").count() == 0, "by date nothing is weighed"


# --- How the query was understood ---


@desktop_only
def test_another_spelling_is_a_link_and_expansions_can_be_switched_off(visit: Visit) -> None:
    page = visit.log_in().page
    expansions = [{"from": "Hà Giang", "to": ["Tuyên Quang"]}, {"from": "BHXH", "to": ["bảo hiểm xã hội"]}]

    def change(answer: dict[str, Any]) -> dict[str, Any]:
        return answer | {"query": answer["query"] | {"suggestion": "bảo hiểm", "expansions": expansions}}

    told(page, change)
    visit.go("/archive?q=bao+hien")
    visit.shoot("notices")
    words = page.locator("#notices").inner_text()
    assert "Có phải bạn tìm: bảo hiểm" in words
    assert "Tìm cả Tuyên Quang cho “Hà Giang”; bảo hiểm xã hội cho “BHXH”" in words
    page.get_by_role("link", name="Không mở rộng").click()
    settle(page)
    assert state(page) == {"q": ["bao hien"], "expand": ["0"]}
    page.get_by_role("link", name="Tìm cả cách gọi khác").click()
    settle(page)
    page.get_by_role("link", name="bảo hiểm", exact=True).click()
    settle(page)
    assert state(page) == {"q": ["bảo hiểm"]}


@desktop_only
def test_the_switch_of_modes_is_there_only_where_the_server_knows_meaning(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=luong")
    if page.locator("#modes").is_visible():
        pytest.skip("this server searches by meaning")
    told(page, lambda answer: answer | {"query": answer["query"] | {"mode": "hybrid"}})
    visit.go("/archive?q=tien+luong")
    visit.shoot("modes")
    assert page.get_by_role("radio").all_inner_texts() == ["", "", ""]
    page.get_by_role("radio", name="Từ khóa").check(force=True)
    settle(page)
    assert state(page) == {"q": ["tien luong"], "mode": ["keyword"]}
    assert page.get_by_role("radio", name="Từ khóa").is_checked()


@desktop_only
def test_without_a_model_the_page_says_so_and_searches_by_words(visit: Visit) -> None:
    visit.expected = ("503",)
    page = visit.log_in().page
    problem = {"title": "x", "status": 503, "detail": "Chưa bật", "code": "model_unavailable"}

    def refuse(route: Any) -> None:
        if "mode=semantic" in route.request.url:
            route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))
        else:
            route.continue_()

    page.route("**/v1/search?*", refuse)
    visit.go("/archive?q=bao+hiem&mode=semantic")
    assert page.locator(".hit").count() > 0
    assert "chưa bật tìm theo nghĩa" in page.locator("#notices").inner_text()
    assert page.locator(".state-error").count() == 0
    page.get_by_role("link", name="Về tìm kết hợp").click()
    settle(page)
    assert state(page) == {"q": ["bao hiem"]}


# --- Filters ---


@desktop_only
def test_a_range_is_drawn_over_the_histogram(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    bars = [page.locator(f".bar[data-period='{year}']").bounding_box() for year in (2018, 2020)]
    page.mouse.move(bars[0]["x"] + 5, bars[0]["y"] + 20)
    page.mouse.down()
    page.mouse.move(bars[1]["x"] + 5, bars[1]["y"] + 20, steps=4)
    assert page.locator(".bar.brushed").count() == 3
    page.mouse.up()
    settle(page)
    assert state(page) == {"from": ["2018-01-01"], "to": ["2020-12-31"]}
    page.locator(".bar[data-period='2020']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Enter")
    settle(page)
    assert state(page) == {"from": ["2018-01-01"], "to": ["2021-12-31"]}
    assert page.evaluate("document.querySelectorAll('.bar[tabindex=\"0\"]').length") == 1


@desktop_only
def test_months_are_offered_in_a_year_and_long_filters_can_be_searched(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    assert page.locator("[data-facet=month]").count() == 0
    places = page.locator("[data-facet=place]")
    places.get_by_role("button", name="Thêm").click()
    places.locator("input[type=search]").fill("ha nam")
    assert places.locator("li").all_inner_texts()[0].startswith("Hà Nam")
    page.locator("[data-facet=year] input").first.check()
    settle(page)
    month = page.locator("[data-facet=month] li").first
    count = int(month.locator(".facet-count").inner_text().split()[0])
    month.locator("input").check()
    settle(page)
    assert page.locator("#count").inner_text() == f"{count} bài"
    # Not uncheck(): the list is drawn anew on the click, and ":checked" then names nothing to wait for.
    page.locator("[data-facet=month] input:checked").click()
    settle(page)
    assert state(page)["from"][0].endswith("-01-01")


@phone_only
def test_what_lies_under_the_drawer_cannot_be_reached(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.locator("#open-filters").click()
    assert page.evaluate("document.querySelector('.list').inert && document.querySelector('#search').inert")
    page.keyboard.press("Escape")
    assert not page.locator("#filters").is_visible()
    assert page.evaluate("document.activeElement.id") == "open-filters"
    assert not page.evaluate("document.querySelector('.list').inert")


# --- Keys, waiting, failing ---


@desktop_only
def test_the_question_mark_shows_the_keys_unless_single_keys_are_off(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.keyboard.press("j")
    assert not page.locator("#help").is_visible()
    assert page.evaluate("document.activeElement.closest('.hit')") is None
    page.locator("#open-help").click()
    page.locator("#keys-on").check()


def test_nothing_jumps_when_the_first_answer_comes(visit: Visit) -> None:
    page = visit.log_in().page
    held: list[Any] = []
    hold(page, "**/v1/search?*", held)
    page.goto(visit.site.url + "/archive?q=tai+nan&sort=newest")
    page.wait_for_selector(".hit-waiting")
    visit.shoot("waiting")
    top = "document.querySelector('#hits').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.wait_for_timeout(100)
    for route in held:
        route.continue_()
    page.wait_for_selector(".hit:not(.hit-waiting)")
    assert abs(page.evaluate(top) - before) <= 8


@desktop_only
def test_the_page_tries_again_when_the_network_is_back(visit: Visit) -> None:
    visit.expected = ("ERR_FAILED",)
    page = visit.log_in().page
    page.route("**/v1/search?*", lambda route: route.abort())
    visit.go("/archive?q=luong")
    page.locator(".state-error", has_text="Không nối được").wait_for()
    page.unroute("**/v1/search?*")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector(".hit:not(.hit-waiting)")
    assert page.locator(".state-error").count() == 0


@desktop_only
def test_the_tab_is_named_after_the_search(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=tai+nan")
    assert page.title() == "tai nan – Kho bài – Trợ lý tòa soạn"
