"""Memory of refreshing from a file of BACI, beside reading it whole with pandas; README.md tells how."""

# Nothing large is imported here before the measurements, as in indicators.py.
from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from indicators import UNIT, machine

SEED = 20261124
ROOT = Path(__file__).resolve().parents[1]
# Rows of the file: the whole, and a size for a quick look whose memory decides nothing.
WHOLE, SMALL = 5_000_000, 50_000
# At most these parts: of the memory of pandas, and of that of the same on a fifth of the rows.
OF_PANDAS, OF_A_FIFTH = 1 / 4, 1.5
COUNTRIES, PRODUCTS = 230, 5000
NAME, CODES = "BACI_HS92_Y2022_V202501.csv", "country_codes_V202501.csv"
PAIR = {"PAK": 586, "JPN": 392}
_AT_ONCE = 250_000


def write(folder: Path, rows: int) -> None:
    """A made-up year, sorted as published: positive flows, quantities here and there missing; and its countries."""
    import numpy as np
    import pandas as pd

    folder.mkdir(parents=True)
    random = np.random.default_rng([SEED, rows])
    free = [number for number in range(1, 1000) if number not in PAIR.values()]
    numbers = np.sort(np.r_[random.choice(free, COUNTRIES - len(PAIR), replace=False), list(PAIR.values())])
    codes = [f"{1 + k // 52:02}{10 + k % 52:02}{k % 7:02}" for k in range(PRODUCTS)]
    # The pair trades a tenth of the products both ways, whatever the size of the file.
    near, far = np.searchsorted(numbers, list(PAIR.values())).tolist()
    shape, traded = (COUNTRIES, COUNTRIES, PRODUCTS), np.arange(0, PRODUCTS, 10)
    pair = np.concatenate([np.ravel_multi_index((i, j, traded), shape) for i, j in ((near, far), (far, near))])
    others = np.setdiff1d(random.integers(0, COUNTRIES**2 * PRODUCTS, rows + rows // 20), pair)
    cells = np.sort(np.r_[random.choice(others, rows - len(pair), replace=False), pair])
    with (folder / NAME).open("w", encoding="ascii", newline="") as file:
        for start in range(0, rows, _AT_ONCE):
            i, j, k = np.unravel_index(cells[start : start + _AT_ONCE], shape)
            block = pd.DataFrame({"t": 2022, "i": numbers[i], "j": numbers[j], "k": pd.Index(codes).take(k)})
            block["v"] = np.round(random.lognormal(3, 3, len(block)), 3) + 0.001
            amounts = pd.Series(np.round(random.lognormal(2, 3, len(block)), 3))
            block["q"] = amounts.where(random.random(len(block)) > 0.02)
            block.to_csv(file, index=False, header=not start, float_format="%.3f", na_rep="NA", lineterminator="\n")
    iso = {number: code for code, number in PAIR.items()}
    lines = [f"{number},Country {number},,{iso.get(number, 'N/A')}" for number in numbers]
    text = "\n".join(["country_code,country_name,country_iso2,country_iso3", *lines, ""])
    (folder / CODES).write_text(text, encoding="ascii")


def refreshed(folder: Path, study: Path) -> list[list[Any]]:
    """The pair's rows by a refresh, from the command's own function to the table of observations."""
    from pkjp_analysis.sources import source
    from pkjp_analysis.vintages.refresh import refresh
    from pkjp_analysis.vintages.source import Request
    from pkjp_analysis.vintages.tables import table_of

    for name in ("countries.csv", "products.csv"):
        (study / "data" / "processed").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "data" / "processed" / name, study / "data" / "processed" / name)
    done = refresh(study, source("cepii"), Request("PAK", "JPN", files=(folder / NAME, folder / CODES)))
    rows = table_of(study, done.vintage.id, "observations")[["reporter", "product", "value"]].to_numpy().tolist()
    return sorted([PAIR[reporter], product, round(float(value))] for reporter, product, value in rows)


def in_pandas(folder: Path) -> list[list[Any]]:
    """The same from the file read at once."""
    import pandas as pd

    whole = pd.read_csv(folder / NAME, dtype={"k": str})
    ends = list(PAIR.values())
    rows = whole[whole["i"].isin(ends) & whole["j"].isin(ends) & (whole["i"] != whole["j"])]
    return sorted([int(i), k, round(1000 * v)] for i, k, v in zip(rows["i"], rows["k"], rows["v"], strict=True))


def measure(way: str, folder: Path, room: Path) -> dict[str, Any]:
    """Seconds, bytes above what imports held, and the pair's rows, of one way in this process."""
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    import pkjp_analysis.sources.cepii
    import pkjp_analysis.vintages.refresh  # noqa: F401

    held, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    rows = in_pandas(folder) if way == "pandas" else refreshed(folder, room)
    seconds, most = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "bytes": (most - held) * UNIT, "rows": rows}


def in_a_process_of_its_own(way: str, folder: Path, room: Path) -> dict[str, Any]:
    """What `measure` finds in a new interpreter."""
    command = [sys.executable, __file__, "--measure", way, "--folder", str(folder), "--room", str(room)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def written(folder: Path, rows: int) -> Path:
    """The file, made by another process: this one stays small."""
    subprocess.run([sys.executable, __file__, "--write", str(rows), "--folder", str(folder)], check=True)
    return folder


def compare(rows: int, room: Path) -> dict[str, dict[str, Any]]:
    """Every way, printed; what each took by name."""
    whole, fifth = written(room / "whole", rows), written(room / "fifth", rows // 5)
    print(f"  {rows:,} rows, {os.stat(whole / NAME).st_size / 1e6:.0f} MB")
    ways = {
        "pandas, read whole": ("pandas", whole),
        "refresh": ("refresh", whole),
        "refresh, a fifth": ("refresh", fifth),
    }
    found = {}
    for name, (way, folder) in ways.items():
        one = found[name] = in_a_process_of_its_own(way, folder, room / name)
        print(f"  {name:20} {one['seconds']:8.1f} s {one['bytes'] / 1e6:8.0f} MB", flush=True)
    return found


def main() -> int:
    """Print machine, figures and ratios; 1 where a bound is missed or a result differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="50,000 rows; only agreement decides")
    parser.add_argument("--measure", choices=("pandas", "refresh"), help=argparse.SUPPRESS)
    parser.add_argument("--write", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--room", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write(asked.folder, asked.write)
        return 0
    if asked.measure:
        print(json.dumps(measure(asked.measure, asked.folder, asked.room)))
        return 0
    print(machine("pandas", "pyarrow"))
    with tempfile.TemporaryDirectory() as room:
        found = compare(SMALL if asked.small else WHOLE, Path(room))
    own, fifth, pandas = found["refresh"], found["refresh, a fifth"], found["pandas, read whole"]
    of_pandas, of_a_fifth = own["bytes"] / pandas["bytes"], own["bytes"] / fifth["bytes"]
    print(f"memory: 1/{1 / of_pandas:.1f} of that of pandas (at most 1/{1 / OF_PANDAS:.0f})")
    print(f"memory: {of_a_fifth:.2f} of that on a fifth of the rows (at most {OF_A_FIFTH:.2f})")
    same = own["rows"] == pandas["rows"] and bool(own["rows"])
    print(f"rows of the pair: {len(own['rows']):,}, {'the same' if same else 'NOT the same'}")
    within = asked.small or (of_pandas <= OF_PANDAS and of_a_fifth <= OF_A_FIFTH)
    print("as asked" if within and same else "NOT as asked")
    return 0 if within and same else 1


if __name__ == "__main__":
    sys.exit(main())
