"""SQLite FTS5: its own bm25() (k1 1.2, b 0.75), any word may match."""

from __future__ import annotations

import sqlite3

from eval.peers.serve import serve


class Fts5:
    """Items are texts cut into syllables beforehand, parted by spaces."""

    def __init__(self) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            "CREATE VIRTUAL TABLE text USING fts5(words, content='', tokenize=\"unicode61 remove_diacritics 0\")"
        )
        self._count = 0

    def add(self, texts: list[str]) -> None:
        rows = enumerate(texts, start=self._count)
        self._base.executemany("INSERT INTO text (rowid, words) VALUES (?, ?)", rows)
        self._count += len(texts)

    def build(self, _: list[None]) -> None:
        self._base.execute("INSERT INTO text (text) VALUES ('optimize')")
        self._base.commit()

    def search(self, queries: list[str], depth: int) -> list[list[int]]:
        statement = "SELECT rowid FROM text WHERE text MATCH ? ORDER BY rank LIMIT ?"
        found = []
        for query in queries:
            words = " OR ".join(f'"{word}"' for word in dict.fromkeys(query.split()))
            found.append([int(key) for (key,) in self._base.execute(statement, (words, depth))] if words else [])
        return found


if __name__ == "__main__":
    serve(Fts5())
