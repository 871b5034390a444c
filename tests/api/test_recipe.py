"""The programs in docs/cms-recipe.md, run as they stand against a running server."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from newsroom_ai.errors import NotFound

PAGE = Path(__file__).parents[2] / "docs" / "cms-recipe.md"
ARTICLE = {"id": "tin/17", "title": "Bến đò Na Lay mở lại", "body": "Bến đò Na Lay mở lại từ sáng 5/10."}
PHP = shutil.which("php")


def interpreter(language: str) -> list[str]:
    if language == "python":
        return [sys.executable]
    if PHP is None:
        pytest.skip("no PHP on this machine")
    if "curl" not in subprocess.run([PHP, "-m"], check=True, capture_output=True, text=True).stdout:
        pytest.skip("PHP without its curl extension")
    return [PHP]


@pytest.fixture
def url(desk: Any) -> Iterator[str]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(desk.app, log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started and thread.is_alive():
        thread.join(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.mark.parametrize("language", ["python", "php"])
def test_the_program_makes_tokens_and_keeps_the_archive_in_step(
    language: str, url: str, desk: Any, newsroom: Any, tmp_path: Path
) -> None:
    run = interpreter(language)
    (code,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    program = tmp_path / f"assistant.{language}"
    program.write_text(code, encoding="utf-8")
    environment = os.environ | {"NEWSROOM_URL": url, "NEWSROOM_KEY": desk.keys["archivist"]}

    def does(*words: str, given: str = "") -> str:
        done = subprocess.run(
            [*run, str(program), *words], env=environment, input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    made = json.loads(does("token", "lan.anh", "https://cms.example"))
    principal = newsroom.tokens.admit(newsroom.tokens.read(made["token"]))
    assert (principal.subject, principal.role.label) == ("lan.anh", "reporter")
    assert json.loads(does("publish", given=json.dumps(ARTICLE)))["status"] == "created"
    assert json.loads(does("publish", given=json.dumps(ARTICLE)))["status"] == "unchanged"
    assert newsroom.archive.get(ARTICLE["id"]).article.title == ARTICLE["title"]
    does("remove", str(ARTICLE["id"]))
    does("remove", str(ARTICLE["id"]))
    with pytest.raises(NotFound):
        newsroom.archive.get(ARTICLE["id"])
