"""The lexical index: tantivy over folded syllables, derived from the archive and rebuildable from it.

Each article is indexed twice, by exact and by bare syllables, as text that was folded beforehand; positions allow
phrases. What is counted and faceted is the candidate set; what is ranked is that same set.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import tantivy

from newsroom_ai.article import VIETNAM, Article
from newsroom_ai.text.laws import index_keys
from newsroom_ai.text.syllables import bare_form, exact_forms

LAYOUT = "lexical.v3"
UNDATED = -(2**62)
TEXT_FIELDS = ("exact", "bare", "title_exact", "title_bare")
VALUE_FIELDS = ("section", "tag", "person", "organisation", "place", "source", "byline", "kind", "year", "month", "law")
Limits = list[tuple[tantivy.Occur, tantivy.Query]]
"""Clauses that bound which articles a search counts: status, filters, period."""
_STATE_FILE = "applied.json"


class Document(NamedTuple):
    """What the index needs of one article; cheap to hand from a worker process to the writer."""

    exact: tuple[str, str, str]
    bare: tuple[str, str, str]
    values: dict[str, tuple[str, ...]]
    status: str
    published: int


def document(
    article: Article,
    places: Sequence[str] = (),
    people: Sequence[str] = (),
    organisations: Sequence[str] = (),
    exact: Sequence[Sequence[str]] = (),
) -> Document:
    """Fold an article for the index. A single-valued field without a value is indexed as "", so that counts add up.

    ``exact`` are the exact forms of title, sapo and body, where the caller has them already.
    """
    texts = (article.title, article.sapo, article.body)
    exact = exact or [exact_forms(text) for text in texts]
    moment = article.published_at.astimezone(VIETNAM) if article.published_at else None
    return Document(
        exact=_joined(exact),
        bare=_joined([map(bare_form, forms) for forms in exact]),
        values={
            "section": (article.section,),
            "tag": tuple(dict.fromkeys(article.tags)),
            "person": tuple(dict.fromkeys(people)),
            "organisation": tuple(dict.fromkeys(organisations)),
            "place": tuple(dict.fromkeys(places)),
            "source": (article.source,),
            "byline": (article.byline,),
            "kind": (article.kind.value,),
            "year": (f"{moment:%Y}" if moment else "",),
            "month": (f"{moment:%Y-%m}" if moment else "",),
            "law": tuple(sorted(index_keys("\n".join(texts)))),
        },
        status=article.status.value,
        published=int(moment.timestamp()) if moment else UNDATED,
    )


def _joined(forms: Iterable[Iterable[str]]) -> tuple[str, str, str]:
    title, sapo, body = (" ".join(words) for words in forms)
    return title, sapo, body


class LexicalIndex:
    """Reads from any thread; ``apply`` and ``rebuild`` belong to the one holder of the index lock."""

    name = "lexical"

    def __init__(self, folder: Path) -> None:
        """Open the index; where there is none, or a broken one, it is empty until its owner applies something.

        Opening never touches the files: another process may own them.
        """
        self.folder = folder
        self._writer: tantivy.IndexWriter | None = None
        self._state: dict[str, Any] = {"layout": LAYOUT, "applied": 0}
        self._on_disk = False
        self._newest: tuple[int, int] | None = None
        self._writing = Lock()
        self._index = _prepared(tantivy.Index(_schema()))
        self._open()

    def _open(self) -> None:
        state = self._read_state()
        if state["layout"] != LAYOUT:
            return
        try:
            self._index = _prepared(tantivy.Index.open(str(self.folder)))
        except ValueError:  # broken: its owner makes it anew from the archive
            return
        self._state, self._on_disk = state, True

    def _create(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._index = _prepared(tantivy.Index(_schema(), str(self.folder)))
        self._on_disk = True

    def _read_state(self) -> dict[str, Any]:
        try:
            state = json.loads((self.folder / _STATE_FILE).read_text(encoding="utf-8"))
            return {"layout": state["layout"], "applied": int(state["applied"])}
        except (OSError, ValueError, KeyError, TypeError):
            return {"layout": None, "applied": 0}

    @property
    def applied(self) -> int:
        """Number of the last change that is in the index."""
        return int(self._state["applied"])

    def refresh(self) -> None:
        """See what another process has committed meanwhile."""
        if self._writer is not None:
            return
        if not self._on_disk:
            self._open()
        elif (state := self._read_state())["applied"] != self._state["applied"]:
            self._index.reload()
            self._state = state

    def rewrite(self, make: Callable[[], Sequence[tuple[int, Document]]]) -> None:
        """Write again what ``make`` gives, with more values than before; nothing else is written meanwhile."""
        with self._writing:
            if puts := make():
                self._write(puts, ())

    def apply(self, puts: Sequence[tuple[int, Document]], deletes: Sequence[int], seq: int) -> None:
        """Write and remove articles and remember ``seq``; doing it twice is doing it once.

        The state is written after the commit: a crash between the two only repeats work.
        """
        with self._writing:
            self._write(puts, deletes)
            self._state = {"layout": LAYOUT, "applied": seq}
            state = self.folder / _STATE_FILE
            temporary = state.with_suffix(".new")
            temporary.write_text(json.dumps(self._state), encoding="utf-8")
            temporary.replace(state)

    def _write(self, puts: Sequence[tuple[int, Document]], deletes: Sequence[int]) -> None:
        if not self._on_disk:
            self._create()
        writer = self._writer or self._index.writer(heap_size=96_000_000, num_threads=1)
        self._writer = writer
        schema = self._index.schema
        for key in (*deletes, *(key for key, _ in puts)):
            writer.delete_documents_by_term("key", key)
        for key, item in puts:
            writer.add_document(tantivy.Document.from_dict(_fields(key, item), schema))
        writer.commit()
        self._index.reload()

    def end_writing(self) -> None:
        """Let running merges end and free the writer, for another process to take."""
        with self._writing:
            if self._writer is not None:
                self._writer.wait_merging_threads()
                self._writer = None

    def searcher(self) -> tantivy.Searcher:
        """A view of the index as of the last commit."""
        return self._index.searcher()

    @property
    def schema(self) -> tantivy.Schema:
        """The index's fields, which queries are built from."""
        return self._index.schema

    def keys(self) -> set[int]:
        """The keys of all indexed articles."""
        searcher = self.searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs), count=False).hits
        return set(stored_keys(searcher, [address for _, address in hits]))

    def newest_key(self) -> int:
        """The highest key of an indexed article, of any status; 0 where there is none."""
        if self._newest is None or self._newest[0] != self.applied:
            applied, searcher = self.applied, self.searcher()
            order = tantivy.Order.Desc
            hits = searcher.search(tantivy.Query.all_query(), 1, count=False, order_by_field="key", order=order).hits
            self._newest = (applied, stored_keys(searcher, [hits[0][1]])[0] if hits else 0)
        return self._newest[1]

    def document_count(self) -> int:
        """Number of indexed articles, of any status."""
        return int(self.searcher().num_docs)

    def document_frequency(self, form: str) -> int:
        """Number of articles with this exact folded syllable."""
        return int(self.searcher().doc_freq("exact", form))

    def tag_counts(self, tags: Collection[str]) -> dict[str, int]:
        """How many articles carry each of these tags as supplied by editors."""
        searcher = self.searcher()
        return {tag: int(searcher.doc_freq("tag", tag)) for tag in tags}


def _prepared(index: tantivy.Index) -> tantivy.Index:
    index.config_reader(reload_policy="manual")
    index.reload()
    return index


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("key", indexed=True, fast=True)  # signed: terms to delete are read as signed
    builder.add_text_field("octal", tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in (*VALUE_FIELDS, "status"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    builder.add_integer_field("published", indexed=True, fast=True)
    builder.add_integer_field("oldest", fast=True)  # the same, but undated articles come last here too
    return builder.build()


def _fields(key: int, item: Document) -> dict[str, Any]:
    return {
        "key": key,
        "octal": f"{key:o}",
        "exact": list(item.exact),
        "bare": list(item.bare),
        "title_exact": item.exact[0],
        "title_bare": item.bare[0],
        **{name: list(values) for name, values in item.values.items()},
        "status": item.status,
        "published": item.published,
        "oldest": -UNDATED if item.published == UNDATED else item.published,
    }


def these(schema: tantivy.Schema, keys: Iterable[int]) -> tantivy.Query:
    """The articles with these keys, without a score.

    They are looked up by their octal digits: tantivy tries every following byte it knows for each byte of a term, and
    there are eight digits where a byte of a number has 256. That takes a third of the time.
    """
    found = tantivy.Query.term_set_query(schema, "octal", [f"{key:o}" for key in keys])
    return tantivy.Query.const_score_query(found, 0.0)


def scored(few: tantivy.Query, words: Iterable[tantivy.Query]) -> tantivy.Query:
    """Few articles, each scored by what it holds of the words.

    One optional clause inside the other: of clauses side by side tantivy would read the union, article by article.
    """
    for word in words:
        few = tantivy.Query.boolean_query([(tantivy.Occur.Must, few), (tantivy.Occur.Should, word)])
    return few


def stored_keys(searcher: tantivy.Searcher, addresses: list[tantivy.DocAddress]) -> list[int]:
    """The archive keys of hits."""
    return [int(key) for key in searcher.fast_field_values("key", addresses) if key is not None]


def epoch(moment: datetime) -> int:
    """Seconds since 1970, as the index holds them."""
    return int(moment.astimezone(UTC).timestamp())
