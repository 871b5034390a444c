"""tantivy alone: BM25 (k1 1.2, b 0.75) over one field, any word may match."""

# mypy: disable-error-code="import-not-found,import-untyped"
from __future__ import annotations

import tantivy

from eval.peers.serve import serve


class Tantivy:
    """Items are texts cut into syllables beforehand, parted by spaces."""

    def __init__(self) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("key", fast=True)
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        self._index = tantivy.Index(builder.build())
        self._writer = self._index.writer(heap_size=96_000_000, num_threads=1)
        self._count = 0

    def add(self, texts: list[str]) -> None:
        for text in texts:
            self._writer.add_document(tantivy.Document(key=self._count, text=text))
            self._count += 1

    def build(self, _: list[None]) -> None:
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._index.reload()

    def search(self, queries: list[str], depth: int) -> list[list[int]]:
        searcher, schema = self._index.searcher(), self._index.schema
        found = []
        for query in queries:
            terms = [
                (tantivy.Occur.Should, tantivy.Query.term_query(schema, "text", word, "freq")) for word in query.split()
            ]
            hits = searcher.search(tantivy.Query.boolean_query(terms), depth, count=False).hits
            found.append(_keys(searcher, [at for _, at in hits]))
        return found


def _keys(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    return [int(key) for key in searcher.fast_field_values("key", addresses) if key is not None]


if __name__ == "__main__":
    serve(Tantivy())
