"""A peer for a task: runs it, or says why it is left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from eval.peers.process import Peer, PeerFailed, PeerMissing
from eval.rows import say

T = TypeVar("T")


def with_peer(module: str, use: Callable[[Peer], T]) -> T | None:
    """What ``use`` makes of the running peer; None, with a word why, when the peer cannot run."""
    try:
        with Peer(module) as peer:
            return use(peer)
    except (PeerMissing, PeerFailed) as error:
        say(str(error))
        return None
