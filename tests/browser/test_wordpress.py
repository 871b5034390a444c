"""The plug-in in a real WordPress: from writing to the archive and back out of it, with and without the assistant."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import ARGUMENTS, CHROMIUM, sync_api
from tests.browser.wordpress_site import PASSWORD, USER, Assistant, WordPress, missing, wait_for

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
        opened = browser.new_context(viewport={"width": 1400, "height": 900}, locale="vi-VN").new_page()
        opened.set_default_timeout(LONGEST)
        opened.on("dialog", lambda dialog: dialog.accept())
        opened.goto(f"{wordpress.url}/wp-login.php")
        opened.fill("#user_login", USER)
        opened.fill("#user_pass", PASSWORD)
        opened.click("#wp-submit")
        opened.wait_for_selector("#wpadminbar")
        yield opened
        browser.close()


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.getbasetemp() / "screenshots"
    folder.mkdir(exist_ok=True)
    return folder


def figures(line: str) -> None:
    """Show a measured figure with ``pytest -s``."""
    sys.stdout.write(f"\n{line}\n")


def stored(assistant: Assistant, id: str) -> dict[str, Any] | None:
    """An article of the archive."""
    lines = assistant.newsroom("search", "", "--json", "--limit", "100", "--source", "Báo Thử").splitlines()
    hits = [hit for line in lines for hit in json.loads(line).get("hits", [json.loads(line)])]
    return next((hit for hit in hits if hit["id"] == id), None)


def new_post(page: Any, wordpress: WordPress, title: str, paragraphs: tuple[str, ...]) -> None:
    page.goto(f"{wordpress.url}/wp-admin/post-new.php")
    page.wait_for_selector(".editor-post-title__input")
    page.evaluate("wp.data.dispatch('core/preferences').set('core/edit-post', 'welcomeGuide', false)")
    page.click(".editor-post-title__input")
    page.keyboard.insert_text(title)
    for paragraph in paragraphs:
        page.keyboard.press("Enter")
        page.keyboard.insert_text(paragraph)
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
    label = page.locator("newsroom-assistant .tag .label").first.inner_text()
    assert edited(page, "tags") == []
    page.locator("newsroom-assistant .tag .sign").first.click()
    wait_for("the tag", lambda: bool(edited(page, "tags")))
    assert edited(page, "excerpt") == ""
    page.locator("newsroom-assistant [data-part=summary] .use").first.click()
    wait_for("the sapo", lambda: bool(edited(page, "excerpt")))
    assert page.locator("newsroom-assistant [data-part=summary] .undo").count() == 1
    page.locator("newsroom-assistant .tag .words").first.hover()
    assert page.evaluate("[...CSS.highlights.get('newsroom-evidence')].map(String)[0]")
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
    wait_for("the trash", lambda: wordpress.ask(f"echo get_post_status({id});") == "trash")
    page.goto(f"{wordpress.url}/wp-admin/edit.php")  # any visit lets background work run
    wait_for("the article to be gone", lambda: stored(assistant, f"wp-{id}") is None)


def test_a_copy_of_an_archived_article_is_pointed_out(
    page: Any, wordpress: WordPress, assistant: Assistant, shots: Any
) -> None:
    lines = assistant.newsroom("search", '"khu phun sơn"', "--json").splitlines()
    assert any(COPIED in line for line in lines)
    sample = json.loads(_sample(COPIED))
    new_post(page, wordpress, "Tít khác hẳn cho bài này", tuple(sample["body"].split("\n")))
    suggest(page)
    assert sample["title"] in page.locator("newsroom-assistant [data-part=duplicates]").inner_text()
    assert page.locator("newsroom-assistant .check", has_text="trùng").count() >= 1
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
    assert page.locator("newsroom-assistant .notice").count() == 0
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
    assert page.locator("#newsroom-rejected li").count() == 0
    wait_for("the last one", lambda: stored(assistant, f"wp-{made}") is not None)


def test_without_the_assistant_a_post_saves_at_once_and_goes_later(
    page: Any, wordpress: WordPress, assistant: Assistant, shots: Any
) -> None:
    new_post(page, wordpress, "Bài viết khi trợ lý đã tắt", BODY)
    save(page)
    assistant.stop()
    assert save(page, title="Bài viết khi trợ lý đã tắt hẳn") < 2
    assert save(page, status="publish") < 2
    page.click("newsroom-assistant .run")
    page.wait_for_selector("newsroom-assistant .alarm")
    page.screenshot(path=shots / "wordpress-down.png")
    assert page.locator("newsroom-assistant .alarm").count() == 1
    id = post_id(page)
    page.goto(f"{wordpress.url}/wp-admin/edit.php")
    trouble = "echo get_option('newsroom_assistant_trouble') ? 1 : 0;"
    wait_for("the failure to be noted", lambda: wordpress.ask(trouble) == "1")
    page.reload()
    assert page.locator(".notice-warning", has_text="chưa gửi được").count() == 1
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
