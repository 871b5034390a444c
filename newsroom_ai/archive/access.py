"""Who may do what: keys, single-use login tickets and browser sessions, stored as hashes only."""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Literal, NamedTuple

from newsroom_ai.archive.database import Database, now
from newsroom_ai.errors import Conflict, NotFound, Unauthenticated


class Role(IntEnum):
    """Each role has the rights of those before it."""

    REPORTER = 1
    EDITOR = 2
    ARCHIVIST = 3
    ADMIN = 4

    @property
    def label(self) -> str:
        """The role's name as it stands in requests and on the command line."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: the name of the key or session, its role, and the CSRF token a session's changes must repeat.

    ``since`` is when the key or session was made: with the name it tells one from all others. A token of a CMS page
    has the person it is for as ``subject``, who is part of the name, and the ``origins`` it may be used from.
    """

    name: str
    role: Role
    csrf: str | None = None
    since: str = ""
    subject: str | None = None
    origins: tuple[str, ...] = ()


class KeyInfo(NamedTuple):
    """What may be shown of a key."""

    name: str
    role: str
    created_at: str
    revoked_at: str | None


class Access:
    """Makes, checks and revokes credentials. Secrets have 256 random bits, so a plain SHA-256 is a safe hash."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_key(self, name: str, role: Role, actor: str = "cli") -> str:
        """Make a key and return it; it cannot be shown again.

        Raises:
            Conflict: a key of this name is in use.
        """
        secret = "nk_" + secrets.token_urlsafe(32)
        with self._database.write() as connection:
            if connection.execute(
                "SELECT 1 FROM credential WHERE kind = 'key' AND name = ? AND revoked_at IS NULL", (name,)
            ).fetchone():
                raise Conflict(f"Đã có khóa tên {name}")
            self._insert(connection, secret, "key", name, role, None, None)
            self._log(connection, actor, "key.add", name)
        return secret

    def all_keys(self) -> list[KeyInfo]:
        """All keys ever made, oldest first."""
        rows = self._database.read().execute(
            "SELECT name, role, created_at, revoked_at FROM credential WHERE kind = 'key' ORDER BY created_at"
        )
        return [KeyInfo(name, Role[role].label, created, revoked) for name, role, created, revoked in rows]

    def revoke_key(self, name: str, actor: str = "cli") -> None:
        """End a key, the sessions opened in its name, and the tokens that it or they made.

        Raises:
            NotFound: no key of this name is in use.
        """
        with self._database.write() as connection:
            found = connection.execute(
                "UPDATE credential SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL", (now(), name)
            ).rowcount
            if not found:
                raise NotFound(f"Không có khóa tên {name} đang dùng")
            self._log(connection, actor, "key.revoke", name)

    def add_ticket(self, name: str, role: Role, minutes: int = 10) -> str:
        """Make a login ticket: good once, for ``minutes``. Tickets of that name made before end."""
        secret = secrets.token_urlsafe(32)
        with self._database.write() as connection:
            connection.execute("DELETE FROM credential WHERE kind = 'ticket' AND name = ?", (name,))
            self._insert(connection, secret, "ticket", name, role, None, minutes)
        return secret

    def open_session(self, ticket: str, minutes: int) -> tuple[str, Principal]:
        """Trade a ticket for a session; the ticket is used up.

        Raises:
            Unauthenticated: the ticket is unknown, used or too old.
        """
        with self._database.write() as connection:
            row = connection.execute(
                "DELETE FROM credential WHERE hash = ? AND kind = 'ticket' AND expires_at > ? AND revoked_at IS NULL"
                " RETURNING name, role",
                (_hash(ticket), now()),
            ).fetchone()
            if row is None:
                raise Unauthenticated("Liên kết đăng nhập không đúng, đã dùng hoặc đã hết hạn")
            return self._session(connection, row[0], Role[row[1]], minutes)

    def open_session_for(self, key: str, minutes: int) -> tuple[str, Principal]:
        """Trade a key for a session with the key's name and role.

        Raises:
            Unauthenticated: the key is unknown or revoked.
        """
        with self._database.write() as connection:  # in one transaction: a key revoked meanwhile opens nothing
            principal = self.authenticate(key, "key")
            return self._session(connection, principal.name, principal.role, minutes)

    def close_session(self, session: str) -> None:
        """Log out."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM credential WHERE hash = ? AND kind = 'session'", (_hash(session),))

    def authenticate(self, secret: str, kind: Literal["key", "session"]) -> Principal:
        """Who holds this key or session.

        Raises:
            Unauthenticated: it is unknown, revoked or too old.
        """
        row = (
            self._database.read()
            .execute(
                "SELECT name, role, csrf, created_at FROM credential WHERE hash = ? AND kind = ? AND revoked_at IS NULL"
                " AND (expires_at IS NULL OR expires_at > ?)",
                (_hash(secret), kind, now()),
            )
            .fetchone()
        )
        if row is None:
            raise Unauthenticated("Khóa truy cập không đúng hoặc đã bị thu hồi")
        return Principal(row[0], Role[row[1]], row[2], row[3])

    def _session(self, connection: sqlite3.Connection, name: str, role: Role, minutes: int) -> tuple[str, Principal]:
        secret, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        connection.execute("DELETE FROM credential WHERE kind IN ('session', 'ticket') AND expires_at < ?", (now(),))
        since = self._insert(connection, secret, "session", name, role, csrf, minutes)
        self._log(connection, name, "session.open", role.label)
        return secret, Principal(name, role, csrf, since)

    @staticmethod
    def _insert(
        connection: sqlite3.Connection,
        secret: str,
        kind: str,
        name: str,
        role: Role,
        csrf: str | None,
        minutes: int | None,
    ) -> str:
        """Store a credential and say when it was made."""
        made, expires = now(), None
        if minutes is not None:
            expires = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat(timespec="microseconds")
        connection.execute(
            "INSERT INTO credential (hash, kind, name, role, csrf, created_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (_hash(secret), kind, name, role.name, csrf, made, expires),
        )
        return made

    @staticmethod
    def _log(connection: sqlite3.Connection, actor: str, action: str, target: str) -> None:
        connection.execute(
            "INSERT INTO ledger (at, actor, action, target) VALUES (?, ?, ?, ?)", (now(), actor, action, target)
        )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
