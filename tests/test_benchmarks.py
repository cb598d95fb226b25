"""What the benchmark measures is the same on both sides, and it asks for what it says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmark_of_{name}", FOLDER / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    return script("indicators")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    # What one script takes from another is found as when it is run.
    monkeypatch.syspath_prepend(FOLDER)
    return script("large_table")


@pytest.fixture
def cepii(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(FOLDER)
    return script("cepii")


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


def test_a_year_of_the_large_table_is_the_same_every_time(large: ModuleType) -> None:
    year = large.a_year(2001, 3000)
    pd.testing.assert_frame_equal(year, large.a_year(2001, 3000))
    assert len(year) == 3000 and not year.duplicated(["reporter", "partner", "product"]).any()
    assert (year["reporter"] != year["partner"]).all() and (year["value"] > 0).all()
    assert year["product"].str.fullmatch(r"\d{6}").all()
    keys = ["reporter", "partner", "product"]
    assert year[keys].equals(year[keys].sort_values(keys)) and not year[keys].equals(large.a_year(2002, 3000)[keys])


def test_ways_over_the_large_table_agree_and_a_difference_is_seen(large: ModuleType, tmp_path: Path) -> None:
    table = tmp_path / "table"
    for way in ("write", "pandas", "thread", "threads"):
        assert large.measure(way, table, tmp_path / way, (3, 2000))["seconds"] > 0
    assert len(list((tmp_path / "pandas").rglob("*.parquet"))) == 9
    assert large.differing(tmp_path / "pandas", tmp_path / "thread") == []
    assert large.differing(tmp_path / "pandas", tmp_path / "threads") == []
    part = tmp_path / "thread" / "advantage" / "part.1.parquet"
    rows = pd.read_parquet(part)
    rows.loc[5, "rca"] = np.nextafter(rows.loc[5, "rca"], np.inf)
    rows.to_parquet(part, index=False)
    assert large.differing(tmp_path / "pandas", tmp_path / "thread") == ["advantage/part.1.parquet"]
    assert large.differing(tmp_path / "none", tmp_path / "none") == ["no results at all"]


def test_it_asks_for_the_memory_of_two_years_and_a_quarter_of_the_whole(large: ModuleType) -> None:
    assert large.WHOLE == (20, 1_000_000)
    assert (large.OF_A_YEAR, large.OF_THE_WHOLE) == (2, 1 / 4)


def test_both_ways_through_a_file_of_baci_find_the_rows_of_the_pair(cepii: ModuleType, tmp_path: Path) -> None:
    cepii.write(tmp_path / "file", 20_000)
    frame = pd.read_csv(tmp_path / "file" / cepii.NAME, dtype={"k": str}, keep_default_na=False)
    assert len(frame) == 20_000 and not frame.duplicated(["i", "j", "k"]).any() and (frame["v"] > 0).all()
    assert frame["k"].str.fullmatch(r"\d{6}").all() and "NA" in set(frame["q"])
    found = {way: cepii.measure(way, tmp_path / "file", tmp_path / way)["rows"] for way in ("pandas", "refresh")}
    assert found["pandas"] == found["refresh"] and len(found["refresh"]) >= 1000


def test_it_asks_for_a_quarter_of_the_memory_that_does_not_grow_with_the_file(cepii: ModuleType) -> None:
    assert cepii.WHOLE == 5_000_000
    assert (cepii.OF_PANDAS, cepii.OF_A_FIFTH) == (1 / 4, 1.5)
