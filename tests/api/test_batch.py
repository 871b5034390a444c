from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.ingestion import Line, chunks, lines
from newsroom_ai.archive.articles import ArticleStore, Written
from newsroom_ai.article import Article
from newsroom_ai.errors import StorageFull


def send(client: TestClient, body: bytes | Iterator[bytes]) -> list[dict[str, Any]]:
    response = client.post("/v1/articles:batch", content=body)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.text.splitlines()]


def line(**record: Any) -> bytes:
    return json.dumps(record).encode() + b"\n"


def test_one_line_out_for_each_line_in(client: TestClient, newsroom: Any) -> None:
    newsroom.archive.put(newsroom.read({"id": "old", "title": "cũ"}), "x")
    answer = send(
        client,
        line(id="a", title="A")
        + b"\n  \r\n"
        + line(id="old", title="cũ")
        + line(id="a", title="A2")
        + b"not json\n"
        + b"[1]\n"
        + line(id="bad", title=7)
        + line(id="long", body="x" * 20_000)
        + b'{"id": "\xff"}\n'
        + b'{"id": "z", "title": "\xc4\x91"}',
    )
    assert [(item["line"], item["id"], item["status"]) for item in answer] == [
        (1, "a", "created"),
        (4, "old", "unchanged"),
        (5, "a", "updated"),
        (6, None, "rejected"),
        (7, None, "rejected"),
        (8, "bad", "rejected"),
        (9, None, "rejected"),
        (10, None, "rejected"),
        (11, "z", "created"),
    ]
    errors = [item["error"] for item in answer if item["status"] == "rejected"]
    assert [error["code"] for error in errors] == ["invalid_article"] * 3 + ["too_large", "invalid_article"]
    assert all(error["status"] in {413, 422} and error["detail"] for error in errors)
    assert newsroom.archive.get("z").article.title == "đ"
    assert newsroom.archive.get("a").author == "khóa admin"


def test_many_lines_are_stored_in_chunks(client: TestClient, newsroom: Any) -> None:
    answer = send(client, (line(id=f"a{number}", title="T") for number in range(1_203)))
    assert [item["line"] for item in answer] == list(range(1, 1_204))
    assert newsroom.archive.count() == 1_203


def test_an_empty_batch(client: TestClient) -> None:
    assert send(client, b"") == []


def test_more_than_a_call_may_have_is_fine_for_a_batch(desk: Any, client: TestClient, newsroom: Any) -> None:
    row = line(id="a", title="x" * 400)
    assert len(send(client, (row for _ in range(9 * 1024 * 1024 // len(row))))) > 20_000
    assert newsroom.archive.count() == 1


def test_a_full_disk_rejects_the_chunk(client: TestClient, newsroom: Any) -> None:
    class FullStore(ArticleStore):
        def put_many(self, articles: Iterable[Article], author: str) -> list[Written]:
            raise StorageFull("Đĩa đã đầy")

    newsroom.archive.__class__ = FullStore
    (answer,) = send(client, line(id="a", title="A"))
    assert answer["status"] == "rejected"
    assert answer["error"]["code"] == "storage_full"


async def _cut(pieces: Sequence[bytes], limit: int) -> list[Line]:
    async def stream() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    return [item async for chunk in chunks(lines(stream(), limit)) for item in chunk]


@given(st.lists(st.binary(max_size=12)), st.integers(1, 9), st.integers(1, 20))
def test_lines_do_not_depend_on_how_the_stream_was_cut(rows: list[bytes], size: int, limit: int) -> None:
    body = b"\n".join(rows)
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    expected = [
        Line(number, row if len(row) <= limit else None)
        for number, row in enumerate(body.split(b"\n"), 1)
        if len(row) > limit or row.strip()
    ]
    assert asyncio.run(_cut(pieces, limit)) == expected


@pytest.fixture
def address(desk: Any) -> Iterator[tuple[str, int]]:
    """The app behind a real server."""
    server = uvicorn.Server(uvicorn.Config(desk.app, port=0, log_config=None, access_log=False, ws="none"))
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()
    server.should_exit = True
    thread.join()
    listener.close()


def test_a_client_that_reads_only_after_it_has_sent_all_gets_its_report(address: tuple[str, int], desk: Any) -> None:
    # More report than the sockets buffer, with more input still to come than they buffer.
    body = b"x\n" * 20_000 + (b"y" * 1_000_000 + b"\n") * 15
    with contextlib.closing(http.client.HTTPConnection(*address, timeout=20)) as connection:
        connection.connect()
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        connection.request("POST", "/v1/articles:batch", body, desk.headers("admin"))
        received = connection.getresponse().read()
    assert received.count(b'"status":"rejected"') == 20_015
    assert received.count(b'"code":"too_large"') == 15


def test_a_client_that_leaves_keeps_what_was_stored(address: tuple[str, int], desk: Any, newsroom: Any) -> None:
    body = b"".join(line(id=f"a{number}", title="T") for number in range(700))
    with socket.create_connection(address, timeout=60) as connection:
        head = (
            f"POST /v1/articles:batch HTTP/1.1\r\nHost: x\r\nAuthorization: {desk.headers('admin')['Authorization']}"
            f"\r\nContent-Length: {len(body) + 1}\r\n\r\n"
        )
        connection.sendall(head.encode() + body)
        deadline = time.monotonic() + 10
        while newsroom.archive.count() < 500 and time.monotonic() < deadline:
            time.sleep(0.01)
    deadline = time.monotonic() + 10
    while not any(item["event"] == "request" for item in desk.log) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert newsroom.archive.count() == 500
    assert not [item for item in desk.log if item["event"] == "error"]


def test_an_unexpected_error_half_way_is_an_error_and_no_report(
    address: tuple[str, int], desk: Any, newsroom: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, calls = newsroom.archive.put_many, []

    def fail_later(articles: list[Article], author: str) -> list[Written]:
        calls.append(len(articles))
        if len(calls) > 2:
            raise RuntimeError("bí mật")
        written: list[Written] = store(articles, author)
        return written

    monkeypatch.setattr(newsroom.archive, "put_many", fail_later)
    body = b"".join(line(id=f"a{number}", title="T") for number in range(1_500))
    with contextlib.closing(http.client.HTTPConnection(*address, timeout=60)) as connection:
        connection.request("POST", "/v1/articles:batch", body, desk.headers("admin"))
        response = connection.getresponse()
        assert response.status == 500
        assert json.loads(response.read())["code"] == "internal"
    (error,) = [item for item in desk.log if item["event"] == "error"]
    assert "bí mật" not in json.dumps(error, ensure_ascii=False)
