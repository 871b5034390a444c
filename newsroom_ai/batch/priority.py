"""Batch work stands back for everything else on the machine."""

from __future__ import annotations

import os
from typing import Final

NICENESS: Final = 10


def stand_back() -> None:
    """Give this process a lower priority, once."""
    os.nice(max(0, NICENESS - os.nice(0)))
