"""How sure stored suggestions are, and what people made of them: the numbers of a histogram."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, Literal

from newsroom_ai.archive.database import Database

Origin = Literal["jobs", "panel"]
ORIGINS: Final[tuple[Origin, ...]] = ("jobs", "panel")

BINS: Final = 10
LOOKED_AT: Final = 20_000  # suggestions of one origin; of more, these many at even distances

_LAST: Final[dict[Origin, str]] = {
    "jobs": "SELECT coalesce(max(seq), 0) FROM suggestion",
    "panel": "SELECT coalesce(max(seq), 0) FROM feedback_shown",
}
_ROWS: Final[dict[Origin, str]] = {
    "jobs": "SELECT confidence, state FROM json_each(?) AS picked CROSS JOIN suggestion ON seq = picked.value"
    " WHERE confidence IS NOT NULL",
    "panel": "SELECT confidence, action FROM json_each(?) AS picked CROSS JOIN feedback_shown ON"
    " feedback_shown.seq = picked.value JOIN feedback ON feedback.seq = feedback_shown.seq"
    " WHERE confidence IS NOT NULL AND action <> 'add'",
}
_ACCEPTED: Final = frozenset(("accepted", "accept"))
_REFUSED: Final = frozenset(("rejected", "edited", "reject", "edit"))


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """Suggestions with a confidence from ``start`` (included) to ``end`` (excluded; 1.0 belongs to the last bin).

    What a person put another value in the place of is ``refused`` too; ``open`` waits for a decision.
    """

    start: float
    end: float
    open: int
    accepted: int
    refused: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.open + self.accepted + self.refused


@dataclass(frozen=True, slots=True)
class Confidences:
    """The suggestions of ``jobs``, or those that people decided on in the editor's ``panel``.

    ``counted`` of them have a known confidence and stand in ``bins``; with ``sampled`` the table held more than were
    looked at, and the bins show their shares only.
    """

    origin: Origin
    counted: int
    sampled: bool
    bins: tuple[ConfidenceBin, ...]


class ConfidenceReader:
    """Counts stored suggestions by their confidence, in a bounded time however many there are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, origin: Origin, most: int = LOOKED_AT) -> Confidences:
        """Count the suggestions of one origin; of more than ``most`` rows an evenly spaced sample."""
        connection = self._database.read()
        (last,) = connection.execute(_LAST[origin]).fetchone()
        sampled = last > most
        looked_at = [round(at * last / most) for at in range(1, most + 1)] if sampled else range(1, last + 1)
        counts = [[0, 0, 0] for _ in range(BINS)]
        for confidence, fate in connection.execute(_ROWS[origin], (json.dumps(list(looked_at)),)):
            place = 1 if fate in _ACCEPTED else 2 if fate in _REFUSED else 0
            counts[max(0, min(BINS - 1, int(confidence * BINS)))][place] += 1
        bins = tuple(ConfidenceBin(at / BINS, (at + 1) / BINS, *counts[at]) for at in range(BINS))
        return Confidences(origin, sum(map(sum, counts)), sampled, bins)
