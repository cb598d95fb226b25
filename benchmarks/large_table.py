"""Time and memory of measures over a trade table of many years, year by year and whole; README.md tells how."""

# Nothing large is imported here before the measurements, as in indicators.py.
from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators import UNIT, machine

if TYPE_CHECKING:
    import pandas as pd

SEED = 20261124
FIRST = 2001
# Years and rows of each: the whole, and a size for a quick look whose memory decides nothing.
WHOLE, SMALL = (20, 1_000_000), (5, 20_000)
COUNTRIES, PRODUCTS = 200, 5000
# Year by year takes at most so much of the memory of pandas on a single year, and of pandas on the whole table.
OF_A_YEAR, OF_THE_WHOLE = 2.0, 1 / 4
# Seconds between two looks at the memory of several processes.
LOOK = 0.01


def a_year(year: int, rows: int) -> pd.DataFrame:
    """Exports of a year, sorted: large economies and common products have most rows, values are lognormal."""
    import numpy as np
    import pandas as pd

    shape = (COUNTRIES, COUNTRIES, PRODUCTS)
    steady, random = np.random.default_rng(SEED), np.random.default_rng([SEED, year])
    sizes = [steady.lognormal(0, spread, number) for spread, number in zip((1.3, 1.1, 0.9), shape, strict=True)]
    chances = [size / size.sum() for size in sizes]
    cells = np.empty(0, dtype=np.int64)
    while len(cells) < rows:
        drawn = [random.choice(len(chance), rows, p=chance) for chance in chances]
        abroad = drawn[0] != drawn[1]
        cells = np.union1d(cells, np.ravel_multi_index(drawn, shape)[abroad])
    places = np.unravel_index(np.sort(random.choice(cells, rows, replace=False)), shape)
    pull = np.prod([size[place] for size, place in zip(sizes, places, strict=True)], axis=0)
    countries = pd.Index([f"E{number:02}" if number < 100 else f"F{number - 100:02}" for number in range(COUNTRIES)])
    chapters = [chapter for chapter in range(1, 98) if chapter != 77]
    codes = pd.Index([f"{chapters[k % 96]:02}{1 + k // 96 % 20:02}{10 * (1 + k // 1920):02}" for k in range(PRODUCTS)])
    return pd.DataFrame(
        {
            "year": year,
            "reporter": countries.take(places[0]),
            "partner": countries.take(places[1]),
            "product": codes.sort_values().take(places[2]),
            "value": np.round(1e5 * pull * random.lognormal(0, 1.5, rows), 2),
            "unit": "USD",
            "valuation": "FOB",
        }
    )


def by_product(rows: pd.DataFrame) -> pd.DataFrame:
    """Exports to everyone."""
    return rows.groupby(["year", "reporter", "product"], as_index=False)["value"].sum()


def by_partner(rows: pd.DataFrame) -> pd.DataFrame:
    """Exports of everything."""
    return rows.groupby(["year", "reporter", "partner"], as_index=False)["value"].sum()


def results(measured: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """Advantage, intensity and concentration, each by what applies a measure to rows that a function makes."""
    from pkjp_analysis.indicators import concentration, revealed_comparative_advantage, trade_intensity

    yield "advantage", measured(revealed_comparative_advantage, frame=by_product)
    yield "intensity", measured(trade_intensity, frame=by_partner)
    yield "concentration", measured(concentration, frame=by_partner, of="partner", by=["year", "reporter"]).hhi


def write(folder: Path, years: int, rows: int) -> None:
    """The table itself."""
    from pkjp_analysis.trade_table import write_years

    write_years((a_year(FIRST + place, rows) for place in range(years)), folder)


def in_pandas(folder: Path, into: Path) -> None:
    """The table in memory at once; results are written by year."""
    import pandas as pd

    table = pd.concat([pd.read_parquet(path) for path in sorted(folder.iterdir())], ignore_index=True)
    for name, found in results(lambda measure, frame, **others: measure(frame(table), **others)):
        (into / name).mkdir(parents=True)
        frame = found.reset_index() if isinstance(found, pd.Series) else found
        for place, (_, part) in enumerate(frame.groupby("year")):
            part.to_parquet(into / name / f"part.{place}.parquet", index=False)


def over(folder: Path, into: Path) -> None:
    """A year at a time, by whatever scheduler is in use."""
    from pkjp_analysis.trade_table import over_years

    for name, found in results(lambda measure, **arguments: over_years(folder, measure, **arguments)):
        if name == "concentration":
            (into / name).mkdir(parents=True)
            for place, (_, part) in enumerate(found.compute().reset_index().groupby("year")):
                part.to_parquet(into / name / f"part.{place}.parquet", index=False)
        else:
            found.to_parquet(into / name, write_index=False)


@contextmanager
def scheduler(way: str) -> Iterator[None]:
    """One thread, two threads, or two processes of a local cluster."""
    import dask

    if way != "processes":
        with dask.config.set(scheduler="threads" if way == "threads" else "synchronous", num_workers=2):
            yield
        return
    from distributed import Client, LocalCluster

    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with LocalCluster(**options, memory_limit=0, silence_logs=50) as cluster, Client(cluster) as client:
        client.run(load)
        yield


def load() -> None:
    """Import what every way needs: it is no part of what a table takes."""
    names = ("dask.dataframe", "pyarrow.parquet", "pkjp_analysis.trade_table")
    measures = ("advantage", "intensity", "concentrated")
    for name in (*names, *(f"pkjp_analysis.indicators.{measure}" for measure in measures)):
        import_module(name)


class Watch:
    """The most memory that this process and its children held at a look."""

    def __init__(self) -> None:
        self.most, self._done = self.held(), threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    @staticmethod
    def held() -> int:
        """Bytes in memory now."""
        import psutil

        own = psutil.Process()
        return sum(one.memory_info().rss for one in (own, *own.children(recursive=True)))

    def _look(self) -> None:
        while not self._done.wait(LOOK):
            self.most = max(self.most, self.held())

    def stop(self) -> int:
        """The most so far; of one process the system's own count, which misses nothing."""
        import psutil

        self._done.set()
        self._thread.join()
        alone = not psutil.Process().children()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT if alone else self.most


def measure(way: str, table: Path, into: Path, size: tuple[int, int]) -> dict[str, float]:
    """Seconds, and bytes above what imports held, of one way in this process."""
    load()
    with scheduler(way):
        held, watch, start = Watch.held(), Watch(), time.perf_counter()
        if way == "write":
            write(table, *size)
        elif way == "pandas":
            in_pandas(table, into)
        else:
            over(table, into)
        seconds = time.perf_counter() - start
        return {"seconds": seconds, "bytes": watch.stop() - held}


def in_a_process_of_its_own(way: str, table: Path, into: Path, size: tuple[int, int]) -> dict[str, float]:
    """What `measure` finds in a new interpreter."""
    command = [sys.executable, __file__, "--measure", way, "--table", table, "--into", into, "--size", *size]
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def differing(one: Path, other: Path) -> list[str]:
    """Parts of the results that are not the same to the last bit."""
    import pandas as pd

    names = sorted({path.relative_to(root) for root in (one, other) for path in root.rglob("*.parquet")})
    if not names:
        return ["no results at all"]
    return [
        str(name)
        for name in names
        if not ((one / name).exists() and (other / name).exists())
        or not pd.read_parquet(one / name).equals(pd.read_parquet(other / name))
    ]


def first_years(table: Path, years: int, into: Path) -> Path:
    """A table of the first years."""
    into.mkdir()
    for path in sorted(table.iterdir())[:years]:
        os.link(path, into / path.name)
    return into


def compare(size: tuple[int, int], room: Path) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Every way, printed; what each took by name, and results that differ from those of the whole table."""
    number, found = count(), {}
    table = room / "table"

    def run(name: str, way: str, of: Path = table) -> Path:
        into = room / f"result {next(number)}"
        one = found[name] = in_a_process_of_its_own(way, of, into, size)
        print(f"  {name:32} {one['seconds']:8.1f} s {one['bytes'] / 1e6:8.0f} MB", flush=True)
        return into

    run("writing the table", "write")
    bytes_on_disk = sum(path.stat().st_size for path in table.iterdir())
    print(f"  {size[0]} years x {size[1]:,} rows; {bytes_on_disk / size[0] / 1e6:.1f} MB a year in Parquet")
    run("pandas, one year", "pandas", first_years(table, 1, room / "1"))
    whole = run("pandas, the whole table", "pandas")
    for years in sorted({years for years in (2, 5, 10) if years < size[0]}):
        run(f"by year, one thread, {years} years", "thread", first_years(table, years, room / str(years)))
    ways = {"one thread": "thread", "two threads": "threads", "two processes": "processes"}
    unlike = [part for name, way in ways.items() for part in differing(whole, run(f"by year, {name}", way))]
    return found, unlike


def main() -> int:
    """Print machine, figures and ratios; 1 where a bound is missed or a result differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="5 years x 20,000 rows; only agreement decides")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    parser.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--size", nargs=2, type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        print(json.dumps(measure(asked.measure, asked.table, asked.into, tuple(asked.size))))
        return 0
    print(machine("numpy", "pandas", "pyarrow", "dask"))
    with tempfile.TemporaryDirectory() as room:
        found, unlike = compare(SMALL if asked.small else WHOLE, Path(room))
    own = found["by year, one thread"]
    year, whole = found["pandas, one year"], found["pandas, the whole table"]
    of_a_year, of_the_whole = own["bytes"] / year["bytes"], own["bytes"] / whole["bytes"]
    print(f"memory: {of_a_year:.2f} of a single year's in pandas (at most {OF_A_YEAR:.2f})")
    print(f"memory: 1/{1 / of_the_whole:.1f} of the whole table's in pandas (at most 1/{1 / OF_THE_WHOLE:.0f})")
    print(f"time: {own['seconds'] / whole['seconds']:.2f} of the whole table's in pandas")
    print("results:", f"{len(unlike)} parts differ: {', '.join(unlike[:3])}" if unlike else "the same to the last bit")
    within = asked.small or (of_a_year <= OF_A_YEAR and of_the_whole <= OF_THE_WHOLE)
    print("as asked" if within and not unlike else "NOT as asked")
    return 0 if within and not unlike else 1


if __name__ == "__main__":
    sys.exit(main())
