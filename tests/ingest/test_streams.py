"""Files as streams: compression, bombs, cut-off files, standard input."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from pathlib import Path

import pytest
import zstandard

from newsroom_ai.errors import UnreadableFile
from newsroom_ai.ingest.streams import opened

TEXT = "Đường sắt Bắc - Nam\n".encode() * 5_000


def content(source: Path | bytes | io.BytesIO, **limits: int) -> bytes:
    with opened(source, **limits) as stream:
        return stream.plain.read()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_packed_bytes_are_known_by_their_first_bytes(pack: type[bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(pack(TEXT))
    assert content(path) == content(pack(TEXT)) == content(io.BytesIO(pack(TEXT))) == TEXT


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_bomb_is_refused_before_it_fills_the_memory(pack: type[bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    bomb = pack(bytes(64 << 20))
    path.write_bytes(bomb)
    tracemalloc.start()
    with pytest.raises(UnreadableFile, match=r"a\.jsonl"), opened(path, expanded=1 << 20, ratio=100) as stream:
        while stream.plain.read(1 << 16):
            pass
    assert tracemalloc.get_traced_memory()[1] < 48 << 20
    tracemalloc.stop()
    assert len(content(path, expanded=1 << 30, ratio=100)) == 64 << 20  # large is no crime, large for nothing is


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_file_cut_off_gives_what_came_before(pack: type[bytes]) -> None:
    whole = pack(bytes(range(256)) * 4_000 + TEXT)
    packed = whole[: len(whole) - 8]
    taken = 0
    with pytest.raises(UnreadableFile), opened(packed) as stream:
        while piece := stream.plain.read1(1 << 12):
            taken += len(piece)
    assert taken > 1_000_000


def test_damaged_deflate_is_a_broken_file_not_a_crash() -> None:
    packed = bytearray(gzip.compress(TEXT, mtime=0))
    packed[20:40] = b"\xff" * 20
    with pytest.raises(UnreadableFile):
        content(bytes(packed))


def test_utf16_with_a_mark_becomes_utf8() -> None:
    assert content("Nội dung".encode("utf-16")) == "Nội dung".encode()
    assert content(b"\xfe\xff" + "Nội dung".encode("utf-16-be")) == "Nội dung".encode()


def test_a_borrowed_stream_stays_open_and_a_folder_is_no_file(tmp_path: Path) -> None:
    stream = io.BytesIO(TEXT)
    assert content(stream) == TEXT
    assert not stream.closed
    with pytest.raises(UnreadableFile):
        content(tmp_path)


def test_a_document_over_the_limit_is_refused() -> None:
    with pytest.raises(UnreadableFile), opened(TEXT) as stream:
        stream.whole(100)
