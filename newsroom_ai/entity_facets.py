"""People and organisations as facets: filled in behind the index of words, which must not wait for them.

Recognising names takes several times as long as folding an article. So an article is searchable at once, and written
again with the names in it when a thread of its own has read it. Which changes that has come to is kept beside the
index; another recogniser begins anew.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from newsroom_ai.article import Article
from newsroom_ai.entities.offered import offered
from newsroom_ai.entities.types import Recogniser
from newsroom_ai.search.lexical import Document, LexicalIndex

STATE: Final = "entities.json"
PATIENCE: Final = 30.0  # seconds to wait for the index of words
_POLL: Final = 0.01

Records = Callable[[Sequence[int]], Mapping[int, str]]
MakeDocument = Callable[[Article, Sequence[str], Sequence[str]], Document]


class Named(NamedTuple):
    """An article's document with the names in it, and the checksum of the record it was made from."""

    document: Document
    sha256: str


class EntityFacets:
    """Follows the archive like an index; what it writes are values of the index of words."""

    name = "entities"

    def __init__(self, folder: Path, recogniser: str, lexical: LexicalIndex, records: Records) -> None:
        """Take up where the last process left off.

        Args:
            folder: of the generation of indexes.
            recogniser: its name; names found by another one are found anew.
            lexical: the index of words of the same generation.
            records: the archive's present records by key, as canonical JSON.
        """
        self._state = folder / STATE
        self._recogniser = recogniser
        self._lexical = lexical
        self._records = records
        self._applied = self._read()

    @property
    def applied(self) -> int:
        """Number of the last change whose names are facets."""
        return self._applied

    def of(self, lexical: LexicalIndex) -> bool:
        """Whether it is this index whose facets are filled."""
        return self._lexical is lexical

    def apply(self, puts: Sequence[tuple[int, Named]], deletes: Sequence[int], seq: int) -> None:
        """Write articles again, with their names; those that changed since they were read come later in the log.

        Raises:
            TimeoutError: the index of words does not get as far as change ``seq``.
        """
        end = time.monotonic() + PATIENCE
        while self._lexical.applied < seq:  # else what is written here would be written over without names
            if time.monotonic() > end:
                raise TimeoutError
            time.sleep(_POLL)
        self._lexical.rewrite(lambda: self._current(puts))
        temporary = self._state.with_suffix(".new")
        temporary.write_text(json.dumps({"recogniser": self._recogniser, "applied": seq}), encoding="utf-8")
        temporary.replace(self._state)
        self._applied = seq

    def end_writing(self) -> None:
        """Let another process write the index of words."""
        self._lexical.end_writing()

    def _current(self, puts: Sequence[tuple[int, Named]]) -> list[tuple[int, Document]]:
        records = self._records([key for key, _ in puts])
        return [
            (key, named.document)
            for key, named in puts
            if key in records and sha256(records[key].encode()).hexdigest() == named.sha256
        ]

    def _read(self) -> int:
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            known = state["recogniser"] == self._recogniser
            # An index of words that began anew lost the names with the words.
            return min(int(state["applied"]), self._lexical.applied) if known else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0


def named(articles: Sequence[Article], recogniser: Recogniser, make: MakeDocument) -> list[Named]:
    """Documents of articles with the people and organisations in them."""
    found = []
    for article in articles:
        entities = offered(article, recogniser)
        people = [entity.label for entity in entities if entity.kind == "person"]
        organisations = [entity.label for entity in entities if entity.kind == "organisation"]
        found.append(Named(make(article, people, organisations), article.sha256))
    return found
