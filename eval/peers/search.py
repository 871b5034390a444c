"""The search peers, given the same syllables as our index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from eval.peers.one import with_peer
from eval.peers.process import Peer

SEARCHERS: Final = {"bm25s": "bm25s_search", "tantivy": "tantivy_search", "sqlite-fts5": "fts5_search"}
WHOLE: Final = "events.article"
TOO_SLOW: Final = frozenset({("sqlite-fts5", WHOLE), ("sqlite-fts5", "sapo-body")})
"""Long questions that a peer scores every article for, 50 ms and more each."""

Found = list[list[int]]


def searched(
    texts: Sequence[str],
    query_sets: Mapping[str, Sequence[str]],
    depth: int,
    systems: Iterable[str] = tuple(SEARCHERS),
) -> Iterator[tuple[str, str, Found]]:
    """Index the texts with each peer in turn; yields its name and, for each set of queries, the places found.

    Texts and queries are syllables parted by spaces. A peer that cannot run is left out.
    """
    for system in systems:
        wanted = {name: queries for name, queries in query_sets.items() if (system, name) not in TOO_SLOW}

        def use(peer: Peer, wanted: Mapping[str, Sequence[str]] = wanted) -> dict[str, Found]:
            peer.call("add", texts)
            peer.call("build", [None])
            return {name: peer.call("search", queries, depth=depth) for name, queries in wanted.items()}

        for name, found in (with_peer(SEARCHERS[system], use) or {}).items():
            yield system, name, found
