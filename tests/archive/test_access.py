"""Keys, tickets and sessions: what opens, what does not, and that no secret is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom_ai.archive.access import Access, Role
from newsroom_ai.archive.database import FILE_NAME, Database
from newsroom_ai.errors import Conflict, NotFound, Unauthenticated


@pytest.fixture
def access(tmp_path: Path) -> Iterator[Access]:
    database = Database(tmp_path)
    yield Access(database)
    database.close()


def test_a_key_opens_with_its_name_and_role(access: Access) -> None:
    key = access.add_key("cms", Role.EDITOR)
    principal = access.authenticate(key, "key")
    assert (principal.name, principal.role) == ("cms", Role.EDITOR)


@pytest.mark.parametrize("wrong", ["", "nk_", "nk_wrong", "' OR 1=1 --", "\x00"])
def test_a_wrong_key_does_not_open(access: Access, wrong: str) -> None:
    access.add_key("cms", Role.EDITOR)
    with pytest.raises(Unauthenticated):
        access.authenticate(wrong, "key")


def test_no_secret_lies_on_disk(access: Access, tmp_path: Path) -> None:
    key = access.add_key("cms", Role.ADMIN)
    ticket = access.add_ticket("console", Role.ADMIN)
    session, _ = access.open_session(ticket, 10)
    stored = b"".join(path.read_bytes() for path in tmp_path.glob(f"{FILE_NAME}*"))
    for secret in (key, ticket, session):
        assert secret.encode() not in stored


def test_a_revoked_key_is_dead_and_so_are_its_sessions(access: Access) -> None:
    key = access.add_key("cms", Role.EDITOR)
    session, _ = access.open_session_for(key, 10)
    access.revoke_key("cms")
    with pytest.raises(Unauthenticated):
        access.authenticate(key, "key")
    with pytest.raises(Unauthenticated):
        access.authenticate(session, "session")
    with pytest.raises(NotFound):
        access.revoke_key("cms")


def test_two_live_keys_cannot_share_a_name(access: Access) -> None:
    access.add_key("cms", Role.EDITOR)
    with pytest.raises(Conflict):
        access.add_key("cms", Role.EDITOR)
    access.revoke_key("cms")
    access.add_key("cms", Role.REPORTER)
    assert [key.revoked_at is None for key in access.all_keys()] == [False, True]


def test_a_ticket_is_good_once(access: Access) -> None:
    ticket = access.add_ticket("console", Role.ADMIN)
    session, principal = access.open_session(ticket, 10)
    assert access.authenticate(session, "session") == principal
    with pytest.raises(Unauthenticated):
        access.open_session(ticket, 10)


def test_a_new_ticket_ends_the_one_before(access: Access) -> None:
    first = access.add_ticket("console", Role.ADMIN)
    access.add_ticket("console", Role.ADMIN)
    with pytest.raises(Unauthenticated):
        access.open_session(first, 10)


def test_tickets_and_sessions_grow_old(access: Access) -> None:
    with pytest.raises(Unauthenticated):
        access.open_session(access.add_ticket("console", Role.ADMIN, minutes=0), 10)
    session, _ = access.open_session(access.add_ticket("console", Role.ADMIN), 0)
    with pytest.raises(Unauthenticated):
        access.authenticate(session, "session")


def test_logging_out_ends_the_session(access: Access) -> None:
    session, _ = access.open_session(access.add_ticket("console", Role.ADMIN), 10)
    access.close_session(session)
    with pytest.raises(Unauthenticated):
        access.authenticate(session, "session")
