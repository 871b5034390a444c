"""A window of the browser, and the widths and the article that it must withstand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest

from newsroom_ai.archive.access import Role
from newsroom_ai.article import Article
from newsroom_ai.newsroom import Newsroom

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
expect = sync_api.expect
T = TypeVar("T")

PATIENCE = 30_000  # milliseconds that a page may take for anything, on a machine with much else to do
expect.set_options(timeout=PATIENCE)
DESKTOP, PHONE = (1280, 900), (360, 740)
ATTACK = '<img src=x onerror="document.documentElement.dataset.hacked=1">'
SCRIPT = "<script>document.documentElement.dataset.hacked=1</script>"
# Not read from a record, which would refuse the address: pages must stand even what an older release let in.
HOSTILE = Article(
    id="hiểm hóc?a=b#c&d",
    title=f"{ATTACK} \u202eđảo ngược عربي tít hiểm hóc",
    sapo=f"\u2067{ATTACK}",
    body=f"😀𝒳 Từ khóa kỳ lạ zyzzyva đứng sau ký tự hiếm.\n{ATTACK}\n{SCRIPT}\n{'không_dấu_cách' * 1_400}\n"
    + "Một câu ngắn giữa bài rất dài. " * 5_700,  # 200,000 characters in all, 20,000 of them one word
    section="Thời sự",
    tags=("<b>đậm</b>",),
    byline='"><svg onload=alert(1)>',
    source="<i>Nguồn</i>",
    url="javascript:document.documentElement.dataset.hacked=1",
    published_at=datetime(2015, 5, 5, tzinfo=UTC),
)

LONG = Article(
    id="dài",
    title="Kỷlụctítdài" + "khôngdấucách" * 40,
    sapo="\u200f" * 20 + "Sapo của bài có tít dài",
    body="Thân bài.",
    section="Chuyênmụcdàikhôngdấucách" * 6,
    tags=('=HYPERLINK("http://evil.example")',),
    published_at=datetime(2015, 6, 5, tzinfo=UTC),
)


def eventually(page: Any, look: Callable[[], T], wanted: T) -> None:
    """Wait until what one looks at is as wanted; for what no locator shows, such as the address or the archive."""
    for _ in range(PATIENCE // 50):
        if look() == wanted:
            return
        page.wait_for_timeout(50)
    assert look() == wanted


@dataclass
class Site:
    """The running server."""

    url: str
    newsroom: Newsroom

    def ticket(self, role: Role = Role.EDITOR) -> str:
        """The path of a fresh login link."""
        return "/login?ticket=" + self.newsroom.access.add_ticket("ban thư ký", role)


@dataclass
class Visit:
    """One browser window; ``check`` fails on console errors, CSP violations and requests to other hosts.

    ``expected`` holds parts of console messages that a test provokes on purpose.
    """

    site: Site
    page: Any
    shots: Path
    messages: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.messages.append(f"uncaught: {error}"))
        self.page.on("request", lambda request: self._watch(request.url))

    def go(self, path: str) -> Any:
        """Open a page of the site and wait until it rests."""
        self.page.goto(self.site.url + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def log_in(self, role: Role = Role.EDITOR) -> Visit:
        """Follow a login link."""
        self.go(self.site.ticket(role))
        return self

    def shoot(self, name: str) -> None:
        """Keep a picture for people to look at."""
        width = self.page.viewport_size["width"]
        self.page.screenshot(path=self.shots / f"{name}-{width}.png")

    def width(self) -> int:
        """How wide the page wants to be; more than the window means sideways scrolling."""
        found: int = self.page.evaluate("document.documentElement.scrollWidth")
        return found

    def check(self) -> None:
        """Nothing happened that should not."""
        unexpected = [text for text in self.messages if not any(part in text for part in self.expected)]
        assert unexpected == []
        assert self.foreign == []
        assert self.page.evaluate("document.documentElement.dataset.hacked") is None

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.messages.append(message.text)

    def _watch(self, url: str) -> None:
        if urlsplit(url).netloc != urlsplit(self.site.url).netloc:
            self.foreign.append(url)
