"""Pools of processes leave nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from newsroom_ai.processes import pool

PARENT = """
import os, time
from newsroom_ai.processes import pool
if __name__ == "__main__":
    with pool(1) as workers:
        print(workers.submit(os.getpid).result(), flush=True)
        time.sleep(120)
"""


def test_a_pool_opens_each_process_before_its_first_task() -> None:
    with pool(1, os.environ.update, {"NEWSROOM_POOL": "open"}) as workers:
        assert workers.submit(os.getenv, "NEWSROOM_POOL").result() == "open"
    assert "NEWSROOM_POOL" not in os.environ


def test_workers_end_with_a_parent_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    for _ in range(300):
        if not _alive(worker):
            return
        time.sleep(0.1)
    os.kill(worker, signal.SIGKILL)
    raise AssertionError("the worker outlived its parent")


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
