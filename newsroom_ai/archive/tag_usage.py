"""How the archive uses its tags: on how many articles, in which years, on which."""

from __future__ import annotations

import json
import threading
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from newsroom_ai.archive.database import Database
from newsroom_ai.article import VIETNAM, Status

EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class TagUsage:
    """Tags of all articles but withdrawn ones, each counted once an article.

    ``years`` counts the articles of each year of publication (in Vietnam), tagged or not; those without a date stand
    in no year. ``by_year`` counts those with a tag. ``examples`` are keys of the newest articles with a tag, by key.
    """

    counts: Mapping[str, int]
    by_year: Mapping[str, Mapping[int, int]]
    years: Mapping[int, int]
    examples: Mapping[str, tuple[int, ...]]


class TagUsageReader:
    """Counts tags over the whole record, once for each state of it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._known: tuple[int, TagUsage] | None = None

    def read(self) -> TagUsage:
        """The use of tags as of now."""
        (last,) = self._database.read().execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()
        with self._lock:
            if self._known is None or self._known[0] != last:
                self._known = last, self._count()
            return self._known[1]

    def _count(self) -> TagUsage:
        counts: Counter[str] = Counter()
        years: Counter[int] = Counter()
        by_year: dict[str, Counter[int]] = defaultdict(Counter)
        examples: dict[str, tuple[int, ...]] = {}
        rows = self._database.read().execute(
            "SELECT key, json_extract(record, '$.tags'), json_extract(record, '$.published_at') FROM article"
            " WHERE status <> ? ORDER BY key DESC",
            (Status.WITHDRAWN.value,),
        )
        for key, tags, published_at in rows:
            year = _year(published_at)
            years.update([year] if year else ())
            for tag in set(json.loads(tags)) if tags != "[]" else ():
                counts[tag] += 1
                if year:
                    by_year[tag][year] += 1
                if counts[tag] <= EXAMPLES:
                    examples[tag] = (*examples.get(tag, ()), key)
        return TagUsage(counts, by_year, years, examples)


def _year(moment: str | None) -> int | None:
    return datetime.fromisoformat(moment).astimezone(VIETNAM).year if moment else None
