"""How far a job from file to file has come, on disk beside its output."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from newsroom_ai.errors import StorageFull, UnreadableFile

_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All of the output up to here is on disk.

    ``lines`` of the input are answered; ``digest`` is a chain of hashes over their content, which tells whether the
    input is still the same. ``output`` and ``rejects`` are the lengths of those files in bytes; what stands behind
    was written after this and is done again. ``made`` is a hash of the type of job and its options.
    """

    job: str
    made: str
    lines: int = 0
    digest: str = ""
    output: int = 0
    rejects: int = 0
    done: int = 0
    rejected: int = 0
    finished: bool = False

    @classmethod
    def read(cls, path: Path) -> Checkpoint | None:
        """The checkpoint in a file, if there is one.

        Raises:
            UnreadableFile: it is damaged.
        """
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise UnreadableFile(f"{path.name} không phải là điểm ghi nhớ hợp lệ") from error

    def write(self, path: Path) -> None:
        """Replace the file in one step that survives a power cut; the output must be on disk before.

        Raises:
            StorageFull: the disk is full; the old checkpoint holds.
        """
        scratch = path.with_name(f"{path.name}.new")
        with full_disk():
            with scratch.open("w", encoding="utf-8") as file:
                json.dump(asdict(self), file)
                file.flush()
                os.fsync(file.fileno())
            scratch.replace(path)
            with contextlib.closing(_Folder(path.parent)) as folder:
                os.fsync(folder.handle)


class _Folder:
    def __init__(self, path: Path) -> None:
        self.handle = os.open(path, os.O_RDONLY)

    def close(self) -> None:
        os.close(self.handle)


def chained(digest: str, content: str) -> str:
    """The next link of the chain of hashes: equal for equal contents in equal order."""
    return hashlib.sha256(f"{digest}\n{content}".encode(errors="surrogatepass")).hexdigest()


@contextmanager
def full_disk() -> Iterator[None]:
    """Say in our words that a disk is full.

    Raises:
        StorageFull: it is, or the file reached a limit of the system.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("Đĩa đã đầy; có thể chạy tiếp bằng --resume khi có chỗ") from error
        raise
