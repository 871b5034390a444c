"""JSON Lines: compression, broken lines, broken files."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from newsroom_ai.errors import InvalidArticle, TooLarge, UnreadableFile
from newsroom_ai.ingest.jsonl import mapped, read_jsonl, read_records

LINES = b'\xef\xbb\xbf{"id": "a1"}\n\n{"id": "a2", "title": "\xc4\x90\xc6\xb0\xe1\xbb\x9dng"}\n'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", LINES), ("a.jsonl.gz", gzip.compress(LINES)), ("a.jsonl.zst", zstandard.compress(LINES)),
        ("two.jsonl.zst", zstandard.compress(LINES[:16]) + zstandard.compress(LINES[16:])),
    ],
)  # fmt: skip
def test_every_compression_reads_the_same(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = [(line.number, line.record) for line in read_jsonl(tmp_path / name)]
    assert found == [(1, {"id": "a1"}), (3, {"id": "a2", "title": "Đường"})]


@pytest.mark.parametrize("bad", [b"{", b"[1]", b"3", b"\xff\xfe", b'{"a": NaN}', b"[" * 100_000])
def test_a_broken_line_costs_itself_only(tmp_path: Path, bad: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "a1"}\n' + bad + b'\n{"id": "a2"}')
    one, broken, two = read_jsonl(path)
    assert (one.record, broken.record, two.record) == ({"id": "a1"}, None, {"id": "a2"})
    assert isinstance(broken.error, InvalidArticle)


def test_a_line_over_the_limit_is_skipped_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "' + b"x" * 5000 + b'"}\n{"id": "a2"}\n')
    long, short = read_jsonl(path, limit=100)
    assert isinstance(long.error, TooLarge)
    assert (short.number, short.record) == (2, {"id": "a2"})


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst"])
@pytest.mark.parametrize("content", [b"not compressed at all", None])
def test_a_broken_archive_is_said_to_be_broken(tmp_path: Path, name: str, content: bytes | None) -> None:
    pack = gzip.compress if name.endswith("gz") else zstandard.compress
    whole = pack(json.dumps({"id": "a1", "body": "x" * 9000}).encode() * 50)
    (tmp_path / name).write_bytes(content or whole[: len(whole) // 2])
    with pytest.raises(UnreadableFile):
        list(read_jsonl(tmp_path / name))


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile):
        list(read_jsonl(tmp_path / "none.jsonl"))


@pytest.mark.parametrize("text", ['{"id":\n "a1"}', '[{"id": "a1"}]', '{"id": "a1"}\n'])
def test_an_article_may_stand_alone_or_in_a_list(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text)
    assert [line.record for line in read_records(tmp_path / "a.json")] == [{"id": "a1"}]


def test_fields_are_renamed_and_the_rest_is_kept() -> None:
    assert mapped({"url": "u", "lead": "s", "x": 1}, {"id": "url", "sapo": "lead"}) == {"id": "u", "sapo": "s", "x": 1}
