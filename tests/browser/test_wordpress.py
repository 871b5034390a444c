"""The plug-in in a real WordPress: from writing to the archive and back out of it, with and without the assistant."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.visits import eventually, expect, sync_api
from tests.browser.wordpress_site import AUTHOR, PASSWORD, USER, Assistant, WordPress, missing, wait_for

pytestmark = pytest.mark.wordpress

TITLE = "Chợ phiên Mường Lay họp lại sau hai năm sửa bến"
BODY = (
    "Sáng 5/10/2024, chợ phiên thị xã Mường Lay (Điện Biên) họp lại tại bến mới, sau hai năm tạm dừng"
    " để kè bờ sông Đà.",
    "Bà Lò Thị Inh, Phó chủ tịch UBND phường Na Lay, cho biết bến mới có 64 quầy, trong đó 20 quầy dành cho hộ nghèo."
    " Phường không thu phí trong ba tháng đầu.",
    "Chị Tòng Thị Ban chở tám mươi ký cá lăng từ lòng hồ về từ lúc bốn giờ. Đến mười giờ chị bán hết,"
    " thu 9,6 triệu đồng.",
    "Theo ban quản lý chợ, phiên đầu có khoảng 1.300 lượt khách. Phiên sau họp vào ngày 12/10.",
)
COPIED = "dl-0127"
LONGEST = 60_000  # milliseconds the browser waits on a busy machine


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    if reason := missing() or (None if CHROMIUM else "not installed: Chromium"):
        pytest.skip(reason)
    running = Assistant(tmp_path_factory.mktemp("assistant"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def wordpress(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPress]:
    site = WordPress(tmp_path_factory.mktemp("wordpress"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="module")
def page(wordpress: WordPress) -> Iterator[Any]:
    """A window in which the administrator is logged in."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        expect.set_options(timeout=LONGEST)
        yield window(browser, wordpress, USER)
        browser.close()


def window(browser: Any, wordpress: WordPress, user: str) -> Any:
    """A window in which someone is logged in."""
    opened = browser.new_context(viewport={"width": 1400, "height": 900}, locale="vi-VN").new_page()
    opened.set_default_timeout(LONGEST)
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.goto(f"{wordpress.url}/wp-login.php")
    opened.fill("#user_login", user)
    opened.fill("#user_pass", PASSWORD)
    opened.click("#wp-submit")
    opened.wait_for_selector("#wpadminbar")
    return opened


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.getbasetemp() / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


def figures(line: str) -> None:
    """Show a measured figure with ``pytest -s``."""
    sys.stdout.write(f"\n{line}\n")


def stored(assistant: Assistant, id: str) -> dict[str, Any] | None:
    """An article as search finds it."""
    hits = assistant.ask(f"/v1/search?limit=100&sort=newest&source={quote('Báo Thử')}")["hits"]
    return next((hit for hit in hits if hit["id"] == id), None)


def new_post(page: Any, wordpress: WordPress, title: str, paragraphs: tuple[str, ...]) -> None:
    page.goto(f"{wordpress.url}/wp-admin/post-new.php")
    page.wait_for_selector(".editor-post-title__input")
    page.evaluate("wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false)")
    page.click(".editor-post-title__input")
    page.keyboard.insert_text(title)
    page.evaluate(
        "texts => wp.data.dispatch('core/block-editor').insertBlocks("
        "texts.map((content) => wp.blocks.createBlock('core/paragraph', { content })))",
        list(paragraphs),
    )
    open_panel(page)


def open_panel(page: Any) -> None:
    page.evaluate("wp.data.dispatch('core/edit-post').openGeneralSidebar('newsroom-assistant/newsroom-assistant')")
    page.wait_for_selector("newsroom-assistant .run:enabled")


def suggest(page: Any) -> None:
    page.click("newsroom-assistant .run")
    page.wait_for_selector("newsroom-assistant:not([running]) [data-part=related]:not([hidden])")


def edited(page: Any, attribute: str) -> Any:
    return page.evaluate(f"wp.data.select('core/editor').getEditedPostAttribute('{attribute}')")


def post_id(page: Any) -> int:
    found: int = page.evaluate("wp.data.select('core/editor').getCurrentPostId()")
    return found


def save(page: Any, **changes: Any) -> float:
    """Save the post and say how long the editor took, in seconds."""
    page.evaluate("changes => wp.data.dispatch('core/editor').editPost(changes)", changes)
    took: float = page.evaluate(
        "async () => { const start = performance.now(); await wp.data.dispatch('core/editor').savePost();"
        " return (performance.now() - start) / 1000; }"
    )
    assert page.evaluate("wp.data.select('core/editor').didPostSaveRequestSucceed()")
    return took


def test_settings_keep_the_key_to_themselves(page: Any, wordpress: WordPress, assistant: Assistant, shots: Any) -> None:
    key = assistant.newsroom("keys", "add", "wordpress", "--role", "archivist").split()[-1]
    page.goto(f"{wordpress.url}/wp-admin/options-general.php?page=newsroom-assistant")
    page.fill("#newsroom-url", assistant.url)
    page.fill("#newsroom-key", key)
    page.click("#submit")
    page.wait_for_selector(".notice-success, #setting-error-settings_updated")
    assert key not in page.content()
    page.click("#newsroom-test")
    page.wait_for_selector("#newsroom-tested:has-text('archivist')")
    page.screenshot(path=shots / "wordpress-settings.png", full_page=True)


def test_a_reporter_writes_with_suggestions_and_publishes(
    page: Any, wordpress: WordPress, assistant: Assistant, shots: Any
) -> None:
    new_post(page, wordpress, TITLE, BODY)
    suggest(page)
    page.screenshot(path=shots / "wordpress-panel.png")
    tag = page.locator("newsroom-assistant .tag:not([data-kind=section])").first
    label = tag.locator(".label").inner_text()
    assert edited(page, "tags") == []
    tag.locator(".sign").first.click()
    eventually(page, lambda: len(edited(page, "tags")), 1)
    assert edited(page, "excerpt") == ""
    page.locator("newsroom-assistant [data-part=summary] .use").first.click()
    eventually(page, lambda: edited(page, "excerpt") != "", True)
    expect(page.locator("newsroom-assistant [data-part=summary] .undo")).to_have_count(1)
    tag.locator(".words").hover()
    marked = "[...(CSS.highlights.get('newsroom-evidence') ?? [])].map(String).join()"
    eventually(page, lambda: page.evaluate(marked) != "", True)
    page.screenshot(path=shots / "wordpress-applied.png")
    save(page, status="publish")
    id = f"wp-{post_id(page)}"
    seconds = wait_for("the article in the archive", lambda: stored(assistant, id) is not None)
    found = stored(assistant, id)
    assert found is not None
    assert found["title"] == TITLE
    assert found["sapo"] == edited(page, "excerpt")
    names = wordpress.ask(f"echo implode(',', wp_get_post_tags({post_id(page)}, ['fields' => 'names']));")
    assert label in names
    assert not re.search(r"\bnk_[\w-]{40}", page.content())
    figures(f"published article found in the archive after {seconds:.1f} s")


def test_who_looks_in_the_archive_finds_it(page: Any, assistant: Assistant, shots: Any) -> None:
    key = assistant.newsroom("keys", "add", "bien-tap", "--role", "editor").split()[-1]
    visitor = page.context.new_page()
    visitor.goto(f"{assistant.url}/login")
    visitor.fill("#key", key)
    visitor.click("[type=submit]")
    visitor.goto(f"{assistant.url}/archive?q=cho+phien+Muong+Lay")
    visitor.wait_for_selector(f"#hits >> text={TITLE}")
    visitor.screenshot(path=shots / "wordpress-archive.png")
    visitor.close()


def test_the_trash_takes_it_out_of_the_archive(page: Any, wordpress: WordPress, assistant: Assistant) -> None:
    id = post_id(page)
    page.evaluate("() => { wp.data.dispatch('core/editor').trashPost(); }")  # not awaited: the editor leaves the page
    page.wait_for_url("**/wp-admin/edit.php?*")  # this visit, as any other, lets background work run
    assert wordpress.ask(f"echo get_post_status({id});") == "trash"
    wait_for("the article to be gone", lambda: stored(assistant, f"wp-{id}") is None)


def test_a_suggested_section_goes_in_where_the_site_has_it_and_else_is_refused(page: Any, wordpress: WordPress) -> None:
    new_post(page, wordpress, TITLE, BODY)
    suggest(page)
    section = page.locator("newsroom-assistant .tag[data-kind=section]")
    label = section.locator(".label").inner_text()
    section.locator(".sign").first.click()
    expect(page.locator("newsroom-assistant .status")).to_have_text("CMS chưa nhận được thay đổi này.")
    expect(page.locator(".components-snackbar", has_text=label)).to_be_visible()
    expect(section).to_have_attribute("data-state", "open")
    assert edited(page, "categories") == []
    made = wordpress.ask(f"echo wp_insert_term('{label}', 'category')['term_id'];")
    own = wordpress.ask("echo wp_insert_term('Chuyện phiên chợ', 'category')['term_id'];")
    save(page, categories=[int(own)])
    page.reload()
    page.wait_for_selector(".editor-post-title__input")
    open_panel(page)
    suggest(page)
    section.locator(".sign").first.click()
    eventually(page, lambda: edited(page, "categories"), [int(made)])
    section.locator(".sign").click()
    eventually(page, lambda: edited(page, "categories"), [int(own)])


def test_one_who_may_not_edit_terms_still_sees_those_of_the_post(page: Any, wordpress: WordPress) -> None:
    tag = int(wordpress.ask("echo wp_insert_term('chợ phiên', 'post_tag')['term_id'];"))
    section = int(wordpress.ask("echo wp_insert_term('Dân sinh', 'category')['term_id'];"))
    theirs = window(page.context.browser, wordpress, AUTHOR)
    new_post(theirs, wordpress, TITLE, BODY)
    theirs.evaluate(
        "changes => wp.data.dispatch('core/editor').editPost(changes)", {"tags": [tag], "categories": [section]}
    )
    known = "(({ tags, section }) => [...tags, section])(document.querySelector('newsroom-assistant').article)"
    eventually(theirs, lambda: theirs.evaluate(known), ["chợ phiên", "Dân sinh"])
    suggest(theirs)
    expect(theirs.locator("newsroom-assistant .alarm")).to_have_count(0)
    theirs.context.close()


def test_a_copy_of_an_archived_article_is_pointed_out(
    page: Any, wordpress: WordPress, assistant: Assistant, shots: Any
) -> None:
    lines = assistant.newsroom("search", '"khu phun sơn"', "--json").splitlines()
    assert any(COPIED in line for line in lines)
    sample = json.loads(_sample(COPIED))
    new_post(page, wordpress, "Tít khác hẳn cho bài này", tuple(sample["body"].split("\n")))
    suggest(page)
    expect(page.locator("newsroom-assistant [data-part=duplicates]")).to_contain_text(sample["title"])
    expect(page.locator("newsroom-assistant .check", has_text="trùng").first).to_be_visible()
    page.locator("newsroom-assistant .jump").first.click()
    page.screenshot(path=shots / "wordpress-duplicate.png")


def test_a_saved_draft_has_its_suggestions_within_five_seconds(page: Any) -> None:
    page.evaluate("document.querySelector('newsroom-assistant').abort()")
    page.evaluate("wp.data.dispatch('core/editor').editPost({title: 'Một tít mới khi đang sửa bài'})")
    page.wait_for_selector("newsroom-assistant .notice")
    start = time.monotonic()
    save(page)
    page.wait_for_selector("newsroom-assistant:not([running]) .status:has-text('Xong')")
    took = time.monotonic() - start
    expect(page.locator("newsroom-assistant .notice")).to_have_count(0)
    figures(f"suggestions after saving: {took:.1f} s")


def test_bulk_action_suggests_and_adds_only_what_is_ticked(page: Any, wordpress: WordPress, shots: Any) -> None:
    id = wordpress.ask(
        "echo wp_insert_post(['post_title' => 'Bài cũ chưa có thẻ', 'post_status' => 'publish', 'post_content' => "
        f"'<p>{'</p><p>'.join(BODY)}</p>']);"
    )
    page.goto(f"{wordpress.url}/wp-admin/edit.php")
    page.check(f"#cb-select-{id}")
    page.select_option("#bulk-action-selector-top", "newsroom_suggest_tags")
    page.click("#doaction")
    page.wait_for_selector("[name^='tags[']")
    page.screenshot(path=shots / "wordpress-bulk.png")
    tags = f"echo implode(',', wp_get_post_tags({id}, ['fields' => 'names']));"
    assert wordpress.ask(tags) == ""
    box = page.locator("[name^='tags[']").first
    label = box.get_attribute("value")
    box.check()
    page.click("#submit")
    page.wait_for_selector("#the-list")
    assert wordpress.ask(tags) == label


def test_posts_that_were_there_before_are_imported(
    page: Any, wordpress: WordPress, assistant: Assistant, shots: Any
) -> None:
    made = wordpress.ask(
        "update_option('newsroom_assistant', ['sync' => false] + get_option('newsroom_assistant'));"
        "for ($i = 0; $i < 60; $i++) { $id = wp_insert_post(['post_title' => \"Bài cũ số $i\","
        " 'post_status' => 'publish', 'post_content' => \"<p>Nội dung bài cũ số $i của trang.</p>\"]); } echo $id;"
        "update_option('newsroom_assistant', ['sync' => true] + get_option('newsroom_assistant'));"
    )
    page.goto(f"{wordpress.url}/wp-admin/options-general.php?page=newsroom-assistant")
    page.click("#newsroom-import")
    page.wait_for_selector("#newsroom-imported:has-text('Xong')")
    page.screenshot(path=shots / "wordpress-import.png", full_page=True)
    expect(page.locator("#newsroom-rejected li")).to_have_count(0)
    wait_for("the last one", lambda: stored(assistant, f"wp-{made}") is not None)


def test_without_the_assistant_a_post_saves_at_once_and_goes_later(
    page: Any, wordpress: WordPress, assistant: Assistant, shots: Any
) -> None:
    new_post(page, wordpress, "Bài viết khi trợ lý đã tắt", BODY)
    save(page)
    usual = save(page, title="Bài viết khi trợ lý còn chạy")
    assistant.stop()
    saving, publishing = save(page, title="Bài viết khi trợ lý đã tắt hẳn"), save(page, status="publish")
    figures(f"saved in {usual:.1f} s; without the assistant in {saving:.1f} s, published in {publishing:.1f} s")
    assert max(saving, publishing) < usual + 2  # what the machine itself takes is not the assistant's
    page.click("newsroom-assistant .run:enabled")
    expect(page.locator("newsroom-assistant .alarm")).to_have_count(1)
    page.screenshot(path=shots / "wordpress-down.png")
    id = post_id(page)
    page.goto(f"{wordpress.url}/wp-admin/edit.php")
    trouble = "echo get_option('newsroom_assistant_trouble') ? 1 : 0;"
    wait_for("the failure to be noted", lambda: wordpress.ask(trouble) == "1")
    page.reload()
    expect(page.locator(".notice-warning", has_text="chưa gửi được")).to_have_count(1)
    assistant.start()
    wordpress.ask(
        "foreach (_get_cron_array() as $hooks) foreach ($hooks['newsroom_assistant_sync'] ?? [] as $event)"
        " do_action_ref_array('newsroom_assistant_sync', $event['args']);"
    )
    wait_for("the article in the archive", lambda: stored(assistant, f"wp-{id}") is not None)
    assert wordpress.ask(trouble) == "0"


def _sample(id: str) -> str:
    from importlib import resources

    lines = (resources.files("newsroom_ai.ingest") / "sample" / "articles.jsonl").read_text("utf-8").splitlines()
    return next(line for line in lines if f'"{id}"' in line)
