"""The panel beside the demo editor: every state, every decision, hostile text, and other people's pages."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from newsroom_ai.archive.access import Principal, Role
from tests.browser.visits import ATTACK, DESKTOP, HOSTILE, PHONE, SCRIPT, Site, Visit

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
    page.locator(f"{PANEL} .run").click()
    finished(page)


def finished(page: Any) -> None:
    page.wait_for_selector(f"{PANEL}:not([running])")


def part(page: Any, name: str) -> Any:
    return page.locator(f"{PANEL} [data-part={name}]")


def decisions(visit: Visit, count: int = 0) -> list[tuple[str, str | None, str | None]]:
    """Action, kind and value of all feedback of this module so far, once there are ``count``."""
    for _ in range(100):
        if sum(1 for _ in visit.site.newsroom.feedback.all()) >= count:
            break
        visit.page.wait_for_timeout(100)
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
    visit.shoot("panel-short")
    assert page.locator(f"{PANEL} .run").is_disabled()
    assert "ký tự" in page.locator(f"{PANEL} .status").inner_text()
    page.locator("#body").fill("")
    assert page.locator(f"{PANEL} .status").inner_text() == "Chưa có bài để đọc."
    accessible(page)
    assert not [url for url in asked if "assist" in url.rsplit("/", 1)[-1] and "static" not in url]
    assert visit.width() <= page.viewport_size["width"]


@pytest.mark.parametrize("draft", [0, 1, 2], ids=["clean", "copy", "figures"])
def test_each_sample_draft_shows_what_it_is_for(visit: Visit, draft: int) -> None:
    page = editor(visit, draft)
    suggest(page)
    visit.shoot(f"panel-{draft}")
    assert page.locator(f"{PANEL} .alarm").count() == 0
    assert part(page, "tags").locator(".tag").count() >= 4
    assert part(page, "summary").locator(".use").count() == 1
    assert part(page, "headlines").locator(".use").count() >= 1
    expected = {
        0: ("duplicates", "Chưa thấy bài nào trùng."),
        1: ("duplicates", "Cháy xưởng gỗ 3.000 m2 ở Tân Uyên"),
        2: ("checks", "không có trong thân bài"),
    }[draft]
    assert expected[1] in part(page, expected[0]).inner_text()
    accessible(page)
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_parts_show_one_by_one(visit: Visit) -> None:
    page = editor(visit)
    tags = visit.site.newsroom.tag(visit.site.newsroom.archive.get("dl-0001").article).result.tags
    first = json.dumps({"part": "tags", "value": [_plain(tag) for tag in tags], "took_ms": 1})
    _answer_slowly(page, [first + "\n"])
    page.locator(f"{PANEL} .run").click()
    page.wait_for_selector(f"{PANEL} .tag")
    visit.shoot("panel-running")
    assert page.locator(f"{PANEL} .run").inner_text() == "Dừng"
    assert part(page, "summary").locator(".bar").count() == 2
    assert "1 trong 6" in page.locator(f"{PANEL} .status").inner_text()
    accessible(page)
    page.locator(f"{PANEL} .run").click()
    finished(page)
    assert page.locator(f"{PANEL} .status").inner_text() == "Đã dừng."
    assert part(page, "tags").locator(".tag").count() == len(tags)
    assert part(page, "summary").is_hidden()


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
    assert page.locator(f"{PANEL} .notice").count() == 0


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
    assert "1 phần gặp lỗi" in page.locator(f"{PANEL} .status").inner_text()
    assert part(page, "related").locator(".alarm").count() == 1
    assert part(page, "tags").locator(".tag").count() >= 4
    accessible(page)
    page.unroute("**/v1/assist")
    part(page, "related").locator(".alarm button").click()
    finished(page)
    assert part(page, "related").locator(".insert").count() >= 1
    assert part(page, "tags").locator(".tag").count() >= 4


def test_without_a_server_one_line_says_so_and_writing_goes_on(visit: Visit) -> None:
    visit.expected = ("Failed to load resource", "ERR_FAILED")
    page = editor(visit)
    page.route("**/v1/assist", lambda route: route.abort())
    suggest(page)
    visit.shoot("panel-offline")
    assert page.locator(f"{PANEL} .alarm").count() == 1
    assert "cứ soạn" in page.locator(f"{PANEL} .alarm").inner_text()
    accessible(page)
    page.locator("#title").fill("Vẫn soạn được")
    page.unroute("**/v1/assist")
    page.locator(f"{PANEL} .alarm button").click()
    finished(page)
    assert page.locator(f"{PANEL} .alarm").count() == 0


@desktop_only
def test_a_stream_that_breaks_off_counts_as_no_server(visit: Visit) -> None:
    page = editor(visit)
    body = json.dumps({"part": "tags", "value": [], "took_ms": 1}) + "\n"
    page.route("**/v1/assist", lambda route: route.fulfill(status=200, content_type="application/x-ndjson", body=body))
    suggest(page)
    assert "Không nối được" in page.locator(f"{PANEL} .alarm").inner_text()
    assert part(page, "tags").is_visible()


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
    assert page.locator(f"{PANEL} .alarm").count() == 0
    assert part(page, "tags").locator(".tag").count() >= 4


@desktop_only
def test_without_a_login_the_page_says_how_to_get_one(visit: Visit) -> None:
    visit.expected = ("401",)
    page = visit.go("/editor")
    assert page.locator("#panel-notice a[href='/login']").count() == 1
    page.locator("#drafts button").first.click()
    suggest(page)
    visit.shoot("panel-no-login")
    assert page.locator(f"{PANEL} .alarm").count() == 1
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
    visit.shoot("panel-unauthorised")
    assert "không nhận phiên" in page.locator(f"{PANEL} .alarm").inner_text()


# --- Deciding ---


def test_tags_are_accepted_dismissed_and_taken_back(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    before = len(decisions(visit))
    rows = part(page, "tags").locator(".tag")
    names = part(page, "tags").locator(".label").all_inner_texts()
    assert page.locator("#tags li").count() == 0
    rows.nth(0).locator(".sign").first.click()
    rows.nth(1).locator(".sign").nth(1).click()
    assert page.locator("#tags li bdi").all_inner_texts() == [names[0]]
    assert [rows.nth(i).get_attribute("data-state") for i in range(3)] == ["accepted", "rejected", "open"]
    visit.shoot("panel-decided")
    accessible(page)
    rows.nth(0).locator(".sign").click()
    assert page.locator("#tags li").count() == 0
    made = decisions(visit, before + 3)[before:]
    assert [action for action, _, _ in made] == ["accept", "reject", "reject"]
    assert [value for _, _, value in made] == [names[0], names[1], names[0]]
    if page.locator(f"{PANEL} select").count():
        page.select_option(f"{PANEL} select", "0")
    page.locator(f"{PANEL} .accept-all").click()
    assert set(page.locator("#tags li bdi").all_inner_texts()) == {name for name in names if name != names[1]}
    assert page.locator(f"{PANEL} .accept-all").is_disabled()
    assert page.locator(f"{PANEL} .notice").count() == 0  # accepting a tag is no change of the text


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
    assert page.locator(f"{PANEL} .accept-all").inner_text() == f"Nhận cả {sure.count()} thẻ"
    visit.shoot("panel-line")
    page.locator(f"{PANEL} .accept-all").click()
    assert page.locator("#tags li").count() == sure.count()


def test_a_sapo_is_used_edited_and_undone(visit: Visit) -> None:
    page = editor(visit, 2)
    own = page.locator("#sapo").input_value()
    suggest(page)
    before = len(decisions(visit))
    part(page, "summary").locator(".use").click()
    suggested = page.locator("#sapo").input_value()
    assert suggested != own
    assert page.locator(f"{PANEL} .notice").count() == 0
    visit.shoot("panel-applied")
    part(page, "summary").locator(".undo").click()
    assert page.locator("#sapo").input_value() == own
    part(page, "summary").locator(".edit").click()
    part(page, "summary").locator("textarea").fill("Sapo do phóng viên sửa lại.")
    accessible(page)
    part(page, "summary").locator("textarea ~ .row .use").click()
    assert page.locator("#sapo").input_value() == "Sapo do phóng viên sửa lại."
    made = decisions(visit, before + 3)[before:]
    assert [action for action, _, _ in made] == ["accept", "reject", "edit"]
    assert made[-1] == ("edit", "sapo", "Sapo do phóng viên sửa lại.")


@desktop_only
def test_what_was_used_and_then_changed_by_hand_is_told_as_an_edit(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    before = len(decisions(visit))
    part(page, "headlines").locator(".use").first.click()
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
    part(page, "summary").locator(".candidate").nth(first).wait_for()
    part(page, "summary").locator(".drop").first.click()
    assert part(page, "summary").locator(".candidate").count() == first
    assert decisions(visit, before + 1)[-1][0] == "reject"


@desktop_only
def test_a_suggestion_can_be_copied(visit: Visit) -> None:
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = editor(visit)
    suggest(page)
    text = part(page, "headlines").locator(".headline").first.inner_text()
    part(page, "headlines").locator(".copy").first.click()
    page.wait_for_selector(f"{PANEL} .copy:has-text('Đã chép')")
    assert page.evaluate("() => navigator.clipboard.readText()") == text


@desktop_only
def test_evidence_is_marked_on_hover_and_focus(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    marks = page.locator(".mirror mark")
    assert marks.count() == 0
    label = part(page, "tags").locator(".tag .words", has_text="Vi Thị Mến")
    label.hover()
    assert "Vi Thị Mến" in marks.all_inner_texts()
    visit.shoot("panel-evidence")
    assert "Căn cứ" in page.locator(f"{PANEL} .evidence").inner_text()
    page.mouse.move(0, 0)
    assert marks.count() == 0
    part(page, "summary").locator(".words").first.focus()
    assert marks.count() >= 1
    page.keyboard.press("Tab")
    assert marks.count() == 0


@desktop_only
def test_a_related_article_becomes_a_link(visit: Visit) -> None:
    page = editor(visit)
    suggest(page)
    part(page, "related").locator(".insert").first.click()
    assert page.locator("#links a").count() == 1
    assert page.locator("#links a").get_attribute("href").startswith("https://")


@desktop_only
def test_everything_can_be_reached_and_done_by_keyboard(visit: Visit) -> None:
    page = editor(visit)
    page.locator(f"{PANEL} .run").focus()
    page.keyboard.press("Enter")
    finished(page)
    part(page, "tags").locator(".sign").first.focus()
    page.keyboard.press("Space")
    assert page.locator("#tags li").count() == 1
    inside = page.evaluate(f"document.querySelector('{PANEL}').shadowRoot.activeElement?.className")
    assert inside == "sign"  # the focus stays on the row: on what takes it back
    page.keyboard.press("Space")
    assert page.locator("#tags li").count() == 0
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
    assert "tags suggested" in page.locator(f"{PANEL} .status").inner_text()
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
    assert part(page, "tags").locator(".label").inner_text() == evil
    assert page.locator(f"{PANEL} img").count() == 0
    assert page.locator(f"{PANEL} a").count() == 0  # no link to an address that is none
    for button in (".tag .words", ".tag .sign", "[data-part=headlines] .use", "[data-part=checks] .words"):
        page.locator(f"{PANEL} {button}").first.click()
    assert page.locator("#title").input_value() == evil
    assert page.locator("#tags li bdi").inner_text() == evil
    accessible(page)
    assert visit.width() <= page.viewport_size["width"]


@desktop_only
def test_two_hundred_thousand_characters_are_read(visit: Visit) -> None:
    page = editor(visit)
    sentence = "Bà Lò Thị Inh nói phường có 64 quầy hàng ở bến mới. "
    page.locator("#body").fill((sentence * 4_000)[:200_000])
    page.locator(f"{PANEL} .run").click()
    page.wait_for_selector(f"{PANEL}:not([running])", timeout=60_000)
    assert page.locator(f"{PANEL} .tag").count() >= 1


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
    assert page.locator(f"{PANEL} .alarm").count() == 0
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
    assert "newsroom:apply" in [one["type"] for one in page.evaluate("() => window.heard")]
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
