from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.peers import process
from eval.peers.one import with_peer
from eval.peers.process import OWN, ROOT, Peer, PeerFailed, PeerMissing

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
    pytest.importorskip("rensa", reason="rensa: not installed; run `make bench-install`")
    words = [f"chữ{at}" for at in range(60)]
    with Peer("rensa_duplicates", PYTHON) as peer:
        peer.call("add", [" ".join(words), "một bài khác hẳn không chung chữ nào"], threshold=0.5)
        found = peer.call("find", [" ".join([*words[:58], "sửa", "đổi"]), "hoàn toàn xa lạ"], threshold=0.5)
    assert found == [[0], []]


@pytest.mark.skipif(
    not OWN["annif_subjects"].exists(), reason="annif_subjects: not installed; run `make bench-install`"
)
@pytest.mark.parametrize("backend", ["tfidf", "svc", "omikuji"])
def test_annif_suggests_subjects_of_a_vocabulary(backend: str) -> None:
    subjects = {"urn:s:gia": "Giá cả", "urn:s:mua": "Mưa lũ", "urn:s:bong": "Bóng đá"}
    texts = {"urn:s:gia": "giá xăng dầu y tế", "urn:s:mua": "mưa lũ ngập nhà", "urn:s:bong": "trận bóng đá ô"}
    with Peer("annif_subjects") as peer:
        peer.call("vocabulary", list(subjects.items()))
        peer.call("train", [(f"{text} {n}", [uri]) for uri, text in texts.items() for n in "abc"])
        peer.call("fit", [None], backend=backend)
        found = peer.call("suggest", [*texts.values(), "xyz"], limit=2)
    assert [best[0][0] for best in found[:3]] == list(texts)
    assert all(0 < score <= 1 for best in found for _, score in best)
    assert all(len(best) <= 2 for best in found)


def test_a_peer_may_have_an_environment_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(process, "PYTHON", tmp_path / "missing")
    monkeypatch.setattr(process, "OWN", {"fts5_search": PYTHON})
    with Peer("fts5_search") as peer:
        peer.call("add", ["a"])
    with pytest.raises(PeerMissing):
        Peer("tantivy_search")


def test_what_libraries_print_is_no_answer() -> None:
    code = (
        "import os\nfrom eval.peers.serve import serve\n"
        "class Loud:\n def echo(self, items):\n  print('lời'); os.write(1, b'native'); return items\n"
        "serve(Loud())"
    )
    line = json.dumps({"verb": "echo", "items": ["a"], "options": {}})
    run = subprocess.run(
        [sys.executable, "-c", code], input=f"{line}\n", capture_output=True, text=True, check=True, cwd=ROOT,
        encoding="utf-8", env=process._one_core(),
    )  # fmt: skip
    assert json.loads(run.stdout)["items"] == ["a"]
    assert "native" in run.stderr


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
