"""Pools of processes leave nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

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
    with pool(1, os.umask, 0o037) as workers:  # tells the mask before, and sets one
        assert workers.submit(os.umask, 0o022).result() == 0o037


def test_each_process_calculates_with_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with pool(1) as workers:
        assert workers.submit(os.getenv, "OPENBLAS_NUM_THREADS").result() == "1"
    assert "OPENBLAS_NUM_THREADS" not in os.environ


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
