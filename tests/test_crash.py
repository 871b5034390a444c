"""A newsroom killed for real at moments that nobody chose: what was deleted stays gone, what was stored stays."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom_ai.article import Article
from newsroom_ai.config import Config, Services
from newsroom_ai.newsroom import Newsroom
from newsroom_ai.search.types import SearchRequest
from tests.articles import article

WORK = """
import itertools, sys
from pathlib import Path
from tests.test_crash import opened, written

newsroom = opened(Path(sys.argv[1]))
newsroom.start()
for number in itertools.count(int(sys.argv[2])):
    newsroom.store(written(number), "lan")
    print("stored", number, flush=True)
    if number % 3 == 0:
        newsroom.remove(written(number // 2).id, "lan")
        print("removed", number // 2, flush=True)
    if number % 40 == 39:
        newsroom.rebuild()
"""
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def opened(data: Path) -> Newsroom:
    """A newsroom that searches by words and by meaning; its recogniser of names has no part in this."""
    return Newsroom.open(Config(data, services=Services(recogniser="rules.v1")))


def written(number: int) -> Article:
    """An article that alone bears its number, in words."""
    name = " ".join(DIGITS[int(digit)] for digit in f"{number:05}")
    return article(f"a{number}", title=f"Đoàn tàu số {name} rời ga", body=f"Đoàn tàu số {name} rời ga lúc bình minh.")


def found(newsroom: Newsroom, number: int) -> list[str]:
    quoted = f'"{written(number).title}"'
    by_words = [hit.id for hit in newsroom.search(SearchRequest(q=quoted)).hits]
    by_meaning = newsroom.search(SearchRequest(q=written(number).title, mode="semantic", limit=100)).hits
    return [*by_words, *(hit.id for hit in by_meaning if hit.id == written(number).id)]


def worked(data: Path, first: int, seconds: float) -> list[tuple[str, int]]:
    """Let a newsroom work and kill it; returns what it said it had done, in order."""
    command = [sys.executable, "-c", WORK, str(data), str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1])
    assert process.stdout is not None
    said = [process.stdout.readline()]
    time.sleep(seconds)
    os.kill(process.pid, signal.SIGKILL)
    said += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    lines = [line.split() for line in said if line.endswith("\n")]
    return [(verb, int(number)) for verb, number in lines]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_deleted_is_not_back_after_kills_and_a_rebuild(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    stored: set[int] = set()
    gone: set[int] = set()
    first = 1
    for _ in range(3):
        for verb, number in worked(tmp_path, first, chance.uniform(0, 1.0)):
            (stored if verb == "stored" else gone).add(number)
            first = max(first, number + 2)  # the one under way may be there or not
        newsroom = opened(tmp_path)
        assert newsroom.catch_up(serving=True)
        assert newsroom.examine() == []
        _holds(newsroom, stored - gone, gone)
        newsroom.close()
    newsroom = opened(tmp_path)
    newsroom.rebuild()
    assert newsroom.examine() == []
    _holds(newsroom, stored - gone, gone)
    newsroom.close()


def _holds(newsroom: Newsroom, there: set[int], gone: set[int]) -> None:
    assert newsroom.archive.articles([written(number).id for number in gone]) == {}
    for number in sorted(gone)[-8:]:
        assert found(newsroom, number) == []
        related = newsroom.related(written(number)).result.hits
        assert not {hit.id for hit in related} & {f"a{one}" for one in gone}
    for number in sorted(there)[-4:]:
        assert set(found(newsroom, number)) == {f"a{number}"}


def test_what_another_process_deletes_is_gone_here(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    newsroom.start()
    for number in range(20):
        newsroom.store(written(number), "lan")
    assert newsroom.wait(20)
    code = "import sys; from pathlib import Path; from tests.test_crash import opened\n"
    code += "opened(Path(sys.argv[1])).remove('a7', 'lan')"
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=Path(__file__).parents[1])
    assert newsroom.wait(20)
    assert found(newsroom, 7) == []
    assert "a7" not in [hit.id for hit in newsroom.related(written(7)).result.hits]
    assert "a7" not in [hit.id for hit in newsroom.related(written(8)).result.hits]
    newsroom.close()
