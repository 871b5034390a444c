"""Two nodes of a Ray cluster on this machine; skipped where the extra ``ray`` is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsroom_ai.archive.jobs import JobType
from newsroom_ai.batch.engines.here import HereEngine
from newsroom_ai.batch.engines.registry import engine
from newsroom_ai.batch.services import checked_options
from newsroom_ai.batch.types import Outcome, Task, Work
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.newsroom import Newsroom
from tests.batch.conftest import numbered

ray = pytest.importorskip("ray")
pytestmark = pytest.mark.filterwarnings("ignore")  # of Ray's own

TASKS = 400


def tasks(count: int = TASKS) -> Iterator[Task]:
    return (Task(n, numbered(n).to_json()) for n in range(count))


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A head that does no work, for two nodes with a CPU each."""
    settings = {
        "RAY_AUTH_MODE": "disabled",  # said to all: this process has read its own settings when it imported ray
        "RAY_USAGE_STATS_ENABLED": "0",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "object_store_memory": 80 * 2**20})
    yield made
    made.shutdown()


@pytest.fixture
def work(data: Path) -> Work:
    return Work(data, None, JobType.TAG, checked_options(JobType.TAG, {}), archived=True)


def test_two_nodes_give_what_this_process_gives_and_a_lost_ones_work_is_done_again(
    newsroom: Newsroom, work: Work, cluster: Any
) -> None:
    here = list(HereEngine(newsroom, work).run(tasks()))
    nodes = [cluster.add_node(num_cpus=1, object_store_memory=80 * 2**20) for _ in range(2)]
    assert list(engine("ray", work, 2, cluster.address).run(tasks())) == here

    running = engine("ray", work, 2, cluster.address).run(tasks())
    found: list[Outcome] = [next(running) for _ in range(40)]
    cluster.remove_node(nodes[1], allow_graceful=False)
    found += running
    assert found == here

    with pytest.raises(ModelUnavailable, match="CPU"):
        list(engine("ray", work, 8, cluster.address).run(tasks(1)))


def test_a_cluster_that_is_not_there_is_told(work: Work) -> None:
    with pytest.raises(ModelUnavailable, match="Không nối được"):
        list(engine("ray", work, 1, "127.0.0.1:1").run(tasks(1)))
