"""What bounds a search besides its words: status, dates, filters."""

from __future__ import annotations

from datetime import datetime

import tantivy
from tantivy import Occur
from tantivy import Query as Node

from newsroom_ai.search.lexical import UNDATED, Limits, epoch
from newsroom_ai.search.types import SearchRequest


def limits_of(request: SearchRequest, schema: tantivy.Schema, now: datetime) -> Limits:
    """The clauses every article found must meet, none of which adds to its score."""
    clauses: Limits = []
    if request.status == "published":
        # What is excluded is rare, so excluding costs less than requiring what nearly all articles have.
        clauses += [(Occur.MustNot, Node.term_query(schema, "status", s, "basic")) for s in ("draft", "withdrawn")]
        clauses.append((Occur.MustNot, _published(schema, epoch(now) + 1, None)))
    else:
        clauses.append((Occur.Must, silent(Node.term_query(schema, "status", request.status, "basic"))))
    for name, values in request.filters.items():
        any_of = [(Occur.Should, Node.term_query(schema, name, value, "basic")) for value in values]
        clauses.append((Occur.Must, silent(Node.boolean_query(any_of))))
    if request.start or request.end:
        start = epoch(request.start) if request.start else UNDATED + 1
        clauses.append((Occur.Must, silent(_published(schema, start, epoch(request.end) if request.end else None))))
    return clauses


def up_to(schema: tantivy.Schema, newest: int) -> Limits:
    """Leave out what was written after the article with this key."""
    above = Node.range_query(schema, "key", tantivy.FieldType.Integer, lower_bound=newest, include_lower=False)
    return [(Occur.MustNot, above)]


def silent(node: Node) -> Node:
    """The same condition, without a score."""
    return Node.const_score_query(node, 0.0)


def _published(schema: tantivy.Schema, start: int, end: int | None) -> Node:
    last = None if end is None else end - 1
    return Node.range_query(schema, "published", tantivy.FieldType.Integer, lower_bound=start, upper_bound=last)
