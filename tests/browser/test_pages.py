"""The pages in a real browser, at the widths of a desk and of a phone."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from newsroom_ai.archive.access import Role
from newsroom_ai.text.fold import fold
from tests.browser.visits import DESKTOP, HOSTILE, PHONE, Site, Visit

pytestmark = pytest.mark.browser
desktop_only = pytest.mark.parametrize("visit", [DESKTOP], indirect=True, ids=["desktop"])
phone_only = pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
PROBLEM = {
    "type": "/problems/internal", "title": "Lỗi hệ thống", "status": 500, "detail": "Lỗi hệ thống, đã ghi lại",
    "code": "internal", "request_id": "abc123",
}  # fmt: skip


def total(page: Any) -> int:
    """The number of articles the page says it found."""
    words: str = page.locator("#count").inner_text()
    return 0 if words == "Không có bài nào" else int(re.sub(r"\D", "", words))


def settle(page: Any) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_selector("#hits:not([aria-busy])", state="attached")


def marks(page: Any, kind: str, within: str) -> list[str]:
    found: list[str] = page.locator(f"{within} mark.mark-{kind}").all_inner_texts()
    return found


def fail_with(page: Any, pattern: str, problem: dict[str, Any]) -> None:
    page.route(
        pattern,
        lambda route: route.fulfill(
            status=problem["status"], content_type="application/problem+json", body=json.dumps(problem)
        ),
    )


# --- Start page ---


def test_start_page_shows_every_service_on_a_sample_article(visit: Visit) -> None:
    page = visit.log_in().page
    page.locator(".sample").nth(1).click()
    page.locator("#run").click()
    page.wait_for_selector("[data-part=tags] .tag")
    visit.shoot("start")
    assert page.locator(".state-error").count() == 0
    assert page.locator(".state-loading").count() == 0
    assert page.locator("[data-part=summary] .sentence").count() >= 1
    assert page.locator("[data-part=headlines] li").count() >= 1
    assert page.locator("[data-part=duplicates] .verdict").count() >= 1
    assert page.locator("[data-part=related] a").count() >= 1
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_evidence_is_marked_on_hover_and_on_focus(visit: Visit) -> None:
    page = visit.log_in().page
    page.goto(visit.site.url + "/?article=dl-0001")
    page.locator("#run:enabled").click()
    tag = page.locator(".tag", has_text="Kha Sơn").first
    tag.hover()
    assert "Kha Sơn" in " ".join(marks(page, "evidence", "#reading"))
    page.mouse.move(0, 0)
    assert marks(page, "evidence", "#reading") == []
    page.locator("[data-part=summary] .sentence").first.focus()
    assert marks(page, "evidence", "#reading")
    page.keyboard.press("Enter")
    assert page.locator("#reading mark.mark-evidence").first.is_visible()


@desktop_only
def test_copied_article_shows_its_passages_side_by_side(visit: Visit) -> None:
    page = visit.log_in().page
    copied = visit.site.newsroom.archive.get("dl-0001").article
    page.locator("#choose-paste").click()
    assert page.locator("#run").is_disabled()
    page.locator("[name=title]").fill("Tít khác hẳn")
    page.locator("[name=body]").fill(copied.body)
    page.locator("#run").click()
    page.wait_for_selector(".pair blockquote")
    visit.shoot("duplicates")
    left, right = page.locator(".pairs .pair:not(.pair-head)").first.locator("blockquote").all_inner_texts()
    assert left[:40] == right[:40]
    assert copied.title in page.locator("[data-part=duplicates]").inner_text()


@desktop_only
def test_one_part_that_fails_spoils_no_other(visit: Visit) -> None:
    page = visit.log_in().page

    def break_one(route: Any) -> None:
        bundle = route.fetch().json()
        route.fulfill(json=bundle | {"related": None, "errors": {"related": PROBLEM}})

    page.route("**/v1/assist", break_one)
    page.goto(visit.site.url + "/?article=dl-0001")
    page.locator("#run:enabled").click()
    page.wait_for_selector("[data-part=related] .state-error")
    assert page.locator("[data-part=tags] .tag").count() >= 1
    assert page.locator(".state-error").count() == 1


# --- Archive: searching ---


def test_search_without_marks_finds_and_marks_the_words(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.locator("#q").fill("sap gian giao")
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive?q=sap+gian+giao")
    settle(page)
    visit.shoot("archive")
    assert "giàn giáo" in page.locator(".hit-title").first.inner_text().lower()
    found = {fold(words, marks=False) for words in marks(page, "match", ".hit-title")}
    assert found
    assert set(" ".join(found).split()) <= {"sap", "gian", "giao"}
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_marked_words_after_rare_characters_are_the_words_that_matched(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=zyzzyva")
    assert total(page) == 1
    assert set(marks(page, "match", ".hit")) == {"zyzzyva"}


@desktop_only
def test_facet_narrows_and_the_back_button_widens(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    everything = total(page)
    box = page.locator("[data-facet=section] li", has_text="An sinh")
    count = int(box.locator(".facet-count").inner_text().split()[0])
    box.locator("input").check()
    page.wait_for_url("**section=An+sinh*")
    settle(page)
    assert total(page) == count
    assert page.locator(".chip").inner_text().startswith("Bỏ lọc")
    assert page.locator("[data-facet=section] li").count() > 1, "other values stay on offer"
    page.go_back()
    settle(page)
    assert total(page) == everything
    assert page.locator(".chip").count() == 0
    page.go_forward()
    settle(page)
    page.locator(".chip").click()
    settle(page)
    assert total(page) == everything


@desktop_only
def test_histogram_goes_from_years_to_months_and_counts_right(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    for period in ("2024", "2024-03"):
        bar = page.locator(f".bar[data-period='{period}']")
        count = int(re.sub(r"\D", "", bar.get_attribute("aria-label").split(":")[1]))
        bar.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**from={period}*")
        settle(page)
        assert total(page) == count
    assert "to=2024-03-31" in page.url
    visit.shoot("histogram")
    page.get_by_role("button", name="Mọi thời gian").click()
    settle(page)
    assert "from=" not in page.url


@desktop_only
def test_more_results_come_by_cursor_without_repeating(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.get_by_role("button", name="Xem thêm").click()
    page.locator(".hit").nth(20).wait_for()
    ids = page.evaluate("[...document.querySelectorAll('.hit')].map((hit) => hit.dataset.id)")
    assert len(ids) == len(set(ids)) == 40


@desktop_only
def test_relaxed_search_and_empty_search_say_so(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=" + quote("sập giàn giáo kỳ lạ zyzzyva robot"))
    assert "đang hiện cả bài thiếu một vài từ" in page.locator("#notices").inner_text()
    visit.go("/archive?q=qqqqxw&section=An+sinh")
    assert "Không có bài nào" in page.locator("#count").inner_text()
    page.get_by_role("link", name="Bỏ hết bộ lọc").click()
    settle(page)
    assert "Thử ít từ hơn" in page.locator("#hits").inner_text()


@phone_only
def test_filters_are_a_drawer_on_a_phone(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    assert not page.locator("#filters").is_visible()
    page.locator("#open-filters").click()
    page.locator("[data-facet=section] input").first.check()
    settle(page)
    visit.shoot("drawer")
    page.locator("#show-results").click()
    assert not page.locator("#filters").is_visible()
    assert page.locator(".chip").count() == 1
    assert visit.width() <= PHONE[0]


@desktop_only
def test_text_is_cut_by_code_points_and_passages_are_compared_by_words(visit: Visit) -> None:
    page = visit.go("/login")
    cut = page.evaluate("""async () => {
        const { CodePoints } = await import('/static/text.js');
        const text = new CodePoints('😀 Đà Nẵng 𝒳 Đà Nẵng');
        const span = (start, end, words) => text.locate({ field: 'body', start, end, text: words });
        return [text.length, text.slice(2, 9), span(12, 19, 'Đà Nẵng'), span(11, 18, 'Đà Nẵng'), span(0, 3, 'Huế')];
    }""")
    assert cut == [19, "Đà Nẵng", {"start": 12, "end": 19}, {"start": 12, "end": 19}, None]
    marked = page.evaluate("""async () => {
        const { differences } = await import('/static/alignment.js');
        return differences('😀 Ba người bị thương nhẹ.', '😀 ba công nhân bị thương');
    }""")
    assert [(mark["start"], mark["end"]) for mark in marked["left"]] == [(5, 10), (21, 25)]
    assert [(mark["start"], mark["end"]) for mark in marked["right"]] == [(5, 14)]


# --- Archive: reading ---


def test_article_opens_beside_and_is_an_address(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=sap+gian+giao")
    title = page.locator(".hit-title a").first
    words = title.inner_text()
    title.click()
    page.wait_for_selector("#article .tag", state="attached")
    settle(page)
    assert "article=" in page.url
    assert page.locator("#article .reading-headline").inner_text() == words
    assert page.locator("#article mark.mark-match").count() >= 1
    assert page.locator("#article .related a").count() >= 1
    assert page.locator("#article .state-error").count() == 0
    visit.shoot("article")
    page.reload()
    page.wait_for_selector("#article mark.mark-match")
    page.go_back()
    page.wait_for_selector("#article", state="hidden")
    assert page.locator(".hit").count() >= 1


@desktop_only
def test_keyboard_alone_searches_opens_and_closes(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.keyboard.press("/")
    page.keyboard.type("bao hiem")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=bao+hiem*")
    settle(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    page.keyboard.press("j")
    focused = page.evaluate("document.activeElement.closest('.hit').dataset.id")
    assert focused == page.locator(".hit").nth(1).get_attribute("data-id")
    page.keyboard.press("Enter")
    page.wait_for_selector("#article .reading-headline")
    page.keyboard.press("Escape")
    page.wait_for_selector("#article", state="hidden")
    assert page.evaluate("document.activeElement.closest('.hit').dataset.id") == focused


def test_hostile_article_neither_runs_nor_breaks_the_layout(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=zyzzyva")
    page.locator(".hit-title a").first.click()
    page.wait_for_selector("#article .reading-headline")
    settle(page)
    visit.shoot("hostile")
    assert page.locator("#article .reading-headline").inner_text() == HOSTILE.title
    assert page.locator("main img, main script, main svg[onload], main b, main i").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert visit.width() <= page.viewport_size["width"]
    panel = page.locator("#article")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    page.goto(visit.site.url + "/?article=" + quote(HOSTILE.id))
    page.locator("#run:enabled").click()
    page.locator("[data-part=related] .state-loading").wait_for(state="detached", timeout=30_000)
    assert visit.width() <= page.viewport_size["width"]


# --- Who may, and what goes wrong ---


def test_pages_say_what_to_do_when_not_logged_in(visit: Visit) -> None:
    visit.expected = ("401",)
    for path in ("/", "/archive"):
        page = visit.go(path)
        assert "Bạn chưa đăng nhập" in page.locator(".state-login").inner_text()
        visit.shoot("anonymous" + path.replace("/", "-"))
    page.locator(".state-login a").click()
    page.wait_for_url("**/login")
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_logging_in_by_key_and_out_again(visit: Visit, site: Site) -> None:
    visit.expected = ("401",)
    page = visit.go("/login")
    page.locator("#key").fill("sai")
    page.keyboard.press("Enter")
    page.wait_for_selector(".state-error")
    visit.shoot("login")
    page.locator("#key").fill(site.newsroom.access.add_key("bàn tin", Role.REPORTER))
    page.keyboard.press("Enter")
    page.wait_for_selector(".who-name")
    assert page.locator(".who-name").inner_text() == "bàn tin · phóng viên"
    page.get_by_role("button", name="Thoát").click()
    page.wait_for_url("**/login")
    page = visit.go("/archive")
    assert page.locator(".state-login").count() == 1


@desktop_only
def test_server_error_is_told_and_can_be_tried_again(visit: Visit) -> None:
    visit.expected = ("500", "ERR_FAILED", "ERR_CONNECTION")
    page = visit.log_in().page
    fail_with(page, "**/v1/search*", PROBLEM)
    visit.go("/archive?q=tai+nan")
    assert PROBLEM["detail"] in page.locator(".state-error").inner_text()
    assert "abc123" in page.locator(".state-error").inner_text()
    page.unroute("**/v1/search*")
    page.route("**/v1/search*", lambda route: route.abort())
    page.get_by_role("button", name="Thử lại").click()
    page.locator(".state-error", has_text="Không nối được").wait_for()
    page.unroute("**/v1/search*")
    page.get_by_role("button", name="Thử lại").click()
    page.wait_for_selector(".hit")


@desktop_only
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_enough_contrast(visit: Visit, scheme: Any) -> None:
    page = visit.go("/login")
    page.emulate_media(color_scheme=scheme)
    style = "getComputedStyle(document.documentElement)"
    for ink in ("ink", "ink-soft", "accent", "accent-strong", "warn", "stop", "good"):
        for paper in ("paper", "surface"):
            colours = page.evaluate(f"['--{ink}', '--{paper}'].map((name) => {style}.getPropertyValue(name))")
            assert contrast(*colours) >= 4.5, (scheme, ink, paper)
    for ink, paper in (
        ("on-accent", "accent"), ("ink", "match"), ("ink", "evidence"), ("ink", "differs"), ("ink", "accent-soft"),
        ("ink-soft", "accent-soft"), ("accent", "accent-soft"), ("ink", "error-soft"), ("ink-soft", "error-soft"),
        ("ink-soft", "sunken"),
    ):  # fmt: skip
        colours = page.evaluate(f"['--{ink}', '--{paper}'].map((name) => {style}.getPropertyValue(name))")
        assert contrast(*colours) >= 4.5, (scheme, ink, paper)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two hex colours by WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    digits = colour.strip().lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
