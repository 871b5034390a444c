"""Which articles of the archive a job is about, read by key some at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from newsroom_ai.archive.database import Database
from newsroom_ai.article import Status

PAGE: Final = 128
"""Articles read at once: some hundred kilobytes."""


@dataclass(frozen=True, slots=True)
class Selector:
    """The articles meant; what is empty or None leaves all.

    ``since`` and ``until`` bound ``published_at`` in seconds since 1970, ``until`` itself being outside.
    ``model_before`` is the name of a model with its version, such as ``places.v2``: articles that a job of the type
    ``made_by`` has answered with it or a later version are left out, all others are meant.
    """

    since: float | None = None
    until: float | None = None
    sections: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    status: Status = Status.PUBLISHED
    untagged: bool = False
    model_before: str | None = None
    made_by: str = ""


class Selected(NamedTuple):
    """One article as it is stored; ``record`` is its canonical JSON."""

    key: int
    id: str
    sha256: str
    record: str


class Selection:
    """Finds the articles that a selector means."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, selector: Selector, after: int = 0) -> int:
        """How many articles with a key above ``after`` are meant."""
        condition, values = self._where(selector)
        (count,) = (
            self._database.read()
            # Only names of columns and question marks are put into these statements.
            .execute(f"SELECT count(*) FROM article WHERE key > ?{condition}", (after, *values))  # noqa: S608
            .fetchone()
        )
        return int(count)

    def after(self, selector: Selector, after: int) -> Iterator[Selected]:
        """The articles meant with a key above ``after``, by key; those written meanwhile are among them."""
        condition, values = self._where(selector)
        statement = f"SELECT key, id, sha256, record FROM article WHERE key > ?{condition} ORDER BY key LIMIT ?"  # noqa: S608
        while page := self._database.read().execute(statement, (after, *values, PAGE)).fetchall():
            yield from map(Selected._make, page)
            after = page[-1][0]

    def of(self, selector: Selector, keys: Sequence[int]) -> Iterator[Selected]:
        """Those of the articles with these keys that are still meant, by key."""
        condition, values = self._where(selector)
        for start in range(0, len(keys), PAGE):
            chunk = keys[start : start + PAGE]
            marks = ",".join("?" * len(chunk))
            page = self._database.read().execute(
                f"SELECT key, id, sha256, record FROM article WHERE key IN ({marks}){condition} ORDER BY key",  # noqa: S608
                (*chunk, *values),
            )
            yield from map(Selected._make, page.fetchall())

    def _where(self, selector: Selector) -> tuple[str, list[Any]]:
        """The conditions in SQL, from " AND" on, and their parameters."""
        conditions: list[str] = [" AND status = ?"]
        values: list[Any] = [selector.status.value]
        published = "unixepoch(json_extract(record, '$.published_at'))"
        for bound, sign in ((selector.since, ">="), (selector.until, "<")):
            if bound is not None:
                conditions.append(f" AND {published} {sign} ?")
                values.append(bound)
        for name, wanted in (("section", selector.sections), ("source", selector.sources)):
            if wanted:
                conditions.append(f" AND json_extract(record, '$.{name}') IN ({','.join('?' * len(wanted))})")
                values += wanted
        if selector.untagged:
            conditions.append(" AND json_array_length(record, '$.tags') = 0")
        if selector.model_before is not None:
            made = self._made_since(selector.model_before, selector.made_by)
            of_these = f"job IN ({','.join('?' * len(made))})"
            answered = f"SELECT 1 FROM job_result WHERE key = article.key AND error IS NULL AND {of_these}"  # noqa: S608
            conditions.append(f" AND NOT EXISTS ({answered})")
            values += made
        return "".join(conditions), values

    def _made_since(self, model: str, type: str) -> list[str]:
        """The jobs that used this model in this version or a later one."""
        rows = self._database.read().execute("SELECT id, model FROM job WHERE type = ?", (type,))
        name, version = versioned(model)
        return [
            id for id, models in rows if any(n == name and v >= version for n, v in map(versioned, models.split()))
        ]  # fmt: skip


def versioned(model: str) -> tuple[str, int]:
    """A model's name and its version, 0 where it has none.

    >>> versioned("places.v12"), versioned("mô-hình")
    (('places', 12), ('mô-hình', 0))
    """
    found = re.fullmatch(r"(.+)\.v(\d+)", model)
    return (found[1], int(found[2])) if found else (model, 0)
