"""The secret that signs tokens: in a file of its own, so that nobody makes tokens with a copy of the archive."""

from __future__ import annotations

import os
import secrets

from newsroom_ai.archive.database import Database
from newsroom_ai.errors import UnreadableFile

FILE_NAME = "signing.key"
LENGTH = 32  # bytes


def signing_secret(database: Database) -> bytes:
    """The secret of this data directory, 32 random bytes, made when it is first asked for.

    Raises:
        UnreadableFile: the file cannot be read or made, or is not one of ours.
    """
    path = database.path.with_name(FILE_NAME)
    try:
        if not path.exists():
            with database.write():  # one process at a time: both must sign with the same secret
                if not path.exists():
                    _make(database)
        secret = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"Không đọc hoặc không tạo được {FILE_NAME}: {error.strerror}") from error
    if len(secret) != LENGTH:
        raise UnreadableFile(f"{FILE_NAME} bị hỏng; xóa tệp này thì máy chủ tạo tệp mới, token đang dùng hết hiệu lực")
    return secret


def _make(database: Database) -> None:
    path = database.path.with_name(FILE_NAME)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
