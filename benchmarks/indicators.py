"""Time and memory of RCA, complexity and density beside the package `ecomplexity`; README.md tells how."""

# Nothing large is imported here before the measurements: on Linux the peak of a new process starts at what the
# process that started it held.
from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SEED = 20251124
# Economies and products: the whole, and a size for a quick look whose ratios decide nothing.
WHOLE, SMALL = (200, 5000), (60, 600)
# At most these parts of the peer's time and memory.
TIME, MEMORY = 1 / 20, 1 / 3
# Differences up to this are rounding.
AGREEMENT = 1e-8
# A second on a shared machine is a chance figure: the median of so many runs. The peer's most of a minute is run once.
RUNS = {"pkjp_analysis": 3, "ecomplexity": 1}
# ru_maxrss is in KiB, except on macOS.
UNIT = 1 if sys.platform == "darwin" else 1024


def table(economies: int, products: int) -> pd.DataFrame:
    """Exports of one year, lognormal, with a row for every cell, about half of them zero.

    An economy exports what is in its reach; some products are in the reach of few.
    """
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(SEED)
    reach, asked = random.random((economies, 1)), random.random((1, products))
    exported = random.random((economies, products)) < 1 / (1 + np.exp(8 * (asked - reach)))
    size = random.lognormal(0, 2, (economies, 1)) * random.lognormal(0, 1.5, (1, products))
    value = np.round(1e6 * size * random.lognormal(0, 2, (economies, products))) * exported
    labels = [[f"E{place:03}" for place in range(economies)], [f"{place:06}" for place in range(products)]]
    index = pd.MultiIndex.from_product(labels, names=["reporter", "product"])
    return pd.DataFrame({"year": 2020, "value": value.ravel()}, index=index).reset_index()


def measured_here(frame: pd.DataFrame) -> tuple[pd.DataFrame, Any]:
    """RCA by row and the measures of the network, by this project."""
    from pkjp_analysis.indicators import economic_complexity, revealed_comparative_advantage

    return revealed_comparative_advantage(frame), economic_complexity(frame)


def measured_there(frame: pd.DataFrame) -> pd.DataFrame:
    """The same by `ecomplexity`, without its optional check of the result; its outlooks cannot be left out."""
    import warnings

    from ecomplexity import ecomplexity

    columns = {"time": "year", "loc": "reporter", "prod": "product", "val": "value"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ecomplexity(frame, columns, check_logsupermodularity=False, verbose=False)


def results_here(result: tuple[pd.DataFrame, Any]) -> dict[str, pd.Series]:
    """RCA and density by reporter and product, ECI by reporter, PCI by product; missing where nobody exports."""
    advantage, network = result
    cells = advantage.set_index(["reporter", "product"])
    reporters, products = cells.index.levels
    return {
        "rca": cells["rca"],
        "density": network.density.droplevel("year").stack().reindex(cells.index),
        "eci": network.eci.droplevel("year").reindex(reporters),
        "pci": network.pci.droplevel("year").reindex(products),
    }


def results_there(result: pd.DataFrame) -> dict[str, pd.Series]:
    """The same of the peer's rows."""
    cells = result.set_index(["reporter", "product"])
    return {
        "rca": cells["rca"],
        "density": cells["density"],
        "eci": cells["eci"].groupby("reporter").first(),
        "pci": cells["pci"].groupby("product").first(),
    }


SIDES: dict[str, tuple[str, Callable[[pd.DataFrame], Any], Callable[[Any], dict[str, pd.Series]]]] = {
    "pkjp_analysis": ("pkjp_analysis.indicators.complexity", measured_here, results_here),
    "ecomplexity": ("ecomplexity", measured_there, results_there),
}


def measure(side: str, size: tuple[int, int], kept: Path) -> dict[str, float]:
    """Seconds, and bytes above what imports and table held, of one side in this process; results go to `kept`."""
    import numpy as np
    import psutil

    module, measured, results = SIDES[side]
    import_module(module)
    frame = table(*size)
    held = psutil.Process().memory_info().rss
    start = time.perf_counter()
    result = measured(frame)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
    np.savez(kept, **{name: values.sort_index().to_numpy() for name, values in results(result).items()})
    return {"seconds": seconds, "bytes": peak - held, "rows": len(frame), "zero": float((frame["value"] == 0).mean())}


def in_a_process_of_its_own(side: str, size: tuple[int, int], kept: Path) -> dict[str, float]:
    """What `measure` finds in a new interpreter, so that neither side finds memory that the other left."""
    command = [sys.executable, __file__, "--measure", side, "--size", *map(str, size), "--keep", str(kept)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def largest_differences(one: Path, other: Path) -> dict[str, float]:
    """The largest absolute difference by measure, of RCA relative to its size; missing only on both sides."""
    import numpy as np

    differences = {}
    with np.load(one) as ours, np.load(other) as theirs:
        for name in ours:
            scale = np.maximum(1, np.abs(theirs[name])) if name == "rca" else 1
            unlike = np.isnan(ours[name]) != np.isnan(theirs[name])
            gap = np.where(np.isnan(ours[name]), 0, np.abs(ours[name] - theirs[name]) / scale)
            differences[name] = float(np.where(unlike, np.inf, gap).max())
    return differences


def machine(*packages: str) -> str:
    """Processor, cores, memory and versions of packages, in one paragraph."""
    cpu = Path("/proc/cpuinfo")
    named = [line.partition(":")[2].strip() for line in cpu.open() if "model name" in line] if cpu.exists() else []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{named[0] if named else platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
        f"{memory:.0f} GiB; {platform.system()}, Python {platform.python_version()}, {versions}"
    )


def compare(size: tuple[int, int]) -> tuple[float, float, dict[str, float]]:
    """Run both sides and print what they took; the ratios of time and memory and the differences come back."""
    seconds, peaks = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        kept = {side: Path(folder) / f"{side}.npz" for side in RUNS}
        for side, runs in RUNS.items():
            found = [in_a_process_of_its_own(side, size, kept[side]) for _ in range(runs)]
            seconds[side] = statistics.median(one["seconds"] for one in found)
            peaks[side] = max(one["bytes"] for one in found)
            if side == "pkjp_analysis":
                print(
                    f"{size[0]} economies x {size[1]} products, {found[0]['rows']:,} rows, {found[0]['zero']:.0%} zero"
                )
            each = ", ".join(f"{one['seconds']:.2f}" for one in found)
            print(f"  {side:14} {seconds[side]:7.2f} s   {peaks[side] / 1e6:7.0f} MB   (runs: {each} s)", flush=True)
        differences = largest_differences(*kept.values())
    here, there = RUNS
    return seconds[here] / seconds[there], peaks[here] / peaks[there], differences


def main() -> int:
    """Print machine, figures and ratios; 1 where a bound is missed or the results differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="60 x 600: a quick look; only agreement decides")
    parser.add_argument("--measure", choices=list(SIDES), help=argparse.SUPPRESS)
    parser.add_argument("--size", nargs=2, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--keep", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure, tuple(asked.size), asked.keep)))
        return 0
    print(machine("numpy", "pandas", "ecomplexity"))
    time_ratio, memory_ratio, differences = compare(SMALL if asked.small else WHOLE)
    print(f"time: 1/{1 / time_ratio:.1f} of the peer's (at most 1/{1 / TIME:.0f})")
    print(f"memory: 1/{1 / memory_ratio:.1f} of the peer's (at most 1/{1 / MEMORY:.0f})")
    print("largest difference:", ", ".join(f"{name} {gap:.1e}" for name, gap in differences.items()))
    agree = max(differences.values()) <= AGREEMENT
    within = asked.small or (time_ratio <= TIME and memory_ratio <= MEMORY)
    print("as asked" if agree and within else "NOT as asked")
    return 0 if agree and within else 1


if __name__ == "__main__":
    sys.exit(main())
