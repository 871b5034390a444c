"""What the archive page does beyond searching and reading: suggestions, files, likeness, modes, notices, keys."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.browser.visits import ATTACK, DESKTOP, HOSTILE, LONG, PHONE, Visit, eventually, expect, sync_api

pytestmark = pytest.mark.browser
desktop_only = pytest.mark.parametrize("visit", [DESKTOP], indirect=True, ids=["desktop"])
phone_only = pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])


def settle(page: Any) -> None:
    """Wait for the results; the page says that it searches before the click or key that asked for it is over."""
    expect(page.locator("#hits")).not_to_have_attribute("aria-busy", "true")


def stands_at(page: Any, **wanted: list[str]) -> None:
    """Wait until the address says this, and its results are there."""
    eventually(page, lambda: parse_qs(urlsplit(page.url).query), wanted)
    settle(page)


def type_in(page: Any, text: str) -> None:
    """Put a text in at once, so that the suggestions which then show are those of the whole of it."""
    page.locator("#q").fill("")
    expect(page.locator("#suggestions")).to_be_hidden()
    page.locator("#q").fill(text)
    expect(page.locator(".suggestion").first).to_be_visible()


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
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#suggestions-status")).to_contain_text("gợi ý")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
    active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(active).to_have_attribute("aria-selected", "true")
    expect(active).to_contain_text("Hà Nội")
    page.keyboard.press("Enter")
    stands_at(page, q=["sap gian giao"], place=["Hà Nội"])
    expect(box).to_have_value("sap gian giao")
    expect(page.locator("#suggestions")).to_be_hidden()
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_escape_closes_the_suggestions_and_enter_searches_what_is_typed(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    type_in(page, "bao hi")
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("bao hi")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".suggestion").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).not_to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")
    stands_at(page, q=["bao hi"])


@desktop_only
def test_suggestions_of_an_older_text_never_show(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    late: list[Any] = []
    hold(page, "**/v1/search/suggestions?q=bao&*", late)
    page.locator("#q").press_sequentially("bao")
    eventually(page, lambda: len(late), 1)
    page.locator("#q").press_sequentially(" hiem that")
    expect(page.locator(".suggestion", has_text="bảo hiểm thất nghiệp").first).to_be_visible()
    with contextlib.suppress(sync_api.Error):  # the page may have given that request up
        late[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator(".suggestion").filter(has_not_text="hiểm")).to_have_count(0)


@desktop_only
def test_a_suggested_title_opens_its_article(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=luong")
    type_in(page, "Bị máy dập mất")
    page.locator(".suggestion[data-kind=title]").first.click()
    expect(page.locator("#article .reading-headline")).to_contain_text("Bị máy dập mất")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["luong"], "the results beside the article stay"


def test_hostile_titles_are_only_words_in_suggestions(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    type_in(page, "hiem hoc")
    expect(page.locator(".suggestion").first).to_contain_text(ATTACK)
    assert page.locator("main img, main script").count() == 0
    type_in(page, "kyluctit")
    expect(page.locator(".suggestion").first).to_contain_text(LONG.title[:12])
    visit.shoot("long-suggestion")
    assert visit.width() <= page.viewport_size["width"]
    visit.go("/archive?q=" + quote(LONG.title))
    expect(page.locator(".hit:not(.hit-waiting)").first).to_be_visible()
    visit.shoot("long-title")
    assert visit.width() <= page.viewport_size["width"]
    visit.go("/archive?similar=" + quote(HOSTILE.id))
    expect(page.locator("#notices")).to_contain_text(ATTACK)


# --- Files ---


@desktop_only
def test_hits_are_downloaded_as_a_file(visit: Visit, tmp_path: Path) -> None:
    page = visit.log_in().go("/archive?q=tai+nan+lao+dong&section=An+sinh")
    expect(page.locator("#count")).to_have_text(re.compile(r"^\d+ bài$"))
    count = page.locator("#count").inner_text()
    page.locator("#export summary").click()
    expect(page.locator("#export-note")).to_contain_text(count)
    with page.expect_download() as waiting:
        page.locator("#export-csv").click()
    waiting.value.save_as(tmp_path / "hits.csv")
    content = (tmp_path / "hits.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,title")
    assert content.count(b",An sinh,") == int(count.split()[0])
    expect(page.locator("#export-csv")).to_be_hidden()


# --- One article among others ---


def test_similar_articles_are_an_address_and_lead_back(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=sap+gian+giao")
    first = page.locator(".hit").first
    id, title = first.get_attribute("data-id"), first.locator(".hit-title").inner_text()
    first.locator(".hit-similar").click()
    page.wait_for_url("**similar=*")
    settle(page)
    expect(page.locator("#notices")).to_contain_text(title)
    visit.shoot("similar")
    ids = page.evaluate("[...document.querySelectorAll('.hit')].map((hit) => hit.dataset.id)")
    assert ids
    assert id not in ids
    page.reload()
    expect(page.locator("#count")).to_contain_text("bài tương tự")
    page.get_by_role("link", name="Về kết quả tìm").click()
    stands_at(page, q=["sap gian giao"])
    expect(page.locator(".hit").first).to_have_attribute("data-id", id)


@desktop_only
def test_the_open_article_leads_to_those_like_it(visit: Visit) -> None:
    page = visit.log_in().go("/archive?article=dl-0001")
    page.get_by_role("link", name="Xem mọi bài tương tự").click()
    stands_at(page, similar=["dl-0001"])
    visit.expected = ("404",)
    visit.go("/archive?similar=khong-co")
    expect(page.locator("#hits")).to_contain_text("không còn trong kho")


@desktop_only
def test_why_a_hit_stands_there_is_told_on_hover_and_focus(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=tai+nan+lao+dong")
    why = page.locator(".why").first
    expect(why).to_be_visible()
    expect(why.locator(".tip")).to_be_hidden()
    why.locator("button").focus()
    expect(why.locator(".tip")).to_have_text(re.compile(r"Khớp chữ \d+ %"))
    expect(why.locator(".tip")).to_contain_text("tai nạn")
    assert why.locator("button").get_attribute("aria-describedby") == why.locator(".tip").get_attribute("id")
    visit.go("/archive?q=tai+nan&sort=newest")
    expect(page.locator(".hit:not(.hit-waiting)").first).to_be_visible()
    expect(page.locator(".why")).to_have_count(0)  # by date nothing is weighed


# --- How the query was understood ---


@desktop_only
def test_another_spelling_is_a_link_and_expansions_can_be_switched_off(visit: Visit) -> None:
    page = visit.log_in().page
    expansions = [{"from": "Hà Giang", "to": ["Tuyên Quang"]}, {"from": "BHXH", "to": ["bảo hiểm xã hội"]}]

    def change(answer: dict[str, Any]) -> dict[str, Any]:
        return answer | {"query": answer["query"] | {"suggestion": "bảo hiểm", "expansions": expansions}}

    told(page, change)
    visit.go("/archive?q=bao+hien")
    expect(page.locator("#notices")).to_contain_text("Có phải bạn tìm: bảo hiểm")
    expected = "Tìm cả Tuyên Quang cho “Hà Giang”; bảo hiểm xã hội cho “BHXH”"
    expect(page.locator("#notices")).to_contain_text(expected)
    visit.shoot("notices")
    page.get_by_role("link", name="Không mở rộng").click()
    stands_at(page, q=["bao hien"], expand=["0"])
    page.get_by_role("link", name="Tìm cả cách gọi khác").click()
    stands_at(page, q=["bao hien"])
    page.get_by_role("link", name="bảo hiểm", exact=True).click()
    stands_at(page, q=["bảo hiểm"])


@desktop_only
def test_the_switch_of_modes_is_there_only_where_the_server_knows_meaning(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=luong")
    if page.locator("#modes").is_visible():
        pytest.skip("this server searches by meaning")
    told(page, lambda answer: answer | {"query": answer["query"] | {"mode": "hybrid"}})
    visit.go("/archive?q=tien+luong")
    visit.shoot("modes")
    expect(page.get_by_role("radio")).to_have_count(3)
    page.get_by_role("radio", name="Từ khóa").click(force=True)  # not check(): the click draws the switch anew
    stands_at(page, q=["tien luong"], mode=["keyword"])
    expect(page.get_by_role("radio", name="Từ khóa")).to_be_checked()


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
    expect(page.locator("#notices")).to_contain_text("chưa bật tìm theo nghĩa")
    expect(page.locator(".hit:not(.hit-waiting)").first).to_be_visible()
    expect(page.locator(".state-error")).to_have_count(0)
    page.get_by_role("link", name="Về tìm kết hợp").click()
    stands_at(page, q=["bao hiem"])


# --- Filters ---


@desktop_only
def test_a_range_is_drawn_over_the_histogram(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    bars = [page.locator(f".bar[data-period='{year}']").bounding_box() for year in (2018, 2020)]
    page.mouse.move(bars[0]["x"] + 5, bars[0]["y"] + 20)
    page.mouse.down()
    page.mouse.move(bars[1]["x"] + 5, bars[1]["y"] + 20, steps=4)
    expect(page.locator(".bar.brushed")).to_have_count(3)
    page.mouse.up()
    stands_at(page, **{"from": ["2018-01-01"], "to": ["2020-12-31"]})
    page.locator(".bar[data-period='2020']").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+Enter")
    stands_at(page, **{"from": ["2018-01-01"], "to": ["2021-12-31"]})
    expect(page.locator(".bar[tabindex='0']")).to_have_count(1)


@desktop_only
def test_months_are_offered_in_a_year_and_long_filters_can_be_searched(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    expect(page.locator("[data-facet=year]")).to_be_visible()
    expect(page.locator("[data-facet=month]")).to_have_count(0)
    places = page.locator("[data-facet=place]")
    places.get_by_role("button", name="Thêm").click()
    places.locator("input[type=search]").fill("ha nam")
    expect(places.locator("li").first).to_have_text(re.compile(r"^\s*Hà Nam"))
    # Not check() and uncheck(): the list is drawn anew on the click, and the box then is another one.
    page.locator("[data-facet=year] input").first.click()
    settle(page)
    month = page.locator("[data-facet=month] li").first
    count = int(month.locator(".facet-count").inner_text().split()[0])
    month.locator("input").click()
    expect(page.locator("#count")).to_have_text(f"{count} bài")
    page.locator("[data-facet=month] input:checked").click()
    eventually(page, lambda: parse_qs(urlsplit(page.url).query)["from"][0][4:], "-01-01")


@phone_only
def test_what_lies_under_the_drawer_cannot_be_reached(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.locator("#open-filters").click()
    expect(page.locator(".list")).to_have_js_property("inert", True)
    expect(page.locator("#search")).to_have_js_property("inert", True)
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#open-filters")).to_be_focused()
    expect(page.locator(".list")).to_have_js_property("inert", False)


# --- Keys, waiting, failing ---


@desktop_only
def test_the_question_mark_shows_the_keys_unless_single_keys_are_off(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(page.locator("#help")).to_be_hidden()
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
    expect(page.locator(".state-error", has_text="Không nối được")).to_be_visible()
    page.unroute("**/v1/search?*")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".hit:not(.hit-waiting)").first).to_be_visible()
    expect(page.locator(".state-error")).to_have_count(0)


@desktop_only
def test_the_tab_is_named_after_the_search(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=tai+nan")
    expect(page).to_have_title("tai nan – Kho bài – Trợ lý tòa soạn")
