"""The pages in a real browser, at the widths of a desk and of a phone."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from newsroom_ai.archive.access import Role
from newsroom_ai.text.fold import fold
from tests.browser.visits import DESKTOP, HOSTILE, PATIENCE, PHONE, Site, Visit, eventually, expect

pytestmark = pytest.mark.browser
desktop_only = pytest.mark.parametrize("visit", [DESKTOP], indirect=True, ids=["desktop"])
phone_only = pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
PROBLEM = {
    "type": "/problems/internal", "title": "Lỗi hệ thống", "status": 500, "detail": "Lỗi hệ thống, đã ghi lại",
    "code": "internal", "request_id": "abc123",
}  # fmt: skip


def settle(page: Any) -> None:
    """Wait for the results; the page says that it searches before the click or key that asked for it is over."""
    expect(page.locator("#hits")).not_to_have_attribute("aria-busy", "true")


def total(page: Any) -> int:
    """The number of articles the page says it found; 0 where it says that there are none."""
    settle(page)
    words: str = page.locator("#count").inner_text()
    return int(re.sub(r"\D", "", words) or 0)


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
    page.locator("#run:enabled").click()
    for shown in ("tags] .tag", "summary] .sentence", "headlines] li", "duplicates] .verdict", "related] a"):
        expect(page.locator(f"[data-part={shown}").first).to_be_visible()
    expect(page.locator(".state-loading")).to_have_count(0)
    expect(page.locator(".state-error")).to_have_count(0)
    visit.shoot("start")
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_evidence_is_marked_on_hover_and_on_focus(visit: Visit) -> None:
    page = visit.log_in().page
    page.goto(visit.site.url + "/?article=dl-0001")
    page.locator("#run:enabled").click()
    tag = page.locator(".tag", has_text="Kha Sơn").first
    found = page.locator("#reading mark.mark-evidence")
    tag.hover()
    expect(found.filter(has_text="Kha Sơn").first).to_be_attached()
    page.mouse.move(0, 0)
    expect(found).to_have_count(0)
    page.locator("[data-part=summary] .sentence").first.focus()
    expect(found.first).to_be_attached()
    page.keyboard.press("Enter")
    expect(found.first).to_be_visible()


@desktop_only
def test_copied_article_shows_its_passages_side_by_side(visit: Visit) -> None:
    page = visit.log_in().page
    copied = visit.site.newsroom.archive.get("dl-0001").article
    page.locator("#choose-paste").click()
    expect(page.locator("#run")).to_be_disabled()
    page.locator("[name=title]").fill("Tít khác hẳn")
    page.locator("[name=body]").fill(copied.body)
    page.locator("#run:enabled").click()
    expect(page.locator(".pair blockquote").first).to_be_visible()
    visit.shoot("duplicates")
    left, right = page.locator(".pairs .pair:not(.pair-head)").first.locator("blockquote").all_inner_texts()
    assert left[:40] == right[:40]
    expect(page.locator("[data-part=duplicates]")).to_contain_text(copied.title)


@desktop_only
def test_one_part_that_fails_spoils_no_other(visit: Visit) -> None:
    page = visit.log_in().page

    def break_one(route: Any) -> None:
        bundle = route.fetch().json()
        route.fulfill(json=bundle | {"related": None, "errors": {"related": PROBLEM}})

    page.route("**/v1/assist", break_one)
    page.goto(visit.site.url + "/?article=dl-0001")
    page.locator("#run:enabled").click()
    expect(page.locator("[data-part=related] .state-error")).to_be_visible()
    expect(page.locator("[data-part=tags] .tag").first).to_be_visible()
    expect(page.locator(".state-error")).to_have_count(1)


# --- Archive: searching ---


def test_search_without_marks_finds_and_marks_the_words(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.locator("#q").fill("sap gian giao")
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive?q=sap+gian+giao")
    settle(page)
    expect(page.locator(".hit-title").first).to_contain_text(re.compile("giàn giáo", re.IGNORECASE))
    visit.shoot("archive")
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
    box.locator("input").click()  # not check(): the list is drawn anew on the click
    page.wait_for_url("**section=An+sinh*")
    eventually(page, lambda: total(page), count)
    expect(page.locator(".chip")).to_have_text(re.compile("^Bỏ lọc"))
    expect(page.locator("[data-facet=section] li").nth(1)).to_be_attached()  # other values stay on offer
    page.go_back()
    eventually(page, lambda: total(page), everything)
    expect(page.locator(".chip")).to_have_count(0)
    page.go_forward()
    eventually(page, lambda: total(page), count)
    page.locator(".chip").click()
    eventually(page, lambda: total(page), everything)


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
        eventually(page, lambda: total(page), count)
    assert "to=2024-03-31" in page.url
    visit.shoot("histogram")
    page.get_by_role("button", name="Mọi thời gian").click()
    eventually(page, lambda: "from=" in page.url, False)


@desktop_only
def test_more_results_come_by_cursor_without_repeating(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    page.get_by_role("button", name="Xem thêm").click()
    expect(page.locator(".hit")).to_have_count(40)
    ids = page.evaluate("[...document.querySelectorAll('.hit')].map((hit) => hit.dataset.id)")
    assert len(ids) == len(set(ids)) == 40


@desktop_only
def test_relaxed_search_and_empty_search_say_so(visit: Visit) -> None:
    page = visit.log_in().go("/archive?q=" + quote("sập giàn giáo kỳ lạ zyzzyva robot"))
    expect(page.locator("#notices")).to_contain_text("đang hiện cả bài thiếu một vài từ")
    visit.go("/archive?q=qqqqxw&section=An+sinh")
    expect(page.locator("#count")).to_contain_text("Không có bài nào")
    page.get_by_role("link", name="Bỏ hết bộ lọc").click()
    expect(page.locator("#hits")).to_contain_text("Thử ít từ hơn")


@phone_only
def test_filters_are_a_drawer_on_a_phone(visit: Visit) -> None:
    page = visit.log_in().go("/archive")
    settle(page)
    expect(page.locator("#filters")).to_be_hidden()
    page.locator("#open-filters").click()
    page.locator("[data-facet=section] input").first.click()
    settle(page)
    visit.shoot("drawer")
    page.locator("#show-results").click()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator(".chip")).to_have_count(1)
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
    expect(page.locator("#article .tag").first).to_be_attached()
    assert "article=" in page.url
    expect(page.locator("#article .reading-headline")).to_have_text(words)
    expect(page.locator("#article mark.mark-match").first).to_be_attached()
    expect(page.locator("#article .related a").first).to_be_attached()
    expect(page.locator("#article .state-error")).to_have_count(0)
    visit.shoot("article")
    page.reload()
    page.wait_for_selector("#article mark.mark-match")
    page.go_back()
    expect(page.locator("#article")).to_be_hidden()
    expect(page.locator(".hit:not(.hit-waiting)").first).to_be_visible()


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
    expect(page.locator("#article .reading-headline")).to_have_text(HOSTILE.title)
    expect(page.locator("#article .state-loading")).to_have_count(0, timeout=4 * PATIENCE)  # 200,000 characters
    visit.shoot("hostile")
    assert page.locator("main img, main script, main svg[onload], main b, main i").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert visit.width() <= page.viewport_size["width"]
    panel = page.locator("#article")
    assert panel.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    page.goto(visit.site.url + "/?article=" + quote(HOSTILE.id))
    page.locator("#run:enabled").click()
    expect(page.locator("[data-part=related] .state-loading")).to_have_count(0, timeout=4 * PATIENCE)
    assert visit.width() <= page.viewport_size["width"]


# --- Who may, and what goes wrong ---


def test_pages_say_what_to_do_when_not_logged_in(visit: Visit) -> None:
    visit.expected = ("401",)
    for path in ("/", "/archive"):
        page = visit.go(path)
        expect(page.locator(".state-login")).to_contain_text("Bạn chưa đăng nhập")
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
    expect(page.locator(".who-name")).to_have_text("bàn tin · phóng viên")
    page.get_by_role("button", name="Thoát").click()
    page.wait_for_url("**/login")
    page = visit.go("/archive")
    expect(page.locator(".state-login")).to_have_count(1)


@desktop_only
def test_server_error_is_told_and_can_be_tried_again(visit: Visit) -> None:
    visit.expected = ("500", "ERR_FAILED", "ERR_CONNECTION")
    page = visit.log_in().page
    fail_with(page, "**/v1/search*", PROBLEM)
    visit.go("/archive?q=tai+nan")
    expect(page.locator(".state-error")).to_contain_text(PROBLEM["detail"])
    expect(page.locator(".state-error")).to_contain_text("abc123")
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
