"""Time and size of the site beside the run of the notebooks that it shows; see README.md."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from indicators import machine

ROOT = Path(__file__).resolve().parents[1]
# The site takes at most this part of the run's time; in all, and its front page, it has at most so many bytes.
RATIO, BYTES, FRONT_BYTES = 0.5, 25_000_000, 500_000


def seconds_of(*arguments: str) -> float:
    """Wall clock of the command from its start to its end."""
    command = [sys.executable, "-c", "import sys; from pkjp_analysis.cli import main; sys.exit(main())"]
    begun = time.perf_counter()
    subprocess.run([*command, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def main() -> int:
    """Measure, print, and say whether every bound is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "build")
        output = ("--output", str(folder))
        runs, sites, trees = [], [], []
        for _ in range(rounds):
            runs.append(seconds_of("reproduce", "--force", "--no-site", "--quiet", *output))
            for _ in range(2):
                sites.append(seconds_of("site", *output))
                files = [path for path in sorted((folder / "site").rglob("*")) if path.is_file()]
                trees.append({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})
    run, site = statistics.median(runs), statistics.median(sites)
    size, front = sum(map(len, trees[-1].values())), len(trees[-1]["site/index.html"])
    same = all(one == other for one, other in zip(trees[::2], trees[1::2], strict=True))
    print(machine("pandas", "jinja2"))
    print(f"run of the notebooks {run:.1f} s, site {site:.1f} s: {site / run:.2f} of it (at most {RATIO})")
    print(
        f"site {size / 1e6:.1f} MB (at most {BYTES / 1e6:.0f}), front page {front / 1e3:.0f} kB, {len(trees[-1])} files"
    )
    print(f"two sites of the same results: {'the same bytes' if same else 'DIFFERENT bytes'}")
    return 0 if site <= RATIO * run and size < BYTES and front < FRONT_BYTES and same else 1


if __name__ == "__main__":
    sys.exit(main())
