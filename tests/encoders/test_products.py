from __future__ import annotations

import numpy as np
import pytest

from newsroom_ai.encoders.products import Matrix, weighted_sum

CHANCE = np.random.default_rng(0)


@pytest.mark.parametrize(("count", "width"), [(0, 4), (1, 1), (40, 256), (700, 19), (3, 20_000)])
def test_blocks_add_up_to_the_whole_product(count: int, width: int) -> None:
    weights = CHANCE.random(count).astype(np.float32)
    rows = CHANCE.integers(-127, 127, (count, width)).astype(np.int8)
    assert weighted_sum(weights, rows) == pytest.approx(weights @ rows.astype(np.float32), rel=1e-4, abs=1e-2)


@pytest.mark.parametrize("count", [1, 63, 64, 65, 200])
def test_each_of_a_few_rows_meets_each_row(count: int) -> None:
    rows, few = CHANCE.random((count, 8)).astype(np.float32), CHANCE.random((2, 8)).astype(np.float32)
    assert Matrix(rows).products(few) == pytest.approx(few @ rows.T, rel=1e-5)
