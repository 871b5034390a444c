"""The panel beside the demo editor: every state, every decision, hostile text, and other people's pages."""

from __future__ import annotations

import http.server
import json
import re
import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from newsroom_ai.archive.access import Principal, Role
from tests.browser.visits import ATTACK, DESKTOP, HOSTILE, PATIENCE, PHONE, SCRIPT, Site, Visit, eventually, expect

pytestmark = pytest.mark.browser
desktop_only = pytest.mark.parametrize("visit", [DESKTOP], indirect=True, ids=["desktop"])
phone_only = pytest.mark.parametrize("visit", [PHONE], indirect=True, ids=["phone"])
PANEL = "newsroom-assistant"
STATIC = Path(__file__).parents[2] / "api" / "static"
SIZE_LIMIT = 60_000  # bytes of the panel's script
PROBLEM = {
    "type": "/problems/internal", "title": "Lỗi hệ thống", "status": 500, "detail": "Phần này gặp lỗi trong máy chủ",
    "code": "internal", "request_id": "abc123",
}  # fmt: skip


def editor(visit: Visit, draft: int = 0) -> Any:
    page = visit.log_in().go("/editor")
    page.locator("#drafts button").nth(draft).click()
    return page


def suggest(page: Any) -> None:
    """Ask and wait for the end; the panel says that it runs before the click is over."""
    page.locator(f"{PANEL} .run:enabled").click()
    finished(page)


def finished(page: Any) -> None:
    expect(page.locator(PANEL)).not_to_have_attribute("running", "")


def part(page: Any, name: str) -> Any:
    return page.locator(f"{PANEL} [data-part={name}]")


def decisions(visit: Visit, count: int = 0) -> list[tuple[str, str | None, str | None]]:
    """Action, kind and value of all feedback of this module so far, once there are ``count``."""
    eventually(visit.page, lambda: sum(1 for _ in visit.site.newsroom.feedback.all()) >= count, True)
    return [
        (item.feedback.action, item.feedback.kind, item.feedback.value) for item in visit.site.newsroom.feedback.all()
    ]


def accessible(page: Any) -> None:
    """No violation that axe knows of."""
    try:
        axe = (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    except ModuleNotFoundError:
        pytest.skip("axe is not installed")
    page.evaluate(axe)
    found = page.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice']})).violations.map(({id, nodes}) => id + ': ' + nodes.map((node) => node.html + ' '"
        " + node.failureSummary).join(' | '))"
    )
    assert found == []


# --- The states ---


def test_it_waits_for_a_text_and_does_nothing_unasked(visit: Visit) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = editor(visit)
    page.locator("#body").fill("Mới có một câu.")
    expect(page.locator(f"{PANEL} .run")).to_be_disabled()
    expect(page.locator(f"{PANEL} .status")).to_contain_text("ký tự")
    visit.shoot("panel-short")
    page.locator("#body").fill("")
    expect(page.locator(f"{PANEL} .status")).to_have_text("Chưa có bài để đọc.")
    accessible(page)
    assert not [url for url in asked if "assist" in url.rsplit("/", 1)[-1] and "static" not in url]
    assert visit.width() <= page.viewport_size["width"]


@pytest.mark.parametrize("draft", [0, 1, 2], ids=["clean", "copy", "figures"])
def test_each_sample_draft_shows_what_it_is_for(visit: Visit, draft: int) -> None:
    page = editor(visit, draft)
    suggest(page)
    visit.shoot(f"panel-{draft}")
    expect(page.locator(f"{PANEL} .alarm")).to_have_count(0)
    expect(part(page, "tags").locator(".tag").nth(3)).to_be_visible()
    expect(part(page, "summary").locator(".use")).to_have_count(1)
    expect(part(page, "headlines").locator(".use").first).to_be_visible()
    expected = {
        0: ("duplicates", "Chưa thấy bài nào trùng."),
        1: ("duplicates", "Cháy xưởng gỗ 3.000 m2 ở Tân Uyên"),
        2: ("checks", "không có trong thân bài"),
    }[draft]
    expect(part(page, expected[0])).to_contain_text(expected[1])
    accessible(page)
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_parts_show_one_by_one(visit: Visit) -> None:
    page = editor(visit)
    tags = visit.site.newsroom.tag(visit.site.newsroom.archive.get("dl-0001").article).result.tags
    first = json.dumps({"part": "tags", "value": [_plain(tag) for tag in tags], "took_ms": 1})
    _answer_slowly(page, [first + "\n"])
    page.locator(f"{PANEL} .run:enabled").click()
    expect(page.locator(f"{PANEL} .tag")).to_have_count(len(tags))
    visit.shoot("panel-running")
    expect(page.locator(f"{PANEL} .run")).to_have_text("Dừng")
    expect(part(page, "summary").locator(".bar")).to_have_count(2)
    expect(page.locator(f"{PANEL} .status")).to_contain_text("1 trong 6")
    accessible(page)
    page.locator(f"{PANEL} .run").click()
    finished(page)
    expect(page.locator(f"{PANEL} .status")).to_have_text("Đã dừng.")
    expect(part(page, "tags").locator(".tag")).to_have_count(len(tags))
    expect(part(page, "summary")).to_be_hidden()


def test_results_of_an_earlier_text_say_so(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    page.locator("#body").press("Control+End")
    page.locator("#body").type(" Thêm một câu.")
    page.wait_for_selector(f"{PANEL} .notice")
    visit.shoot("panel-stale")
    accessible(page)
    page.locator(f"{PANEL} .notice button").click()
    finished(page)
    expect(page.locator(f"{PANEL} .notice")).to_have_count(0)


@desktop_only
def test_one_part_that_fails_spoils_no_other_and_can_be_tried_again(visit: Visit) -> None:
    page = editor(visit)

    def break_one(route: Any) -> None:
        response = route.fetch()
        lines = [json.loads(line) for line in response.text().splitlines()]
        broken = [
            {"part": "related", "problem": PROBLEM, "took_ms": 1} if line.get("part") == "related" else line
            for line in lines
        ]
        route.fulfill(status=200, content_type="application/x-ndjson", body="\n".join(map(json.dumps, broken)))

    page.route("**/v1/assist", break_one)
    suggest(page)
    visit.shoot("panel-partial")
    expect(page.locator(f"{PANEL} .status")).to_contain_text("1 phần gặp lỗi")
    expect(part(page, "related").locator(".alarm")).to_have_count(1)
    expect(part(page, "tags").locator(".tag").nth(3)).to_be_visible()
    accessible(page)
    page.unroute("**/v1/assist")
    part(page, "related").locator(".alarm button").click()
    finished(page)
    expect(part(page, "related").locator(".insert").first).to_be_visible()
    expect(part(page, "tags").locator(".tag").nth(3)).to_be_visible()


def test_without_a_server_one_line_says_so_and_writing_goes_on(visit: Visit) -> None:
    visit.expected = ("Failed to load resource", "ERR_FAILED")
    page = editor(visit)
    page.route("**/v1/assist", lambda route: route.abort())
    suggest(page)
    expect(page.locator(f"{PANEL} .alarm")).to_have_count(1)
    expect(page.locator(f"{PANEL} .alarm")).to_contain_text("cứ soạn")
    visit.shoot("panel-offline")
    accessible(page)
    page.locator("#title").fill("Vẫn soạn được")
    page.unroute("**/v1/assist")
    page.locator(f"{PANEL} .alarm button").click()
    finished(page)
    expect(page.locator(f"{PANEL} .alarm")).to_have_count(0)


@desktop_only
def test_a_stream_that_breaks_off_counts_as_no_server(visit: Visit) -> None:
    page = editor(visit)
    body = json.dumps({"part": "tags", "value": [], "took_ms": 1}) + "\n"
    page.route("**/v1/assist", lambda route: route.fulfill(status=200, content_type="application/x-ndjson", body=body))
    suggest(page)
    expect(page.locator(f"{PANEL} .alarm")).to_contain_text("Không nối được")
    expect(part(page, "tags")).to_be_visible()


@desktop_only
def test_a_token_that_has_ended_is_replaced_without_a_word(visit: Visit) -> None:
    visit.expected = ("401",)
    page = editor(visit)
    suggest(page)
    newsroom = visit.site.newsroom
    (since,) = (
        newsroom._database.read()
        .execute("SELECT created_at FROM credential WHERE kind = 'session' ORDER BY created_at DESC")
        .fetchone()
    )
    maker = Principal("ban thư ký", Role.EDITOR, since=since)
    newsroom.tokens.end(maker, "ban thư ký")
    suggest(page)
    expect(page.locator(f"{PANEL} .alarm")).to_have_count(0)
    expect(part(page, "tags").locator(".tag").nth(3)).to_be_visible()


@desktop_only
def test_without_a_login_the_page_says_how_to_get_one(visit: Visit) -> None:
    visit.expected = ("401",)
    page = visit.go("/editor")
    expect(page.locator("#panel-notice a[href='/login']")).to_have_count(1)
    page.locator("#drafts button").first.click()
    suggest(page)
    expect(page.locator(f"{PANEL} .alarm")).to_contain_text("không nhận phiên")
    visit.shoot("panel-no-login")
    accessible(page)


@desktop_only
def test_a_refused_token_shows_as_a_session_that_is_not_accepted(visit: Visit) -> None:
    visit.expected = ("403",)
    page = editor(visit)
    forbidden = PROBLEM | {"status": 403, "code": "forbidden"}
    page.route(
        "**/v1/assist",
        lambda route: route.fulfill(status=403, content_type="application/problem+json", body=json.dumps(forbidden)),
    )
    suggest(page)
    expect(page.locator(f"{PANEL} .alarm")).to_contain_text("không nhận phiên")
    visit.shoot("panel-unauthorised")


# --- Deciding ---


def test_tags_are_accepted_dismissed_and_taken_back(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    before = len(decisions(visit))
    rows = part(page, "tags").locator(".tag")
    names = part(page, "tags").locator(".label").all_inner_texts()
    expect(page.locator("#tags li")).to_have_count(0)
    rows.nth(0).locator(".sign").first.click()
    rows.nth(1).locator(".sign").nth(1).click()
    expect(page.locator("#tags li bdi")).to_have_text([names[0]])
    for place, state in enumerate(("accepted", "rejected", "open")):
        expect(rows.nth(place)).to_have_attribute("data-state", state)
    expect(page.locator(f"{PANEL} .status")).to_have_text(f"Đã nhận 1 thẻ, còn {len(names) - 2} thẻ chưa chọn.")
    visit.shoot("panel-decided")
    accessible(page)
    rows.nth(0).locator(".sign").click()
    expect(page.locator("#tags li")).to_have_count(0)
    made = decisions(visit, before + 3)[before:]
    assert [action for action, _, _ in made] == ["accept", "reject", "reject"]
    assert [value for _, _, value in made] == [names[0], names[1], names[0]]
    if page.locator(f"{PANEL} select").count():
        page.select_option(f"{PANEL} select", "0")
    page.locator(f"{PANEL} .accept-all").click()
    others = {name for name in names if name != names[1]}
    eventually(page, lambda: set(page.locator("#tags li bdi").all_inner_texts()), others)
    expect(page.locator(f"{PANEL} .accept-all")).to_be_disabled()
    expect(page.locator(f"{PANEL} .notice")).to_have_count(0)  # accepting a tag is no change of the text


@desktop_only
def test_only_tags_above_the_line_are_accepted_together(visit: Visit) -> None:
    page = editor(visit)

    def measure(route: Any) -> None:
        lines = [json.loads(line) for line in route.fetch().text().splitlines()]
        for line in lines:
            for place, tag in enumerate(line["value"] if line.get("part") == "tags" else []):
                tag["confidence"] = (0.95, 0.85, 0.6, None)[place % 4]
        route.fulfill(status=200, content_type="application/x-ndjson", body="\n".join(map(json.dumps, lines)))

    page.route("**/v1/assist", measure)
    suggest(page)
    sure = part(page, "tags").locator(".tag", has_text="chắc 95 %")
    page.select_option(f"{PANEL} select", "0.9")
    expect(page.locator(f"{PANEL} .accept-all")).to_have_text(f"Nhận cả {sure.count()} thẻ")
    visit.shoot("panel-line")
    page.locator(f"{PANEL} .accept-all").click()
    expect(page.locator("#tags li")).to_have_count(sure.count())


def test_a_sapo_is_used_edited_and_undone(visit: Visit) -> None:
    page = editor(visit, 2)
    own = page.locator("#sapo").input_value()
    suggest(page)
    before = len(decisions(visit))
    part(page, "summary").locator(".use").click()
    expect(page.locator("#sapo")).not_to_have_value(own)
    expect(page.locator(f"{PANEL} .notice")).to_have_count(0)
    visit.shoot("panel-applied")
    part(page, "summary").locator(".undo").click()
    expect(page.locator("#sapo")).to_have_value(own)
    part(page, "summary").locator(".edit").click()
    part(page, "summary").locator("textarea").fill("Sapo do phóng viên sửa lại.")
    accessible(page)
    part(page, "summary").locator("textarea ~ .row .use").click()
    expect(page.locator("#sapo")).to_have_value("Sapo do phóng viên sửa lại.")
    made = decisions(visit, before + 3)[before:]
    assert [action for action, _, _ in made] == ["accept", "reject", "edit"]
    assert made[-1] == ("edit", "sapo", "Sapo do phóng viên sửa lại.")


@desktop_only
def test_what_was_missing_is_ticked_off_when_it_is_there(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    sapo, tags = (part(page, "checks").locator(".check", has_text=words) for words in ("chưa có sapo", "chưa gắn thẻ"))
    expect(sapo).to_have_attribute("data-severity", "warn")
    part(page, "summary").locator(".use").click()
    expect(sapo).to_have_attribute("data-severity", "done")
    expect(tags).to_have_attribute("data-severity", "info")
    part(page, "tags").locator(".sign").first.click()
    expect(tags).to_contain_text("Đã xong")
    visit.shoot("panel-done")
    accessible(page)
    part(page, "summary").locator(".undo").click()
    expect(sapo).to_have_attribute("data-severity", "warn")


@desktop_only
def test_what_was_used_and_then_changed_by_hand_is_told_as_an_edit(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    before = len(decisions(visit))
    own = page.locator("#title").input_value()
    part(page, "headlines").locator(".use").first.click()
    expect(page.locator("#title")).not_to_have_value(own)
    page.locator("#title").fill("Tít được sửa sau khi dùng gợi ý")
    suggest(page)
    assert decisions(visit, before + 2)[-1] == ("edit", None, "Tít được sửa sau khi dùng gợi ý")


@desktop_only
def test_other_candidates_are_added_and_one_can_be_dropped(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    first = part(page, "summary").locator(".candidate").count()
    before = len(decisions(visit))
    part(page, "summary").locator(".regenerate").click()
    expect(part(page, "summary").locator(".candidate")).to_have_count(first + 1)
    part(page, "summary").locator(".drop").first.click()
    expect(part(page, "summary").locator(".candidate")).to_have_count(first)
    assert decisions(visit, before + 1)[-1][0] == "reject"


@desktop_only
def test_a_suggestion_can_be_copied(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = editor(visit)
    suggest(page)
    text = part(page, "headlines").locator(".headline").first.inner_text()
    part(page, "headlines").locator(".copy").first.click()
    eventually(page, lambda: page.evaluate("() => navigator.clipboard.readText()"), text)


@desktop_only
def test_evidence_is_marked_on_hover_and_focus(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    marks = page.locator(".mirror mark")
    expect(marks).to_have_count(0)
    label = part(page, "tags").locator(".tag .words", has_text="Vi Thị Mến")
    label.hover()
    expect(marks.filter(has_text="Vi Thị Mến").first).to_be_attached()
    visit.shoot("panel-evidence")
    expect(page.locator(f"{PANEL} .evidence")).to_contain_text("Căn cứ")
    page.mouse.move(0, 0)
    expect(marks).to_have_count(0)
    part(page, "summary").locator(".words").first.focus()
    expect(marks.first).to_be_attached()
    page.keyboard.press("Tab")
    expect(marks).to_have_count(0)


@desktop_only
def test_a_related_article_becomes_a_link(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    part(page, "related").locator(".insert").first.click()
    expect(page.locator("#links a")).to_have_attribute("href", re.compile("^https://"))


@desktop_only
def test_everything_can_be_reached_and_done_by_keyboard(visit: Visit) -> None:
    page = editor(visit)
    expect(page.locator(f"{PANEL} .run")).to_be_enabled()
    page.locator(f"{PANEL} .run").focus()
    page.keyboard.press("Enter")
    finished(page)
    part(page, "tags").locator(".sign").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#tags li")).to_have_count(1)
    inside = page.evaluate(f"document.querySelector('{PANEL}').shadowRoot.activeElement?.className")
    assert inside == "sign"  # the focus stays on the row: on what takes it back
    page.keyboard.press("Space")
    expect(page.locator("#tags li")).to_have_count(0)
    reached = set()
    page.locator(f"{PANEL} .run").focus()
    for _ in range(120):
        page.keyboard.press("Tab")
        names = page.evaluate(f"document.querySelector('{PANEL}').shadowRoot.activeElement?.className ?? ''")
        reached.update(names.split())
    assert {"words", "sign", "accept-all", "use", "edit", "drop", "regenerate", "insert"} <= reached


@desktop_only
def test_in_english_on_request(visit: Visit) -> None:
    page = editor(visit)
    page.evaluate(f"() => document.querySelector('{PANEL}').setAttribute('lang', 'en')")
    suggest(page)
    visit.shoot("panel-english")
    expect(page.locator(f"{PANEL} .status")).to_contain_text("tags suggested")
    accessible(page)


@desktop_only
def test_on_pause_only_when_asked_to(visit: Visit) -> None:
    page = editor(visit)
    page.evaluate(f"() => document.querySelector('{PANEL}').setAttribute('auto', '')")
    page.locator("#body").press("Control+End")
    page.locator("#body").type(" Thêm.")
    page.wait_for_selector(f"{PANEL} .tag")


# --- What others write ---


def test_hostile_text_stays_text(visit: Visit) -> None:
    page = editor(visit)
    page.locator("#title").fill(f"{ATTACK} \u202eđảo")
    page.locator("#sapo").fill(SCRIPT)
    page.locator("#body").fill(f"{HOSTILE.body}"[:199_000])
    evil = '<img src=x onerror="document.documentElement.dataset.hacked=1">'
    tag = {
        "suggestion_id": "s1", "kind": "topic", "label": evil, "uri": "javascript:alert(1)", "notation": None,
        "score": 1.0,
        "confidence": 0.9, "is_new": True, "model": evil,
        "evidence": [{"field": "body", "start": 10**9, "end": 10**9 + 5, "text": evil}],
    }  # fmt: skip
    address = "javascript:document.documentElement.dataset.hacked=1"
    hit = {"id": "x", "title": f"{evil}\u202e", "sapo": "", "url": address,
           "source": SCRIPT, "section": "", "published_at": "không phải ngày", "score": 1.0}  # fmt: skip
    span = {"field": "body", "start": 0, "end": 3, "text": evil * 50}
    match = hit | {"earlier": True, "relation": evil, "containment": 0.5, "resemblance": 0.5, "hidden": False,
                   "passages": [{"draft": span, "match": span, "similarity": 0.9}]}  # fmt: skip
    headline = {"suggestion_id": "s3", "text": evil, "faithful": False, "sources": [span], "score": 1.0,
                "unsupported": [{"kind": evil, "text": evil, "start": 5, "end": 2},
                                {"kind": "number", "text": evil, "start": 0, "end": 10**6}]}  # fmt: skip
    values = {
        "tags": [tag], "headlines": {"candidates": [headline], "model": ""}, "related": {"hits": [hit]},
        "summary": headline | {"style": "sapo", "sentences": [{"text": evil, "sources": []}], "method": "extractive"},
        "duplicates": {"verdict": evil, "origin": None, "matches": [match]},
        "checks": [{"code": evil, "severity": evil, "message": evil, "span": span}],
    }  # fmt: skip
    lines = [json.dumps({"part": name, "value": value, "took_ms": 1}) for name, value in values.items()]
    body = "\n".join([*lines, json.dumps({"done": True})])
    page.route("**/v1/assist", lambda route: route.fulfill(status=200, content_type="application/x-ndjson", body=body))
    suggest(page)
    visit.shoot("panel-hostile")
    expect(part(page, "tags").locator(".label")).to_have_text(evil)
    assert page.locator(f"{PANEL} img").count() == 0
    assert page.locator(f"{PANEL} a").count() == 0  # no link to an address that is none
    for button in (".tag .words", ".tag .sign", "[data-part=headlines] .use", "[data-part=checks] .words"):
        page.locator(f"{PANEL} {button}").first.click()
    expect(page.locator("#title")).to_have_value(evil)
    expect(page.locator("#tags li bdi")).to_have_text(evil)
    accessible(page)
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_two_hundred_thousand_characters_are_read(visit: Visit) -> None:
    page = editor(visit)
    sentence = "Bà Lò Thị Inh nói phường có 64 quầy hàng ở bến mới. "
    page.locator("#body").fill((sentence * 4_000)[:200_000])
    page.locator(f"{PANEL} .run:enabled").click()
    expect(page.locator(PANEL)).not_to_have_attribute("running", "", timeout=4 * PATIENCE)
    expect(page.locator(f"{PANEL} .tag").first).to_be_attached()


# --- On other people's pages ---

HOST = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>CMS</title>
<script src="{api}/static/newsroom-assistant.js" defer></script><script src="/host.js" defer></script></head>
<body><main><h1>CMS</h1><newsroom-assistant api="{api}"></newsroom-assistant></main></body></html>"""
FRAMED = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>CMS</title>
<script src="/host.js" defer></script></head><body><main><h1>CMS</h1>
<iframe title="Trợ lý" width="500" height="700" src="{api}/embed?origin={own}"></iframe></main></body></html>"""
HOST_SCRIPT = """
const sentence = 'Bà Lò Thị Inh, ở phường Na Lay, nói bến mới có 64 quầy hàng. ';
const article = {id: 'cms-1', title: 'Tít', body: sentence.repeat(6)};
const panel = document.querySelector('newsroom-assistant');
const heard = window.heard = [];
if (panel) {
  panel.addEventListener('token-needed', () => panel.setAttribute('token', TOKEN));
  panel.addEventListener('apply', ({detail}) => heard.push(detail));
  customElements.whenDefined('newsroom-assistant').then(() => panel.setArticle(article));
} else {
  const frame = document.querySelector('iframe');
  addEventListener('message', ({source, origin, data}) => {
    if (source !== frame.contentWindow || origin !== API) return;
    heard.push(data);
    const tell = (message) => frame.contentWindow.postMessage(message, API);
    if (data.type === 'newsroom:ready') tell({type: 'newsroom:article', article});
    if (data.type === 'newsroom:token-needed') tell({type: 'newsroom:token', token: TOKEN});
  });
}
"""


class Cms:
    """A page of another origin, with as strict a policy as such pages have."""

    def __init__(self, site: Site) -> None:
        self.api = site.url
        cms = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = cms.page(self.path)
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Security-Policy", cms.policy)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.policy = f"default-src 'none'; script-src 'self' {self.api}; connect-src {self.api}; frame-src {self.api}"
        self.token = ""
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def page(self, path: str) -> tuple[str, str]:
        if path == "/host.js":
            return "text/javascript", f"const API = {self.api!r}, TOKEN = {self.token!r};{HOST_SCRIPT}"
        return "text/html", (FRAMED if path == "/framed" else HOST).format(api=self.api, own=self.url)


@pytest.fixture
def cms(visit: Visit) -> Iterator[Cms]:
    cms = Cms(visit.site)
    access = visit.site.newsroom.access
    maker = access.authenticate(access.add_key(f"cms {cms.url}", Role.ARCHIVIST), "key")
    cms.token = visit.site.newsroom.tokens.make(maker, Role.REPORTER, "lan", [cms.url], 5).token
    yield cms
    cms.server.shutdown()
    cms.server.server_close()
    visit.foreign.clear()  # its own pages


@desktop_only
def test_it_works_on_a_page_of_another_origin_under_a_strict_policy(visit: Visit, cms: Cms) -> None:
    visit.expected = ("favicon",)
    page = visit.page
    before = len(decisions(visit))
    page.goto(cms.url)
    suggest(page)
    part(page, "tags").locator(".sign").first.click()
    expect(page.locator(f"{PANEL} .alarm")).to_have_count(0)
    decisions(visit, before + 1)
    actors = {item.actor for item in visit.site.newsroom.feedback.all()}
    assert f"cms {cms.url}/lan" in actors
    accessible(page)


@desktop_only
def test_it_works_in_a_frame_of_an_allowed_page_only(visit: Visit, cms: Cms) -> None:
    visit.expected = ("favicon", "frame-ancestors", "Framing")
    page = visit.page
    page.goto(cms.url + "/framed")
    frame = page.frame_locator("iframe")
    frame.locator(f"{PANEL} .run:enabled").click()
    frame.locator(f"{PANEL}:not([running]) .tag .sign").first.click()
    kinds = "() => window.heard.some(({type}) => type === 'newsroom:apply')"
    eventually(page, lambda: page.evaluate(kinds), True)
    visit.shoot("panel-framed")
    with visit.site.newsroom._database.write() as connection:
        connection.execute("DELETE FROM token_origin")
    page.goto(cms.url + "/framed")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("() => window.heard") == []


def test_the_script_is_small() -> None:
    assert (STATIC / "newsroom-assistant.js").stat().st_size <= SIZE_LIMIT


def _plain(tag: Any) -> Any:
    from newsroom_ai.article import to_dict

    return to_dict(tag)


def _answer_slowly(page: Any, lines: list[str]) -> None:
    """Let the panel receive some lines of a stream that does not end."""
    page.evaluate(
        """lines => {
          const real = window.fetch;
          window.fetch = (address, options) => {
            if (!String(address).endsWith('/v1/assist')) return real(address, options);
            const stream = new ReadableStream({ start(control) {
              lines.forEach((line) => control.enqueue(new TextEncoder().encode(line)));
              options.signal.addEventListener('abort', () => control.error(new DOMException('', 'AbortError')));
            } });
            return Promise.resolve(new Response(stream, { headers: { 'Content-Type': 'application/x-ndjson' } }));
          };
        }""",
        lines,
    )
