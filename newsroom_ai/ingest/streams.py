"""A file, bytes or standard input -> one stream of plain bytes: unpacked, in bounded memory, bombs refused."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import zstandard

from newsroom_ai.errors import UnreadableFile

Source = Path | bytes | BinaryIO
"""Where articles come from; an open binary stream is read to its end and left open."""

PIECE = 1 << 17
EXPANDED_LIMIT = 1 << 30
RATIO_LIMIT = 1_000
_PACKED_PIECE = 1 << 10  # a kibibyte of zstd may stand for 32 MiB
_BROKEN = (gzip.BadGzipFile, EOFError, zlib.error, zstandard.ZstdError)
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class Stream(NamedTuple):
    """Plain bytes of one input under the name people know it by."""

    name: str
    plain: io.BufferedReader
    raw: BinaryIO

    @property
    def position(self) -> int:
        """Bytes read so far of the input as it lies on disk; 0 where that cannot be said."""
        return self.raw.tell() if self.raw.seekable() else 0

    def head(self) -> bytes:
        """The first bytes, at most 128 KiB, without taking them."""
        return self.plain.peek(PIECE)[:PIECE]

    def whole(self, limit: int) -> bytes:
        """Everything to the end.

        Raises:
            UnreadableFile: there are more than ``limit`` bytes.
        """
        content = self.plain.read(limit + 1)
        if len(content) > limit:
            raise UnreadableFile(f"{self.name}: dài hơn {limit >> 20} MiB, hãy chia nhỏ hoặc dùng JSON Lines")
        return content


@contextmanager
def opened(source: Source, *, expanded: int = EXPANDED_LIMIT, ratio: int = RATIO_LIMIT) -> Iterator[Stream]:
    """Open an input; gzip and zstd are unpacked by suffix or first bytes, UTF-16 with a mark becomes UTF-8.

    Args:
        source: a path, the content itself, or an open stream.
        expanded: bytes from which on an input is suspected to be a bomb.
        ratio: bytes unpacked for each byte read at which it is one.

    Raises:
        UnreadableFile: the file is missing, its compression is broken or cut off, or it is a bomb.
    """
    name = source.name if isinstance(source, Path) else "đầu vào"
    try:
        with _raw(source) as raw:
            yield Stream(name, _plain(name, raw, expanded, ratio), raw)
    except _BROKEN as error:
        raise UnreadableFile(f"{name}: tệp nén bị hỏng hoặc bị cắt cụt") from error
    except OSError as error:
        raise UnreadableFile(f"{name}: {error.strerror or 'không mở được'}") from error


def _raw(source: Source) -> io.BufferedReader:
    if isinstance(source, Path):
        return io.BufferedReader(source.open("rb", buffering=0), PIECE)
    if isinstance(source, bytes):
        return io.BufferedReader(io.BytesIO(source), PIECE)
    return io.BufferedReader(_Borrowed(source), PIECE)


def _plain(name: str, raw: io.BufferedReader, expanded: int, ratio: int) -> io.BufferedReader:
    first = raw.peek(4)
    plain = raw
    if name.endswith(".gz") or first.startswith(_GZIP):
        plain = io.BufferedReader(_Guarded(name, gzip.GzipFile(fileobj=raw), raw, expanded, ratio), PIECE)
    elif name.endswith(".zst") or first.startswith(_ZSTD):
        plain = io.BufferedReader(_Guarded(name, _Zstd(raw), raw, expanded, ratio), PIECE)
    if plain.peek(2).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return io.BufferedReader(_FromUtf16(plain), PIECE)
    return plain


class _Readable(io.RawIOBase):
    def readable(self) -> bool:
        return True


class _Borrowed(_Readable):
    """Somebody else's stream: closing this one leaves it open."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read = getattr(stream, "read1", stream.read)
        self._taken = 0

    def readinto(self, buffer: Any) -> int:
        piece = self._read(len(buffer))
        buffer[: len(piece)] = piece
        self._taken += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self._taken


class _Zstd(_Readable):
    """Frames of zstd as one stream; unlike the library's own stream it notices a file that was cut off."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._begun = False
        self._ready = memoryview(b"")

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            packed = self._frame.unused_data if self._frame.eof else b""
            packed = packed or self._raw.read(_PACKED_PIECE)
            if not packed:
                if self._begun and not self._frame.eof:
                    raise EOFError
                return 0
            if self._frame.eof:
                self._frame = zstandard.ZstdDecompressor().decompressobj()
            self._begun = True
            self._ready = memoryview(self._frame.decompress(packed))
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


class _Guarded(_Readable):
    """Unpacked bytes, as long as they stay in proportion to the packed ones."""

    def __init__(self, name: str, unpacked: Any, raw: BinaryIO, expanded: int, ratio: int) -> None:
        self._name, self._unpacked, self._raw = name, unpacked, raw
        self._expanded, self._ratio = expanded, ratio
        self._given = 0
        self._broken: Exception | None = None

    def readinto(self, buffer: Any) -> int:
        if self._broken is not None:
            raise self._broken
        view, filled = memoryview(buffer), 0
        try:
            while filled < len(view) and (size := self._unpacked.readinto(view[filled:])):
                filled += size
        except _BROKEN as error:  # what came before the break is still given
            if not filled:
                raise
            self._broken = error
        self._given += filled
        if self._given > self._expanded and self._given > self._ratio * self._raw.tell():
            raise UnreadableFile(f"{self._name}: tệp nén phình ra hơn {self._ratio} lần, không đọc tiếp")
        return filled


class _FromUtf16(_Readable):
    """UTF-16 as UTF-8, its mark dropped; what is no UTF-16 becomes U+FFFD."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")
        self._ready = memoryview(b"")

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            piece = self._stream.read(PIECE)
            self._ready = memoryview(self._decoder.decode(piece, final=not piece).encode("utf-8", "replace"))
            if not piece and not self._ready:
                return 0
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size
