"""Time and memory of cleaning a file of Comtrade's columns, against pandas reading it; README.md tells how."""

# Nothing large is imported here before the measurements, as in indicators.py.
from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from indicators import UNIT, machine

SEED = 20261124
# Rows: the whole, and a size for a quick look that decides nothing; and one on which memory must not hang.
WHOLE, SMALL = 1_000_000, 20_000
TIMES_LARGER = 3
ROUNDS = 3
# Cleaning takes at most so much of the time of `pandas.read_csv`, and on a larger file at most so much more memory.
OF_READING, OF_MEMORY = 2.0, 1.5
STUDY = Path(__file__).resolve().parents[1]


def made_up(rows: int, target: Path) -> None:
    """Write rows of all 47 columns: 12 reporters with the world and each other, 6-digit codes, 5 years."""
    import numpy as np
    import pandas as pd

    sys.path.insert(0, str(STUDY / "tests"))
    from replay import comtrade

    world = comtrade.World(products=5000)
    asked = {"period": "2020", "reportercode": "586", "flowcode": "X", "includedesc": "true"}
    answer = comtrade.service(world)(comtrade.Question("public/v1/preview/C/A/HS", asked, {}))
    template = json.loads(answer.body)["data"][:1]
    random = np.random.default_rng(SEED)
    economies = list(comtrade.ECONOMIES.items())
    codes = np.array(world.codes(2020))
    with target.open("w", encoding="utf-8", newline="") as file:
        for start in range(0, rows, 200_000):
            count = min(200_000, rows - start)
            frame = pd.DataFrame(template * count)
            reporters, partners = random.integers(0, len(economies), (2, count))
            for column, chosen in (("reporter", reporters), ("partner", partners)):
                for part, place in (("Code", 0), ("Desc", 1)):
                    frame[f"{column}{part}"] = np.array([one[place] for _, one in economies], dtype=object)[chosen]
                frame[f"{column}ISO"] = np.array([iso for iso, _ in economies], dtype=object)[chosen]
            # No flow stands twice: the code and the year follow from the place in the file.
            places = np.arange(start, start + count)
            frame["cmdCode"], frame["aggrLevel"] = codes[places % len(codes)], 6
            frame["cmdDesc"] = (
                "Goods of " + frame["cmdCode"] + "; made up, n.e.c. in heading no. " + frame["cmdCode"].str[:4]
            )
            frame["period"] = frame["refYear"] = 2000 + places // len(codes) % 25
            frame["flowCode"] = np.where(random.random(count) < 0.5, "X", "M")
            frame["primaryValue"] = np.round(random.lognormal(10, 3, count), 3)
            frame["fobvalue"] = frame["primaryValue"].where(frame["flowCode"] == "X")
            frame["cifvalue"] = frame["primaryValue"].where(frame["flowCode"] == "M")
            frame.to_csv(file, index=False, header=start == 0, lineterminator="\n")


def read(path: Path) -> None:
    """What every user of such a file does first."""
    import pandas as pd

    pd.read_csv(path)


def clean(path: Path) -> None:
    """Check the file as `pkjp refresh comtrade --file` does, and make the tables of its vintage."""
    from pkjp_analysis.sources import source
    from pkjp_analysis.vintages import tables
    from pkjp_analysis.vintages.folder import Vintage
    from pkjp_analysis.vintages.source import Part

    comtrade = source("comtrade")
    comtrade.validate(Part(path.name, file=path), path)
    tables.make(comtrade, Vintage(STUDY, "comtrade-2026-11-24", path.parent), path.parent / "tables")


def measure(what: str, path: Path) -> dict[str, float]:
    """Seconds and peak memory above the imports, in a process of its own."""
    command = [sys.executable, __file__, "--measure", what, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def measured(what: str, path: Path) -> None:
    """Do it here, and print what it took."""
    import pandas  # noqa: F401
    import pyarrow.csv
    import pyarrow.parquet  # noqa: F401

    import pkjp_analysis.sources.comtrade
    import pkjp_analysis.vintages.tables  # noqa: F401

    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    {"read": read, "clean": clean}[what](path)
    seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": seconds, "memory": (after - before) * UNIT / 1e6}))


def with_manifest(folder: Path, rows: int) -> Path:
    """A file of so many rows in a folder that is a vintage as far as cleaning asks."""
    folder.mkdir()
    path = folder / "TradeData.csv"
    # In a process of its own: what this one holds would count as what its children begin with.
    subprocess.run([sys.executable, __file__, "--measure", str(rows), str(path)], check=True)
    told = {"id": "comtrade-2026-11-24", "source": "comtrade", "date": "2026-11-24", "request": {}}
    (folder / "vintage.json").write_text(json.dumps({**told, "files": [{"name": path.name}]}))
    return path


def main() -> int:
    """Measure, print, and say by the exit code whether the bounds hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"{SMALL:,} rows, decides nothing")
    parser.add_argument("--measure", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        what, path = chosen.measure[0], Path(chosen.measure[1])
        made_up(int(what), path) if what.isdigit() else measured(what, path)
        return 0
    rows = SMALL if chosen.small else WHOLE
    with tempfile.TemporaryDirectory() as folder:
        one = with_manifest(Path(folder, "one"), rows)
        larger = with_manifest(Path(folder, "larger"), TIMES_LARGER * rows)
        found = {what: [measure(what, one) for _ in range(ROUNDS)] for what in ("read", "clean")}
        large = measure("clean", larger)
        size = one.stat().st_size / 1e6
    seconds = {what: statistics.median(run["seconds"] for run in runs) for what, runs in found.items()}
    memory = {what: statistics.median(run["memory"] for run in runs) for what, runs in found.items()}
    ratio, growth = seconds["clean"] / seconds["read"], large["memory"] / memory["clean"]
    print(machine())
    print(f"{rows:,} rows, {size:,.0f} MB")
    print(f"pandas.read_csv   {seconds['read']:6.2f} s  {memory['read']:8,.0f} MB")
    print(f"checked, cleaned  {seconds['clean']:6.2f} s  {memory['clean']:8,.0f} MB   {ratio:.2f} of the time")
    more = f"{large['seconds']:6.2f} s  {large['memory']:8,.0f} MB   {growth:.2f} of the memory"
    print(f"{TIMES_LARGER} times the rows  {more}")
    if chosen.small:
        return 0
    missed = [name for name, bad in (("time", ratio > OF_READING), ("memory", growth > OF_MEMORY)) if bad]
    print(f"missed: {', '.join(missed)}" if missed else "both bounds hold")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
