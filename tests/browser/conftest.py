"""A real server over the sample archive, and a browser to visit it with."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
import uvicorn

from api.app import create_app
from newsroom_ai.config import Config
from newsroom_ai.ingest.jsonl import read_jsonl
from newsroom_ai.newsroom import Newsroom
from tests.browser.visits import DESKTOP, HOSTILE, LONG, PATIENCE, PHONE, Site, Visit, sync_api

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    newsroom = Newsroom.open(Config.load(tmp_path_factory.mktemp("data")))
    sample = resources.files("newsroom_ai.ingest") / "sample" / "articles.jsonl"
    with resources.as_file(sample) as path:
        records = [line.record for line in read_jsonl(path) if line.record is not None]
    newsroom.archive.put_many([*map(newsroom.read, records), HOSTILE, LONG], "test")
    listening = socket.create_server(("127.0.0.1", 0))
    app = create_app(newsroom, log=lambda record: None)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.05)
    newsroom.wait(60)
    yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", newsroom)
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="module")
def browser(site: Site) -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def visit(site: Site, browser: Any, tmp_path_factory: pytest.TempPathFactory, request: Any) -> Iterator[Visit]:
    """A window; a test that fits one width only parametrises ``visit`` itself, indirectly."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    shots = tmp_path_factory.getbasetemp() / "screenshots"
    shots.mkdir(exist_ok=True)
    window = Visit(site, context.new_page(), shots)
    yield window
    window.check()
    context.close()
