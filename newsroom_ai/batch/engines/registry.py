"""Engines by name."""

from __future__ import annotations

from typing import cast

from newsroom_ai.batch.types import Engine, Work
from newsroom_ai.registry import Implementation, make

ENGINES = {
    "local": Implementation("newsroom_ai.batch.engines.local", "LocalEngine"),
    "ray": Implementation("newsroom_ai.batch.engines.ray", "RayEngine", extra="ray"),
}


def engine(name: str, work: Work, workers: int, address: str = "") -> Engine:
    """Make an engine.

    Args:
        name: one of ``ENGINES``.
        work: what is done with each article.
        workers: processes, here or in the cluster.
        address: of the cluster, where the engine has one.

    Raises:
        InvalidConfig: there is no such engine.
        ModelUnavailable: its extra is not installed, or the cluster cannot be reached.
    """
    options = {"address": address} if name == "ray" else {}
    return cast("Engine", make(ENGINES, name, work=work, workers=workers, **options))
