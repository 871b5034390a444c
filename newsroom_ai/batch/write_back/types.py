"""What is carried out of the archive, what became of it, and what it is carried to."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from newsroom_ai.archive.suggestions import Suggested
from newsroom_ai.article import Article

Outcome = Literal["changed", "unchanged", "left_alone", "missing", "failed"]


@dataclass(frozen=True, slots=True)
class Edit:
    """What was accepted for one article.

    ``article`` has it all, whether the archive has it already or not; ``before`` is the article without it where the
    archive still knows. ``tags`` are to be added, ``removed`` to be taken away; ``section`` and ``sapo`` are None where
    nothing was accepted. ``known_sapos`` are all the article ever had: another one was written by somebody elsewhere.
    """

    key: int
    article: Article
    before: Article
    tags: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    section: str | None = None
    sapo: str | None = None
    known_sapos: frozenset[str] = frozenset()
    suggestions: tuple[Suggested, ...] = field(default=(), repr=False)


class Difference(NamedTuple):
    """One field of one article before and after."""

    id: str
    field: str
    before: str | tuple[str, ...]
    after: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became, or would become, of one edit; ``reason`` says why where nothing did, in words for people."""

    edit: Edit
    outcome: Outcome
    differences: tuple[Difference, ...] = ()
    reason: str = ""


class Target(Protocol):
    """Where edits are carried to."""

    def carry(self, edits: Iterable[Edit], *, write: bool) -> Generator[Carried, None, None]:
        """Compare each edit with what is there and, with ``write``, write the differences; in order.

        An article that cannot be written is ``failed``, and the rest goes on.

        Raises:
            RemoteFailure: nothing more can be written at all.
        """
        ...
