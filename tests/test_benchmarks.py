"""What the benchmark measures is the same on both sides, and it asks for what it says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "benchmarks" / "indicators.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_indicators", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_has_a_row_for_every_cell_and_is_the_same_every_time(benchmark: ModuleType) -> None:
    frame = benchmark.table(20, 60)
    assert len(frame) == 20 * 60 and not frame.duplicated(["reporter", "product"]).any()
    assert (frame["value"] >= 0).all() and 0.3 < (frame["value"] == 0).mean() < 0.7
    pd.testing.assert_frame_equal(frame, benchmark.table(20, 60))


def test_both_sides_agree_and_a_difference_is_seen(benchmark: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("ecomplexity", reason="needs the extra [benchmarks]")
    kept = {side: tmp_path / f"{side}.npz" for side in benchmark.SIDES}
    for side, path in kept.items():
        found = benchmark.measure(side, (20, 60), path)
        assert found["rows"] == 1200 and found["seconds"] > 0
    differences = benchmark.largest_differences(*kept.values())
    assert set(differences) == {"rca", "density", "eci", "pci"}
    assert max(differences.values()) <= benchmark.AGREEMENT
    ours, theirs = kept.values()
    with np.load(ours) as held:
        np.savez(theirs, **{name: values + (name == "eci") for name, values in held.items()})
    assert benchmark.largest_differences(ours, theirs)["eci"] == pytest.approx(1)


def test_it_asks_for_a_twentieth_of_the_time_and_a_third_of_the_memory(benchmark: ModuleType) -> None:
    assert benchmark.WHOLE == (200, 5000)
    assert (benchmark.TIME, benchmark.MEMORY) == (1 / 20, 1 / 3)
