"""SQLite as the record of truth: one file, many threads and processes, short transactions."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from newsroom_ai.errors import Conflict, Overloaded, StorageFull, UnreadableFile

FILE_NAME = "archive.sqlite"
SCHEMA_VERSION = 6
BUSY_SECONDS = 20


def now() -> str:
    """The time as the archive writes it: ISO 8601, UTC, microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Database:
    """Connections to one archive file, one a thread. A committed write survives a power cut."""

    def __init__(self, folder: Path) -> None:
        """Open the file in ``folder``, making both where they are missing.

        Raises:
            UnreadableFile: the file is no archive, or one of a newer release.
        """
        self.path = folder / FILE_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # drafts and hashes of keys
            self.path.touch(mode=0o600)
        except OSError as error:
            raise UnreadableFile(f"Không dùng được thư mục dữ liệu {folder}: {error.strerror}") from error
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            with self.write() as connection:
                (version,) = connection.execute("PRAGMA user_version").fetchone()
                if version > SCHEMA_VERSION:
                    raise UnreadableFile(f"Kho {FILE_NAME} do phiên bản phần mềm mới hơn tạo ra")
                if version < SCHEMA_VERSION:
                    schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
                    for statement in schema.split(";\n"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        except sqlite3.DatabaseError as error:
            raise UnreadableFile(f"{FILE_NAME} không phải là kho bài hợp lệ hoặc đã hỏng") from error

    def read(self) -> sqlite3.Connection:
        """This thread's connection, for reading; outside a transaction it sees every committed write."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
            )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # acknowledged means durable
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA mmap_size = 1073741824")
            self._local.connection = connection
            with self._lock:
                self._open.append(connection)
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is written, or nothing.

        Raises:
            Overloaded: another writer held the file for too long.
            StorageFull: the disk is full.
        """
        connection = self.read()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise Overloaded("Kho bài đang bận ghi, hãy thử lại sau ít giây") from error
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL or "disk" in str(error):
                raise StorageFull("Đĩa đã đầy hoặc không ghi được; chưa có gì được lưu") from error
            raise

    def check(self) -> None:
        """Let SQLite examine the file.

        Raises:
            UnreadableFile: it is damaged.
        """
        (verdict,) = self.read().execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise UnreadableFile(f"{FILE_NAME} bị hỏng ({verdict}); hãy khôi phục từ bản sao lưu")

    def backup(self, folder: Path) -> Path:
        """Copy the file as of now into a folder, beside running readers and writers.

        Raises:
            Conflict: the folder holds an archive already.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / FILE_NAME
        if target.exists():
            raise Conflict(f"{folder} đã có một bản {FILE_NAME}")
        temporary = target.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        temporary.touch(mode=0o600)
        with contextlib.closing(sqlite3.connect(temporary)) as copy:
            self.read().backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        temporary.replace(target)
        return target

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()
        self._local = threading.local()
