from __future__ import annotations

import sys
from pathlib import Path

import pytest

from eval.peers.one import with_peer
from eval.peers.process import Peer, PeerFailed, PeerMissing

PYTHON = Path(sys.executable)
TEXTS = ["hà nội mưa lớn", "giá xăng tăng mạnh", "mưa lớn gây ngập hà nội"]


@pytest.mark.parametrize("name", ["fts5_search", "tantivy_search"])
def test_a_peer_answers_item_by_item(name: str) -> None:
    with Peer(name, PYTHON) as peer:
        peer.call("add", TEXTS)
        peer.call("build", [None])
        found = peer.call("search", ["xăng", "gây ngập", "không"], depth=2)
    assert [set(places) for places in found] == [{1}, {2}, set()]
    assert peer.seconds > 0


def test_a_peer_finds_near_copies() -> None:
    words = [f"chữ{at}" for at in range(60)]
    with Peer("rensa_duplicates", PYTHON) as peer:
        peer.call("add", [" ".join(words), "một bài khác hẳn không chung chữ nào"], threshold=0.5)
        found = peer.call("find", [" ".join([*words[:58], "sửa", "đổi"]), "hoàn toàn xa lạ"], threshold=0.5)
    assert found == [[0], []]


def test_what_a_peer_says_of_its_failure_arrives() -> None:
    with Peer("fts5_search", PYTHON) as peer:
        with pytest.raises(PeerFailed, match="no attribute 'dance'"):
            peer.call("dance", ["a"])
        peer.call("add", ["a"])  # and it goes on


def test_a_peer_that_does_not_start_gives_its_last_words() -> None:
    with Peer("no_such_peer", PYTHON) as peer, pytest.raises(PeerFailed, match="No module named"):
        peer.call("add", ["a"])


@pytest.mark.usefixtures("no_peers")
def test_without_their_environment_peers_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PeerMissing, match="make bench-install"):
        Peer("bm25s_search")
    assert with_peer("bm25s_search", lambda peer: peer.name) is None
    assert "bm25s_search: left out" in capsys.readouterr().err
