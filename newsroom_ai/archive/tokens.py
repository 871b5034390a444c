"""Short-lived tokens for pages of a CMS: signed, bound to a person and to web origins, and never above their maker.

A token carries its claims and an HMAC-SHA256 over them; the secret lies in a file beside the archive. Nothing is stored
for a token itself, only which origins live tokens name and whose tokens were ended early.
"""

from __future__ import annotations

import base64
import hmac
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from newsroom_ai.archive.access import Principal, Role
from newsroom_ai.archive.database import Database, now
from newsroom_ai.archive.signing import signing_secret
from newsroom_ai.errors import Forbidden, Unauthenticated

PREFIX = "nt_"
MINUTES_LIMIT = 60
# How long after their end tokens are still told, across origins, that they have ended: a page asks for a new one then.
_ORIGIN_GRACE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Token:
    """A new token; it cannot be shown again. ``expires_at`` is ISO 8601, UTC."""

    token: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: who made it (the name of a key or session and when that was made), for whom, and where.

    Times are ISO 8601 in UTC with microseconds, so that they compare as text.
    """

    maker: str
    maker_since: str
    role: str
    subject: str
    origins: tuple[str, ...]
    issued_at: str
    expires_at: str


class Tokens:
    """Makes, checks and ends tokens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._signing: bytes | None = None

    def make(self, maker: Principal, role: Role, subject: str, origins: Sequence[str], minutes: int) -> Token:
        """Make a token for ``subject``, a person in the CMS, to be used from pages of ``origins``.

        Args:
            maker: the key or session that asks; its end is the token's end.
            role: at most the maker's.
            subject: recorded with all that the token does.
            origins: as browsers send them, at least one.
            minutes: 1-60.

        Raises:
            Forbidden: the role is above the maker's, or the maker is a token itself.
        """
        if maker.subject is not None:
            raise Forbidden("Không thể dùng token để tạo token; hãy dùng khóa")
        if role > maker.role:
            raise Forbidden(f"Khóa có quyền {maker.role.label} không tạo được token có quyền {role.label}")
        made = datetime.now(UTC)
        issued, expires = made.isoformat(timespec="microseconds"), made + timedelta(minutes=minutes)
        end = expires.isoformat(timespec="microseconds")
        claims = Claims(maker.name, maker.since, role.name, subject, tuple(origins), issued, end)
        signing = self._secret()
        with self._database.write() as connection:
            self._remember(connection, origins, expires + _ORIGIN_GRACE)
            _log(connection, maker.name, "token.make", f"{subject} {role.label}")
        return Token(PREFIX + _signed(claims, signing), end)

    def read(self, token: str) -> Claims:
        """What a token that was made here says; it may have ended.

        Raises:
            Unauthenticated: it was not made here, or was changed.
        """
        content, _, signature = token.removeprefix(PREFIX).partition(".")
        if not hmac.compare_digest(_signature(content.encode(), self._secret()), signature.encode()):
            raise Unauthenticated("Token không đúng")
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(content))
        return Claims(**(claims | {"origins": tuple(claims["origins"])}))

    def admit(self, claims: Claims) -> Principal:
        """Who may act by a token now.

        Raises:
            Unauthenticated: it is too old, or it was ended, or the key that made it was.
        """
        role = self._role_of_maker(claims)
        if role is None or claims.expires_at <= now() or self._ended(claims):
            raise Unauthenticated("Token đã hết hạn hoặc đã bị thu hồi")
        return Principal(
            f"{claims.maker}/{claims.subject}",
            min(role, Role[claims.role]),
            since=claims.maker_since,
            subject=claims.subject,
            origins=claims.origins,
        )

    def end(self, maker: Principal, subject: str) -> None:
        """End every token that the maker has made for a person so far.

        Raises:
            Forbidden: the maker is a token itself.
        """
        if maker.subject is not None:
            raise Forbidden("Không thể dùng token để thu hồi token; hãy dùng khóa")
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO token_end (maker, subject, ended_at) VALUES (?, ?, ?)"
                " ON CONFLICT (maker, subject) DO UPDATE SET ended_at = excluded.ended_at",
                (maker.name, subject, now()),
            )
            _log(connection, maker.name, "token.end", subject)

    def knows_origin(self, origin: str) -> bool:
        """Whether a token that lives, or ended within a day, names this origin."""
        query = "SELECT 1 FROM token_origin WHERE origin = ? AND until > ?"
        return self._database.read().execute(query, (origin, now())).fetchone() is not None

    def _secret(self) -> bytes:
        if self._signing is None:
            self._signing = signing_secret(self._database)
        return self._signing

    def _role_of_maker(self, claims: Claims) -> Role | None:
        row = (
            self._database.read()
            .execute(
                "SELECT role FROM credential WHERE kind IN ('key', 'session') AND name = ? AND created_at = ?"
                " AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)",
                (claims.maker, claims.maker_since, now()),
            )
            .fetchone()
        )
        return Role[row[0]] if row else None

    def _ended(self, claims: Claims) -> bool:
        query = "SELECT 1 FROM token_end WHERE maker = ? AND subject = ? AND ended_at >= ?"
        row = self._database.read().execute(query, (claims.maker, claims.subject, claims.issued_at)).fetchone()
        return row is not None

    @staticmethod
    def _remember(connection: sqlite3.Connection, origins: Sequence[str], until: datetime) -> None:
        connection.execute("DELETE FROM token_origin WHERE until <= ?", (now(),))
        connection.executemany(
            "INSERT INTO token_origin (origin, until) VALUES (?, ?)"
            " ON CONFLICT (origin) DO UPDATE SET until = max(until, excluded.until)",
            [(origin, until.isoformat(timespec="microseconds")) for origin in origins],
        )


def _signed(claims: Claims, signing: bytes) -> str:
    record = {name: getattr(claims, name) for name in Claims.__slots__}
    content = base64.urlsafe_b64encode(json.dumps(record, separators=(",", ":")).encode())
    return f"{content.decode()}.{_signature(content, signing).decode()}"


def _signature(content: bytes, signing: bytes) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(signing, content, "sha256"))


def _log(connection: sqlite3.Connection, actor: str, action: str, target: str) -> None:
    row = (now(), actor, action, target)
    connection.execute("INSERT INTO ledger (at, actor, action, target) VALUES (?, ?, ?, ?)", row)
